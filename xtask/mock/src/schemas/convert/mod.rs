//! Converts the schemas of a document to JSON Schema 2020-12, for one direction.
//!
//! The structure of the document is kept: every schema stays at its location, so that references still resolve.
//! Differences between `OpenAPI` and JSON Schema are translated: `nullable`, bounds as flags, the formats of integers,
//! keywords adjacent to `$ref` that are ignored, discriminators, and `readOnly` or `writeOnly` properties.

pub(crate) mod discriminator;
mod one_way;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::document::facts::{Types, is_nullable, property};
use crate::document::{Dialect, Document, Key, Place};

pub(crate) use self::one_way::{have_directions, is_one_way};
use crate::document::structure::Kind;

/// Direction of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
    /// Neither: a schema that no operation uses. No property is left out.
    Neither,
}

/// Reading of schemas whose literal meaning differs from the intended one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reading {
    /// As the standard defines.
    #[default]
    Literal,
    /// As intended, like the generator reads them:
    ///
    /// - keywords of one type, such as `properties`, imply a missing `type`;
    /// - a branch with only `nullable: true` is null;
    /// - keywords adjacent to `$ref` apply in 3.0, too.
    Intended,
}

/// Returns the files of the document with their schemas as JSON Schema.
pub(crate) fn convert(document: &Document, direction: Direction, reading: Reading) -> Vec<Value> {
    let mut files: Vec<Value> = (0..document.files())
        .map(|file| document.root(file).value.clone())
        .collect();
    let mut walk = Walk {
        document,
        direction,
        reading,
        has_directions: have_directions(document),
        seen: HashSet::new(),
        todo: vec![(document.root(0), Kind::Document)],
    };
    while let Some((place, kind)) = walk.todo.pop() {
        if walk.seen.contains(&std::ptr::from_ref(place.value)) {
            continue;
        }
        let mut node = files.get_mut(place.file);
        for key in place.keys() {
            node = node.and_then(|node| key.of_mut(node));
        }
        if let Some(node) = node {
            walk.convert(node, &place, kind);
        }
    }
    files
}

/// Returns the address of a converted schema.
pub(crate) fn address(document: &Document, schema: &Place<'_>) -> String {
    let mut pointer = String::new();
    let mut place = Some(document.root(schema.file));
    for key in schema.keys() {
        let mut becomes = key;
        if let (Key::Member(name), Some(place)) = (key, &place) {
            if is_nullable(place.value) && MOVED.contains(&name) {
                pointer.push_str("/anyOf/1");
            }
            if name == "oneOf" && discriminator::decides(document, place) {
                becomes = Key::Member("anyOf");
            }
        }
        pointer = becomes.append_to(pointer);
        place = place.and_then(|place| match key {
            Key::Member(name) => place.member(name),
            Key::Element(index) => place.element(index),
        });
    }
    document.address(schema.file, &pointer)
}

/// Keywords that also apply to null. [`allow_null`] moves them into a branch.
const MOVED: [&str; 6] = ["$ref", "allOf", "anyOf", "oneOf", "not", "const"];

/// Keywords that imply an object if there is no `type`.
pub(crate) const OBJECT: [&str; 4] = [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
];

/// Keywords that imply an array if there is no `type`.
pub(crate) const ARRAY: [&str; 2] = ["items", "prefixItems"];

struct Walk<'d> {
    document: &'d Document,
    direction: Direction,
    reading: Reading,
    /// True if a property has only one direction.
    has_directions: bool,
    /// Converted values, compared by identity only.
    seen: HashSet<*const Value>,
    /// Targets of references that are not yet converted.
    todo: Vec<(Place<'d>, Kind)>,
}

impl<'d> Walk<'d> {
    /// Converts a value of the document. `node` is its converted copy.
    fn convert(&mut self, node: &mut Value, place: &Place<'d>, kind: Kind) {
        if !self.seen.insert(place.value) {
            return;
        }
        if let Some(reference) = place.text("$ref")
            && let Ok(target) = self.document.target(place.file, reference)
        {
            self.todo.push((target, kind));
        }
        for (key, child) in place.children() {
            let below = match key {
                Key::Member(name) => kind.below(name),
                Key::Element(_) => kind.below(""),
            };
            // 3.0 does not allow a list in `items`, but documents use it.
            let below = below.map(|below| match child.value {
                Value::Array(_) if below == Kind::Schema => Kind::List(&Kind::Schema),
                _ => below,
            });
            if let Some(below) = below
                && let Some(child_node) = key.of_mut(node)
            {
                self.convert(child_node, &child, below);
            }
        }
        if kind == Kind::Schema
            && let Value::Object(keywords) = node
        {
            self.convert_schema(keywords, place);
        }
    }

