//! `codegen`: generates the bindings of the APIs in the configuration, or checks that they are up to date.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use generator::config::Config;

use crate::pipeline::{Counts, Generate, Generated, Job};
use crate::plan::{self, FileSet, Plan};
use crate::render::{self, Look, Tally, counted};
use crate::terminal::{self, Progress, STRONG, styled};
use crate::workspace::{self, Places, shown};
use crate::{Verdict, check, lock, write};

/// Generates the bindings of the APIs in spec/codegen.yml
///
/// Writes only files that change and removes those that are stale, all at once: a failure leaves the old output whole.
/// Ends with 0 when all is well, 1 when a document has errors or (--check) the output has drifted, 2 when files cannot
/// be read or written.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Generate this API alone
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Write nothing: show how the output differs from what would be generated, and fail if it does
    #[arg(long)]
    check: bool,
    /// How many lines of differences --check shows
    #[arg(long, value_name = "N", default_value_t = 200)]
    diff_lines: usize,
    /// Show all warnings and errors, not just the first few of a kind
    #[arg(long)]
    all_diagnostics: bool,
    #[command(flatten)]
    places: Places,
}

impl Options {
    /// The command that carries out what a check has found missing.
    fn remedy(&self) -> String {
        let api = self
            .api
            .as_ref()
            .map(|name| format!(" --api {name}"))
            .unwrap_or_default();
        format!("cargo xtask codegen{api}{}", self.places.arguments())
    }
}

/// Runs the command.
pub(crate) fn run(options: &Options, generate: &Generate<'_>) -> anyhow::Result<Verdict> {
    let started = Instant::now();
    let config_path = options.places.config();
    let config = workspace::read_config(&config_path)?;
    let progress = Progress::new();
    let Some((files, totals)) = generate_all(options, &config, &config_path, generate, &progress)?
    else {
        return Ok(Verdict::NotWell);
    };
    let others = other_apis(options, &config);
    let keeps = |path: &str| others.iter().any(|folder| path.starts_with(folder));
    let output = options.places.output();

    progress.say("Comparing");
    if options.check {
        let plan = plan::plan(&output, &files, &keeps)?;
        progress.clear();
        return report_check(options, &plan, &output, &totals, started);
    }
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", shown(&output)))?;
    // Through a link, the folder that it leads to changes and the link stays.
    let root =
        fs::canonicalize(&output).with_context(|| format!("cannot find {}", shown(&output)))?;
    progress.clear();
    let _lock = lock::acquire(&root)?;
    write::recover(&root)?;
    let plan = plan::plan(&root, &files, &keeps)?;
    progress.say("Writing");
    write::apply(&root, &plan)?;
    progress.clear();
    say_written(&plan, &output, &totals, started)?;
    Ok(Verdict::Well)
}

/// What was generated, over all APIs.
#[derive(Debug, Default)]
struct Totals {
    apis: Vec<String>,
    counts: Counts,
    tally: Tally,
}

/// Generates every API that was asked for and shows what is wrong with their documents. None if that is an error: all
/// documents are looked at first.
fn generate_all(
    options: &Options,
    config: &Config,
    config_path: &Path,
    generate: &Generate<'_>,
    progress: &Progress,
) -> anyhow::Result<Option<(FileSet, Totals)>> {
    if let Some(name) = &options.api {
        workspace::api(config, name)?;
    }
    let folder = config_path.parent().unwrap_or(Path::new(""));
    let mut files = FileSet::new();
    let mut totals = Totals::default();
    let mut has_output = true;
    for (name, api) in &config.apis {
        if options.api.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let job = Job::new(name, api, folder.join(&api.document));
        progress.say(&format!("Generating {name} from {}", shown(&job.document)));
        let generated = generate(&job)?;
        progress.clear();
        show_problems(&generated, options.all_diagnostics);
        let tally = Tally::of(&generated.problems);
        totals.add(name, &generated.counts, tally);
        if tally.errors > 0 {
            has_output = false;
            continue;
        }
        let Some(of_api) = generated.files else {
            bail!(
                "nothing was generated for `{name}`, and nothing was said to be wrong with its document"
            );
        };
        merge(&mut files, of_api, name)?;
    }
    if !has_output {
        terminal::error(&format!(
            "{} is left as it was",
            shown(&options.places.output())
        ));
    }
    Ok(has_output.then_some((files, totals)))
}

