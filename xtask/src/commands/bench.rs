//! `bench`: measures the time and memory of generation, the size of the output, and the cost of compiling it.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use generator::config::Api;

use super::export;
use crate::CommandStatus;
use crate::documents::pipeline;
use crate::documents::pipeline::{Generate, Generated, Job};
use crate::measure;
use crate::measure::{Cost, megabytes, seconds, spread};
use crate::output::package::{LICENSE, Package, WorkspaceRole};
use crate::output::plan::FileSet;
use crate::render;
use crate::render::{Listing, RenderOptions, Summary};
use crate::terminal;
use crate::terminal::{Progress, STRONG, styled};
use crate::workspace;
use crate::workspace::{Configuration, Places, shown};

/// Name of the API if `--document` names a document that is not in the configuration.
const OTHER: &str = "api";

/// Measures how long generation takes and how large its output is
///
/// Runs in this process, without reading or writing the output. `cargo run --release -p xtask -- bench` measures a
/// release build.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The API whose options are used [default: the first of the configuration; none with --document]
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Generate from this document instead of the API's own
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Number of runs
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Also run `cargo check` on the output, and report its cost without the dependencies
    #[arg(long)]
    check: bool,
    /// Also report the processor time of each stage
    #[arg(long)]
    stages: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(options: &Options, generate: &Generate<'_>) -> anyhow::Result<CommandStatus> {
    let config = options.places.config();
    let configuration = match (&options.document, &options.api) {
        (Some(_), None) => None,
        _ => Some(Configuration::read(&config)?),
    };
    let (name, mut api) = api(options, configuration.as_ref())?;
    // Warnings must not end a measurement.
    api.deny_warnings = false;
    let document = match (&options.document, &configuration) {
        (Some(document), _) => document.clone(),
        (None, Some(configuration)) => configuration.beside(&api.document),
        (None, None) => bail!("there is no document"),
    };
    let mut job = Job::new(&name, &api, document);
    if let Some(configuration) = &configuration {
        job = job.configured(configuration);
    }

    let (durations, mut generated) = time(&job, options.runs, generate)?;
    if Summary::of(&generated.problems).errors > 0 {
        terminal::note(&render::problems(
            &generated.sources,
            &generated.problems,
            &RenderOptions::for_standard_error(Listing::Shortened),
        ));
        terminal::note(&render::hint(render::worst(&generated.problems)));
        return Ok(CommandStatus::Failure);
    }
    let files = generated.files.take().unwrap_or_default();
    let mut report = of_generation(&job, durations, &generated, &files);
    if options.stages {
        report.push_str(&stages(&job, options.runs)?);
    }
    if options.check {
        let cost = check(&job, &generated, files)?;
        let _ = writeln!(
            report,
            "  cargo check  {} of processor time, {} elapsed, {} at most in one process (the crate alone)",
            seconds(cost.cpu),
            seconds(cost.elapsed),
            megabytes(cost.peak_memory),
        );
    }
    terminal::output().write_all(report.as_bytes())?;
    Ok(CommandStatus::Success)
}

/// Returns the name and the options of the API.
fn api(options: &Options, configuration: Option<&Configuration>) -> anyhow::Result<(String, Api)> {
    let Some(Configuration { config, .. }) = configuration else {
        let (name, mut api) = export::without_options(OTHER)?;
        api.skip_invalid = true;
        return Ok((name, api));
    };
    let first = config.apis.keys().next();
    let Some(name) = options.api.as_ref().or(first) else {
        bail!("the configuration has no API")
    };
    Ok((name.clone(), workspace::api(config, name)?.clone()))
}

/// Generates `runs` times. Returns the duration of each run and the output of the last one.
fn time(
    job: &Job<'_>,
    runs: u32,
    generate: &Generate<'_>,
) -> anyhow::Result<(Vec<Duration>, Generated)> {
    let progress = Progress::new();
    let mut durations = Vec::new();
    let mut last = None;
    for run in 1..=runs {
        progress.say(&format!("Run {run} of {runs}"));
        // Drops the output of the previous run first, so that it does not count towards the memory of this run.
        drop(last.take());
        let started = Instant::now();
        let generated = generate(job)?;
        durations.push(started.elapsed());
        last = Some(generated);
    }
    Ok((durations, last.unwrap_or_default()))
}

