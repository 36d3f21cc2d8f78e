//! Constraints on values that no type expresses, as data for comparisons. Bindings only document them.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::base::source::Origin;

/// The constraints of an API, by location.
#[derive(Debug, Clone, Default)]
pub struct Constraints {
    /// Constraints on types, fields and parameters, by their origin.
    pub places: HashMap<Origin, Vec<Constraint>>,
    /// Constraints on fields that several schemas describe, by the origins of the type and of the field.
    pub members: HashMap<(Origin, Origin), Vec<Constraint>>,
    /// Constraints on the properties that a schema with a union declares although a branch declares them too, by the
    /// origin of the union and the name.
    pub beside_branches: HashMap<Origin, BTreeMap<String, PropertyConstraints>>,
    /// Constraints on request bodies, by the origin of the operation and the media type as the document has it.
    pub bodies: HashMap<(Origin, String), Vec<Constraint>>,
}

/// The constraints of a property.
#[derive(Debug, Clone)]
pub struct PropertyConstraints {
    /// The schema of the property.
    pub origin: Origin,
    /// The constraints.
    pub constraints: Vec<Constraint>,
}

/// A constraint on a value, or its default.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The steps to the part of the value that the constraint applies to; empty for the value itself.
    pub within: Vec<Within>,
    /// The kind of constraint.
    pub kind: ConstraintKind,
    /// The bound, text or other value of the constraint; a sorted list if several apply.
    pub value: Value,
    /// Whether the bound itself is excluded.
    pub exclusive: bool,
}

/// A step from a value to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Within {
    /// Each item of a list, or each after those with a schema of their own (`prefixItems`).
    Item,
    /// The item at an index from zero, which has a schema of its own.
    Position(usize),
    /// Each value of a map.
    Value,
    /// Each property name of an object.
    Name,
    /// The value if it has this type.
    Type(&'static str),
}

/// A kind of constraint (JSON Schema 2020-12, validation, section 6), without those that types express.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConstraintKind {
    /// `minimum` or `exclusiveMinimum`, whichever is stricter.
    Minimum,
    /// `maximum` or `exclusiveMaximum`, whichever is stricter.
    Maximum,
    /// `multipleOf`; a list.
    MultipleOf,
    /// `minLength`
    MinimumLength,
    /// `maxLength`
    MaximumLength,
    /// `pattern`; a list.
    Pattern,
    /// `format` of text, if it does not decide the type.
    Format,
    /// `minItems`
    MinimumItems,
    /// `maxItems`
    MaximumItems,
    /// `uniqueItems`; always `true`.
    UniqueItems,
    /// `minProperties`
    MinimumProperties,
    /// `maxProperties`
    MaximumProperties,
    /// `dependentRequired`; an object of sorted lists.
    DependentRequired,
    /// A `const` that is a list or an object.
    Always,
    /// The text encoding: `contentEncoding` in lower case, or `base64` for the format `byte`.
    Encoding,
    /// The types of items; a sorted list of JSON types and of names of Rust types.
    Types,
    /// The allowed names of properties; a sorted list.
    Names,
    /// Whether values that an enum does not list are rejected; always `true`.
    Closed,
    /// Another keyword with its references resolved and without annotations; a list.
    Further(&'static str),
    /// `default`
    Default,
}
