//! Computes the types that aliases of shared types would be without the sharing. The comparison needs them if a type
//! is shared in only one of the APIs.

use crate::ir::{Api, Field, Shape, Type, TypeId, TypeKind, Unshared};

/// Returns, for each type that is an alias of a shared type, the type that it would be without the sharing.
pub(super) fn types(api: &Api) -> Vec<Option<Type>> {
    let own = |ty: &Type| {
        let (TypeKind::Alias(Shape::Named(shared)), Some(own)) = (&ty.kind, &ty.unshared) else {
            return None;
        };
        Some(in_its_place(ty, own, shared_type(api, *shared)?))
    };
    api.types.iter().map(own).collect()
}

/// Returns the type behind a chain of aliases.
fn shared_type(api: &Api, id: TypeId) -> Option<&Type> {
    let mut ty = api.get(id)?;
    // The bound ends cycles of aliases, which have no meaning.
    for _ in 0..32 {
        match &ty.kind {
            TypeKind::Alias(Shape::Named(inner)) => ty = api.get(*inner)?,
            _ => break,
        }
    }
    Some(ty)
}

/// Returns the unshared type: names and attributes of the shared type, with the alias's own documentation.
fn in_its_place(alias: &Type, own: &Unshared, shared: &Type) -> Type {
    Type {
        name: alias.name.clone(),
        wire_name: alias.wire_name.clone(),
        origin: alias.origin,
        docs: own.docs.clone(),
        deprecated: shared.deprecated,
        directions: shared.directions,
        updates: shared.updates,
        module: alias.module.clone(),
        is_eq_hash: shared.is_eq_hash,
        derives: shared.derives.clone(),
        unshared: None,
        kind: kind(&own.kind, &shared.kind),
    }
}

/// Returns the kind of an unshared type, with the names of the shared one. Structurally equal types have the same
/// fields in the same order.
fn kind(own: &TypeKind, shared: &TypeKind) -> TypeKind {
    let mut kind = own.clone();
    match (&mut kind, shared) {
        (TypeKind::Struct(own), TypeKind::Struct(shared)) => {
            for (own, shared) in own.fields.iter_mut().zip(&shared.fields) {
                field(own, shared);
            }
            if let (Some(own), Some(shared)) = (&mut own.additional, &shared.additional) {
                own.name.clone_from(&shared.name);
            }
        }
        (TypeKind::Enum(own), TypeKind::Enum(shared)) => {
            own.unknown.clone_from(&shared.unknown);
            for (own, shared) in own.values.iter_mut().zip(&shared.values) {
                own.name.clone_from(&shared.name);
                own.deprecated = shared.deprecated;
            }
        }
        (TypeKind::Union(own), TypeKind::Union(shared)) => {
            own.unknown.clone_from(&shared.unknown);
            for (own, shared) in own.variants.iter_mut().zip(&shared.variants) {
                own.name.clone_from(&shared.name);
                boxed_alike(&mut own.shape, &shared.shape);
            }
        }
        _ => {}
    }
    kind
}

fn field(own: &mut Field, shared: &Field) {
    own.name.clone_from(&shared.name);
    own.deprecated = shared.deprecated;
    boxed_alike(&mut own.shape, &shared.shape);
}

/// Boxes a shape if the shared type has a box there. Cycles are broken after types are shared, so unshared types have
/// no boxes.
fn boxed_alike(own: &mut Shape, shared: &Shape) {
    if let (Shape::Named(_), Shape::Boxed(_)) = (&*own, shared) {
        *own = Shape::Boxed(Box::new(own.clone()));
    }
}
