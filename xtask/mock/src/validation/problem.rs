//! Problems of a request, and how they are reported.

use std::fmt;

use serde::Serialize;

/// Part of a request with a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Location {
    /// The method.
    Method,
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
    /// Not the request: the document cannot be used to validate it.
    Document,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Method => "method",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
            Self::Document => "document",
        })
    }
}

/// A problem of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Part of the request.
    #[serde(rename = "in")]
    pub location: Location,
    /// Name of the parameter, header or cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// JSON pointer (RFC 6901) into the value. Empty for the whole value.
    pub pointer: String,
    /// Message.
    pub message: String,
}

impl Problem {
    /// Creates a problem of a part of a request without a name.
    pub(crate) fn new(location: Location, message: impl Into<String>) -> Self {
        Self {
            location,
            name: None,
            pointer: String::new(),
            message: message.into(),
        }
    }

    /// Sets the name of the parameter, header or cookie.
    pub(crate) fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }

    /// Sets the pointer into the value.
    pub(crate) fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.location)?;
        if let Some(name) = &self.name {
            write!(formatter, " `{name}`")?;
        }
        if !self.pointer.is_empty() {
            write!(formatter, " at {}", self.pointer)?;
        }
        write!(formatter, ": {}", self.message)
    }
}

/// Result of validating a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The document allows the request.
    Valid,
    /// The document does not allow the request.
    Invalid,
    /// The document is invalid where it describes the request.
    Undecided,
}

impl Verdict {
    /// Returns the value for the header `x-mock-verdict`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Undecided => "undecided",
        }
    }

    /// Returns the verdict for a list of problems.
    pub(crate) fn of(problems: &[Problem]) -> Self {
        if problems.is_empty() {
            Self::Valid
        } else if problems
            .iter()
            .all(|problem| problem.location == Location::Document)
        {
            Self::Undecided
        } else {
            Self::Invalid
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
