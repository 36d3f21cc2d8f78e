//! The fields of structs: their names, and how their types express that there is no value.

use super::names::{self, FieldNames, OtherMethods};
use crate::ir::{Field, Parameters, Shape, Struct, Type};

/// How the type of a field expresses that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// `T`
    Required,
    /// `Option<T>` that must be present.
    RequiredNullable,
    /// `Option<T>`
    Optional,
    /// `Nullable<T>`: absent and null are different.
    OptionalNullable,
}

impl Presence {
    /// Reports whether a value is required.
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }
}

/// What a struct is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StructRole {
    /// Sent, and perhaps received: absent and null are different.
    Request,
    /// Only received.
    Response,
    /// Parameters, which are never decoded and cannot be null.
    Parameters,
}

/// Returns the role of a type that is sent or received as JSON.
pub(crate) fn role(ty: &Type) -> StructRole {
    if ty.directions.request {
        StructRole::Request
    } else {
        StructRole::Response
    }
}

/// Returns how the type of a field expresses that there is no value.
pub(crate) fn presence(field: &Field, role: StructRole) -> Presence {
    match (field.required, field.nullable, role) {
        (true, false, _) => Presence::Required,
        (true, true, _) => Presence::RequiredNullable,
        (false, true, StructRole::Request) => Presence::OptionalNullable,
        (false, _, _) => Presence::Optional,
    }
}

/// Replaces numbers that may be received as text by plain numbers: how a field is decoded is not part of its type.
pub(crate) fn plain(shape: &Shape) -> Shape {
    let inner = |shape: &Shape| Box::new(plain(shape));
    match shape {
        Shape::Numeric(primitive) => Shape::Primitive(*primitive),
        Shape::Boxed(shape) => Shape::Boxed(inner(shape)),
        Shape::List(shape) => Shape::List(inner(shape)),
        Shape::Map(shape) => Shape::Map(inner(shape)),
        Shape::Nullable(shape) => Shape::Nullable(inner(shape)),
        shape => shape.clone(),
    }
}

/// Returns the methods of a type that its setters must not collide with.
pub(crate) fn other_methods(ty: &Type) -> OtherMethods<'_> {
    OtherMethods {
        json: true,
        derives: &ty.derives,
    }
}

/// Returns the names of all fields of a struct, as they are in the IR.
pub(crate) fn field_names(structure: &Struct) -> Vec<&str> {
    let fields = structure.fields.iter().map(|field| field.name.as_str());
    fields
        .chain(structure.additional.as_ref().map(|rest| rest.name.as_str()))
        .collect()
}

/// Returns the names of all fields of a struct and of their methods, as they are in Rust.
pub(crate) fn emitted_names(ty: &Type, structure: &Struct) -> Vec<FieldNames> {
    names::fields(&field_names(structure), other_methods(ty))
}

/// Returns the names of all parameters, as they are in the IR.
pub(crate) fn parameter_names(parameters: &Parameters) -> Vec<&str> {
    parameters
        .parameters
        .iter()
        .map(|parameter| parameter.field.name.as_str())
        .collect()
}

/// Returns the names of all parameters and of their methods, as they are in Rust.
pub(crate) fn emitted_parameter_names(parameters: &Parameters) -> Vec<FieldNames> {
    names::fields(&parameter_names(parameters), OtherMethods::PARAMETERS)
}
