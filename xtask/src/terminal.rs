//! Terminal output: styles if they are enabled, and progress if the output is a terminal.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use annotate_snippets::renderer::{AnsiColor, Style};
use anstream::{AutoStream, ColorChoice};
use untrusted::text;

/// Style of an error.
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
/// Style of a note.
pub(crate) const NOTE: Style = AnsiColor::Green.on_default().bold();
/// Style of a warning.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Style of an added line.
pub(crate) const ADDITION: Style = AnsiColor::Green.on_default();
/// Style of a removed line.
pub(crate) const REMOVAL: Style = AnsiColor::Red.on_default();
/// Style of a location.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();
/// Style of emphasis.
pub(crate) const STRONG: Style = Style::new().bold();

/// Applies a style to a text. The output stream removes it if it does not support styles.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Standard output. Removes styles if it is not a terminal or the user disables them (`NO_COLOR`).
pub(crate) fn output() -> impl Write {
    Visible::new(
        AutoStream::auto(io::stdout().lock()),
        Commands::of_process(),
    )
}

/// Standard output for commands of GitHub Actions, whose text is already escaped.
pub(crate) fn commands() -> impl Write {
    Visible::new(AutoStream::auto(io::stdout().lock()), Commands::Kept)
}

/// Prints to standard error, which removes styles in the same way.
pub(crate) fn note(text: &str) {
    // An error of standard error cannot be reported.
    let stream = AutoStream::auto(io::stderr().lock());
    let _ = Visible::new(stream, Commands::of_process()).write_all(text.as_bytes());
}

/// A stream for text that may contain parts of a document or file name. Escapes control characters and terminal
/// sequences other than styles.
struct Visible<W> {
    stream: W,
    commands: Commands,
    /// True if the current line contains only spaces so far.
    at_start: bool,
}

/// Handling of text that GitHub Actions would read as a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commands {
    Kept,
    Escaped,
}

impl Commands {
    /// Detects GitHub Actions by its environment variable.
    fn of_process() -> Self {
        match std::env::var_os("GITHUB_ACTIONS") {
            Some(_) => Self::Escaped,
            None => Self::Kept,
        }
    }
}

impl<W> Visible<W> {
    fn new(stream: W, commands: Commands) -> Self {
        Self {
            stream,
            commands,
            at_start: true,
        }
    }
}

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut text = visible(&text);
        if self.commands == Commands::Escaped {
            text = without_commands(&text, &mut self.at_start).into();
        }
        self.stream.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Escapes everything that a terminal would interpret, except styles.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(text::is_effect) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len());
    let mut parts = text.split('\x1b');
    visible.push_str(&text::lines(parts.next().unwrap_or_default()));
    for part in parts {
        let style = style_end(part).and_then(|end| part.split_at_checked(end));
        let rest = if let Some((style, rest)) = style {
            visible.push('\x1b');
            visible.push_str(style);
            rest
        } else {
            visible.push_str(&text::line("\x1b"));
            part
        };
        visible.push_str(&text::lines(rest));
    }
    Cow::Owned(visible)
}

/// Escapes commands of GitHub Actions: `::error::` at the start of a line, and `##[error]` anywhere.
fn without_commands(text: &str, at_start: &mut bool) -> String {
    let text = text.replace("##[", "\\u{23}#[");
    let mut escaped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = without_space(line);
        match rest.strip_prefix("::") {
            Some(command) if *at_start => {
                escaped.push_str(line.strip_suffix(rest).unwrap_or_default());
                escaped.push_str("\\u{3a}:");
                escaped.push_str(command);
            }
            _ => escaped.push_str(line),
        }
        *at_start = line.ends_with('\n') || (*at_start && rest.is_empty());
    }
    escaped
}

/// Removes leading spaces and styles of a line.
fn without_space(line: &str) -> &str {
    let mut rest = line.trim_start();
    while let Some(styled) = rest.strip_prefix('\x1b')
        && let Some(end) = style_end(styled)
    {
        rest = styled.get(end..).unwrap_or_default().trim_start();
    }
    rest
}

