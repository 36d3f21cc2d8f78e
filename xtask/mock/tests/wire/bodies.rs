//! Bodies of every kind, and the reports for invalid ones.

use mock::{Mock, Options, Running};
use serde_json::{Value, json};

use crate::support::{Reply, Request, start, start_with};

fn post(mock: &Running, path: &str, value: &Value) -> Reply {
    Request::new("POST", path).json(value).send(mock)
}

#[test]
fn json_is_checked_against_the_schema() {
    let mock = start("bodies.yml");
    let user = json!({"name": "a", "role": "owner"});
    for extra in [
        json!({}),
        json!({"nickname": null}),
        json!({"address": {"street": "s", "city": "c"}}),
        json!({"metadata": {"any": [1]}}),
    ] {
        let mut value = user.clone();
        value
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let reply = post(&mock, "/json", &value).valid();
        assert_eq!(reply.status, 201);
    }
    for (extra, error) in [
        (
            json!({"role": "admin"}),
            "body /role: \"admin\" is not one of \"owner\" or \"member\"",
        ),
        (
            json!({"name": ""}),
            "body /name: \"\" is shorter than 1 character",
        ),
        (
            json!({"name": null}),
            "body /name: null is not of type \"string\"",
        ),
        (
            json!({"tags": ["a", "b", "c"]}),
            "body /tags: [\"a\",\"b\",\"c\"] has more than 2 items",
        ),
        (
            json!({"nick": "x"}),
            "body /nick: the document declares no member `nick` here",
        ),
        (
            json!({"address": {"town": "x"}}),
            "body /address/town: the document declares no member `town` here",
        ),
        (
            json!({"address": {"city": 1}}),
            "body /address/city: 1 is not of type \"string\"",
        ),
        (json!({"id": "x"}), "body /id: it is read-only"),
    ] {
        let mut value = user.clone();
        value
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        post(&mock, "/json", &value).invalid(400, &[error]);
    }
    post(&mock, "/json", &json!({})).invalid(
        400,
        &[
            "body: \"role\" is a required property",
            "body: \"name\" is a required property",
        ],
    );
    post(&mock, "/json", &json!([])).invalid(400, &["body: [] is not of type \"object\""]);
}

#[test]
fn json_that_is_none_is_told() {
    let mock = start("bodies.yml");
    let send = |body: &str| {
        Request::new("POST", "/json")
            .body("application/json", body)
            .send(&mock)
    };
    send("{\"name\": ").invalid(400, &["body: it is not JSON: EOF"]);
    send("{\"name\": \"a\", \"name\": \"b\"}").invalid(
        400,
        &["body: it is not JSON: the member `name` occurs twice"],
    );
    send("").invalid(400, &["body: the body is missing"]);
    Request::new("POST", "/json")
        .send(&mock)
        .invalid(400, &["body: the body is missing"]);
}

#[test]
fn reports_are_json_with_a_place() {
    let mock = start("bodies.yml");
    let reply = post(&mock, "/json", &json!({"name": "a", "role": "x"}));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let message = "\"x\" is not one of \"owner\" or \"member\"";
    assert_eq!(
        reply.json(),
        json!({
            "message": format!("body at /role: {message}"),
            "mock": {
                "operation": "createUser",
                "errors": [{"in": "body", "pointer": "/role", "message": message}],
            },
        })
    );
}

#[test]
fn media_types_are_those_of_the_document() {
    let mock = start("bodies.yml");
    let send = |media_type: &str, body: &str| {
        Request::new("POST", "/optional")
            .body(media_type, body)
            .send(&mock)
    };
    send(
        "application/merge-patch+json; charset=utf-8",
        "{\"a\": null}",
    )
    .valid();
    send("text/plain", "7").valid();
    send("image/png", "\u{1}\u{2}").valid();
    Request::new("POST", "/optional").send(&mock).valid();
    send("text/plain", "10").invalid(400, &["body: 10 is greater than the maximum of 9"]);
    send("text/plain", "x").invalid(400, &["body: \"x\" is not of type \"integer\""]);
    send("application/merge-patch+json", "{\"b\": 1}").invalid(400, &["body /b: "]);
    send("application/json", "{}").invalid(
        415,
        &["header content-type: it is `application/json`, but can be: application/merge-patch+json, text/plain, image/*"],
    );
    Request::new("POST", "/optional")
        .body("x", "y")
        .send(&mock)
        .invalid(415, &["header content-type: it is `x`"]);
    Request::new("POST", "/none")
        .body("text/plain", "x")
        .send(&mock)
        .invalid(400, &["body: the operation takes no body"]);
    let lenient = start_with("bodies.yml", Options::new().lenient(true));
    Request::new("POST", "/none")
        .body("text/plain", "x")
        .send(&lenient)
        .valid();
    post(
        &lenient,
        "/json",
        &json!({"id": "x", "name": "a", "role": "owner", "nick": 1}),
    )
    .valid();
}

