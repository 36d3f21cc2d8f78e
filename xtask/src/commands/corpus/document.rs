//! The process of one document: generates bindings, and writes the crate and the statistics.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use generator::diagnostic::Severity;
use serde::{Deserialize, Serialize};

use crate::commands::export;
use crate::documents::pipeline::{Generate, Generated, Job};
use crate::output::package::{LICENSE, Package, WorkspaceRole};
use crate::output::plan;
use crate::output::plan::FileSet;
use crate::render::Summary;
use crate::workspace::shown;
use crate::{CommandStatus, measure};

/// Name of the API in every crate.
const API: &str = "api";
/// File next to the crate that contains the statistics.
pub(super) const FOUND: &str = "found.json";

/// Processes one document of a corpus
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Document
    document: PathBuf,
    /// Name of the crate
    crate_name: String,
    /// Folder of the crate
    out: PathBuf,
    /// Memory limit in megabytes
    memory: u64,
    /// Treat invalid operations and schemas as errors
    #[arg(long)]
    strict: bool,
    /// Folder whose files the document may refer to
    #[arg(long)]
    root: Option<PathBuf>,
}

/// Statistics of a generated document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Found {
    /// False if the document has errors, so that there is no output.
    pub(super) generated: bool,
    /// Number of errors of the document.
    pub(super) errors: usize,
    /// Number of warnings.
    pub(super) warnings: usize,
    /// Number of named types.
    pub(super) types: usize,
    /// Number of operations.
    pub(super) operations: usize,
    /// Number of lines of the API's files, without the runtime.
    pub(super) lines: usize,
    /// Seconds for reading, generating and formatting.
    pub(super) seconds: f64,
    /// Peak memory in bytes.
    pub(super) peak_memory: Option<u64>,
    /// Locations typed as any JSON value although the document is more specific, with reasons.
    pub(super) fallbacks: Vec<(String, String)>,
    /// Code and message of the first error.
    pub(super) first_error: Option<(String, String)>,
}

pub(crate) fn run(options: &Options, generate: &Generate<'_>) -> anyhow::Result<CommandStatus> {
    limit_memory(options.memory);
    let (name, mut api) = export::without_options(API)?;
    api.skip_invalid = !options.strict;
    let started = Instant::now();
    let job = Job::new(&name, &api, options.document.clone())
        .exported()
        .rooted(options.root.as_deref());
    let mut generated = match generate(&job) {
        Ok(generated) => generated,
        Err(error) if job.read_document().is_err() => return unreadable(&options.out, &error),
        Err(error) => return Err(error),
    };
    let seconds = started.elapsed().as_secs_f64();
    let peak_memory = measure::own_peak_memory();
    let of_api = generated.files.take();
    let tally = Summary::of(&generated.problems);
    let found = Found {
        generated: of_api.is_some(),
        errors: tally.errors,
        warnings: tally.warnings,
        types: generated.counts.types,
        operations: generated.counts.operations,
        lines: of_api
            .iter()
            .flat_map(FileSet::values)
            .map(|text| text.lines().count())
            .sum(),
        seconds,
        peak_memory,
        fallbacks: generated
            .fallbacks
            .iter()
            .map(|(place, reason)| (place.clone(), (*reason).to_owned()))
            .collect(),
        first_error: first_error(&generated),
    };
    if let Some(of_api) = of_api {
        let package = Package {
            name: &options.crate_name,
            license: LICENSE,
            info: &generated.info,
            example: generated.example.as_ref(),
            features: &generated.features,
            types_only: false,
        };
        let mut files = FileSet::from([
            (
                "Cargo.toml".to_owned(),
                package.manifest(WorkspaceRole::Member)?,
            ),
            ("README.md".to_owned(), package.readme()),
        ]);
        for (path, text) in package.sources(&name, of_api)? {
            files.insert(format!("src/{path}"), text);
        }
        put_all(&options.out, &files)?;
    }
    put_found(&options.out, &found)?;
    Ok(CommandStatus::Success)
}

/// Writes the statistics of a document that cannot be read.
fn unreadable(out: &Path, error: &anyhow::Error) -> anyhow::Result<CommandStatus> {
    let found = Found {
        errors: 1,
        first_error: Some(("unreadable".to_owned(), format!("{error:#}"))),
        ..Found::default()
    };
    put_found(out, &found)?;
    Ok(CommandStatus::Success)
}

fn put_found(out: &Path, found: &Found) -> anyhow::Result<()> {
    let path = out.join(FOUND);
    fs::create_dir_all(out)
        .and_then(|()| fs::write(&path, serde_json::to_vec(found)?))
        .with_context(|| format!("cannot write {}", shown(&path)))
}

/// Returns code and message of the first error.
fn first_error(generated: &Generated) -> Option<(String, String)> {
    let first = generated
        .problems
        .iter()
        .find(|problem| problem.severity == Severity::Error)?;
    let at = first
        .pointer
        .as_ref()
        .map(|pointer| format!(" (at {pointer})"))
        .unwrap_or_default();
    Some((first.code.to_owned(), format!("{}{at}", first.message)))
}

/// Makes a folder contain exactly these files. Files that already match are not touched, so that cargo does not
/// recompile them.
pub(crate) fn put_all(folder: &Path, files: &FileSet) -> anyhow::Result<()> {
    for path in plan::list(folder)? {
        let is_kept = files.contains_key(&path);
        let path = folder.join(path);
        // A link is replaced, not followed.
        if !is_kept || !fs::symlink_metadata(&path).is_ok_and(|there| there.is_file()) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", shown(&path)))?;
        }
    }
    let mut folders = BTreeSet::new();
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        let trouble = || format!("cannot write {}", shown(&path));
        if let Some(parent) = path.parent()
            && folders.insert(parent.to_owned())
        {
            fs::create_dir_all(parent).with_context(trouble)?;
        }
        fs::write(&path, text).with_context(trouble)?;
    }
    Ok(())
}

/// Limits the memory of this process, so that an excessive allocation crashes only this process.
#[cfg(target_os = "linux")]
pub(crate) fn limit_memory(megabytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bytes = megabytes.saturating_mul(1 << 20);
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    // If the limit cannot be set, the limit of the system applies.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn limit_memory(_megabytes: u64) {}
