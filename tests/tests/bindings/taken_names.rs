//! Components, resources, operations and parameters with names of the standard library, serde or the runtime.
//! The code must compile, and the values must be sent and decoded correctly.

use serde_json::{Map, Value, json};
use tests::server::Answer;
use tests::taken_names::types::{All, BoxRequestMultipart, CloneParams, NoneParams};

use super::serve;

/// Returns a value of every component.
fn all() -> Value {
    let document = include_str!("../../documents/taken_names.yml");
    let members = document
        .lines()
        .skip_while(|line| *line != "    All:")
        .skip(1)
        .take_while(|line| line.starts_with("      "))
        .filter_map(|line| line.strip_prefix("        ")?.split_once(": {$ref"))
        .map(|(name, _)| {
            let schema = document
                .split_once(&format!("\n    {name}: "))
                .map(|found| found.1);
            let value = match schema {
                Some(schema) if schema.starts_with("{type: string") => json!(name),
                Some(schema) if schema.starts_with("{oneOf") => json!(["Option", "to come"]),
                _ => json!({"text": name}),
            };
            (name.to_owned(), value)
        });
    let mut members: Map<String, Value> = members.collect();
    assert!(members.len() > 70, "{members:?}");
    members["Option"] = json!({
        "text": null,
        "whole": 1,
        "moment": "2026-01-02T03:04:05Z",
        "list": [{"text": "Vec"}],
        "by_name": {"Self": {"text": "Vec"}},
        "more": {"than": "described"},
    });
    Value::Object(members)
}

#[tokio::test]
async fn types_with_reserved_names_round_trip() {
    let value = all();
    let server = serve([Answer::json(200, &value)]);
    let body: All = serde_json::from_value(value.clone()).unwrap();
    let parameters = CloneParams::new(["Clone".into()])
        .r#type("to come")
        .parameters("p")
        .request("r");
    let received = client!(taken_names, server)
        .option()
        .clone("a/b", parameters, body)
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(
        request.target,
        "/option/a%2Fb?type=to%20come&body=Clone&parameters=p"
    );
    assert_eq!(request.header("request"), Some("r"));
    assert_eq!(request.json(), value);
    assert_eq!(serde_json::to_value(&received).unwrap(), value);
}

/// The struct of a resource is in scope of code that uses the prelude.
#[tokio::test]
async fn resources_and_parts_with_reserved_names_are_sent() {
    let server = serve([Answer::empty(204), Answer::empty(204)]);
    let client = client!(taken_names, server);
    let some: tests::taken_names::resources::SomeResource<'_> = client.some();
    some.none(NoneParams::new().ok("b")).await.unwrap();
    assert_eq!(server.last().target, "/some?Ok=b");
    assert_eq!(server.last().header("err"), Some("v"));
    let parts = BoxRequestMultipart::new("here").with_into("there");
    some.r#box(parts).await.unwrap();
    let body = String::from_utf8(server.last().body.clone()).unwrap();
    assert!(body.contains("name=\"into\""), "{body}");
    assert!(body.contains("there"), "{body}");
}
