//! Follows aliases.

use crate::ir::{Api, Shape, Type, TypeKind};

/// The maximum number of aliases that are followed. A cycle of aliases has no type.
const MAX_ALIASES: usize = 16;

/// Returns the shape behind aliases, and its type if it is a named one.
pub(crate) fn resolve<'a: 's, 's>(api: &'a Api, shape: &'s Shape) -> (&'s Shape, Option<&'a Type>) {
    let mut shape = shape;
    for _ in 0..MAX_ALIASES {
        let Shape::Named(id) = shape else {
            return (shape, None);
        };
        let ty = api.get(*id);
        match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Alias(inner)) => shape = inner,
            _ => return (shape, ty),
        }
    }
    (shape, None)
}
