//! Recorded requests.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::validation::problem::{Problem, Verdict};

/// A request with its response. `Debug` and `Display` show no credentials and no bodies.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method in upper case.
    pub method: String,
    /// The path as it was sent, with its percent-encoding.
    pub path: String,
    /// The query as it was sent, without `?`. Empty if there is none.
    pub query: String,
    /// The headers as they were sent, credentials included, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// The `operationId` of the operation.
    pub operation: Option<String>,
    /// The path of the operation in the document.
    pub template: Option<String>,
    /// The values of the valid parameters: an object by location (`path`, `query`, `header`, `cookie`) of objects by
    /// name.
    pub parameters: Value,
    /// Verdict of the validation.
    pub verdict: Verdict,
    /// Problems of the request.
    pub problems: Vec<Problem>,
    /// The status of the response.
    pub status: u16,
    /// The body of the response.
    pub reply: Bytes,
    pub(crate) shown_query: String,
    pub(crate) secret_headers: Vec<String>,
}

impl RecordedRequest {
    /// Returns the value of a header, independent of the case of its name. Several values are joined with commas.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// Returns the body as JSON. None if it is not JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Returns the decoded pairs of the query in order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        crate::request::received::pairs(&self.query)
            .into_iter()
            .map(|pair| {
                let value = pair.value();
                (pair.name, value)
            })
            .collect()
    }
}

/// Formats a log line: `POST /users 200 valid createUser`.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)?;
        if !self.shown_query.is_empty() {
            write!(formatter, "?{}", self.shown_query)?;
        }
        write!(formatter, " {} {}", self.status, self.verdict)?;
        if let Some(operation) = &self.operation {
            write!(formatter, " {operation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| {
                let is_secret = self.secret_headers.contains(name);
                (name.as_str(), if is_secret { "…" } else { value.as_str() })
            })
            .collect();
        formatter
            .debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.shown_query)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("operation", &self.operation)
            .field("verdict", &self.verdict)
            .field("problems", &self.problems)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
