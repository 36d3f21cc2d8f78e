//! What generated code tells the runtime about its API: static data, read when a client is built and when it fails.

/// An API.
#[doc(hidden)]
#[derive(Debug)]
pub struct ApiDescription {
    /// The module it is emitted as.
    pub name: &'static str,
    /// Where it is; the first is the default.
    pub servers: &'static [ServerDescription],
    /// The environment variable that overrides the address.
    pub base_url_environment: &'static str,
    /// The ways to authenticate.
    pub credentials: &'static [CredentialDescription],
    /// What most operations require: alternatives, each a set of indexes into `credentials`.
    pub security: &'static [&'static [usize]],
    /// Where an error body says what went wrong.
    pub error_format: ErrorFormat,
    /// Headers that every request has unless the builder says otherwise.
    pub headers: &'static [(&'static str, &'static str)],
    /// `User-Agent`.
    pub user_agent: &'static str,
}

/// A server of an API.
#[doc(hidden)]
#[derive(Debug)]
pub struct ServerDescription {
    /// The address, with `{variables}`.
    pub url: &'static str,
    /// What can be put for the variables.
    pub variables: &'static [ServerVariable],
}

/// A part of a server's address that is chosen when the client is built.
#[doc(hidden)]
#[derive(Debug)]
pub struct ServerVariable {
    /// Its name in the address.
    pub name: &'static str,
    /// What is put when nothing is chosen; none when something must be.
    pub default: Option<&'static str>,
    /// What may be put; empty when anything may.
    pub values: &'static [&'static str],
}

/// A way to authenticate.
#[doc(hidden)]
#[derive(Debug)]
pub struct CredentialDescription {
    /// The scheme's name in the document.
    pub name: &'static str,
    /// The builder's method.
    pub setter: &'static str,
    /// How it is sent.
    pub kind: CredentialKind,
    /// The environment variables it is read from: one, or two for a user name and a password.
    pub environment: &'static [&'static str],
}

/// How a credential is sent.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …` from a user name and a password.
    Basic,
    /// `Authorization: <scheme> …`
    Authorization {
        /// The scheme, as it is sent.
        scheme: &'static str,
    },
    /// A header.
    Header {
        /// Its name.
        name: &'static str,
        /// What stands before the key.
        prefix: &'static str,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: &'static str,
    },
    /// A cookie.
    Cookie {
        /// Its name.
        name: &'static str,
    },
    /// Decided by the connection (mutual TLS): nothing is sent.
    Connection,
}

/// Where an error body says what went wrong: JSON pointers (RFC 6901) that are tried in turn.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub struct ErrorFormat {
    /// A short code.
    pub code: &'static [&'static str],
    /// A sentence.
    pub message: &'static [&'static str],
}

/// What stands around the payload of a response, and says whether the API refused whatever the status is. JSON pointers
/// from the top of the body, in which `*` is the one member of an object.
#[doc(hidden)]
#[derive(Debug)]
pub struct Envelope {
    /// What the call gives.
    pub payload: &'static str,
    /// What is there, and not empty, when the API refused.
    pub errors: &'static [&'static str],
    /// What is false when the API refused.
    pub success: &'static [&'static str],
    /// Where the errors say what went wrong.
    pub error_format: ErrorFormat,
}

/// How a parameter is written (`OpenAPI` 3.1.1, section 4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b`; path and header.
    Simple,
    /// `a/b`; path. Not of the standard: a value that may be several segments.
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
    /// `name[]=a&name[]=b`; query. Not of the standard, but what many servers read.
    Brackets,
    /// `name=["a","b"]`: as JSON text; properties of forms.
    Json,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}
