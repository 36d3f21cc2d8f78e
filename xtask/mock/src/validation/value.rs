//! Converts the text of a parameter or form to the JSON that its schema describes.
//!
//! The text alone does not determine whether `1` is a number. The schema does. If it allows several types, the first
//! valid value is used.

use serde_json::{Map, Number, Value};

use crate::document::facts::{Types, item, property, types};
use crate::document::{Document, Place};
use crate::schemas::convert::Direction;
use crate::schemas::strict;
use crate::schemas::{Schemas, Violation};

/// A value before its schema is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Raw {
    /// Decoded text.
    Text(String),
    /// Items in order.
    List(Vec<Raw>),
    /// Properties in order; names may repeat.
    Object(Vec<(String, Raw)>),
}

/// Context for converting text to values.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'d> {
    pub(crate) document: &'d Document,
    pub(crate) schemas: &'d Schemas,
    /// True if undeclared names are rejected.
    pub(crate) strict: bool,
}

impl<'d> Reader<'d> {
    /// Returns the types that the schemas allow together.
    pub(crate) fn types(self, schemas: &[Place<'_>]) -> Types {
        match schemas {
            [] => Types::ALL,
            schemas => schemas
                .iter()
                .map(|schema| types(self.document, schema))
                .fold(Types::NONE, Types::or),
        }
    }

    /// Returns the value for schemas that may describe it.
    pub(crate) fn value(self, raw: &Raw, schemas: &[Place<'d>]) -> Value {
        let types = self.types(schemas);
        match raw {
            Raw::Text(text) if is_list_alone(types) => {
                let only = Raw::Text(text.clone());
                Value::Array(vec![self.value(&only, &item(self.document, schemas, 0))])
            }
            Raw::Text(text) => self.scalar(text, types, schemas),
            Raw::List(items) => {
                let items = items.iter().enumerate();
                let values =
                    items.map(|(index, raw)| self.value(raw, &item(self.document, schemas, index)));
                values.collect()
            }
            // `name[0]=a&name[1]=b`
            Raw::Object(members) if is_list_alone(types) && are_indexes(members) => {
                let items = members.iter().enumerate();
                let values = items
                    .map(|(index, (_, raw))| self.value(raw, &item(self.document, schemas, index)));
                values.collect()
            }
            Raw::Object(members) => {
                let mut object = Map::new();
                for (name, raw) in members {
                    let schemas = property(self.document, schemas, name);
                    object.insert(name.clone(), self.value(raw, &schemas));
                }
                Value::Object(object)
            }
        }
    }

    /// Returns the problems of a value. Fails if the schema cannot be used.
    pub(crate) fn check(self, schema: &Place<'d>, value: &Value) -> Result<Vec<Violation>, String> {
        let Self {
            document, schemas, ..
        } = self;
        let mut violations = schemas.check(document, Direction::Request, schema, value)?;
        if self.strict {
            violations.extend(strict::violations(
                document,
                schemas,
                Direction::Request,
                schema,
                value,
            ));
        }
        Ok(violations)
    }

    fn scalar(self, text: &str, types: Types, schemas: &[Place<'_>]) -> Value {
        let mut readings = Vec::new();
        if types.has(Types::NULL) && text.is_empty() {
            readings.push(Value::Null);
        }
        if types.meets(Types::NUMBER) {
            readings.extend(number(text));
        }
        if types.has(Types::BOOLEAN) {
            readings.extend(text.parse().ok().map(Value::Bool));
        }
        // Without a schema, text is a string.
        if types == Types::ALL {
            readings.clear();
        }
        let valid = readings
            .iter()
            .position(|value| self.is_valid(value, schemas));
        match valid {
            Some(at) => readings.swap_remove(at),
            None if readings.is_empty() || types.has(Types::STRING) => {
                Value::String(text.to_owned())
            }
            None => readings.swap_remove(0),
        }
    }

    fn is_valid(self, value: &Value, schemas: &[Place<'_>]) -> bool {
        schemas.iter().any(|schema| {
            self.schemas
                .allows(self.document, Direction::Request, schema, value)
        })
    }
}

/// Returns true if only lists, or lists and null, are allowed.
fn is_list_alone(types: Types) -> bool {
    types.without(Types::NULL) == Types::ARRAY
}

fn are_indexes(members: &[(String, Raw)]) -> bool {
    let mut names = members.iter().map(|(name, _)| name.parse::<usize>());
    names.all(|index| index.is_ok())
}

/// Parses a JSON number (RFC 8259, section 6).
fn number(text: &str) -> Option<Value> {
    text.trim_start_matches('-')
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| serde_json::from_str::<Number>(text).ok())
        .flatten()
        .map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(schema: &str, raw: &Raw) -> Value {
        let document = Document::parse(&format!(
            "openapi: 3.1.0\ncomponents:\n  schemas:\n    It: {schema}\n"
        ))
        .unwrap();
        let schemas = Schemas::default();
        let reader = Reader {
            document: &document,
            schemas: &schemas,
            strict: true,
        };
        let schema = document.place(0, "/components/schemas/It").unwrap();
        reader.value(raw, &[schema])
    }

    #[test]
    fn the_schema_tells_what_text_is() {
        for (schema, text, expected) in [
            ("{type: string}", "1", json!("1")),
            ("{type: integer}", "1", json!(1)),
            ("{type: integer}", "+1", json!("+1")),
            ("{type: integer}", "1.5", json!(1.5)),
            ("{type: integer}", "x", json!("x")),
            ("{type: number}", "-1.5e3", json!(-1500.0)),
            ("{type: boolean}", "true", json!(true)),
            ("{type: boolean}", "True", json!("True")),
            ("{type: [integer, 'null']}", "", json!(null)),
            ("{type: [string, 'null']}", "null", json!("null")),
            ("{type: [string, integer]}", "1", json!(1)),
            (
                "{oneOf: [{type: integer, maximum: 5}, {type: string}]}",
                "7",
                json!("7"),
            ),
            ("{enum: ['1', 2]}", "1", json!("1")),
            ("{}", "1", json!("1")),
            ("{type: array, items: {type: integer}}", "1", json!([1])),
        ] {
            assert_eq!(
                value(schema, &Raw::Text(text.to_owned())),
                expected,
                "{schema} {text}"
            );
        }
    }

    #[test]
    fn parts_have_schemas_of_their_own() {
        let text = |text: &str| Raw::Text(text.to_owned());
        let object = Raw::Object(vec![
            ("a".to_owned(), text("1")),
            (
                "b".to_owned(),
                Raw::Object(vec![("0".to_owned(), text("2"))]),
            ),
            ("c".to_owned(), text("3")),
        ]);
        let schema = "{type: object, properties: {a: {type: integer}, b: {type: array, items: {type: integer}}}}";
        assert_eq!(value(schema, &object), json!({"a": 1, "b": [2], "c": "3"}));
        let list = Raw::List(vec![text("1"), text("2")]);
        let schema = "{type: array, prefixItems: [{type: string}], items: {type: integer}}";
        assert_eq!(value(schema, &list), json!(["1", 2]));
    }
}
