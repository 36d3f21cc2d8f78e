//! Reading what stands around bodies.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::read::{Checked, Keyed, OneOrMany};
use super::{Envelope, Operation, OwnEnvelope};

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
) -> Result<Option<OwnEnvelope>, D::Error> {
    deserializer.deserialize_any(NoneOrEnvelope).map(Some)
}

/// `none`, or an envelope.
struct NoneOrEnvelope;

impl<'de> Visitor<'de> for NoneOrEnvelope {
    type Value = OwnEnvelope;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an envelope, or `none`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OwnEnvelope, E> {
        match text {
            "none" => Ok(OwnEnvelope::None),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<OwnEnvelope, A::Error> {
        let access = serde::de::value::MapAccessDeserializer::new(access);
        Envelope::deserialize(access).map(OwnEnvelope::Some)
    }
}

/// RFC 6901, section 3.
fn check_pointer(text: &str) -> Result<String, String> {
    let begins = text.is_empty() || text.starts_with('/');
    let escapes = text
        .split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']));
    if !begins || !escapes {
        return Err(format!(
            "`{text}` is no JSON pointer, which begins with `/` and writes `~` as `~0`"
        ));
    }
    Ok(text.to_owned())
}
