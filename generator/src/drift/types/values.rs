//! Determines whether one type accepts all values of another.

use foldhash::HashSet;
use serde_json::Value;

use crate::ir::{Api, EnumBase, Primitive, SECRET, Shape, TypeKind};

/// The depth to which two types are compared.
const DEPTH: usize = 8;

/// Reports whether a shape is secret text, which `Debug` does not show.
fn is_secret(shape: &Shape) -> bool {
    matches!(shape, Shape::External(path) if path == SECRET)
}

/// Reports whether both shapes are text and exactly one is secret.
pub(crate) fn secrecy_differs(one: &Shape, other: &Shape) -> bool {
    let text = |shape: &Shape| *shape == Shape::Primitive(Primitive::String);
    is_secret(one) && text(other) || text(one) && is_secret(other)
}

/// A shape and its API.
type Of<'s> = (&'s Api, &'s Shape);

/// The values that an enum accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnumValues {
    /// As an API: the listed values only.
    Listed,
    /// As decoding: also values that it does not list.
    Any,
}

/// Reports whether `outer` accepts every value of `inner`. False if that is not known.
pub(crate) fn accepts(outer: Of<'_>, inner: Of<'_>, values: EnumValues) -> bool {
    accepts_within(outer, inner, values, DEPTH)
}

fn accepts_within(
    (outer_api, outer): Of<'_>,
    (inner_api, inner): Of<'_>,
    values: EnumValues,
    depth: usize,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let within = |outer: &Shape, inner: &Shape| {
        accepts_within((outer_api, outer), (inner_api, inner), values, depth)
    };
    let text = Shape::Primitive(Primitive::String);
    // Secret text is ordinary text on the wire.
    let (outer, inner) = (
        if is_secret(outer) { &text } else { outer },
        if is_secret(inner) { &text } else { inner },
    );
    match (outer, inner) {
        (Shape::Boxed(outer), inner) => return within(outer, inner),
        (outer, Shape::Boxed(inner)) => return within(outer, inner),
        (Shape::Any, _) | (Shape::Null | Shape::Nullable(_), Shape::Null) => return true,
        (Shape::Nullable(outer), Shape::Nullable(inner))
        | (Shape::List(outer), Shape::List(inner))
        | (Shape::Map(outer), Shape::Map(inner)) => return within(outer, inner),
        (Shape::Nullable(outer), inner) => return within(outer, inner),
        (Shape::Primitive(outer), Shape::Primitive(inner))
        | (Shape::Numeric(outer), Shape::Primitive(inner) | Shape::Numeric(inner)) => {
            return holds(*outer, *inner);
        }
        _ => {}
    }
    match (kind(outer_api, outer), kind(inner_api, inner)) {
        (Some(TypeKind::Alias(outer) | TypeKind::Newtype(outer)), _) => within(outer, inner),
        (_, Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner))) => within(outer, inner),
        (Some(TypeKind::Enum(outer)), Some(TypeKind::Enum(inner))) => {
            if values == EnumValues::Any && outer.base == inner.base {
                return true;
            }
            let listed: HashSet<&Value> = outer.values.iter().map(|known| &known.value).collect();
            inner
                .values
                .iter()
                .all(|value| listed.contains(&value.value))
        }
        (Some(TypeKind::Enum(outer)), Some(TypeKind::Constant(inner))) => {
            let listed = outer.values.iter().any(|known| known.value == inner.value);
            listed || values == EnumValues::Any && outer.base == base(&inner.value)
        }
        (Some(TypeKind::Enum(outer)), None) => {
            values == EnumValues::Any && is_base(outer.base, inner)
        }
        (Some(TypeKind::Union(union)), _) => {
            let mut variants = union.variants.iter();
            variants.any(|variant| within(&variant.shape, inner))
        }
        (None, Some(TypeKind::Enum(inner))) => is_base(inner.base, outer),
        (None, Some(TypeKind::Constant(inner))) => is_base(base(&inner.value), outer),
        (Some(TypeKind::Constant(outer)), Some(TypeKind::Enum(inner))) => {
            inner.values.iter().all(|value| value.value == outer.value)
        }
        _ => false,
    }
}

/// Returns the definition of a named type.
fn kind<'s>(api: &'s Api, shape: &Shape) -> Option<&'s TypeKind> {
    match shape {
        Shape::Named(id) => api.get(*id).map(|ty| &ty.kind),
        _ => None,
    }
}

fn base(value: &Value) -> EnumBase {
    match value {
        Value::String(_) => EnumBase::String,
        Value::Number(number) if number.is_i64() => EnumBase::Integer,
        _ => EnumBase::Json,
    }
}

/// Reports whether a scalar is the base type of an enum.
pub(crate) fn is_base(base: EnumBase, shape: &Shape) -> bool {
    match base {
        EnumBase::String => *shape == Shape::Primitive(Primitive::String),
        EnumBase::Integer => matches!(shape, Shape::Primitive(Primitive::Int32 | Primitive::Int64)),
        EnumBase::Json => false,
    }
}

/// Reports whether the scalar `outer` accepts every value of `inner`.
fn holds(outer: Primitive, inner: Primitive) -> bool {
    use Primitive::{
        Base64, Date, DateTime, Double, Float, Int32, Int64, Int128, String, Uint32, Uint64, Uuid,
    };
    outer == inner
        || match outer {
            String => matches!(inner, DateTime | Date | Uuid | Base64),
            Int64 => matches!(inner, Int32 | Uint32),
            Int128 => matches!(inner, Int32 | Uint32 | Int64 | Uint64),
            Uint64 => inner == Uint32,
            Double => matches!(inner, Float | Int32 | Int64 | Int128 | Uint32 | Uint64),
            Float => matches!(inner, Int32 | Uint32),
            _ => false,
        }
}
