//! The configuration, `codegen.yml`: which APIs there are, and how each of them is generated.
//!
//! [`parse`] reads the text into plain data; [`Text`] knows where in it each option stands. A key that is not known, a key that stands twice, or a value that
//! could not work is an error with its line and column; nothing is guessed and nothing ignored. What an option means
//! for the output is decided where the output is decided, not here.

mod envelope;
mod options;
mod pagination;
mod read;
mod rust_type;
#[cfg(test)]
mod tests;
mod text;

use indexmap::IndexMap;
use serde::Deserialize;

pub use read::is_device;
pub use text::Text;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The APIs by their name, which is the Rust module that each becomes, in the order of the file.
    #[serde(deserialize_with = "read::apis")]
    pub apis: IndexMap<String, Api>,
}

/// An API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Api {
    /// Its document, relative to the configuration's folder, with `/` between the parts.
    #[serde(deserialize_with = "read::document")]
    pub document: String,
    /// The folder whose files the document may refer to, relative to the configuration's folder; without it, the folder
    /// of the document.
    #[serde(default, deserialize_with = "read::root")]
    pub root: Option<String>,
    /// Overlays that change the document before it is read, relative to the configuration's folder.
    #[serde(default, deserialize_with = "read::files")]
    pub overlays: Vec<String>,
    /// Where the document is published; always `https`.
    #[serde(default, deserialize_with = "read::upstream")]
    pub upstream: Option<String>,
    /// The environment variable that replaces the server's address; see [`Api::base_url_environment`].
    #[serde(default, deserialize_with = "read::variable")]
    base_url_environment: Option<String>,
    /// The credential, where the document has one security scheme alone.
    #[serde(default)]
    credential: Option<Credential>,
    /// The credentials, by the name of their security scheme.
    #[serde(default, deserialize_with = "read::credentials")]
    credentials: IndexMap<String, Credential>,
    /// Headers that are sent with every request, unless the caller sets them otherwise; names in lower case.
    #[serde(default, deserialize_with = "read::headers")]
    pub headers: IndexMap<String, String>,
    /// How lists are written in the query.
    #[serde(default)]
    pub query_array_format: QueryArrayFormat,
    /// What stands around what callers give and get; see [`Api::envelope`].
    #[serde(default)]
    envelope: Option<Envelope>,
    /// How lists come page by page; see [`Api::pagination`].
    #[serde(default, deserialize_with = "pagination::pagination")]
    pagination: Option<OrNone<Pagination>>,
    /// Options of single operations, by their `operationId`.
    #[serde(default, deserialize_with = "envelope::operations")]
    operations: IndexMap<String, Operation>,
    /// The operations that are generated; all of them where this names none.
    #[serde(default, deserialize_with = "options::selection")]
    pub include: Selection,
    /// The operations that are not generated, though `include` names them.
    #[serde(default, deserialize_with = "options::selection")]
    pub exclude: Selection,
    /// The Rust type of each of these formats: its name for a scalar (`String`, `i64`), otherwise a path that means the
    /// same in every file (`::time::OffsetDateTime`).
    #[serde(default, deserialize_with = "options::formats")]
    pub formats: IndexMap<String, String>,
    /// The Rust type of each of these components under `schemas`, written as those of `formats`.
    #[serde(default, deserialize_with = "options::types")]
    pub types: IndexMap<String, String>,
    /// What else types derive, by the names that they have in the output; `*` is all of them.
    #[serde(default, deserialize_with = "options::derives")]
    pub derives: IndexMap<String, Vec<String>>,
    /// The fields whose text is shown nowhere by itself, by the names that they have in the output: `Type.field`.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The names that are wanted, by those that the output has without this: `Type`, `Type.field`, `Type::Variant`,
    /// `resource`, `resource.function`.
    #[serde(default, deserialize_with = "options::renames")]
    pub rename: IndexMap<String, String>,
    /// Whether what is invalid is left out, with a warning, instead of being an error: the operation whose own objects
    /// are invalid; a schema that leads nowhere becomes any value.
    #[serde(default)]
    pub skip_invalid: bool,
    /// Whether the types are generated and nothing that calls the API.
    #[serde(default)]
    pub types_only: bool,
    /// Whether nothing is generated while there are warnings: for a document that has none and should stay so.
    #[serde(default)]
    pub deny_warnings: bool,
}

/// How the caller gives a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credential {
    /// The method of the client's builder, in snake case; without it, it is made from the scheme's name.
    #[serde(default, deserialize_with = "read::setter")]
    pub setter: Option<String>,
    /// The environment variables that it is read from: one, or two for a user name and a password; without them,
    /// one is made from the names of the API and the scheme.
    #[serde(default, deserialize_with = "read::variables")]
    pub environment: Vec<String>,
    /// What stands before the key in a header, with the space that separates them.
    #[serde(default, deserialize_with = "read::prefix")]
    pub prefix: Option<String>,
}

