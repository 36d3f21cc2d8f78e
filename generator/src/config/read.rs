//! Reads values of the configuration and reports errors precisely.
//!
//! Every check runs while its scalar is deserialized, so that the error has the location of the scalar.

use std::fmt;
use std::marker::PhantomData;

use indexmap::IndexMap;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Api, Config, ConfigText, Credential, Error, OrNone};
use crate::base::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic, Location, codes};

/// A check of a text; returns the text in its final form, or an error message.
pub(super) type Check = fn(&str) -> Result<String, String>;

pub(super) fn config(text: &str) -> Result<Config, Error> {
    let read = ConfigText::new("", text);
    // The parser of serde takes quadratic time for text that is nested very deep.
    if let Some(error) = problem(&read, text, &[codes::TOO_DEEP]) {
        return Err(error);
    }
    let no_yaml = || problem(&read, text, &[codes::SYNTAX, codes::TAB_INDENTATION]);
    serde_yaml::from_str(text).map_err(|error| no_yaml().unwrap_or_else(|| locate(text, &error)))
}

/// Returns the first problem of a text as YAML that has one of the codes, with the same message as for a document.
fn problem(read: &ConfigText, text: &str, codes: &[&Code]) -> Option<Error> {
    let is_asked = |found: &&Diagnostic| codes.contains(&found.code);
    let found = read.diagnostics().iter().find(is_asked)?;
    let Location::Bytes(_, range) = &found.location else {
        return None;
    };
    let (line, column) = read.line_column(range.start);
    Some(Error {
        message: found.message.clone(),
        help: found.help.clone(),
        line,
        column,
        // The text in `read` has no byte-order mark.
        offset: (range.start + text.len().saturating_sub(read.text().len())).min(text.len()),
    })
}

/// Converts an error of the parser.
fn locate(text: &str, error: &serde_yaml::Error) -> Error {
    let shown = error.to_string();
    let message = match (error.location(), shown.rfind(" at line ")) {
        (Some(_), Some(end)) => shown.get(..end).unwrap_or(&shown).to_owned(),
        _ => shown,
    };
    let start = error
        .location()
        .map_or(0, |place| place.index())
        .min(text.len());
    let offset = duplicate(text, start, &message).unwrap_or(start);
    let offset = (0..=offset)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Error {
        help: suggestion(&message),
        message,
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        offset,
    }
}

/// Finds the second occurrence of a key that serde found twice: serde only reports where its mapping begins.
fn duplicate(text: &str, start: usize, message: &str) -> Option<usize> {
    let (_, rest) = message.split_once("duplicate field `")?;
    let key = rest.split('`').next()?;
    let line_start = text
        .get(..start)?
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let indent = start - line_start;
    let mut offset = line_start;
    let mut found = 0;
    for line in text.get(line_start..)?.split_inclusive('\n') {
        let at_key = line.get(indent..).is_some_and(|rest| {
            rest.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with(':'))
        });
        found += usize::from(at_key);
        if found == 2 {
            return Some(offset + indent);
        }
        offset += line.len();
    }
    None
}

/// Returns the known word that is closest to the unknown one, from a message such as "unknown field `x`, expected
/// `y`".
fn suggestion(message: &str) -> Option<String> {
    let rest = message
        .split_once("unknown field `")
        .or_else(|| message.split_once("unknown variant `"))?
        .1;
    let (unknown, known) = rest.split_once("`, expected ")?;
    let nearest = nearest(unknown, known.split('`').skip(1).step_by(2))?;
    Some(format!("did you mean `{nearest}`?"))
}

/// Reads a text that must pass a check.
pub(super) struct Checked(pub(super) Check);

impl Visitor<'_> for Checked {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        (self.0)(text).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Checked {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// Reads `none` or a setting.
pub(super) struct NoneOr<T> {
    what: &'static str,
    description: PhantomData<T>,
}

