//! Compares types: whether a value of one type can be a value of another.

use std::cell::Cell;

use foldhash::{HashMap, HashSet};

use crate::ir::{Field, Primitive, Shape, Struct, TypeKind, Variant};
use crate::lower::schema::Draft;
use crate::lower::schema::types::{kind, resolved};

/// The maximum number of variants of a union that are compared with another type.
const WIDTH: usize = 8;

/// Compares types with each other, within a limited number of steps.
pub(crate) struct Comparison<'d> {
    drafts: &'d [Draft],
    left: Cell<usize>,
}

impl<'d> Comparison<'d> {
    /// Creates a comparison. A step is a field or a value that is compared.
    pub(crate) fn new(drafts: &'d [Draft], steps: usize) -> Self {
        Self {
            drafts,
            left: Cell::new(steps),
        }
    }

    pub(crate) fn drafts(&self) -> &'d [Draft] {
        self.drafts
    }

    /// Takes steps from the remaining ones.
    pub(crate) fn spend(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps));
    }

    /// Reports whether no steps are left. Then no shapes count as different.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// Returns the struct that a shape names.
    pub(crate) fn structure(&self, shape: &Shape) -> Option<&'d Struct> {
        match kind(self.drafts, resolved(self.drafts, shape)) {
            Some(TypeKind::Struct(found)) => Some(found),
            _ => None,
        }
    }

    /// Reports whether decoding distinguishes two shapes: a value with only the properties that one shape requires is not
    /// taken for the other. Nested objects are compared down to `depth`.
    pub(crate) fn are_different(&self, left: &Shape, right: &Shape, depth: usize) -> bool {
        let (left, right) = (resolved(self.drafts, left), resolved(self.drafts, right));
        match (left, right) {
            _ if left == right || depth == 0 => false,
            (Shape::Any, _) | (_, Shape::Any) | (Shape::Nullable(_), Shape::Nullable(_)) => false,
            (Shape::Nullable(inner), other) | (other, Shape::Nullable(inner)) => {
                self.are_different(inner, other, depth)
            }
            _ => {
                let (of_left, of_right) = (kind(self.drafts, left), kind(self.drafts, right));
                let kinds = of_left.iter().chain(&of_right);
                self.spend(1 + kinds.map(|kind| weight(kind)).sum::<usize>());
                match (of_left, of_right) {
                    _ if self.is_exhausted() => false,
                    (Some(left), Some(right)) => self.kinds_differ(left, right, depth - 1),
                    _ => {
                        let drafts = self.drafts;
                        contradict(drafts, left, right)
                            || is_never_object(drafts, left) && is_union_of_objects(drafts, right)
                            || is_never_object(drafts, right) && is_union_of_objects(drafts, left)
                    }
                }
            }
        }
    }

    /// Does the same for named types.
    fn kinds_differ(&self, left: &TypeKind, right: &TypeKind, depth: usize) -> bool {
        match (left, right) {
            (TypeKind::Struct(left), TypeKind::Struct(right)) => {
                let (of_left, of_right) = (Index::of(left), Index::of(right));
                if lacks(left, &of_right) || lacks(right, &of_left) {
                    return true;
                }
                // It is enough that one struct requires the property: a value without it is not taken for that struct.
                left.fields.iter().any(|field| {
                    of_right.get(&field.wire_name).is_some_and(|other| {
                        (field.required || other.required)
                            && !(field.nullable && other.nullable)
                            && self.are_different(&field.shape, &other.shape, depth)
                    })
                })
            }
            (TypeKind::Union(union), other) | (other, TypeKind::Union(union)) => {
                let Some(depth) = depth.checked_sub(1) else {
                    return false;
                };
                let differs = |variant: &Variant| {
                    let found = kind(self.drafts, resolved(self.drafts, &variant.shape));
                    found.is_some_and(|found| {
                        self.spend(weight(found) + weight(other));
                        !self.is_exhausted() && self.kinds_differ(found, other, depth)
                    })
                };
                union.variants.len() <= WIDTH && union.variants.iter().all(differs)
            }
            (left, right) => kinds_contradict(left, right),
        }
    }
}

/// Takes steps from the remaining ones. Returns false if there are not as many, and takes the rest.
pub(crate) fn take(remaining: &Cell<usize>, steps: usize) -> bool {
    let left = remaining.get().checked_sub(steps);
    remaining.set(left.unwrap_or(0));
    left.is_some()
}

/// Returns how many fields or values a comparison of a type examines.
fn weight(kind: &TypeKind) -> usize {
    match kind {
        TypeKind::Struct(found) => found.fields.len(),
        TypeKind::Enum(found) => found.values.len(),
        _ => 1,
    }
}

/// Reports whether a struct requires a property that another does not have.
pub(crate) fn lacks(of: &Struct, other: &Index<'_>) -> bool {
    let mut fields = of.fields.iter().filter(|field| field.required);
    fields.any(|field| other.get(&field.wire_name).is_none())
}

/// The number of fields of a struct from which they are looked up by hash.
const INDEXED_FROM: usize = 16;

/// The fields of a struct by the names of their properties.
pub(crate) struct Index<'s> {
    fields: &'s [Field],
    by_name: Option<HashMap<&'s str, &'s Field>>,
}

