//! Lowers unions of objects with a single property, whose name selects the branch. Rust servers write an `enum` in this
//! form (serde calls it externally tagged).

use foldhash::HashSet;
use serde_json::Value;

use super::all_listed;
use super::branches::Branch;
use super::variants::variant_stem;
use crate::ir::{Docs, Shape, TagWriter, Tagging, TypeKind, Union, Variant};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, UNKNOWN, described};
use crate::lower::naming::words;
use crate::lower::schema::conjunction::merge::{Alternatives, AlternativesKind, Merged};
use crate::lower::schema::docs;
use crate::lower::schema::enumeration::values::EnumCandidate;
use crate::lower::schema::{Direction, Lowered, SchemaContext, Schemas};
use crate::openapi::schema::AdditionalProperties;

/// The keys of an externally tagged union.
struct Keys<'a> {
    /// The key of each branch; none for branches that are strings.
    of_branches: Vec<Option<&'a str>>,
    /// The strings that the branches without a key list.
    listed: Vec<EnumCandidate>,
}

impl<'a> Schemas<'a, '_> {
    /// Returns the type reference of an externally tagged union; none if the branches do not have this form.
    #[allow(
        clippy::too_many_arguments,
        reason = "they are those of the union that it is a kind of"
    )]
    pub(crate) fn externally_tagged(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
        branches: &[Branch<'a>],
        context: SchemaContext<'_>,
    ) -> Option<Shape> {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        let is_plain = choice.kind == AlternativesKind::OneOf
            && choice.discriminator.is_none()
            && base.is_bare();
        let keys = is_plain.then(|| keys(branches)).flatten()?;
        self.ensure_reserved(base, context);
        let mut scope = NameScope::with_reserved([UNKNOWN]);
        let mut variants = Vec::with_capacity(branches.len());
        for (branch, property) in branches.iter().zip(keys.of_branches) {
            let Some(property) = property else { continue };
            let tags = vec![Value::from(property)];
            let name = variant_stem(branch, &tags, candidate).unwrap_or_default();
            let name = described(name, "Type");
            let used = self.payload(branch, property, &candidate.child(&name), direction);
            let docs = docs::of_merged(&branch.merged);
            variants.push(Variant {
                name: scope.claim(&name),
                shape: used.into_nested(),
                tags,
                implicit_tags: Vec::new(),
                tag_writer: TagWriter::Union,
                docs,
            });
        }
        if let Some(first) = branches.iter().find(|branch| is_strings(branch)) {
            let fresh = self.synthetic_key(direction);
            let step = candidate.child("Value");
            let context = SchemaContext::synthetic(&step, direction, fresh);
            let shape = self.listed(&first.merged, keys.listed, context);
            self.remove(fresh);
            variants.push(Variant {
                name: scope.claim(&self.shape_name(&shape)),
                shape,
                tags: Vec::new(),
                implicit_tags: Vec::new(),
                tag_writer: TagWriter::Payload,
                docs: Docs::default(),
            });
        }
        let union = Union {
            tagging: Tagging::Key,
            variants,
            unknown: UNKNOWN.to_owned(),
        };
        Some(self.named(base, context, TypeKind::Union(union)))
    }

    /// Lowers the only property of a branch.
    fn payload(
        &mut self,
        branch: &Branch<'a>,
        property: &str,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        let nodes = branch.merged.object.properties.get(property);
        match nodes.map(|property| property.nodes.as_slice()) {
            Some([only]) => self.schema(*only, candidate, direction),
            Some(several) => {
                let several = several.to_vec();
                self.conjunction(&several, candidate, direction)
            }
            None => Lowered::non_null(Shape::Any),
        }
    }
}

/// Returns the keys of the branches; none if it is not certain that the union is externally tagged. It is certain if
/// the objects allow no further properties or a branch lists strings. It also is if all keys are written like variants
/// of an `enum`.
fn keys<'a>(branches: &[Branch<'a>]) -> Option<Keys<'a>> {
    let mut seen = HashSet::default();
    let mut of_branches = Vec::with_capacity(branches.len());
    let mut strings = Vec::new();
    for branch in branches {
        let key = key_of(branch);
        if let Some(key) = key {
            if !seen.insert(key) {
                return None;
            }
        } else if is_strings(branch) {
            strings.push(branch);
        } else {
            return None;
        }
        of_branches.push(key);
    }
    let listed = if strings.is_empty() {
        Vec::new()
    } else {
        all_listed(&strings)?
    };
    let with_key = || branches.iter().filter(|branch| !is_strings(branch));
    let is_closed =
        |branch: &Branch<'_>| matches!(branch.merged.object.additional, AdditionalProperties::None);
    let is_variant =
        |key: &str| key.starts_with(char::is_uppercase) && !words::words(key).is_empty();
    let is_certain = !listed.is_empty()
        || with_key().all(is_closed)
        || of_branches.iter().flatten().all(|key| is_variant(key));
    (is_certain && !seen.is_empty() && branches.len() > 1).then_some(Keys {
        of_branches,
        listed,
    })
}

/// Returns whether a branch is a string, listed or not.
fn is_strings(branch: &Branch<'_>) -> bool {
    let merged = &branch.merged;
    let types = merged.value.types;
    let is_text = merged
        .value
        .constant
        .is_some_and(|constant| constant.as_str().is_some());
    types.string && types.count() == 1 || is_text
}

/// Returns the property of a branch that is an object with only this property, and that has no name of its own.
fn key_of<'a>(branch: &Branch<'a>) -> Option<&'a str> {
    let merged = &branch.merged;
    let (&key, _) = merged.object.properties.first()?;
    let is_other_name = |title: &str| words::words(title) != words::words(key);
    let is_only = merged.object.properties.len() == 1
        && merged.object.required.iter().eq([&key])
        && merged.unions.alternatives.is_empty()
        && merged.unions.presence.is_empty()
        && merged.object.patterns.is_empty()
        && merged.value.constant.is_none()
        && merged.value.values.is_empty()
        && !merged.value.nullable
        && (merged.value.types.object && merged.value.types.count() == 1 || !merged.value.typed)
        && matches!(
            merged.object.additional,
            AdditionalProperties::None | AdditionalProperties::Unspecified
        );
    let has_name = branch.component.is_some() || branch.title.is_some_and(is_other_name);
    (is_only && !has_name).then_some(key)
}
