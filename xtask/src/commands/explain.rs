//! `explain`: what the codes of diagnostics mean, and how to fix the problems.

mod page;
#[cfg(test)]
mod tests;

use std::io::Write as _;

use anyhow::bail;
use generator::diagnostic::codes;
use generator::diagnostic::{Code, Severity};

use crate::CommandStatus;
use crate::terminal::{self, ERROR, NOTE, STRONG, WARNING, styled};
use crate::wrap::wrapped;

/// The maximum number of columns of an explanation on a terminal.
const COLUMNS: usize = 100;

/// Explains the code of an error or warning: what it means, and how to fix it
///
/// The code is in brackets after "error" or "warning": `error[unresolved-reference]`. docs/diagnostics.md lists all
/// codes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Code, with or without brackets
    #[arg(value_name = "CODE", required_unless_present = "all")]
    code: Option<String>,
    /// Print the page of all codes, docs/diagnostics.md
    #[arg(long, exclusive = true)]
    all: bool,
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let text = match &options.code {
        Some(id) => explanation(find(id)?, terminal::width().min(COLUMNS)),
        None => page::page(),
    };
    terminal::output().write_all(text.as_bytes())?;
    Ok(CommandStatus::Success)
}

/// Returns the code with an id, which may be in the brackets in which it is printed.
fn find(id: &str) -> anyhow::Result<&'static Code> {
    let id = id
        .trim_start_matches("error")
        .trim_start_matches("warning")
        .trim_matches(['[', ']']);
    if let Some(code) = codes::find(id) {
        return Ok(code);
    }
    match codes::nearest(id) {
        Some(nearest) => bail!("there is no code `{id}`; did you mean `{}`?", nearest.id),
        None => bail!("there is no code `{id}`; docs/diagnostics.md lists all codes"),
    }
}

/// Returns the explanation of a code, with lines of at most this width.
fn explanation(code: &Code, width: usize) -> String {
    let (style, severity) = match code.severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Note => (NOTE, "note"),
    };
    let heading = format!(
        "{}: {}",
        styled(style, format!("{severity}[{}]", code.id)),
        styled(STRONG, code.title)
    );
    format!(
        "{heading}\n\n{}\nHow to fix it: {}",
        wrapped(code.explanation, width, ""),
        wrapped(code.help, width, "")
    )
}
