//! Derives from a schema alone what its values look like: types, properties, items.
//!
//! This is the basis for parsing text from a query or form, and for samples. It never decides whether a value is valid.

use std::cell::Cell;
use std::collections::HashSet;

use serde_json::Value;

use crate::document::{Dialect, Document, Place};

/// Maximum depth of nested schemas that are followed for one value.
const DEPTH: usize = 24;

/// Maximum number of visited schemas for the types of one value. Further schemas count as allowing all types.
const LOOKED_AT: usize = 10_000;

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(2);
    pub(crate) const INTEGER: Self = Self(4);
    /// All numbers, including integers.
    pub(crate) const NUMBER: Self = Self(4 | 8);
    pub(crate) const STRING: Self = Self(16);
    pub(crate) const ARRAY: Self = Self(32);
    pub(crate) const OBJECT: Self = Self(64);
    pub(crate) const ALL: Self = Self(127);

    /// Returns true if this set contains all types of another one.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns true if the sets have a common type.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the type with a name. None if it is unknown.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// Returns the type of a value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_f64() => Self::NUMBER,
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// Returns the types that `type` lists; all types if it is absent or lists no known type.
    pub(crate) fn listed(value: Option<&Value>) -> Self {
        // Some documents list null instead of the name of its type.
        let of_name = |value: &Value| match value {
            Value::Null => Some(Self::NULL),
            value => value.as_str().and_then(Self::named),
        };
        let listed = match value {
            Some(Value::Array(names)) => {
                names.iter().filter_map(of_name).fold(Self::NONE, Self::or)
            }
            Some(Value::String(name)) => Self::named(name).unwrap_or(Self::NONE),
            _ => Self::NONE,
        };
        if listed == Self::NONE {
            Self::ALL
        } else {
            listed
        }
    }
}

/// Keywords that only describe a schema (JSON Schema 2020-12 validation, section 9).
const ANNOTATIONS: [&str; 8] = [
    "$comment",
    "title",
    "description",
    "default",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
];

/// Returns true if null is allowed in addition: `nullable` of `OpenAPI` 3.0, at any location.
///
/// The standard allows it only with `type` (3.0.3, section 4.7.24.1). Documents also use it with `$ref`, `allOf` or
/// `enum`, as an element of `allOf`, or in 3.1, and mean the same.
pub(crate) fn is_nullable(schema: &Value) -> bool {
    let has_keyword = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
    let is_alone = |element: &Value| {
        element.as_object().is_some_and(|keywords| {
            keywords.keys().all(|name| {
                name == "nullable" || name.starts_with("x-") || ANNOTATIONS.contains(&name.as_str())
            })
        })
    };
    let elements = schema
        .get("allOf")
        .and_then(Value::as_array)
        .filter(|elements| elements.len() > 1);
    has_keyword(schema)
        || elements
            .into_iter()
            .flatten()
            .any(|element| has_keyword(element) && is_alone(element))
}

/// Returns the types that a schema allows.
pub(crate) fn types(document: &Document, schema: &Place<'_>) -> Types {
    document.types_of(schema, || {
        types_within(document, schema, DEPTH, &Cell::new(LOOKED_AT))
    })
}

fn types_within(
    document: &Document,
    schema: &Place<'_>,
    depth: usize,
    left: &Cell<usize>,
) -> Types {
    let Some(depth) = depth.checked_sub(1).filter(|_| left.get() > 0) else {
        return Types::ALL;
    };
    left.set(left.get() - 1);
    let Some(members) = schema.value.as_object() else {
        return match schema.value {
            Value::Bool(false) => Types::NONE,
            _ => Types::ALL,
        };
    };
    let mut types = Types::ALL;
    if let Some(target) = referenced(document, schema) {
        types = types_within(document, &target, depth, left);
    }
    if !is_replaced(document, schema) {
        types = types.and(Types::listed(members.get("type")));
        if let Some(value) = members.get("const") {
            types = types.and(Types::of(value));
        }
        // An empty `enum` allows no value, but no author means that.
        if let Some(values) = members.get("enum").and_then(Value::as_array)
            && !values.is_empty()
        {
            let of_values = values.iter().map(Types::of);
            types = types.and(of_values.fold(Types::NONE, Types::or));
        }
        for part in schema.list("allOf") {
            types = types.and(types_within(document, &part, depth, left));
        }
        for union in ["oneOf", "anyOf"] {
            if schema.list(union).next().is_some() {
                let branches = schema.list(union);
                let of_branches =
                    branches.map(|branch| types_within(document, &branch, depth, left));
                types = types.and(of_branches.fold(Types::NONE, Types::or));
            }
        }
    }
    if is_nullable(schema.value) {
        types = types.or(Types::NULL);
    }
    types
}

