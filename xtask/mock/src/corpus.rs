//! Published documents: every operation gets a request that is made from its own schemas, and every response is made.
//!
//! The documents are not part of the project; without them the test says so and passes.

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::QueryArrays;
use crate::control::Control;
use crate::convert::Direction;
use crate::document::{Document, Place};
use crate::media;
use crate::operation::{Match, Operation};
use crate::parameters::{Parameter, declared};
use crate::problem::Location;
use crate::received::Received;
use crate::reply::respond;
use crate::sample::{Fill, Sampler};
use crate::service::{Rules, Service};
use crate::style::Style;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dev")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn text(value: &Value) -> String {
    encoded(&plain(value))
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A value in one of the styles that are joined.
fn joined(value: &Value, between: &str, assign: &str, text: fn(&Value) -> String) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{name}{assign}{}", text(value)))
            .collect(),
        value => vec![text(value)],
    };
    parts.join(between)
}

fn in_path(parameter: &Parameter<'_>, value: &Value) -> String {
    let name = &parameter.name;
    match (parameter.style, parameter.explode, value) {
        _ if parameter.media_type.is_some() => encoded(&value.to_string()),
        (Style::Label, true, value) => format!(".{}", joined(value, ".", "=", text)),
        (Style::Label, false, value) => format!(".{}", joined(value, ",", ",", text)),
        (Style::Matrix, true, Value::Array(items)) => items
            .iter()
            .map(|item| format!(";{name}={}", text(item)))
            .collect(),
        (Style::Matrix, true, Value::Object(_)) => format!(";{}", joined(value, ";", "=", text)),
        (Style::Matrix, _, value) => format!(";{name}={}", joined(value, ",", ",", text)),
        (_, explode, value) => joined(value, ",", if explode { "=" } else { "," }, text),
    }
}

fn in_query(parameter: &Parameter<'_>, value: &Value, pairs: &mut Vec<String>) {
    let name = encoded(&parameter.name);
    if parameter.media_type.is_some() {
        pairs.push(format!("{name}={}", encoded(&value.to_string())));
        return;
    }
    match (parameter.style, value) {
        (_, Value::Null) => {}
        (Style::DeepObject, value) => deep(&name, value, pairs),
        (Style::Form | Style::SpaceDelimited | Style::PipeDelimited, Value::Array(items))
            if parameter.explode =>
        {
            pairs.extend(items.iter().map(|item| format!("{name}={}", text(item))));
        }
        (_, Value::Object(members)) if parameter.explode => {
            pairs.extend(
                members
                    .iter()
                    .map(|(name, value)| format!("{}={}", encoded(name), text(value))),
            );
        }
        (style, value) => {
            let between = match style {
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "%7C",
                _ => ",",
            };
            pairs.push(format!("{name}={}", joined(value, between, between, text)));
        }
    }
}

fn deep(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                deep(&format!("{name}[{}]", encoded(key)), value, pairs);
            }
        }
        Value::Array(items) => {
            for item in items {
                deep(&format!("{name}[]"), item, pairs);
            }
        }
        value => pairs.push(format!("{name}={}", text(value))),
    }
}

/// A request for an operation; none if it has no value, or one that its style cannot write.
fn request(service: &Service, operation: &Operation, fill: Fill) -> Option<Received> {
    let document = &service.document;
    let sampler = || Sampler::new(document, &service.schemas, Direction::Request, fill);
    let found = Match {
        operation,
        values: Vec::new(),
    };
    let (parameters, _) = declared(document, &found);
    let mut path = operation
        .template
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let mut pairs: Vec<String> = operation
        .query
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut headers = credentials(service, operation, &mut pairs);
    for parameter in &parameters {
        if !parameter.required && fill == Fill::Required {
            continue;
        }
        let value = match parameter.schemas.first() {
            Some(schema) => sampler().value(schema)?,
            None => Value::from("text"),
        };
        if is_nested(&value)
            && parameter.media_type.is_none()
            && parameter.style != Style::DeepObject
            || is_empty(&value)
        {
            if parameter.required {
                return None;
            }
            continue;
        }
        let name = &parameter.name;
        match parameter.location {
            Location::Path => {
                let template = format!("{{{name}}}");
                path = path.replace(&template, &in_path(parameter, &value));
            }
            Location::Query => in_query(parameter, &value, &mut pairs),
            Location::Header => {
                let assign = if parameter.explode { "=" } else { "," };
                let value = match parameter.media_type {
                    Some(_) => value.to_string(),
                    None => joined(&value, ",", assign, plain),
                };
                headers.push((name.to_lowercase(), value));
            }
            _ => {
                let value = joined(&value, ",", ",", text);
                headers.push(("cookie".to_owned(), format!("{name}={value}")));
            }
        }
    }
    // Templates that the document forgets to declare.
    while let Some((before, rest)) = path.clone().split_once('{') {
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        path = format!("{before}text{after}");
    }
    let body = body(service, operation, fill, &mut headers)?;
    Some(Received {
        method: operation.method.clone(),
        path,
        query: pairs.join("&"),
        headers,
        body,
    })
}

