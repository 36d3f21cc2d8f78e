//! Responses to valid requests.

use mock::Running;
use serde_json::{Value, json};

use crate::support::{Reply, Request, start};

fn get(mock: &Running, path: &str, headers: &[(&str, &str)]) -> Reply {
    let request = headers
        .iter()
        .fold(Request::get(path), |request, (name, value)| {
            request.header(name, value)
        });
    request.send(mock)
}

fn value(mock: &Running, path: &str, headers: &[(&str, &str)]) -> Value {
    get(mock, path, headers).valid().json()
}

#[test]
fn examples_come_first() {
    let mock = start("responses.yml");
    assert_eq!(
        value(&mock, "/example", &[]),
        json!({"id": 7, "name": "given"})
    );
    // The first valid example is used.
    assert_eq!(
        value(&mock, "/examples", &[]),
        json!({"id": 1, "name": "first"})
    );
    assert_eq!(
        value(&mock, "/examples", &[("x-mock-example", "second")]),
        json!({"id": 2, "name": "second"})
    );
    let wrong = get(&mock, "/examples", &[("x-mock-example", "wrong")]).valid();
    assert_eq!(wrong.json(), json!({"id": "text"}));
    assert_eq!(
        wrong.header("x-mock-note"),
        Some("the value does not fit the schema")
    );
    get(&mock, "/examples", &[("x-mock-example", "none")]).invalid(
        400,
        &["header x-mock-example: the response has no example `none`"],
    );
}

#[test]
fn values_are_made_from_schemas() {
    let mock = start("responses.yml");
    let all = json!({"id": 1, "name": "string", "tags": ["a"]});
    for (fill, expected) in [
        ("example", all.clone()),
        ("all", all),
        ("required", json!({"id": 1})),
        ("null", json!({"id": 1, "name": null, "tags": ["a"]})),
    ] {
        assert_eq!(value(&mock, "/schema", &[("x-mock-fill", fill)]), expected);
    }
    // `all` requests no examples of whole bodies.
    assert_eq!(
        value(&mock, "/example", &[("x-mock-fill", "all")]),
        json!({"id": 1, "name": "string", "tags": ["a"]})
    );
}

#[test]
fn statuses_are_those_of_the_document() {
    let mock = start("responses.yml");
    for (path, status) in [
        ("/example", 200),
        ("/range", 200),
        ("/only-default", 200),
        ("/none", 200),
        ("/empty", 204),
        ("/headers", 302),
    ] {
        assert_eq!(get(&mock, path, &[]).valid().status, status, "{path}");
    }
    assert_eq!(
        Request::new("POST", "/created").send(&mock).valid().status,
        201
    );

    let with = |status| get(&mock, "/schema", &[("x-mock-status", status)]).valid();
    let reply = with("422");
    assert_eq!(
        (reply.status, reply.json()),
        (422, json!({"title": "string"}))
    );
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    let reply = with("503");
    assert_eq!((reply.status, reply.json()), (503, json!("five")));
    let reply = with("404");
    assert_eq!((reply.status, reply.json()), (404, json!("other")));

    get(&mock, "/example", &[("x-mock-status", "422")]).invalid(
        400,
        &["header x-mock-status: the operation declares no response 422; it declares: 404, 200"],
    );
}

#[test]
fn media_types_are_chosen() {
    let mock = start("responses.yml");
    for (headers, media_type, body) in [
        (&[][..], "application/json", "1"),
        (&[("accept", "*/*")], "application/json", "1"),
        (
            &[("accept", "text/csv, text/plain;q=0.5")],
            "text/plain",
            "plain",
        ),
        (
            &[("accept", "text/event-stream")],
            "text/event-stream",
            "data: {\"a\":1}\n\n",
        ),
        (
            &[("accept", "application/xml")],
            "application/xml",
            "<mock/>",
        ),
        (&[("x-mock-content-type", "image/png")], "image/png", "mock"),
        (&[("accept", "audio/*")], "application/json", "1"),
    ] {
        let reply = get(&mock, "/types", headers).valid();
        assert_eq!(
            reply.header("content-type"),
            Some(media_type),
            "{headers:?}"
        );
        assert_eq!(reply.text(), body, "{headers:?}");
    }
    get(&mock, "/types", &[("x-mock-content-type", "text/csv")]).invalid(
        400,
        &["header x-mock-content-type: the response is never `text/csv`"],
    );
    assert_eq!(get(&mock, "/empty", &[]).body, b"");
}

#[test]
fn unknown_headers_of_the_mock_are_invalid() {
    let mock = start("responses.yml");
    get(&mock, "/headers", &[("x-mock-filll", "required")]).invalid(
        400,
        &["header x-mock-filll: there is no such header of the mock"],
    );
}

#[test]
fn headers_are_made_too() {
    let mock = start("responses.yml");
    let reply = get(&mock, "/headers", &[]).valid();
    assert_eq!(reply.header("location"), Some("/"));
    assert_eq!(reply.header("x-count"), Some("3"));
    assert_eq!(reply.header("x-optional"), Some("string,string"));
    assert_eq!(reply.header("content-type"), None);
    let reply = get(&mock, "/headers", &[("x-mock-fill", "required")]).valid();
    assert_eq!(reply.header("x-count"), Some("3"));
    assert_eq!(reply.header("x-optional"), None);
}

#[test]
fn bodies_can_be_anything() {
    let mock = start("responses.yml");
    let reply = get(
        &mock,
        "/example",
        &[("x-mock-body", "<html>é"), ("x-mock-status", "502")],
    )
    .valid();
    assert_eq!((reply.status, reply.text()), (502, "<html>é"));
    assert_eq!(reply.header("content-type"), Some("text/html"));
    let reply = get(&mock, "/example", &[("x-mock-body", "{\"id\":")]).valid();
    assert_eq!(reply.text(), "{\"id\":");
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let reply = get(
        &mock,
        "/example",
        &[("x-mock-body", ""), ("x-mock-content-type", "text/csv")],
    )
    .valid();
    assert_eq!((reply.status, reply.text()), (200, ""));
    assert_eq!(reply.header("content-type"), Some("text/csv"));
}

#[test]
fn what_has_no_value_is_noted() {
    let mock = start("responses.yml");
    let reply = get(&mock, "/recursive", &[]).valid();
    assert_eq!(reply.json(), json!(null));
    assert_eq!(
        reply.header("x-mock-note"),
        Some("no value fits the schema")
    );
    let reply = get(&mock, "/wrong", &[]).valid();
    assert_eq!(
        reply.header("x-mock-note"),
        Some("the value does not fit the schema")
    );
}

#[test]
fn wishes_that_make_no_sense_are_told() {
    let mock = start("responses.yml");
    get(
        &mock,
        "/example",
        &[
            ("x-mock-status", "99"),
            ("x-mock-fill", "some"),
            ("x-mock-delay", "-1"),
        ],
    )
    .invalid(
        400,
        &[
            "header x-mock-status: it should be",
            "header x-mock-fill: it should be",
            "header x-mock-delay: it should be",
        ],
    );
    // An invalid request stays invalid.
    get(&mock, "/none-such", &[("x-mock-status", "200")]).invalid(404, &["path: "]);
}
