//! The whole document of the bundled API: a request for every operation, and every response that it declares.
//!
//! Requests are built and responses are checked here with nothing of the mock's own, from the document as it is.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use mock::{Mock, Operation, Options, QueryArrays, Running};
use serde_json::{Map, Value, json};

use crate::support::Request;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/openapi.documented.yml")
}

fn document() -> Value {
    serde_yaml::from_str(&fs::read_to_string(path()).unwrap()).unwrap()
}

fn start(query_arrays: QueryArrays) -> Running {
    Mock::start(path(), Options::new().query_arrays(query_arrays)).unwrap()
}

/// What a value of the document refers to, or the value itself.
fn follow<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = document.pointer(reference.strip_prefix('#').unwrap());
            follow(document, target.unwrap())
        }
        None => value,
    }
}

/// A value of a schema, with its required members alone or with all of them.
fn sample(document: &Value, schema: &Value, all: bool, depth: usize) -> Value {
    let schema = follow(document, schema);
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(values) = schema.get("enum") {
        return values[0].clone();
    }
    if let Some(branches) = schema.get("oneOf") {
        return sample(document, &branches[0], all, depth);
    }
    let types = match schema.get("type") {
        Some(Value::Array(types)) => types[0].as_str().unwrap(),
        Some(named) => named.as_str().unwrap(),
        None => return json!("any"),
    };
    match types {
        "string"
            if schema
                .get("format")
                .is_some_and(|format| format == "date-time") =>
        {
            json!("2026-01-02T03:04:05Z")
        }
        "string" => json!("text"),
        "integer" => json!(1),
        "number" => json!(1.5),
        "boolean" => json!(true),
        "array" => json!([sample(document, &schema["items"], all, depth + 1)]),
        "object" => {
            let required = schema.get("required").cloned().unwrap_or(json!([]));
            let required = required.as_array().unwrap();
            let mut object = Map::new();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                if required.contains(&json!(name)) || all && depth < 5 {
                    object.insert(name.clone(), sample(document, property, all, depth + 1));
                }
            }
            Value::Object(object)
        }
        other => panic!("the type {other}"),
    }
}

fn text(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.replace(':', "%3A").replace(' ', "%20")
}

