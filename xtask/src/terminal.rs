//! What a person sees while a command works: colours where they are wanted, progress where someone watches.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use annotate_snippets::renderer::{AnsiColor, Style};
use anstream::{AutoStream, ColorChoice};

/// An error that has no place in a document.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// A warning.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// What is added.
pub(crate) const ADDITION: Style = AnsiColor::Green.on_default();
/// What is removed.
pub(crate) const REMOVAL: Style = AnsiColor::Red.on_default();
/// Where something is.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();
/// What stands out.
pub(crate) const STRONG: Style = Style::new().bold();

/// A text in a style; the style is left out when it is printed to something that shows none.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Standard output, which drops the styles if it is no terminal or the user wants none (`NO_COLOR`).
pub(crate) fn output() -> AutoStream<io::StdoutLock<'static>> {
    AutoStream::auto(io::stdout().lock())
}

/// Prints to standard error, which drops the styles in the same way.
pub(crate) fn note(text: &str) {
    let mut stream = AutoStream::auto(io::stderr().lock());
    // There is nobody left to tell if this fails.
    let _ = stream.write_all(text.as_bytes());
}

/// Says on standard error why the command could not do its work.
pub(crate) fn error(text: &str) {
    note(&format!("{}: {text}\n", styled(ERROR, "error")));
}

/// Whether standard error shows styles.
pub(crate) fn errors_are_styled() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// How wide lines may be on standard error.
pub(crate) fn width() -> usize {
    // The width that the shell tells; a terminal wraps what is too long, so a guess does no harm.
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(120)
}

/// A line that tells what is being done, on a terminal only. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    /// Nothing is shown yet.
    pub(crate) fn new() -> Self {
        Self {
            shown: io::stderr().is_terminal() && std::env::var_os("CI").is_none(),
        }
    }

    /// Says what is being done, in place of what was said before.
    pub(crate) fn say(&self, text: &str) {
        if self.shown {
            note(&format!("\r\x1b[2K{text} …"));
        }
    }

    /// Takes the line away, so that something else can be printed.
    pub(crate) fn clear(&self) {
        if self.shown {
            note("\r\x1b[2K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
