//! Prints the results of a verification.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use generator::load::{self, Document};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use untrusted::{files, text};

use super::allow::{Entry, List};
use super::{Documents, Target};
use crate::documents::sources::FileAccess;
use crate::render::counted;
use crate::terminal::{ERROR, STRONG, WARNING, styled};

/// Maximum number of characters shown of a value.
const SHOWN: usize = 300;

/// Result for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// The types were verified.
    Verified,
    /// The document has errors, or is not `OpenAPI` 3.
    Invalid,
    /// The program did not compile.
    NotBuilt,
    /// A process crashed.
    Crashed,
    /// A process exceeded the time limit.
    TimedOut,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Invalid => "invalid",
            Self::NotBuilt => "not-built",
            Self::Crashed => "crashed",
            Self::TimedOut => "timed-out",
        }
    }
}

/// Results for one document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    /// Name of the document.
    pub(super) document: String,
    pub(super) outcome: Outcome,
    /// Reason for a failure.
    pub(super) cause: Option<String>,
    /// Results of the verifier.
    #[serde(flatten)]
    pub(super) verified: Verified,
}

impl Row {
    pub(super) fn new(target: &Target, outcome: Outcome, cause: Option<String>) -> Self {
        Self {
            document: target.shown.clone(),
            outcome,
            cause,
            verified: Verified::default(),
        }
    }
}

/// Results of the verifier for a document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Verified {
    /// Number of schemas, each with a type and a direction.
    pub(super) schemas: usize,
    /// Number of valid values.
    pub(super) instances: usize,
    /// Number of valid values that are examples of the document.
    pub(super) examples: usize,
    /// Number of examples that the document does not allow.
    pub(super) invalid_examples: usize,
    /// The first of these examples.
    #[serde(default)]
    pub(super) wrong_examples: Vec<WrongExample>,
    /// Number of invalid values.
    pub(super) invalid: usize,
    /// Number of values that were built with setters.
    pub(super) built: usize,
    /// Number of union values whose variant was known.
    pub(super) variants: usize,
    /// Number of schemas without a valid value.
    pub(super) without_value: usize,
    /// Number of schemas that cannot be used.
    pub(super) unusable: usize,
    /// Number of schemas that were skipped for lack of time.
    pub(super) skipped: usize,
    /// Duration in seconds.
    pub(super) seconds: f64,
    /// Values that the types handle incorrectly.
    pub(super) failures: Vec<Failure>,
}

/// An example that its own schema does not allow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WrongExample {
    pub(super) pointer: String,
    /// First line of the schema in the document.
    pub(super) line: Option<usize>,
    pub(super) subject: String,
    pub(super) example: Value,
    pub(super) message: String,
}

/// A value that the types handle differently from the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Failure {
    pub(super) class: String,
    pub(super) pointer: String,
    /// First line of the schema in the document.
    pub(super) line: Option<usize>,
    pub(super) subject: String,
    pub(super) direction: String,
    pub(super) instance: Value,
    pub(super) message: String,
    pub(super) count: usize,
    /// Reason in the list of known failures.
    pub(super) allowed: Option<String>,
}

impl Verified {
    /// Looks up the lines of the schemas in the document.
    pub(super) fn find_lines(&mut self, path: &Path, root: Option<&Path>) {
        if self.failures.is_empty() && self.wrong_examples.is_empty() {
            return;
        }
        let Ok(bytes) = files::read(path) else {
            return;
        };
        let Ok(beside) = FileAccess::new(path, root) else {
            return;
        };
        let read = |path: &str| beside.read(path);
        let loaded = load::load_with(&path.to_string_lossy(), bytes, &[], &read, beside.root());
        let Some(document) = &loaded.document else {
            return;
        };
        let line = |pointer: &str| {
            let (file, start) = span_start(document, pointer)?;
            Some(loaded.sources.line_column(file, start).0)
        };
        for failure in &mut self.failures {
            failure.line = line(&failure.pointer);
        }
        for wrong in &mut self.wrong_examples {
            wrong.line = line(&wrong.pointer);
        }
    }
}

