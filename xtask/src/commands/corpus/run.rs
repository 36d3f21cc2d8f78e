//! Starts the process of a document, waits for it, and evaluates its exit status.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use generator::diagnostic::codes;

use super::document::{FOUND, Found};
use super::find::Document;
use super::{Cause, Outcome, Row};
use crate::workspace::shown;

/// Interval at which the state of a process is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Limits for one document.
pub(super) struct Limits {
    pub(super) time: Duration,
    /// Memory in megabytes.
    pub(super) memory: u64,
    /// Treat invalid operations and schemas as errors.
    pub(super) strict: bool,
    /// Folder whose files the document may refer to.
    pub(super) root: Option<PathBuf>,
}

/// Generates one document in its own process.
pub(super) fn document(
    program: &Path,
    document: &Document,
    out: &Path,
    limits: &Limits,
) -> anyhow::Result<Row> {
    let said = out.with_extension("stderr");
    let found = out.join(FOUND);
    fs::create_dir_all(out).with_context(|| format!("cannot create {}", shown(out)))?;
    if found.exists() {
        fs::remove_file(&found).with_context(|| format!("cannot remove {}", shown(&found)))?;
    }
    let stderr = File::create(&said).with_context(|| format!("cannot write {}", shown(&said)))?;
    let started = Instant::now();
    let mut child = Command::new(program)
        .arg("corpus-document")
        .arg(&document.path)
        .arg(&document.crate_name)
        .arg(out)
        .arg(limits.memory.to_string())
        .args(limits.strict.then_some("--strict"))
        .args(
            limits
                .root
                .iter()
                .flat_map(|root| [Path::new("--root"), root]),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr)
        .spawn()
        .with_context(|| format!("cannot start {}", shown(program)))?;
    let status = wait(&mut child, started + limits.time)
        .with_context(|| format!("cannot wait for {}", shown(program)))?;
    let elapsed = started.elapsed().as_secs_f64();
    let found: Option<Found> = fs::read(&found)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(match (status, found) {
        (None, _) => {
            let kind = format!("takes more than {} s", limits.time.as_secs());
            let text = kind.clone();
            failed(document, elapsed, Outcome::TimedOut, Cause { kind, text })
        }
        (Some(status), Some(found)) if status.success() => good(document, found),
        (Some(status), _) => {
            let said = fs::read(&said).unwrap_or_default();
            let cause = crash(status, &String::from_utf8_lossy(&said));
            failed(document, elapsed, Outcome::Crashed, cause)
        }
    })
}

/// Returns the row of a document whose process succeeded. The document itself may have errors.
fn good(document: &Document, found: Found) -> Row {
    let (outcome, causes) = match &found.first_error {
        None => (Outcome::Good, Vec::new()),
        Some((code, text)) => {
            let outcome = if code == codes::SWAGGER_2.id {
                Outcome::Refused
            } else {
                Outcome::Invalid
            };
            let (kind, text) = (code.clone(), text.clone());
            (outcome, vec![Cause { kind, text }])
        }
    };
    Row {
        document: document.shown.clone(),
        outcome,
        found,
        causes,
    }
}

fn failed(document: &Document, seconds: f64, outcome: Outcome, cause: Cause) -> Row {
    Row {
        document: document.shown.clone(),
        outcome,
        found: Found {
            seconds,
            ..Found::default()
        },
        causes: vec![cause],
    }
}

/// Waits until a process ends. Kills it at the deadline and returns none.
pub(crate) fn wait(child: &mut Child, until: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// Derives the cause of a crash from the last messages of the process.
pub(super) fn crash(status: ExitStatus, said: &str) -> Cause {
    let mut lines = said
        .lines()
        .skip_while(|line| !line.contains("panicked at "));
    let first = said.lines().find(|line| !line.trim().is_empty());
    let kind = match (lines.next(), lines.next(), first) {
        // The location of the panic, and its message in the next line.
        (Some(place), message, _) => {
            let place = place
                .split_once("panicked at ")
                .map_or(place, |(_, place)| place);
            format!("panic at {place} {}", message.unwrap_or_default())
        }
        (None, _, Some(first)) => first.to_owned(),
        (None, _, None) => status.to_string(),
    };
    Cause {
        text: format!("{status}\n{}", said.trim_end()),
        kind,
    }
}
