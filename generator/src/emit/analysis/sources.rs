//! The shapes that unions and request bodies can be converted from with `From`.

use foldhash::HashMap;

use super::fields::plain;
use super::shapes::resolve;
use crate::ir::{
    Api, BodyChoice, Directions, Primitive, Shape, Tagging, TypeId, TypeKind, Union, Variant,
};

/// Returns the shape that each variant of a union can be converted from, if there is one. Nothing is converted to a
/// union that is only received.
pub(crate) fn of_variants<'s>(
    api: &'s Api,
    id: TypeId,
    union: &'s Union,
    directions: Directions,
) -> Vec<Option<&'s Shape>> {
    let held = union.variants.iter().map(|variant| held(api, variant));
    let held: Vec<&Shape> = held.collect();
    let is_source = |shape: &Shape| match shape {
        Shape::Named(own) => *own != id,
        // A scalar does not determine the key that is written.
        Shape::Primitive(_) | Shape::Numeric(_) if union.tagging == Tagging::Key => false,
        Shape::Primitive(primitive) => *primitive != Primitive::Binary,
        Shape::Numeric(_) => true,
        _ => false,
    };
    if !directions.request {
        return vec![None; held.len()];
    }
    let mut counts: HashMap<Shape, usize> = HashMap::default();
    for shape in &held {
        *counts.entry(plain(shape)).or_default() += 1;
    }
    let is_alone = |shape: &Shape| counts.get(&plain(shape)) == Some(&1);
    held.into_iter()
        .map(|shape| (is_source(shape) && is_alone(shape)).then_some(shape))
        .collect()
}

/// Returns the shape that a variant holds, without its box and behind aliases.
pub(crate) fn held<'s>(api: &'s Api, variant: &'s Variant) -> &'s Shape {
    let mut shape = &variant.shape;
    while let Shape::Boxed(inner) = shape {
        shape = inner;
    }
    resolve(api, shape).0
}

/// Returns the shape that each choice of a body can be converted from, if there is one: a struct that no other choice
/// holds.
pub(crate) fn of_choices<'s>(api: &'s Api, choices: &'s [BodyChoice]) -> Vec<Option<&'s Shape>> {
    let shapes = choices.iter().map(|choice| &choice.content.shape);
    let is_alone = |shape: &Shape| {
        let mut others = choices.iter().filter(|other| other.content.shape == *shape);
        others.nth(1).is_none()
    };
    let is_struct = |shape: &Shape| {
        let kind = resolve(api, shape).1.map(|ty| &ty.kind);
        matches!(kind, Some(TypeKind::Struct(_) | TypeKind::Multipart(_)))
    };
    shapes
        .map(|shape| (is_alone(shape) && is_struct(shape)).then_some(shape))
        .collect()
}
