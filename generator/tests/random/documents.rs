//! Strategies that build documents from every construct of OpenAPI 3.0 and 3.1, and strategies that break them.
//!
//! The documents are valid unless they were broken: references resolve, parameters have names, and placeholders are
//! declared. Names and prose are as unusual as in published documents.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};

/// Names that documents have, and that need changes in Rust.
const NAMES: &[&str] = &[
    "id",
    "name",
    "type",
    "self",
    "Self",
    "user",
    "User",
    "users",
    "a-b",
    "a_b",
    "aB",
    "A.B",
    "1st",
    "",
    "ÄÖ",
    "日本",
    "match",
    "Option",
    "Vec",
    "Box",
    "String",
    "Result",
    "Error",
    "Client",
    "Page",
    "clone",
    "default",
    "new",
    "extra",
    "+1",
    "-1",
    "$x",
    "@odata.type",
    "x[]",
    "foo bar",
    "r#type",
    "_",
    "__",
    "async",
    "Response",
    "to_string",
    "class",
    "crate",
];

/// Names of components that the standard allows (section 4.8.7).
const COMPONENTS: &[&str] = &[
    "User", "user", "Error", "Option", "Vec", "String", "Client", "Page", "A.B", "a-b", "A_B",
    "List", "ListItem", "Node", "1",
];

/// Prose that has broken generators.
const PROSE: &[&str] = &[
    "Plain.",
    "A lone\rreturn",
    "```\nlet x = 1;\n```",
    "`unclosed",
    "*/ // /* \"quotes\" \\",
    "[link](https://a.example) <b>html</b>",
    "- list\n    - code\n\n        indented",
    "\u{0}\u{7f}\u{202e}",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "#[doc] {braces} %s $x",
    "é\u{301}\u{feff}",
];

const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "uuid",
    "byte",
    "binary",
    "uri",
    "email",
    "ipv4",
    "decimal",
    "duration",
    "password",
    "unknown-format",
];

fn name() -> impl Strategy<Value = String> {
    select(NAMES).prop_map(str::to_owned)
}

fn prose() -> impl Strategy<Value = String> {
    select(PROSE).prop_map(str::to_owned)
}

/// The version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V3_0,
    V3_1,
}

impl Version {
    fn text(self) -> &'static str {
        match self {
            Self::V3_0 => "3.0.3",
            Self::V3_1 => "3.1.0",
        }
    }
}

/// Whether an operation declares parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parameters {
    Declared,
    Omitted,
}

/// Builds a document. Its version decides how null is written.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    (
        select(vec![Version::V3_0, Version::V3_1]),
        subsequence(COMPONENTS.to_vec(), 1..6),
    )
        .prop_flat_map(|(version, components)| {
            let count = components.len();
            let schemas = prop::collection::vec(schema(version, components.clone()), count);
            let paths = prop::collection::vec(path_item(version, components.clone()), 0..4);
            let webhooks = prop::collection::vec(
                operation(version, components.clone(), Parameters::Omitted),
                0..3,
            );
            (schemas, paths, webhooks).prop_map(move |(schemas, paths, webhooks)| {
                let schemas: Map<String, Value> = components
                    .iter()
                    .map(|name| (*name).to_owned())
                    .zip(schemas)
                    .collect();
                let paths: Map<String, Value> = paths
                    .into_iter()
                    .enumerate()
                    .map(|(index, (path, item))| (format!("/{index}{path}"), item))
                    .collect();
                let mut document = json!({
                    "openapi": version.text(),
                    "info": {"title": "Random", "version": "1"},
                    "servers": [{"url": "https://api.example.com"}],
                    "paths": paths,
                    "components": {
                        "schemas": schemas,
                        "securitySchemes": {
                            "bearer": {"type": "http", "scheme": "bearer"},
                            "key": {"type": "apiKey", "in": "query", "name": "key"},
                        },
                    },
                });
                if version == Version::V3_1 && !webhooks.is_empty() {
                    let webhooks: Map<String, Value> = webhooks
                        .into_iter()
                        .enumerate()
                        .map(|(index, operation)| {
                            (format!("event.{index}"), json!({"post": operation}))
                        })
                        .collect();
                    document["webhooks"] = Value::Object(webhooks);
                }
                document
            })
        })
}

