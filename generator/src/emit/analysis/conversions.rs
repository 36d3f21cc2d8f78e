//! Finds conversions from responses to requests, where `readOnly` or `writeOnly` split a schema into two types.

use std::collections::HashMap;

use super::fields::plain;
use super::shapes::resolve;
use crate::base::source::Origin;
use crate::ir::{Api, Directions, Field, Shape, Struct, TypeId, TypeKind};

/// For each request type with a conversion, the response type that it is converted from.
pub(crate) type Conversions = HashMap<TypeId, TypeId>;

/// Finds the request types that can be converted from a response type: the response must have their required
/// properties.
pub(crate) fn conversions(api: &Api) -> Conversions {
    // None if several types come from one schema.
    let mut received: HashMap<Origin, Option<TypeId>> = HashMap::new();
    let structs = || {
        let types = (0..).map(TypeId).zip(&api.types);
        types.filter(|(_, ty)| matches!(ty.kind, TypeKind::Struct(_)))
    };
    let response = Directions {
        request: false,
        response: true,
    };
    for (id, ty) in structs().filter(|(_, ty)| ty.directions == response) {
        let slot = received.entry(ty.origin).or_insert(Some(id));
        *slot = slot.filter(|known| *known == id);
    }
    let sent = structs().filter(|(_, ty)| ty.directions.request && !ty.directions.response);
    let mut pairs: Conversions = sent
        .filter_map(|(id, ty)| Some((id, (*received.get(&ty.origin)?)?)))
        .collect();
    // A conversion may need another one, which may turn out to be impossible.
    loop {
        let possible = |(sent, received): (&TypeId, &TypeId)| {
            let types = structure(api, *sent).zip(structure(api, *received));
            types.is_some_and(|(sent, received)| is_possible(api, &pairs, received, sent))
        };
        let impossible: Vec<TypeId> = pairs
            .iter()
            .filter(|pair| !possible((pair.0, pair.1)))
            .map(|(sent, _)| *sent)
            .collect();
        if impossible.is_empty() {
            return pairs;
        }
        for id in impossible {
            pairs.remove(&id);
        }
    }
}

/// Returns a struct by its id.
pub(crate) fn structure(api: &Api, id: TypeId) -> Option<&Struct> {
    match api.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::Struct(found)) => Some(found),
        _ => None,
    }
}

fn is_possible(api: &Api, pairs: &Conversions, received: &Struct, sent: &Struct) -> bool {
    let additional = match (&received.additional, &sent.additional) {
        (Some(received), Some(sent)) => {
            matches!(
                change(api, pairs, &received.shape, &sent.shape),
                Some(Change::Same)
            )
        }
        (None, Some(_)) => false,
        (_, None) => true,
    };
    additional
        && sent.fields.iter().all(|field| {
            let Some(source) = counterpart(received, field) else {
                return !field.required || field.constant.is_some();
            };
            (source.required || !field.required)
                && (source.nullable == field.nullable)
                && change(api, pairs, &plain(&source.shape), &plain(&field.shape)).is_some()
        })
}

fn counterpart<'s>(received: &'s Struct, field: &Field) -> Option<&'s Field> {
    let mut fields = received.fields.iter();
    fields.find(|other| other.wire_name == field.wire_name)
}

/// The conversion of a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Change {
    /// The value stays as it is.
    Same,
    /// By the conversion of its type.
    Convert,
    /// By a conversion of what the box holds.
    Boxed(Box<Change>),
    /// By a conversion of the value that is not null.
    Nullable(Box<Change>),
    /// By a conversion of each item.
    List(Box<Change>),
    /// By a conversion of each value.
    Map(Box<Change>),
}

/// Returns how a value of one shape is converted to another shape; none if that is impossible.
pub(crate) fn change(api: &Api, pairs: &Conversions, from: &Shape, to: &Shape) -> Option<Change> {
    let (from, to) = (resolve(api, from).0, resolve(api, to).0);
    if from == to {
        return Some(Change::Same);
    }
    let inner = |from: &Shape, to: &Shape, around: fn(Box<Change>) -> Change| {
        Some(match change(api, pairs, from, to)? {
            Change::Same => Change::Same,
            other => around(Box::new(other)),
        })
    };
    match (from, to) {
        (Shape::Named(from), Shape::Named(to)) => {
            (pairs.get(to) == Some(from)).then_some(Change::Convert)
        }
        (Shape::Boxed(from), Shape::Boxed(to)) => inner(from, to, Change::Boxed),
        (Shape::Nullable(from), Shape::Nullable(to)) => inner(from, to, Change::Nullable),
        (Shape::List(from), Shape::List(to)) => inner(from, to, Change::List),
        (Shape::Map(from), Shape::Map(to)) => inner(from, to, Change::Map),
        _ => None,
    }
}
