//! The vocabulary of HTTP and of OpenAPI parameters.

/// An HTTP method, in upper case as it is sent.
pub type Method = &'static str;

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
