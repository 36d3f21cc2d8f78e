//! `fuzz`: runs the fuzz targets, which feed random bytes to everything that reads external input.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::{CommandStatus, terminal, workspace};

/// All targets: functions of `tests/fuzz`.
const TARGETS: &[&str] = &[
    "document",
    "overlay",
    "configuration",
    "drift",
    "events",
    "lines",
    "unions",
    "mock",
];

/// Targets whose input is an `OpenAPI` document or contains its keywords.
const WITH_DICTIONARY: &[&str] = &["document", "overlay", "configuration", "drift"];

/// Time limit for one input in seconds. A slower input is a finding.
const LONGEST: u32 = 20;

/// Memory limit for a target, in megabytes.
const MEMORY: u32 = 4096;

/// Runs the fuzz targets with libFuzzer
///
/// Needs a nightly compiler and cargo-fuzz: `rustup toolchain install nightly` and `cargo install cargo-fuzz`. An input
/// that panics, takes more than 20 seconds or more than 4 GB is written to `tests/fuzz/findings/TARGET`; commit it with
/// the fix: `cargo test -p fuzz` runs all findings. Exits with 1 if there was a finding.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Total time for all targets in minutes, excluding builds
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
    /// Only this target; can be given several times [default: all]
    #[arg(long = "target", value_name = "TARGET", value_parser = clap::builder::PossibleValuesParser::new(TARGETS))]
    targets: Vec<String>,
}

/// Statistics of a target.
struct Report {
    executions: u64,
    duration: Duration,
    failed: bool,
}

struct Folders {
    /// Package that contains the functions of the targets.
    package: PathBuf,
    /// Corpus of libFuzzer. It is not part of the repository.
    work: PathBuf,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let root = workspace::root();
    let folders = Folders {
        package: root.join("tests/fuzz"),
        work: root.join("target/fuzz"),
    };
    let chosen: Vec<&str> = TARGETS
        .iter()
        .copied()
        .filter(|target| {
            options.targets.is_empty() || options.targets.iter().any(|name| name == target)
        })
        .collect();
    build(&folders)?;
    let count = u64::try_from(chosen.len()).unwrap_or(1).max(1);
    let seconds = (options.minutes * 60 / count).max(1);
    let mut verdict = CommandStatus::Success;
    let mut total = 0;
    for target in chosen {
        let report = fuzz(&folders, target, seconds)?;
        total += report.executions;
        let findings = folders.package.join("findings").join(target);
        let result = if report.failed {
            verdict = CommandStatus::Failure;
            format!("failed, see {}", workspace::shown(&findings))
        } else {
            "no finding".to_owned()
        };
        let (executions, seconds) = (report.executions, report.duration.as_secs());
        writeln!(
            terminal::output(),
            "{target:<14} {executions:>12} executions {seconds:>6} s  {result}"
        )?;
    }
    writeln!(terminal::output(), "{:<14} {total:>12} executions", "total")?;
    Ok(verdict)
}

/// Returns the command `cargo fuzz` with the nightly compiler, independent of the compiler that runs this program.
fn cargo_fuzz(folders: &Folders, action: &str) -> Command {
    let mut command = Command::new("rustup");
    command
        .args(["run", "nightly", "cargo", "fuzz", action, "--fuzz-dir"])
        .arg(folders.package.join("libfuzzer"))
        .arg("--target-dir")
        .arg(folders.work.join("target"))
        // The sanitizer finds memory errors, which safe Rust excludes, and slows the run down.
        .args(["--sanitizer", "none"])
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    command
}

fn build(folders: &Folders) -> anyhow::Result<()> {
    let built = cargo_fuzz(folders, "build")
        .status()
        .context("cannot start `rustup run nightly cargo fuzz`")?;
    if !built.success() {
        bail!(
            "the targets cannot be built; they need `rustup toolchain install nightly` and `cargo install cargo-fuzz`"
        );
    }
    Ok(())
}

fn fuzz(folders: &Folders, target: &str, seconds: u64) -> anyhow::Result<Report> {
    let corpus = folders.work.join("corpus").join(target);
    let seeds = folders.package.join("seeds").join(target);
    let findings = folders.package.join("findings").join(target);
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", workspace::shown(folder)))?;
    }
    let log = folders.work.join(format!("{target}.log"));
    let output =
        File::create(&log).with_context(|| format!("cannot write {}", workspace::shown(&log)))?;
    let mut command = cargo_fuzz(folders, "run");
    command.arg(target).arg(&corpus).arg(&seeds);
    if target == "document" {
        command.arg(folders.package.with_file_name("documents"));
    }
    command.arg("--").args([
        format!("-max_total_time={seconds}"),
        format!("-timeout={LONGEST}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-artifact_prefix={}/", findings.display()),
        "-print_final_stats=1".to_owned(),
    ]);
    if WITH_DICTIONARY.contains(&target) {
        let dictionary = folders.package.join("openapi.dict");
        command.arg(format!("-dict={}", dictionary.display()));
    }
    let started = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(output)
        .status()
        .context("cannot start `rustup run nightly cargo fuzz`")?;
    let report = Report {
        executions: executions(&log)?,
        duration: started.elapsed(),
        failed: !status.success(),
    };
    if is_empty(&findings) {
        // Removes the folder if it is empty.
        let _ = fs::remove_dir(&findings);
    }
    if report.failed {
        let log = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.len().saturating_sub(30);
        for line in lines.get(last..).unwrap_or_default() {
            terminal::note(&format!("{line}\n"));
        }
    }
    Ok(report)
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Reads the number of executions from the statistics of libFuzzer.
fn executions(log: &Path) -> anyhow::Result<u64> {
    let text = fs::read(log).with_context(|| format!("cannot read {}", workspace::shown(log)))?;
    Ok(executed_units(&String::from_utf8_lossy(&text)))
}

fn executed_units(log: &str) -> u64 {
    log.lines()
        .filter_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .filter_map(|count| count.trim().parse().ok())
        .next_back()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{TARGETS, executed_units};
    use crate::workspace;

    #[test]
    fn the_statistics_of_libfuzzer_are_read() {
        let log = "#5 DONE\nstat::number_of_executed_units: 1234\nstat::average_exec_per_sec: 5\n";
        assert_eq!(executed_units(log), 1234);
        assert_eq!(executed_units("killed"), 0);
    }

    #[test]
    fn every_target_has_a_function() {
        let library = workspace::root().join("tests/fuzz/src/lib.rs");
        let text = fs::read_to_string(library).unwrap();
        let (_, list) = text.split_once("TARGETS").unwrap();
        let (list, _) = list.split_once("];").unwrap();
        let named: Vec<&str> = list
            .lines()
            .filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next())
            .collect();
        assert_eq!(named, TARGETS);
    }
}
