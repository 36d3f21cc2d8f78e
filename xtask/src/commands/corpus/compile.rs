//! Compiles all crates of a corpus in one run, and collects the messages for each crate.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Cause;
use crate::workspace;
use crate::workspace::shown;

/// Tool that checks the crates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// rustc.
    Check,
    /// clippy, with its pedantic lints.
    Clippy,
    /// rustdoc.
    Doc,
    /// rustc, for programs: `build` instead of `check`.
    Build,
}

impl Tool {
    fn arguments(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Check => (&["check"], &[]),
            Self::Clippy => (&["clippy"], &["--", "-W", "clippy::pedantic"]),
            Self::Doc => (&["doc", "--no-deps"], &[]),
            Self::Build => (&["build"], &[]),
        }
    }
}

/// A line of cargo's JSON output.
#[derive(Debug, Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    manifest_path: String,
    message: Option<CompilerMessage>,
}

/// A message of the compiler.
#[derive(Debug, Deserialize)]
struct CompilerMessage {
    message: String,
    code: Option<Code>,
    level: String,
    rendered: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Code {
    #[serde(rename = "code")]
    name: String,
}

/// Runs a tool on the members of the workspace in `scratch`, whose crates are in its folder `crates`. Returns the
/// errors and warnings of each member; members without messages are absent.
pub(crate) fn run(
    tool: Tool,
    scratch: &Path,
    members: &[&str],
    jobs: usize,
) -> anyhow::Result<BTreeMap<String, Vec<Cause>>> {
    assemble(scratch, members)?;
    let (before, after) = tool.arguments();
    let log = scratch.join("cargo.stderr");
    let stderr = File::create(&log).with_context(|| format!("cannot write {}", shown(&log)))?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(before)
        .args(["--workspace", "--keep-going", "--message-format", "json"])
        .args(["--jobs", &jobs.to_string()])
        .args(after)
        .current_dir(scratch)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .spawn()
        .context("cannot start cargo")?;
    let lines = cargo.stdout.take().context("cargo has no output")?;
    let said = read(BufReader::new(lines))?;
    let status = cargo.wait().context("cannot wait for cargo")?;
    if !status.success() && said.is_empty() {
        let log = fs::read_to_string(&log).unwrap_or_default();
        bail!("cargo failed: {}", log.trim_end());
    }
    Ok(said)
}

/// Reads cargo's JSON output into messages by member.
fn read(lines: impl BufRead) -> anyhow::Result<BTreeMap<String, Vec<Cause>>> {
    let mut said: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
    for line in lines.lines() {
        let line = line.context("cannot read the output of cargo")?;
        // Build scripts may print anything.
        let Ok(line) = serde_json::from_str::<Line>(&line) else {
            continue;
        };
        let Some(message) = line.message.filter(|_| line.reason == "compiler-message") else {
            continue;
        };
        let Some(member) = member(&line.manifest_path) else {
            continue;
        };
        if let Some(cause) = cause(message) {
            said.entry(member.to_owned()).or_default().push(cause);
        }
    }
    Ok(said)
}

/// Returns the workspace member that a manifest belongs to.
fn member(manifest: &str) -> Option<&str> {
    let folder = Path::new(manifest).parent()?;
    let is_ours = folder.parent()?.file_name()? == "crates";
    folder.file_name().filter(|_| is_ours)?.to_str()
}

/// Returns the reason in a message. None for notes and for messages that only count others.
fn cause(message: CompilerMessage) -> Option<Cause> {
    let counts = [
        "aborting due to",
        "Some errors have detailed",
        "For more information about",
    ];
    let is_problem = matches!(message.level.as_str(), "error" | "warning")
        || message.level.starts_with("error: internal");
    let counted = message.level == "warning" && message.message.ends_with(" emitted");
    if !is_problem
        || counted
        || counts
            .iter()
            .any(|start| message.message.starts_with(start))
    {
        return None;
    }
    let code = message.code.map(|code| code.name).unwrap_or(message.level);
    Some(Cause {
        kind: format!("{code}: {}", general(&message.message)),
        text: message.rendered.unwrap_or(message.message),
    })
}

/// Returns the first line of a message with `…` for each name, so that similar messages are equal.
pub(super) fn general(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let mut general = String::new();
    for (index, part) in first.split('`').enumerate() {
        if index % 2 == 0 {
            general.push_str(part);
        } else {
            general.push_str("`…`");
        }
    }
    general
}

/// Writes the workspace's manifest and lock file.
fn assemble(scratch: &Path, members: &[&str]) -> anyhow::Result<()> {
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("    \"crates/{member}\",\n"))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\n",
        members.concat()
    );
    let trouble = || format!("cannot write the workspace in {}", shown(scratch));
    fs::write(scratch.join("Cargo.toml"), manifest).with_context(trouble)?;
    // The crates use the same versions of dependencies that this workspace is tested with.
    let lock = workspace::root().join("Cargo.lock");
    if lock.exists() {
        fs::copy(lock, scratch.join("Cargo.lock")).with_context(trouble)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = r#"{"reason":"compiler-message","package_id":"x","manifest_path":"/s/crates/one/Cargo.toml","target":{},"message":{"rendered":"error[E0308]: mismatched\n","message":"expected `A`, found `B`\nmore","code":{"code":"E0308"},"level":"error","spans":[],"children":[]}}"#;

    #[test]
    fn messages_are_grouped_by_crate() {
        let aborting = MESSAGE.replace(
            "expected `A`, found `B`\\nmore",
            "aborting due to 1 previous error",
        );
        let other = MESSAGE.replace("/s/crates/one", "/registry/x");
        let text = [
            MESSAGE,
            &aborting,
            &other,
            "noise",
            r#"{"reason":"build-finished","success":false}"#,
        ]
        .join("\n");
        let said = read(text.as_bytes()).unwrap();
        let expected = Cause {
            kind: "E0308: expected `…`, found `…`".to_owned(),
            text: "error[E0308]: mismatched\n".to_owned(),
        };
        assert_eq!(said, BTreeMap::from([("one".to_owned(), vec![expected])]));
    }
}
