//! Generates candidate values of a schema from the document alone. The caller decides whether they are valid.

use serde_json::{Map, Value, json};

use super::subjects::Subject;
use crate::convert::{ARRAY, OBJECT};
use crate::document::{Document, Place, below};
use crate::facts::{Types, conjunction, item, parts, property, types};
use crate::sample::{Fill, fitting};
use crate::schemas::Schemas;

/// Maximum number of branches and listed values that are tried individually.
const TURNS: usize = 48;
/// Maximum depth of varied properties without their own type.
const DEPTH: usize = 2;
/// Maximum depth of nested unions.
const UNIONS: usize = 4;

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

/// Returns the maximum number of branches of a union, or values of an enum, in a schema and its properties.
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
    let of_members = members.map(|member| count(&member));
    own.iter().map(count).chain(of_members).max().unwrap_or(0)
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

/// Returns a value with undeclared properties. None if the document does not allow them.
pub(super) fn with_others<'d>(
    document: &'d Document,
    schemas: &'d Schemas,
    subject: &Subject<'d>,
    base: &Value,
) -> Vec<Value> {
    let all = parts(document, &subject.schema);
    let others: Vec<Place<'d>> = all
        .iter()
        .filter_map(|part| part.member("additionalProperties"))
        .filter(|other| other.value != &Value::Bool(false))
        .collect();
    let values: Vec<Value> = match others.iter().find(|other| other.value.is_object()) {
        Some(other) => {
            let direction = subject.direction;
            let value = |fill| {
                fitting(document, schemas, direction, fill, other)
                    .ok()
                    .flatten()
            };
            let fills = [Fill::All, Fill::Null, Fill::Turn(1)];
            fills.into_iter().filter_map(value).collect()
        }
        None if others.is_empty() => Vec::new(),
        None => vec![json!("text"), json!(null), json!({"a": [1.5]})],
    };
    let with = |value| {
        let mut object = base.as_object()?.clone();
        object.insert("x-Verify 1".to_owned(), value);
        Some(Value::Object(object))
    };
    values.into_iter().filter_map(with).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::combined;
    use crate::convert::Direction;
    use crate::document::Document;
    use crate::schemas::Schemas;
    use crate::verify::subjects::Subject;

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
        let schema = document.place(0, "/components/schemas/Contact").unwrap();
        let subject = Subject {
            schema,
            direction: Direction::Response,
            is_sent: false,
            entry: 0,
            name: "Contact".to_owned(),
            ty: None,
            without_null: true,
            examples: Vec::new(),
        };
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
