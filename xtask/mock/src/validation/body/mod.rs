//! Validates the body of a request (`OpenAPI` 3.1.1, sections 4.8.13 to 4.8.15).

mod form;
mod multipart;

use serde_json::Value;

use crate::document::Place;
use crate::document::json;
use crate::request::media;
use crate::request::operation::Match;
use crate::request::received::Received;
use crate::validation::parameters::Reading;
use crate::validation::problem::{Location, Problem};
use crate::validation::value::Raw;

/// Problems of a body.
#[derive(Debug, Default)]
pub(crate) struct BodyProblems {
    pub(crate) problems: Vec<Problem>,
    /// True if the media type is not supported.
    pub(crate) is_unsupported: bool,
}

impl BodyProblems {
    fn of(problems: Vec<Problem>) -> Self {
        Self {
            problems,
            is_unsupported: false,
        }
    }

    fn one(message: impl Into<String>) -> Self {
        Self::of(vec![Problem::new(Location::Body, message)])
    }

    fn unsupported(message: String) -> Self {
        let name = "content-type";
        Self {
            problems: vec![Problem::new(Location::Header, message).named(name)],
            is_unsupported: true,
        }
    }
}

/// Validates the body of a request.
pub(crate) fn check(reading: Reading<'_>, found: &Match<'_>, received: &Received) -> BodyProblems {
    let document = reading.reader.document;
    let operation = found.operation.place(document);
    let Some(body) = operation.and_then(|operation| operation.member("requestBody")) else {
        return if received.body.is_empty() || !reading.reader.strict {
            BodyProblems::default()
        } else {
            BodyProblems::one("the operation takes no body")
        };
    };
    let body = match document.follow(body) {
        Ok(body) => body,
        Err(message) => return BodyProblems::of(vec![Problem::new(Location::Document, message)]),
    };
    let declared: Vec<(&str, Place<'_>)> = body
        .member("content")
        .iter()
        .flat_map(Place::members)
        .collect();
    let sent = received.header("content-type");
    let takes_empty =
        !received.body.is_empty() || sent.is_some() && !is_structured(sent.as_deref());
    if !takes_empty {
        return if body.flag("required") {
            BodyProblems::one("the body is missing")
        } else {
            BodyProblems::default()
        };
    }
    let names = || {
        let names: Vec<&str> = declared.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    };
    let Some(sent) = sent else {
        return BodyProblems::unsupported(format!("it is missing; it can be: {}", names()));
    };
    let closest = declared
        .iter()
        .filter_map(|(name, place)| Some((media::closeness(name, &sent)?, place)))
        .max_by_key(|(closeness, _)| *closeness);
    let Some((_, media_type)) = closest else {
        return BodyProblems::unsupported(format!("it is `{sent}`, but can be: {}", names()));
    };
    BodyProblems::of(check_content(reading, media_type, &sent, &received.body))
}

/// Returns true for media types whose body cannot be empty.
fn is_structured(media_type: Option<&str>) -> bool {
    media_type.is_some_and(|media_type| {
        media::is_json(media_type) || media::essence(media_type) == "multipart/form-data"
    })
}

fn check_content(
    reading: Reading<'_>,
    media_type: &Place<'_>,
    sent: &str,
    body: &[u8],
) -> Vec<Problem> {
    let schema = media_type.member("schema");
    let problem = |message: String| vec![Problem::new(Location::Body, message)];
    let essence = media::essence(sent);
    if media::is_json(sent) {
        return match json::parse(body) {
            Ok(value) => check_value(reading, schema.as_ref(), &value),
            Err(message) => problem(message),
        };
    }
    if essence == "application/x-www-form-urlencoded" {
        return match std::str::from_utf8(body) {
            Ok(text) => form::check(reading, media_type, text),
            Err(_) => problem("the form is not UTF-8".to_owned()),
        };
    }
    if essence == "multipart/form-data" {
        return multipart::check(reading, media_type, sent, body);
    }
    if media::is_text(sent) {
        let Ok(text) = std::str::from_utf8(body) else {
            return problem("the text is not UTF-8".to_owned());
        };
        let schemas: Vec<Place<'_>> = schema.iter().cloned().collect();
        let value = reading.reader.value(&Raw::Text(text.to_owned()), &schemas);
        return check_value(reading, schema.as_ref(), &value);
    }
    // Other media types, such as files and XML, have no value that a schema can describe.
    Vec::new()
}

/// Validates the body with its schema.
fn check_value(reading: Reading<'_>, schema: Option<&Place<'_>>, value: &Value) -> Vec<Problem> {
    let Some(schema) = schema else {
        return Vec::new();
    };
    match reading.reader.check(schema, value) {
        Ok(violations) => violations
            .into_iter()
            .map(|violation| Problem::new(Location::Body, violation.message).at(violation.pointer))
            .collect(),
        Err(message) => vec![Problem::new(Location::Document, message)],
    }
}
