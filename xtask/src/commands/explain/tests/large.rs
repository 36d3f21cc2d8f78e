//! Documents that are too large for the repository because they exceed a limit, and one that editors would change.

use generator::diagnostic::{Code, codes};
use serde_json::{Map, Value, json};

/// Returns the document of a code without a document in the repository.
pub(super) fn document(code: &Code) -> Option<Vec<u8>> {
    let document = match code {
        // An editor would save this text as UTF-8.
        _ if code == codes::NOT_UTF8 => {
            return Some(b"openapi: 3.1.0\ninfo: {title: P\xeats}\n".to_vec());
        }
        _ if code == codes::TOO_MANY_COMBINATIONS => combinations(),
        _ if code == codes::TOO_MANY_COMPARISONS => comparisons(1_500),
        _ if code == codes::TOO_MANY_FIELDS => fields(600),
        _ if code == codes::TOO_MANY_PARTS => parts(450),
        _ if code == codes::TOO_MANY_PROBLEMS => problems(55_000),
        _ if code == codes::TOO_MANY_STEPS => steps(2_000),
        _ if code == codes::TOO_MUCH_PROSE => prose(460),
        _ => return None,
    };
    Some(document.to_string().into_bytes())
}

fn document_of(paths: &Value, components: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": components,
    })
}

fn schemas(schemas: &Value) -> Value {
    document_of(&json!({}), &json!({"schemas": schemas}))
}

fn object(count: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..count).map(member).collect::<Map<_, _>>().into()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn text() -> Value {
    json!({"type": "string"})
}

/// Returns paths that all refer to the same path item.
fn paths(count: usize, operation: &Value) -> Value {
    let paths = object(count, |index| {
        (
            format!("/p{index}"),
            json!({"$ref": "#/components/pathItems/P"}),
        )
    });
    document_of(&paths, &json!({"pathItems": {"P": {"get": operation}}}))
}

/// Returns an `allOf` of reference cycles of different lengths, whose combination repeats after the product of the
/// lengths.
fn combinations() -> Value {
    const LENGTHS: [usize; 6] = [2, 3, 5, 7, 11, 13];
    let mut all = Map::new();
    for length in LENGTHS {
        for index in 0..length {
            let next = reference(&format!("C{length}x{}", (index + 1) % length));
            let properties = json!({"next": next, format!("v{length}"): text()});
            let schema = json!({"type": "object", "properties": properties});
            all.insert(format!("C{length}x{index}"), schema);
        }
    }
    let parts = LENGTHS.map(|length| reference(&format!("C{length}x0")));
    all.insert("All".to_owned(), json!({"allOf": parts}));
    schemas(&all.into())
}

/// Returns webhooks whose payloads require one property with several values.
fn comparisons(count: usize) -> Value {
    let webhooks = object(count, |index| {
        let kind = json!({"enum": [format!("a{index}"), format!("b{index}")]});
        let schema = json!({"type": "object", "required": ["kind"], "properties": {"kind": kind}});
        let body = json!({"content": {"application/json": {"schema": schema}}});
        let operation = json!({"requestBody": body, "responses": {"204": {"description": ""}}});
        (format!("w{index}"), json!({"post": operation}))
    });
    let mut document = document_of(&json!({}), &json!({}));
    if let Some(members) = document.as_object_mut() {
        members.insert("webhooks".to_owned(), webhooks);
    }
    document
}

/// Returns `count` schemas that extend one with `count` properties.
fn fields(count: usize) -> Value {
    let properties =
        |prefix: &str, count| object(count, |index| (format!("{prefix}{index}"), text()));
    let mut all = object(count, |index| {
        let own = json!({"type": "object", "properties": {format!("p{index}"): text()}});
        (format!("C{index}"), json!({"allOf": [reference("A"), own]}))
    });
    if let Some(all) = all.as_object_mut() {
        let large = json!({"type": "object", "properties": properties("a", count)});
        all.insert("A".to_owned(), large);
    }
    schemas(&all)
}

/// Returns `count` paths that refer to a path item with `count` parameters.
fn parts(count: usize) -> Value {
    let parameter = |index| json!({"name": format!("q{index}"), "in": "query", "schema": text()});
    let parameters: Value = (0..count).map(parameter).collect();
    paths(
        count,
        &json!({"parameters": parameters, "responses": {"204": {"description": ""}}}),
    )
}

/// Returns properties whose references do not resolve.
fn problems(count: usize) -> Value {
    let properties = object(count, |index| (format!("p{index}"), reference("M")));
    schemas(&json!({"A": {"type": "object", "properties": properties}}))
}

/// Returns a chain of schemas, each of which extends the next one.
fn steps(count: usize) -> Value {
    let mut all = object(count, |index| {
        let next = reference(&format!("C{}", index + 1));
        (
            format!("C{index}"),
            json!({"allOf": [next, {"minProperties": index}]}),
        )
    });
    if let Some(all) = all.as_object_mut() {
        let last = json!({"type": "object", "properties": {"p": text()}});
        all.insert(format!("C{count}"), last);
    }
    schemas(&all)
}

/// Returns paths that refer to a path item with a long description.
fn prose(count: usize) -> Value {
    let description = "a word ".repeat(12 * count);
    paths(
        count,
        &json!({"description": description, "responses": {"204": {"description": ""}}}),
    )
}