fn schema(version: Version, components: Vec<&'static str>) -> BoxedStrategy<Value> {
    let reference =
        select(components).prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")}));
    let leaf = prop_oneof![
        4 => scalar(),
        2 => enumeration(),
        2 => reference,
        1 => Just(json!({})),
        1 => prose().prop_map(|text| json!({"description": text})),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            4 => object(inner.clone()),
            2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => inner.clone().prop_map(|of| json!({"type": "object", "additionalProperties": of})),
            2 => union(inner.clone()),
            1 => tagged(inner.clone()),
            2 => inner.prop_map(move |schema| nullable(schema, version)),
        ]
    })
    .boxed()
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"type": "string"})),
        select(FORMATS).prop_map(|format| json!({"type": "string", "format": format})),
        select(vec!["int32", "int64", "uint64", "other"])
            .prop_map(|format| json!({"type": "integer", "format": format, "minimum": 0})),
        Just(json!({"type": "number", "default": 1.5})),
        Just(json!({"type": "boolean", "default": true})),
        prose().prop_map(
            |text| json!({"type": "string", "description": text, "example": text, "default": text})
        ),
    ]
}

fn enumeration() -> impl Strategy<Value = Value> {
    prop_oneof![
        subsequence(NAMES.to_vec(), 1..6)
            .prop_map(|names| json!({"type": "string", "enum": names})),
        prop::collection::vec(any::<i32>(), 1..4)
            .prop_map(|numbers| json!({"type": "integer", "enum": numbers})),
        Just(json!({"enum": ["a", 1, null, true]})),
        name().prop_map(|name| json!({"type": "string", "enum": [name]})),
    ]
}

fn object(inner: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let members = prop::collection::vec((name(), inner.clone(), any::<(bool, bool, bool)>()), 0..5);
    let additional = prop::option::of(prop_oneof![any::<bool>().prop_map(Value::Bool), inner]);
    (members, additional, prose()).prop_map(|(members, additional, text)| {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, mut schema, (is_required, read_only, write_only)) in members {
            if let Some(schema) = schema
                .as_object_mut()
                .filter(|schema| !schema.contains_key("$ref"))
            {
                if read_only {
                    schema.insert("readOnly".to_owned(), true.into());
                } else if write_only {
                    schema.insert("writeOnly".to_owned(), true.into());
                }
            }
            if is_required && !required.contains(&name) {
                required.push(name.clone());
            }
            properties.insert(name, schema);
        }
        let mut object = json!({"type": "object", "properties": properties, "description": text});
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if let Some(additional) = additional {
            object["additionalProperties"] = additional;
        }
        object
    })
}

fn union(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (
        select(vec!["oneOf", "anyOf", "allOf"]),
        prop::collection::vec(inner, 1..4),
    )
        .prop_map(|(keyword, branches)| json!({keyword: branches}))
}

/// Builds branches with different constants in one property.
fn tagged(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (name(), subsequence(NAMES.to_vec(), 1..4), inner).prop_map(|(tag, values, schema)| {
        let branches: Vec<Value> = values
            .iter()
            .map(|value| {
                let mut properties = Map::new();
                properties.insert("payload".to_owned(), schema.clone());
                properties.insert(tag.clone(), json!({"type": "string", "enum": [value]}));
                json!({"type": "object", "required": [tag], "properties": properties})
            })
            .collect();
        json!({"oneOf": branches, "discriminator": {"propertyName": tag}})
    })
}

