//! Reads envelopes of request and response bodies.

use indexmap::IndexMap;
use serde::Deserializer;

use super::read::{Checked, Keyed, NoneOr, OneOrMany};
use super::{Envelope, Operation, OrNone};

pub(super) fn pointer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_pointer))
        .map(Some)
}

pub(super) fn pointers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany {
        check: check_pointer,
        length: |length| match length {
            0 => Err("expected at least one JSON pointer"),
            _ => Ok(()),
        },
    })
}

pub(super) fn operations<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Operation>, D::Error> {
    let what = "a mapping from the ids of operations to their options";
    deserializer.deserialize_map(Keyed::new(what, |id| Ok(id.to_owned())))
}

pub(super) fn own_envelope<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<OrNone<Envelope>>, D::Error> {
    deserializer
        .deserialize_any(NoneOr::new("an envelope, or `none`"))
        .map(Some)
}

/// Checks a JSON pointer (RFC 6901, section 3).
pub(super) fn check_pointer(text: &str) -> Result<String, String> {
    let begins = text.is_empty() || text.starts_with('/');
    let escapes = text
        .split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']));
    if !begins || !escapes {
        return Err(format!(
            "`{text}` is not a JSON pointer, which begins with `/` and writes `~` as `~0`"
        ));
    }
    Ok(text.to_owned())
}