impl<T> NoneOr<T> {
    /// Creates the visitor. `what` is the expected value, for errors: "an envelope, or `none`".
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            description: PhantomData,
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for NoneOr<T> {
    type Value = OrNone<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.what)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OrNone<T>, E> {
        match text {
            "none" => Ok(OrNone::None),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<OrNone<T>, A::Error> {
        let access = serde::de::value::MapAccessDeserializer::new(access);
        T::deserialize(access).map(OrNone::Some)
    }
}

/// Reads a key of a map, which must not be in the map already.
pub(super) struct NewKey<'a, V> {
    pub(super) check: Check,
    pub(super) map: &'a IndexMap<String, V>,
}

impl<'de, V> DeserializeSeed<'de> for NewKey<'_, V> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<V> Visitor<'_> for NewKey<'_, V> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        let key = (self.check)(text).map_err(E::custom)?;
        if self.map.contains_key(&key) {
            return Err(E::custom(format_args!("`{key}` is repeated here")));
        }
        Ok(key)
    }
}

/// Reads a map whose keys pass a check and are unique.
pub(super) struct Keyed<V> {
    check: Check,
    what: &'static str,
    value: PhantomData<V>,
}

impl<V> Keyed<V> {
    pub(super) fn new(what: &'static str, check: Check) -> Self {
        Self {
            check,
            what,
            value: PhantomData,
        }
    }
}

impl<'de, V: Deserialize<'de>> Visitor<'de> for Keyed<V> {
    type Value = IndexMap<String, V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.what)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = IndexMap::new();
        while let Some(key) = access.next_key_seed(NewKey {
            check: self.check,
            map: &map,
        })? {
            map.insert(key, access.next_value()?);
        }
        Ok(map)
    }
}

/// Reads a text or a list of texts, each of which must pass a check.
pub(super) struct OneOrMany {
    pub(super) check: Check,
    /// Checks the length of a list.
    pub(super) length: fn(usize) -> Result<(), &'static str>,
}

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, or a list of strings")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<String>, E> {
        Ok(vec![(self.check)(text).map_err(E::custom)?])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<String>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = access.next_element_seed(Checked(self.check))? {
            texts.push(text);
        }
        (self.length)(texts.len()).map_err(A::Error::custom)?;
        Ok(texts)
    }
}

pub(super) fn apis<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Api>, D::Error> {
    let apis: IndexMap<String, ConsistentApi> = deserializer.deserialize_map(Keyed::new(
        "a mapping from the names of APIs to their options",
        check_module,
    ))?;
    if apis.is_empty() {
        return Err(D::Error::custom("there is no API"));
    }
    Ok(apis
        .into_iter()
        .map(|(name, ConsistentApi(api))| (name, api))
        .collect())
}

/// An API whose options do not contradict each other.
struct ConsistentApi(Api);

impl<'de> Deserialize<'de> for ConsistentApi {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let api = Api::deserialize(deserializer)?;
        if api.credential.is_some() && !api.credentials.is_empty() {
            return Err(D::Error::custom(
                "`credential` is for the only security scheme and `credentials` for several: give one of them",
            ));
        }
        Ok(Self(api))
    }
}

pub(super) fn document<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_str(Checked(check_document))
}

pub(super) fn root<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_document))
        .map(Some)
}

pub(super) fn files<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany {
        check: check_document,
        length: |_| Ok(()),
    })
}

pub(super) fn upstream<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_upstream))
        .map(Some)
}

pub(super) fn variable<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_variable))
        .map(Some)
}

pub(super) fn setter<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_setter))
        .map(Some)
}

pub(super) fn variables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany {
        check: check_variable,
        length: |length| match length {
            1 | 2 => Ok(()),
            _ => Err("expected one variable, or two: a user name and a password"),
        },
    })
}

pub(super) fn prefix<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    deserializer
        .deserialize_str(Checked(check_prefix))
        .map(Some)
}

pub(super) fn credentials<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, Credential>, D::Error> {
    let what = "a mapping from the names of security schemes to their credentials";
    deserializer.deserialize_map(Keyed::new(what, |scheme| Ok(scheme.to_owned())))
}

pub(super) fn headers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, String>, D::Error> {
    let headers: IndexMap<String, HeaderValue> = deserializer
        .deserialize_map(Keyed::new("a mapping from headers to values", check_header))?;
    Ok(headers
        .into_iter()
        .map(|(name, HeaderValue(value))| (name, value))
        .collect())
}

