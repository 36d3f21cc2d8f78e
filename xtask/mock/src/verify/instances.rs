//! Generates candidate values of a schema from the document alone. The caller decides whether they are valid.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::subjects::Subject;
use crate::document::facts::{Types, conjunction, item, parts, property, types};
use crate::document::{Document, Place, below};
use crate::sample::pattern::Pattern;
use crate::sample::{Fill, fitting};
use crate::schemas::Schemas;
use crate::schemas::convert::{ARRAY, OBJECT};

/// Maximum number of branches and listed values that are tried individually.
const TURNS: usize = 48;
/// Maximum depth of varied properties without their own type.
const DEPTH: usize = 2;
/// Maximum depth of nested unions.
const UNIONS: usize = 4;
/// Maximum work for a name that matches a pattern.
const PATTERN: usize = 10_000;

/// Returns the examples and defaults of a schema, and those adjacent to it.
pub(super) fn examples<'d>(subject: &Subject<'d>) -> Vec<&'d Value> {
    let schema = &subject.schema;
    let own = ["example", "default"]
        .iter()
        .filter_map(|name| schema.member(name));
    let listed = schema.member("examples");
    let listed = listed.iter().flat_map(Place::elements);
    let own = own.chain(listed).map(|place| place.value);
    own.chain(subject.examples.iter().copied()).collect()
}

/// Returns samples of a schema: with required properties, with all properties, with nulls, with each branch of its
/// unions and each value of its enums.
pub(super) fn sampled(document: &Document, schemas: &Schemas, subject: &Subject<'_>) -> Vec<Value> {
    let turns = turns(document, &subject.schema).min(TURNS);
    let turns = (1..turns).filter_map(|turn| u8::try_from(turn).ok());
    let fills = [Fill::All, Fill::Required, Fill::Null, Fill::Example];
    let fills = fills.into_iter().chain(turns.map(Fill::Turn));
    let direction = subject.direction;
    let value = |fill| {
        fitting(document, schemas, direction, fill, &subject.schema)
            .ok()
            .flatten()
    };
    let mut values: Vec<Value> = fills.filter_map(value).collect();
    values.extend(combined(document, schemas, subject));
    values
}

/// Returns objects with the properties of several branches of an `anyOf`: of all branches, and of each two neighbours.
fn combined(document: &Document, schemas: &Schemas, subject: &Subject<'_>) -> Vec<Value> {
    let sampled = |fill, place: &Place<'_>| {
        let value = fitting(document, schemas, subject.direction, fill, place);
        match value.ok().flatten()? {
            Value::Object(members) => Some(members),
            _ => None,
        }
    };
    let mut values = Vec::new();
    for part in parts(document, &subject.schema) {
        let branches: Vec<Place<'_>> = part.list("anyOf").take(TURNS).collect();
        if branches.len() < 2 {
            continue;
        }
        for fill in [Fill::All, Fill::Required] {
            let objects = branches.iter().filter_map(|branch| sampled(fill, branch));
            let objects: Vec<Map<String, Value>> = objects.collect();
            let all = [objects.as_slice()].into_iter();
            let all = all.filter(|objects| objects.len() > 2);
            for group in objects.windows(2).chain(all) {
                let members = group.iter().rev().flatten();
                let members = members.map(|(name, value)| (name.clone(), value.clone()));
                values.push(Value::Object(members.collect()));
            }
        }
    }
    values
}

/// Returns the maximum number of branches of a union, or values of an enum, in a schema and its properties. Conditions
/// multiply it.
fn turns(document: &Document, schema: &Place<'_>) -> usize {
    let own = parts(document, schema);
    let members = own.iter().flat_map(|part| {
        let properties = part.member("properties");
        let members: Vec<Place<'_>> = properties
            .iter()
            .flat_map(Place::members)
            .map(|(_, place)| place)
            .chain(part.member("items"))
            .collect();
        members
    });
    // A component as the type of a property is verified separately.
    let members = members.filter(|member| !member.has("$ref"));
    let count = |place: &Place<'_>| {
        ["oneOf", "anyOf", "enum"]
            .map(|keyword| place.list(keyword).count())
            .into_iter()
            .max()
            .unwrap_or(0)
    };
    // Without a condition, with its `if` and `then`, and with its `else`.
    let conditions = |place: &Place<'_>| if place.has("if") { 3_usize } else { 1 };
    let of_members = members.map(|member| count(&member).max(1) * conditions(&member));
    let most = own.iter().map(count).chain(of_members).max().unwrap_or(0);
    own.iter()
        .map(conditions)
        .fold(most.max(1), usize::saturating_mul)
}

