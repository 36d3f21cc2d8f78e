//! Compares an encoded value with the decoded one.
//!
//! Allowed differences (`docs/verification.md` has the same list):
//!
//! - numbers are equal by value: `1`, `1.0` and `1e0`;
//! - the text of a number may become the number, if a schema with a pattern allows both;
//! - values of `format: date-time` are equal by instant, UUIDs independent of case, and base64 by its bytes;
//! - properties that the document neither declares nor explicitly allows may be omitted;
//! - properties of the other direction may be omitted;
//! - null for an optional property may be omitted in a response, or if the document does not declare the property's
//!   type;
//! - `new` may add properties with only one possible value.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Number, Value};

use super::moment::moment;
use super::subjects::Subject;
use crate::document::facts::{Types, item, parts, property, types};
use crate::document::{Document, Place, below};
use crate::schemas::Schemas;
use crate::schemas::convert::{Direction, is_one_way};
use crate::schemas::strict;

pub(super) struct Comparison<'a, 'd> {
    pub(super) document: &'d Document,
    pub(super) schemas: &'a Schemas,
    pub(super) subject: &'a Subject<'d>,
    /// The decoded value.
    pub(super) read: &'a Value,
    /// True if properties with only one possible value may be added.
    pub(super) adds_constants: bool,
}