impl<'s> Index<'s> {
    pub(crate) fn of(of: &'s Struct) -> Self {
        let fields = of.fields.as_slice();
        let by_name = || {
            let named = fields.iter().rev();
            named.map(|field| (field.wire_name.as_str(), field))
        };
        Self {
            fields,
            by_name: (fields.len() >= INDEXED_FROM).then(|| by_name().collect()),
        }
    }

    /// Returns the field for a property.
    pub(crate) fn get(&self, wire_name: &str) -> Option<&'s Field> {
        if let Some(by_name) = &self.by_name {
            return by_name.get(wire_name).copied();
        }
        let mut fields = self.fields.iter();
        fields.find(|field| field.wire_name == wire_name)
    }
}

/// Reports whether no value has both shapes, judged by listed values or by the kind of JSON value.
fn contradict(drafts: &[Draft], left: &Shape, right: &Shape) -> bool {
    let (left, right) = (resolved(drafts, left), resolved(drafts, right));
    if let (Some(left), Some(right)) = (kind(drafts, left), kind(drafts, right)) {
        return kinds_contradict(left, right);
    }
    match (form(drafts, left), form(drafts, right)) {
        (Some(left), Some(right)) => left != right,
        _ => false,
    }
}

fn kinds_contradict(left: &TypeKind, right: &TypeKind) -> bool {
    match (values(left), values(right)) {
        (Some(left), Some(right)) => {
            let right: HashSet<&serde_json::Value> = right.into_iter().collect();
            left.iter().all(|value| !right.contains(value))
        }
        (Some(values), None) => is_object(right) && values.iter().all(|value| !value.is_object()),
        (None, Some(values)) => is_object(left) && values.iter().all(|value| !value.is_object()),
        (None, None) => false,
    }
}

fn is_object(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Struct(_))
}

/// Reports whether no value has both shapes. Structs have no common value if both require a property whose shapes have
/// none. Nested structs are compared down to `depth`. Without enough of the remaining steps, no shapes are disjoint.
pub(crate) fn are_disjoint(
    drafts: &[Draft],
    left: &Shape,
    right: &Shape,
    depth: usize,
    steps: &Cell<usize>,
) -> bool {
    let (left, right) = (resolved(drafts, left), resolved(drafts, right));
    let kinds = (kind(drafts, left), kind(drafts, right));
    let weights = kinds.0.iter().chain(&kinds.1).map(|kind| weight(kind));
    if !take(steps, 1 + weights.sum::<usize>()) {
        return false;
    }
    match kinds {
        (Some(TypeKind::Struct(left)), Some(TypeKind::Struct(right))) if depth > 0 => {
            let right = Index::of(right);
            let mut required = left.fields.iter().filter(|field| field.required);
            required.any(|field| {
                right.get(&field.wire_name).is_some_and(|other| {
                    other.required
                        && !(field.nullable && other.nullable)
                        && are_disjoint(drafts, &field.shape, &other.shape, depth - 1, steps)
                })
            })
        }
        _ => contradict(drafts, left, right),
    }
}

/// Returns whether no value of a shape is an object.
pub(crate) fn is_never_object(drafts: &[Draft], shape: &Shape) -> bool {
    let shape = match resolved(drafts, shape) {
        Shape::Nullable(inner) => resolved(drafts, inner),
        shape => shape,
    };
    form(drafts, shape).is_some_and(|form| form != "object")
}

/// Returns whether a shape is a union, and all its values are objects.
fn is_union_of_objects(drafts: &[Draft], shape: &Shape) -> bool {
    let Some(TypeKind::Union(union)) = kind(drafts, resolved(drafts, shape)) else {
        return false;
    };
    let mut variants = union.variants.iter();
    union.variants.len() <= WIDTH
        && variants.all(|variant| form(drafts, resolved(drafts, &variant.shape)) == Some("object"))
}

/// Returns the values that a type lists.
fn values(kind: &TypeKind) -> Option<Vec<&serde_json::Value>> {
    match kind {
        TypeKind::Constant(only) => Some(vec![&only.value]),
        TypeKind::Enum(found) => Some(found.values.iter().map(|value| &value.value).collect()),
        _ => None,
    }
}

/// Returns the JSON type of a shape, if all its values have the same type.
fn form(drafts: &[Draft], shape: &Shape) -> Option<&'static str> {
    Some(match shape {
        Shape::Primitive(Primitive::Boolean) => "boolean",
        Shape::Primitive(
            Primitive::Int32
            | Primitive::Int64
            | Primitive::Uint32
            | Primitive::Uint64
            | Primitive::Int128
            | Primitive::Float
            | Primitive::Double,
        ) => "number",
        Shape::Primitive(_) => "string",
        Shape::List(_) | Shape::Tuple(_) => "array",
        Shape::Map(_) => "object",
        Shape::Null => "null",
        Shape::Named(_) => match kind(drafts, shape)? {
            TypeKind::Struct(_) => "object",
            kind => {
                let values = values(kind)?;
                let is_text = values.iter().all(|value| value.is_string());
                return is_text.then_some("string");
            }
        },
        Shape::Boxed(_)
        | Shape::Nullable(_)
        | Shape::Any
        | Shape::External(_)
        | Shape::Numeric(_) => {
            return None;
        }
    })
}
