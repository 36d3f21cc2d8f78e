//! The builder of clients.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use super::connections::Proxy;
use super::credential::Secret;
use super::settings::Settings;
use super::{Api, ClientCore};
use crate::runtime::error::Error;
use crate::runtime::transport::{HttpBackend, Transport};

/// A builder of clients.
///
/// [`build`](Self::build) reads settings that are not set in code from the environment: credentials and the base URL,
/// from the variables that the documentation of the client names, and the proxy. A base URL from the environment is
/// never combined with a credential that is set in code: `build` fails until [`Self::base_url`], [`Self::server`] or
/// [`Self::without_environment`] decides where the credential is sent.
///
/// By default a call times out after 60 seconds, and connecting after 10. A call that is safe to retry is retried at
/// most twice.
///
/// A builder that a client returns (`client.to_builder()`) starts with the settings of that client and reads nothing
/// from the environment. Setting a credential drops all inherited ones. The new client shares the connections of the
/// old one, unless [`Self::http_client`] or [`Self::transport`] replaces them.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    settings: Box<Settings>,
    client: PhantomData<fn() -> C>,
}

impl<C: Api> ClientBuilder<C> {
    /// Returns a builder with the default settings.
    pub fn new() -> Self {
        with_settings(Settings::new())
    }

    /// Returns a builder with the settings of a client.
    #[doc(hidden)]
    pub fn from_client(client: &C) -> Self {
        with_settings(Settings::from_client(client.core()))
    }

    /// Sets the base URL, which replaces the servers of the document. It cannot be combined with [`Self::server`] or
    /// with the variables of a server.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Selects a server of the document by its index; 0 by default. The environment variable of the base URL is then
    /// ignored.
    pub fn server(mut self, index: usize) -> Self {
        self.settings.server = Some(index);
        self
    }

    /// Sets a variable of the server's URL.
    #[doc(hidden)]
    pub fn server_variable(mut self, name: &'static str, value: String) -> Self {
        self.settings.variables.push((name, value));
        self
    }

    /// Sets a token or a key for the credential at this index of the description.
    #[doc(hidden)]
    pub fn credential(mut self, index: usize, value: String) -> Self {
        self.settings
            .credentials
            .push((index, None, Secret::new(value)));
        self
    }

    /// Sets a user name and a password for the credential at this index of the description.
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

    /// Disables credentials: for a proxy that adds them, or for endpoints that need none. It cannot be combined with
    /// a credential.
    pub fn without_credentials(mut self) -> Self {
        self.settings.no_credentials = true;
        self
    }

    /// Ignores the environment: no credentials, no base URL and no proxy are read from it.
    pub fn without_environment(mut self) -> Self {
        self.settings.environment = false;
        self
    }

    /// Sets a header of every request and replaces one of the same name.
    ///
    /// [`build`](Self::build) fails if a credential is sent in the header: use [`header`](crate::runtime::Call::header)
    /// of a call for that. It also fails for headers of the connection and of the message's framing (`Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Connection`).
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.settings.headers.push((
            HeaderName::try_from(name).map_err(|_| format!("`{name}` is not a valid header name")),
            HeaderValue::from_str(value)
                .map_err(|_| format!("the header `{name}` has a value that cannot be sent")),
        ));
        self
    }

    /// Sets the name and version of your program (`my-shop/1.4`), which precede those of this crate in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// Sets the header that [`Call::idempotency_key`](crate::runtime::Call::idempotency_key) sends; `Idempotency-Key`
    /// by default.
    pub fn idempotency_header(mut self, name: HeaderName) -> Self {
        self.settings.idempotency_header = name;
        self
    }

    /// Sets the timeout of a whole call, including all retries, up to the last byte of the body. The default is 60
    /// seconds; `None` disables it.
    ///
    /// If the body is read as a stream, the timeout applies to the time until the headers, and then to the time
    /// between two chunks.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.timeout = timeout.into();
        self
    }

    /// Sets the connect timeout. The default is 10 seconds; `None` disables it. It cannot be combined with
    /// [`Self::http_client`], nor changed in a builder that a client returned.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.connect_timeout = timeout.into();
        self.settings.connection_setting = Some("connect_timeout");
        self
    }

    /// Sets the maximum number of retries of a call; 2 by default.
    ///
    /// A call that could not connect is retried, whatever its method. A call that is safe to retry is also retried if
    /// the connection broke or the status is 408, 409, 429 or 5xx. It is safe by its method, an idempotency key, or
    /// [`Call::safe_to_retry`](crate::runtime::Call::safe_to_retry). The response header `x-should-retry` overrides
    /// the status. A call that timed out is not retried.
    pub fn retries(mut self, limit: u32) -> Self {
        self.settings.retries.limit = limit;
        self
    }

    /// Sets the delay before the first retry, which doubles with each retry, and the longest delay; half a second and
    /// 8 seconds by default. Each delay is shortened by a random amount, at most by half.
    ///
    /// A delay that the API asks for (`Retry-After`) takes precedence. If it is longer than a minute, the call is not
    /// retried.
    pub fn retry_delays(mut self, first: Duration, longest: Duration) -> Self {
        self.settings.retries.first_delay = first;
        self.settings.retries.longest_delay = longest;
        self
    }

    /// Sets the proxy of all requests (`http://proxy:8080`), instead of one from the environment (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`). It cannot be combined with [`Self::http_client`], nor changed in a builder that a
    /// client returned.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.proxy = Some(address.into());
        self.settings.connection_setting = Some("proxy");
        self
    }

    /// Sets the HTTP client, for a shared connection pool, custom certificates or DNS.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: the API client follows redirects itself and sends
    /// no credential to another host, while reqwest would send keys in custom headers.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.backend = Some(HttpBackend::Http {
            client,
            proxy: Proxy::Unknown,
        });
        self
    }

    /// Replaces the network, for example with canned responses in a test:
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
    ///         // Decoding the JSON first shows that it matches the type.
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
        self.settings.backend = Some(HttpBackend::Custom(Arc::new(transport)));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Fails if the base URL or a header is invalid, or if two settings contradict each other. It also fails if a
    /// credential is missing that most operations require; the error names its environment variable.
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