    fn convert_schema(&self, keywords: &mut Map<String, Value>, place: &Place<'d>) {
        // The mock assigns its own addresses, whatever `$id` declares.
        keywords.remove("$id");
        keywords.remove("$schema");
        self.convert_reference(keywords, place);
        convert_type(keywords);
        convert_bounds(keywords);
        convert_items(keywords);
        remove_malformed_keywords(keywords);
        convert_encoding(keywords);
        if self.reading == Reading::Intended {
            imply_type(keywords, place);
        }
        self.convert_required(keywords, place);
        self.convert_discriminator(keywords, place);
        if is_nullable(place.value) && keywords.get("type") != Some(&json!("null")) {
            allow_null(keywords);
        }
    }

    fn convert_reference(&self, keywords: &mut Map<String, Value>, place: &Place<'d>) {
        let Some(reference) = place.text("$ref") else {
            return;
        };
        if self.document.dialect == Dialect::OpenApi30 && self.reading == Reading::Literal {
            keywords.clear();
        }
        let address = match self.document.target(place.file, reference) {
            Ok(target) => address(self.document, &target),
            // Unchanged, so that the validator reports the unresolved reference.
            Err(_) => reference.to_owned(),
        };
        keywords.insert("$ref".to_owned(), Value::String(address));
    }

    /// Makes properties of the other direction optional (`OpenAPI` 3.1.1, section 4.8.24.2; 3.0.3, 4.7.24.2).
    fn convert_required(&self, keywords: &mut Map<String, Value>, place: &Place<'d>) {
        if !self.has_directions {
            return;
        }
        if let Some(Value::Array(required)) = keywords.get_mut("required") {
            required.retain(|name| {
                let name = name.as_str().unwrap_or_default();
                let places = property(self.document, std::slice::from_ref(place), name);
                let is_one_way = |place| is_one_way(self.document, place, self.direction);
                places.is_empty() || !places.iter().all(is_one_way)
            });
        }
    }
}

/// Removes unknown types, such as `file` and `any`. Null in a list becomes the type `null`.
fn convert_type(keywords: &mut Map<String, Value>) {
    let is_known = |name: &Value| {
        name.as_str()
            .is_some_and(|name| Types::named(name).is_some())
    };
    let is_wrong = match keywords.get_mut("type") {
        Some(Value::Array(names)) => {
            for name in names.iter_mut().filter(|name| name.is_null()) {
                *name = json!("null");
            }
            names.retain(is_known);
            names.is_empty()
        }
        Some(name) => !is_known(name),
        None => false,
    };
    if is_wrong {
        keywords.remove("type");
    }
}

/// Converts bounds that are flags to numbers, and the formats of integers to bounds.
fn convert_bounds(keywords: &mut Map<String, Value>) {
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(exclusive)) = keywords.get(flag) {
            let exclusive = *exclusive;
            keywords.remove(flag);
            if let Some(value) = keywords.get(bound).filter(|_| exclusive) {
                let value = value.clone();
                keywords.remove(bound);
                keywords.insert(flag.to_owned(), value);
            }
        }
    }
    let is_integer = keywords.get("type").is_some_and(|types| match types {
        Value::Array(types) => {
            types.contains(&json!("integer")) && !types.contains(&json!("number"))
        }
        named => *named == "integer",
    });
    let (least, most) = match keywords.get("format").and_then(Value::as_str) {
        Some("int8") if is_integer => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") if is_integer => (json!(i16::MIN), json!(i16::MAX)),
        Some("uint8") if is_integer => (json!(0), json!(u8::MAX)),
        Some("uint16") if is_integer => (json!(0), json!(u16::MAX)),
        Some("int32") if is_integer => (json!(i32::MIN), json!(i32::MAX)),
        Some("int64") if is_integer => (json!(i64::MIN), json!(i64::MAX)),
        Some("uint32") if is_integer => (json!(0), json!(u32::MAX)),
        Some("uint64") if is_integer => (json!(0), json!(u64::MAX)),
        _ => return,
    };
    if !keywords.contains_key("minimum") && !keywords.contains_key("exclusiveMinimum") {
        keywords.insert("minimum".to_owned(), least);
    }
    if !keywords.contains_key("maximum") && !keywords.contains_key("exclusiveMaximum") {
        keywords.insert("maximum".to_owned(), most);
    }
}

