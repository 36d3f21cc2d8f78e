//! Prints problems like a compiler: location, line, message, and how to fix it.
//!
//! Input and output are plain data. A document may be a single line of thirteen megabytes, so the printer only receives
//! the surroundings of a location. Frequent problems of one kind are shown a few times and then counted.

mod excerpt;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use generator::diagnostic::Severity;
use untrusted::text;

use crate::terminal::{self, ERROR, NOTE, PLACE, WARNING, styled};
use excerpt::{Excerpt, Lines};

/// Maximum number of errors of one kind that are shown in full.
const ERRORS_OF_A_KIND: usize = 10;
/// Maximum number of warnings of one kind that are shown in full.
const WARNINGS_OF_A_KIND: usize = 3;
/// Maximum number of locations listed for the problems that are not shown.
const PLACES_OF_A_KIND: usize = 3;

/// A file with problems.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Path as the user would write it.
    pub(crate) path: String,
    /// Text of the file.
    pub(crate) text: String,
}

/// A location in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SourceRange {
    /// Index of the file in the sources.
    pub(crate) source: usize,
    /// First byte.
    pub(crate) start: usize,
    /// Byte after the last one.
    pub(crate) end: usize,
}

impl SourceRange {
    /// Returns a location for a range of bytes.
    pub(crate) fn new(source: usize, span: Range<usize>) -> Self {
        Self {
            source,
            start: span.start,
            end: span.end,
        }
    }
}

/// A diagnostic with its locations looked up.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) severity: Severity,
    /// Code of the diagnostic.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// Location. None if the problem has none.
    pub(crate) spot: Option<SourceRange>,
    /// Message at the location.
    pub(crate) label: String,
    /// Other locations that explain the problem.
    pub(crate) related: Vec<(SourceRange, String)>,
    /// How to fix the problem.
    pub(crate) help: Option<String>,
    /// JSON pointer of the location.
    pub(crate) pointer: Option<String>,
}

/// How much of a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listing {
    Complete,
    /// The first entries, and the number of the others.
    Shortened,
}

impl Listing {
    /// Returns `Complete` if an option such as `--all` is set.
    pub(crate) fn complete_if(all: bool) -> Self {
        if all { Self::Complete } else { Self::Shortened }
    }

    /// Returns the number of entries to print. `limit` applies to shortened lists.
    pub(crate) fn limit(self, limit: usize) -> usize {
        match self {
            Self::Complete => usize::MAX,
            Self::Shortened => limit,
        }
    }
}

/// How problems are printed.
#[derive(Debug, Clone)]
pub(crate) struct RenderOptions {
    /// Whether to use colours.
    pub(crate) styled: bool,
    /// Maximum width of a line.
    pub(crate) width: usize,
    /// How many problems of a kind are printed.
    pub(crate) listing: Listing,
}

impl RenderOptions {
    /// Returns the options for standard error.
    pub(crate) fn for_standard_error(listing: Listing) -> Self {
        Self {
            styled: terminal::errors_are_styled(),
            width: terminal::width(),
            listing,
        }
    }
}

/// Numbers of problems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notes: usize,
}

impl Summary {
    /// Counts problems.
    pub(crate) fn of(problems: &[Problem]) -> Self {
        let count = |severity| {
            let of_severity = |problem: &&Problem| problem.severity == severity;
            problems.iter().filter(of_severity).count()
        };
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let known = counts.into_iter().filter(|(count, _)| *count > 0);
        let mut counts: Vec<String> = known.map(|(count, noun)| counted(count, noun)).collect();
        if self.errors + self.warnings == 0 {
            counts.insert(0, counted(0, "warning"));
        }
        formatter.write_str(&counts.join(", "))
    }
}

/// Formats a number with its noun: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Formats all problems and a summary, in ascending order of severity, so that errors are last on the screen. Empty if there are
/// no problems. A shortened list has no notes.
pub(crate) fn problems(sources: &[Source], problems: &[Problem], look: &RenderOptions) -> String {
    let mut text = String::new();
    let tally = Summary::of(problems);
    let has_only_notes = tally.errors + tally.warnings == 0;
    if problems.is_empty() || has_only_notes && look.listing == Listing::Shortened {
        return text;
    }
    let printer = Printer {
        sources: sources
            .iter()
            .map(|source| (source, Lines::new(&source.text)))
            .collect(),
        renderer: renderer(look),
        styled: look.styled,
    };
    for kind in kinds(problems) {
        let shown = look.listing.limit(match kind.severity {
            Severity::Error => ERRORS_OF_A_KIND,
            Severity::Warning => WARNINGS_OF_A_KIND,
            Severity::Note => 0,
        });
        if shown == 0 {
            continue;
        }
        // A single remaining problem takes no more room than a message about it.
        let shown = if kind.problems.len().checked_sub(1) == Some(shown) {
            kind.problems.len()
        } else {
            shown
        };
        for problem in kind.problems.iter().take(shown) {
            text.push_str(&printer.problem(problem));
            text.push_str("\n\n");
        }
        let left: Vec<&Problem> = kind.problems.iter().skip(shown).copied().collect();
        if !left.is_empty() {
            text.push_str(&printer.left_over(kind.code, &left));
            text.push_str("\n\n");
        }
    }
    text.push_str(&summary(tally, look.styled));
    if tally.notes > 0 && look.listing == Listing::Shortened {
        text.push_str(" (`--all` shows the notes)");
    }
    text.push('\n');
    text
}

