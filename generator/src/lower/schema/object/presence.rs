//! Derives rules about which properties must be present from `anyOf` and `oneOf` whose branches only have `required`.

use foldhash::HashSet;

use crate::ir::{Field, PresenceRule};
use crate::lower::schema::conjunction::merge::{Alternatives, Merged};
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

fn rule(
    reader: &Reader<'_>,
    alternatives: &Alternatives<'_>,
    names: &HashSet<&str>,
) -> Option<PresenceRule> {
    let mut sets = Vec::new();
    for &branch in &alternatives.branches {
        let schema = reader.schema(branch);
        let is_plain = schema.constraints.is_empty() && !schema.required.is_empty();
        if !is_plain || !schema.required.iter().all(|name| names.contains(name)) {
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
