//! Diagnostics: what is wrong in a document or the configuration, where, and how to fix it.
//!
//! A diagnostic is data. It points at nodes of a loaded document, at bytes of a source file, or at an option
//! of the configuration. Callers decide how to display it. Each has a code of the table [`codes`].

mod code;
pub mod codes;

use std::cell::{Cell, RefCell};
use std::ops::Range;

use crate::base::source::{FileId, Origin};

pub use code::{Code, Severity};

/// The location of a problem.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// A value of the document.
    Value(Origin),
    /// The key of a value of the document.
    Key(Origin),
    /// Bytes of a source file, for problems that are found before there is a tree.
    Bytes(FileId, Range<usize>),
    /// The value of an option of the configuration: a JSON pointer (RFC 6901) below the options of the API,
    /// such as `/include/tags/0`. [`crate::config::ConfigText`] finds it in the file.
    Option(String),
    /// The key of such an option: `/rename/User`.
    OptionKey(String),
}

impl Location {
    /// Returns the location of an option's value. `steps` are the keys and positions that lead to it from the
    /// API's options.
    pub fn option(steps: &[&str]) -> Self {
        Self::Option(pointer(steps))
    }

    /// Returns the location of an option's key. `steps` are the keys and positions that lead to it from the
    /// API's options.
    pub fn option_key(steps: &[&str]) -> Self {
        Self::OptionKey(pointer(steps))
    }
}

/// Formats a JSON pointer (RFC 6901, section 3).
fn pointer(steps: &[&str]) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// A further location that explains a problem.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The location.
    pub location: Location,
    /// The text for the location.
    pub text: String,
}

/// A problem in a document or the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The kind of problem.
    pub code: &'static Code,
    /// What is wrong, in one sentence without a final period.
    pub message: String,
    /// Where it is wrong.
    pub location: Location,
    /// The text that is shown at the location; may be empty.
    pub label: String,
    /// Further locations.
    pub related: Vec<Label>,
    /// How to fix it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates an error at a location.
    pub fn error(code: &'static Code, place: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// Creates a warning at a location.
    pub fn warning(code: &'static Code, place: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// Creates a note at a location.
    pub fn note(code: &'static Code, place: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message)
    }

    fn new(
        severity: Severity,
        code: &'static Code,
        place: Location,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            location: place,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Returns the size of all text, in bytes.
    fn text(&self) -> usize {
        let related = self.related.iter().map(|label| label.text.len());
        self.message.len()
            + self.label.len()
            + self.help.as_ref().map_or(0, String::len)
            + related.sum::<usize>()
    }

    /// Sets the text that is shown at the location.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a further location.
    #[must_use]
    pub fn related(mut self, place: Location, text: impl Into<String>) -> Self {
        self.related.push(Label {
            location: place,
            text: text.into(),
        });
        self
    }

    /// Sets the help text: how to fix the problem.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// The codes of errors that concern one object, which can be left out or read as any JSON value.
const SKIPPED: &[&Code] = &[
    codes::MISSING_MEMBER,
    codes::REFERENCE_CYCLE,
    codes::UNRESOLVED_REFERENCE,
];

/// The limit of the total text of all diagnostics, in bytes. Messages have names of the document in them,
/// which may be long. Beyond the limit, only the first diagnostic of each code and severity is kept.
const TEXT: usize = 32 << 20;

/// The limit of diagnostics. Beyond it, only the first of each code and severity is kept.
const PROBLEMS: usize = 50_000;

/// Collects diagnostics while a stage runs. The same problem at the same location is kept once, and there are
/// limits on the number and the text of diagnostics.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The size of the text in `found`, in bytes.
    text: Cell<usize>,
    /// How many diagnostics are left out, by code.
    left_out: RefCell<std::collections::BTreeMap<&'static str, usize>>,
    codes: RefCell<std::collections::HashSet<(Severity, &'static Code)>>,
    found: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
    seen: RefCell<std::collections::HashSet<(&'static Code, Location, String)>>,
    /// The suggestions for entries of options that name nothing.
    suggestions: crate::base::suggest::Budget,
}

impl Diagnostics {
    /// Returns the candidate closest to a name, or none when the budget for suggestions is spent.
    pub(crate) fn nearest<'c>(
        &self,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.suggestions.nearest(name, candidates)
    }

    /// Adds a diagnostic, unless it is a duplicate or beyond a limit.
    pub fn push(&self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors.set(self.errors.get() + 1);
        }
        let mut found = self.found.borrow_mut();
        // The first of each code and severity decides whether the document is valid.
        let is_first = self
            .codes
            .borrow_mut()
            .insert((diagnostic.severity, diagnostic.code));
        if !is_first && (self.text.get() > TEXT || found.len() >= PROBLEMS) {
            *self
                .left_out
                .borrow_mut()
                .entry(diagnostic.code.id)
                .or_default() += 1;
            return;
        }
        let key = (
            diagnostic.code,
            diagnostic.location.clone(),
            diagnostic.message.clone(),
        );
        if self.seen.borrow_mut().insert(key) {
            self.text.set(self.text.get() + diagnostic.text());
            found.push(diagnostic);
        }
    }

    /// Returns the number of errors so far. An error counts each time it is found, even at the same location.
    pub(crate) fn errors(&self) -> usize {
        self.errors.get()
    }

    /// Resets the number of errors to `errors`. The errors since then concern a part without which the object
    /// around it is complete.
    pub(crate) fn tolerate(&self, errors: usize) {
        self.errors.set(errors);
    }

    /// Turns errors into warnings where the rest of the document can be generated.
    pub(crate) fn skip_invalid(&self) {
        for found in &mut *self.found.borrow_mut() {
            if SKIPPED.contains(&found.code) {
                found.severity = Severity::Warning;
            }
        }
    }

    /// Turns every warning into an error.
    pub(crate) fn deny_warnings(&self) {
        for found in &mut *self.found.borrow_mut() {
            if found.severity == Severity::Warning {
                found.severity = Severity::Error;
                let help = found.help.take().map(|help| format!("{help}; "));
                found.help = Some(format!(
                    "{}it is an error because of `deny-warnings`",
                    help.unwrap_or_default()
                ));
            }
        }
    }

    /// Returns the diagnostics in the order in which they were found, then a summary of those that were left
    /// out.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        for (code, count) in self.left_out.into_inner() {
            let Some(first) = found.iter().find(|found| found.code.id == code) else {
                continue;
            };
            let message = format!("{count} more problems of the kind `{code}` are left out");
            let place = first.location.clone();
            found.push(
                Diagnostic::warning(codes::TOO_MANY_PROBLEMS, place, message)
                    .label("the first of them")
                    .help(format!(
                        "at most {PROBLEMS} problems with {} MB of text are kept (limit `problems`)",
                        TEXT >> 20
                    )),
            );
        }
        found
    }
}
