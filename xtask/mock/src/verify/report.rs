//! What came out of the verification of a document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::convert::Direction;

/// How many failures of one class at one schema are counted and not told.
const TOLD: usize = 1;

/// How many wrong examples are reported; the others are counted.
const WRONG_EXAMPLES: usize = 50;

/// What came out.
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Schemas that were verified, each with a type and a direction.
    pub schemas: usize,
    /// Valid values that were given to the types.
    pub instances: usize,
    /// How many of them the document has as examples or defaults.
    pub examples: usize,
    /// Examples of the document that its own schema does not allow.
    pub invalid_examples: usize,
    /// The first of them, with what is wrong.
    pub wrong_examples: Vec<WrongExample>,
    /// Invalid values that were given to the types.
    pub invalid: usize,
    /// Values that were filled in with `new` and setters.
    pub built: usize,
    /// Unions of which the variant was known beforehand.
    pub variants: usize,
    /// Schemas for which no valid value was found.
    pub without_value: usize,
    /// Schemas that `jsonschema` cannot use.
    pub unusable: usize,
    /// Schemas for which there was no time.
    pub skipped: usize,
    /// How long it took.
    pub seconds: f64,
    /// What is wrong.
    pub failures: Vec<Failure>,
    #[serde(skip)]
    counts: BTreeMap<Key, usize>,
    /// What the failures that are told have in common with others.
    #[serde(skip)]
    told: Vec<Key>,
}

/// An example that its own schema does not allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WrongExample {
    /// The schema: a JSON pointer in a fragment, behind the file if it is not the document itself.
    pub pointer: String,
    /// Where the schema is used: the name of a type, or a location of an operation.
    pub subject: String,
    /// The example.
    pub example: Value,
    /// What the schema says of it.
    pub message: String,
}

/// What failures have in common that are told once: the class, the schema, and the message in general.
type Key = (&'static str, String, String);

/// A value that the types treat otherwise than the document says.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// What kind of failure it is.
    pub class: &'static str,
    /// The schema: a JSON pointer in a fragment, behind the file if it is not the document itself.
    pub pointer: String,
    /// Where the schema is used: the name of a type, or a location of an operation.
    pub subject: String,
    /// `request` or `response`.
    pub direction: &'static str,
    /// The smallest value that was found.
    pub instance: Value,
    /// What the types say, or the difference.
    pub message: String,
    /// How many values at this schema fail in the same way.
    pub count: usize,
}

impl Report {
    /// Counts a failure. Whether it is to be told, since there was none like it.
    pub(super) fn count(&mut self, class: &'static str, pointer: &str, message: &str) -> bool {
        let key = (class, pointer.to_owned(), general(message));
        let count = self.counts.entry(key).or_default();
        *count += 1;
        *count <= TOLD
    }

    /// Counts an example that the document does not allow.
    pub(super) fn add_wrong_example(&mut self, wrong: WrongExample) {
        self.invalid_examples += 1;
        if self.wrong_examples.len() < WRONG_EXAMPLES && !self.wrong_examples.contains(&wrong) {
            self.wrong_examples.push(wrong);
        }
    }

    pub(super) fn tell(&mut self, failure: Failure, message: &str) {
        let key = (failure.class, failure.pointer.clone(), general(message));
        self.told.push(key);
        self.failures.push(failure);
    }

    pub(super) fn finish(mut self) -> Self {
        for (failure, key) in self.failures.iter_mut().zip(&self.told) {
            failure.count = self.counts.get(key).copied().unwrap_or(1);
        }
        self
    }
}

/// A message without the names, values and places in it.
fn general(message: &str) -> String {
    let mut message = message.to_owned();
    // What a decoder found, which may be any text.
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
    }
}
