//! The complete bundled document: a request for every operation, and every declared response.
//!
//! Requests are built and responses are validated from the unchanged document, without code of the mock.

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

/// Follows the reference of a value, if it is one.
fn follow<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = document.pointer(reference.strip_prefix('#').unwrap());
            follow(document, target.unwrap())
        }
        None => value,
    }
}

/// Returns a sample of a schema, with required properties only or with all.
fn sample(document: &Value, schema: &Value, all: bool, depth: usize) -> Value {
    let schema = follow(document, schema);
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(values) = schema.get("enum") {
        return values[0].clone();
    }
    for union in ["oneOf", "anyOf"] {
        if let Some(branches) = schema.get(union) {
            return sample(document, &branches[0], all, depth);
        }
    }
    if let Some(parts) = schema.get("allOf") {
        let parts = parts.as_array().unwrap().iter();
        let parts = parts.map(|part| sample(document, part, all, depth));
        return parts
            .reduce(|mut whole, part| {
                if let (Some(whole), Value::Object(part)) = (whole.as_object_mut(), part) {
                    whole.extend(part);
                }
                whole
            })
            .unwrap();
    }
    let types = match schema.get("type") {
        Some(Value::Array(types)) => types[0].as_str().unwrap(),
        Some(named) => named.as_str().unwrap(),
        None => return json!("any"),
    };
    let least = |name: &str| schema.get(name).and_then(Value::as_u64).unwrap_or(0);
    match types {
        "string" => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => json!("2026-01-02T03:04:05Z"),
            Some("date") => json!("2026-01-02"),
            Some("uuid") => json!("11111111-2222-4333-8444-555555555555"),
            Some("uri" | "url") => json!("https://example.com/a"),
            Some("email") => json!("a@example.com"),
            _ => {
                let length = usize::try_from(least("minLength")).unwrap();
                json!(format!("{:x<length$}", "text"))
            }
        },
        "integer" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "number" => schema.get("minimum").cloned().unwrap_or(json!(1.5)),
        "boolean" => json!(true),
        "null" => Value::Null,
        "array" => {
            let items = 0..least("minItems").max(1);
            let items = items.map(|_| sample(document, &schema["items"], all, depth + 1));
            Value::Array(items.collect())
        }
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

/// Returns the operation object of an operation.
fn described<'d>(document: &'d Value, operation: &Operation) -> &'d Value {
    &document["paths"][&operation.path][operation.method.to_lowercase()]
}

/// Returns the schema of the JSON media type in `content`.
fn json_schema<'d>(document: &'d Value, holder: &'d Value) -> Option<&'d Value> {
    follow(document, holder)
        .get("content")?
        .get("application/json")?
        .get("schema")
}

/// Returns true if a request can be built here: if its body is JSON or absent.
fn can_be_built(document: &Value, operation: &Operation) -> bool {
    let body = described(document, operation).get("requestBody");
    let can_be = body.is_none_or(|body| json_schema(document, body).is_some());
    if !can_be {
        eprintln!("SKIPPED: the body of {operation:?} is not JSON");
    }
    can_be
}

