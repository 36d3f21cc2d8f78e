//! The configuration, `codegen.yml`: which APIs there are, and how each of them is generated.
//!
//! [`parse`] reads the text into plain data; [`ConfigText`] finds the location of an option in the text. An unknown key, a
//! duplicate key or a value that cannot work is an error with its line and column; nothing is guessed or ignored. The
//! stage that uses an option decides what it means for the output.

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
pub use text::ConfigText;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The APIs in the order of the file, by name. The name is that of the API's Rust module.
    #[serde(deserialize_with = "read::apis")]
    pub apis: IndexMap<String, Api>,
}

/// The options of an API.
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Api {
    /// The path of the document, relative to the configuration's folder, with `/` between its parts.
    #[serde(deserialize_with = "read::document")]
    pub document: String,
    /// The folder whose files the document may refer to, relative to the configuration's folder. The default is the
    /// folder of the document.
    #[serde(default, deserialize_with = "read::root")]
    pub root: Option<String>,
    /// The paths of overlays that change the document before it is read, relative to the configuration's folder.
    #[serde(default, deserialize_with = "read::files")]
    pub overlays: Vec<String>,
    /// The URL where the document is published; always `https`.
    #[serde(default, deserialize_with = "read::upstream")]
    pub upstream: Option<String>,
    /// The environment variable that replaces the server's URL; see [`Api::base_url_environment`].
    #[serde(default, deserialize_with = "read::variable")]
    base_url_environment: Option<String>,
    /// The credential, if the document has a single security scheme.
    #[serde(default)]
    credential: Option<Credential>,
    /// The credentials, by the name of their security scheme.
    #[serde(default, deserialize_with = "read::credentials")]
    credentials: IndexMap<String, Credential>,
    /// Headers that are sent with every request unless the caller sets them; names in lower case.
    #[serde(default, deserialize_with = "read::headers")]
    pub headers: IndexMap<String, String>,
    /// How lists in the query are serialized.
    #[serde(default)]
    pub query_array_format: QueryArrayFormat,
    /// The JSON around request and response bodies; see [`Api::envelope`].
    #[serde(default)]
    envelope: Option<Envelope>,
    /// How lists are paginated; see [`Api::pagination`].
    #[serde(default, deserialize_with = "pagination::pagination")]
    pagination: Option<OrNone<Pagination>>,
    /// Options of single operations, by their `operationId`.
    #[serde(default, deserialize_with = "envelope::operations")]
    operations: IndexMap<String, Operation>,
    /// The operations that are generated; all operations if this selects none.
    #[serde(default, deserialize_with = "options::selection")]
    pub include: Selection,
    /// The operations that are not generated, even if `include` selects them.
    #[serde(default, deserialize_with = "options::selection")]
    pub exclude: Selection,
    /// The Rust type for a format: the name of a scalar (`String`, `i64`), or a path that means the same in every
    /// file (`::time::OffsetDateTime`).
    #[serde(default, deserialize_with = "options::formats")]
    pub formats: IndexMap<String, String>,
    /// The Rust type for a component below `schemas`, written like those of `formats`.
    #[serde(default, deserialize_with = "options::types")]
    pub types: IndexMap<String, String>,
    /// Further derives of types, by the names of the types in the output; `*` is for all types.
    #[serde(default, deserialize_with = "options::derives")]
    pub derives: IndexMap<String, Vec<String>>,
    /// Fields with text that is secret and therefore redacted in debug output, by their names in the output:
    /// `Type.field`.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// New names, by the names that the output has without this option: `Type`, `Type.field`, `Type::Variant`,
    /// `resource`, `resource.method`.
    #[serde(default, deserialize_with = "options::renames")]
    pub rename: IndexMap<String, String>,
    /// Whether invalid parts of the document are omitted with a warning instead of being errors. An operation is
    /// omitted if one of its own objects is invalid; a schema with an unresolved reference becomes any JSON value.
    #[serde(default)]
    pub skip_invalid: bool,
    /// Whether only types are generated, and nothing that calls the API.
    #[serde(default)]
    types_only: bool,
    /// Whether the caller asks for types only. The configuration may then still have options that only concern calls.
    #[serde(skip)]
    pub without_client: bool,
    /// Whether warnings prevent the generation: for a document that has none and should stay so.
    #[serde(default)]
    pub deny_warnings: bool,
}

