//! Validates a request by the document.

pub(crate) mod body;
pub(crate) mod parameters;
pub(crate) mod problem;
pub(crate) mod security;
pub(crate) mod style;
pub(crate) mod value;

use serde_json::{Map, Value};

use crate::http::service::Service;
use crate::request::operation::{Match, Missing, Operation};
use crate::request::received::{Pair, Received, pairs};
use crate::validation::parameters::Reading;
use crate::validation::problem::{Location, Problem, Verdict};
use crate::validation::value::Reader;

/// Result of validating a request.
#[derive(Debug)]
pub(crate) struct RequestValidation<'s> {
    /// Operation of the request, if there is one.
    pub(crate) operation: Option<&'s Operation>,
    pub(crate) problems: Vec<Problem>,
    /// Status for an invalid request.
    pub(crate) status: u16,
    /// Values of the valid parameters, by location and name.
    pub(crate) parameters: Map<String, Value>,
    /// Methods of the path, if the request has another one.
    pub(crate) allowed: Vec<String>,
}

impl RequestValidation<'_> {
    /// Returns the verdict.
    pub(crate) fn verdict(&self) -> Verdict {
        Verdict::of(&self.problems)
    }

    fn rejected(status: u16, location: Location, message: String) -> Self {
        Self {
            operation: None,
            problems: vec![Problem::new(location, message)],
            status,
            parameters: Map::new(),
            allowed: Vec::new(),
        }
    }
}

/// Validates a request.
pub(crate) fn validate<'s>(service: &'s Service, received: &Received) -> RequestValidation<'s> {
    let pairs = pairs(&received.query);
    let query: Vec<(String, String)> = pairs
        .iter()
        .map(|pair| (pair.name.clone(), pair.value()))
        .collect();
    let found = service
        .operations
        .find(&received.method, &received.path, &query);
    let matches = match found {
        Ok(matches) => matches,
        Err(Missing::Path) => {
            let message = format!("the document has no path for `{}`", received.path);
            return RequestValidation::rejected(404, Location::Path, message);
        }
        Err(Missing::Method(allowed)) => {
            let message = format!(
                "the path has no `{}`; it has: {}",
                received.method,
                allowed.join(", ")
            );
            return RequestValidation {
                allowed,
                ..RequestValidation::rejected(405, Location::Method, message)
            };
        }
    };
    // If several operations have the same path, the request is for the one that it matches.
    let mut first = None;
    for found in &matches {
        let judgement = judge_match(service, found, received, &pairs);
        if judgement.problems.is_empty() {
            return judgement;
        }
        first = first.or(Some(judgement));
    }
    first.unwrap_or_else(|| {
        let message = "the document has no operation for it".to_owned();
        RequestValidation::rejected(404, Location::Path, message)
    })
}

fn judge_match<'s>(
    service: &'s Service,
    found: &Match<'s>,
    received: &Received,
    pairs: &[Pair],
) -> RequestValidation<'s> {
    let document = &service.document;
    let reading = Reading {
        reader: Reader {
            document,
            schemas: &service.schemas,
            strict: service.options.strict,
        },
        query_arrays: service.options.query_arrays,
    };
    let operation = found.operation;
    let strict = service.options.strict;
    let credentials = security::check(document, operation, received, pairs, strict);
    let mut known = security::query_keys(document, operation);
    known.extend(operation.query.iter().map(|(name, _)| name.clone()));
    let parameters = parameters::read(reading, found, received, pairs, &known);
    let body = body::check(reading, found, received);

    let status = if !credentials.is_empty() {
        401
    } else if body.is_unsupported {
        415
    } else {
        400
    };
    let mut problems = malformed(received);
    problems.extend(credentials);
    problems.extend(parameters.problems);
    problems.extend(body.problems);
    RequestValidation {
        operation: Some(operation),
        status: if Verdict::of(&problems) == Verdict::Undecided {
            500
        } else {
            status
        },
        problems,
        parameters: parameters.values,
        allowed: Vec::new(),
    }
}

/// Reports malformed percent-encoding (RFC 3986, section 2.1).
fn malformed(received: &Received) -> Vec<Problem> {
    let is_hexadecimal = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let is_malformed = |text: &str| {
        let bytes = text.as_bytes();
        let signs = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
        signs
            .into_iter()
            .any(|(at, _)| !is_hexadecimal(bytes.get(at + 1)) || !is_hexadecimal(bytes.get(at + 2)))
    };
    let texts = [
        (Location::Path, &received.path),
        (Location::Query, &received.query),
    ];
    texts
        .into_iter()
        .filter(|(_, text)| is_malformed(text))
        .map(|(location, _)| {
            Problem::new(location, "`%` must be followed by two hexadecimal digits")
        })
        .collect()
}
