//! Boxes around types that are large in memory.
//!
//! A struct holds its fields in place, and so does a union its largest variant. Types that hold many types, which hold
//! many in turn, would grow to megabytes: more than the stack of a thread, through which every value is moved while it
//! is decoded.

use super::visit;
use crate::ir::{Primitive, Shape, Type, TypeId, TypeKind};

/// From how many bytes on a type is boxed where a field or a variant holds it: about 40 strings.
const LARGE: usize = 1024;

/// What a pointer takes.
const POINTER: usize = 8;
/// What a string, a vector or an open enum takes.
const VECTOR: usize = 3 * POINTER;
/// What a map takes.
const MAP: usize = 9 * POINTER;
/// What any JSON value takes.
const ANY: usize = 4 * POINTER;

/// Boxes large types where a field or a variant holds them in place. Cycles have their boxes before.
pub(crate) fn box_large(types: &mut [Type]) {
    let mut sizes: Vec<Option<usize>> = vec![None; types.len()];
    let mut entered = vec![false; types.len()];
    for start in 0..types.len() {
        // Documents decide how deep types are nested: no recursion.
        let mut stack = vec![start];
        while let Some(&index) = stack.last() {
            let (Some(ty), Some(entered_before), Some(None)) =
                (types.get_mut(index), entered.get(index), sizes.get(index))
            else {
                stack.pop();
                continue;
            };
            if !entered_before {
                visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
                    visit::ids_in_place(shape, &mut |id| {
                        let index = id.0 as usize;
                        if entered.get(index) == Some(&false) {
                            stack.push(index);
                        }
                    });
                });
                if let Some(slot) = entered.get_mut(index) {
                    *slot = true;
                }
                continue;
            }
            stack.pop();
            let size = boxed(&mut ty.kind, &sizes);
            if let Some(own) = &mut ty.unshared {
                boxed(&mut own.kind, &sizes);
            }
            if let Some(slot) = sizes.get_mut(index) {
                *slot = Some(size);
            }
        }
    }
}

fn size_of(sizes: &[Option<usize>], id: TypeId) -> Option<usize> {
    sizes.get(id.0 as usize).copied().flatten()
}

/// Boxes what is large in a type, and estimates the size of what is left.
fn boxed(kind: &mut TypeKind, sizes: &[Option<usize>]) -> usize {
    match kind {
        TypeKind::Struct(found) => {
            let fields = found.fields.iter_mut();
            let fields = fields.map(|field| boxed_shape(&mut field.shape, sizes));
            fields.sum::<usize>() + found.additional.as_ref().map_or(0, |_| MAP)
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter_mut();
            let variants = variants.map(|variant| boxed_shape(&mut variant.shape, sizes));
            variants.max().unwrap_or(0).max(ANY) + POINTER
        }
        TypeKind::Alias(shape) | TypeKind::Newtype(shape) => shape_size(shape, sizes),
        TypeKind::Enum(_) => VECTOR,
        TypeKind::Constant(_)
        | TypeKind::BodyChoice(_)
        | TypeKind::ResponseChoice(_)
        | TypeKind::Multipart(_) => 0,
    }
}

fn boxed_shape(shape: &mut Shape, sizes: &[Option<usize>]) -> usize {
    match shape {
        Shape::Named(id) if size_of(sizes, *id).is_some_and(|size| size >= LARGE) => {
            *shape = Shape::Boxed(Box::new(shape.clone()));
            POINTER
        }
        Shape::Nullable(inner) => boxed_shape(inner, sizes),
        Shape::Tuple(items) => items.iter_mut().map(|item| boxed_shape(item, sizes)).sum(),
        shape => shape_size(shape, sizes),
    }
}

fn shape_size(shape: &Shape, sizes: &[Option<usize>]) -> usize {
    match shape {
        Shape::Named(id) => size_of(sizes, *id).unwrap_or(0),
        Shape::Boxed(_) => POINTER,
        Shape::Primitive(primitive) => primitive_size(*primitive),
        Shape::Numeric(primitive) => primitive_size(*primitive) + POINTER,
        Shape::List(_) | Shape::External(_) => VECTOR,
        Shape::Map(_) => MAP,
        Shape::Tuple(items) => items.iter().map(|item| shape_size(item, sizes)).sum(),
        Shape::Nullable(inner) => shape_size(inner, sizes),
        Shape::Any => ANY,
        Shape::Null => 0,
    }
}

/// The size of a scalar, with what an `Option` around it takes.
fn primitive_size(primitive: Primitive) -> usize {
    match primitive {
        Primitive::Boolean | Primitive::Int32 | Primitive::Uint32 | Primitive::Float => POINTER,
        Primitive::Int64 | Primitive::Uint64 | Primitive::Double | Primitive::Date => 2 * POINTER,
        Primitive::Uuid | Primitive::String | Primitive::Base64 => VECTOR,
        Primitive::Int128 | Primitive::DateTime | Primitive::Binary => 4 * POINTER,
    }
}
