//! Problems as a good compiler prints them: place, line, what is wrong, how to mend it.
//!
//! Plain data goes in, text comes out. A document may be one line of thirteen megabytes, so only the neighbourhood of
//! a place is ever handed to the printer, and a kind of problem that occurs everywhere is shown a few times and then
//! counted.

mod excerpt;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use generator::diagnostic::Severity;
use untrusted::text;

use crate::terminal::{self, ERROR, PLACE, WARNING, styled};
use excerpt::{Excerpt, Lines};

/// How many problems of one kind are shown in full, if they are errors.
const ERRORS_OF_A_KIND: usize = 10;
/// How many problems of one kind are shown in full, if they are warnings.
const WARNINGS_OF_A_KIND: usize = 3;
/// How many places of those that are not shown are named.
const PLACES_OF_A_KIND: usize = 3;

/// A file that problems are in.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Its path, as the user would write it.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    /// The file: an index into the sources.
    pub(crate) source: usize,
    /// The bytes, from which to before which.
    pub(crate) start: usize,
    /// The end of the bytes.
    pub(crate) end: usize,
}

impl Spot {
    /// Bytes of a file.
    pub(crate) fn new(source: usize, span: Range<usize>) -> Self {
        Self {
            source,
            start: span.start,
            end: span.end,
        }
    }
}

/// Something that is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// How bad it is.
    pub(crate) severity: Severity,
    /// The name of this kind of problem.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// Where.
    pub(crate) spot: Option<Spot>,
    /// What stands there.
    pub(crate) label: String,
    /// Other places that explain it.
    pub(crate) related: Vec<(Spot, String)>,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// The JSON pointer of the place.
    pub(crate) pointer: Option<String>,
}

/// How problems are printed.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// Whether there are colours.
    pub(crate) styled: bool,
    /// How wide a line may be.
    pub(crate) width: usize,
    /// Whether problems of the same kind are all shown.
    pub(crate) all: bool,
}

impl Look {
    /// As standard error wants it.
    pub(crate) fn of_errors(all: bool) -> Self {
        Self {
            styled: terminal::errors_are_styled(),
            width: terminal::width(),
            all,
        }
    }
}

/// How many problems there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Errors.
    pub(crate) errors: usize,
    /// Warnings.
    pub(crate) warnings: usize,
}

impl Tally {
    /// Counts.
    pub(crate) fn of(problems: &[Problem]) -> Self {
        let errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count();
        Self {
            errors,
            warnings: problems.len() - errors,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let errors = counted(self.errors, "error");
        let warnings = counted(self.warnings, "warning");
        match (self.errors, self.warnings) {
            (_, 0) => formatter.write_str(&errors),
            (0, _) => formatter.write_str(&warnings),
            _ => write!(formatter, "{errors}, {warnings}"),
        }
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// All problems, warnings before errors so that the errors are what stands last, and a line that counts them.
/// Nothing if there is none.
pub(crate) fn problems(sources: &[Source], problems: &[Problem], look: &Look) -> String {
    let mut text = String::new();
    if problems.is_empty() {
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
        let shown = match (look.all, kind.severity) {
            (true, _) => kind.problems.len(),
            (false, Severity::Error) => ERRORS_OF_A_KIND,
            (false, Severity::Warning) => WARNINGS_OF_A_KIND,
        };
        // One left over takes as much room as saying so.
        let shown = if kind.problems.len() == shown + 1 {
            shown + 1
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
    text.push_str(&summary(Tally::of(problems), look.styled));
    text.push('\n');
    text
}

/// A code of the worst problems, with their severity.
pub(crate) fn worst(problems: &[Problem]) -> Option<(Severity, &'static str)> {
    let codes = problems
        .iter()
        .map(|problem| (problem.severity, problem.code));
    codes.max()
}

/// The line after all problems of a run: the command that explains a code. Empty if there is no problem.
pub(crate) fn hint(worst: Option<(Severity, &str)>) -> String {
    worst.map_or_else(String::new, |(_, code)| {
        format!("for more about a code: cargo xtask explain {code}\n")
    })
}

/// The line that counts.
fn summary(tally: Tally, is_styled: bool) -> String {
    let style = if tally.errors > 0 { ERROR } else { WARNING };
    let text = tally.to_string();
    if is_styled { styled(style, text) } else { text }
}

/// Problems of one kind.
struct Kind<'a> {
    severity: Severity,
    code: &'static str,
    problems: Vec<&'a Problem>,
}

/// The problems by kind: warnings first, then as they stand in the files.
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

fn renderer(look: &Look) -> Renderer {
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

    /// What is said of the problems of a kind that are not shown.
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

    /// `path:line:column`
    fn place(&self, spot: &Spot) -> Option<String> {
        let (source, lines) = self.sources.get(spot.source)?;
        let (line, column) = lines.line_column(spot.start);
        let place = format!("{}:{line}:{column}", text::line(&source.path));
        Some(if self.styled {
            styled(PLACE, place)
        } else {
            place
        })
    }

    fn excerpt(&self, spot: &Spot) -> Option<(&Source, Excerpt)> {
        let (source, lines) = self.sources.get(spot.source)?;
        Some((source, lines.excerpt(spot.start..spot.end)))
    }
}

/// Adds a place and its line to what is printed.
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

/// Takes out the lines that introduce an excerpt without saying whence it is. The printer makes them because the place
/// is printed by us, above: it would count the column in the excerpt, not in the line.
fn without_empty_places(printed: &str) -> String {
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| plain(line).trim() != ":::")
        .collect();
    lines.join("\n")
}

/// A text without its styles.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