/// Returns a request for an operation, with required or all parameters and properties.
fn request(document: &Value, operation: &Operation, all: bool) -> Request {
    let item = &document["paths"][&operation.path];
    let described = described(document, operation);
    let mut target = operation.path.clone();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let shared = item["parameters"].as_array().into_iter().flatten();
    let own = described["parameters"].as_array().into_iter().flatten();
    for parameter in shared.chain(own) {
        let parameter = follow(document, parameter);
        let name = parameter["name"].as_str().unwrap();
        let value = sample(document, &parameter["schema"], all, 0);
        if parameter["in"] == "path" {
            target = target.replace(&format!("{{{name}}}"), &text(&value));
        } else if all || parameter["required"] == true {
            match (parameter["in"].as_str().unwrap(), &value) {
                ("header", value) => headers.push((name, text(value))),
                ("cookie", value) => headers.push(("cookie", format!("{name}={}", text(value)))),
                (_, Value::Array(items)) => {
                    query.extend(items.iter().map(|item| format!("{name}[]={}", text(item))));
                }
                (_, Value::Object(_)) => query.push(format!("{name}[key]=1")),
                (_, value) => query.push(format!("{name}={}", text(value))),
            }
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    let mut request =
        Request::new(&operation.method, &target).header("authorization", "Bearer key");
    for (name, value) in headers {
        request = request.header(name, &value);
    }
    match described.get("requestBody") {
        Some(body) if all || follow(document, body)["required"] == true => {
            let schema = json_schema(document, body).unwrap();
            request.json(&sample(document, schema, all, 0))
        }
        _ => request,
    }
}

/// Returns true if an operation requires a key.
fn asks_for_a_key(document: &Value, operation: &Operation) -> bool {
    let own = described(document, operation).get("security");
    let security = own.or_else(|| document.get("security"));
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    let mut alternatives = alternatives.peekable();
    alternatives.peek().is_some() && alternatives.all(|one| *one != json!({}))
}

/// Returns the number of operations of the document.
fn operations(document: &Value) -> usize {
    let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let items = document["paths"].as_object().unwrap().values();
    items
        .map(|item| {
            methods
                .iter()
                .filter(|name| item.get(name).is_some())
                .count()
        })
        .sum()
}

#[test]
fn a_request_for_every_operation_is_valid() {
    let document = document();
    let mock = start(QueryArrays::Brackets);
    let declared = mock.operations();
    assert_eq!(declared.len(), operations(&document));
    let mut judged = 0;
    for operation in &declared {
        if !can_be_built(&document, operation) {
            continue;
        }
        judged += 1;
        for all in [false, true] {
            let reply = request(&document, operation, all).send(&mock).valid();
            assert_eq!(reply.header("x-mock-operation"), operation.id.as_deref());
        }
        // Without the key, the request is invalid.
        let id = operation.id.as_deref();
        let requests = mock.take_requests();
        assert!(
            requests
                .iter()
                .all(|request| request.operation.as_deref() == id)
        );
        if asks_for_a_key(&document, operation) {
            let bare = Request::new(&operation.method, &requests[0].path);
            assert_eq!(bare.send(&mock).status, 401, "{operation:?}");
            mock.take_requests();
        }
    }
    assert!(judged > 0);
}

/// Validators of the unchanged document.
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

/// Returns true if null matches several branches of `oneOf`. The document has unions whose branches all allow null.
/// JSON Schema rejects null then, but no author intends that, so the mock accepts it.
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
    let declared = mock.operations();
    let declared = declared
        .iter()
        .filter(|operation| can_be_built(&document, operation));
    for operation in declared {
        let request = request(&document, operation, false);
        for status in &operation.statuses {
            let place = format!(
                "/paths/{}/{}/responses/{status}",
                operation.path.replace('~', "~0").replace('/', "~1"),
                operation.method.to_lowercase()
            );
            let response = document.pointer(&place).unwrap();
            if json_schema(&document, response).is_none() {
                continue;
            }
            let place = match response.get("$ref").and_then(Value::as_str) {
                Some(reference) => reference.strip_prefix('#').unwrap().to_owned(),
                None => place,
            };
            let schema = format!("{place}/content/application~1json/schema");
            let wanted = status.replace(['X', 'x'], "9").replace("default", "599");
            for fill in ["example", "all", "required", "null"] {
                let reply = request
                    .clone()
                    .header("x-mock-status", &wanted)
                    .header("x-mock-fill", fill)
                    .send(&mock)
                    .valid();
                assert_eq!(reply.status.to_string(), wanted);
                assert_eq!(
                    reply.header("x-mock-note"),
                    None,
                    "{operation:?} {status} {fill}"
                );
                validators.check(&schema, &reply.json());
                checked += 1;
            }
        }
    }
    assert!(checked > operations(&document), "{checked}");
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
            "body /userId: the document declares no member `userId` here",
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
