//! `verify`: compares what the types of an API do with what its document says.
//!
//! For each document a program is made that has the types and nothing that calls the API. All programs are built at
//! once, as members of one workspace. Then each is run by the verifier, a package of its own like the mock server,
//! which makes values from the document and judges them by the document's JSON Schema: what is valid must be decoded
//! and written again as it was, what is invalid must be refused. `docs/verification.md` says what that proves.

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

use crate::Verdict;
use crate::terminal;
use crate::workspace::{Configuration, Places};

pub(crate) use prepare::{Options as PrepareOptions, run as run_prepare};
pub(crate) use run::{LimitOptions, run_limited};

/// Compares what the types do with what the document says: values that it allows and values that it forbids
///
/// Without `--document`, the APIs of the configuration are verified. Ends with 1 if the types fail on a value and no
/// entry of xtask/verify-allow.toml says why, or if such an entry is not needed any more.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The document [default: those of the configuration]
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The folder whose files the document may refer to [default: the document's own]
    #[arg(long, value_name = "FOLDER", requires = "document")]
    root: Option<PathBuf>,
    /// The API of the configuration [default: all]
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

/// What verification may take.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Limits {
    /// How long the verification of one document may take after its program is built, in seconds; what is left then is
    /// counted as skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) verify_time: u64,
    /// How much memory it may take, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 6144)]
    pub(crate) verify_memory: u64,
}

/// Where the documents are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Documents {
    /// The caller or the configuration names them: one that is invalid is a failure.
    Named,
    /// They are what a folder has.
    Found,
}

/// A document that is verified.
#[derive(Debug)]
pub(crate) struct Target {
    /// Where it is.
    pub(crate) document: PathBuf,
    /// The folder whose files it may refer to; none for its own.
    pub(crate) root: Option<PathBuf>,
    /// What it is called in reports.
    pub(crate) shown: String,
    /// The name of its crate.
    pub(crate) crate_name: String,
    /// The configuration and the name of the API in it.
    pub(crate) configured: Option<(PathBuf, String)>,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> anyhow::Result<Verdict> {
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

/// Verifies documents, and prints what came out.
pub(crate) fn run_all(
    targets: &[Target],
    documents: Documents,
    limits: &Limits,
    jobs: usize,
    json: bool,
) -> anyhow::Result<Verdict> {
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
        Verdict::NotWell
    } else {
        Verdict::Well
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
