//! `codegen`: generates the bindings of the APIs in the configuration, or checks that they are up to date.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use generator::config::Config;

use crate::CommandStatus;
use crate::documents::pipeline::{Common, Counts, Generate, Generated, Job};
use crate::output::plan;
use crate::output::plan::{FileSet, Plan};
use crate::output::{diff, features, lock, staging, write};
use crate::render;
use crate::render::{Listing, RenderOptions, Summary, counted};
use crate::terminal;
use crate::terminal::{Progress, STRONG, styled};
use crate::workspace;
use crate::workspace::{Configuration, Places, shown};

/// Generates the bindings of the APIs in spec/codegen.yml
///
/// Writes only files that change and removes stale ones. If it fails, the old output is unchanged. Exits with 0 on success, 1 if a document has errors or (--check) the output is out of date, 2 if files cannot be
/// read or written.
#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Options {
    /// Generate only this API
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Write nothing; show the changes that generation would make, and fail if there are any
    #[arg(long)]
    check: bool,
    /// Skip invalid operations and treat unresolved references as any JSON value, with warnings
    #[arg(long)]
    skip_invalid: bool,
    /// Write the output even if it removes every operation of an API
    #[arg(long)]
    yes: bool,
    /// Maximum number of lines of differences that --check shows
    #[arg(long, value_name = "N", default_value_t = 200)]
    diff_lines: usize,
    /// Show all errors, warnings and notes, not just the first few errors and warnings of a kind
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    places: Places,
}

impl Options {
    /// Returns the command that fixes what `--check` found.
    fn fix_command(&self) -> String {
        let api = self
            .api
            .as_ref()
            .map(|name| format!(" --api {name}"))
            .unwrap_or_default();
        let skip = if self.skip_invalid {
            " --skip-invalid"
        } else {
            ""
        };
        format!("cargo xtask codegen{api}{skip}{}", self.places.arguments())
    }
}

/// Runs the command.
///
/// `common` generates the files that belong to no API from the names of all APIs.
pub(crate) fn run(
    options: &Options,
    generate: &Generate<'_>,
    common: &Common<'_>,
) -> anyhow::Result<CommandStatus> {
    let started = Instant::now();
    let configuration = Configuration::read(&options.places.config())?;
    let progress = Progress::new();
    let Some((files, totals)) =
        generate_all(options, &configuration, (generate, common), &progress)?
    else {
        return Ok(CommandStatus::Failure);
    };
    let others = other_apis(options, &configuration.config);
    let keeps = |path: &str| others.iter().any(|folder| path.starts_with(folder));
    let output = options.places.output();

    progress.say("Comparing");
    if options.check {
        let plan = plan::plan(&output, &files, &keeps)?;
        progress.clear();
        let verdict = report_check(options, &plan, &output, &totals, started)?;
        let features = report_missing_features(&output, &totals)?;
        return Ok(if verdict == CommandStatus::Success {
            features
        } else {
            verdict
        });
    }
    // The new code would not compile without these features; the old code still does.
    progress.clear();
    if report_missing_features(&output, &totals)? == CommandStatus::Failure {
        report_unchanged(&output);
        return Ok(CommandStatus::Failure);
    }
    options.places.check_output()?;
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", shown(&output)))?;
    // If the output is a link, the folder that it leads to changes and the link stays.
    let root =
        fs::canonicalize(&output).with_context(|| format!("cannot find {}", shown(&output)))?;
    progress.clear();
    let workplace = staging::find(&root)?;
    let _lock = lock::acquire(&root, &workplace)?;
    write::recover(&root, &workplace)?;
    let plan = plan::plan(&root, &files, &keeps)?;
    let apis_without_operations = apis_without_operations(&plan, &files);
    if !options.yes && !apis_without_operations.is_empty() {
        for api in &apis_without_operations {
            terminal::error(&format!(
                "this would remove every operation of `{api}`; pass --yes to allow it"
            ));
        }
        report_unchanged(&output);
        return Ok(CommandStatus::Failure);
    }
    progress.say("Writing");
    write::apply(&root, &workplace, &plan)?;
    progress.clear();
    report_written(&plan, &output, &totals, started)?;
    Ok(CommandStatus::Success)
}

/// Returns the APIs that would lose every file with methods that call operations.
fn apis_without_operations<'p>(plan: &'p Plan<'_>, files: &FileSet) -> BTreeSet<&'p str> {
    let removed = plan.changes.iter().filter(|change| change.new.is_none());
    let mut apis_without_operations: BTreeSet<&str> =
        removed.filter_map(|change| called(&change.path)).collect();
    for path in files.keys() {
        if let Some(api) = called(path) {
            apis_without_operations.remove(api);
        }
    }
    apis_without_operations
}

/// Returns the API whose operations a file calls.
fn called(path: &str) -> Option<&str> {
    let (api, file) = path.split_once('/')?;
    let file = file.strip_prefix("resources/")?;
    (file != "mod.rs").then_some(api)
}

fn report_unchanged(output: &Path) {
    terminal::error(&format!("{} is left as it was", shown(output)));
}

/// Reports the features that the manifest of the output lacks. The generated code does not compile without them.
fn report_missing_features(output: &Path, totals: &Totals) -> anyhow::Result<CommandStatus> {
    let lacking = features::lacking(output, &totals.features)?;
    for what in &lacking {
        terminal::error(what);
    }
    Ok(if lacking.is_empty() {
        CommandStatus::Success
    } else {
        CommandStatus::Failure
    })
}

