//! The API as Rust callers see it: plain data, decided once by [`crate::lower`], read by [`crate::emit`] and by
//! comparisons of two documents.
//!
//! Nothing here knows how a document was factored, nor what Rust syntax looks like; but every name is final. An
//! identifier here is cased and unique where it stands, and may still be a keyword (`type`): emitting it as
//! `r#type` is syntax. Lists are in the order of the document.

mod bodies;
mod limits;
mod operations;
mod types;

use indexmap::IndexMap;

use crate::load::Origin;

pub use self::bodies::*;
pub use self::limits::*;
pub use self::operations::*;
pub use self::types::*;

/// An API.
#[derive(Debug, Clone)]
pub struct Api {
    /// Whether its types are emitted and nothing that calls it.
    pub types_only: bool,
    /// The module it is emitted as (`whop`).
    pub name: String,
    /// What it is.
    pub info: Info,
    /// Where it is; the first is the default. Empty when the document names none that is absolute.
    pub servers: Vec<Server>,
    /// The environment variable that replaces the server's address.
    pub base_url_environment: String,
    /// Headers that are sent with every request, unless the caller sets them otherwise: name in lower case, value.
    pub headers: Vec<(String, String)>,
    /// The ways to authenticate that an operation can ask for, by their name in the document.
    pub credentials: Vec<Credential>,
    /// Every type, in the order in which they are emitted; a [`TypeId`] is an index into this.
    pub types: Vec<Type>,
    /// The operations, grouped.
    pub resources: Vec<Resource>,
    /// What the API sends to its users on its own.
    pub webhooks: Option<Webhooks>,
    /// The bodies that operations declare for statuses that are not a success.
    pub error_bodies: Vec<ErrorBody>,
    /// Where in an error body a person finds what went wrong.
    pub error_format: ErrorFormat,
    /// The errors that most operations declare: an operation whose [`Operation::errors`] equal these needs no table
    /// of its own.
    pub common_errors: Vec<ErrorResponse>,
    /// The security that most operations require.
    pub common_security: Vec<Vec<SecurityRequirement>>,
    /// Where the document says what concerns the API as a whole.
    pub places: Places,
    /// The schemas that are any JSON value here although the document says more of them, and why.
    pub generalised: Vec<(Origin, &'static str)>,
    /// What values must keep to. [`crate::describe`] collects it; bindings are generated without it.
    pub limits: Limits,
}

/// Where a document says what concerns an API as a whole; the root for what it does not say.
#[derive(Debug, Clone)]
pub struct Places {
    /// `info`
    pub info: Origin,
    /// `servers`
    pub servers: Origin,
    /// The security schemes, as in [`Api::credentials`].
    pub credentials: Vec<Origin>,
}

/// What an API says of itself.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// Its title.
    pub title: String,
    /// Its version, which is not the version of the crate.
    pub version: String,
    /// What it is for, as Markdown.
    pub description: Option<String>,
    /// Terms of service.
    pub terms_of_service: Option<String>,
    /// The licence: name, and address or SPDX expression.
    pub license: Option<(String, Option<String>)>,
}

/// Where an API is.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The address, with `{variables}`.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// What can be put for the variables.
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's address that is chosen when the client is built.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// The name of the builder's method, snake case.
    pub name: String,
    /// Its name in the address.
    pub wire_name: String,
    /// What is put when nothing is chosen; none when something must be.
    pub default: Option<String>,
    /// What may be put; empty when anything may.
    pub values: Vec<String>,
    /// What it means.
    pub description: Option<String>,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The name of the builder's method, snake case (`api_key`, `management_id`).
    pub name: String,
    /// The scheme's name in the document.
    pub wire_name: String,
    /// How it is sent.
    pub kind: CredentialKind,
    /// The environment variables that `from_env` reads: one, or two for a user name and a password.
    pub environment: Vec<String>,
    /// What it is, as Markdown.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// `Authorization: Bearer …`; `OAuth2` and OpenID Connect tokens too.
    Bearer,
    /// `Authorization: Basic …` from a user name and a password.
    Basic,
    /// `Authorization: <scheme> …` with another scheme of the registry.
    Authorization {
        /// The scheme, as it is sent.
        scheme: String,
    },
    /// A header.
    Header {
        /// Its name.
        name: String,
        /// What stands before the key; mostly nothing.
        prefix: String,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: String,
    },
    /// A cookie.
    Cookie {
        /// Its name.
        name: String,
    },
    /// Decided by the connection (mutual TLS): nothing is sent.
    Connection,
}

/// A credential that an operation asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecurityRequirement {
    /// Index into [`Api::credentials`].
    pub credential: usize,
    /// Scopes it must have; documentation.
    pub scopes: Vec<String>,
}

/// A type, by its place in [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Prose of the document about one thing, as the document wrote it: Markdown that nobody has made safe yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// A short line.
    pub summary: Option<String>,
    /// The long text.
    pub description: Option<String>,
    /// Facts that a type cannot say: constraints, default, example, format; one line each.
    pub notes: Vec<String>,
    /// Where to read on.
    pub external: Option<String>,
}

impl Docs {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none()
            && self.description.is_none()
            && self.notes.is_empty()
            && self.external.is_none()
    }
}
/// What the API sends on its own.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// The event type: a [`TypeKind::Union`] over all of them.
    pub event: TypeId,
    /// The events.
    pub events: Vec<Webhook>,
}

/// An event.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its name in the document (`payment.succeeded`).
    pub name: String,
    /// What is sent.
    pub shape: Shape,
    /// The index of its variant of the event type, which events that look alike have in common.
    pub variant: usize,
    /// What it means.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}
/// Values by name, in order.
pub type Map<T> = IndexMap<String, T>;

impl Api {
    /// The type of an id; none for an id of another API.
    pub fn get(&self, id: TypeId) -> Option<&Type> {
        self.types.get(usize::try_from(id.0).ok()?)
    }
}
