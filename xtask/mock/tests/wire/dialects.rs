//! Differences of `OpenAPI` 3.0, and documents of several files.

use mock::{Error, Mock, Options};
use serde_json::json;

use crate::support::{Request, document, start};

#[test]
fn schemas_of_3_0() {
    let mock = start("old.yml");
    let send = |value| Request::new("POST", "/things").json(&value).send(&mock);
    for value in [
        json!({"name": null}),
        json!({"name": "a", "size": 9, "small": -1, "kind": null, "data": "bW9jaw=="}),
        json!({"name": "a", "other": null, "wrapped": null}),
        json!({"name": "a", "other": {"x": 1.5}, "wrapped": {"x": 1}, "secret": "s"}),
        json!({"name": "a", "parent": {"name": "b"}}),
    ] {
        send(value).valid();
    }
    for (value, error) in [
        (json!({}), "body: \"name\" is a required property"),
        (json!({"name": 1}), "body /name: 1 is not of types"),
        (
            json!({"name": "a", "size": 0}),
            "body /size: 0 is less than or equal to the minimum of 0",
        ),
        (
            json!({"name": "a", "size": 10}),
            "body /size: 10 is greater than or equal to the maximum of 10",
        ),
        (
            json!({"name": "a", "small": 2_147_483_648_u32}),
            "body /small: 2147483648 is greater than the maximum",
        ),
        (
            json!({"name": "a", "kind": "c"}),
            "body /kind: \"c\" is not one of",
        ),
        (
            json!({"name": "a", "data": "?"}),
            "body /data: \"?\" is not a \"byte\"",
        ),
        (json!({"name": "a", "id": 1}), "body /id: it is read-only"),
        (
            json!({"name": "a", "other": {"x": "1"}}),
            "body /other: none of the 2 branches",
        ),
        (
            json!({"name": "a", "wrapped": {"y": 1}}),
            "body /wrapped/y: the document declares no member `y` here",
        ),
        (
            json!({"name": "a", "parent": {"name": 1}}),
            "body /parent/name: 1 is not of types",
        ),
    ] {
        send(value.clone()).invalid(400, &[error]);
    }
    let reply = send(json!({"name": "a"})).valid();
    let thing = reply.json();
    assert_eq!(thing["id"], 1);
    assert_eq!(thing["size"], 1);
    assert_eq!(thing.get("secret"), None);
}

#[test]
fn documents_of_several_files() {
    let mock = start("split/api.yml");
    let reply = Request::get("/items/3").send(&mock).valid();
    assert_eq!(reply.json(), json!({"id": 1, "next": {"id": 2}}));
    Request::get("/items/x")
        .send(&mock)
        .invalid(400, &["path id: \"x\" is not of type"]);
    Request::new("POST", "/items/3")
        .json(&json!({"id": 1, "next": {"id": "x"}}))
        .send(&mock)
        .invalid(400, &["body /next/id: \"x\" is not of type"]);
}

#[test]
fn broken_references_are_the_fault_of_the_document() {
    let text = "
openapi: 3.1.0
paths:
  /a:
    get:
      parameters: [{name: b, in: query, schema: {$ref: '#/components/schemas/None'}}]
      responses: {'200': {$ref: '#/components/responses/None'}}
  /outside:
    get:
      parameters: [{$ref: '../secret.yml#/a'}]
";
    let mock = Mock::start_text(text, Options::new()).unwrap();
    let reply = Request::get("/a?b=1").send(&mock);
    assert_eq!((reply.status, reply.verdict()), (500, "undecided"));
    assert!(reply.errors()[0].contains("None"), "{:?}", reply.errors());
    let reply = Request::get("/a").send(&mock);
    assert_eq!((reply.status, reply.verdict()), (500, "undecided"));
    assert_eq!(
        reply.errors(),
        ["document: `$ref: #/components/responses/None` does not resolve"]
    );
    let reply = Request::get("/outside").send(&mock);
    assert_eq!(
        reply.errors(),
        ["document: `$ref: ../secret.yml#/a` does not resolve"]
    );
}

#[test]
fn documents_that_cannot_be_served() {
    let error = |text: &str| Mock::start_text(text, Options::new()).unwrap_err();
    assert!(matches!(error("a: ["), Error::Parse { .. }));
    assert!(matches!(
        error("swagger: '2.0'"),
        Error::Version { version: None }
    ));
    assert!(matches!(
        error("openapi: 4.0.0"),
        Error::Version { version: Some(_) }
    ));
    let missing = Mock::start(document("none.yml"), Options::new()).unwrap_err();
    assert!(matches!(missing, Error::Read { .. }));
    let mock = start("old.yml");
    let taken = Options::new().port(mock.address().port());
    let error = Mock::start(document("old.yml"), taken).unwrap_err();
    assert!(matches!(error, Error::Listen { .. }));
}

#[test]
fn documents_can_be_json() {
    let text = r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"204": {}}}}}}"#;
    let mock = Mock::start_text(text, Options::new()).unwrap();
    assert_eq!(Request::get("/a").send(&mock).valid().status, 204);
}

#[test]
fn methods_of_openapi_3_2_are_served() {
    let text = r#"{"openapi": "3.2.0", "paths": {"/a": {
        "query": {"responses": {"204": {}}},
        "additionalOperations": {"m-search": {"responses": {"204": {}}}}}}}"#;
    let mock = Mock::start_text(text, Options::new()).unwrap();
    for method in ["QUERY", "m-search"] {
        let reply = Request::new(method, "/a").send(&mock);
        assert_eq!(reply.valid().status, 204, "{method}");
    }
    // Methods are case-sensitive.
    let reply = Request::new("M-SEARCH", "/a").send(&mock);
    assert_eq!(reply.status, 405);
}
