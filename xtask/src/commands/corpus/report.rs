//! Prints the results of a corpus.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;
use untrusted::text;

use super::{Outcome, Row};
use crate::measure::megabytes;
use crate::render::counted;
use crate::terminal::{ERROR, STRONG, WARNING, styled};

/// Maximum number of documents named for a cause.
const NAMED: usize = 5;
/// Maximum number of lines shown of the first example of a cause.
const LINES: usize = 14;

/// Results of a run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    rows: Vec<Row>,
    totals: Totals,
    failures: Vec<Group>,
    invalid: Vec<Group>,
    /// Reasons for fallbacks with their number, the most frequent first.
    fallbacks: Vec<(String, usize)>,
}

/// Totals over all documents.
#[derive(Debug, Default, Serialize)]
struct Totals {
    documents: usize,
    good: usize,
    invalid: usize,
    refused: usize,
    broken: usize,
    crashed: usize,
    timed_out: usize,
    warnings: usize,
    types: usize,
    operations: usize,
    lines: usize,
    /// Locations typed as any JSON value although the document is more specific.
    fallbacks: usize,
    /// Sum of the generation times of all documents.
    generation_seconds: f64,
    /// Elapsed time of the run.
    elapsed_seconds: f64,
    /// Peak memory of the document that needed most, in bytes.
    peak_memory: u64,
}

/// Documents with the same cause.
#[derive(Debug, Serialize)]
struct Group {
    cause: String,
    documents: Vec<String>,
    /// Number of occurrences in these documents.
    occurrences: usize,
    example: String,
}

impl Report {
    pub(super) fn new(rows: Vec<Row>, elapsed: Duration) -> Self {
        let mut totals = Totals {
            documents: rows.len(),
            elapsed_seconds: elapsed.as_secs_f64(),
            ..Totals::default()
        };
        for row in &rows {
            totals.add(row);
        }
        let failures = groups(rows.iter().filter(|row| row.outcome.is_failure()));
        let invalid = groups(rows.iter().filter(|row| row.outcome == Outcome::Invalid));
        Self {
            totals,
            failures,
            invalid,
            fallbacks: reasons(&rows),
            rows,
        }
    }

    pub(super) fn has_failures(&self) -> bool {
        self.rows.iter().any(|row| row.outcome.is_failure())
    }

    /// Returns the report as text.
    pub(super) fn text(&self, census: bool) -> String {
        let mut text = String::new();
        self.table(&mut text);
        if !self.invalid.is_empty() {
            let _ = writeln!(text, "\n{}", styled(STRONG, "Documents with errors"));
            show(&mut text, &self.invalid);
        }
        if !self.failures.is_empty() {
            let _ = writeln!(text, "\n{}", styled(STRONG, "Failures, by cause"));
            show(&mut text, &self.failures);
        }
        if census {
            self.census(&mut text);
        }
        let totals = &self.totals;
        let _ = writeln!(
            text,
            "\n{}: {} good, {} invalid, {} refused, {} broken, {} crashed, {} timed out",
            styled(STRONG, counted(totals.documents, "document")),
            totals.good,
            totals.invalid,
            totals.refused,
            totals.broken,
            totals.crashed,
            totals.timed_out,
        );
        let _ = writeln!(
            text,
            "{}, {}, {}, {}, {}; {:.1} s of generation, {} at most; {:.1} s in total",
            counted(totals.operations, "operation"),
            counted(totals.types, "type"),
            counted(totals.lines, "line"),
            counted(totals.warnings, "warning"),
            counted(totals.fallbacks, "fallback"),
            totals.generation_seconds,
            megabytes(totals.peak_memory),
            totals.elapsed_seconds,
        );
        text
    }

    /// Lists the locations typed as any JSON value, with reasons.
    fn census(&self, text: &mut String) {
        let _ = writeln!(
            text,
            "\n{}",
            styled(
                STRONG,
                "Any JSON value, although the document is more specific"
            )
        );
        for (reason, count) in &self.fallbacks {
            let _ = writeln!(text, "{} ({count})", styled(STRONG, reason));
            for row in &self.rows {
                let places = row.found.fallbacks.iter();
                for (place, _) in places.filter(|(_, why)| why == reason) {
                    let _ = writeln!(
                        text,
                        "    {} {}",
                        text::line(&row.document),
                        text::line(place)
                    );
                }
            }
        }
    }

