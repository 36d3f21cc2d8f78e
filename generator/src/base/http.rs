//! The vocabulary of HTTP and of OpenAPI parameters.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// An HTTP method as it is sent: a case-sensitive token (RFC 9110, section 9.1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Method(Cow<'static, str>);

/// The fields of a path item for a method, and their methods.
const FIXED: [(&str, &str); 9] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
    // Since 3.2.
    ("query", "QUERY"),
];

impl Method {
    /// Returns the method of a field of a path item.
    pub(crate) fn of_field(name: &str) -> Option<Self> {
        let (_, method) = FIXED.iter().find(|(field, _)| *field == name)?;
        Some(Self(Cow::Borrowed(method)))
    }

    /// Returns the method with this name.
    pub(crate) fn named(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl Deref for Method {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<&str> for Method {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self)
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a parameter is serialized (`OpenAPI` 3.1.1, section 4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`; path and header.
    Simple,
    /// `a/b`; path. Not in the standard: for a value that may have several segments (`{proxy+}`).
    Segments,
    /// `.a.b`; path.
    Label,
    /// `;name=a`; path.
    Matrix,
    /// `name=a&name=b`; query and cookie.
    Form,
    /// `name=a%20b`; query.
    SpaceDelimited,
    /// `name=a|b`; query.
    PipeDelimited,
    /// `name[key]=a`; query.
    DeepObject,
    /// `name[]=a&name[]=b`; query. Not in the standard, but many servers expect it; set in the configuration.
    Brackets,
    /// JSON text, for a parameter with `content`.
    Json,
}

/// The statuses that a response is declared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A single status.
    Code(u16),
    /// A hundred statuses: `4` for `4XX`.
    Range(u8),
    /// All statuses that are not declared.
    Default,
}
