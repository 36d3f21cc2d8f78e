//! Compares pairs of types: structs, enums, unions, constants and multipart bodies.

pub(crate) mod constraints;
mod enums;
pub(crate) mod fields;
pub(crate) mod names;
pub(crate) mod shapes;
mod structs;
mod unions;
pub(crate) mod values;
mod variants;

use super::types::names::both;
use super::{Comparison, RESPONSE, Site, code};
use crate::ir::{Directions, Type, TypeId, TypeKind};

impl Comparison<'_> {
    /// Compares two types of the same kind.
    pub(crate) fn types(&mut self, old: TypeId, new: TypeId) {
        let (Some(old_type), Some(new_type)) = self.inline(old, new) else {
            return;
        };
        // If a shared type is now two types, the changed one already has its own name.
        let own = self.old.names.get(new_type.name.as_str()).copied();
        let own = own.and_then(|own| self.old.canonical(own)) == Some(old);
        let remains =
            |side: &super::ApiIndex<'_>, ty: &Type| side.names.contains_key(ty.name.as_str());
        let replaced = old_type.name != new_type.name && !own;
        let name = &if own {
            new_type.name.clone()
        } else if replaced
            && remains(&self.new, old_type)
            && !self.is_of_one_schema(old_type, new_type)
        {
            // Both types still exist, so the differences are changes of neither: the name shows both.
            format!("({} → {})", old_type.name, new_type.name)
        } else {
            old_type.name.clone()
        };
        self.skip_docs = replaced && (remains(&self.new, old_type) || remains(&self.old, new_type));
        let site = Site {
            name: code(name),
            old: old_type.origin,
            new: new_type.origin,
            way: self
                .trial_directions
                .unwrap_or_else(|| directions(old_type, new_type)),
        };
        // A type that was only sent and is now only received has no values in common on the wire.
        let both_ways = both(old_type.directions, new_type.directions);
        self.is_unused = !(self.is_trial || both_ways.request || both_ways.response);
        self.docs(&site, &old_type.docs, &new_type.docs);
        self.limits_of_types(&site, old_type, new_type);
        self.deprecation(&site, old_type.deprecated, new_type.deprecated);
        match (&old_type.kind, &new_type.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                self.now_sent(&site, (old_type, new_type), (old, new));
                self.no_update(&site, (old_type, new_type), (old, new));
                self.structs(&site, name, old, new);
            }
            (TypeKind::Enum(old), TypeKind::Enum(new)) => self.enums(&site, name, old, new),
            (TypeKind::Constant(old), TypeKind::Constant(new)) => {
                self.constants(&site, name, old, new);
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                let matched = self.unions(&site, name, old, new);
                self.conversions(&site, (old_type, old), (new_type, new), &matched);
                self.constraints_beside_branches(&site, name);
            }
            (TypeKind::Alias(old), TypeKind::Alias(new))
            | (TypeKind::Newtype(old), TypeKind::Newtype(new)) => self.shapes(&site, old, new),
            (TypeKind::BodyChoice(old), TypeKind::BodyChoice(new)) => {
                self.bodies_of_choice(&site, name, old, new);
            }
            (TypeKind::ResponseChoice(old), TypeKind::ResponseChoice(new)) => {
                self.successes_of_choice(&site, name, old, new);
            }
            (TypeKind::Multipart(old), TypeKind::Multipart(new)) => {
                self.parts(&site, name, old, new);
            }
            _ => {}
        }
        self.skip_docs = false;
        self.is_unused = false;
    }
}

/// Returns the number of fields, values or variants of a type.
pub(crate) fn members(ty: &Type) -> usize {
    match &ty.kind {
        TypeKind::Struct(of) => of.fields.len(),
        TypeKind::Enum(of) => of.values.len(),
        TypeKind::Union(of) => of.variants.len(),
        TypeKind::BodyChoice(bodies) => bodies.len(),
        TypeKind::ResponseChoice(responses) => responses.len(),
        TypeKind::Multipart(of) => of.parts.len(),
        TypeKind::Constant(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => 1,
    }
}

/// Returns the directions of a pair of types. Types that nothing uses count as received.
pub(crate) fn directions(old: &Type, new: &Type) -> Directions {
    let way = both(old.directions, new.directions);
    if way.request || way.response {
        way
    } else {
        RESPONSE
    }
}

/// Returns the values in sorted order, to compare lists whose order is insignificant.
pub(crate) fn sorted<T: Ord + Clone>(all: &[T]) -> Vec<T> {
    let mut all = all.to_vec();
    all.sort_unstable();
    all
}
