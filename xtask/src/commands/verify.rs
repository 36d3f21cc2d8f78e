//! `verify`: compares what the types of an API do with what its document says.
//!
//! For each document, a program contains the types without the client. All programs are built in one run, as members of
//! one workspace. The verifier, a separate package like the mock server, then runs each program. It generates values
//! and validates them with the document's JSON Schema. The types must decode and encode valid values without change,
//! and must reject invalid ones. `docs/verification.md` documents what this proves.

mod allow;
mod prepare;
mod report;
mod run;
#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::bail;
use untrusted::text;

use crate::CommandStatus;
use crate::terminal;
use crate::workspace::{Configuration, Places};

pub(crate) use prepare::{Options as PrepareOptions, run as run_prepare};
pub(crate) use run::{LimitOptions, run_limited};

/// Compares the types with the document: valid values must be accepted, invalid ones rejected
///
/// Without `--document`, verifies the APIs of the configuration. Exits with 1 if the types fail for a value without an
/// entry in xtask/verify-allow.toml, or if an entry is no longer needed.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Document to verify [default: the documents in the configuration]
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Folder whose files the document may refer to [default: the document's own]
    #[arg(long, value_name = "FOLDER", requires = "document")]
    root: Option<PathBuf>,
    /// API of the configuration [default: all]
    #[arg(long, value_name = "NAME", conflicts_with = "document")]
    api: Option<String>,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    limits: Limits,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// Limits of a verification.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Limits {
    /// Time limit for verifying one document after its program is built, in seconds; the rest is counted as skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) verify_time: u64,
    /// Memory limit for verifying one document, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 6144)]
    pub(crate) verify_memory: u64,
}

/// Origin of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// The command line or the configuration names them: an invalid document is a failure.
    Named,
    /// They were found in a folder.
    Found,
}

/// A document to verify.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) document: PathBuf,
    /// Folder whose files the document may refer to. None for its own folder.
    pub(crate) root: Option<PathBuf>,
    /// Name in reports.
    pub(crate) shown: String,
    pub(crate) crate_name: String,
    /// Configuration and name of the API in it.
    pub(crate) configured: Option<(PathBuf, String)>,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let targets = targets(options)?;
    let jobs = std::thread::available_parallelism().map_or(1, NonZero::get);
    run_all(
        &targets,
        Documents::Named,
        &options.limits,
        jobs,
        options.json,
    )
}

/// Verifies documents, and prints the results.
pub(crate) fn run_all(
    targets: &[Target],
    documents: Documents,
    limits: &Limits,
    jobs: usize,
    json: bool,
) -> anyhow::Result<CommandStatus> {
    let started = Instant::now();
    let rows = run::all(targets, limits, jobs)?;
    let allowed = allow::List::read()?;
    let report = report::Report::new(rows, &allowed, started.elapsed());
    let text = if json {
        text::json(&serde_json::to_string_pretty(&report)?).into_owned() + "\n"
    } else {
        report.text()
    };
    terminal::output().write_all(text.as_bytes())?;
    Ok(if report.has_failures(documents) {
        CommandStatus::Failure
    } else {
        CommandStatus::Success
    })
}

fn targets(options: &Options) -> anyhow::Result<Vec<Target>> {
    if let Some(document) = &options.document {
        let name = document.file_name().unwrap_or(document.as_os_str());
        return Ok(vec![Target {
            document: document.clone(),
            root: options.root.clone(),
            shown: name.to_string_lossy().into_owned(),
            crate_name: "verified".to_owned(),
            configured: None,
        }]);
    }
    let path = options.places.config();
    let configuration = Configuration::read(&path)?;
    let mut targets = Vec::new();
    for (name, api) in &configuration.config.apis {
        if options.api.as_ref().is_some_and(|asked| asked != name) {
            continue;
        }
        if !api.overlays.is_empty() {
            bail!("`{name}` has overlays: verification reads the document as it was published");
        }
        targets.push(Target {
            document: configuration.beside(&api.document),
            root: api
                .root
                .as_ref()
                .map(|root| configuration.root(name, root))
                .transpose()?,
            shown: name.clone(),
            crate_name: format!("api-{}", name.replace('_', "-")),
            configured: Some((path.clone(), name.clone())),
        });
    }
    if targets.is_empty() {
        bail!("the configuration has no such API");
    }
    Ok(targets)
}