#[test]
fn branches_tell_what_they_lack() {
    let mock = start("bodies.yml");
    post(&mock, "/union", &json!({"id": 1, "note": "x"})).valid();
    post(&mock, "/union", &json!({"name": "x"})).valid();
    post(&mock, "/union", &json!({"id": "x"})).invalid(
        400,
        &["body: none of the 2 branches of `oneOf` fits; the closest, number 2, says: \"name\" is a required property"],
    );
    post(&mock, "/union", &json!({"id": 1, "name": "x"}))
        .invalid(400, &["body: more than one branch of `oneOf` fits"]);
    post(&mock, "/union", &json!({"id": 1, "other": "x"})).invalid(
        400,
        &["body /other: the document declares no member `other` here"],
    );
}

#[test]
fn discriminators_decide() {
    let mock = start("bodies.yml");
    // Both branches match, but the tag selects one.
    post(&mock, "/pets", &json!({"kind": "Cat", "name": "x"})).valid();
    post(
        &mock,
        "/pets",
        &json!({"kind": "puppy", "name": "x", "bark": true}),
    )
    .valid();
    // The name of a component is a valid tag next to a mapping (OpenAPI 3.1.1, section 4.8.25).
    post(&mock, "/pets", &json!({"kind": "Dog", "name": "x"})).valid();
    for kind in ["cat", "snake"] {
        post(&mock, "/pets", &json!({"kind": kind})).invalid(
            400,
            &[&format!(
                "body /kind: \"{kind}\" is not one of \"Cat\", \"puppy\" or \"Dog\""
            )],
        );
    }
    let reply = post(&mock, "/pets", &json!({"kind": "puppy", "bark": 1}));
    assert!(
        reply
            .errors()
            .contains(&"body /bark: 1 is not of type \"boolean\"".to_owned()),
        "{:?}",
        reply.errors()
    );
    post(&mock, "/pets", &json!({"name": "x"}))
        .invalid(400, &["body: none of the 2 branches of `anyOf`"]);
}

fn form(mock: &Running, body: &str) -> Reply {
    Request::new("POST", "/form")
        .body("application/x-www-form-urlencoded", body)
        .send(mock)
}

#[test]
fn forms() {
    let mock = start("bodies.yml");
    for body in [
        "name=a+b&age=1",
        "name=1&tags=a&tags=b",
        "name=a&codes=1,2",
        "name=a&point=%7B%22x%22%3A1%7D",
        "name=a&deep%5Bx%5D=1&deep[y]=2",
    ] {
        form(&mock, body).valid();
    }
    for (body, error) in [
        ("age=1", "body: \"name\" is a required property"),
        (
            "name=a&age=x",
            "body /age: \"x\" is not of type \"integer\"",
        ),
        ("name=a&name=b", "body /name: it occurs more than once"),
        (
            "name=a&codes=1&codes=2",
            "body /codes: it occurs more than once",
        ),
        ("name=a&codes=1,x", "body /codes/1: \"x\" is not of type"),
        ("name=a&point=1", "body /point: 1 is not of type \"object\""),
        (
            "name=a&deep[z]=1",
            "body /deep: \"x\" is a required property",
        ),
        (
            "name=a&other=1",
            "body /other: the document declares no member `other` here",
        ),
    ] {
        let reply = form(&mock, body);
        assert!(
            reply.errors().iter().any(|found| found.starts_with(error)),
            "{body}: {:?}",
            reply.errors()
        );
    }
}

/// A part: its headers and content.
type Part<'a> = (&'a str, &'a str);

