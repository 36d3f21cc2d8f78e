//! Boxes types that are large in memory.
//!
//! A struct contains its fields, and a union its largest variant. Types that contain many types, which
//! contain many in turn, would grow to megabytes. That is more than the stack of a thread, through which
//! every value is moved while it is decoded.

use super::visit;
use crate::ir::{Primitive, Shape, Type, TypeId, TypeKind};

/// The size in bytes from which a type is boxed in a field or a variant: about 40 strings.
const LARGE: usize = 1024;

/// The size of a pointer.
const POINTER: usize = 8;
/// The size of a string, a vector or an open enum.
const VECTOR: usize = 3 * POINTER;
/// The size of a map.
const MAP: usize = 9 * POINTER;
/// The size of any JSON value.
const ANY: usize = 4 * POINTER;

/// Boxes large types that a field or a variant contains directly. Cycles must have their boxes already.
pub(crate) fn box_large(types: &mut [Type]) {
    let mut sizes: Vec<Option<usize>> = vec![None; types.len()];
    let mut entered = vec![false; types.len()];
    for start in 0..types.len() {
        // Not recursive, because documents determine how deep types are nested.
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
                        let index = id.index();
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
    sizes.get(id.index()).copied().flatten()
}

/// Boxes large types in a type, and returns an estimate of the remaining size.
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

/// Returns the size of a scalar, with that of an `Option` around it.
fn primitive_size(primitive: Primitive) -> usize {
    match primitive {
        Primitive::Boolean | Primitive::Int32 | Primitive::Uint32 | Primitive::Float => POINTER,
        Primitive::Int64 | Primitive::Uint64 | Primitive::Double | Primitive::Date => 2 * POINTER,
        Primitive::Uuid | Primitive::String | Primitive::Base64 => VECTOR,
        Primitive::Int128 | Primitive::DateTime | Primitive::Binary => 4 * POINTER,
    }
}