/// How the caller sets a credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credential {
    /// The name of the method of the client's builder, in snake case. The default is derived from the name of the
    /// scheme.
    #[serde(default, deserialize_with = "read::setter")]
    pub setter: Option<String>,
    /// The environment variables that the credential is read from: one, or two for a user name and a password. The
    /// default is derived from the names of the API and the scheme.
    #[serde(default, deserialize_with = "read::variables")]
    pub environment: Vec<String>,
    /// The text before the key in a header, including the space that separates them.
    #[serde(default, deserialize_with = "read::prefix")]
    pub prefix: Option<String>,
}

/// The JSON around the request and response bodies, for an API such as GraphQL over HTTP that uses one body for all
/// operations. All fields are JSON pointers (RFC 6901), in which `*` is the only property of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Envelope {
    /// Where the caller's body is placed in the request.
    #[serde(default, deserialize_with = "envelope::pointer")]
    pub request: Option<String>,
    /// Where the value that the caller receives is in the response.
    #[serde(default, deserialize_with = "envelope::pointer")]
    pub payload: Option<String>,
    /// Where a value in a response means that the call failed, although the status is a success.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub errors: Vec<String>,
    /// Where `false` in a response means that the call failed.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub success: Vec<String>,
    /// Where the code is in an error.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub code: Vec<String>,
    /// Where the message is in an error.
    #[serde(default, deserialize_with = "envelope::pointers")]
    pub message: Vec<String>,
}

impl Envelope {
    /// Reports whether the envelope applies to responses.
    pub fn describes_responses(&self) -> bool {
        self.payload.is_some() || !self.errors.is_empty() || !self.success.is_empty()
    }
}

/// The options of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Operation {
    /// The envelope that replaces the API's.
    #[serde(default, deserialize_with = "envelope::own_envelope")]
    envelope: Option<OrNone<Envelope>>,
    /// The pagination of its list, which replaces the API's.
    #[serde(default, deserialize_with = "pagination::pagination")]
    pagination: Option<OrNone<Pagination>>,
}

/// A setting, or `none`, which disables a more general option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrNone<T> {
    /// `none`: there is nothing.
    None,
    /// The setting.
    Some(T),
}

/// How a list is paginated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The response's property that has the items. The default is the only list of the response.
    pub items: Option<String>,
    /// Where the cursor of the next page is.
    pub cursor: PageCursor,
}

/// Where the cursor of the next page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageCursor {
    /// At a pointer in the response; sent as a parameter.
    Pointer {
        /// The query parameter for the cursor.
        parameter: String,
        /// The JSON pointer of the cursor in the response.
        pointer: String,
    },
    /// In a property of the response with `has_next_page` and `end_cursor`; sent as `after` (the Relay convention).
    PageInfo(String),
}

/// A set of operations: those that any of the lists selects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Selection {
    /// Selects operations with one of these tags.
    #[serde(default, deserialize_with = "options::names")]
    pub tags: Vec<String>,
    /// Selects operations at one of these paths or below: `/users` also selects `/users/{id}`, but not
    /// `/users-of-teams`.
    #[serde(default, deserialize_with = "options::paths")]
    pub paths: Vec<String>,
    /// Selects operations by their `operationId`, or by method and path: `GET /users/{id}`.
    #[serde(default, deserialize_with = "options::names")]
    pub operations: Vec<String>,
}

impl Selection {
    /// Reports whether the selection is empty.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}

/// How lists in the query are serialized.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueryArrayFormat {
    /// As each parameter's `style` and `explode` declare (`OpenAPI` 3.1.1, section 4.8.12.3).
    #[default]
    Document,
    /// `name[]=a&name[]=b`, which the standard has no style for and many servers expect.
    Brackets,
}

impl Api {
    /// Reports whether only types are generated.
    pub fn is_types_only(&self) -> bool {
        self.types_only || self.without_client
    }

    /// Reports whether the configuration itself says that only types are generated, so that all its options must
    /// concern types.
    pub(crate) fn must_concern_types(&self) -> bool {
        self.types_only
    }

