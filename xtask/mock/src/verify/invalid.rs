//! Generates values that a schema forbids and that the types of an object must reject.

use serde_json::{Map, Value, json};

use super::subjects::Subject;
use crate::document::facts::{Types, conjunction, property, types};
use crate::document::{Document, Place};
use crate::schemas::convert::is_one_way;

/// A possibly invalid value, and the change that was made.
pub(super) struct InvalidCandidate<'d> {
    pub(super) value: Value,
    pub(super) message: String,
    /// Schemas of the wrong property.
    pub(super) schemas: Vec<Place<'d>>,
}

/// Makes an object invalid: without a required property, with null, or with a value of another type.
pub(super) fn candidates<'d>(
    document: &'d Document,
    subject: &Subject<'d>,
    base: &Value,
) -> Vec<InvalidCandidate<'d>> {
    let Some(members) = base.as_object() else {
        return Vec::new();
    };
    let own = std::slice::from_ref(&subject.schema);
    let parts = conjunction(document, &subject.schema);
    // Types do not express conditions.
    if parts.iter().any(|part| part.has("if")) {
        return Vec::new();
    }
    let required: Vec<&str> = parts
        .iter()
        .flat_map(|part| part.list("required"))
        .filter_map(|name| name.value.as_str())
        .collect();
    let mut all = Vec::new();
    for name in members.keys() {
        let schemas = property(document, own, name);
        // A property of the other direction may have no field.
        let is_hidden = |schema| is_one_way(document, schema, subject.direction);
        if schemas.is_empty() || schemas.iter().any(is_hidden) {
            continue;
        }
        let mut add = |value: Option<Value>, message: String| {
            all.push(InvalidCandidate {
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
        // If one keyword excludes null, but another or a branch allows it, the types accept null.
        let names_null = |schema: &Place<'_>| {
            let parts = conjunction(document, schema);
            let branches = parts
                .iter()
                .flat_map(|part| part.list("oneOf").chain(part.list("anyOf")));
            parts.iter().cloned().chain(branches).any(|part| {
                let names = part.member("type").filter(|names| names.value.is_array());
                let listed = names.map(|names| Types::listed(Some(names.value)));
                part.flag("nullable")
                    || listed.is_some_and(|listed| listed.has(Types::NULL))
                    || part.list("enum").any(|value| value.value.is_null())
                    || part
                        .member("const")
                        .is_some_and(|value| value.value.is_null())
            })
        };
        if is_required && !allowed.has(Types::NULL) && !schemas.iter().any(names_null) {
            add(Some(Value::Null), format!("`{name}` is null"));
        }
        // A tagged union keeps unknown values, even those of another type.
        let is_union = schemas.iter().any(|schema| {
            let parts = conjunction(document, schema);
            ["oneOf", "anyOf", "discriminator"]
                .iter()
                .any(|key| parts.iter().any(|part| part.has(key)))
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