impl<'d> Comparison<'_, 'd> {
    /// Returns the first difference of the encoded value. None if they are equal.
    pub(super) fn difference(&self, written: &Value) -> Option<String> {
        let mut unknown = None;
        self.value(self.read, written, "", &mut unknown)
    }

    fn value(
        &self,
        read: &Value,
        written: &Value,
        pointer: &str,
        unknown: &mut Option<HashSet<String>>,
    ) -> Option<String> {
        let differs = || {
            let at = if pointer.is_empty() {
                "the value"
            } else {
                pointer
            };
            Some(format!("{at}: {} becomes {}", brief(read), brief(written)))
        };
        match (read, written) {
            (Value::Number(one), Value::Number(other)) if is_same_number(one, other) => None,
            (Value::String(one), Value::String(other))
                if one == other || self.is_same_text(one, other, pointer) =>
            {
                None
            }
            (Value::String(text), Value::Number(number))
                if self.is_number_or_text(text, number, pointer) =>
            {
                None
            }
            (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
                let mut items = one.iter().zip(other).enumerate();
                items.find_map(|(index, (one, other))| {
                    self.value(one, other, &format!("{pointer}/{index}"), unknown)
                })
            }
            (Value::Object(one), Value::Object(other)) => {
                for (name, value) in one {
                    let pointer = below(pointer, name);
                    match other.get(name) {
                        Some(written) => {
                            if let Some(found) = self.value(value, written, &pointer, unknown) {
                                return Some(found);
                            }
                        }
                        None if self.may_be_left_out(&pointer, value, unknown) => {}
                        None => return Some(format!("{pointer}: {} is left out", brief(value))),
                    }
                }
                let mut added = other.iter().filter(|(name, _)| !one.contains_key(*name));
                let added = added.find(|(name, value)| {
                    !self.adds_constants || !self.is_constant(&below(pointer, name), value)
                });
                added.map(|(name, value)| {
                    format!("{}: {} is added", below(pointer, name), brief(value))
                })
            }
            _ if read == written => None,
            _ => differs(),
        }
    }

    fn may_be_left_out(
        &self,
        pointer: &str,
        value: &Value,
        unknown: &mut Option<HashSet<String>>,
    ) -> bool {
        if value.is_null()
            && (self.subject.direction != Direction::Request || self.is_untyped(pointer))
        {
            // The property may be omitted if the rest is still valid.
            let without = without(self.read, pointer);
            let Self {
                document, subject, ..
            } = self;
            let direction = subject.direction;
            if self
                .schemas
                .allows(document, direction, &subject.schema, &without)
            {
                return true;
            }
        }

        if self.is_one_way(pointer) {
            return true;
        }
        let unknown = unknown.get_or_insert_with(|| {
            let Self {
                document,
                schemas,
                subject,
                read,
                ..
            } = self;
            let direction = subject.direction;
            let violations =
                strict::violations(document, schemas, direction, &subject.schema, read);
            violations
                .into_iter()
                .map(|violation| violation.pointer)
                .collect()
        });
        unknown.contains(pointer)
    }

    /// Returns true if one of several schemas of a property excludes the direction. A schema that no operation uses may
    /// contain a type of responses, but has all properties itself.
    fn is_one_way(&self, pointer: &str) -> bool {
        let direction = match self.subject.direction {
            Direction::Neither if is_nested(pointer) => Direction::Response,
            direction => direction,
        };
        let schemas = self.schemas_at(pointer);
        let mut schemas = schemas.iter();
        schemas.any(|schema| is_one_way(self.document, schema, direction))
    }

    /// Returns what is encoded, with the properties of the other direction that may be omitted.
    pub(super) fn restored(&self, written: &Value) -> Value {
        let mut restored = written.clone();
        self.restore(self.read, &mut restored, "");
        restored
    }

    fn restore(&self, read: &Value, written: &mut Value, pointer: &str) {
        match (read, written) {
            (Value::Array(one), Value::Array(other)) => {
                for (index, (one, other)) in one.iter().zip(other).enumerate() {
                    self.restore(one, other, &format!("{pointer}/{index}"));
                }
            }
            (Value::Object(one), Value::Object(other)) => {
                for (name, value) in one {
                    let pointer = below(pointer, name);
                    if let Some(written) = other.get_mut(name) {
                        self.restore(value, written, &pointer);
                    } else if self.is_one_way(&pointer) {
                        other.insert(name.clone(), value.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// Returns true if every schema of a part of the value allows every type.
    fn is_untyped(&self, pointer: &str) -> bool {
        let schemas = self.schemas_at(pointer);
        let mut schemas = schemas.iter();
        schemas.all(|schema| types(self.document, schema) == Types::ALL)
    }

    /// Returns true if this is the only possible value of a property.
    fn is_constant(&self, pointer: &str, value: &Value) -> bool {
        let schemas = self.schemas_at(pointer);
        let mut parts = schemas
            .iter()
            .flat_map(|schema| parts(self.document, schema));
        parts.any(|part| {
            let constant = part.member("const");
            let listed: Vec<Place<'_>> = part.list("enum").collect();
            constant.is_some_and(|constant| is_same(constant.value, value))
                || matches!(listed.as_slice(), [only] if is_same(only.value, value))
        })
    }

    fn is_same_text(&self, one: &str, other: &str, pointer: &str) -> bool {
        let schemas = self.schemas_at(pointer);
        let parts = schemas
            .iter()
            .flat_map(|schema| parts(self.document, schema));
        let formats: Vec<&str> = parts.filter_map(|part| part.text("format")).collect();
        formats.iter().any(|format| match *format {
            "date-time" => moment(one).is_some_and(|moment_of_one| Some(moment_of_one) == moment(other)),
            "uuid" => one.eq_ignore_ascii_case(other),
            "byte" => matches!((STANDARD.decode(one), STANDARD.decode(other)), (Ok(one), Ok(other)) if one == other),
            _ => false,
        })
    }

    /// Returns whether a part has a schema such as `{type: [integer, string], pattern: …}`, which describes a number that
    /// may arrive as text.
    fn is_number_or_text(&self, text: &str, number: &Number, pointer: &str) -> bool {
        let schemas = self.schemas_at(pointer);
        let mut parts = schemas
            .iter()
            .flat_map(|schema| parts(self.document, schema));
        let allows_both = parts.any(|part| {
            let types = types(self.document, &part);
            let is_any = types.meets(Types::OBJECT) || types.meets(Types::BOOLEAN);
            let both = types.meets(Types::STRING) && types.meets(Types::NUMBER);
            part.has("pattern") && both && !is_any
        });
        let parsed = text.parse::<Number>();
        allows_both && parsed.is_ok_and(|parsed| is_same_number(&parsed, number))
    }

    /// Returns the schemas that describe a part of the value.
    fn schemas_at(&self, pointer: &str) -> Vec<Place<'d>> {
        let mut schemas = vec![self.subject.schema.clone()];
        let mut value = self.read;
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            if let Value::Array(items) = value {
                let Some(index) = name.parse::<usize>().ok().filter(|at| *at < items.len()) else {
                    return Vec::new();
                };
                schemas = item(self.document, &schemas, index);
                value = items.get(index).unwrap_or(&Value::Null);
            } else {
                schemas = property(self.document, &schemas, &name);
                value = value.get(&name).unwrap_or(&Value::Null);
            }
        }
        schemas
    }
}

/// Returns true for a part of a property's value.
fn is_nested(pointer: &str) -> bool {
    pointer.matches('/').count() > 1
}

/// Whether a listed value and another are the same, numbers by value.
fn is_same(listed: &Value, value: &Value) -> bool {
    match (listed, value) {
        (Value::Number(one), Value::Number(other)) => is_same_number(one, other),
        _ => listed == value,
    }
}

fn is_same_number(one: &Number, other: &Number) -> bool {
    if let (Some(one), Some(other)) = (one.as_i128(), other.as_i128()) {
        return one == other;
    }
    #[allow(clippy::float_cmp, reason = "nothing may be lost")]
    let is_same = one.as_f64() == other.as_f64();
    is_same
}

/// Formats a value for display in one line.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(57).chain("...".chars()).collect()
}

/// Returns a value without one of its properties.
fn without(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        members.shift_remove(&name);
    }
    value
}
