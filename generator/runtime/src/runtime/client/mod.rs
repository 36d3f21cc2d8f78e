//! The client: its builder, its settings, and the state that its calls share.

pub(crate) mod builder;
pub(crate) mod connections;
pub(crate) mod credential;
pub(crate) mod description;
pub(crate) mod server;
pub(crate) mod settings;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;

use super::call::Call;
use super::call::request::Request;
use super::call::retry::RetryPolicy;
use super::client::credential::Credential;
use super::client::description::ApiDescription;
use super::client::server::BaseUrl;
use super::response::decode::DecodeError;
use super::transport::HttpBackend;

/// The default timeout of a whole call: 60 seconds.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// The default timeout of connecting: 10 seconds.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The client of an API, as the builder creates it.
#[doc(hidden)]
pub trait Api: Sized {
    /// The type of the error bodies that the document describes.
    type ErrorBody: DecodeError;
    /// Returns the description of the API.
    fn description() -> &'static ApiDescription;
    /// Wraps the core that the builder created.
    fn from_core(core: ClientCore) -> Self;
    /// Returns the core.
    fn core(&self) -> &ClientCore;
}

/// The state that all calls of a client share. Clones are cheap and share one connection pool.
#[doc(hidden)]
#[derive(Clone)]
pub struct ClientCore {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) description: &'static ApiDescription,
    pub(crate) base_url: BaseUrl,
    /// Whether the base URL was set, instead of taken from the document.
    pub(crate) base_url_given: bool,
    /// The index of the document's server.
    pub(crate) server: usize,
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) credentials: Vec<Option<Credential>>,
    /// Whether calls are deliberately sent without credentials.
    pub(crate) no_credentials: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) idempotency_header: HeaderName,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retries: RetryPolicy,
    pub(crate) carrier: HttpBackend,
    /// Whether settings that were not set were read from the environment.
    pub(crate) environment: bool,
}

impl ClientCore {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Returns a call to an endpoint that the document does not describe, with this client's credentials, timeouts,
    /// retries and errors. The path is relative to the base URL and may contain `{parameters}`; see [`Call::path`],
    /// [`Call::query`], [`Call::json`]. Use `()` for a response without a body, and
    /// [`IgnoredAny`](serde::de::IgnoredAny) to discard a JSON response.
    pub fn request<T: DeserializeOwned, B: DecodeError>(
        &self,
        method: Method,
        path: impl Into<Cow<'static, str>>,
    ) -> Call<T, B> {
        Request::undescribed(self, method, path.into()).returns_json_or_null()
    }
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.shared();
        formatter
            .debug_struct("ClientCore")
            .field("api", &shared.description.name)
            .field("base_url", &shared.base_url.as_str())
            .field("timeout", &shared.timeout)
            .field("retries", &shared.retries.limit)
            .finish_non_exhaustive()
    }
}
