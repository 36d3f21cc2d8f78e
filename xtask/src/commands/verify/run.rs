//! Builds the programs and the verifier, and runs them.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::prepare::TABLE;
use super::report::{Outcome, Row, Verified};
use super::{Limits, Target};
use crate::CommandStatus;
use crate::commands::corpus;
use crate::commands::corpus::{Tool, limit_memory, wait};
use crate::terminal::Progress;
use crate::workspace;
use crate::workspace::shown;

/// Time limit for writing the program of one document.
const PREPARATION: Duration = Duration::from_secs(120);
/// Time that a verifier may take beyond the limit after which it skips the rest.
const GRACE: Duration = Duration::from_secs(60);

/// Verifies documents. The rows have the order of the documents.
pub(super) fn all(targets: &[Target], limits: &Limits, jobs: usize) -> anyhow::Result<Vec<Row>> {
    let scratch = workspace::target().join("verify");
    fs::create_dir_all(&scratch).with_context(|| format!("cannot create {}", shown(&scratch)))?;
    let scratch = fs::canonicalize(&scratch)?;
    let program = env::current_exe().context("cannot find this program")?;
    let progress = Progress::new();
    let mut rows: Vec<Row> = parallel_map(targets, jobs, |target| {
        progress.say(&format!("Writing the program of {}", target.shown));
        prepare(&program, &scratch, target, limits)
    })?;
    let members: Vec<&str> = targets
        .iter()
        .zip(&rows)
        .filter(|(_, row)| row.outcome == Outcome::Verified)
        .map(|(target, _)| target.crate_name.as_str())
        .collect();
    if members.is_empty() {
        return Ok(rows);
    }
    progress.say("Building the verifier");
    let verifier = build_verifier()?;
    progress.say(&format!("Building {} programs", members.len()));
    let started = Instant::now();
    let mut said: BTreeMap<String, Vec<corpus::Cause>> =
        corpus::compile(Tool::Build, &scratch, &members, jobs)?;
    let building = started.elapsed();
    for (target, row) in targets.iter().zip(&mut rows) {
        if let Some(causes) = said.remove(&target.crate_name) {
            row.outcome = Outcome::NotBuilt;
            row.cause = causes.into_iter().next().map(|cause| cause.text);
        }
    }
    let work: Vec<(&Target, &Row)> = targets.iter().zip(&rows).collect();
    let results = parallel_map(&work, jobs, |(target, row)| {
        if row.outcome != Outcome::Verified {
            return Ok((*row).clone());
        }
        progress.say(&format!("Verifying {}", target.shown));
        verify(&program, &verifier, &scratch, target, limits)
    })?;
    progress.say(&format!("Built in {:.1} s", building.as_secs_f64()));
    progress.clear();
    Ok(results)
}

