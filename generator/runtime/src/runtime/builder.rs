//! Building a client.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use super::client::{Api, ClientCore};
use super::connections::Proxy;
use super::credential::Secret;
use super::error::Error;
use super::settings::Settings;
use super::transport::{Carrier, Transport};

/// Builds a client.
///
/// **The environment is read** when the client is built, for what is not set here: credentials and the base address, from
/// the variables that [`Self::build`]'s errors and `Client::from_env` name, and the proxy. An address of the environment is
/// never combined with a credential that is set here: building fails until [`Self::base_url`], [`Self::server`] or
/// [`Self::without_environment`] says where the credential is sent. A call may take 60 seconds in all, connecting 10, and
/// is repeated twice where that is safe.
///
/// A builder that is made from a client (`client.to_builder()`) begins with all that the client has instead, and reads
/// nothing from the environment. What it builds uses the connections of that client.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    settings: Box<Settings>,
    client: PhantomData<fn() -> C>,
}

impl<C: Api> ClientBuilder<C> {
    /// A builder with the defaults.
    pub fn new() -> Self {
        with_settings(Settings::new())
    }

    /// A builder with all that a client has.
    #[doc(hidden)]
    pub fn from_client(client: &C) -> Self {
        with_settings(Settings::from_client(client.core()))
    }

    /// The address of the API, in place of the document's servers. Not with a server or its variables, which are another
    /// address.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// The server to use, by its place in the document; the first is the default. It is used whatever address the
    /// environment names.
    pub fn server(mut self, index: usize) -> Self {
        self.settings.server = Some(index);
        self
    }

    /// What stands for a variable of the server's address.
    #[doc(hidden)]
    pub fn server_variable(mut self, name: &'static str, value: String) -> Self {
        self.settings.variables.push((name, value));
        self
    }

    /// A token or a key, for the credential at this place of the description.
    #[doc(hidden)]
    pub fn credential(mut self, index: usize, value: String) -> Self {
        self.settings
            .credentials
            .push((index, None, Secret::new(value)));
        self
    }

    /// A user name and a password, for the credential at this place of the description.
    #[doc(hidden)]
    pub fn basic_credential(
        mut self,
        index: usize,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        self.settings
            .credentials
            .push((index, Some(user.into()), Secret::new(password)));
        self
    }

    /// Sends no credentials, for a proxy that adds them or endpoints that need none.
    pub fn without_credentials(mut self) -> Self {
        self.settings.anonymous = true;
        self
    }

    /// Reads neither credentials nor the address from the environment, nor a proxy.
    pub fn without_environment(mut self) -> Self {
        self.settings.environment = false;
        self
    }

    /// A header of every request, in place of one of the same name. That of a credential is an error: a call has
    /// [`header`](super::Call::header) for another. So is one of the connection or of the message's framing (`Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and the like).
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.settings.headers.push((
            HeaderName::try_from(name).map_err(|_| format!("`{name}` is no name of a header")),
            HeaderValue::from_str(value)
                .map_err(|_| format!("the header `{name}` has a value that cannot be sent")),
        ));
        self
    }

    /// What calls the API, before the name of this crate in `User-Agent` (`my-shop/1.4`).
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// The header that [`Call::idempotency_key`](super::Call::idempotency_key) sets: `Idempotency-Key` unless it is said here.
    pub fn idempotency_header(mut self, name: HeaderName) -> Self {
        self.settings.idempotency_header = name;
        self
    }

    /// How long a call may take in all, with its retries and until the last byte of the body: 60 seconds unless it
    /// is said here; `None` for ever. A body that is read as a stream has this long between two pieces.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.timeout = timeout.into();
        self
    }

    /// How long connecting may take: 10 seconds unless it is said here. Not with [`Self::http_client`].
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.connect_timeout = timeout.into();
        self.settings.connections = Some("connect_timeout");
        self
    }

    /// How often a call is repeated at most: twice unless it is said here. Repeated are calls that got no
    /// connection, and those that are safe to repeat (by their method, an idempotency key, or
    /// [`Call::safe_to_repeat`](super::Call::safe_to_repeat)) when the connection broke or the status is 408, 409, 429 or 5xx.
    pub fn retries(mut self, limit: u32) -> Self {
        self.settings.retries.limit = limit;
        self
    }

    /// The delay before the first repetition, which doubles from there up to the longest: half a second and 8
    /// seconds unless it is said here. An API that says itself how long to wait is obeyed; where that is more than a
    /// minute, the call is not repeated.
    pub fn retry_delays(mut self, first: Duration, longest: Duration) -> Self {
        self.settings.retries.first_delay = first;
        self.settings.retries.longest_delay = longest;
        self
    }

    /// The proxy that all requests go through (`http://proxy:8080`), in place of one that the environment names
    /// (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`). Not with [`Self::http_client`].
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.proxy = Some(address.into());
        self.settings.connections = Some("proxy");
        self
    }

    /// Own connections: a pool to share with others, certificates, DNS. Build it with
    /// `redirect(reqwest::redirect::Policy::none())`, as the client does with its own: it follows redirects itself
    /// and sends no credential to another host, which reqwest does with keys in headers of the API's own.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.carrier = Some(Carrier::Http {
            client,
            proxy: Proxy::Unknown,
        });
        self
    }

    /// Something in the place of the network, such as the answers of a test:
    ///
    /// ```no_run
    #[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::{Body, Operation, TransportError, http};")]
    #[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{Api, ClientBuilder, Error};")]
    /// # type Member = serde_json::Value;
    /// # fn example<C: Api>(builder: ClientBuilder<C>) -> Result<C, Error<C::ErrorBody>> {
    /// // `builder` is `Client::builder().api_key("test")`.
    /// let client = builder
    ///     .transport(|request: http::Request<Body>| async move {
    ///         let operation = request.extensions().get::<Operation>().map(Operation::id);
    ///         assert_eq!(operation, Some("createMember"));
    ///         // Responses are made from JSON; what the type does not take is no response.
    ///         let member: Member = serde_json::from_value(serde_json::json!({"id": "member_1"}))
    ///             .map_err(TransportError::broken)?;
    ///         let body = Body::json(&member).map_err(TransportError::broken)?;
    ///         Ok(http::Response::new(body))
    ///     })
    ///     .build()?;
    /// # Ok(client)
    /// # }
    /// ```
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.carrier = Some(Carrier::Custom(Arc::new(transport)));
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When a credential is missing that most operations require (the error names the environment variable that it
    /// is read from), when the address cannot be used, when a header cannot be sent, when two settings contradict each
    /// other.
    pub fn build(self) -> Result<C, Error<C::ErrorBody>> {
        match self.settings.build(C::description()) {
            Ok(shared) => Ok(C::from_core(ClientCore::new(shared))),
            Err(failure) => Err(Error::new(failure)),
        }
    }
}

fn with_settings<C>(settings: Settings) -> ClientBuilder<C> {
    ClientBuilder {
        settings: Box::new(settings),
        client: PhantomData,
    }
}

impl<C: Api> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        formatter
            .debug_struct("ClientBuilder")
            .field("base_url", &settings.base_url)
            .field("server", &settings.server)
            .field("timeout", &settings.timeout)
            .field("connect_timeout", &settings.connect_timeout)
            .field("retries", &settings.retries.limit)
            .finish_non_exhaustive()
    }
}