/// Returns the target of the schema's reference, if it resolves.
pub(crate) fn referenced<'d>(document: &'d Document, schema: &Place<'d>) -> Option<Place<'d>> {
    let reference = schema.text("$ref")?;
    document.target(schema.file, reference).ok()
}

/// Returns true if the keywords adjacent to `$ref` are ignored (`OpenAPI` 3.0.3, section 4.7.23).
pub(crate) fn is_replaced(document: &Document, schema: &Place<'_>) -> bool {
    document.dialect == Dialect::OpenApi30 && schema.text("$ref").is_some()
}

/// Returns the schemas that may apply to one value: the schema itself, the target of its reference, the schemas that it
/// combines, and all branches.
pub(crate) fn parts<'d>(document: &'d Document, schema: &Place<'d>) -> Vec<Place<'d>> {
    parts_by(
        document,
        schema,
        &[
            "anyOf",
            "oneOf",
            "allOf",
            "dependentSchemas",
            "else",
            "then",
        ],
    )
}

/// Returns the schemas that apply to a value whatever its branches are: the schema itself, the target of its reference,
/// and the schemas that it combines.
pub(crate) fn conjunction<'d>(document: &'d Document, schema: &Place<'d>) -> Vec<Place<'d>> {
    parts_by(document, schema, &["allOf"])
}

/// Returns the schemas that a value may be of: the schema itself, the target of its reference, and all branches.
pub(crate) fn choices<'d>(document: &'d Document, schema: &Place<'d>) -> Vec<Place<'d>> {
    parts_by(document, schema, &["anyOf", "oneOf"])
}

/// Returns the schemas for a value that are reached through the given keywords and references.
fn parts_by<'d>(document: &'d Document, schema: &Place<'d>, keywords: &[&str]) -> Vec<Place<'d>> {
    let mut parts: Vec<Place<'d>> = Vec::new();
    let mut seen = HashSet::new();
    let mut todo = vec![schema.clone()];
    while let Some(schema) = todo.pop() {
        if !seen.insert(std::ptr::from_ref(schema.value)) {
            continue;
        }
        todo.extend(referenced(document, &schema));
        if !is_replaced(document, &schema) {
            for keyword in keywords {
                let Some(below) = schema.member(keyword) else {
                    continue;
                };
                if *keyword == "dependentSchemas" {
                    todo.extend(below.members().map(|(_, schema)| schema));
                } else if below.value.is_array() {
                    let members: Vec<Place<'d>> = below.elements().collect();
                    todo.extend(members.into_iter().rev());
                } else {
                    todo.push(below);
                }
            }
        }
        parts.push(schema);
    }
    parts
}

/// Returns the schemas of a property in all parts.
pub(crate) fn property<'d>(
    document: &'d Document,
    schemas: &[Place<'d>],
    name: &str,
) -> Vec<Place<'d>> {
    let parts: Vec<Place<'d>> = all_parts(document, schemas);
    let declared: Vec<Place<'d>> = parts
        .iter()
        .filter_map(|part| part.member("properties")?.member(name))
        .collect();
    if !declared.is_empty() {
        return declared;
    }
    let others = parts
        .iter()
        .filter_map(|part| part.member("additionalProperties"));
    others.filter(|other| other.value.is_object()).collect()
}

