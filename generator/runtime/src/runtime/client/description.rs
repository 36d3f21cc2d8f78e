//! Static data about an API, which generated code provides.

/// The description of an API.
#[doc(hidden)]
#[derive(Debug)]
pub struct ApiDescription {
    /// The name of the module of the API.
    pub name: &'static str,
    /// The servers of the document; the first is the default.
    pub servers: &'static [ServerDescription],
    /// The environment variable that replaces the base URL.
    pub base_url_environment: &'static str,
    /// The credentials that the API accepts.
    pub credentials: &'static [CredentialDescription],
    /// The requirement of most operations: alternatives, each a set of indexes into `credentials`.
    pub security: &'static [&'static [usize]],
    /// The locations of code and message in an error body.
    pub error_format: ErrorFormat,
    /// Headers of every request, which the builder can replace.
    pub headers: &'static [(&'static str, &'static str)],
    /// The value of `User-Agent`.
    pub user_agent: &'static str,
}

/// A server of an API.
#[doc(hidden)]
#[derive(Debug)]
pub struct ServerDescription {
    /// The URL, with `{variables}`.
    pub url: &'static str,
    /// The variables of the URL.
    pub variables: &'static [ServerVariable],
}

/// A part of a server's URL whose value is chosen when the client is built.
#[doc(hidden)]
#[derive(Debug)]
pub struct ServerVariable {
    /// The name in the URL.
    pub name: &'static str,
    /// The default value; none if the caller must choose one.
    pub default: Option<&'static str>,
    /// The allowed values; empty if any value is allowed.
    pub values: &'static [&'static str],
}

/// A credential that the API accepts: a security scheme of the document.
#[doc(hidden)]
#[derive(Debug)]
pub struct CredentialDescription {
    /// The name of the scheme in the document.
    pub name: &'static str,
    /// The method of the builder that sets it.
    pub setter: &'static str,
    /// How it is sent.
    pub kind: CredentialKind,
    /// The environment variables of the credential: one, or two for a user name and a password.
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
        /// The name of the header.
        name: &'static str,
        /// The text before the key.
        prefix: &'static str,
    },
    /// A query parameter.
    Query {
        /// The name of the parameter.
        name: &'static str,
    },
    /// A cookie.
    Cookie {
        /// The name of the cookie.
        name: &'static str,
    },
    /// The connection authenticates the caller (mutual TLS); nothing is sent.
    Connection,
}

/// The locations of code and message in an error body: JSON pointers (RFC 6901), tried in order.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub struct ErrorFormat {
    /// The short code.
    pub code: &'static [&'static str],
    /// The message for people.
    pub message: &'static [&'static str],
}

/// JSON around the payload of a response, which can report an error whatever the status is. Fields are JSON pointers
/// from the root of the body; `*` is the only property of an object.
#[doc(hidden)]
#[derive(Debug)]
pub struct Envelope {
    /// The payload, which the call returns.
    pub payload: &'static str,
    /// Values that are present and not empty if the API reports an error.
    pub errors: &'static [&'static str],
    /// Values that are `false` if the API reports an error.
    pub success: &'static [&'static str],
    /// The locations of code and message in the error.
    pub error_format: ErrorFormat,
}

/// The style of a parameter: how its value becomes text (`OpenAPI` 3.1.1, section 4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b`; path and header.
    Simple,
    /// `a/b`; path. Not in the standard: a value that may be several segments.
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
    /// `name[]=a&name[]=b`; query. Not in the standard, but many servers read it.
    Brackets,
    /// `name=["a","b"]`: JSON text; properties of forms.
    Json,
}

/// The location of a parameter (`in`).
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
