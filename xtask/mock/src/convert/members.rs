//! Which members an object may have in a request, and which stay on one side.

use serde_json::Value;

use super::Direction;
use crate::document::{Document, Place};
use crate::facts::{Types, is_replaced, referenced, types};

/// How deep schemas are followed into each other.
const DEPTH: usize = 24;

/// Whether any property of the document travels one way alone.
pub(super) fn have_directions(document: &Document) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Object(members) => members.iter().any(|(name, value)| {
                value == true && (name == "readOnly" || name == "writeOnly") || within(value)
            }),
            Value::Array(elements) => elements.iter().any(within),
            _ => false,
        }
    }
    (0..document.files()).any(|file| within(document.root(file).value))
}

/// The properties of a schema that do not travel in a direction: read-only ones in a request, write-only ones in a
/// response.
pub(super) fn kept_back<'d>(
    document: &'d Document,
    schema: &Place<'d>,
    direction: Direction,
) -> Vec<&'d str> {
    let mut names = Vec::new();
    collect_kept_back(document, schema, direction, DEPTH, &mut names);
    names
}

/// Those of the schema and of what it combines, since `required` may stand beside `allOf`.
fn collect_kept_back<'d>(
    document: &'d Document,
    schema: &Place<'d>,
    direction: Direction,
    depth: usize,
    names: &mut Vec<&'d str>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(target) = referenced(document, schema) {
        collect_kept_back(document, &target, direction, depth, names);
    }
    if is_replaced(document, schema) {
        return;
    }
    for part in schema.list("allOf") {
        collect_kept_back(document, &part, direction, depth, names);
    }
    for (name, property) in schema.member("properties").iter().flat_map(Place::members) {
        if is_kept_back(document, &property, direction, depth) {
            names.push(name);
        }
    }
}

/// Whether a property does not travel in a direction.
pub(crate) fn stays(document: &Document, property: &Place<'_>, direction: Direction) -> bool {
    is_kept_back(document, property, direction, DEPTH)
}

fn is_kept_back(
    document: &Document,
    property: &Place<'_>,
    direction: Direction,
    depth: usize,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let flag = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    property.flag(flag) && !is_replaced(document, property)
        || referenced(document, property)
            .is_some_and(|target| is_kept_back(document, &target, direction, depth))
        || property
            .list("allOf")
            .any(|part| is_kept_back(document, &part, direction, depth))
}

/// Whether the document knows all members that an object may have: it declares some, and says nowhere that there may
/// be others.
pub(super) fn are_known(document: &Document, schema: &Place<'_>) -> bool {
    let facts = facts(document, schema, DEPTH);
    facts.declares && !facts.is_open
}

#[derive(Default)]
struct Facts {
    declares: bool,
    is_open: bool,
}

fn facts(document: &Document, schema: &Place<'_>, depth: usize) -> Facts {
    let Some(depth) = depth.checked_sub(1) else {
        return Facts {
            declares: false,
            is_open: true,
        };
    };
    let is_told = |keyword| {
        let other = schema.value.get(keyword);
        other.is_some_and(|other| other != &Value::Bool(false))
    };
    let properties = schema.value.get("properties").and_then(Value::as_object);
    let mut all = Facts {
        declares: properties.is_some_and(|properties| !properties.is_empty()),
        // A discriminator without branches tells that there are schemas which extend this one.
        is_open: is_told("additionalProperties")
            || is_told("unevaluatedProperties")
            || schema.has("discriminator") && !schema.has("oneOf") && !schema.has("anyOf"),
    };
    if is_replaced(document, schema) {
        all = Facts::default();
    }
    let mut combine = |part: Facts| {
        all.declares |= part.declares;
        all.is_open |= part.is_open;
    };
    if let Some(target) = referenced(document, schema) {
        combine(facts(document, &target, depth));
    }
    if is_replaced(document, schema) {
        return all;
    }
    for part in schema.list("allOf") {
        combine(facts(document, &part, depth));
    }
    let conditional = ["then", "else"]
        .iter()
        .filter_map(|name| schema.member(name));
    for part in conditional {
        combine(facts(document, &part, depth));
    }
    for (_, part) in schema
        .member("dependentSchemas")
        .iter()
        .flat_map(Place::members)
    {
        combine(facts(document, &part, depth));
    }
    for branch in schema.list("oneOf").chain(schema.list("anyOf")) {
        let mut branch_facts = facts(document, &branch, depth);
        // A branch that takes any object.
        branch_facts.is_open |= !branch_facts.declares
            && !branch.has("required")
            && types(document, &branch).has(Types::OBJECT);
        combine(branch_facts);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(schema: &str) -> bool {
        let text = format!(
            "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {{properties: {{a: {{}}}}}}\n    Open: {{properties: {{a: {{}}}}, additionalProperties: true}}\n    Loop: {{properties: {{a: {{}}}}, allOf: [{{$ref: '#/components/schemas/A'}}]}}\nit: {schema}\n"
        );
        let document = Document::parse(&text).unwrap();
        are_known(&document, &document.root(0).member("it").unwrap())
    }

    #[test]
    fn members_are_known_if_all_parts_say_so() {
        for (schema, expected) in [
            ("{properties: {a: {}}}", true),
            ("{$ref: '#/components/schemas/A'}", true),
            ("{$ref: '#/components/schemas/Open'}", false),
            ("{$ref: '#/components/schemas/Loop'}", true),
            ("{type: object}", false),
            ("{}", false),
            (
                "{oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}",
                true,
            ),
            (
                "{oneOf: [{$ref: '#/components/schemas/A'}, {type: object}]}",
                false,
            ),
            (
                "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Open'}]}",
                false,
            ),
            (
                "{properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}",
                true,
            ),
            (
                "{properties: {a: {}}, discriminator: {propertyName: a}}",
                false,
            ),
        ] {
            assert_eq!(known(schema), expected, "{schema}");
        }
    }
}
