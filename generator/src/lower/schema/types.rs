//! Examines the types of schemas before their names are final.

use crate::ir::{EnumBase, Primitive, Shape, TypeId, TypeKind};
use crate::lower::schema::Draft;

/// The limit of aliases and boxes that a shape is followed through. Aliases that refer to each other end only later.
const ALIASES: usize = 64;

/// Returns the kind of a named type.
pub(crate) fn kind<'s>(drafts: &'s [Draft], shape: &Shape) -> Option<&'s TypeKind> {
    match shape {
        Shape::Named(id) => drafts.get(id.index()).map(|draft| &draft.ty.kind),
        _ => None,
    }
}

/// Returns the shape behind boxes and aliases.
pub(crate) fn resolved<'s>(drafts: &'s [Draft], shape: &'s Shape) -> &'s Shape {
    let mut current = shape;
    for _ in 0..ALIASES {
        current = match current {
            Shape::Boxed(inner) => inner,
            Shape::Named(_) => match kind(drafts, current) {
                Some(TypeKind::Alias(inner)) => inner,
                _ => return current,
            },
            _ => return current,
        };
    }
    current
}

/// Returns the type that a shape names, directly or through boxes and aliases.
pub(crate) fn named_type(drafts: &[Draft], shape: &Shape) -> Option<TypeId> {
    let mut shape = shape;
    for _ in 0..drafts.len() {
        let id = match shape {
            Shape::Boxed(inner) => {
                shape = inner;
                continue;
            }
            Shape::Named(id) => *id,
            _ => return None,
        };
        match drafts.get(id.index()).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Alias(inner)) => shape = inner,
            _ => return Some(id),
        }
    }
    None
}

/// Returns whether a value consists of others: a list, a map, a tuple or an object.
pub(crate) fn is_composite(drafts: &[Draft], shape: &Shape) -> bool {
    match resolved(drafts, shape) {
        Shape::Nullable(inner) => is_composite(drafts, inner),
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) => true,
        shape => matches!(kind(drafts, shape), Some(TypeKind::Struct(_))),
    }
}

/// How a list of scalars in an object is sent as a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lists {
    /// As one value.
    Nested,
    /// As a repeated parameter.
    Repeated,
}

/// Returns whether a property of an object consists of other values. A list of scalars that is repeated does not.
pub(crate) fn has_composite_fields(drafts: &[Draft], object: &Shape, lists: Lists) -> bool {
    let Some(TypeKind::Struct(found)) = kind(drafts, object) else {
        return false;
    };
    let is_repeated = |shape: &Shape| match resolved(drafts, shape) {
        Shape::List(item) => lists == Lists::Repeated && !is_composite(drafts, item),
        _ => false,
    };
    let mut fields = found.fields.iter();
    fields.any(|field| is_composite(drafts, &field.shape) && !is_repeated(&field.shape))
}

/// Returns whether a value is a string in JSON, which text can hold without quotation marks. External types count as
/// strings.
pub(crate) fn is_text(drafts: &[Draft], shape: &Shape) -> bool {
    match resolved(drafts, shape) {
        Shape::Nullable(inner) => is_text(drafts, inner),
        Shape::Primitive(primitive) => matches!(
            primitive,
            Primitive::String
                | Primitive::DateTime
                | Primitive::Date
                | Primitive::Uuid
                | Primitive::Base64
        ),
        Shape::External(_) => true,
        shape => match kind(drafts, shape) {
            Some(TypeKind::Enum(found)) => found.base == EnumBase::String,
            Some(TypeKind::Constant(found)) => found.value.is_string(),
            _ => false,
        },
    }
}

/// Returns whether the text of a value is how its type is displayed. A type of the configuration, or a secret, may be
/// displayed differently.
pub(crate) fn is_displayed(drafts: &[Draft], shape: &Shape) -> bool {
    !matches!(
        resolved(drafts, shape),
        Shape::External(_) | Shape::Primitive(Primitive::Base64)
    )
}