fn nullable(schema: Value, version: Version) -> Value {
    if version == Version::V3_0 {
        return match schema {
            Value::Object(mut members) if members.contains_key("type") => {
                members.insert("nullable".to_owned(), true.into());
                Value::Object(members)
            }
            other => json!({"nullable": true, "allOf": [other]}),
        };
    }
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// Builds a path with its path item.
fn path_item(
    version: Version,
    components: Vec<&'static str>,
) -> impl Strategy<Value = (String, Value)> {
    let operation = operation(version, components, Parameters::Declared);
    let methods = subsequence(vec!["get", "post", "put", "patch", "delete", "head"], 1..4);
    (methods, operation, name()).prop_map(|(methods, operation, placeholder)| {
        let named = !placeholder.is_empty() && !placeholder.contains(['{', '}', '/']);
        let mut item = Map::new();
        let mut path = "/things".to_owned();
        if named {
            path.push_str(&format!("/{{{placeholder}}}"));
            item.insert(
                "parameters".to_owned(),
                json!([{"name": placeholder, "in": "path", "required": true, "schema": {"type": "string"}}]),
            );
        }
        for method in methods {
            let mut operation = operation.clone();
            if matches!(method, "get" | "head" | "delete")
                && let Some(members) = operation.as_object_mut()
            {
                members.remove("requestBody");
            }
            item.insert(method.to_owned(), operation);
        }
        (path, Value::Object(item))
    })
}

fn operation(
    version: Version,
    components: Vec<&'static str>,
    with_parameters: Parameters,
) -> impl Strategy<Value = Value> {
    let schema = schema(version, components);
    let parameters = prop::collection::vec(parameter(schema.clone()), 0..4);
    let media_type = select(vec![
        "application/json",
        "application/vnd.api+json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/octet-stream",
        "text/plain",
        "*/*",
    ]);
    let body = prop::option::of((media_type.clone(), schema.clone(), any::<bool>()));
    let response = (
        select(vec!["200", "201", "204", "404", "4XX", "default", "2XX"]),
        prop::option::of((media_type, schema)),
    );
    let responses = prop::collection::vec(response, 1..4);
    let tags = prop::collection::vec(name(), 0..2);
    (
        parameters,
        body,
        responses,
        tags,
        prop::option::of(name()),
        prose(),
    )
        .prop_map(move |(parameters, body, responses, tags, id, text)| {
            let mut seen = std::collections::HashSet::new();
            let parameters: Vec<Value> = parameters
                .into_iter()
                .filter(|parameter| {
                    seen.insert(format!("{} {}", parameter["in"], parameter["name"]).to_lowercase())
                })
                .collect();
            let responses: Map<String, Value> = responses
                .into_iter()
                .map(|(status, content)| {
                    let mut response = json!({"description": text});
                    if let Some((media_type, schema)) = content {
                        response["content"] = json!({media_type: {"schema": schema}});
                    }
                    (status.to_owned(), response)
                })
                .collect();
            let mut operation = json!({"responses": responses, "tags": tags, "description": text});
            if with_parameters == Parameters::Declared {
                operation["parameters"] = json!(parameters);
            }
            if let Some((media_type, schema, required)) = body {
                operation["requestBody"] =
                    json!({"required": required, "content": {media_type: {"schema": schema}}});
            }
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                operation["operationId"] = id.into();
            }
            operation["security"] = json!([{"bearer": []}, {"key": []}]);
            operation
        })
}

fn parameter(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let style = select(vec![
        ("query", "form"),
        ("query", "spaceDelimited"),
        ("query", "pipeDelimited"),
        ("query", "deepObject"),
        ("header", "simple"),
        ("cookie", "form"),
    ]);
    let name = name().prop_filter("a name that can be a header", |name| {
        !name.is_empty()
            && name
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '-')
    });
    (name, style, any::<(bool, bool)>(), schema).prop_map(
        |(name, (location, style), (required, explode), schema)| {
            json!({"name": name, "in": location, "style": style, "required": required, "explode": explode, "schema": schema})
        },
    )
}

/// Builds a broken document, in which up to three values are replaced by others.
pub(crate) fn spoiled() -> impl Strategy<Value = Value> {
    let spoil = (any::<Index>(), 0_u8..8);
    (document(), prop::collection::vec(spoil, 1..4)).prop_map(|(mut document, spoils)| {
        for (index, how) in spoils {
            let mut pointers = Vec::new();
            collect(&document, &mut String::new(), &mut pointers);
            let pointer = index.get(&pointers).clone();
            spoil_at(&mut document, &pointer, how);
        }
        document
    })
}

fn collect(value: &Value, pointer: &mut String, found: &mut Vec<String>) {
    found.push(pointer.clone());
    let length = pointer.len();
    let mut enter = |key: String, inner: &Value| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(inner, pointer, found);
        pointer.truncate(length);
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, inner)| enter(key.clone(), inner)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, inner)| enter(index.to_string(), inner)),
        _ => {}
    }
}

fn spoil_at(document: &mut Value, pointer: &str, how: u8) {
    let root = document.clone();
    let Some(value) = document.pointer_mut(pointer) else {
        return;
    };
    *value = match how {
        0 => Value::Null,
        1 => json!(-1e300),
        2 => json!("#/components/schemas/Nowhere"),
        3 => json!([{}]),
        4 => json!({"$ref": format!("#{pointer}")}),
        5 => json!({"type": ["string", 1], "allOf": {"a": 1}, "properties": []}),
        6 => json!({"$ref": "#/"}),
        _ => root,
    };
}
