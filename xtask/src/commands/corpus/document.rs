//! What is done in the process of one document: generate, and write the crate and what is to be said of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use generator::diagnostic::Severity;
use serde::{Deserialize, Serialize};

use crate::commands::export;
use crate::documents::pipeline::{Generate, Generated, Job};
use crate::output::package;
use crate::output::package::{LICENSE, Package};
use crate::output::plan;
use crate::output::plan::FileSet;
use crate::render::Tally;
use crate::workspace::shown;
use crate::{Verdict, measure};

/// The API's name in every crate.
const API: &str = "api";
/// The file beside the crate that says what was found.
pub(super) const FOUND: &str = "found.json";

/// Works on one document of a corpus
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The document
    document: PathBuf,
    /// The name of the crate
    crate_name: String,
    /// The folder of the crate
    out: PathBuf,
    /// How much memory may be taken, in megabytes
    memory: u64,
    /// Whether what is invalid is an error
    #[arg(long)]
    strict: bool,
    /// The folder whose files it may refer to
    #[arg(long)]
    root: Option<PathBuf>,
}

/// What the generator made of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Found {
    /// Whether there is output.
    pub(super) generated: bool,
    /// How many errors the document has.
    pub(super) errors: usize,
    /// How many warnings.
    pub(super) warnings: usize,
    /// Named types.
    pub(super) types: usize,
    /// Operations.
    pub(super) operations: usize,
    /// Lines of the API's files, those of the runtime not counted.
    pub(super) lines: usize,
    /// How long it took to read, generate and print.
    pub(super) seconds: f64,
    /// The most memory that was held at once, in bytes.
    pub(super) peak_memory: Option<u64>,
    /// The places that are any JSON value although the document says more of them, and why.
    pub(super) fallbacks: Vec<(String, String)>,
    /// The first error: its code, and in full.
    pub(super) first_error: Option<(String, String)>,
}

/// Runs the hidden command.
pub(crate) fn run(options: &Options, generate: &Generate<'_>) -> anyhow::Result<Verdict> {
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
    let tally = Tally::of(&generated.problems);
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
            ("Cargo.toml".to_owned(), package.manifest(false)?),
            ("README.md".to_owned(), package.readme()),
        ]);
        for (path, text) in package::sources(&name, of_api, false)? {
            files.insert(format!("src/{path}"), text);
        }
        put_all(&options.out, &files)?;
    }
    put_found(&options.out, &found)?;
    Ok(Verdict::Well)
}

/// What is found of a document that cannot be read.
fn unreadable(out: &Path, error: &anyhow::Error) -> anyhow::Result<Verdict> {
    let found = Found {
        errors: 1,
        first_error: Some(("unreadable".to_owned(), format!("{error:#}"))),
        ..Found::default()
    };
    put_found(out, &found)?;
    Ok(Verdict::Well)
}

fn put_found(out: &Path, found: &Found) -> anyhow::Result<()> {
    let path = out.join(FOUND);
    fs::create_dir_all(out)
        .and_then(|()| fs::write(&path, serde_json::to_vec(found)?))
        .with_context(|| format!("cannot write {}", shown(&path)))
}

/// The first error.
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

/// Makes a folder hold these files and no others; those that are so already are not touched, and cargo sees that.
pub(crate) fn put_all(folder: &Path, files: &FileSet) -> anyhow::Result<()> {
    for path in plan::list(folder)? {
        let is_kept = files.contains_key(&path);
        let path = folder.join(path);
        // Nothing is written through a link.
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

/// Lets this process have no more memory than so many megabytes: what asks for more is a crash of this process alone.
#[cfg(target_os = "linux")]
pub(crate) fn limit_memory(megabytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bytes = megabytes.saturating_mul(1 << 20);
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    // Without a limit, the system's own has to do.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn limit_memory(_megabytes: u64) {}
