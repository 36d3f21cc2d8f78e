//! Unions whose values are objects of one property, whose name says which branch it is: what Rust servers write for an
//! `enum` (serde calls it externally tagged).

use foldhash::HashSet;
use serde_json::Value;

use super::documentation;
use super::enums::Listed;
use super::merge::{Alternatives, Merged};
use super::names::{Scope, UNKNOWN, described};
use super::place::Place;
use super::schemas::{Schemas, Use, View};
use super::unions::{Branch, all_listed};
use super::variants::variant_stem;
use super::words;
use crate::ir::{Docs, Shape, TagWriter, Tagging, TypeKind, Union, Variant};
use crate::load::Origin;
use crate::openapi::schema::AdditionalProperties;

/// The branches of such a union.
struct Keys<'a> {
    /// The key of each branch; none of those that are strings.
    of_branches: Vec<Option<&'a str>>,
    /// The strings that the others list.
    listed: Vec<Listed>,
}

impl<'a> Schemas<'a, '_> {
    /// The shape of a union whose values are objects of one property each.
    #[allow(
        clippy::too_many_arguments,
        reason = "they are those of the union that it is a kind of"
    )]
    pub(super) fn keyed(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
        branches: &[Branch<'a>],
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Option<Shape> {
        let is_plain = choice.exclusive && choice.discriminator.is_none() && base.is_bare();
        let keys = is_plain.then(|| keys(branches)).flatten()?;
        self.announce(base, place, key, owned);
        let mut scope = Scope::reserving([UNKNOWN]);
        let mut variants = Vec::with_capacity(branches.len());
        for (branch, property) in branches.iter().zip(keys.of_branches) {
            let Some(property) = property else { continue };
            let tags = vec![Value::from(property)];
            let name = variant_stem(branch, &tags, place).unwrap_or_default();
            let name = described(name, "Type");
            let used = self.payload(branch, property, &place.step(&name), view);
            let docs = documentation::of_merged(&branch.merged);
            variants.push(Variant {
                name: scope.claim(&name),
                shape: used.nested(),
                tags,
                tag_writer: TagWriter::Union,
                docs,
            });
        }
        if let Some(first) = branches.iter().find(|branch| is_strings(branch)) {
            let fresh = self.fresh_key(view);
            let step = place.step("Value");
            let shape = self.listed(&first.merged, keys.listed, &step, fresh, true);
            self.forget(fresh);
            variants.push(Variant {
                name: scope.claim(&self.shape_name(&shape)),
                shape,
                tags: Vec::new(),
                tag_writer: TagWriter::Payload,
                docs: Docs::default(),
            });
        }
        let union = Union {
            tagging: Tagging::Key,
            variants,
            unknown: UNKNOWN.to_owned(),
        };
        Some(self.named(base, place, key, owned, TypeKind::Union(union)))
    }

    /// What the only property of a branch is.
    fn payload(&mut self, branch: &Branch<'a>, property: &str, place: &Place, view: View) -> Use {
        let nodes = branch.merged.properties.get(property);
        match nodes.map(|property| property.nodes.as_slice()) {
            Some([only]) => self.schema(*only, place, view),
            Some(several) => {
                let several = several.to_vec();
                self.conjunction(&several, place, view)
            }
            None => Use::plain(Shape::Any),
        }
    }
}

/// The keys of branches that are such a union. Beyond doubt are objects that have nothing but their property, objects
/// beside strings, and keys that are written as the variants of an `enum` are.
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
        |branch: &Branch<'_>| matches!(branch.merged.additional, AdditionalProperties::None);
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

/// Whether a branch is strings that are listed, or any.
fn is_strings(branch: &Branch<'_>) -> bool {
    let merged = &branch.merged;
    let types = merged.types;
    let is_text = merged
        .constant
        .is_some_and(|constant| constant.as_str().is_some());
    types.string && types.count() == 1 || is_text
}

/// The only property of a branch that is an object of this property and has no name of its own.
fn key_of<'a>(branch: &Branch<'a>) -> Option<&'a str> {
    let merged = &branch.merged;
    let (&key, _) = merged.properties.first()?;
    let is_other_name = |title: &str| words::words(title) != words::words(key);
    let is_only = merged.properties.len() == 1
        && merged.required.iter().eq([&key])
        && merged.alternatives.is_empty()
        && merged.presence.is_empty()
        && merged.patterns.is_empty()
        && merged.constant.is_none()
        && merged.values.is_empty()
        && !merged.nullable
        && (merged.types.object && merged.types.count() == 1 || !merged.typed)
        && matches!(
            merged.additional,
            AdditionalProperties::None | AdditionalProperties::Unspecified
        );
    let has_name = branch.component.is_some() || branch.title.is_some_and(is_other_name);
    (is_only && !has_name).then_some(key)
}
