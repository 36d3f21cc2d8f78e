//! Decodes bodies, and reports the path of a value that does not match the document.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ResponseParts;
use crate::runtime::BoxError;
use crate::runtime::client::credential::Secret;
use crate::runtime::envelope;
use crate::runtime::error::redact::{redact, redact_error};
use crate::runtime::types::json_path::{offset_of, path_at, split_located};
use crate::runtime::types::{AN_ARRAY, Numbers};

/// A description of why a body could not be decoded.
#[derive(Debug)]
pub struct DecodeFailure {
    path: String,
    message: String,
    offset: Option<usize>,
    /// Whether JSON was expected.
    json: bool,
    source: Option<BoxError>,
}

impl DecodeFailure {
    /// Creates a failure that concerns the whole body.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            message: message.into(),
            offset: None,
            json: false,
            source: None,
        }
    }

    /// Creates a failure that concerns a whole JSON body.
    fn of_json(message: impl Into<String>) -> Self {
        Self {
            json: true,
            ..Self::new(message)
        }
    }

    /// Creates a failure from an error of `serde_json`, with the path of the value at which it stopped.
    pub(crate) fn json(body: &[u8], error: serde_json::Error) -> Self {
        Self::json_within(body, 0, body, error)
    }

    /// Creates a failure from an error of `serde_json` in a part of a body that begins at an offset.
    fn json_within(body: &[u8], start: usize, part: &[u8], error: serde_json::Error) -> Self {
        let text = error.to_string();
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = text.strip_suffix(&position).unwrap_or(&text);
        if error.line() == 0 {
            return Self {
                source: Some(error.into()),
                ..Self::of_json(message)
            };
        }
        let offset = start + offset_of(part, error.line(), error.column());
        let mut path = path_at(body, place(body, offset, message));
        let mut message = message;
        if let Some((inner, rest)) = split_located(message) {
            path.push_rendered(inner);
            message = rest;
        }
        if let Some(field) = message
            .strip_prefix("missing field `")
            .and_then(|rest| rest.strip_suffix('`'))
        {
            path.push_key(field);
        }
        let message = message.to_owned();
        Self {
            path: path.into_string(),
            offset: Some(offset),
            source: Some(error.into()),
            ..Self::of_json(message)
        }
    }

    /// Redacts secrets in the output of `Display` and `Debug`.
    pub(crate) fn redact(&mut self, secrets: &[Secret]) {
        self.path = redact(std::mem::take(&mut self.path), secrets);
        self.message = redact(std::mem::take(&mut self.message), secrets);
        self.source = self
            .source
            .take()
            .map(|source| redact_error(source, secrets));
    }

    /// Returns the path of the value that does not match the document (`data[3].user.email`); empty if it is the
    /// whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns a description of the problem.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the offset of the error in the body, in bytes.
    pub(crate) fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// Returns whether JSON was expected.
    pub(crate) fn is_of_json(&self) -> bool {
        self.json
    }

    pub(crate) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Both may be as long as the body, which they quote.
        let (message, path) = (shortened(&self.message), shortened(&self.path));
        if path.is_empty() {
            return formatter.write_str(&message);
        }
        write!(formatter, "at `{path}`: {message}")
    }
}

/// Returns the beginning of a text that may be long, for errors that are shown.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 600;
    if text.len() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let ends = text.char_indices().map(|(end, _)| end);
    let end = ends.take_while(|end| *end <= LONGEST).last();
    let start = text.get(..end.unwrap_or_default()).unwrap_or_default();
    Cow::Owned(format!("{start}…"))
}

/// Returns the offset of the value that an error is about. If that is an array and `serde_json` has already read its
/// bracket, it is the offset of the bracket. Otherwise it is `offset` itself.
fn place(body: &[u8], offset: usize, message: &str) -> usize {
    let read = body.get(..offset).unwrap_or(body).trim_ascii_end();
    let Some(before) = read.strip_suffix(b"[") else {
        return offset;
    };
    let is_read = if message.starts_with(AN_ARRAY) {
        true
    } else {
        message.starts_with("invalid type: sequence") && body.get(offset) != Some(&b'[')
    };
    if is_read { before.len() } else { offset }
}

impl StdError for DecodeFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source()
    }
}

/// Decodes a JSON body.
///
/// # Errors
///
/// Fails if the body is empty, is not JSON, or does not match the type; the error contains the path of the value.
pub fn decode_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeFailure> {
    let body = strip_byte_order_mark(body);
    // Validating all of it as UTF-8 at once costs less than validating each string.
    match std::str::from_utf8(body) {
        Ok(text) => parse(text).map_err(|error| json_failure(body, error)),
        Err(_) => Err(no_text(body)),
    }
}

/// Returns JSON without a byte order mark, which is not allowed but may be ignored (RFC 8259, section 8.1).
pub(crate) fn strip_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Decodes JSON text.
fn parse<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    read(serde_json::Deserializer::from_str(text))
}