/// A part of a value, and alternatives for it.
#[derive(Debug)]
pub(super) struct Position {
    /// JSON pointer.
    pub(super) pointer: String,
    pub(super) alternatives: Vec<Value>,
}

/// Returns the parts of a value without their own type, with alternatives.
pub(super) fn positions<'d>(
    document: &'d Document,
    schema: &Place<'d>,
    value: &Value,
) -> Vec<Position> {
    let mut positions = Vec::new();
    add(
        document,
        std::slice::from_ref(schema),
        value,
        "",
        0,
        &mut positions,
    );
    positions
}

fn add<'d>(
    document: &'d Document,
    schemas: &[Place<'d>],
    value: &Value,
    pointer: &str,
    depth: usize,
    positions: &mut Vec<Position>,
) {
    positions.push(Position {
        pointer: pointer.to_owned(),
        alternatives: alternatives(document, schemas),
    });
    if depth >= DEPTH || depth > 0 && schemas.iter().any(|schema| schema.has("$ref")) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let schemas = property(document, schemas, name);
                let pointer = below(pointer, name);
                add(document, &schemas, value, &pointer, depth + 1, positions);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate().take(1) {
                let schemas = item(document, schemas, index);
                let pointer = format!("{pointer}/{index}");
                add(document, &schemas, value, &pointer, depth + 1, positions);
            }
        }
        _ => {}
    }
}