/// A request for an operation, with what is required or with everything.
fn request(document: &Value, operation: &Operation, all: bool) -> Request {
    let item = &document["paths"][&operation.path];
    let described = &item[operation.method.to_lowercase()];
    let mut target = operation.path.clone();
    let mut query = Vec::new();
    for parameter in described["parameters"].as_array().into_iter().flatten() {
        let parameter = follow(document, parameter);
        let name = parameter["name"].as_str().unwrap();
        let value = sample(document, &parameter["schema"], all, 0);
        if parameter["in"] == "path" {
            target = target.replace(&format!("{{{name}}}"), &text(&value));
        } else if all || parameter["required"] == true {
            match &value {
                Value::Array(items) => {
                    query.extend(items.iter().map(|item| format!("{name}[]={}", text(item))));
                }
                Value::Object(_) => query.push(format!("{name}[key]=1")),
                value => query.push(format!("{name}={}", text(value))),
            }
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let request = Request::new(&operation.method, &target).header("authorization", "Bearer key");
    match described.get("requestBody") {
        Some(body) if all || body["required"] == true => {
            let schema = &body["content"]["application/json"]["schema"];
            request.json(&sample(document, schema, all, 0))
        }
        _ => request,
    }
}

#[test]
fn a_request_for_every_operation_is_valid() {
    let document = document();
    let mock = start(QueryArrays::Brackets);
    let operations = mock.operations();
    assert_eq!(operations.len(), 220);
    for operation in &operations {
        for all in [false, true] {
            let reply = request(&document, operation, all).send(&mock).valid();
            assert_eq!(reply.header("x-mock-operation"), operation.id.as_deref());
        }
        // And none without the key is.
        let id = operation.id.as_deref();
        let requests = mock.take_requests();
        assert!(
            requests
                .iter()
                .all(|request| request.operation.as_deref() == id)
        );
        let bare = Request::new(&operation.method, &requests[0].path);
        assert_eq!(bare.send(&mock).status, 401, "{operation:?}");
        mock.take_requests();
    }
}

/// Validators of the document as it stands.
struct Validators {
    registry: Registry<'static>,
    by_pointer: HashMap<String, Validator>,
}

impl Validators {
    fn new(document: &Value) -> Self {
        let resource = Draft::Draft202012.create_resource(document.clone());
        let registry = Registry::new().add("test://document", resource).unwrap();
        Self {
            registry: registry.prepare().unwrap(),
            by_pointer: HashMap::new(),
        }
    }

    fn check(&mut self, pointer: &str, value: &Value) {
        let registry = &self.registry;
        let validator = self
            .by_pointer
            .entry(pointer.to_owned())
            .or_insert_with(|| {
                let pointer = pointer.replace('{', "%7B").replace('}', "%7D");
                jsonschema::options()
                    .with_draft(Draft::Draft202012)
                    .with_registry(registry)
                    .should_validate_formats(true)
                    .build(&json!({"$ref": format!("test://document#{pointer}")}))
                    .unwrap()
            });
        let errors: Vec<String> = validator
            .iter_errors(value)
            .filter(|error| !is_null_of_several(error))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{pointer}: {errors:#?}");
    }
}

/// Whether null fits several branches of `oneOf`: the document has unions whose branches all take null. JSON Schema
/// refuses it then, but nobody means that, so the mock does not.
fn is_null_of_several(error: &ValidationError<'_>) -> bool {
    let is_several = matches!(error.kind(), ValidationErrorKind::OneOfMultipleValid { .. });
    is_several && error.instance().is_null()
}

#[test]
fn every_declared_response_fits_its_schema() {
    let document = document();
    let mock = start(QueryArrays::Both);
    let mut validators = Validators::new(&document);
    let mut checked = 0;
    for operation in mock.operations() {
        let request = request(&document, &operation, false);
        for status in &operation.statuses {
            for fill in ["example", "all", "required", "null"] {
                let reply = request
                    .clone()
                    .header("x-mock-status", status)
                    .header("x-mock-fill", fill)
                    .send(&mock)
                    .valid();
                assert_eq!(reply.status.to_string(), *status);
                assert_eq!(
                    reply.header("x-mock-note"),
                    None,
                    "{operation:?} {status} {fill}"
                );
                let place = format!(
                    "/paths/{}/{}/responses/{status}",
                    operation.path.replace('~', "~0").replace('/', "~1"),
                    operation.method.to_lowercase()
                );
                let response = document.pointer(&place).unwrap();
                let place = match response.get("$ref").and_then(Value::as_str) {
                    Some(reference) => reference.strip_prefix('#').unwrap().to_owned(),
                    None => place,
                };
                let schema = format!("{place}/content/application~1json/schema");
                validators.check(&schema, &reply.json());
                checked += 1;
            }
        }
    }
    assert!(checked > 5000, "{checked}");
}

#[test]
fn what_is_wrong_with_a_request_is_found() {
    let mock = start(QueryArrays::Brackets);
    let create = |body: Value| {
        Request::new("POST", "/api/v1/authorized_users")
            .header("authorization", "Bearer key")
            .json(&body)
            .send(&mock)
    };
    create(json!({"company_id": "biz_1", "role": "moderator", "user_id": "user_1"})).valid();
    create(json!({"company_id": "biz_1", "role": "king", "userId": "user_1"})).invalid(
        400,
        &[
            "body: \"user_id\" is a required property",
            "body /role: \"king\" is not one of",
            "body /userId: the document knows no member `userId` here",
        ],
    );
    let list = |query: &str| {
        Request::get(&format!("/products?company_id=biz_1&{query}"))
            .header("authorization", "Bearer key")
            .send(&mock)
    };
    list("product_types[]=regular&first=2").valid();
    list("product_types=regular").invalid(
        400,
        &["query product_types: a list is written as `product_types[]=`"],
    );
    list("first=null").invalid(400, &["query first: "]);
}