/// Keywords whose values are numbers.
const NUMBERS: [&str; 13] = [
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
];

/// Removes malformed keywords: a flag instead of a list in `required`, text instead of a number, an empty `enum`. A text
/// instead of a list of names is a list of one.
fn remove_malformed_keywords(keywords: &mut Map<String, Value>) {
    if let Some(required) = keywords.get_mut("required")
        && let Value::String(name) = required
        && !matches!(name.as_str(), "true" | "false")
    {
        *required = json!([name]);
    }
    if let Some(Value::Object(dependent)) = keywords.get_mut("dependentRequired") {
        for names in dependent.values_mut().filter(|names| names.is_string()) {
            *names = json!([names]);
        }
    }
    for keyword in NUMBERS {
        if keywords
            .get(keyword)
            .is_some_and(|value| !value.is_number())
        {
            keywords.remove(keyword);
        }
    }
    // Unquoted digits in YAML are a number.
    if let Some(pattern) = keywords.get_mut("pattern")
        && (pattern.is_number() || pattern.is_boolean())
    {
        *pattern = Value::String(pattern.to_string());
    }
    if let Some(Value::String(flag)) = keywords.get("uniqueItems") {
        let flag = flag.eq_ignore_ascii_case("true");
        keywords.insert("uniqueItems".to_owned(), flag.into());
    }
    if !keywords.get("required").is_none_or(Value::is_array) {
        keywords.remove("required");
    }
    if keywords.get("enum") == Some(&json!([])) {
        keywords.remove("enum");
    }
}

/// Validates text that is declared as base64 (JSON Schema validation, section 8.3, leaves this to applications).
fn convert_encoding(keywords: &mut Map<String, Value>) {
    let is_base64 = keywords.get("contentEncoding") == Some(&json!("base64"));
    if is_base64 && !keywords.contains_key("format") {
        keywords.insert("format".to_owned(), json!("byte"));
    }
}

/// Adds the type that the other keywords imply. A schema that is a condition stays unchanged.
fn imply_type(keywords: &mut Map<String, Value>, place: &Place<'_>) {
    let keys = place.keys();
    let is_branch = matches!(
        keys.as_slice(),
        [.., Key::Member("oneOf" | "anyOf"), Key::Element(_)]
    );
    let is_object = |name: &str, value: &Value| name == "type" && value == "object";
    let says_nothing = place.flag("nullable")
        && keywords.iter().all(|(name, value)| {
            matches!(
                name.as_str(),
                "nullable" | "title" | "description" | "example"
            ) || is_object(name, value)
        });
    if is_branch && says_nothing {
        keywords.insert("type".to_owned(), json!("null"));
        return;
    }
    let is_condition = |key| matches!(key, Key::Member("if" | "not" | "contains"));
    let says = |names: &[&str]| names.iter().any(|name| keywords.contains_key(*name));
    if says(&["type", "enum", "const"]) || keys.into_iter().any(is_condition) {
        return;
    }
    let implied = if says(&OBJECT) {
        "object"
    } else if says(&ARRAY) {
        "array"
    } else {
        return;
    };
    keywords.insert("type".to_owned(), json!(implied));
}

/// Renames a list of schemas in `items`, which is called `prefixItems` since 2020-12.
fn convert_items(keywords: &mut Map<String, Value>) {
    if keywords.get("items").is_some_and(Value::is_array)
        && let Some(items) = keywords.remove("items")
    {
        keywords.insert("prefixItems".to_owned(), items);
    }
}

