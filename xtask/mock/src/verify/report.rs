//! The result of verifying a document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::schemas::convert::Direction;

/// Maximum number of reported failures of one class and schema; others are counted.
const SHOWN: usize = 1;

/// Maximum number of reported wrong examples; others are counted.
const WRONG_EXAMPLES: usize = 50;

/// Result of a verification.
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Number of verified schemas, each with a type and a direction.
    pub schemas: usize,
    /// Number of valid values that were passed to the types.
    pub instances: usize,
    /// Number of valid values that are examples or defaults of the document.
    pub examples: usize,
    /// Number of examples that their own schema does not allow.
    pub invalid_examples: usize,
    /// The first of these examples, with the reasons.
    pub wrong_examples: Vec<WrongExample>,
    /// Number of invalid values that were passed to the types.
    pub invalid: usize,
    /// Number of values that were built with `new` and setters.
    pub built: usize,
    /// Number of union values whose variant was known in advance.
    pub variants: usize,
    /// Number of schemas without a valid value.
    pub without_value: usize,
    /// Number of schemas that `jsonschema` cannot use.
    pub unusable: usize,
    /// Number of schemas that were skipped for lack of time.
    pub skipped: usize,
    /// Duration in seconds.
    pub seconds: f64,
    /// Failures of the types.
    pub failures: Vec<Failure>,
    #[serde(skip)]
    counts: BTreeMap<Key, usize>,
    /// Keys of the reported failures.
    #[serde(skip)]
    shown: Vec<Key>,
}

/// An example that its own schema does not allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WrongExample {
    /// The schema: a JSON pointer as a fragment, after the file name if it is not the document itself.
    pub pointer: String,
    /// Where the schema is used: the name of a type, or a location of an operation.
    pub subject: String,
    /// The example.
    pub example: Value,
    /// The error of the schema.
    pub message: String,
}

/// Key of similar failures, which are reported once: the class, the schema, and the generalized message.
type Key = (&'static str, String, String);

/// A value that the types handle differently from the document.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// Class of the failure.
    pub class: &'static str,
    /// The schema: a JSON pointer as a fragment, after the file name if it is not the document itself.
    pub pointer: String,
    /// Where the schema is used: the name of a type, or a location of an operation.
    pub subject: String,
    /// `request` or `response`.
    pub direction: &'static str,
    /// The smallest failing value.
    pub instance: Value,
    /// The error of the types, or the difference.
    pub message: String,
    /// Number of values of this schema that fail in the same way.
    pub count: usize,
}

impl Report {
    /// Counts a failure. Returns true if it is the first of its kind and must be reported.
    pub(super) fn count(&mut self, class: &'static str, pointer: &str, message: &str) -> bool {
        let key = (class, pointer.to_owned(), general(message));
        let count = self.counts.entry(key).or_default();
        *count += 1;
        *count <= SHOWN
    }

    /// Counts an example that the document does not allow.
    pub(super) fn add_wrong_example(&mut self, wrong: WrongExample) {
        self.invalid_examples += 1;
        if self.wrong_examples.len() < WRONG_EXAMPLES && !self.wrong_examples.contains(&wrong) {
            self.wrong_examples.push(wrong);
        }
    }

    pub(super) fn add(&mut self, failure: Failure, message: &str) {
        let key = (failure.class, failure.pointer.clone(), general(message));
        self.shown.push(key);
        self.failures.push(failure);
    }

    pub(super) fn finish(mut self) -> Self {
        for (failure, key) in self.failures.iter_mut().zip(&self.shown) {
            failure.count = self.counts.get(key).copied().unwrap_or(1);
        }
        self
    }
}

/// Returns a message without names, values and locations.
fn general(message: &str) -> String {
    let mut message = message.to_owned();
    // The found value, which may be any text.
    for found in ["invalid type: ", "invalid value: "] {
        while let Some(start) = message.find(found) {
            let end = message
                .get(start..)
                .and_then(|rest| rest.find(", expected"))
                .map_or(message.len(), |end| start + end);
            message.replace_range(start..end, "unexpected");
        }
    }
    let mut general = String::new();
    let mut quote = None;
    for character in message.chars() {
        match quote {
            Some(open) if open == character => quote = None,
            Some(_) => {}
            None if character == '`' || character == '"' => quote = Some(character),
            None if character.is_ascii_digit() => {}
            None => general.push(character),
        }
    }
    general
}

pub(super) fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "request",
        Direction::Response => "response",
        Direction::Neither => "unused",
    }
}