/// Reports the processor time of each stage over all processors: the minimum of several runs.
fn stages(job: &Job<'_>, runs: u32) -> anyhow::Result<String> {
    let progress = Progress::new();
    let mut least: Vec<(&str, Duration)> = Vec::new();
    for run in 1..=runs {
        progress.say(&format!("Run {run} of {runs}, stage by stage"));
        let stages = pipeline::stages(job)?;
        if least.is_empty() {
            least = stages;
            continue;
        }
        for ((_, least), (_, now)) in least.iter_mut().zip(stages) {
            *least = now.min(*least);
        }
    }
    let stages: Vec<String> = least
        .into_iter()
        .map(|(name, cost)| format!("{name} {}", seconds(cost)))
        .collect();
    Ok(format!(
        "  stages       {} of processor time, the least of {runs}\n",
        stages.join(", ")
    ))
}

fn of_generation(
    job: &Job<'_>,
    durations: Vec<Duration>,
    generated: &Generated,
    files: &FileSet,
) -> String {
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let headline = format!("{} from {} ({build} build)", job.name, shown(&job.document));
    let mut report = styled(STRONG, headline) + "\n";
    let runs = durations.len();
    if let Some([least, middle, most]) = spread(durations) {
        let _ = writeln!(
            report,
            "  generation   {} median, {} least, {} most, of {runs}",
            seconds(middle),
            seconds(least),
            seconds(most),
        );
    }
    if let Some(peak) = measure::own_peak_memory() {
        let _ = writeln!(
            report,
            "  memory       {} at most in this process",
            megabytes(peak)
        );
    }
    let lines: usize = files.values().map(|text| text.lines().count()).sum();
    let bytes: usize = files.values().map(String::len).sum();
    let _ = writeln!(
        report,
        "  output       {} lines in {} files, {} bytes, {} types, {} operations, {}",
        lines,
        files.len(),
        bytes,
        generated.counts.types,
        generated.counts.operations,
        Summary::of(&generated.problems),
    );
    report
}

/// Measures `cargo check` of the output after all its dependencies have been checked.
///
/// The output becomes the crate that `export` writes, in the target folder. Its own target folder keeps the compiled
/// dependencies for the next run.
fn check(job: &Job<'_>, generated: &Generated, files: FileSet) -> anyhow::Result<Cost> {
    let folder = workspace::target().join("bench");
    let package = Package {
        name: "bench",
        license: LICENSE,
        info: &generated.info,
        example: generated.example.as_ref(),
        features: &generated.features,
        types_only: false,
    };
    let sources = folder.join("src");
    if sources.exists() {
        fs::remove_dir_all(&sources)
            .with_context(|| format!("cannot remove {}", shown(&sources)))?;
    }
    put(
        &folder.join("Cargo.toml"),
        &package.manifest(WorkspaceRole::Root)?,
    )?;
    put(&folder.join("README.md"), &package.readme())?;
    put(
        &folder.join("Cargo.lock"),
        &get(&workspace::root().join("Cargo.lock"))?,
    )?;
    for (path, text) in package.sources(job.name, files)? {
        put(&sources.join(&path), &text)?;
    }
    let command = || {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(["check", "--quiet", "--lib"])
            .current_dir(&folder)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", folder.join("target"));
        command
    };
    let progress = Progress::new();
    progress.say("Checking the dependencies");
    measure::run(&mut command()).context("the output does not compile")?;
    progress.say("Checking the output");
    touch(&sources.join("lib.rs"))?;
    measure::run(&mut command())
}

fn get(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", shown(path)))
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    let trouble = || format!("cannot write {}", shown(path));
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(trouble)?;
    }
    fs::write(path, text).with_context(trouble)
}

/// Sets the modification time of a file, so that cargo checks its crate again.
fn touch(path: &Path) -> anyhow::Result<()> {
    put(path, &get(path)?)
}