    fn table(&self, text: &mut String) {
        let width = self
            .rows
            .iter()
            .map(|row| row.document.chars().count())
            .max()
            .unwrap_or(0)
            .clamp(8, 60);
        let _ = writeln!(
            text,
            "{}",
            styled(
                STRONG,
                format!(
                    "{:width$}  {:9} {:>6} {:>8} {:>6} {:>10} {:>7} {:>11} {:>8} {:>10}",
                    "document",
                    "result",
                    "errors",
                    "warnings",
                    "types",
                    "operations",
                    "lines",
                    "fallbacks",
                    "seconds",
                    "memory"
                )
            )
        );
        for row in &self.rows {
            let found = &row.found;
            let memory = found.peak_memory.map(megabytes).unwrap_or_default();
            let outcome = format!("{:9}", row.outcome.name());
            let outcome = match row.outcome {
                Outcome::Good => outcome,
                Outcome::Invalid | Outcome::Refused => styled(WARNING, outcome),
                Outcome::Broken | Outcome::Crashed | Outcome::TimedOut => styled(ERROR, outcome),
            };
            let _ = writeln!(
                text,
                "{:width$}  {outcome} {:>6} {:>8} {:>6} {:>10} {:>7} {:>11} {:>8.3} {memory:>10}",
                shortened(&text::line(&row.document), width),
                found.errors,
                found.warnings,
                found.types,
                found.operations,
                found.lines,
                found.fallbacks.len(),
                found.seconds,
            );
        }
    }
}

impl Totals {
    fn add(&mut self, row: &Row) {
        let count = match row.outcome {
            Outcome::Good => &mut self.good,
            Outcome::Invalid => &mut self.invalid,
            Outcome::Refused => &mut self.refused,
            Outcome::Broken => &mut self.broken,
            Outcome::Crashed => &mut self.crashed,
            Outcome::TimedOut => &mut self.timed_out,
        };
        *count += 1;
        let found = &row.found;
        self.warnings += found.warnings;
        self.types += found.types;
        self.operations += found.operations;
        self.lines += found.lines;
        self.fallbacks += found.fallbacks.len();
        self.generation_seconds += found.seconds;
        self.peak_memory = self.peak_memory.max(found.peak_memory.unwrap_or(0));
    }
}

/// Returns the reasons for fallbacks, the most frequent first.
fn reasons(rows: &[Row]) -> Vec<(String, usize)> {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for (_, reason) in rows.iter().flat_map(|row| &row.found.fallbacks) {
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, count)) => *count += 1,
            None => reasons.push((reason.clone(), 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    reasons
}

/// Groups documents by cause, the most frequent first.
fn groups<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        for cause in &row.causes {
            let index = groups.iter().position(|group| group.cause == cause.kind);
            let group = if let Some(group) = index.and_then(|index| groups.get_mut(index)) {
                group
            } else {
                groups.push(Group {
                    cause: cause.kind.clone(),
                    documents: Vec::new(),
                    occurrences: 0,
                    example: cause.text.clone(),
                });
                let Some(group) = groups.last_mut() else {
                    continue;
                };
                group
            };
            group.occurrences += 1;
            if group.documents.last() != Some(&row.document) {
                group.documents.push(row.document.clone());
            }
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse((group.documents.len(), group.occurrences)));
    groups
}

fn show(text: &mut String, groups: &[Group]) {
    for group in groups {
        let named: Vec<&str> = group
            .documents
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let more = if group.documents.len() > NAMED {
            ", …"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{} ({} in {}: {}{more})",
            styled(STRONG, text::line(&group.cause)),
            group.occurrences,
            counted(group.documents.len(), "document"),
            text::line(&named.join(", ")),
        );
        for line in group.example.trim_end().lines().take(LINES) {
            let _ = writeln!(text, "    {}", text::line(line));
        }
    }
}

/// Shortens a path that is too long by removing its middle.
fn shortened(path: &str, width: usize) -> String {
    let length = path.chars().count();
    if length <= width {
        return path.to_owned();
    }
    let kept = width.saturating_sub(1);
    let start: String = path.chars().take(kept / 2).collect();
    let end: String = path.chars().skip(length - (kept - kept / 2)).collect();
    format!("{start}…{end}")
}
