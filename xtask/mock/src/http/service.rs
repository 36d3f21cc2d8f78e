//! Maps a request to a response, without a network.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::QueryArrays;
use crate::document::Document;
use crate::http::control::Control;
use crate::http::reply::{Reply, respond};
use crate::request::operation::Operations;
use crate::request::received::Received;
use crate::sample;
use crate::schemas::steps::{self, Budget};
use crate::schemas::{Schemas, TOO_MANY_STEPS};
use crate::validation::problem::{Location, Problem, Verdict};
use crate::validation::security;
use crate::validation::{RequestValidation, validate};

/// Maximum number of steps for the validation of a request, and additional steps for each byte of it.
const STEPS: u64 = 20_000_000;
const STEPS_PER_BYTE: u64 = 64;

/// Options of validation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) strict: bool,
    pub(crate) query_arrays: QueryArrays,
}

/// A document that responds to requests.
pub(crate) struct Service {
    pub(crate) document: Document,
    pub(crate) schemas: Schemas,
    pub(crate) operations: Operations,
    pub(crate) options: Rules,
    secret_headers: Vec<String>,
    secret_pairs: Vec<String>,
}

/// Result of a request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) delay: Duration,
    pub(crate) verdict: Verdict,
    pub(crate) problems: Vec<Problem>,
    pub(crate) operation: Option<String>,
    pub(crate) template: Option<String>,
    pub(crate) parameters: Map<String, Value>,
}

impl Service {
    /// Creates a service. Schemas are compiled on demand.
    pub(crate) fn new(document: Document, options: Rules) -> Self {
        Self {
            schemas: Schemas::default(),
            operations: Operations::of(&document),
            secret_headers: security::headers(&document),
            secret_pairs: security::all_query_keys(&document),
            document,
            options,
        }
    }

    /// Returns true if a header contains a credential.
    pub(crate) fn is_secret(&self, header: &str) -> bool {
        self.secret_headers.iter().any(|secret| secret == header)
    }

    /// Returns the query without the values of credentials.
    pub(crate) fn shown_query(&self, query: &str) -> String {
        let pairs = query.split('&').map(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            if self.secret_pairs.iter().any(|secret| secret == name) {
                format!("{name}=…")
            } else {
                pair.to_owned()
            }
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Validates a request and responds to it.
    pub(crate) fn answer(&self, received: &Received) -> Answer {
        let control = Control::of(received);
        let size = u64::try_from(received.body.len() + received.query.len()).unwrap_or(u64::MAX);
        let budget = Budget::new(STEPS.saturating_add(size.saturating_mul(STEPS_PER_BYTE)));
        let mut validation = validate(self, received);
        if steps::are_spent() {
            validation.status = 500;
            validation.problems = vec![Problem::new(Location::Document, TOO_MANY_STEPS)];
        }
        drop(budget);
        // The work for a sample does not depend on the size of the request.
        let _budget = Budget::new(sample::STEPS);
        if !control.problems.is_empty() {
            if validation.problems.is_empty() {
                validation.status = 400;
            }
            validation.problems.extend(control.problems.clone());
        }
        let mut reply = match validation.operation {
            Some(operation) if validation.problems.is_empty() => {
                respond(self, operation, received, &control).unwrap_or_else(|problem| {
                    validation.status = match problem.location {
                        Location::Document => 500,
                        _ => 400,
                    };
                    validation.problems.push(problem);
                    refuse(&validation)
                })
            }
            _ => refuse(&validation),
        };
        let verdict = validation.verdict();
        reply.header("x-mock-verdict", verdict.as_str());
        let operation = validation.operation;
        let id = operation.and_then(|operation| operation.id.clone());
        if let Some(id) = id.as_ref().filter(|id| id.is_ascii()) {
            reply.header("x-mock-operation", id);
        }
        Answer {
            reply,
            delay: control.delay,
            verdict,
            operation: id,
            template: operation.map(|operation| operation.template.clone()),
            problems: validation.problems,
            parameters: validation.parameters,
        }
    }
}

/// Returns the response to an invalid request.
fn refuse(validation: &RequestValidation<'_>) -> Reply {
    // Clients show the field `message` of an error. It contains all problems, because they may cut the body.
    let message: Vec<String> = validation
        .problems
        .iter()
        .map(ToString::to_string)
        .collect();
    let report = json!({
        "message": message.join("; "),
        "mock": {
            "operation": validation.operation.and_then(|operation| operation.id.as_deref()),
            "errors": validation.problems,
        },
    });
    let mut reply = Reply::json(validation.status, &report);
    match validation.status {
        401 => reply.header("www-authenticate", "mock"),
        405 => reply.header("allow", &validation.allowed.join(", ")),
        _ => {}
    }
    reply
}
