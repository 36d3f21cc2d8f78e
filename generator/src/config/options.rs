//! Reading the options that choose what is generated, and as what.

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Selection;
use super::read::{Checked, Keyed, OneOrMany};
use super::rust_type::check_type;

/// Operations, by one list at least.
pub(super) fn selection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Selection, D::Error> {
    deserializer.deserialize_map(Operations)
}

/// Checks while the mapping is read, so that the error gets its place.
struct Operations;

impl<'de> Visitor<'de> for Operations {
    type Value = Selection;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping with `tags`, `paths` or `operations`")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Selection, A::Error> {
        let selection = Selection::deserialize(MapAccessDeserializer::new(access))?;
        if selection.is_empty() {
            return Err(A::Error::custom(
                "no operation is named: give `tags`, `paths` or `operations`",
            ));
        }
        Ok(selection)
    }
}

pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany {
        check: |name| match name.trim() {
            "" => Err("a name must not be empty".to_owned()),
            name => Ok(name.to_owned()),
        },
        length: |_| Ok(()),
    })
}

pub(super) fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany {
        check: check_path,
        length: |_| Ok(()),
    })
}

fn check_path(path: &str) -> Result<String, String> {
    if !path.starts_with('/') {
        return Err(format!("`{path}` does not begin with `/`"));
    }
    if path.contains('*') {
        return Err(format!(
            "`{path}` has a `*`, which means nothing here: a path names all that is below it"
        ));
    }
    Ok(path.to_owned())
}

/// Rust types by format.
pub(super) fn formats<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, String>, D::Error> {
    let types: IndexMap<String, RustType> = deserializer.deserialize_map(Keyed::new(
        "a mapping from formats to Rust types",
        |format| match format {
            "" => Err("a format must not be empty".to_owned()),
            format => Ok(format.to_owned()),
        },
    ))?;
    Ok(types
        .into_iter()
        .map(|(format, RustType(path))| (format, path))
        .collect())
}

/// A Rust type.
struct RustType(String);

impl<'de> Deserialize<'de> for RustType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Checked(check_type)).map(Self)
    }
}
