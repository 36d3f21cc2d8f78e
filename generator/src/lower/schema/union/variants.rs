//! Names, documents and orders the variants of a union.

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use super::branches::Branch;
use crate::ir::{
    Docs, Module, Primitive, SECRET, Shape, TagWriter, Tagging, TypeId, TypeKind, Union, Variant,
};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, UNKNOWN};
use crate::lower::naming::words;
use crate::lower::schema::docs;
use crate::lower::schema::enumeration::values;
use crate::lower::schema::types;
use crate::lower::schema::{Draft, Schemas};

/// The limit of aliases that refer to each other.
const ALIASES: usize = 64;

/// The rank of variants that are tried after all structs.
pub(crate) const AFTER_STRUCTS: u32 = 20_002;

impl Schemas<'_, '_> {
    /// Returns an untagged union of shapes that do not come from branches.
    pub(crate) fn untagged(&self, shapes: Vec<Shape>) -> Union {
        let mut scope = NameScope::default();
        let mut variants: Vec<Variant> = shapes
            .into_iter()
            .map(|shape| Variant {
                name: scope.claim(&self.shape_name(&shape)),
                shape,
                tags: Vec::new(),
                implicit_tags: Vec::new(),
                tag_writer: TagWriter::Payload,
                docs: Docs::default(),
            })
            .collect();
        absorb_strings(&mut variants);
        Union {
            tagging: Tagging::Untagged,
            variants,
            unknown: UNKNOWN.to_owned(),
        }
    }

    /// Returns a variant name for a type that is not a component.
    fn kind_name(&self, kind: &TypeKind) -> String {
        match kind {
            TypeKind::Constant(only) => only.name.clone(),
            TypeKind::Enum(listed) => match listed.values.as_slice() {
                [only] => only.name.clone(),
                _ => "Enum".to_owned(),
            },
            TypeKind::Union(_) => "Union".to_owned(),
            TypeKind::Alias(shape) | TypeKind::Newtype(shape) => match shape {
                // A named type may lead back here.
                Shape::Named(_) => "Object".to_owned(),
                shape => self.shape_name(shape),
            },
            _ => "Object".to_owned(),
        }
    }

    /// Returns a name for a variant that has none, derived from the type that it holds.
    pub(crate) fn shape_name(&self, shape: &Shape) -> String {
        match shape {
            Shape::Named(id) => self.drafts.get(id.index()).map_or_else(
                || "Variant".to_owned(),
                |draft| {
                    if draft.is_component {
                        draft.candidate.name.clone()
                    } else {
                        self.kind_name(&draft.ty.kind)
                    }
                },
            ),
            Shape::Boxed(inner) | Shape::Nullable(inner) => self.shape_name(inner),
            Shape::List(inner) => format!("{}List", self.shape_name(inner)),
            Shape::Map(_) => "Map".to_owned(),
            Shape::Tuple(_) => "Tuple".to_owned(),
            Shape::Any => "Any".to_owned(),
            Shape::Null => "Null".to_owned(),
            Shape::External(path) if path == SECRET => "Secret".to_owned(),
            Shape::External(_) => "Value".to_owned(),
            Shape::Primitive(primitive) | Shape::Numeric(primitive) => match primitive {
                Primitive::String | Primitive::Binary => "String",
                Primitive::Boolean => "Boolean",
                Primitive::Int32
                | Primitive::Int64
                | Primitive::Int128
                | Primitive::Uint32
                | Primitive::Uint64 => "Integer",
                Primitive::Float | Primitive::Double => "Number",
                Primitive::DateTime => "DateTime",
                Primitive::Date => "Date",
                Primitive::Uuid => "Uuid",
                Primitive::Base64 => "Bytes",
            }
            .to_owned(),
        }
    }
}

/// Marks the objects that allow no other properties and are a variant of an untagged union.
pub(crate) fn mark_closed(drafts: &mut [Draft], closed: &HashSet<TypeId>) {
    let mut marked: Vec<TypeId> = Vec::new();
    for draft in drafts.iter() {
        let TypeKind::Union(union) = &draft.ty.kind else {
            continue;
        };
        if union.tagging == Tagging::Untagged {
            let variants = union.variants.iter();
            let ids =
                variants.filter_map(|variant| match types::resolved(drafts, &variant.shape) {
                    Shape::Named(id) => Some(*id),
                    _ => None,
                });
            marked.extend(ids.filter(|id| closed.contains(id)));
        }
    }
    for id in marked {
        let kind = drafts.get_mut(id.index()).map(|draft| &mut draft.ty.kind);
        if let Some(TypeKind::Struct(found)) = kind {
            found.closed = found.additional.is_none();
        }
    }
}