/// The value of a header.
struct HeaderValue(String);

impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_str(Checked(check_header_value))
            .map(Self)
    }
}

/// Reports whether a text is a snake-case identifier that is not a Rust keyword.
pub(super) fn is_snake_case(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && syn::parse_str::<syn::Ident>(text).is_ok()
}

/// Reports whether Windows has a device of that name; no file or folder can be called so.
pub fn is_device(text: &str) -> bool {
    let port = |name| {
        text.strip_prefix(name)
            .is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    ["aux", "con", "nul", "prn"].contains(&text) || port("com") || port("lpt")
}

fn check_module(text: &str) -> Result<String, String> {
    // Every output has its own module of this name.
    if text == "runtime" {
        return Err(
            "an API cannot be called `runtime`, which is a module of every output".to_owned(),
        );
    }
    // Each API is a feature of the crate, and cargo reserves this name.
    if text == "default" {
        return Err(
            "an API cannot be called `default`: cargo has a feature of that name".to_owned(),
        );
    }
    // `src/lib.rs` and `src/main.rs` are crate roots, and `src/bin` contains some.
    if ["bin", "lib", "main"].contains(&text) {
        return Err(format!(
            "an API cannot be called `{text}`: its module would have a file that cargo takes for the root of a crate"
        ));
    }
    if is_device(text) {
        return Err(format!(
            "an API cannot be called `{text}`: no file has that name on Windows"
        ));
    }
    if !is_snake_case(text) {
        return Err(format!(
            "`{text}` cannot be the name of a module: lower-case letters, digits and `_`, not a keyword of Rust"
        ));
    }
    Ok(text.to_owned())
}

fn check_document(text: &str) -> Result<String, String> {
    let windows = text.contains('\\') || text.get(1..2) == Some(":");
    if text.is_empty() || text.starts_with('/') || windows {
        return Err(format!(
            "`{text}` is not a path relative to this file, with `/` between its parts"
        ));
    }
    Ok(text.to_owned())
}

fn check_upstream(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .ok_or_else(|| format!("`{text}` is not an https address"))?;
    if host.contains('@') {
        return Err("an address here must not carry a user name or a password".to_owned());
    }
    if host.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(format!("`{text}` is not an https address"));
    }
    Ok(text.to_owned())
}

fn check_variable(text: &str) -> Result<String, String> {
    let valid = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !valid {
        return Err(format!(
            "`{text}` cannot be the name of an environment variable"
        ));
    }
    Ok(text.to_owned())
}

fn check_setter(text: &str) -> Result<String, String> {
    if !is_snake_case(text) {
        return Err(format!(
            "`{text}` cannot be the name of a method: lower-case letters, digits and `_`, not a keyword of Rust"
        ));
    }
    Ok(text.to_owned())
}

/// Checks the name of a header (RFC 9110, section 5.1), and rejects headers that must not have a default.
fn check_header(text: &str) -> Result<String, String> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if text.is_empty() || !text.chars().all(token) {
        return Err(format!("`{text}` cannot be the name of a header"));
    }
    let name = text.to_ascii_lowercase();
    match name.as_str() {
        "authorization" | "proxy-authorization" | "cookie" => Err(format!(
            "`{name}` is a secret: it comes from a credential, never from this file"
        )),
        "content-length" | "content-type" | "host" | "transfer-encoding" | "connection" => {
            Err(format!("`{name}` is decided by each request"))
        }
        _ => Ok(name),
    }
}

/// Checks the value of a header (RFC 9110, section 5.5), without obsolete octets.
fn check_header_value(text: &str) -> Result<String, String> {
    let visible = text
        .chars()
        .all(|c| c == ' ' || c == '\t' || c.is_ascii_graphic());
    if !visible || text.trim() != text {
        return Err(format!("{text:?} cannot be the value of a header"));
    }
    Ok(text.to_owned())
}

/// Checks a prefix of a header's value, which may end with a space.
fn check_prefix(text: &str) -> Result<String, String> {
    check_header_value(text.trim_end_matches(' '))
        .map(|_| text.to_owned())
        .map_err(|_| format!("{text:?} cannot be the beginning of a header's value"))
}
