//! Values that a schema forbids and that the types of an object promise to refuse.

use serde_json::{Map, Value, json};

use super::subjects::Subject;
use crate::document::{Document, Place};
use crate::facts::{Types, conjunction, property, types};

/// A value that may be invalid, and what has been done to it.
pub(super) struct Spoiled<'d> {
    pub(super) value: Value,
    pub(super) message: String,
    /// The schemas of the member that is wrong.
    pub(super) schemas: Vec<Place<'d>>,
}

/// Spoils an object: without a member that is required, with null, with a value of another type.
pub(super) fn spoiled<'d>(
    document: &'d Document,
    subject: &Subject<'d>,
    base: &Value,
) -> Vec<Spoiled<'d>> {
    let Some(members) = base.as_object() else {
        return Vec::new();
    };
    let own = std::slice::from_ref(&subject.schema);
    let required: Vec<&str> = conjunction(document, &subject.schema)
        .iter()
        .flat_map(|part| part.list("required"))
        .filter_map(|name| name.value.as_str())
        .collect();
    let mut all = Vec::new();
    for name in members.keys() {
        let schemas = property(document, own, name);
        if schemas.is_empty() {
            continue;
        }
        let mut add = |value: Option<Value>, message: String| {
            all.push(Spoiled {
                value: with(members, name, value),
                message,
                schemas: schemas.clone(),
            });
        };
        let is_required = required.contains(&name.as_str());
        if is_required {
            add(None, format!("`{name}` is missing"));
        }
        let allowed = schemas.iter().fold(Types::ALL, |allowed, schema| {
            allowed.and(types(document, schema))
        });
        if is_required && !allowed.has(Types::NULL) {
            add(Some(Value::Null), format!("`{name}` is null"));
        }
        // A union that is told apart by a tag keeps what it does not know, also a value of another type.
        let is_union = schemas.iter().any(|schema| {
            let parts = conjunction(document, schema);
            ["oneOf", "anyOf"]
                .iter()
                .any(|key| parts.iter().any(|part| part.list(key).next().is_some()))
        });
        if is_union {
            continue;
        }
        let structures = [json!({"x-Verify": true}), json!([[]])];
        let scalars = [json!("x verify"), json!(0.5), json!(true)];
        for wrong in [&structures[..], &scalars[..]] {
            let wrong = wrong.iter().find(|value| !allowed.meets(Types::of(value)));
            if let Some(wrong) = wrong {
                add(Some(wrong.clone()), format!("`{name}` is {wrong}"));
            }
        }
    }
    all
}

fn with(members: &Map<String, Value>, name: &str, value: Option<Value>) -> Value {
    let mut members = members.clone();
    match value {
        Some(value) => drop(members.insert(name.to_owned(), value)),
        None => drop(members.shift_remove(name)),
    }
    Value::Object(members)
}
