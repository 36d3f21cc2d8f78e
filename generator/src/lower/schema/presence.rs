//! Derives rules about which properties must be present from `anyOf` and `oneOf` whose branches only have `required`.

use super::merge::{Alternatives, Merged};
use crate::ir::{Field, PresenceRule};
use crate::openapi::Reader;

/// Returns the presence rules of an object. Alternatives with other constraints, or with names that are no fields, have
/// none.
pub(crate) fn rules(
    reader: &Reader<'_>,
    merged: &Merged<'_>,
    fields: &[Field],
) -> Vec<PresenceRule> {
    let presence = merged.presence.iter();
    presence
        .filter_map(|alternatives| rule(reader, alternatives, fields))
        .collect()
}

fn rule(
    reader: &Reader<'_>,
    alternatives: &Alternatives<'_>,
    fields: &[Field],
) -> Option<PresenceRule> {
    let mut sets = Vec::new();
    for &branch in &alternatives.branches {
        let schema = reader.schema(branch);
        let is_field = |name: &&str| fields.iter().any(|field| field.wire_name == *name);
        let is_plain = schema.constraints.is_empty() && !schema.required.is_empty();
        if !is_plain || !schema.required.iter().all(is_field) {
            return None;
        }
        sets.push(
            schema
                .required
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
        );
    }
    Some(PresenceRule {
        sets,
        exclusive: alternatives.exclusive,
    })
}