/// Applies `work` to each item, several at a time. The results have the order of the items.
fn parallel_map<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, anyhow::Result<R>)>> = Mutex::default();
    std::thread::scope(|threads| {
        for _ in 0..jobs.min(items.len()) {
            threads.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else {
                        return;
                    };
                    let result = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn member(scratch: &Path, target: &Target) -> PathBuf {
    scratch.join("crates").join(&target.crate_name)
}

/// Writes the program of a document in its own process.
fn prepare(
    program: &Path,
    scratch: &Path,
    target: &Target,
    limits: &Limits,
) -> anyhow::Result<Row> {
    let out = member(scratch, target);
    let mut command = Command::new(program);
    command
        .arg("verify-prepare")
        .arg(&target.document)
        .arg(&target.crate_name)
        .arg(&out)
        .arg(limits.verify_memory.to_string());
    if let Some((config, api)) = &target.configured {
        command.arg("--config").arg(config).arg("--api").arg(api);
    }
    if let Some(root) = &target.root {
        command.arg("--root").arg(root);
    }
    let ended = run_to_end(&mut command, &out.with_extension("prepare"), PREPARATION)?;
    Ok(match ended {
        ProcessResult::Success(_) => Row::new(target, Outcome::Verified, None),
        ProcessResult::Status(1, said) => {
            let errors = said.split_once('\n').map(|(_, errors)| errors.to_owned());
            Row::new(target, Outcome::Invalid, errors)
        }
        ProcessResult::Status(_, said) => Row::new(target, Outcome::Crashed, Some(said)),
        ProcessResult::TimedOut => Row::new(target, Outcome::TimedOut, None),
    })
}

/// Runs the verifier on a document and its program.
fn verify(
    program: &Path,
    verifier: &Path,
    scratch: &Path,
    target: &Target,
    limits: &Limits,
) -> anyhow::Result<Row> {
    let out = member(scratch, target);
    let binary = format!("{}{}", target.crate_name, env::consts::EXE_SUFFIX);
    let mut command = Command::new(program);
    command
        .arg("verify-limited")
        .arg(limits.verify_memory.to_string())
        .arg(verifier)
        .arg(&target.document)
        .arg(out.join(TABLE))
        .arg(scratch.join("target/debug").join(binary))
        .args(["--time", &limits.verify_time.to_string()]);
    if let Some(root) = &target.root {
        command.arg("--root").arg(root);
    }
    let time = Duration::from_secs(limits.verify_time) + GRACE;
    let ended = run_to_end(&mut command, &out.with_extension("report"), time)?;
    Ok(match ended {
        ProcessResult::Success(text) => match serde_json::from_str::<Verified>(&text) {
            Ok(mut found) => {
                found.find_lines(&target.document, target.root.as_deref());
                let mut row = Row::new(target, Outcome::Verified, None);
                row.verified = found;
                row
            }
            Err(error) => Row::new(target, Outcome::Crashed, Some(error.to_string())),
        },
        ProcessResult::Status(_, said) => Row::new(target, Outcome::Crashed, Some(said)),
        ProcessResult::TimedOut => Row::new(target, Outcome::TimedOut, None),
    })
}

/// How a process ended.
enum ProcessResult {
    /// Exit status 0, with its standard output.
    Success(String),
    /// Another exit status, with its messages.
    Status(i32, String),
    /// Killed at the time limit.
    TimedOut,
}

/// Runs a process until it ends. Its output goes to files with the given name.
fn run_to_end(
    command: &mut Command,
    files: &Path,
    time: Duration,
) -> anyhow::Result<ProcessResult> {
    if let Some(folder) = files.parent() {
        fs::create_dir_all(folder)?;
    }
    let (output, errors) = (files.with_extension("out"), files.with_extension("err"));
    let create =
        |path: &Path| File::create(path).with_context(|| format!("cannot write {}", shown(path)));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(create(&output)?)
        .stderr(create(&errors)?)
        .spawn()
        .context("cannot start a process")?;
    let status = wait(&mut child, Instant::now() + time).context("cannot wait for a process")?;
    let Some(status) = status else {
        return Ok(ProcessResult::TimedOut);
    };
    if status.success() {
        return Ok(ProcessResult::Success(fs::read_to_string(&output)?));
    }
    let said = fs::read(&errors).unwrap_or_default();
    let said = format!("{status}\n{}", String::from_utf8_lossy(&said).trim_end());
    Ok(ProcessResult::Status(status.code().unwrap_or(-1), said))
}

/// Builds the verifier, and returns its path.
fn build_verifier() -> anyhow::Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = workspace::root().join("xtask/mock/Cargo.toml");
    let output = Command::new(cargo)
        // The same features as the tests of the workspace, so that nothing is built twice.
        .args([
            "build",
            "--quiet",
            "--locked",
            "--workspace",
            "--bin",
            "verify",
        ])
        .args(["--message-format", "json"])
        .arg("--manifest-path")
        .arg(&manifest)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start cargo for {}", shown(&manifest)))?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let executable = text.lines().rev().find_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(line.get("executable")?.as_str()?))
    });
    executable.context("cargo did not report the path of the verifier")
}

/// Runs a program with a memory limit, which its child processes share
#[derive(Debug, clap::Args)]
pub(crate) struct LimitOptions {
    /// Memory limit in megabytes
    memory: u64,
    /// Program
    program: PathBuf,
    /// Arguments of the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub(crate) fn run_limited(options: &LimitOptions) -> anyhow::Result<CommandStatus> {
    limit_memory(options.memory);
    let mut command = Command::new(&options.program);
    command.args(&options.arguments);
    crate::commands::mock::exec(&mut command)
        .with_context(|| format!("cannot start {}", shown(&options.program)))
}
