//! Tests of the command with a generator that returns one file for each line of a document.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::Parser;
use generator::diagnostic::Severity;
use tempfile::TempDir;

use super::*;
use crate::render::{Problem, Source, SourceRange};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

/// A workspace with two APIs. Each line of their documents names a file that is "generated".
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

    fn run(&self, arguments: &[&str]) -> anyhow::Result<CommandStatus> {
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
        run(&Line::try_parse_from(line)?.options, &by_line, &|_| {
            Ok(FileSet::new())
        })
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

    /// Returns every file of the workspace with its text and modification time.
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

/// Returns a file for each line of the document. A line that begins with `!` is an error, one with `?` a warning.
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
            spot: Some(SourceRange::new(0, 0..1)),
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
    let has_errors = Summary::of(&generated.problems).errors > 0;
    generated.files = (!has_errors).then_some(files);
    Ok(generated)
}

#[test]
fn common_files_are_written_and_a_second_run_changes_nothing() {
    let workspace = Workspace::new();
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Success);
    assert_eq!(workspace.files(), ["one/a.rs", "one/b.rs", "two/a.rs"]);
    let before = workspace.state();
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Success);
    assert_eq!(workspace.run(&["--check"]).unwrap(), CommandStatus::Success);
    assert_eq!(workspace.state(), before);
}

#[test]
fn a_check_writes_nothing_and_finds_every_kind_of_drift() {
    let workspace = Workspace::new();
    let before = workspace.state();
    assert_eq!(workspace.run(&["--check"]).unwrap(), CommandStatus::Failure);
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
            CommandStatus::Failure,
            "{drift}"
        );
        assert_eq!(workspace.state(), before, "{drift}");
        workspace.run(&[]).unwrap();
        assert_eq!(
            workspace.run(&["--check"]).unwrap(),
            CommandStatus::Success,
            "{drift}"
        );
    }
}

#[test]
fn selected_api_does_not_change_the_others() {
    let workspace = Workspace::new();
    workspace.run(&[]).unwrap();
    workspace.set("docs/two.txt", "two/changed.rs\n");
    workspace.set("one.txt", "one/b.rs\n");
    assert_eq!(
        workspace.run(&["--api", "one"]).unwrap(),
        CommandStatus::Success
    );
    assert_eq!(workspace.files(), ["one/b.rs", "two/a.rs"]);
    assert_eq!(
        workspace.run(&["--api", "one", "--check"]).unwrap(),
        CommandStatus::Success
    );
    assert_eq!(workspace.run(&["--check"]).unwrap(), CommandStatus::Failure);
    let error = workspace.run(&["--api", "three"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no API `three` in the configuration, which has: one, two"
    );
}

#[test]
fn error_in_one_document_changes_no_file() {
    let workspace = Workspace::new();
    workspace.run(&[]).unwrap();
    workspace.set("one.txt", "one/new.rs\n");
    workspace.set("docs/two.txt", "!broken\n");
    let before = workspace.state();
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Failure);
    assert_eq!(workspace.run(&["--check"]).unwrap(), CommandStatus::Failure);
    assert_eq!(workspace.state(), before);
    workspace.set("docs/two.txt", "two/a.rs\n?odd\n");
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Success);
    assert_eq!(workspace.files(), ["one/new.rs", "two/a.rs"]);
}

#[test]
fn unreadable_files_are_errors() {
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
fn fix_command_is_the_same_command_without_check() {
    let fix_command = |line: &[&str]| Line::try_parse_from(line).unwrap().options.fix_command();
    assert_eq!(fix_command(&["codegen", "--check"]), "cargo xtask codegen");
    assert_eq!(
        fix_command(&["codegen", "--check", "--api", "whop", "--config", "x.yml"]),
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
        Summary {
            errors: 0,
            warnings: 1,
            notes: 0,
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
    let path = workspace.folder.path().join("codegen.yml");
    let configuration = Configuration::read(&path).unwrap();
    let line = Line::try_parse_from(["codegen"]).unwrap();
    let note = |job: &Job<'_>| {
        seen.borrow_mut()
            .push((job.name.to_owned(), job.document.clone()));
        by_line(job)
    };
    generate_all(
        &line.options,
        &configuration,
        (&note, &|_| Ok(FileSet::new())),
        &Progress::new(),
    )
    .unwrap();
    let expected = [("one", "one.txt"), ("two", "docs/two.txt")];
    let expected =
        expected.map(|(name, path)| (name.to_owned(), workspace.folder.path().join(path)));
    assert_eq!(seen.into_inner(), expected);
}

#[test]
fn run_that_removes_every_operation_requires_yes() {
    let workspace = Workspace::new();
    workspace.set(
        "one.txt",
        "one/mod.rs\none/resources/mod.rs\none/resources/users.rs\n",
    );
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Success);
    // Some operations may disappear.
    workspace.set(
        "one.txt",
        "one/mod.rs\none/resources/mod.rs\none/resources/teams.rs\n",
    );
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Success);
    workspace.set("one.txt", "one/mod.rs\none/resources/mod.rs\n");
    let before = workspace.state();
    assert_eq!(workspace.run(&[]).unwrap(), CommandStatus::Failure);
    assert_eq!(workspace.state(), before);
    // APIs that are not generated in this run keep their files.
    assert_eq!(
        workspace.run(&["--api", "two"]).unwrap(),
        CommandStatus::Success
    );
    assert_eq!(workspace.run(&["--yes"]).unwrap(), CommandStatus::Success);
    assert_eq!(
        workspace.files(),
        ["one/mod.rs", "one/resources/mod.rs", "two/a.rs"]
    );
}
