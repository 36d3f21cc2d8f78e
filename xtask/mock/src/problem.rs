//! What is wrong with a request, and how it is told.

use std::fmt;

use serde::Serialize;

/// Where in a request something is wrong.
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
    /// Not the request: the document cannot be used to judge it.
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

/// Something that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Where.
    #[serde(rename = "in")]
    pub location: Location,
    /// The name of the parameter, header or cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The JSON pointer (RFC 6901) into the value; empty for all of it.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// Something wrong with a part of a request that has no name.
    pub(crate) fn new(location: Location, message: impl Into<String>) -> Self {
        Self {
            location,
            name: None,
            pointer: String::new(),
            message: message.into(),
        }
    }

    /// The same, with the name of the parameter, header or cookie.
    pub(crate) fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }

    /// The same, at a pointer into the value.
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

/// What the document says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The request is one that the document describes.
    Valid,
    /// It is not.
    Invalid,
    /// The document is broken where it describes the request.
    Undecided,
}

impl Verdict {
    /// As it stands in the header `x-mock-verdict`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Undecided => "undecided",
        }
    }

    /// The verdict that follows from what is wrong.
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