/// What stands around what callers give and get, where one body is used for many things: GraphQL over HTTP, say. JSON
/// pointers (RFC 6901), in which `*` is the one member of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Envelope {
    /// Where in the request body stands what the caller gives.
    #[serde(default, deserialize_with = "envelope::pointer")]
    pub request: Option<String>,
    /// Where in the response stands what the caller gets.
    #[serde(default, deserialize_with = "envelope::pointer")]
    pub payload: Option<String>,
    /// Where in a response stands something if the API refused, although the status is a success.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub errors: Vec<String>,
    /// Where in a response false stands if the API refused.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub success: Vec<String>,
    /// Where in an error its code stands.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub code: Vec<String>,
    /// Where in an error its message stands.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub message: Vec<String>,
}

impl Envelope {
    /// Whether anything stands around responses.
    pub fn describes_responses(&self) -> bool {
        self.payload.is_some() || !self.errors.is_empty() || !self.success.is_empty()
    }
}

/// The options of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Operation {
    /// The envelope that it has in place of the API's.
    #[serde(default, deserialize_with = "envelope::own_envelope")]
    envelope: Option<OrNone<Envelope>>,
    /// How its list comes page by page, whatever is said of the API.
    #[serde(default, deserialize_with = "pagination::pagination")]
    pagination: Option<OrNone<Pagination>>,
}

/// A description, or `none`: that there is nothing to describe, whatever is said elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrNone<T> {
    /// There is nothing.
    None,
    /// There is this.
    Some(T),
}

/// How a list comes page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The member of the response that has the items; without it, the response's only list.
    pub items: Option<String>,
    /// Where the cursor of the next page is.
    pub cursor: PageCursor,
}

/// Where the cursor of the next page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageCursor {
    /// In the response, to be sent as a parameter.
    Pointer {
        /// The parameter of the query that takes it.
        parameter: String,
        /// JSON pointer of it in the response.
        pointer: String,
    },
    /// In a member of the response with `has_next_page` and `end_cursor`, to be sent as `after` (the Relay convention).
    PageInfo(String),
}

/// Operations: those that any of the lists names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Selection {
    /// Those that have one of these tags.
    #[serde(default, deserialize_with = "options::names")]
    pub tags: Vec<String>,
    /// Those at one of these paths or below: `/users` is `/users/{id}` too, but not `/users-of-teams`.
    #[serde(default, deserialize_with = "options::paths")]
    pub paths: Vec<String>,
    /// Those with one of these `operationId`s, or called by method and path: `GET /users/{id}`.
    #[serde(default, deserialize_with = "options::names")]
    pub operations: Vec<String>,
}

impl Selection {
    /// Whether it names no operation.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}

/// How lists are written in the query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueryArrayFormat {
    /// As each parameter's `style` and `explode` say (`OpenAPI` 3.1.1, section 4.8.12.3).
    #[default]
    Document,
    /// `name[]=a&name[]=b`, which the standard cannot say and many servers read.
    Brackets,
}

impl Api {
    /// What is said about the credential of a security scheme; `only` tells whether the document has no other.
    pub fn credential(&self, scheme: &str, only: bool) -> Option<&Credential> {
        self.credentials
            .get(scheme)
            .or_else(|| self.credential.as_ref().filter(|_| only))
    }

    /// The security schemes that are named; each of them must be in the document.
    pub fn credential_schemes(&self) -> impl Iterator<Item = &str> {
        self.credentials.keys().map(String::as_str)
    }

    /// Whether a credential is given for the only security scheme, without naming it.
    pub fn has_unnamed_credential(&self) -> bool {
        self.credential.is_some()
    }

    /// What stands around what callers give to an operation, and get from it.
    pub fn envelope(&self, operation: &str) -> Option<&Envelope> {
        let own = self.operations.get(operation);
        match own.and_then(|operation| operation.envelope.as_ref()) {
            Some(OrNone::None) => None,
            Some(OrNone::Some(envelope)) => Some(envelope),
            None => self.envelope.as_ref(),
        }
    }

    /// The keys that lead to the option which [`Api::envelope`] gives.
    pub(crate) fn envelope_option<'o>(&self, operation: &'o str) -> Vec<&'o str> {
        match self.operations.get(operation) {
            Some(own) if own.envelope.is_some() => vec!["operations", operation, "envelope"],
            _ => vec!["envelope"],
        }
    }

    /// How lists come page by page where the operation does not say so itself: what fits none of its lists is an error.
    pub fn pagination(&self) -> Option<&OrNone<Pagination>> {
        self.pagination.as_ref()
    }

    /// How the list of an operation comes page by page, if that is said of the operation itself.
    pub fn own_pagination(&self, operation: &str) -> Option<&OrNone<Pagination>> {
        self.operations.get(operation)?.pagination.as_ref()
    }

    /// The operations that have options of their own; each of them should be in the document.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// The environment variable that replaces the server's address: the option, or `WHOP_BASE_URL` for `whop`.
    pub fn base_url_environment(&self, name: &str) -> String {
        self.base_url_environment
            .clone()
            .unwrap_or_else(|| format!("{}_BASE_URL", name.to_uppercase()))
    }
}

/// What is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What is wrong, beginning with the path of keys that lead there.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
    /// The same place in bytes from the beginning of the text, which it never exceeds.
    pub offset: usize,
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}: {}", self.line, self.column, self.message)?;
        match &self.help {
            Some(help) => write!(formatter, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Reads a configuration.
pub fn parse(text: &str) -> Result<Config, Error> {
    read::config(text)
}