/// Returns values that the schemas may allow together: listed values, examples, null, and the limits of scalars.
fn alternatives(document: &Document, schemas: &[Place<'_>]) -> Vec<Value> {
    if schemas.is_empty() {
        return vec![Value::Null, json!({"a": [1, "b", null]}), json!("")];
    }
    let mut values: Vec<Value> = Vec::new();
    let allowed = schemas.iter().fold(Types::ALL, |allowed, schema| {
        allowed.and(types(document, schema))
    });
    let all: Vec<Place<'_>> = schemas
        .iter()
        .flat_map(|schema| parts(document, schema))
        .collect();
    for part in &all {
        values.extend(part.list("enum").map(|place| place.value.clone()));
        for name in ["const", "default", "example"] {
            values.extend(part.member(name).map(|place| place.value.clone()));
        }
        values.extend(part.list("examples").map(|place| place.value.clone()));
    }
    let is_listed = all.iter().any(|part| part.has("enum") || part.has("const"));
    if allowed.has(Types::NULL) {
        values.push(Value::Null);
    }
    // Only its author knows the meaning of an unknown type.
    let is_strange = all.iter().any(|part| {
        let named = part.member("type").filter(|named| named.value.is_string());
        named.is_some_and(|named| named.value.as_str().and_then(Types::named).is_none())
    });
    if is_listed || is_strange {
        return values;
    }
    if allowed.has(Types::BOOLEAN) {
        values.extend([json!(true), json!(false)]);
    }
    if allowed.meets(Types::NUMBER) {
        values.extend(numbers(&all, allowed));
    }
    if allowed.has(Types::STRING) {
        let formats: Vec<&str> = all.iter().filter_map(|part| part.text("format")).collect();
        values.extend(strings(&formats));
    }
    if allowed.has(Types::ARRAY) {
        values.push(json!([]));
    }
    values.retain(|value| allowed.meets(Types::of(value)));
    values
}

/// Returns the types that a schema allows. Keywords about properties or items imply objects or lists if there is no
/// `type`.
pub(super) fn implied(document: &Document, schema: &Place<'_>) -> Types {
    implied_within(document, schema, UNIONS)
}

fn implied_within(document: &Document, schema: &Place<'_>, depth: usize) -> Types {
    let allowed = types(document, schema);
    if allowed != Types::ALL || depth == 0 {
        return allowed;
    }
    let all = conjunction(document, schema);
    let has = |names: &[&str]| {
        all.iter()
            .any(|part| names.iter().any(|name| part.has(name)))
    };
    if has(&OBJECT) {
        Types::OBJECT
    } else if has(&ARRAY) {
        Types::ARRAY
    } else {
        let branches = all.iter().flat_map(|part| {
            let one_of = part.list("oneOf").collect::<Vec<_>>();
            one_of.into_iter().chain(part.list("anyOf"))
        });
        let branches = branches.map(|branch| implied_within(document, &branch, depth - 1));
        match branches.reduce(Types::or) {
            Some(of_branches) => allowed.and(of_branches),
            None => allowed,
        }
    }
}

fn numbers(schemas: &[Place<'_>], allowed: Types) -> Vec<Value> {
    let mut values = Vec::new();
    let format = schemas.iter().find_map(|schema| schema.text("format"));
    // A bound beyond 64-bit integers was rounded as a float.
    let is_exact = |bound: &Value| {
        allowed.has(Types::NUMBER)
            || bound.is_i64()
            || bound.is_u64() && format == Some("uint64")
            || bound.as_f64().is_some_and(|bound| bound.abs() < 9e18)
    };
    for schema in schemas {
        for name in ["minimum", "maximum"] {
            let bound = schema.member(name).map(|bound| bound.value);
            values.extend(bound.filter(|bound| is_exact(bound)).cloned());
        }
    }
    match format {
        Some("int32") => values.extend([json!(i32::MIN), json!(i32::MAX)]),
        Some("uint32") => values.extend([json!(0), json!(u32::MAX)]),
        Some("uint64") => values.extend([json!(0), json!(u64::MAX)]),
        _ => values.extend([
            json!(i64::MIN),
            json!(i64::MAX),
            json!(i64::from(i32::MAX) + 1),
        ]),
    }
    // An integer may have a fraction of zero (JSON Schema core, section 4.2.3).
    values.extend([json!(0), json!(-1), json!(3.0), json!(1e3)]);
    if allowed.has(Types::NUMBER) {
        values.extend([
            json!(0.1),
            json!(-2.5),
            json!(16_777_217),
            json!(123_456.789),
        ]);
    }
    values
}

fn strings(formats: &[&str]) -> Vec<Value> {
    let mut values = Vec::new();
    for format in formats {
        let texts: &[&str] = match *format {
            "date-time" => &[
                "2024-01-02T03:04:05.123456Z",
                "2024-01-02T03:04:05+02:00",
                "2024-01-02T03:04:05-11:30",
                "9999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z",
            ],
            "date" => &["2024-02-29", "9999-12-31", "0001-01-01"],
            "byte" => &["", "AA==", "/+8="],
            "uuid" => &["7D444840-9DC0-41D1-B245-000000000001"],
            "uri" | "url" => &["https://example.com/a?b=c#d"],
            _ => &[],
        };
        values.extend(texts.iter().map(|text| json!(text)));
    }
    values.extend(["", "ä\u{1f600}\"\\\n", "1", "true", "null"].map(|text| json!(text)));
    values
}

/// Names of undeclared properties. They differ in form, so that a pattern rarely matches all of them.
const OTHERS: [&str; 4] = ["x-Verify 1", "verify_2", "3", "\u{e4}"];

/// Returns objects with one undeclared property each: its name is one of [`OTHERS`], or one that a pattern describes.
/// Some can be invalid: a pattern can match one of [`OTHERS`], and `additionalProperties: false` forbids what no pattern
/// matches. Empty if the schema has no patterns and does not say that other properties are allowed.
pub(super) fn with_others<'d>(
    document: &'d Document,
    schemas: &'d Schemas,
    subject: &Subject<'d>,
    base: &Value,
) -> Vec<Value> {
    let Some(base) = base.as_object() else {
        return Vec::new();
    };
    let sampled = |place: &Place<'d>| -> Vec<Value> {
        let value = |fill| {
            fitting(document, schemas, subject.direction, fill, place)
                .ok()
                .flatten()
        };
        let fills = [Fill::All, Fill::Null, Fill::Turn(1)];
        fills.into_iter().filter_map(value).collect()
    };
    let all = parts(document, &subject.schema);
    let patterns: Vec<Place<'d>> = all
        .iter()
        .filter_map(|part| part.member("patternProperties"))
        .collect();
    let patterns: Vec<(&str, Place<'d>)> = patterns.iter().flat_map(Place::members).collect();
    let others: Vec<Place<'d>> = all
        .iter()
        .filter_map(|part| part.member("additionalProperties"))
        .filter(|other| other.value != &Value::Bool(false))
        .collect();
    let values: Vec<Value> = match others.iter().find(|other| other.value.is_object()) {
        Some(other) => sampled(other),
        None if others.is_empty() && patterns.is_empty() => return Vec::new(),
        None => vec![json!("text"), json!(null), json!({"a": [1.5]})],
    };
    let tried = if patterns.is_empty() { 1 } else { OTHERS.len() };
    let names = OTHERS.into_iter().take(tried).map(str::to_owned);
    let mut members: Vec<(String, Value)> = names
        .flat_map(|name| {
            values
                .iter()
                .map(move |value| (name.clone(), value.clone()))
        })
        .collect();
    for (pattern, place) in patterns.iter().take(TURNS) {
        let work = Cell::new(PATTERN);
        let name = Pattern::parse(pattern).and_then(|pattern| pattern.text(1, &work));
        let Some(name) = name else { continue };
        members.extend(
            sampled(place)
                .into_iter()
                .map(|value| (name.clone(), value)),
        );
    }
    let with = |(name, value)| {
        let mut object = base.clone();
        object.insert(name, value);
        Value::Object(object)
    };
    members.into_iter().map(with).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{combined, sampled, with_others};
    use crate::document::Document;
    use crate::schemas::Schemas;
    use crate::schemas::convert::Direction;
    use crate::verify::subjects::Subject;

    fn subject<'d>(document: &'d Document, name: &str) -> Subject<'d> {
        let schema = document.place(0, &format!("/components/schemas/{name}"));
        Subject {
            schema: schema.unwrap(),
            direction: Direction::Response,
            is_sent: false,
            entry: 0,
            name: name.to_owned(),
            ty: None,
            without_null: true,
            examples: Vec::new(),
        }
    }

    #[test]
    fn undeclared_names_match_a_pattern_or_none() {
        let text = "openapi: 3.1.0
components:
  schemas:
    Open: {type: object, patternProperties: {'^x-': {type: string}}}
    Typed: {type: object, patternProperties: {'^x-': {type: string}}, additionalProperties: {type: integer}}
    Closed: {type: object, patternProperties: {'^x-': {const: c}}, additionalProperties: false}
    Needed: {type: object, required: [a], patternProperties: {'^a': {type: integer}}}
";
        let document = Document::parse(text).unwrap();
        let schemas = Schemas::default();
        let valid = |name: &str| {
            let subject = subject(&document, name);
            let is_valid = |value: &Value| {
                schemas.allows(&document, subject.direction, &subject.schema, value)
            };
            let mut values = with_others(&document, &schemas, &subject, &json!({}));
            values.extend(sampled(&document, &schemas, &subject));
            values.retain(is_valid);
            values
        };
        let open = valid("Open");
        assert!(open.contains(&json!({"x-": "string"})), "{open:?}");
        assert!(open.contains(&json!({"verify_2": null})), "{open:?}");
        let typed = valid("Typed");
        let has_number = |value: &Value| value.get("3").is_some_and(Value::is_i64);
        assert!(typed.iter().any(has_number), "{typed:?}");
        let closed = valid("Closed");
        assert!(closed.contains(&json!({"x-": "c"})), "{closed:?}");
        assert!(closed.iter().all(|value| value.get("3").is_none()));
        let needed = valid("Needed");
        assert!(needed.iter().any(|value| value["a"].is_i64()), "{needed:?}");
    }

    #[test]
    fn conditions_are_met() {
        let text = "openapi: 3.1.0
components:
  schemas:
    Then:
      type: object
      properties: {k: {type: string}, o: {type: object, properties: {a: {const: 1}}}}
      if: {properties: {k: {const: x}}}
      then: {properties: {o: {type: object, properties: {b: {const: 2}}}}}
      else: {properties: {e: {const: 4}}}
    Target: {type: object, required: [d], properties: {d: {const: 3}}}
    Referred:
      type: object
      properties: {k: {const: x}, u: {enum: [a, b]}}
      if: {properties: {k: {const: x}}}
      then: {allOf: [{$ref: '#/components/schemas/Target'}]}
    Dependent:
      type: object
      properties: {k: {const: x}}
      dependentSchemas: {k: {$ref: '#/components/schemas/Target'}}
";
        let document = Document::parse(text).unwrap();
        let schemas = Schemas::default();
        for (name, expected) in [
            ("Then", json!({"k": "x", "o": {"a": 1, "b": 2}})),
            ("Then", json!({"k": "string", "o": {"a": 1}, "e": 4})),
            ("Referred", json!({"k": "x", "u": "a", "d": 3})),
            ("Dependent", json!({"k": "x", "d": 3})),
            ("Dependent", json!({})),
        ] {
            let values = sampled(&document, &schemas, &subject(&document, name));
            assert!(values.contains(&expected), "{name}: {values:?}");
        }
    }

    #[test]
    fn branches_of_any_of_are_combined() {
        let text = "openapi: 3.1.0
components:
  schemas:
    Contact:
      anyOf:
        - {type: object, required: [email], properties: {email: {const: e}, name: {const: n}}}
        - {type: string}
        - {type: object, required: [phone], properties: {phone: {const: p}}}
        - {type: object, required: [post], properties: {post: {const: x}}}
";
        let document = Document::parse(text).unwrap();
        let subject = subject(&document, "Contact");
        let values = combined(&document, &Schemas::default(), &subject);
        let all = json!({"email": "e", "name": "n", "phone": "p", "post": "x"});
        for expected in [
            all,
            json!({"email": "e", "phone": "p", "post": "x"}),
            json!({"email": "e", "name": "n", "phone": "p"}),
            json!({"phone": "p", "post": "x"}),
        ] {
            assert!(values.contains(&expected), "{expected}");
        }
    }
}