    /// Returns the options that only concern calls, each as its path of keys.
    pub(crate) fn options_of_calls(&self) -> Vec<Vec<&str>> {
        let single = [
            ("credential", self.credential.is_some()),
            (
                "query-array-format",
                self.query_array_format != QueryArrayFormat::default(),
            ),
            ("base-url-environment", self.base_url_environment.is_some()),
            ("pagination", self.pagination.is_some()),
        ];
        let single = single.into_iter().filter(|(_, is_set)| *is_set);
        let mut found: Vec<Vec<&str>> = single.map(|(key, _)| vec![key]).collect();
        let schemes = self.credentials.keys();
        found.extend(schemes.map(|scheme| vec!["credentials", scheme]));
        let headers = self.headers.keys();
        found.extend(headers.map(|header| vec!["headers", header]));
        let operations = self.operations.iter();
        let paginated = operations.filter(|(_, options)| options.pagination.is_some());
        found.extend(paginated.map(|(id, _)| vec!["operations", id, "pagination"]));
        found
    }

    /// Returns the entries of `operations` that set nothing.
    pub(crate) fn empty_operations(&self) -> impl Iterator<Item = &str> {
        let all = self.operations.iter();
        let empty = all.filter(|(_, own)| own.envelope.is_none() && own.pagination.is_none());
        empty.map(|(id, _)| id.as_str())
    }

    /// Returns the path of keys to an option of a credential.
    pub(crate) fn credential_option<'o>(&self, scheme: &'o str, key: &'o str) -> Vec<&'o str> {
        if self.credential.is_some() {
            vec!["credential", key]
        } else {
            vec!["credentials", scheme, key]
        }
    }

    /// Returns the options for the credential of a security scheme, in a document with several schemes.
    pub fn credential(&self, scheme: &str) -> Option<&Credential> {
        self.credentials.get(scheme)
    }

    /// Returns the options for the credential of a document's only security scheme.
    pub fn only_credential(&self, scheme: &str) -> Option<&Credential> {
        self.credential(scheme).or(self.credential.as_ref())
    }

    /// Returns the security schemes that the configuration names; each of them must be in the document.
    pub fn credential_schemes(&self) -> impl Iterator<Item = &str> {
        self.credentials.keys().map(String::as_str)
    }

    /// Reports whether there are options for the only security scheme, without its name.
    pub fn has_unnamed_credential(&self) -> bool {
        self.credential.is_some()
    }

    /// Returns the envelope of an operation: its own, or that of the API.
    pub fn envelope(&self, operation: &str) -> Option<&Envelope> {
        let own = self.operations.get(operation);
        match own.and_then(|operation| operation.envelope.as_ref()) {
            Some(OrNone::None) => None,
            Some(OrNone::Some(envelope)) => Some(envelope),
            None => self.envelope.as_ref(),
        }
    }

    /// Returns the path of keys to the option that [`Api::envelope`] returns.
    pub(crate) fn envelope_option<'o>(&self, operation: &'o str) -> Vec<&'o str> {
        match self.operations.get(operation) {
            Some(own) if own.envelope.is_some() => vec!["operations", operation, "envelope"],
            _ => vec!["envelope"],
        }
    }

    /// Returns the pagination for operations without their own. It is an error if no list matches it.
    pub fn pagination(&self) -> Option<&OrNone<Pagination>> {
        self.pagination.as_ref()
    }

    /// Returns the pagination that an operation has of its own.
    pub fn own_pagination(&self, operation: &str) -> Option<&OrNone<Pagination>> {
        self.operations.get(operation)?.pagination.as_ref()
    }

    /// Returns the operations that have options of their own; each of them should be in the document.
    pub fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations.keys().map(String::as_str)
    }

    /// Returns the environment variable that replaces the server's URL. The default for `whop` is `WHOP_BASE_URL`.
    pub fn base_url_environment(&self, name: &str) -> String {
        self.base_url_environment
            .clone()
            .unwrap_or_else(|| format!("{}_BASE_URL", name.to_uppercase()))
    }
}

/// A problem of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The message, which begins with the path of keys to the problem.
    pub message: String,
    /// How to fix the problem.
    pub help: Option<String>,
    /// The line, counted from one.
    pub line: usize,
    /// The column in characters, counted from one.
    pub column: usize,
    /// The same location in bytes from the beginning of the text, at most the length of the text.
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