/// Returns severity and code of one of the most severe problems. Notes have labels that explain them.
pub(crate) fn worst(problems: &[Problem]) -> Option<(Severity, &'static str)> {
    let codes = problems
        .iter()
        .map(|problem| (problem.severity, problem.code));
    codes
        .filter(|(severity, _)| *severity > Severity::Note)
        .max()
}

/// Returns the last line of a run: the command that explains a code. Empty if there are no problems.
pub(crate) fn hint(worst: Option<(Severity, &str)>) -> String {
    worst.map_or_else(String::new, |(_, code)| {
        format!("for more about a code: cargo xtask explain {code}\n")
    })
}

/// Returns the line with the counts.
fn summary(tally: Summary, is_styled: bool) -> String {
    let style = match tally {
        Summary { errors: 1.., .. } => ERROR,
        Summary { warnings: 1.., .. } => WARNING,
        Summary { .. } => NOTE,
    };
    let text = tally.to_string();
    if is_styled { styled(style, text) } else { text }
}

/// Problems of one kind.
struct Kind<'a> {
    severity: Severity,
    code: &'static str,
    problems: Vec<&'a Problem>,
}

/// Groups problems by kind, in ascending order of severity, then by position in the files.
fn kinds(problems: &[Problem]) -> Vec<Kind<'_>> {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| (problem.severity, problem.spot.clone()));
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for problem in sorted {
        let same =
            |kind: &&mut Kind<'_>| kind.severity == problem.severity && kind.code == problem.code;
        match kinds.iter_mut().find(same) {
            Some(kind) => kind.problems.push(problem),
            None => kinds.push(Kind {
                severity: problem.severity,
                code: problem.code,
                problems: vec![problem],
            }),
        }
    }
    kinds
}

fn renderer(look: &RenderOptions) -> Renderer {
    let renderer = if look.styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.hyperlink(false).term_width(look.width.max(40))
}

struct Printer<'a> {
    sources: Vec<(&'a Source, Lines<'a>)>,
    renderer: Renderer,
    styled: bool,
}

impl Printer<'_> {
    fn problem(&self, problem: &Problem) -> String {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = Group::with_title(
            level
                .primary_title(text::line(&problem.message))
                .id(problem.code),
        );
        if let Some((source, excerpt)) = problem.spot.as_ref().and_then(|spot| self.excerpt(spot)) {
            group = add(
                group,
                source,
                excerpt,
                AnnotationKind::Primary,
                &problem.label,
            );
        }
        for (spot, label) in &problem.related {
            if let Some((source, excerpt)) = self.excerpt(spot) {
                group = add(group, source, excerpt, AnnotationKind::Context, label);
            }
        }
        if let Some(pointer) = &problem.pointer {
            group = group
                .element(Level::NOTE.message(text::line(&format!("at {pointer}")).into_owned()));
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(text::line(help)));
        }
        without_empty_places(&self.renderer.render(&[group]))
    }

    /// Returns the line about the problems of a kind that are not shown.
    fn left_over(&self, code: &str, problems: &[&Problem]) -> String {
        let mut text = format!("… and {} more like this ({code})", problems.len());
        let places: Vec<String> = problems
            .iter()
            .filter_map(|problem| problem.spot.as_ref())
            .take(PLACES_OF_A_KIND)
            .filter_map(|spot| self.place(spot))
            .collect();
        if !places.is_empty() {
            let more = if places.len() < problems.len() {
                ", …"
            } else {
                ""
            };
            let _ = write!(text, ": {}{more}", places.join(", "));
        }
        text
    }

    /// Formats a location as `path:line:column`.
    fn place(&self, spot: &SourceRange) -> Option<String> {
        let (source, lines) = self.sources.get(spot.source)?;
        let (line, column) = lines.line_column(spot.start);
        let place = format!("{}:{line}:{column}", text::line(&source.path));
        Some(if self.styled {
            styled(PLACE, place)
        } else {
            place
        })
    }

    fn excerpt(&self, spot: &SourceRange) -> Option<(&Source, Excerpt)> {
        let (source, lines) = self.sources.get(spot.source)?;
        Some((source, lines.excerpt(spot.start..spot.end)))
    }
}

/// Adds a location and its line to the printed snippets.
fn add<'a>(
    group: Group<'a>,
    source: &'a Source,
    excerpt: Excerpt,
    kind: AnnotationKind,
    label: &'a str,
) -> Group<'a> {
    let origin = Origin::path(text::line(&source.path))
        .line(excerpt.line)
        .char_column(excerpt.column);
    let label = Some(text::line(label)).filter(|label| !label.is_empty());
    let snippet: Snippet<'a, Annotation<'a>> = Snippet::source(excerpt.text)
        .line_start(excerpt.line)
        .annotation(kind.span(excerpt.span).label(label));
    group.element(origin).element(snippet)
}

/// Removes the header lines of snippets without a path. The location is printed above instead, because the printer
/// would count columns in the excerpt, not in the line.
fn without_empty_places(printed: &str) -> String {
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| plain(line).trim() != ":::")
        .collect();
    lines.join("\n")
}

/// Removes the styles from a text.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