/// Decodes the whole input of a JSON deserializer.
fn read<'de, R: serde_json::de::Read<'de>, T: DeserializeOwned>(
    mut deserializer: serde_json::Deserializer<R>,
) -> serde_json::Result<T> {
    let value = T::deserialize(Numbers::new(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// Decodes a value of an API type from JSON, to stub responses in tests. Response structs have no constructor, because
/// an API may add properties; their fields are public.
///
/// ```text
/// let mut member: AuthorizedUser = from_json(json!({"id": "ausr_1", "role": "admin", ..}))?;
/// member.role = AuthorizedUserRoles::Moderator;
/// ```
///
/// # Errors
///
/// Fails if a response with this JSON could not be decoded; the error contains the path of the value.
pub fn from_json<T: DeserializeOwned>(json: impl Serialize) -> Result<T, DecodeFailure> {
    let json = serde_json::to_vec(&json).map_err(|error| DecodeFailure::new(error.to_string()))?;
    decode_json(&json)
}

/// Returns why a body that is not UTF-8 cannot be decoded.
fn no_text(body: &[u8]) -> DecodeFailure {
    match serde_json::from_slice::<serde_json::Value>(body) {
        Err(error) => json_failure(body, error),
        Ok(_) => DecodeFailure::of_json("the body is not UTF-8"),
    }
}

/// Decodes the value at a pointer in a JSON body. A missing value is null.
pub(crate) fn decode_payload<T: DeserializeOwned>(
    body: &[u8],
    pointer: &str,
) -> Result<T, DecodeFailure> {
    let body = strip_byte_order_mark(body);
    let root = serde_json::from_slice(body).map_err(|error| json_failure(body, error))?;
    let found = envelope::locate(body, root, pointer);
    let (start, part) = found.unwrap_or((0, b"null"));
    read(serde_json::Deserializer::from_slice(part)).map_err(|error| match found {
        Some(_) => DecodeFailure::json_within(body, start, part, error),
        None => DecodeFailure {
            source: Some(error.into()),
            ..DecodeFailure::of_json(format!("there is nothing at `{pointer}`"))
        },
    })
}

fn json_failure(body: &[u8], error: serde_json::Error) -> DecodeFailure {
    if body.iter().all(u8::is_ascii_whitespace) {
        return DecodeFailure {
            source: Some(error.into()),
            ..DecodeFailure::of_json("the body is empty")
        };
    }
    DecodeFailure::json(body, error)
}

/// The body of an error response, for the function that decodes it.
#[derive(Debug, Clone, Copy)]
pub struct ResponseBody<'a> {
    parts: &'a ResponseParts,
}

impl<'a> ResponseBody<'a> {
    pub(crate) fn new(parts: &'a ResponseParts) -> Self {
        Self { parts }
    }

    /// Returns the media type without parameters, in lower case; empty if the response has none.
    #[must_use]
    pub fn media_type(&self) -> String {
        self.parts.media_type()
    }

    /// Returns the body as JSON of this type; none if it does not match.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        let body = strip_byte_order_mark(self.parts.body());
        parse(std::str::from_utf8(body).ok()?).ok()
    }

    /// Returns the value at a JSON pointer as JSON of this type; `*` is the only property of an object. None if the
    /// value does not match, or is missing, null, false or empty.
    #[must_use]
    pub fn json_at<T: DeserializeOwned>(&self, pointer: &str) -> Option<T> {
        parse(envelope::present(self.parts.body(), pointer)?).ok()
    }

    /// Returns the body as text; none if it is not in the charset of its media type.
    pub fn text(&self) -> Option<String> {
        self.parts.text().ok().map(Cow::into_owned)
    }

    /// Returns the body as this type, by its media type: see [`ResponseParts::text_or_json`]. None if it does not
    /// match.
    #[must_use]
    pub fn text_or_json<T: DeserializeOwned>(&self) -> Option<T> {
        self.parts.text_or_json().ok()
    }

    /// Returns the body as this type, which is written as text: see [`ResponseParts::scalar`]. None if it does not
    /// match.
    #[must_use]
    pub fn scalar<T: DeserializeOwned>(&self) -> Option<T> {
        self.parts.scalar().ok()
    }

    /// Returns the body.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.parts.body().clone()
    }
}

/// The error bodies of an API.
#[doc(hidden)]
pub trait DecodeError: Sized {
    /// Decodes the body of a response; none if it matches no error body that the document declares for the status.
    fn decode(status: u16, body: &ResponseBody<'_>) -> Option<Self>;
}

pub(crate) fn json<T: DeserializeOwned>(parts: &ResponseParts) -> Result<T, DecodeFailure> {
    parts.json()
}

/// Decodes JSON. An empty body is null.
pub(crate) fn json_or_null<T: DeserializeOwned>(parts: &ResponseParts) -> Result<T, DecodeFailure> {
    if parts.is_empty() {
        decode_json(b"null").map_err(|_| DecodeFailure::new("the body is empty"))
    } else {
        json(parts)
    }
}

pub(crate) fn optional_json<T: DeserializeOwned>(
    parts: &ResponseParts,
) -> Result<Option<T>, DecodeFailure> {
    if parts.is_empty() || matches!(parts.status(), 204 | 205) {
        Ok(None)
    } else {
        json(parts).map(Some)
    }
}

#[allow(clippy::unnecessary_wraps, reason = "one of the functions that decode")]
pub(crate) fn nothing(_parts: &ResponseParts) -> Result<(), DecodeFailure> {
    Ok(())
}

pub(crate) fn text(parts: &ResponseParts) -> Result<String, DecodeFailure> {
    parts.text().map(Cow::into_owned)
}

pub(crate) fn text_or_json<T: DeserializeOwned>(parts: &ResponseParts) -> Result<T, DecodeFailure> {
    parts.text_or_json()
}

pub(crate) fn scalar<T: DeserializeOwned>(parts: &ResponseParts) -> Result<T, DecodeFailure> {
    parts.scalar()
}

/// Decodes text as a value of this type, without the quotation marks of JSON.
pub(crate) fn decode_text<T: DeserializeOwned>(text: String) -> Result<T, DecodeFailure> {
    T::deserialize(serde_json::Value::String(text)).map_err(|error| DecodeFailure {
        message: error.to_string(),
        source: Some(error.into()),
        ..DecodeFailure::new("")
    })
}

#[allow(clippy::unnecessary_wraps, reason = "one of the functions that decode")]
pub(crate) fn bytes(parts: &ResponseParts) -> Result<Bytes, DecodeFailure> {
    Ok(parts.body().clone())
}
