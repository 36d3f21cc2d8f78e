//! Tests of envelopes: finding values in them, and detecting errors that they report.

use serde::Deserialize;

use crate::runtime::envelope::{locate, scalar};
use crate::runtime::{Envelope, ErrorFormat, HeaderMap, ResponseParts, StatusCode};

static ENVELOPE: Envelope = Envelope {
    payload: "/data/*",
    errors: &["/errors", "/data/*/error"],
    success: &["/data/*/success"],
    error_format: ErrorFormat {
        code: &["/errors/0/extensions/code", "/data/*/error/code"],
        message: &["/errors/0/message", "/data/*/error/message"],
    },
};

#[derive(Debug, PartialEq, Deserialize)]
struct Payload {
    id: u32,
}

fn parts(body: &'static str) -> ResponseParts {
    ResponseParts::new(StatusCode::OK, HeaderMap::new(), body.into()).enveloped(Some(&ENVELOPE))
}

#[test]
fn refusals_are_told_from_successes() {
    for body in [
        r#"{"data": {"add": {"id": 1}}}"#,
        r#"{"data": {"add": {"id": 1, "success": true, "error": null}}, "errors": null}"#,
        r#"{"errors": [ ], "data": {"add": {"id": 1, "error": {}}}}"#,
        r#"{"data": null}"#,
        "no JSON",
        "",
    ] {
        assert!(!parts(body).is_refusal(), "{body}");
    }
    for body in [
        r#"{"errors": [{"message": "no"}], "data": {"add": {"id": 1}}}"#,
        r#"{"errors": [{}]}"#,
        r#"{"data": {"add": {"error": {"code": "A-1"}}}}"#,
        r#" {"data" : {"add" : {"success" : false}}} "#,
        "\u{feff}{\"errors\": \"no\"}",
    ] {
        assert!(parts(body).is_refusal(), "{body}");
    }
}

#[test]
fn the_payload_is_decoded_with_its_path_in_the_whole_body() {
    let payload = |body| parts(body).json::<Payload>();
    let found = payload(r#"{"data": {"add": {"id": 1}}}"#).unwrap();
    assert_eq!(found, Payload { id: 1 });

    let failure = payload(r#"{"data": {"add": {"id": "one"}}}"#).unwrap_err();
    assert_eq!(failure.path(), "data.add.id");
    // The end of the value.
    assert_eq!(failure.offset(), Some(29));

    for nothing in [r#"{"data": null}"#, "{}", r#"{"data": {"a": {}, "b": {}}}"#] {
        let failure = payload(nothing).unwrap_err();
        assert_eq!(failure.to_string(), "there is nothing at `/data/*`");
        assert_eq!(parts(nothing).json::<Option<Payload>>().unwrap(), None);
    }
    assert_eq!(payload("").unwrap_err().to_string(), "the body is empty");
    assert!(payload("<html>").is_err());
}

#[test]
fn pointers_lead_through_lists_and_escaped_names() {
    let body = br#"{"a/b": [{"~": "x"}, {"~": 7}], "*": {"c": "star"}}"#;
    assert_eq!(scalar(body, "/a~1b/0/~0").as_deref(), Some("x"));
    assert_eq!(scalar(body, "/a~1b/1/~0").as_deref(), Some("7"));
    assert_eq!(scalar(body, "/a~1b/2/~0"), None);
    // A property that is named `*` takes precedence over the only property.
    assert_eq!(scalar(body, "/*/c").as_deref(), Some("star"));
    let root = serde_json::from_slice(body).unwrap();
    let (offset, text) = locate(body, root, "/*").unwrap();
    assert_eq!(&body[offset..offset + text.len()], br#"{"c": "star"}"#);
}
