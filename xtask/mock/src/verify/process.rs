//! Runs the entries: in a program with the types, or as functions of this process.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter};

/// Result of decoding and encoding a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// The value was decoded.
    Accepted {
        /// The variant of the outermost union or enum. Empty for an unlisted value.
        variant: String,
        /// The encoded value.
        value: Value,
    },
    /// The value was rejected.
    Rejected(String),
    /// The program ended.
    Crashed(String),
    /// The program did not respond in time.
    TimedOut,
}

/// Entries in this process: decode a value, and return the variant and the encoded text.
pub type Decode<'f> = dyn Fn(usize, &str) -> Result<(String, String), String> + 'f;

/// Location of the types.
pub(super) enum Types<'f> {
    /// In a program.
    Program(Process),
    /// In this process.
    Here(&'f Decode<'f>),
}

impl Types<'_> {
    /// Passes a value to an entry.
    pub(super) fn ask(&mut self, entry: usize, value: &Value) -> Outcome {
        let text = text(value);
        match self {
            Self::Program(process) => process.ask(entry, &text),
            Self::Here(decode) => match decode(entry, &text) {
                Ok((variant, text)) => accepted(variant, &text),
                Err(problem) => Outcome::Rejected(problem),
            },
        }
    }
}

/// A program that is started on demand, and again after a value made it crash.
pub(super) struct Process {
    program: PathBuf,
    patience: Duration,
    running: Option<Running>,
}

struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Process {
    pub(super) fn new(program: &Path, patience: Duration) -> Self {
        Self {
            program: program.to_owned(),
            patience,
            running: None,
        }
    }

    fn ask(&mut self, entry: usize, text: &str) -> Outcome {
        let patience = self.patience;
        let running = match self.running() {
            Ok(running) => running,
            Err(error) => return Outcome::Crashed(format!("cannot start: {error}")),
        };
        let written =
            writeln!(running.input, "{entry} {text}").and_then(|()| running.input.flush());
        let line = match written {
            Ok(()) => running.lines.recv_timeout(patience),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        match line {
            Ok(line) => read(&line),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Outcome::TimedOut
            }
            Err(RecvTimeoutError::Disconnected) => Outcome::Crashed(self.end()),
        }
    }

    fn running(&mut self) -> io::Result<&mut Running> {
        let running = match self.running.take() {
            Some(running) => running,
            None => start(&self.program)?,
        };
        Ok(self.running.insert(running))
    }

    /// Ends the program, and returns how it ended.
    fn end(&mut self) -> String {
        let Some(mut running) = self.running.take() else {
            return String::new();
        };
        // It may have ended already.
        let _ = running.child.kill();
        let status = running.child.wait();
        status.map_or_else(|error| error.to_string(), |status| status.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

fn start(program: &Path) -> io::Result<Running> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let missing = || io::Error::other("a stream of the program is missing");
    let input = child.stdin.take().ok_or_else(missing)?;
    let output = child.stdout.take().ok_or_else(missing)?;
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Ok(Running {
        child,
        input,
        lines,
    })
}

/// Returns the JSON text of a value. Integers that `i128` represents are written with all digits: a document has them so,
/// and the types read `1e20` as a float.
fn text(value: &Value) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, Digits);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => value.to_string(),
    }
}

struct Digits;

impl Formatter for Digits {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        // The range beyond 64 bits, up to 2^127.
        let is_wide = (1.8e19..1.7e38).contains(&value.abs());
        if is_wide {
            write!(writer, "{value:.0}")
        } else {
            CompactFormatter.write_f64(writer, value)
        }
    }
}

fn read(line: &str) -> Outcome {
    let mut parts = line.splitn(3, '\t');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("ok"), Some(variant), Some(text)) => accepted(variant.to_owned(), text),
        (Some("no"), Some(problem), _) => Outcome::Rejected(problem.to_owned()),
        _ => Outcome::Crashed(format!("an answer that is none: {line}")),
    }
}

fn accepted(variant: String, text: &str) -> Outcome {
    match serde_json::from_str(text) {
        Ok(value) => Outcome::Accepted { variant, value },
        Err(error) => Outcome::Rejected(format!("what is written is not JSON: {error}")),
    }
}