fn show_problems(generated: &Generated, all: bool) {
    terminal::note(&render::problems(
        &generated.sources,
        &generated.problems,
        &Look::of_errors(all),
    ));
}

/// Adds the files of an API. What several APIs share must be the same for all of them.
fn merge(files: &mut FileSet, of_api: FileSet, name: &str) -> anyhow::Result<()> {
    for (path, text) in of_api {
        if files.get(&path).is_some_and(|there| *there != text) {
            bail!("{path} of `{name}` differs from the same file of another API");
        }
        files.insert(path, text);
    }
    Ok(())
}

/// The folders of the APIs that were not asked for.
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
    fn add(&mut self, name: &str, counts: &Counts, tally: Tally) {
        self.apis.push(name.to_owned());
        self.counts.types += counts.types;
        self.counts.operations += counts.operations;
        self.tally.errors += tally.errors;
        self.tally.warnings += tally.warnings;
    }
}

fn report_check(
    options: &Options,
    plan: &Plan<'_>,
    output: &Path,
    totals: &Totals,
    started: Instant,
) -> anyhow::Result<Verdict> {
    let mut stream = terminal::output();
    if plan.is_empty() {
        let line = summary(
            totals,
            &[counted(plan.unchanged, "file") + " up to date"],
            started,
        );
        writeln!(stream, "{line}")?;
        return Ok(Verdict::Well);
    }
    let report = check::report(plan, &shown(output), options.diff_lines, &options.remedy());
    stream.write_all(report.as_bytes())?;
    Ok(Verdict::NotWell)
}