/// Returns the file and offset that a pointer leads to.
fn span_start(document: &Document, pointer: &str) -> Option<(load::FileId, usize)> {
    let mut node = document.root();
    for token in pointer.strip_prefix('#')?.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        node = if node.is_array() {
            node.at(name.parse().ok()?)?
        } else {
            node.get(&name)?
        };
    }
    let (file, span) = document.span(&node.location())?;
    Some((file, span.start))
}

/// Results of a run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    rows: Vec<Row>,
    totals: Totals,
    /// Number of failures of each class.
    classes: BTreeMap<String, usize>,
    /// Entries of the list that are no longer needed.
    needless: Vec<Entry>,
}

/// Totals over all documents.
#[derive(Debug, Default, Serialize)]
struct Totals {
    documents: usize,
    verified: usize,
    schemas: usize,
    instances: usize,
    examples: usize,
    invalid_examples: usize,
    invalid: usize,
    built: usize,
    variants: usize,
    without_value: usize,
    unusable: usize,
    skipped: usize,
    /// Schemas with a failure that the list does not contain.
    failures: usize,
    /// Schemas with a failure that the list contains.
    allowed: usize,
    elapsed_seconds: f64,
}

impl Report {
    pub(super) fn new(mut rows: Vec<Row>, list: &List, elapsed: Duration) -> Self {
        let mut totals = Totals {
            documents: rows.len(),
            elapsed_seconds: elapsed.as_secs_f64(),
            ..Totals::default()
        };
        let mut classes = BTreeMap::new();
        let mut needed = vec![false; list.allow.len()];
        for row in &mut rows {
            for failure in &mut row.verified.failures {
                for (entry, needed) in list.allow.iter().zip(&mut needed) {
                    if entry.covers(&row.document, failure) {
                        failure.allowed = Some(entry.reason.clone());
                        *needed = true;
                    }
                }
                if failure.allowed.is_some() {
                    totals.allowed += 1;
                } else {
                    totals.failures += 1;
                    *classes.entry(failure.class.clone()).or_default() += 1;
                }
            }
            totals.add(row);
        }
        // An entry is needed as long as its document was not verified.
        let is_verified = |entry: &&Entry| {
            rows.iter().any(|row| {
                row.document == entry.document
                    && row.outcome == Outcome::Verified
                    && row.verified.skipped == 0
            })
        };
        let needless = list.allow.iter().zip(&needed);
        let needless = needless
            .filter(|(_, needed)| !**needed)
            .map(|(entry, _)| entry);
        let needless = needless.filter(is_verified).cloned().collect();
        Self {
            rows,
            totals,
            classes,
            needless,
        }
    }

    pub(super) fn has_failures(&self, documents: Documents) -> bool {
        let is_failure = |outcome| match outcome {
            Outcome::Verified => false,
            Outcome::Invalid => documents == Documents::Named,
            Outcome::NotBuilt | Outcome::Crashed | Outcome::TimedOut => true,
        };
        self.totals.failures > 0
            || !self.needless.is_empty()
            || self.rows.iter().any(|row| is_failure(row.outcome))
    }

