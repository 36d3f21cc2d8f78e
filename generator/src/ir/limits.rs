//! What values must keep to that no type says, as data for comparisons. Bindings show it in their docs, and do not need
//! it.

use std::collections::HashMap;

use serde_json::Value;

use crate::load::Origin;

/// The limits of an API, by the place in the document where they apply.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Of types, fields and parameters, by their origin.
    pub places: HashMap<Origin, Vec<Limit>>,
    /// Of fields that several schemas describe, by the origins of the type and of the field.
    pub members: HashMap<(Origin, Origin), Vec<Limit>>,
    /// Of request bodies, by the origin of the operation and the media type as the document has it.
    pub bodies: HashMap<(Origin, String), Vec<Limit>>,
}

/// Something that values must keep to, or their default.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// To which part of the value it applies; empty for the value itself.
    pub within: Vec<Within>,
    /// What it is.
    pub kind: LimitKind,
    /// How much: a number or text; a sorted list where several apply.
    pub value: Value,
    /// Whether a bound itself is not allowed.
    pub exclusive: bool,
}

/// A step into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Within {
    /// Each item of a list.
    Item,
    /// Each value of a map.
    Value,
    /// Each name of a property.
    Name,
    /// The value where it has this type.
    Type(&'static str),
}

/// A kind of limit (JSON Schema 2020-12, validation, section 6), without those that have types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// `minimum` or `exclusiveMinimum`, the stricter one.
    Minimum,
    /// `maximum` or `exclusiveMaximum`, the stricter one.
    Maximum,
    /// `multipleOf`; a list.
    MultipleOf,
    /// `minLength`
    MinimumLength,
    /// `maxLength`
    MaximumLength,
    /// `pattern`; a list.
    Pattern,
    /// `format` of text, where it does not decide the type.
    Format,
    /// `minItems`
    MinimumItems,
    /// `maxItems`
    MaximumItems,
    /// `uniqueItems`; `true`.
    UniqueItems,
    /// `minProperties`
    MinimumProperties,
    /// `maxProperties`
    MaximumProperties,
    /// `dependentRequired`; an object of sorted lists.
    DependentRequired,
    /// A `const` that is a list or an object.
    Always,
    /// Another keyword, which is compared as it is written; a list.
    Further(&'static str),
    /// `default`
    Default,
}