/// Returns the names of the properties that any part declares.
pub(crate) fn property_names<'d>(document: &'d Document, schemas: &[Place<'d>]) -> Vec<&'d str> {
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    for part in all_parts(document, schemas) {
        for (name, _) in part.member("properties").iter().flat_map(Place::members) {
            if seen.insert(name) {
                names.push(name);
            }
        }
    }
    names
}

/// Returns true if an object may have undeclared properties.
pub(crate) fn has_additional(document: &Document, schemas: &[Place<'_>]) -> bool {
    let parts = all_parts(document, schemas);
    parts.iter().any(|part| {
        part.member("additionalProperties")
            .is_some_and(|other| other.value != &Value::Bool(false))
    })
}

/// Returns the schemas of a list item.
pub(crate) fn item<'d>(
    document: &'d Document,
    schemas: &[Place<'d>],
    index: usize,
) -> Vec<Place<'d>> {
    let parts = all_parts(document, schemas);
    let items = parts.iter().filter_map(|part| {
        let fixed = part.item("prefixItems", index);
        fixed.or_else(|| part.member("items"))
    });
    items.collect()
}

fn all_parts<'d>(document: &'d Document, schemas: &[Place<'d>]) -> Vec<Place<'d>> {
    let all = schemas.iter();
    all.flat_map(|schema| parts(document, schema)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types_of(version: &str, schema: &str) -> Types {
        let text = format!(
            "openapi: {version}\ncomponents:\n  schemas:\n    Text: {{type: string}}\n    Loop: {{$ref: '#/components/schemas/Loop'}}\nit: {schema}\n"
        );
        let document = Document::parse(&text).unwrap();
        types(&document, &document.root(0).member("it").unwrap())
    }

    #[test]
    fn types_follow_from_all_keywords() {
        let string_or_null = Types::STRING.or(Types::NULL);
        for (schema, expected) in [
            ("{}", Types::ALL),
            ("true", Types::ALL),
            ("false", Types::NONE),
            ("{type: number}", Types::NUMBER),
            ("{type: [string, 'null']}", string_or_null),
            ("{type: string, nullable: true}", string_or_null),
            ("{$ref: '#/components/schemas/Text'}", Types::STRING),
            (
                "{allOf: [{$ref: '#/components/schemas/Text'}, {nullable: true, title: Maybe}]}",
                string_or_null,
            ),
            (
                "{allOf: [{$ref: '#/components/schemas/Text'}, {nullable: true, minLength: 1}]}",
                Types::STRING,
            ),
            ("{const: 1}", Types::INTEGER),
            ("{enum: [a, null]}", string_or_null),
            (
                "{oneOf: [{$ref: '#/components/schemas/Text'}, {type: 'null'}]}",
                string_or_null,
            ),
            (
                "{allOf: [{type: [string, integer]}, {type: integer}]}",
                Types::INTEGER,
            ),
            ("{type: file}", Types::ALL),
            ("{$ref: '#/components/schemas/Loop'}", Types::ALL),
        ] {
            assert_eq!(types_of("3.1.0", schema), expected, "{schema}");
        }
    }

    #[test]
    fn adjacent_keywords_of_a_reference_apply_only_in_3_1() {
        let schema = "{$ref: '#/components/schemas/Text', type: integer}";
        assert_eq!(types_of("3.0.3", schema), Types::STRING);
        assert_eq!(types_of("3.1.0", schema), Types::NONE);
        assert_eq!(
            types_of(
                "3.0.3",
                "{$ref: '#/components/schemas/Text', nullable: true}"
            ),
            Types::STRING.or(Types::NULL)
        );
    }

    #[test]
    fn properties_are_found_in_all_parts() {
        let text = "openapi: 3.1.0\nit:\n  allOf:\n    - properties: {a: {type: string}}\n    - oneOf:\n        - properties: {a: {const: x}, b: {}}\n        - additionalProperties: {type: integer}\n";
        let document = Document::parse(text).unwrap();
        let it = [document.root(0).member("it").unwrap()];
        let pointers = |name| {
            let found = property(&document, &it, name);
            found
                .into_iter()
                .map(|place| place.pointer())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            pointers("a"),
            [
                "/it/allOf/0/properties/a",
                "/it/allOf/1/oneOf/0/properties/a"
            ]
        );
        assert_eq!(pointers("c"), ["/it/allOf/1/oneOf/1/additionalProperties"]);
        assert_eq!(property_names(&document, &it), ["a", "b"]);
        assert!(has_additional(&document, &it));
    }
}