/// Allows null in addition to what the keywords allow.
fn allow_null(keywords: &mut Map<String, Value>) {
    match keywords.get_mut("type") {
        Some(Value::Array(names)) if !names.iter().any(|name| name == "null") => {
            names.push(json!("null"));
        }
        Some(name) if name.is_string() => *name = json!([name.take(), "null"]),
        _ => {}
    }
    if let Some(Value::Array(values)) = keywords.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    // Keywords for one type accept null.
    let mut rest = Map::new();
    for keyword in MOVED {
        if let Some(value) = keywords.remove(keyword) {
            rest.insert(keyword.to_owned(), value);
        }
    }
    if !rest.is_empty() {
        keywords.insert("anyOf".to_owned(), json!([{"type": "null"}, rest]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(version: &str, schema: &str) -> Value {
        read(version, schema, Reading::Literal)
    }

    fn read(version: &str, schema: &str, reading: Reading) -> Value {
        let text = format!(
            "openapi: {version}\ncomponents:\n  schemas:\n    Text: {{type: string}}\n    It: {schema}\n"
        );
        let document = Document::parse(&text).unwrap();
        let files = convert(&document, Direction::Request, reading);
        files[0]["components"]["schemas"]["It"].clone()
    }

    #[test]
    fn null_is_allowed_in_every_way_it_is_said() {
        let text = "mock://document/document#/components/schemas/Text";
        for (schema, expected) in [
            (
                "{type: string, nullable: true}",
                json!({"type": ["string", "null"], "nullable": true}),
            ),
            (
                "{type: string, enum: [a], nullable: true}",
                json!({"type": ["string", "null"], "enum": ["a", null], "nullable": true}),
            ),
            (
                "{$ref: '#/components/schemas/Text', nullable: true, minLength: 3}",
                json!({"anyOf": [{"type": "null"}, {"$ref": text}]}),
            ),
            (
                "{allOf: [{$ref: '#/components/schemas/Text'}], nullable: true}",
                json!({"anyOf": [{"type": "null"}, {"allOf": [{"$ref": text}]}], "nullable": true}),
            ),
        ] {
            assert_eq!(converted("3.0.3", schema), expected, "{schema}");
        }
    }

    #[test]
    fn schemas_are_read_as_intended() {
        let text = "mock://document/document#/components/schemas/Text";
        for (schema, expected) in [
            (
                "{properties: {a: {items: {}}}}",
                json!({"type": "object", "properties": {"a": {"type": "array", "items": {}}}}),
            ),
            (
                "{not: {required: [a]}, enum: [1], properties: {}}",
                json!({"not": {"required": ["a"]}, "enum": [1], "properties": {}}),
            ),
            (
                "{oneOf: [{nullable: true}, {nullable: true, type: object, title: none}, {type: object}]}",
                json!({"oneOf": [
                    {"nullable": true, "type": "null"},
                    {"nullable": true, "type": "null", "title": "none"},
                    {"type": "object"},
                ]}),
            ),
            (
                "{$ref: '#/components/schemas/Text', minLength: 3}",
                json!({"$ref": text, "minLength": 3}),
            ),
        ] {
            let found = read("3.0.3", schema, Reading::Intended);
            assert_eq!(found, expected, "{schema}");
        }
    }

    #[test]
    fn bounds_become_numbers() {
        assert_eq!(
            converted(
                "3.0.3",
                "{type: number, minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false}"
            ),
            json!({"type": "number", "exclusiveMinimum": 1, "maximum": 2})
        );
        assert_eq!(
            converted("3.1.0", "{type: integer, format: int32, minimum: 0}"),
            json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": i32::MAX})
        );
    }

    #[test]
    fn malformed_keywords_do_not_constrain() {
        assert_eq!(
            converted(
                "3.0.3",
                "{type: file, required: true, enum: [], items: [{type: any}]}"
            ),
            json!({"prefixItems": [{}]})
        );
        assert_eq!(
            converted(
                "3.1.0",
                "{required: a, minimum: '5', maxLength: x, uniqueItems: 'true', dependentRequired: {a: b}}"
            ),
            json!({"required": ["a"], "uniqueItems": true, "dependentRequired": {"a": ["b"]}})
        );
    }

    #[test]
    fn examples_and_properties_that_are_named_like_keywords_stay() {
        let schema = "{properties: {required: {type: boolean}, type: {type: string}}, example: {$ref: x, nullable: true}}";
        assert_eq!(
            converted("3.0.3", schema),
            json!({
                "properties": {"required": {"type": "boolean"}, "type": {"type": "string"}},
                "example": {"$ref": "x", "nullable": true}
            })
        );
    }
}
