//! Building a client.

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
use crate::runtime::transport::{Carrier, Transport};

/// Builds a client.
///
/// [`build`](Self::build) reads what is not set from the environment: credentials and the base URL, from the variables
/// that the docs of the client name, and the proxy. A base URL from the environment is never combined with a credential
/// that is set here: building fails until [`Self::base_url`], [`Self::server`] or [`Self::without_environment`] says
/// where the credential is sent. By default a call times out after 60 seconds, connecting after 10, and a call that is
/// safe to repeat is retried twice.
///
/// A builder that a client returns (`client.to_builder()`) begins with the settings of that client instead, and reads
/// nothing from the environment. The new client uses the same connections.
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

    /// Sets the base URL, instead of a server of the document. It cannot be combined with a server or its variables.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// Selects a server by its index in the document; the first is the default. A base URL in the environment is then
    /// ignored.
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

    /// Sends no credentials, for a proxy that adds them or for endpoints that need none.
    pub fn without_credentials(mut self) -> Self {
        self.settings.anonymous = true;
        self
    }

    /// Reads nothing from the environment: neither credentials nor the base URL nor a proxy.
    pub fn without_environment(mut self) -> Self {
        self.settings.environment = false;
        self
    }

    /// Sets a header of every request and replaces one of the same name. The header of a credential is an error: use
    /// [`header`](crate::runtime::Call::header) of a call for that. So are headers of the connection and of the message's framing
    /// (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection`).
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.settings.headers.push((
            HeaderName::try_from(name).map_err(|_| format!("`{name}` is no name of a header")),
            HeaderValue::from_str(value)
                .map_err(|_| format!("the header `{name}` has a value that cannot be sent")),
        ));
        self
    }

    /// Sets the name of the program, which `User-Agent` has before the name of this crate (`my-shop/1.4`).
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.settings.user_agent = Some(product.into());
        self
    }

    /// Sets the header of [`Call::idempotency_key`](crate::runtime::Call::idempotency_key); `Idempotency-Key` by default.
    pub fn idempotency_header(mut self, name: HeaderName) -> Self {
        self.settings.idempotency_header = name;
        self
    }

    /// Sets the timeout of a whole call: all retries, up to the last byte of the body. The default is 60 seconds; `None`
    /// removes it. For a body that is read as a stream it is the time between two chunks.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.timeout = timeout.into();
        self
    }

    /// Sets the timeout of connecting; 10 seconds by default. It cannot be combined with [`Self::http_client`].
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.connect_timeout = timeout.into();
        self.settings.connections = Some("connect_timeout");
        self
    }

    /// Sets the maximum number of retries of a call; 2 by default. A call without a connection is retried. A call that is
    /// safe to repeat (by its method, an idempotency key, or [`Call::safe_to_repeat`](crate::runtime::Call::safe_to_repeat)) is
    /// also retried if the connection broke or the status is 408, 409, 429 or 5xx.
    pub fn retries(mut self, limit: u32) -> Self {
        self.settings.retries.limit = limit;
        self
    }

    /// Sets the delay before the first retry, which doubles with each retry, and the longest delay; half a second and 8
    /// seconds by default. A delay that the API asks for takes precedence; if it is longer than a minute, the call is not
    /// retried.
    pub fn retry_delays(mut self, first: Duration, longest: Duration) -> Self {
        self.settings.retries.first_delay = first;
        self.settings.retries.longest_delay = longest;
        self
    }

    /// Sets the proxy of all requests (`http://proxy:8080`), instead of one from the environment (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`). It cannot be combined with [`Self::http_client`].
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.proxy = Some(address.into());
        self.settings.connections = Some("proxy");
        self
    }

    /// Sets the HTTP client, for a shared connection pool, own certificates or DNS. Build it with
    /// `redirect(reqwest::redirect::Policy::none())`: this client follows redirects itself and sends no credential to
    /// another host, while reqwest would send keys in custom headers.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.carrier = Some(Carrier::Http {
            client,
            proxy: Proxy::Unknown,
        });
        self
    }

    /// Replaces the network, for example with the responses of a test:
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

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Fails if a credential is missing that most operations require (the error names its environment variable), if the
    /// base URL or a header is invalid, or if two settings contradict each other.
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
