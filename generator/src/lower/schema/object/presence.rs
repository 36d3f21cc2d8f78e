//! Derives rules about which properties must be present from `anyOf` and `oneOf` whose branches only have `required`.

use foldhash::HashSet;

use crate::ir::{Field, PresenceRule};
use crate::lower::schema::conjunction::merge::{Alternatives, AlternativesKind, Merged};
use crate::openapi::Reader;

/// Returns the presence rules of an object. Alternatives with other constraints, or with names that are not fields, have
/// none.
pub(crate) fn rules(
    reader: &Reader<'_>,
    merged: &Merged<'_>,
    fields: &[Field],
) -> Vec<PresenceRule> {
    if merged.unions.presence.is_empty() {
        return Vec::new();
    }
    let names: HashSet<&str> = fields.iter().map(|field| &*field.wire_name).collect();
    let presence = merged.unions.presence.iter();
    presence
        .filter_map(|alternatives| rule(reader, alternatives, &names))
        .collect()
}

/// Returns whether each branch requires properties and constrains nothing else.
pub(crate) fn has_rule(reader: &Reader<'_>, alternatives: &Alternatives<'_>) -> bool {
    alternatives.branches.iter().all(|branch| {
        let schema = reader.schema(*branch);
        schema.constraints.is_empty() && !schema.required.is_empty()
    })
}

fn rule(
    reader: &Reader<'_>,
    alternatives: &Alternatives<'_>,
    names: &HashSet<&str>,
) -> Option<PresenceRule> {
    if !has_rule(reader, alternatives) {
        return None;
    }
    let mut sets = Vec::new();
    for &branch in &alternatives.branches {
        let schema = reader.schema(branch);
        if !schema.required.iter().all(|name| names.contains(name)) {
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
        exclusive: alternatives.kind == AlternativesKind::OneOf,
    })
}
