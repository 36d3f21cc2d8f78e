//! Reads the options that select what is generated, and the Rust types and names of the output.

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Selection;
use super::read::{Check, Checked, Keyed, NewKey, OneOrMany, is_snake_case};
use super::rust_type::{check_derive, check_type};

/// Reads a selection of operations, which must not be empty.
pub(super) fn selection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Selection, D::Error> {
    deserializer.deserialize_map(Operations)
}

/// Checks the selection while the mapping is read, so that the error has its location.
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

/// Reads Rust types by format.
pub(super) fn formats<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, String>, D::Error> {
    rust_types(
        deserializer,
        "a mapping from formats to Rust types",
        |format| match format {
            "" => Err("a format must not be empty".to_owned()),
            format => Ok(format.to_owned()),
        },
    )
}

/// Reads Rust types by component.
pub(super) fn types<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, String>, D::Error> {
    rust_types(
        deserializer,
        "a mapping from schemas to Rust types",
        |name| match name {
            "" => Err("the name of a schema must not be empty".to_owned()),
            name => Ok(name.to_owned()),
        },
    )
}

fn rust_types<'de, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    check: Check,
) -> Result<IndexMap<String, String>, D::Error> {
    let types: IndexMap<String, RustType> =
        deserializer.deserialize_map(Keyed::new(expected, check))?;
    Ok(types
        .into_iter()
        .map(|(key, RustType(path))| (key, path))
        .collect())
}

/// Reads derives by type.
pub(super) fn derives<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Vec<String>>, D::Error> {
    let derives: IndexMap<String, Derives> = deserializer.deserialize_map(Keyed::new(
        "a mapping from types, or `*`, to what they derive",
        |name| match name {
            "" => Err("the name of a type must not be empty".to_owned()),
            name => Ok(name.to_owned()),
        },
    ))?;
    Ok(derives
        .into_iter()
        .map(|(name, Derives(paths))| (name, paths))
        .collect())
}

/// The derives of a type.
struct Derives(Vec<String>);

impl<'de> Deserialize<'de> for Derives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(OneOrMany {
                check: check_derive,
                length: |_| Ok(()),
            })
            .map(Self)
    }
}

/// A Rust type.
struct RustType(String);

impl<'de> Deserialize<'de> for RustType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Checked(check_type)).map(Self)
    }
}

/// Reads new names by the names that the output has without them.
pub(super) fn renames<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, String>, D::Error> {
    deserializer.deserialize_map(Renames)
}

struct Renames;

impl<'de> Visitor<'de> for Renames {
    type Value = IndexMap<String, String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping from names of the output to the names that are wanted")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut names = IndexMap::new();
        while let Some(name) = access.next_key_seed(NewKey {
            check: check_named,
            map: &names,
        })? {
            let check = if is_capital(&name) {
                check_pascal_case
            } else {
                check_snake_case
            };
            let wanted = access.next_value_seed(Checked(check))?;
            names.insert(name, wanted);
        }
        Ok(names)
    }
}

/// Reports whether a name refers to a type or a variant.
fn is_capital(name: &str) -> bool {
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    name.contains("::") || !name.contains('.') && last.starts_with(char::is_uppercase)
}

fn check_named(name: &str) -> Result<String, String> {
    let parts: Vec<&str> = match name.split_once("::") {
        Some((owner, variant)) => vec![owner, variant],
        None => name.splitn(2, '.').collect(),
    };
    let word = |part: &&str| {
        let part = part.strip_prefix("r#").unwrap_or(part);
        !part.is_empty() && part.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    if !parts.iter().all(word) {
        return Err(format!(
            "`{name}` names nothing: write `Type`, `Type.field`, `Type::Variant`, `resource` or `resource.method`"
        ));
    }
    // A keyword is stored without `r#`.
    Ok(name.replace("r#", ""))
}

fn check_pascal_case(text: &str) -> Result<String, String> {
    let valid = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text != "Self";
    if !valid {
        return Err(format!(
            "`{text}` cannot be the name of a type or a variant: letters and digits, beginning with a capital"
        ));
    }
    Ok(text.to_owned())
}

fn check_snake_case(text: &str) -> Result<String, String> {
    if !is_snake_case(text) || text.contains("__") {
        return Err(format!(
            "`{text}` cannot be the name of a field, a resource or a method: lower-case letters, digits and single `_`, not a keyword of Rust"
        ));
    }
    Ok(text.to_owned())
}
