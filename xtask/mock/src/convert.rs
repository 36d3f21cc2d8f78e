//! From the schemas of a document to JSON Schema 2020-12, for one direction of travel.
//!
//! The document keeps its form: every schema stays where it is, so that references lead to it as before. What
//! `OpenAPI` means differently from JSON Schema is put into its terms: `nullable`, bounds that are flags, the formats
//! of integers, `$ref` whose siblings do not count, discriminators, properties that travel one way alone. When the
//! mock is strict, members of a request that the document does not know are refused as well.

pub(crate) mod discriminator;
pub(crate) mod members;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::document::{Dialect, Document, Key, Place};
use crate::facts::{Types, is_nullable};
use crate::structure::Kind;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// The files of the document, with their schemas as JSON Schema.
pub(crate) fn convert(document: &Document, direction: Direction, strict: bool) -> Vec<Value> {
    let mut files: Vec<Value> = (0..document.files())
        .map(|file| document.root(file).value.clone())
        .collect();
    let mut walk = Walk {
        document,
        direction,
        strict: strict && direction == Direction::Request,
        has_directions: members::have_directions(document),
        seen: HashSet::new(),
        todo: vec![(document.root(0), Kind::Document)],
    };
    while let Some((place, kind)) = walk.todo.pop() {
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

/// The address of the schema that has become of one in the document.
pub(crate) fn address(document: &Document, schema: &Place<'_>) -> String {
    let mut pointer = String::new();
    let mut value = Some(document.root(schema.file).value);
    for key in schema.keys() {
        let mut becomes = key;
        if let (Key::Member(name), Some(value)) = (key, value) {
            if is_nullable(value) && MOVED.contains(&name) {
                pointer.push_str("/anyOf/1");
            }
            if name == "oneOf" && discriminator::decides(value) {
                becomes = Key::Member("anyOf");
            }
        }
        pointer = becomes.append_to(pointer);
        value = value.and_then(|value| key.of(value));
    }
    document.address(schema.file, &pointer)
}

/// The keywords that look at null too, which [`allow_null`] moves into a branch.
const MOVED: [&str; 6] = ["$ref", "allOf", "anyOf", "oneOf", "not", "const"];

struct Walk<'d> {
    document: &'d Document,
    direction: Direction,
    strict: bool,
    /// Whether any property travels one way alone.
    has_directions: bool,
    /// What has been converted; only looked at to see whether two are one.
    seen: HashSet<*const Value>,
    /// What references lead to. It comes after the whole document, so that a schema is first met where it stands.
    todo: Vec<(Place<'d>, Kind)>,
}

impl<'d> Walk<'d> {
    /// Converts what stands at a place of the document; the node is what it becomes.
    fn convert(&mut self, node: &mut Value, place: &Place<'d>, kind: Kind) {
        if !self.seen.insert(place.value) {
            return;
        }
        if let Some(reference) = place.text("$ref")
            && let Ok(target) = self.document.target(place.file, reference)
        {
            self.todo.push((target, kind.referenced()));
        }
        for (key, child) in place.children() {
            let below = match key {
                Key::Member(name) => kind.below(name),
                Key::Element(_) => kind.below(""),
            };
            // In 3.0, `items` could not be a list, but people wrote one.
            let below = below.map(|below| match child.value {
                Value::Array(_) if below.is_schema() => Kind::List(&Kind::Whole),
                _ => below,
            });
            if let Some(below) = below
                && let Some(child_node) = key.of_mut(node)
            {
                self.convert(child_node, &child, below);
            }
        }
        if kind.is_schema()
            && let Value::Object(keywords) = node
        {
            self.convert_schema(keywords, place, kind);
        }
    }

    fn convert_schema(&self, keywords: &mut Map<String, Value>, place: &Place<'d>, kind: Kind) {
        // Addresses are those of the mock, whatever a schema calls itself.
        keywords.remove("$id");
        keywords.remove("$schema");
        self.convert_reference(keywords, place);
        convert_type(keywords);
        convert_bounds(keywords);
        convert_items(keywords);
        convert_slips(keywords);
        if self.strict {
            know_required(keywords);
        }
        self.convert_directions(keywords, place);
        self.convert_discriminator(keywords, place);
        if is_nullable(place.value) {
            allow_null(keywords);
        }
        if self.strict && kind == Kind::Whole && members::are_known(self.document, place) {
            keywords.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
        }
    }

    fn convert_reference(&self, keywords: &mut Map<String, Value>, place: &Place<'d>) {
        let Some(reference) = place.text("$ref") else {
            return;
        };
        if self.document.dialect == Dialect::OpenApi30 {
            keywords.clear();
        }
        let address = match self.document.target(place.file, reference) {
            Ok(target) => address(self.document, &target),
            // Left as it is, the validator tells that it leads nowhere.
            Err(_) => reference.to_owned(),
        };
        keywords.insert("$ref".to_owned(), Value::String(address));
    }

    /// Properties that do not travel this way are not required (`OpenAPI` 3.1.1, section 4.8.24.2; 3.0.3, 4.7.24.2).
    /// In a request, they are an error.
    fn convert_directions(&self, keywords: &mut Map<String, Value>, place: &Place<'d>) {
        if !self.has_directions {
            return;
        }
        let kept_back = members::kept_back(self.document, place, self.direction);
        if kept_back.is_empty() {
            return;
        }
        if let Some(Value::Array(required)) = keywords.get_mut("required") {
            required.retain(|name| !name.as_str().is_some_and(|name| kept_back.contains(&name)));
        }
        if self.strict {
            // The schema of the property stays as it is: others may refer to it.
            let refused = keywords
                .entry("dependentSchemas")
                .or_insert_with(|| json!({}));
            if let Value::Object(refused) = refused {
                refused.extend(
                    kept_back
                        .into_iter()
                        .map(|name| (name.to_owned(), Value::Bool(false))),
                );
            }
        }
    }
}

/// Types that do not exist, such as `file` and `any`, say nothing.
fn convert_type(keywords: &mut Map<String, Value>) {
    let is_known = |name: &Value| {
        name.as_str()
            .is_some_and(|name| Types::named(name).is_some())
    };
    let is_wrong = match keywords.get_mut("type") {
        Some(Value::Array(names)) => {
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

/// Bounds that are flags become bounds; the formats of integers become bounds as well.
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
    let is_integer = keywords
        .get("type")
        .is_some_and(|named| *named == "integer" || *named == json!(["integer", "null"]));
    let (least, most) = match keywords.get("format").and_then(Value::as_str) {
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

/// What cannot be meant says nothing: a flag in place of the required members, an empty list of values.
fn convert_slips(keywords: &mut Map<String, Value>) {
    if !keywords.get("required").is_none_or(Value::is_array) {
        keywords.remove("required");
    }
    if keywords.get("enum") == Some(&json!([])) {
        keywords.remove("enum");
    }
}

/// A member that is required is known, even if nothing else is said of it.
fn know_required(keywords: &mut Map<String, Value>) {
    if keywords.contains_key("additionalProperties") {
        return;
    }
    let Some(Value::Array(required)) = keywords.get("required") else {
        return;
    };
    let required: Vec<String> = required
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let properties = keywords.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        for name in required {
            properties.entry(name).or_insert(Value::Bool(true));
        }
    }
}

/// A list of schemas for the items, one for each place, has another name since 2020-12.
fn convert_items(keywords: &mut Map<String, Value>) {
    if keywords.get("items").is_some_and(Value::is_array)
        && let Some(items) = keywords.remove("items")
    {
        keywords.insert("prefixItems".to_owned(), items);
    }
}

/// Allows null beside what the keywords allow.
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
    // The keywords that look at one type let null pass.
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
        let text = format!(
            "openapi: {version}\ncomponents:\n  schemas:\n    Text: {{type: string}}\n    It: {schema}\n"
        );
        let document = Document::parse(&text).unwrap();
        let files = convert(&document, Direction::Request, true);
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
    fn required_members_are_known() {
        assert_eq!(
            converted(
                "3.1.0",
                "{required: [a, b], properties: {a: {type: string}}}"
            ),
            json!({"required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": true}})
        );
    }

    #[test]
    fn slips_say_nothing() {
        assert_eq!(
            converted(
                "3.0.3",
                "{type: file, required: true, enum: [], items: [{type: any}]}"
            ),
            json!({"prefixItems": [{}]})
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
