//! Problems found in a document: what is wrong, where, and what to do about it.
//!
//! A diagnostic is data. It points at nodes of a loaded document, at bytes of a source file, or at an option of the
//! configuration; how it looks on a terminal is the business of whoever prints it.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use crate::load::{FileId, Origin};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Output is still right for every valid value, if more general than the document may have meant.
    Warning,
    /// No output can be trusted.
    Error,
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Location {
    /// A value of the document.
    Value(Origin),
    /// The key under which a value stands.
    Key(Origin),
    /// Bytes of a source file, for what is found before there is a tree.
    Bytes(FileId, Range<usize>),
    /// The value of an option of the configuration: a JSON pointer (RFC 6901) below the options of the API, like
    /// `/include/tags/0`. [`crate::config::Text`] knows where it stands.
    Option(String),
    /// The key of such an option, like `/rename/User`.
    OptionKey(String),
}

impl Location {
    /// The value of an option of the configuration, by the keys and positions that lead to it from those of the API.
    pub fn option(steps: &[&str]) -> Self {
        Self::Option(pointer(steps))
    }

    /// The key of an option of the configuration, by the keys and positions that lead to it from those of the API.
    pub fn option_key(steps: &[&str]) -> Self {
        Self::OptionKey(pointer(steps))
    }
}

/// A JSON pointer (RFC 6901, section 3).
fn pointer(steps: &[&str]) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}

/// A second place that explains the first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// What it shows.
    pub location: Location,
    /// What it says there.
    pub text: String,
}

/// A problem in a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name for this kind of problem, in kebab case: `unresolved-reference`.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub location: Location,
    /// What stands at the place, said beside it.
    pub label: String,
    /// Further places.
    pub related: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, place: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, place: Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    fn new(
        severity: Severity,
        code: &'static str,
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

    /// How many bytes of text it has.
    fn text(&self) -> usize {
        let related = self.related.iter().map(|label| label.text.len());
        self.message.len()
            + self.label.len()
            + self.help.as_ref().map_or(0, String::len)
            + related.sum::<usize>()
    }

    /// Says what stands at the place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Location, text: impl Into<String>) -> Self {
        self.related.push(Label {
            location: place,
            text: text.into(),
        });
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// The code of an entry of an option that names nothing of the document. It is an error for whoever generates: what the
/// entry was meant for would be left out, shown or kept without notice. The API is whole all the same.
pub const OPTION_WITHOUT_EFFECT: &str = "option-without-effect";

/// The errors that concern one object, which can be left out or taken for anything.
const SKIPPED: &[&str] = &["missing-member", "reference-cycle", "unresolved-reference"];

/// The limit of the total text of all diagnostics, in bytes. Messages repeat names of the document, which may be long. After
/// the limit, only the first diagnostic of each code and severity is kept.
const TEXT: usize = 32 << 20;

/// How many problems of a document are kept before only the first of a kind is.
const PROBLEMS: usize = 50_000;

/// Collects problems while a stage runs; the same problem at the same place is kept once, and no more problems are kept
/// than anybody reads.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// How many bytes of text `found` has.
    text: Cell<usize>,
    /// What is left out, by its code.
    left_out: RefCell<std::collections::BTreeMap<&'static str, usize>>,
    codes: RefCell<std::collections::HashSet<(Severity, &'static str)>>,
    found: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
    seen: RefCell<std::collections::HashSet<(&'static str, Location, String)>>,
}

impl Diagnostics {
    /// Keeps a problem.
    pub fn push(&self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors.set(self.errors.get() + 1);
        }
        let mut found = self.found.borrow_mut();
        // The first of a kind and severity decides whether the document is valid.
        let is_first = self
            .codes
            .borrow_mut()
            .insert((diagnostic.severity, diagnostic.code));
        if !is_first && (self.text.get() > TEXT || found.len() >= PROBLEMS) {
            *self
                .left_out
                .borrow_mut()
                .entry(diagnostic.code)
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

    /// How many errors there were, those of one place counted as often as they were come across.
    pub(crate) fn errors(&self) -> usize {
        self.errors.get()
    }

    /// Sets the count of errors back to `errors`: those since then concern a part without which the object around it
    /// is still complete.
    pub(crate) fn tolerate(&self, errors: usize) {
        self.errors.set(errors);
    }

    /// Makes warnings of the errors around which the rest of a document can be generated.
    pub(crate) fn skip_invalid(&self) {
        for found in &mut *self.found.borrow_mut() {
            if SKIPPED.contains(&found.code) {
                found.severity = Severity::Warning;
            }
        }
    }

    /// Makes an error of every warning.
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

    /// What was found, in the order in which it was found.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        for (code, count) in self.left_out.into_inner() {
            let Some(first) = found.iter().find(|found| found.code == code) else {
                continue;
            };
            let message = format!("{count} more problems of the kind `{code}` are left out");
            let place = first.location.clone();
            found.push(
                Diagnostic::warning("too-many-problems", place, message)
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
