//! Documents and requests that would take excessive time or memory.

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use mock::{Mock, Options, Running};
use serde_json::{Value, json};

use crate::support::Request;

/// A document with recursive unions of two similar branches, a response whose sample is too large, and a response
/// without a body.
const DOCUMENT: &str = "
openapi: 3.1.0
paths:
  /any:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Any'}}}}
      responses: {'204': {description: None}}
  /one:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/One'}}}}
      responses: {'204': {description: None}}
  /large:
    get:
      responses: {'200': {description: Large, content: {application/json: {schema: {type: array, minItems: 100000000}}}}}
  /small:
    get: {responses: {'204': {description: None}}}
components:
  schemas:
    Any: {anyOf: [{$ref: '#/components/schemas/AnyLeft'}, {$ref: '#/components/schemas/AnyRight'}]}
    AnyLeft: {type: object, properties: {next: {$ref: '#/components/schemas/Any'}}, required: [next]}
    AnyRight: {type: object, properties: {next: {$ref: '#/components/schemas/Any'}, other: {}}, required: [next]}
    One: {oneOf: [{$ref: '#/components/schemas/OneLeft'}, {$ref: '#/components/schemas/OneRight'}, {type: 'null'}]}
    OneLeft: {type: object, properties: {next: {$ref: '#/components/schemas/One'}}, required: [next]}
    OneRight: {type: object, properties: {next: {$ref: '#/components/schemas/One'}}, required: [next, other]}
";

fn start() -> Running {
    Mock::start_text(DOCUMENT, Options::new()).unwrap()
}

fn nested(depth: usize, innermost: Value) -> Value {
    (0..depth).fold(innermost, |inner, _| json!({ "next": inner }))
}

#[test]
fn what_is_wrong_in_recursive_branches_is_searched_up_to_a_number_of_steps() {
    let mock = start();
    for path in ["/any", "/one"] {
        let post = |depth| {
            let value = nested(depth, json!(1));
            Request::new("POST", path).json(&value).send(&mock)
        };
        let reply = post(100);
        assert_eq!(reply.status, 400, "{path}");
        assert!(
            reply.text().contains("too long to find why"),
            "{}",
            reply.text()
        );
        // With few levels, the reason is found.
        let reply = post(3);
        assert_eq!(reply.status, 400, "{path}");
        assert!(reply.text().contains("not of type"), "{}", reply.text());
    }
    let request = Request::new("POST", "/one").json(&nested(100, json!(null)));
    assert_eq!(request.send(&mock).status, 204);
}

#[test]
fn samples_that_are_too_large_are_reported() {
    let mock = start();
    let reply = Request::get("/large").send(&mock);
    assert_eq!(reply.status, 500);
    assert_eq!(reply.verdict(), "undecided");
    assert!(reply.text().contains("too large"), "{}", reply.text());
}

#[test]
fn a_request_that_takes_long_does_not_keep_others_waiting() {
    let mock = start();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let request = Request::new("POST", "/any").json(&nested(100, json!(1)));
                assert_eq!(request.send(&mock).status, 400);
            });
        }
        thread::sleep(Duration::from_millis(50));
        for _ in 0..20 {
            assert_eq!(Request::get("/small").send(&mock).status, 204);
        }
        // The slow requests have no response yet.
        assert_eq!(mock.requests().len(), 20);
    });
    // The order is that of arrival, not of the responses.
    let paths = mock.requests();
    let paths: Vec<&str> = paths.iter().map(|request| &*request.path).collect();
    assert_eq!(paths.get(..3), Some(&["/any", "/any", "/small"][..]));
}

/// The time is proportional to the number of parts.
#[test]
fn many_parts_are_read_in_time_that_follows_from_their_number() {
    let document = "
openapi: 3.1.0
paths:
  /parts:
    post:
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: array, items: {type: string}}}}}}}
      responses: {'204': {description: None}}
";
    let mock = Mock::start_text(document, Options::new()).unwrap();
    let time = |count: usize| {
        let mut body = String::new();
        for index in 0..count {
            let name = if index % 2 == 0 {
                "a".to_owned()
            } else {
                format!("p{index}")
            };
            write!(
                body,
                "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n1\r\n"
            )
            .unwrap();
        }
        body.push_str("--x--\r\n");
        let request = Request::new("POST", "/parts").body("multipart/form-data; boundary=x", body);
        let started = Instant::now();
        let reply = request.send(&mock);
        assert_eq!(reply.status, 400);
        started.elapsed()
    };
    let (few, many) = (time(10_000), time(40_000));
    println!("{few:?} {many:?}");
    assert!(many < few * 10 + Duration::from_secs(1), "{few:?} {many:?}");
}