    /// Returns the report as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.table(&mut text);
        for row in &self.rows {
            if let Some(cause) = &row.cause {
                let _ = writeln!(
                    text,
                    "\n{}\n{}",
                    styled(STRONG, text::line(&row.document)),
                    text::lines(cause)
                );
            }
            for wrong in &row.verified.wrong_examples {
                show_example(&mut text, row, wrong);
            }
            for failure in &row.verified.failures {
                show(&mut text, row, failure);
            }
        }
        for entry in &self.needless {
            let _ = writeln!(
                text,
                "\n{} xtask/verify-allow.toml: the entry for {} {} at {} is not needed",
                styled(ERROR, "needless"),
                text::line(&entry.document),
                text::line(&entry.class),
                text::line(&entry.pointer),
            );
        }
        let totals = &self.totals;
        let _ = writeln!(
            text,
            "\n{}: {}, {} ({} of them examples), {}, {} built, {}; {}, {} allowed; {:.1} s",
            styled(STRONG, counted(totals.documents, "document")),
            counted(totals.schemas, "schema"),
            counted(totals.instances, "valid value"),
            totals.examples,
            counted(totals.invalid, "invalid value"),
            totals.built,
            counted(totals.variants, "variant"),
            counted(totals.failures, "failure"),
            totals.allowed,
            totals.elapsed_seconds,
        );
        if totals.skipped + totals.unusable + totals.without_value + totals.invalid_examples > 0 {
            let _ = writeln!(
                text,
                "not verified: {} without a value, {} that cannot be used, {} skipped for lack of time; {} that the document does not allow",
                counted(totals.without_value, "schema"),
                totals.unusable,
                totals.skipped,
                counted(totals.invalid_examples, "example"),
            );
        }
        for (class, count) in &self.classes {
            let _ = writeln!(text, "{}: {count}", styled(ERROR, class));
        }
        text
    }

    fn table(&self, text: &mut String) {
        let widths = self.rows.iter().map(|row| row.document.chars().count());
        let width = widths.max().unwrap_or(0).clamp(8, 70);
        let head = format!(
            "{:width$}  {:9} {:>7} {:>9} {:>8} {:>7} {:>6} {:>8} {:>8} {:>8}",
            "document",
            "result",
            "schemas",
            "instances",
            "examples",
            "invalid",
            "built",
            "failures",
            "allowed",
            "seconds"
        );
        let _ = writeln!(text, "{}", styled(STRONG, head));
        for row in &self.rows {
            let found = &row.verified;
            let allowed = found.failures.iter().filter(|one| one.allowed.is_some());
            let allowed = allowed.count();
            let failures = found.failures.len() - allowed;
            let outcome = format!("{:9}", row.outcome.name());
            let outcome = match row.outcome {
                Outcome::Verified if failures == 0 => outcome,
                Outcome::Invalid => styled(WARNING, outcome),
                _ => styled(ERROR, outcome),
            };
            let _ = writeln!(
                text,
                "{:width$}  {outcome} {:>7} {:>9} {:>8} {:>7} {:>6} {failures:>8} {allowed:>8} {:>8.1}",
                text::line(&row.document),
                found.schemas,
                found.instances,
                found.examples,
                found.invalid,
                found.built,
                found.seconds,
            );
        }
    }
}

impl Totals {
    fn add(&mut self, row: &Row) {
        let found = &row.verified;
        self.verified += usize::from(row.outcome == Outcome::Verified);
        self.schemas += found.schemas;
        self.instances += found.instances;
        self.examples += found.examples;
        self.invalid_examples += found.invalid_examples;
        self.invalid += found.invalid;
        self.built += found.built;
        self.variants += found.variants;
        self.without_value += found.without_value;
        self.unusable += found.unusable;
        self.skipped += found.skipped;
    }
}

/// Shows an example that the document does not allow: an error of the document, not of the types.
fn show_example(text: &mut String, row: &Row, wrong: &WrongExample) {
    let line = wrong.line.map(|line| format!(":{line}"));
    let _ = writeln!(
        text,
        "\n{} {}{} {}\n    {}\n    {}\n    {}",
        styled(STRONG, "wrong example"),
        text::line(&row.document),
        line.unwrap_or_default(),
        text::line(&wrong.pointer),
        text::line(&wrong.subject),
        text::line(&shortened(&wrong.example)),
        text::line(&wrong.message),
    );
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn show(text: &mut String, row: &Row, failure: &Failure) {
    if failure.allowed.is_some() {
        return;
    }
    let line = failure
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let _ = writeln!(
        text,
        "\n{} {}{line} {}\n    {} ({}, {})\n    {}\n    {}",
        styled(ERROR, &failure.class),
        text::line(&row.document),
        text::line(&failure.pointer),
        text::line(&failure.subject),
        failure.direction,
        counted(failure.count, "value"),
        text::line(&shortened(&failure.instance)),
        text::line(&failure.message),
    );
}
