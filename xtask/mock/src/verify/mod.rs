//! Verifies types by the document: they must decode and encode valid values without change, and must reject invalid
//! values.
//!
//! The types are in a separate program that decodes and encodes (`cargo xtask verify` builds it). The unchanged
//! document and `jsonschema` determine the expectations. The generator only provides the table that maps types to parts
//! of the document.

mod check;
mod compare;
mod instances;
mod invalid;
mod merged;
mod moment;
mod process;
mod report;
mod shrink;
mod subjects;
mod table;
mod variants;

use std::path::Path;
use std::time::{Duration, Instant};

use self::check::Checker;
pub use self::process::Decode;
use self::process::{Process, Types};
pub use self::report::{Failure, Report, WrongExample};
use self::table::Table;
use crate::Error;
use crate::document::Document;
use crate::schemas::Schemas;

/// Limits of a verification.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time limit for one value.
    pub answer: Duration,
    /// Total time limit. The rest is counted as skipped.
    pub time: Duration,
}

/// Verifies the types of a document. `table` is the table of `generator::emit::verification`, and `program` contains
/// its entries. The document may refer to files of its folder, or of a root.
pub fn verify(
    (document, root): (&Path, Option<&Path>),
    table: &str,
    program: &Path,
    limits: &Limits,
) -> Result<Report, Error> {
    let document = Document::read(document, root)?;
    let types = Types::Program(Process::new(program, limits.answer));
    run(&document, table, types, limits.time)
}

/// Verifies types of the current program.
pub fn verify_here(document: &str, table: &str, decode: &Decode<'_>) -> Result<Report, Error> {
    let document = Document::parse(document)?;
    run(&document, table, Types::Here(decode), Duration::MAX)
}

fn run(
    document: &Document,
    table: &str,
    types: Types<'_>,
    time: Duration,
) -> Result<Report, Error> {
    let started = Instant::now();
    let table: Table = serde_json::from_str(table).map_err(|source| Error::Table { source })?;
    let schemas = Schemas::as_intended();
    let mut checker = Checker::new(document, &schemas, &table, types);
    let subjects = subjects::subjects(document, &table);
    checker.find_variants(&table, &subjects);
    for subject in &subjects {
        if started.elapsed() > time {
            checker.report.skipped += 1;
            continue;
        }
        checker.subject(subject);
    }
    for subject in &subjects {
        if started.elapsed() <= time {
            checker.examples_within(subject);
        }
    }
    let mut report = checker.finish();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}
