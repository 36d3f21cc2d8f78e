//! `corpus`: generates bindings for every document of a folder and optionally compiles them.
//!
//! Each document is generated in its own process, so that a crash, a hang or a lack of memory fails only that document.
//! The crates are those that `export` writes, as members of one workspace, so that dependencies are compiled once.

mod compile;
mod document;
mod find;
mod report;
mod run;
#[cfg(test)]
mod tests;

use std::fs;
use std::io::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Serialize;
use untrusted::text;

use super::verify;
use super::verify::{Limits, Target};
use crate::CommandStatus;
use crate::terminal;
use crate::terminal::Progress;
use crate::workspace;
use crate::workspace::shown;
pub(crate) use compile::{Tool, run as compile};
use document::Found;
pub(crate) use document::{Options as DocumentOptions, limit_memory, put_all, run as run_document};
use find::Document;
pub(crate) use run::wait;

/// Generates bindings for every document of a folder, and reports the results
///
/// In a sub-folder, only files with a key `openapi` or `swagger` count, because a document may consist of several
/// files; the folders below such a file are not searched. Exits with 0 if every document was generated (and compiled),
/// rejected as Swagger 2.0 or found invalid; with 1 if one failed.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Folder with the documents
    folder: PathBuf,
    /// Compile the output; a warning is a failure
    #[arg(long)]
    check: bool,
    /// Run clippy on the output, pedantic lints included
    #[arg(long)]
    clippy: bool,
    /// Run rustdoc on the output
    #[arg(long)]
    doc: bool,
    /// Verify the types against the documents, and print only that report (see `verify`)
    #[arg(long, conflicts_with_all = ["check", "clippy", "doc", "census", "strict"])]
    verify: bool,
    #[command(flatten)]
    limits: Limits,
    /// Number of documents that are processed at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// List the locations typed as any JSON value although the document is more specific
    #[arg(long)]
    census: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Reject documents with an invalid operation or a `$ref` that does not resolve, instead of leaving those parts out
    #[arg(long)]
    strict: bool,
    /// Folder whose files the documents may refer to [default: the folder of each]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Time limit for generating one document, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Memory limit for generating one document, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 4096)]
    memory: u64,
    /// Only documents whose path contains this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// No documents whose path contains this text
    #[arg(long, value_name = "TEXT")]
    except: Option<String>,
}

/// Result for a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    /// Generated, and compiled if requested.
    Good,
    /// The document has errors.
    Invalid,
    /// The document is Swagger 2.0.
    Refused,
    /// The output does not compile without a warning.
    Broken,
    /// The process crashed.
    Crashed,
    /// The process exceeded the time limit.
    TimedOut,
}

impl Outcome {
    /// Returns true if the generator failed, not the document.
    fn is_failure(self) -> bool {
        matches!(self, Self::Broken | Self::Crashed | Self::TimedOut)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Invalid => "invalid",
            Self::Refused => "refused",
            Self::Broken => "broken",
            Self::Crashed => "crashed",
            Self::TimedOut => "timed-out",
        }
    }
}

/// Results for one document.
#[derive(Debug, Clone, Serialize)]
struct Row {
    /// Path from the folder.
    document: String,
    outcome: Outcome,
    /// Statistics of the output.
    #[serde(flatten)]
    found: Found,
    /// Reasons for a failure.
    causes: Vec<Cause>,
}

