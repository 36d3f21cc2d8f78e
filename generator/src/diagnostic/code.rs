//! The kinds of diagnostics as data.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output represents everything; the message tells what a reader of the document may not expect.
    Note,
    /// The output is correct for every valid value, although it may be more general than the document.
    Warning,
    /// The output cannot be trusted.
    Error,
}

/// A kind of diagnostic, which the table [`super::codes`] explains. Its id identifies it.
#[derive(Clone, Copy)]
pub struct Code {
    /// The stable name, in kebab case (`unresolved-reference`).
    pub id: &'static str,
    /// The usual severity. The options `skip-invalid` and `deny-warnings` change that of a diagnostic.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub title: &'static str,
    /// What it means, and what the generator does instead.
    pub explanation: &'static str,
    /// How to fix it.
    pub help: &'static str,
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl Hash for Code {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}