/// Totals over all APIs.
#[derive(Debug, Default)]
struct Totals {
    apis: Vec<String>,
    counts: Counts,
    tally: Summary,
    /// Features of the crate that each API needs.
    features: Vec<(String, BTreeSet<&'static str>)>,
}

/// Generates every selected API and shows the problems of all documents. Returns none if one of them is an error.
fn generate_all(
    options: &Options,
    configuration: &Configuration,
    (generate, common): (&Generate<'_>, &Common<'_>),
    progress: &Progress,
) -> anyhow::Result<Option<(FileSet, Totals)>> {
    let config = &configuration.config;
    if let Some(name) = &options.api {
        workspace::api(config, name)?;
    }
    let mut files = FileSet::new();
    let mut totals = Totals::default();
    let mut has_output = true;
    let mut worst = None;
    for (name, api) in &config.apis {
        if options.api.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let mut api = api.clone();
        api.skip_invalid |= options.skip_invalid;
        let job =
            Job::new(name, &api, configuration.beside(&api.document)).configured(configuration);
        progress.say(&format!("Generating {name} from {}", shown(&job.document)));
        let generated = generate(&job)?;
        progress.clear();
        show_problems(&generated, Listing::complete_if(options.all));
        worst = worst.max(render::worst(&generated.problems));
        let tally = Summary::of(&generated.problems);
        totals.add(name, &generated.counts, tally);
        totals
            .features
            .push((name.clone(), generated.features.clone()));
        if tally.errors > 0 {
            has_output = false;
            continue;
        }
        let Some(of_api) = generated.files else {
            bail!("nothing was generated for `{name}`, although its document has no errors");
        };
        merge(&mut files, of_api, name)?;
    }
    terminal::note(&render::hint(worst));
    let names: Vec<&str> = config.apis.keys().map(String::as_str).collect();
    merge(&mut files, common(&names)?, "the crate")?;
    if !has_output {
        report_unchanged(&options.places.output());
    }
    Ok(has_output.then_some((files, totals)))
}

fn show_problems(generated: &Generated, listing: Listing) {
    terminal::note(&render::problems(
        &generated.sources,
        &generated.problems,
        &RenderOptions::for_standard_error(listing),
    ));
}

/// Adds the files of an API. A file that several APIs share must be the same for all of them.
fn merge(files: &mut FileSet, of_api: FileSet, name: &str) -> anyhow::Result<()> {
    for (path, text) in of_api {
        if files.get(&path).is_some_and(|there| *there != text) {
            bail!("{path} of `{name}` differs from the same file of another API");
        }
        files.insert(path, text);
    }
    Ok(())
}

/// Returns the folders of the APIs that are not selected.
fn other_apis(options: &Options, config: &Config) -> Vec<String> {
    let is_other = |name: &&String| options.api.as_ref().is_some_and(|only| only != *name);
    config
        .apis
        .keys()
        .filter(is_other)
        .map(|name| format!("{name}/"))
        .collect()
}

impl Totals {
    fn add(&mut self, name: &str, counts: &Counts, tally: Summary) {
        self.apis.push(name.to_owned());
        self.counts.types += counts.types;
        self.counts.operations += counts.operations;
        self.tally.errors += tally.errors;
        self.tally.warnings += tally.warnings;
        self.tally.notes += tally.notes;
    }
}

fn report_check(
    options: &Options,
    plan: &Plan<'_>,
    output: &Path,
    totals: &Totals,
    started: Instant,
) -> anyhow::Result<CommandStatus> {
    let mut stream = terminal::output();
    if plan.is_empty() {
        let line = summary(
            totals,
            &[counted(plan.unchanged, "file") + " up to date"],
            started,
        );
        writeln!(stream, "{line}")?;
        return Ok(CommandStatus::Success);
    }
    let report = diff::report(
        plan,
        &shown(output),
        options.diff_lines,
        &options.fix_command(),
    );
    stream.write_all(report.as_bytes())?;
    Ok(CommandStatus::Failure)
}

fn report_written(
    plan: &Plan<'_>,
    output: &Path,
    totals: &Totals,
    started: Instant,
) -> anyhow::Result<()> {
    let written = plan
        .changes
        .iter()
        .filter(|change| change.new.is_some())
        .count();
    let files = [
        format!("{} written to {}", counted(written, "file"), shown(output)),
        format!("{} unchanged", plan.unchanged),
        format!("{} removed", plan.changes.len() - written),
    ];
    writeln!(terminal::output(), "{}", summary(totals, &files, started))?;
    Ok(())
}

/// Returns the last line: what was generated, from which documents, and how long it took.
fn summary(totals: &Totals, files: &[String], started: Instant) -> String {
    let mut facts = vec![
        counted(totals.counts.types, "type"),
        counted(totals.counts.operations, "operation"),
        totals.tally.to_string(),
    ];
    facts.push(format!("{:.2} s", started.elapsed().as_secs_f64()));
    let all: Vec<&str> = files.iter().chain(&facts).map(String::as_str).collect();
    format!(
        "{}: {}",
        styled(STRONG, totals.apis.join(", ")),
        all.join(", ")
    )
}