/// Reason for a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Cause {
    /// Generalized message, equal for similar failures of several documents.
    kind: String,
    /// Full message.
    pub(crate) text: String,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let started = Instant::now();
    let mut documents = find::documents(&options.folder)?;
    if let Some(only) = &options.only {
        documents.retain(|document| document.shown.contains(only));
    }
    if let Some(except) = &options.except {
        documents.retain(|document| !document.shown.contains(except));
    }
    if documents.is_empty() {
        bail!("{} contains no document", shown(&options.folder));
    }
    if options.verify {
        let targets: Vec<Target> = documents
            .into_iter()
            .map(|document| target(document, options.root.as_deref()))
            .collect();
        let documents = verify::Documents::Found;
        return verify::run_all(
            &targets,
            documents,
            &options.limits,
            jobs(options),
            options.json,
        );
    }
    let scratch = scratch()?;
    let mut rows = generate_all(options, &documents, &scratch)?;
    for tool in [
        (options.check, Tool::Check),
        (options.clippy, Tool::Clippy),
        (options.doc, Tool::Doc),
    ] {
        if let (true, tool) = tool {
            compile_all(tool, options, &documents, &mut rows, &scratch)?;
        }
    }
    let report = report::Report::new(rows, started.elapsed());
    let text = if options.json {
        text::json(&serde_json::to_string_pretty(&report)?).into_owned() + "\n"
    } else {
        report.text(options.census)
    };
    terminal::output().write_all(text.as_bytes())?;
    Ok(if report.has_failures() {
        CommandStatus::Failure
    } else {
        CommandStatus::Success
    })
}

/// Returns the verification target for a document.
fn target(document: Document, root: Option<&Path>) -> Target {
    Target {
        document: document.path,
        root: root.map(Path::to_owned),
        shown: document.shown,
        crate_name: document.crate_name,
        configured: None,
    }
}

/// Creates the folder for the crates, and returns its path.
fn scratch() -> anyhow::Result<PathBuf> {
    let folder = workspace::target().join("corpus");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", shown(&folder)))?;
    fs::canonicalize(&folder).with_context(|| format!("cannot find {}", shown(&folder)))
}

/// Returns the folder of a document's crate.
fn member(scratch: &Path, document: &Document) -> PathBuf {
    scratch.join("crates").join(&document.crate_name)
}

/// Returns the number of documents to process at a time.
fn jobs(options: &Options) -> usize {
    let processors = || thread::available_parallelism().map_or(1, NonZero::get);
    options.jobs.map_or_else(processors, NonZero::get)
}

/// Generates all documents, several at a time. The rows have the order of the documents.
fn generate_all(
    options: &Options,
    documents: &[Document],
    scratch: &Path,
) -> anyhow::Result<Vec<Row>> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, anyhow::Result<Row>)>> = Mutex::default();
    let progress = Progress::new();
    let limits = run::Limits {
        time: Duration::from_secs(options.timeout),
        memory: options.memory,
        strict: options.strict,
        root: options.root.clone(),
    };
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(document) = documents.get(index) else {
                return;
            };
            progress.say(&format!(
                "Generating {} of {}: {}",
                index + 1,
                documents.len(),
                document.shown
            ));
            let row = run::document(&program, document, &member(scratch, document), &limits);
            if let Ok(mut rows) = rows.lock() {
                rows.push((index, row));
            }
        }
    };
    thread::scope(|threads| {
        for _ in 0..jobs(options).min(documents.len()) {
            threads.spawn(work);
        }
    });
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Compiles the crates, and adds the messages of the compiler to the rows.
fn compile_all(
    tool: Tool,
    options: &Options,
    documents: &[Document],
    rows: &mut [Row],
    scratch: &Path,
) -> anyhow::Result<()> {
    let generated = |row: &Row| matches!(row.outcome, Outcome::Good | Outcome::Broken);
    let members: Vec<&str> = documents
        .iter()
        .zip(rows.iter())
        .filter(|(_, row)| generated(row))
        .map(|(document, _)| document.crate_name.as_str())
        .collect();
    if members.is_empty() {
        return Ok(());
    }
    let progress = Progress::new();
    progress.say(&format!("Compiling {} crates", members.len()));
    let mut said = compile(tool, scratch, &members, jobs(options))?;
    progress.clear();
    for (document, row) in documents.iter().zip(rows) {
        if let Some(causes) = said.remove(&document.crate_name) {
            row.outcome = Outcome::Broken;
            row.causes.extend(causes);
        }
    }
    Ok(())
}