/// Orders the variants without tag values of each union as they are tried: the most specific first. Variants with tag
/// values come before them. For recursive types, this is only known when all types are complete.
pub(crate) fn order(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let Some(ty) = drafts.get(index).map(|draft| &draft.ty) else {
            continue;
        };
        // The variants of webhook events are already in order.
        let TypeKind::Union(union) = &ty.kind else {
            continue;
        };
        if union.tagging == Tagging::Key || ty.module == Module::Webhooks {
            continue;
        }
        let ranks = union.variants.iter().map(|found| {
            let is_tried = found.tags.is_empty();
            is_tried.then(|| rank(drafts, &found.shape))
        });
        let mut order: Vec<(Option<u32>, usize)> = ranks.zip(0..).collect();
        if order.is_sorted() {
            continue;
        }
        order.sort_unstable();
        if let Some(TypeKind::Union(union)) = drafts.get_mut(index).map(|draft| &mut draft.ty.kind)
        {
            let variants = std::mem::take(&mut union.variants);
            let mut variants: Vec<Option<Variant>> = variants.into_iter().map(Some).collect();
            union.variants = order
                .into_iter()
                .filter_map(|(_, at)| variants.get_mut(at).and_then(Option::take))
                .collect();
        }
    }
}

/// Returns how specific a shape is: the variant with the lowest rank is tried first.
pub(crate) fn rank(drafts: &[Draft], shape: &Shape) -> u32 {
    let mut shape = shape;
    // Chains of aliases end. An alias that turns out to name itself becomes any JSON value.
    for _ in 0..ALIASES {
        let id = match shape {
            Shape::Null => return 0,
            Shape::Primitive(Primitive::Boolean) => return 2,
            Shape::Primitive(Primitive::Int32 | Primitive::Uint32) => return 3,
            Shape::Primitive(Primitive::Int64 | Primitive::Uint64 | Primitive::Int128) => return 4,
            Shape::Primitive(Primitive::Float | Primitive::Double) => return 5,
            // After all other numbers, and before the strings that it accepts.
            Shape::Numeric(_) => return 6,
            Shape::Primitive(Primitive::DateTime | Primitive::Date | Primitive::Uuid) => return 6,
            Shape::Primitive(Primitive::Base64) => return 8,
            Shape::Primitive(Primitive::String | Primitive::Binary) | Shape::External(_) => {
                return 9;
            }
            Shape::Tuple(_) => return 20,
            Shape::List(_) => return 21,
            Shape::Map(_) => return 40_000,
            Shape::Any => break,
            Shape::Boxed(inner) | Shape::Nullable(inner) => {
                shape = inner;
                continue;
            }
            Shape::Named(id) => id,
        };
        match drafts.get(id.index()).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Constant(_)) => return 1,
            Some(TypeKind::Enum(_)) => return 7,
            Some(TypeKind::Alias(inner)) => shape = inner,
            Some(TypeKind::Struct(found)) => {
                // A struct with more required fields is more specific, one with additional properties is less specific.
                let required = found.fields.iter().filter(|field| field.required).count();
                let required = u32::try_from(required).unwrap_or(u32::MAX).min(9_000);
                let open = u32::from(found.additional.is_some());
                return AFTER_STRUCTS - 2 - 2 * required + open;
            }
            _ => return AFTER_STRUCTS,
        }
    }
    60_000
}

/// Returns the name of a branch: from its only tag value, its component or its title; none if it has none of them.
pub(crate) fn variant_stem(
    branch: &Branch<'_>,
    tags: &[Value],
    candidate: &NameCandidate,
) -> Option<String> {
    let name = match (tags, branch.component, branch.title) {
        ([Value::String(tag)], _, _) => values::of_text(tag),
        ([only], None, None) => values::of_text(&only.to_string()),
        (_, Some(component), _) => words::type_name(component),
        (_, None, Some(title)) if is_name(title) => words::type_name(title),
        _ => return None,
    };
    Some(without_parent(&name, &candidate.name))
}