fn parts(mock: &Running, parts: &[Part<'_>]) -> Reply {
    let mut body = String::new();
    for (head, content) in parts {
        body.push_str("--limit\r\ncontent-disposition: form-data; ");
        body.push_str(head);
        body.push_str("\r\n\r\n");
        body.push_str(content);
        body.push_str("\r\n");
    }
    body.push_str("--limit--\r\n");
    Request::new("POST", "/parts")
        .body("multipart/form-data; boundary=limit", body)
        .send(mock)
}

const TITLE: Part<'_> = ("name=\"title\"", "t");
const FILE: Part<'_> = (
    "name=\"file\"; filename=\"f\"\r\ncontent-type: application/octet-stream\r\nx-checksum: 1",
    "\u{0}\u{1}",
);

#[test]
fn bodies_of_parts() {
    let mock = start("bodies.yml");
    let point = "name=\"point\"\r\ncontent-type: application/json";
    parts(&mock, &[TITLE, FILE]).valid();
    parts(
        &mock,
        &[
            TITLE,
            FILE,
            ("name=\"count\"", "3"),
            ("name=\"numbers\"", "1"),
            ("name=\"numbers\"", "2"),
            (
                "name=\"images\"; filename=\"a\"\r\ncontent-type: image/png",
                "x",
            ),
            (point, "{\"x\": 1}"),
        ],
    )
    .valid();
    for (more, error) in [
        (
            ("name=\"count\"", "x"),
            "body /count: \"x\" is not of type \"integer\"",
        ),
        (
            ("name=\"numbers\"", "x"),
            "body /numbers/0: \"x\" is not of type \"integer\"",
        ),
        ((point, "{}"), "body /point: \"x\" is a required property"),
        (
            ("name=\"point\"", "{\"x\": 1}"),
            "body /point: the part is `text/plain`, but should be `application/json`",
        ),
        (
            ("name=\"images\"\r\ncontent-type: image/gif", "x"),
            "body /images: the part is `image/gif`, but can be: image/png, image/jpeg",
        ),
        (
            ("name=\"other\"", "x"),
            "body /other: the document declares no member `other` here",
        ),
    ] {
        parts(&mock, &[TITLE, FILE, more]).invalid(400, &[error]);
    }
    parts(&mock, &[TITLE]).invalid(400, &["body: \"file\" is a required property"]);
    let bare = (
        "name=\"file\"; filename=\"f\"\r\ncontent-type: image/png",
        "x",
    );
    parts(&mock, &[TITLE, bare])
        .invalid(400, &["body /file: the part lacks the header `X-Checksum`"]);
    let wrong = ("name=\"file\"; filename=\"f\"\r\nx-checksum: a", "x");
    parts(&mock, &[TITLE, wrong])
        .invalid(400, &["body /file: the header `X-Checksum`: \"a\" is not"]);
}

#[test]
fn bodies_of_parts_that_cannot_be_read() {
    let mock = start("bodies.yml");
    let send = |media_type: &str| {
        Request::new("POST", "/parts")
            .body(media_type, "--limit\r\n")
            .send(&mock)
    };
    send("multipart/form-data").invalid(400, &["body: "]);
    send("multipart/form-data; boundary=limit").invalid(400, &["body: the parts cannot be read"]);
}

/// The sender of a request decides how many unknown properties and wrong values it has.
#[test]
fn messages_are_bounded_for_bodies_with_very_many_problems() {
    const SCHEMAS: [&str; 4] = [
        "{properties: {a: {}}}",
        "{properties: {a: {}}, additionalProperties: false}",
        "{properties: {a: {}}, unevaluatedProperties: false}",
        "{additionalProperties: {type: string}}",
    ];
    let members = (0..200_000).map(|index| (format!("k{index}"), json!(1)));
    let body = Value::Object(members.collect());
    for schema in SCHEMAS {
        let document = format!(
            "openapi: 3.1.0
paths:
  /x:
    post:
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {{'204': {{description: ok}}}}
"
        );
        let mock = Mock::start_text(&document, Options::new()).unwrap();
        let reply = post(&mock, "/x", &body);
        assert_eq!(reply.status, 400, "{schema}");
        let problems = mock.take_requests().remove(0).problems;
        assert!(problems.len() <= 102, "{schema}: {}", problems.len());
        let text: String = problems.iter().map(ToString::to_string).collect();
        assert!(text.len() < 20_000, "{schema}: {}", text.len());
        assert!(text.contains("199900"), "{schema}: {text}");
        assert!(text.contains("k99"), "{schema}: {text}");
    }
}
