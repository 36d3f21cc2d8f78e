//! Infers the types of values from the other keywords of a conjunction.

use super::merge::Merged;
use crate::openapi::schema::{AdditionalProperties, Types};

/// Returns the types of a conjunction: those that it names, or those that its keywords imply.
pub(crate) fn infer(merged: &Merged<'_>) -> Types {
    if merged.value.types.count() > 0 {
        return merged.value.types;
    }
    let mut types = Types::default();
    if !merged.object.properties.is_empty()
        || !merged.object.patterns.is_empty()
        || matches!(
            merged.object.additional,
            AdditionalProperties::Schema(_) | AdditionalProperties::None
        )
    {
        types.object = true;
    } else if !merged.array.items.is_empty() || !merged.array.prefix_items.is_empty() {
        types.array = true;
    } else if merged.value.format.is_some_and(|format| {
        matches!(
            format,
            "date-time"
                | "date"
                | "uuid"
                | "byte"
                | "binary"
                | "email"
                | "uri"
                | "url"
                | "ipv4"
                | "ipv6"
                | "hostname"
                | "password"
        )
    }) {
        types.string = true;
    }
    types
}