/// The number of branches of a union that declare or require each property.
pub(crate) struct PropertyCounts<'a> {
    declared: HashMap<&'a str, usize>,
    required: HashMap<&'a str, usize>,
}

impl<'a> PropertyCounts<'a> {
    pub(crate) fn of(branches: &[Branch<'a>]) -> Self {
        let mut counts = Self {
            declared: HashMap::default(),
            required: HashMap::default(),
        };
        for Branch { merged, .. } in branches {
            for name in merged.object.properties.keys() {
                *counts.declared.entry(name).or_default() += 1;
            }
            for name in &merged.object.required {
                *counts.required.entry(name).or_default() += 1;
            }
        }
        counts
    }
}

/// Returns the name of a branch without tag value, title and component: from a property that distinguishes it, or from
/// its number.
pub(crate) fn by_property(
    branch: &Branch<'_>,
    counts: &PropertyCounts<'_>,
    index: usize,
) -> String {
    match own_property(branch, counts) {
        Some(own) => format!("With{}", words::type_name(own)),
        None => format!("Variant{}", index + 1),
    }
}

/// Returns a property that distinguishes the branch: one that no other branch has, preferably required, or one that no
/// other branch requires.
fn own_property<'a>(branch: &Branch<'a>, counts: &PropertyCounts<'_>) -> Option<&'a str> {
    let is_own = |name: &str| counts.declared.get(name) == Some(&1);
    let is_asked = |name: &str| branch.merged.object.required.contains(name);
    let asked_alone = |name: &str| is_asked(name) && counts.required.get(name) == Some(&1);
    let find = |holds: &dyn Fn(&str) -> bool| {
        let mut names = branch.merged.object.properties.keys().copied();
        names.find(|name| holds(name) && !words::words(name).is_empty())
    };
    // An optional property is less characteristic, so it is only used if its name is short.
    let is_short = |name: &str| words::words(name).len() < 3;
    find(&|name| is_own(name) && is_asked(name))
        .or_else(|| find(&asked_alone))
        .or_else(|| find(&|name| is_own(name) && is_short(name)))
}

/// Returns whether a title can be a name: a few words, not a sentence.
pub(crate) fn is_name(title: &str) -> bool {
    let count = words::words(title).len();
    (1..=6).contains(&count) && title.is_ascii() && !title.contains(['.', ',', ':', '(', '`'])
}

/// Removes the parent's name from a name: `CardPaymentMethod` in `PaymentMethod` is `Card`, and
/// `CreatePaymentInputWithPlan` in `CreatePaymentRequest` is `WithPlan`.
pub(crate) fn without_parent(name: &str, parent: &str) -> String {
    let split = words::words(name);
    let outer = words::words(parent);
    let mut rest: &[String] = split
        .strip_suffix(outer.as_slice())
        .or_else(|| split.strip_prefix(outer.as_slice()))
        .unwrap_or(&split);
    let common = split
        .iter()
        .zip(&outer)
        .take_while(|(left, right)| left == right)
        .count();
    if rest.len() == split.len() && common > 1 {
        rest = split.get(common..).unwrap_or_default();
        if let [first, after @ ..] = rest
            && ["input", "request", "params", "body", "payload"].contains(&first.as_str())
        {
            rest = after;
        }
    }
    match rest.first() {
        Some(word) if word.starts_with(char::is_alphabetic) => words::pascal(rest),
        _ => name.to_owned(),
    }
}

pub(crate) fn branch_docs(branch: &Branch<'_>) -> Docs {
    if branch.component.is_some() {
        // The component has its own documentation.
        return Docs {
            description: None,
            ..Docs::default()
        };
    }
    docs::of_merged(&branch.merged)
}

/// Removes the variants for text with a format if there is one for strings, which holds the same text without loss.
pub(crate) fn absorb_strings(variants: &mut Vec<Variant>) {
    let has_string = variants
        .iter()
        .any(|variant| variant.shape == Shape::Primitive(Primitive::String));
    if has_string {
        variants.retain(|variant| {
            !matches!(
                variant.shape,
                Shape::Primitive(
                    Primitive::DateTime
                        | Primitive::Date
                        | Primitive::Uuid
                        | Primitive::Base64
                        | Primitive::Binary
                )
            )
        });
    }
}
