//! The API as Rust callers see it: plain data, built by [`crate::lower`] and read by [`crate::emit`] and
//! [`crate::drift`].
//!
//! Nothing here depends on how a document is factored or on Rust syntax, but every name is final. An identifier is
//! cased and unique in its scope. It may still be a keyword (`type`); [`crate::emit`] writes it as `r#type`. Lists
//! are in the order of the document.

mod bodies;
mod limits;
mod operations;
mod text;
mod types;

use indexmap::IndexMap;

use crate::base::source::Origin;

pub use self::bodies::*;
pub use self::limits::*;
pub use self::operations::*;
pub use self::text::text;
pub use self::types::*;
pub use crate::base::http::{Method, ParameterLocation, Status, Style};
pub use crate::base::info::Info;

/// An API.
#[derive(Debug, Clone)]
pub struct Api {
    /// Whether only types are emitted, and nothing that calls the API.
    pub types_only: bool,
    /// The module that the API is emitted as (`whop`).
    pub name: String,
    /// The title, version and other information about the API.
    pub info: Info,
    /// The servers; the first is the default. Empty if the document has no server with an absolute URL.
    pub servers: Vec<Server>,
    /// The environment variable that replaces the server's URL.
    pub base_url_environment: String,
    /// Headers that are sent with every request unless the caller sets them: name in lower case, value.
    pub headers: Vec<(String, String)>,
    /// The credentials that an operation can require.
    pub credentials: Vec<Credential>,
    /// All types, in the order in which they are emitted; a [`TypeId`] is an index into this list.
    pub types: Vec<Type>,
    /// The operations, grouped by resource.
    pub resources: Vec<Resource>,
    /// The webhooks, if the document has any.
    pub webhooks: Option<Webhooks>,
    /// The bodies that operations declare for statuses other than success.
    pub error_bodies: Vec<ErrorBody>,
    /// Where an error body has its code and message.
    pub error_format: ErrorFormat,
    /// The errors that most operations declare. An operation whose [`Operation::errors`] equal these needs no table
    /// of its own.
    pub common_errors: Vec<ErrorResponse>,
    /// The security that most operations require.
    pub common_security: Vec<Vec<SecurityRequirement>>,
    /// Where the document has `info`, `servers` and the security schemes.
    pub origins: Origins,
    /// The fallbacks: schemas that become a more general type than the document describes, such as any JSON value,
    /// and the reasons.
    pub fallbacks: Vec<(Origin, &'static str)>,
    /// The constraints on values. Only [`crate::describe`] collects them; bindings are generated without them.
    pub constraints: Constraints,
}

/// The locations of metadata about the whole API; the root if the document omits them.
#[derive(Debug, Clone)]
pub struct Origins {
    /// `info`
    pub info: Origin,
    /// `servers`
    pub servers: Origin,
    /// The security schemes, as in [`Api::credentials`].
    pub credentials: Vec<Origin>,
}

/// A server of an API.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The URL, with `{variables}`.
    pub url: String,
    /// The description, as Markdown.
    pub description: Option<String>,
    /// The variables of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A variable in a server's URL, which is set when the client is built.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// The name of the builder's method, snake case.
    pub name: String,
    /// The name in the URL.
    pub wire_name: String,
    /// The default value; none if the caller must set one.
    pub default: Option<String>,
    /// The allowed values; empty if any value is allowed.
    pub values: Vec<String>,
    /// The description, as Markdown.
    pub description: Option<String>,
}

/// A credential that callers can set.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The name of the builder's method, snake case (`api_key`, `management_id`).
    pub name: String,
    /// The scheme's name in the document.
    pub wire_name: String,
    /// How the credential is sent.
    pub kind: CredentialKind,
    /// The environment variables that `from_env` reads: one, or two for a user name and a password.
    pub environment: Vec<String>,
    /// The description, as Markdown.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// `Authorization: Bearer …`; also for `OAuth2` and OpenID Connect tokens.
    Bearer,
    /// `Authorization: Basic …` from a user name and a password.
    Basic,
    /// `Authorization: <scheme> …` with another registered scheme.
    Authorization {
        /// The scheme, as it is sent.
        scheme: String,
    },
    /// A key in a header.
    Header {
        /// The name of the header.
        name: String,
        /// The text before the key; usually empty.
        prefix: String,
    },
    /// A key in a query parameter.
    Query {
        /// The name of the parameter.
        name: String,
    },
    /// A key in a cookie.
    Cookie {
        /// The name of the cookie.
        name: String,
    },
    /// A credential of the connection (mutual TLS): nothing is sent.
    Connection,
}

/// A credential that an operation requires.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecurityRequirement {
    /// Index into [`Api::credentials`].
    pub credential: usize,
    /// The scopes that the credential must have; only documentation.
    pub scopes: Vec<String>,
}

/// The identifier of a type: its index in [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

impl TypeId {
    /// Returns the id of the type at a position of [`Api::types`].
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Returns the position in [`Api::types`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Prose of the document about one item, as Markdown that is not yet sanitized.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// A short summary.
    pub summary: Option<String>,
    /// The full description.
    pub description: Option<String>,
    /// Facts that no type expresses: constraints, default, example, format; one line each.
    pub notes: Vec<String>,
    /// The URL of further documentation.
    pub external: Option<String>,
}

impl Docs {
    /// Reports whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none()
            && self.description.is_none()
            && self.notes.is_empty()
            && self.external.is_none()
    }
}
/// The webhooks of an API.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// The event type: a [`TypeKind::Union`] over all of them.
    pub event: TypeId,
    /// The events.
    pub events: Vec<Webhook>,
}

/// A webhook event.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The name in the document (`payment.succeeded`).
    pub name: String,
    /// The type of the body.
    pub shape: Shape,
    /// The index of its variant of the event type. Events with equal bodies share a variant.
    pub variant: usize,
    /// The documentation.
    pub docs: Docs,
    /// The location in the document.
    pub origin: Origin,
}
/// A map from names to values, in insertion order.
pub type Map<T> = IndexMap<String, T>;

impl Api {
    /// Returns the type with an id; none for an id of another API.
    pub fn get(&self, id: TypeId) -> Option<&Type> {
        self.types.get(usize::try_from(id.0).ok()?)
    }
}