fn say_written(
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

/// The last line: what was generated, from what, in how long.
fn summary(totals: &Totals, files: &[String], started: Instant) -> String {
    let facts = [
        counted(totals.counts.types, "type"),
        counted(totals.counts.operations, "operation"),
        counted(totals.tally.warnings, "warning"),
        format!("{:.2} s", started.elapsed().as_secs_f64()),
    ];
    let all: Vec<&str> = files.iter().chain(&facts).map(String::as_str).collect();
    format!(
        "{}: {}",
        styled(STRONG, totals.apis.join(", ")),
        all.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::path::PathBuf;
    use std::time::SystemTime;

    use clap::Parser;
    use generator::diagnostic::Severity;
    use tempfile::TempDir;

    use super::*;
    use crate::render::{Problem, Source, Spot};

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    /// A workspace with two APIs, whose documents list the files that are "generated" from them, one a line.
    struct Workspace {
        folder: TempDir,
    }

    impl Workspace {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let config = "apis:\n  one: {document: one.txt}\n  two: {document: docs/two.txt}\n";
            fs::create_dir_all(folder.path().join("docs")).unwrap();
            fs::write(folder.path().join("codegen.yml"), config).unwrap();
            fs::write(folder.path().join("one.txt"), "one/a.rs\none/b.rs\n").unwrap();
            fs::write(folder.path().join("docs/two.txt"), "two/a.rs\n").unwrap();
            Self { folder }
        }

        fn run(&self, arguments: &[&str]) -> anyhow::Result<Verdict> {
            let places = [
                "codegen".to_owned(),
                format!(
                    "--config={}",
                    self.folder.path().join("codegen.yml").display()
                ),
                format!("--output={}", self.output().display()),
            ];
            let line = places
                .iter()
                .map(String::as_str)
                .chain(arguments.iter().copied());
            run(&Line::try_parse_from(line)?.options, &by_line)
        }

        fn output(&self) -> PathBuf {
            self.folder.path().join("generated/src")
        }

        fn set(&self, path: &str, text: &str) {
            fs::write(self.folder.path().join(path), text).unwrap();
        }

        fn files(&self) -> Vec<String> {
            plan::list(&self.output()).unwrap().into_iter().collect()
        }

        /// All that is in the workspace, with the time at which it was changed.
        fn state(&self) -> Vec<(String, SystemTime)> {
            let changed = |path: &str| {
                fs::metadata(self.folder.path().join(path))
                    .unwrap()
                    .modified()
                    .unwrap()
            };
            let files = plan::list(self.folder.path()).unwrap();
            files
                .into_iter()
                .map(|path| (path.clone(), changed(&path)))
                .collect()
        }
    }

    /// A file for every line of a document; `!` and `?` at its beginning are an error and a warning.
    fn by_line(job: &Job<'_>) -> anyhow::Result<Generated> {
        let text = fs::read_to_string(&job.document)?;
        let mut generated = Generated::default();
        let mut files = FileSet::new();
        for line in text.lines() {
            let severity = match line.as_bytes().first() {
                Some(b'!') => Severity::Error,
                Some(b'?') => Severity::Warning,
                _ => {
                    files.insert(line.to_owned(), format!("// @generated\n// {}\n", job.name));
                    continue;
                }
            };
            generated.problems.push(Problem {
                severity,
                code: "line",
                message: line.to_owned(),
                spot: Some(Spot::new(0, 0..1)),
                label: String::new(),
                related: Vec::new(),
                help: None,
                pointer: None,
            });
        }
        generated.sources.push(Source {
            path: shown(&job.document),
            text,
        });
        let has_errors = Tally::of(&generated.problems).errors > 0;
        generated.files = (!has_errors).then_some(files);
        Ok(generated)
    }

    #[test]
    fn writes_what_all_apis_need_and_is_idempotent() {
        let workspace = Workspace::new();
        assert_eq!(workspace.run(&[]).unwrap(), Verdict::Well);
        assert_eq!(workspace.files(), ["one/a.rs", "one/b.rs", "two/a.rs"]);
        let before = workspace.state();
        assert_eq!(workspace.run(&[]).unwrap(), Verdict::Well);
        assert_eq!(workspace.run(&["--check"]).unwrap(), Verdict::Well);
        assert_eq!(workspace.state(), before);
    }

    #[test]
    fn a_check_writes_nothing_and_finds_every_kind_of_drift() {
        let workspace = Workspace::new();
        let before = workspace.state();
        assert_eq!(workspace.run(&["--check"]).unwrap(), Verdict::NotWell);
        assert_eq!(workspace.state(), before);
        workspace.run(&[]).unwrap();
        for drift in ["changed", "missing", "extra"] {
            match drift {
                "changed" => workspace.set("generated/src/one/a.rs", "// @generated\nedited\n"),
                "missing" => fs::remove_file(workspace.output().join("one/a.rs")).unwrap(),
                _ => workspace.set("generated/src/one/extra.rs", "// @generated\n"),
            }
            let before = workspace.state();
            assert_eq!(
                workspace.run(&["--check"]).unwrap(),
                Verdict::NotWell,
                "{drift}"
            );
            assert_eq!(workspace.state(), before, "{drift}");
            workspace.run(&[]).unwrap();
            assert_eq!(
                workspace.run(&["--check"]).unwrap(),
                Verdict::Well,
                "{drift}"
            );
        }
    }

    #[test]
    fn one_api_leaves_the_others_alone() {
        let workspace = Workspace::new();
        workspace.run(&[]).unwrap();
        workspace.set("docs/two.txt", "two/changed.rs\n");
        workspace.set("one.txt", "one/b.rs\n");
        assert_eq!(workspace.run(&["--api", "one"]).unwrap(), Verdict::Well);
        assert_eq!(workspace.files(), ["one/b.rs", "two/a.rs"]);
        assert_eq!(
            workspace.run(&["--api", "one", "--check"]).unwrap(),
            Verdict::Well
        );
        assert_eq!(workspace.run(&["--check"]).unwrap(), Verdict::NotWell);
        let error = workspace.run(&["--api", "three"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no API `three` in the configuration, which has: one, two"
        );
    }

    #[test]
    fn an_error_in_one_document_leaves_everything_as_it_was() {
        let workspace = Workspace::new();
        workspace.run(&[]).unwrap();
        workspace.set("one.txt", "one/new.rs\n");
        workspace.set("docs/two.txt", "!broken\n");
        let before = workspace.state();
        assert_eq!(workspace.run(&[]).unwrap(), Verdict::NotWell);
        assert_eq!(workspace.run(&["--check"]).unwrap(), Verdict::NotWell);
        assert_eq!(workspace.state(), before);
        workspace.set("docs/two.txt", "two/a.rs\n?odd\n");
        assert_eq!(workspace.run(&[]).unwrap(), Verdict::Well);
        assert_eq!(workspace.files(), ["one/new.rs", "two/a.rs"]);
    }

    #[test]
    fn trouble_with_files_is_an_error() {
        let workspace = Workspace::new();
        fs::remove_file(workspace.folder.path().join("one.txt")).unwrap();
        assert!(workspace.run(&[]).is_err());
        workspace.set("one.txt", "two/a.rs\n");
        let error = workspace.run(&[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "two/a.rs of `two` differs from the same file of another API"
        );
        workspace.set("codegen.yml", "apis:\n  one: {documnt: one.txt}\n");
        let error = workspace.run(&[]).unwrap_err().to_string();
        assert!(error.contains("codegen.yml:2:9"), "{error}");
        assert!(error.contains("did you mean `document`?"), "{error}");
        assert!(!workspace.output().exists());
    }

    #[test]
    fn the_remedy_is_the_same_command_without_the_check() {
        let remedy = |line: &[&str]| Line::try_parse_from(line).unwrap().options.remedy();
        assert_eq!(remedy(&["codegen", "--check"]), "cargo xtask codegen");
        assert_eq!(
            remedy(&["codegen", "--check", "--api", "whop", "--config", "x.yml"]),
            "cargo xtask codegen --api whop --config x.yml"
        );
    }

    #[test]
    fn the_summary_has_every_number() {
        let mut totals = Totals::default();
        let counts = Counts {
            types: 300,
            operations: 220,
        };
        totals.add(
            "whop",
            &counts,
            Tally {
                errors: 0,
                warnings: 1,
            },
        );
        let line = summary(
            &totals,
            &["3 files written to generated/src".to_owned()],
            Instant::now(),
        );
        let line = anstream::adapter::strip_str(&line).to_string();
        assert!(
            line.starts_with(
                "whop: 3 files written to generated/src, 300 types, 220 operations, 1 warning, 0.0"
            ),
            "{line}"
        );
    }

    #[test]
    fn apis_are_generated_in_the_order_of_the_configuration() {
        let workspace = Workspace::new();
        let seen = RefCell::new(Vec::new());
        let config = workspace::read_config(&workspace.folder.path().join("codegen.yml")).unwrap();
        let line = Line::try_parse_from(["codegen"]).unwrap();
        let note = |job: &Job<'_>| {
            seen.borrow_mut()
                .push((job.name.to_owned(), job.document.clone()));
            by_line(job)
        };
        let path = workspace.folder.path().join("codegen.yml");
        generate_all(&line.options, &config, &path, &note, &Progress::new()).unwrap();
        let expected = [("one", "one.txt"), ("two", "docs/two.txt")];
        let expected =
            expected.map(|(name, path)| (name.to_owned(), workspace.folder.path().join(path)));
        assert_eq!(seen.into_inner(), expected);
    }
}