fn is_nested(value: &Value) -> bool {
    let parts: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => return false,
    };
    parts
        .into_iter()
        .any(|part| part.is_array() || part.is_object() || part.is_null())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn credentials(
    service: &Service,
    operation: &Operation,
    pairs: &mut Vec<String>,
) -> Vec<(String, String)> {
    let document = &service.document;
    let root = document.root(0);
    let own = operation
        .place(document)
        .and_then(|place| place.member("security"));
    let security = own.or_else(|| root.member("security"));
    let first = security.and_then(|security| security.elements().next());
    let schemes = root
        .member("components")
        .and_then(|components| components.member("securitySchemes"));
    let mut headers = Vec::new();
    for (name, _) in first.iter().flat_map(Place::members) {
        let scheme = schemes.as_ref().and_then(|schemes| schemes.member(name));
        let Some(scheme) = scheme.and_then(|scheme| document.follow(scheme).ok()) else {
            continue;
        };
        let key = scheme.text("name").unwrap_or_default();
        match (
            scheme.text("type"),
            scheme.text("in"),
            scheme.text("scheme"),
        ) {
            (Some("apiKey"), Some("query"), _) => pairs.push(format!("{key}=key")),
            (Some("apiKey"), Some("cookie"), _) => {
                headers.push(("cookie".to_owned(), format!("{key}=key")));
            }
            (Some("apiKey"), ..) => headers.push((key.to_lowercase(), "key".to_owned())),
            (_, _, Some(scheme)) if scheme.eq_ignore_ascii_case("basic") => {
                headers.push(("authorization".to_owned(), "Basic YTpi".to_owned()));
            }
            (_, _, Some(scheme)) => {
                headers.push(("authorization".to_owned(), format!("{scheme} key")))
            }
            _ => headers.push(("authorization".to_owned(), "Bearer key".to_owned())),
        }
    }
    headers
}

fn body(
    service: &Service,
    operation: &Operation,
    fill: Fill,
    headers: &mut Vec<(String, String)>,
) -> Option<Bytes> {
    let document = &service.document;
    let body = operation.place(document)?.member("requestBody");
    let Some(body) = body.and_then(|body| document.follow(body).ok()) else {
        return Some(Bytes::new());
    };
    if !body.flag("required") && fill == Fill::Required {
        return Some(Bytes::new());
    }
    let content = body.member("content")?;
    let json = content.members().find(|(name, _)| media::is_json(name));
    let Some((name, media_type)) = json else {
        return None;
    };
    headers.push(("content-type".to_owned(), name.to_owned()));
    let schema = media_type.member("schema")?;
    let sampler = Sampler::new(document, &service.schemas, Direction::Request, fill);
    Some(Bytes::from(sampler.value(&schema)?.to_string()))
}

#[derive(Default)]
struct Tally {
    requests: usize,
    skipped: usize,
    responses: usize,
    problems: Vec<String>,
}

fn run(path: &Path) -> Tally {
    let Ok(document) = Document::read(path) else {
        println!("UNREADABLE");
        return Tally::default();
    };
    let rules = Rules {
        strict: true,
        query_arrays: QueryArrays::Document,
    };
    let service = Service::new(document, rules);
    let mut tally = Tally::default();
    for operation in &service.operations.all {
        let name = format!("{} {}", operation.method, operation.template);
        for fill in [Fill::Required, Fill::All] {
            let Some(received) = request(&service, operation, fill) else {
                tally.skipped += 1;
                continue;
            };
            tally.requests += 1;
            let answer = service.answer(&received);
            if let Some(problem) = answer.problems.first() {
                tally.problems.push(format!("{name} ({fill:?}): {problem}"));
            }
        }
        let responses = operation
            .place(&service.document)
            .and_then(|place| place.member("responses"));
        for (status, _) in responses.iter().flat_map(Place::members) {
            let control = Control {
                status: Some(status.replace("XX", "00").parse().unwrap_or(599)),
                ..Control::default()
            };
            let received = Received {
                method: String::new(),
                path: String::new(),
                query: String::new(),
                headers: Vec::new(),
                body: Bytes::new(),
            };
            tally.responses += 1;
            match respond(&service, operation, &received, &control) {
                Ok(reply) => {
                    let note = reply.headers.iter().find(|(name, _)| name == "x-mock-note");
                    if let Some((_, note)) = note {
                        tally.problems.push(format!("{name} {status}: {note}"));
                    }
                }
                Err(problem) => tally.problems.push(format!("{name} {status}: {problem}")),
            }
        }
    }
    tally
}

#[test]
fn published_documents_are_served() {
    let Ok(entries) = fs::read_dir(folder()) else {
        println!("skipped: there are no published documents beside the project");
        return;
    };
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.to_string_lossy().contains(&only))
        .collect();
    paths.sort();
    for path in paths {
        let started = std::time::Instant::now();
        let tally = run(&path);
        println!(
            "{:60} {:5} requests {:4} skipped {:6} responses {:5} problems {:?}",
            path.file_name().unwrap().to_string_lossy(),
            tally.requests,
            tally.skipped,
            tally.responses,
            tally.problems.len(),
            started.elapsed()
        );
        for problem in tally.problems.iter().take(6) {
            println!("      {}", problem.chars().take(400).collect::<String>());
        }
    }
}