/// Returns the end of a style at the start of the text (ECMA-48, SGR), if it does not hide text.
fn style_end(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix('[')?.split('m').next()?;
    let is_plain = |parameter: &str| {
        matches!(
            parameter.parse::<u8>(),
            Ok(0 | 1 | 3 | 4 | 22 | 30..=37 | 39 | 90..=97)
        )
    };
    let end = parameters.len() + 1;
    let is_style = text.get(end..)?.starts_with('m')
        && (parameters.is_empty() || parameters.split(';').all(is_plain));
    is_style.then_some(end + 1)
}

/// Prints the error of a failed command to standard error.
pub(crate) fn error(text: &str) {
    note(&format!("{}: {text}\n", styled(ERROR, "error")));
}

/// Returns true if standard error shows styles.
pub(crate) fn errors_are_styled() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Returns the width of standard error in columns.
pub(crate) fn width() -> usize {
    // The shell sets this variable. Terminals wrap longer lines, so a guess is harmless.
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(120)
}

/// A progress line, shown only on a terminal. Removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    /// Returns an empty progress line.
    pub(crate) fn new() -> Self {
        Self {
            shown: io::stderr().is_terminal() && std::env::var_os("CI").is_none(),
        }
    }

    /// Replaces the progress line.
    pub(crate) fn say(&self, text: &str) {
        if self.shown {
            put_line(&format!("\r\x1b[2K{} …", text::line(text)));
        }
    }

    /// Clears the progress line, so that something else can be printed.
    pub(crate) fn clear(&self) {
        if self.shown {
            put_line("\r\x1b[2K");
        }
    }
}

/// Prints a line with control sequences.
fn put_line(line: &str) {
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_github_are_escaped() {
        for (pieces, shown) in [
            (&["a ::error::x\n"][..], "a ::error::x\n"),
            (&["::error::x"], "\\u{3a}:error::x"),
            (
                &["a\n \t::error::x\n::"],
                "a\n \t\\u{3a}:error::x\n\\u{3a}:",
            ),
            (&["  ", "::error::x"], "  \\u{3a}:error::x"),
            (&["a: ", "::error::x"], "a: ::error::x"),
            (
                &["\x1b[1m", "::error\x1b[0m"],
                "\x1b[1m\\u{3a}:error\x1b[0m",
            ),
            (&["\x1b[0m \x1b[1m::error"], "\x1b[0m \x1b[1m\\u{3a}:error"),
            (
                &["a ##[error]x ###[group]"],
                "a \\u{23}#[error]x #\\u{23}#[group]",
            ),
        ] {
            let mut stream = Visible::new(Vec::new(), Commands::Escaped);
            let mut kept = Visible::new(Vec::new(), Commands::Kept);
            for piece in pieces {
                stream.write_all(piece.as_bytes()).unwrap();
                kept.write_all(piece.as_bytes()).unwrap();
            }
            assert_eq!(String::from_utf8(stream.stream).unwrap(), shown);
            assert_eq!(String::from_utf8(kept.stream).unwrap(), pieces.concat());
        }
    }

    #[test]
    fn terminal_sequences_other_than_styles_are_escaped() {
        for (text, shown) in [
            ("plain\n\ttext ü", "plain\n\ttext ü"),
            (
                "\x1b[1m\x1b[91mred\x1b[0m\x1b[m",
                "\x1b[1m\x1b[91mred\x1b[0m\x1b[m",
            ),
            ("\x1b[1;31mx", "\x1b[1;31mx"),
            ("\x1b[8mhidden", "\\u{1b}[8mhidden"),
            ("\x1b[2J\x1b]0;title\x07", "\\u{1b}[2J\\u{1b}]0;title\\u{7}"),
            ("a\rb\u{9b}1m\u{202e}", "a\\u{d}b\\u{9b}1m\\u{202e}"),
            ("\x1b", "\\u{1b}"),
            ("\x1b[", "\\u{1b}["),
            ("\x1b[31", "\\u{1b}[31"),
        ] {
            assert_eq!(visible(text), shown);
        }
        for style in [ERROR, WARNING, ADDITION, REMOVAL, PLACE, STRONG] {
            let text = styled(style, "x");
            assert_eq!(visible(&text), text);
        }
    }
}
