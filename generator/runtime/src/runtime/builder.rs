//! Building a client.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::client::{Api, ClientCore, DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, Shared};
use super::credential::{Credential, Secret, choose, missing};
use super::description::{ApiDescription, ServerDescription};
use super::error::Error;
use super::failure::Failure;
use super::retry::Retries;
use super::server::{BaseUrl, is_absolute, resolve};
use super::transport::{Carrier, Transport};

/// Builds a client.
///
/// What is not said here is read from the environment when the client is built: credentials and the base address
/// from the variables that the client's documentation names. A call may take 60 seconds in all, connecting 10, and
/// is repeated twice where that is safe.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    settings: Box<Settings>,
    client: PhantomData<fn() -> C>,
}

struct Settings {
    base_url: Option<String>,
    server: usize,
    variables: Vec<(&'static str, String)>,
    credentials: Vec<(usize, Option<String>, Secret)>,
    anonymous: bool,
    environment: bool,
    headers: Vec<(Result<HeaderName, String>, Result<HeaderValue, String>)>,
    user_agent: Option<String>,
    idempotency_header: HeaderName,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    retries: Retries,
    proxy: Option<String>,
    carrier: Option<Carrier>,
}

impl<C: Api> ClientBuilder<C> {
    /// A builder with the defaults.
    pub fn new() -> Self {
        let settings = Settings {
            base_url: None,
            server: 0,
            variables: Vec::new(),
            credentials: Vec::new(),
            anonymous: false,
            environment: true,
            headers: Vec::new(),
            user_agent: None,
            idempotency_header: HeaderName::from_static("idempotency-key"),
            timeout: Some(DEFAULT_TIMEOUT),
            connect_timeout: Some(DEFAULT_CONNECT_TIMEOUT),
            retries: Retries::default(),
            proxy: None,
            carrier: None,
        };
        Self {
            settings: Box::new(settings),
            client: PhantomData,
        }
    }

    /// The address of the API, in place of the document's servers.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.settings.base_url = Some(base_url.into());
        self
    }

    /// The server to use, by its place in the document; the first is the default.
    pub fn server(mut self, index: usize) -> Self {
        self.settings.server = index;
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

    /// Reads nothing from the environment.
    pub fn without_environment(mut self) -> Self {
        self.settings.environment = false;
        self
    }

    /// A header of every request, in place of one of the same name.
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
    /// seconds unless it is said here. An API that says itself how long to wait is obeyed, up to a minute.
    pub fn retry_delays(mut self, first: Duration, longest: Duration) -> Self {
        self.settings.retries.first_delay = first;
        self.settings.retries.longest_delay = longest;
        self
    }

    /// The proxy that all requests go through (`http://proxy:8080`). Not with [`Self::http_client`].
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.proxy = Some(address.into());
        self
    }

    /// Own connections: a pool to share with others, certificates, DNS. Build it with
    /// `redirect(reqwest::redirect::Policy::none())`, as the client does with its own: it follows redirects itself
    /// and sends no credential to another host, which reqwest does with keys in headers of the API's own.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.carrier = Some(Carrier::Http(client));
        self
    }

    /// Something in the place of the network, such as the answers of a test:
    ///
    /// ```text
    /// let client = Client::builder()
    ///     .api_key("test")
    ///     .transport(|request: http::Request<Body>| async move {
    ///         let operation = request.extensions().get::<Operation>().map(Operation::id);
    ///         assert_eq!(operation, Some("createMember"));
    ///         // Responses are made from JSON; what the type does not take is no response.
    ///         let member: Member = serde_json::from_value(json!({"id": "member_1"}))
    ///             .map_err(TransportError::broken)?;
    ///         let body = Body::json(&member).map_err(TransportError::broken)?;
    ///         Ok(http::Response::new(body))
    ///     })
    ///     .build()?;
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
    /// is read from), when the address is none, when a header cannot be sent.
    pub fn build(self) -> Result<C, Error<C::ErrorBody>> {
        match self.settings.build(C::description()) {
            Ok(shared) => Ok(C::from_core(ClientCore::new(shared))),
            Err(failure) => Err(Error::new(failure)),
        }
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

impl Settings {
    fn build(self, description: &'static ApiDescription) -> Result<Shared, Box<Failure>> {
        let (base_url, base_url_given) = self.base_url(description)?;
        let credentials = self.credentials(description)?;
        let headers = self.headers(description)?;
        let carrier = match self.carrier {
            Some(carrier) => carrier,
            None => Carrier::Http(connections(self.connect_timeout, self.proxy.as_deref())?),
        };
        Ok(Shared {
            description,
            base_url,
            base_url_given,
            variables: self.variables,
            credentials,
            anonymous: self.anonymous,
            headers,
            idempotency_header: self.idempotency_header,
            timeout: self.timeout,
            retries: self.retries,
            carrier,
        })
    }

    fn environment(&self, name: &str) -> Option<String> {
        if !self.environment || name.is_empty() {
            return None;
        }
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    }

    fn base_url(&self, description: &ApiDescription) -> Result<(BaseUrl, bool), Box<Failure>> {
        let given = self
            .base_url
            .clone()
            .or_else(|| self.environment(description.base_url_environment));
        if let Some(given) = given {
            return Ok((BaseUrl::parse(&given).map_err(Failure::build)?, true));
        }
        let server: &ServerDescription = match description.servers.get(self.server) {
            Some(server) => server,
            None if description.servers.is_empty() => return Err(no_address(description, None)),
            None => {
                let message = format!(
                    "there is no server {}: the API has {}",
                    self.server,
                    description.servers.len()
                );
                return Err(Failure::build(message));
            }
        };
        let address = resolve(server, &self.variables).map_err(Failure::build)?;
        if !is_absolute(&address) {
            return Err(no_address(description, Some(&address)));
        }
        Ok((BaseUrl::parse(&address).map_err(Failure::build)?, false))
    }

    fn credentials(
        &self,
        description: &ApiDescription,
    ) -> Result<Vec<Option<Credential>>, Box<Failure>> {
        if self.anonymous {
            return Ok(Vec::new());
        }
        let mut credentials = Vec::with_capacity(description.credentials.len());
        for (index, credential) in description.credentials.iter().enumerate() {
            let given = self
                .credentials
                .iter()
                .rev()
                .find(|(place, ..)| *place == index);
            let built = match given {
                Some((_, Some(user), password)) => {
                    Credential::basic(credential, user, password).map(Some)
                }
                Some((_, None, value)) => Credential::new(credential, value).map(Some),
                None => match credential.environment {
                    [name] => self
                        .environment(name)
                        .map(|value| Credential::new(credential, &Secret::new(value)))
                        .transpose(),
                    [user, password] => {
                        match (self.environment(user), self.environment(password)) {
                            (Some(user), Some(password)) => {
                                Credential::basic(credential, &user, &Secret::new(password))
                                    .map(Some)
                            }
                            _ => Ok(None),
                        }
                    }
                    _ => Ok(None),
                },
            };
            credentials.push(built.map_err(Failure::build)?);
        }
        if !description.security.is_empty()
            && choose(description.security, &credentials, description).is_none()
        {
            return Err(Failure::build(missing(
                description.security,
                &credentials,
                description,
            )));
        }
        Ok(credentials)
    }

    fn headers(&self, description: &ApiDescription) -> Result<HeaderMap, Box<Failure>> {
        let mut headers = HeaderMap::new();
        let agent = match &self.user_agent {
            Some(product) => format!("{product} {}", description.user_agent),
            None => description.user_agent.to_owned(),
        };
        let agent = HeaderValue::from_str(&agent)
            .map_err(|_| Failure::build("the user agent cannot be sent"))?;
        headers.insert(USER_AGENT, agent);
        for (name, value) in description.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(*name), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        for (name, value) in &self.headers {
            let name = name.clone().map_err(Failure::build)?;
            headers.insert(name, value.clone().map_err(Failure::build)?);
        }
        Ok(headers)
    }
}

fn no_address(description: &ApiDescription, relative: Option<&str>) -> Box<Failure> {
    let variable = description.base_url_environment;
    Failure::build(match relative {
        None => format!(
            "the document names no address: call `base_url` on the builder or set {variable}"
        ),
        Some(relative) => format!(
            "the document names no address but `{relative}`, which is relative to where it is: call `base_url` on the \
             builder or set {variable}, with a host and that path"
        ),
    })
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn connections(
    connect_timeout: Option<Duration>,
    proxy: Option<&str>,
) -> Result<reqwest::Client, Box<Failure>> {
    let cannot = |error: reqwest::Error| {
        Failure::build("the HTTP client cannot be set up").with_source(error)
    };
    // Redirects are followed by the call itself, which knows what is a credential.
    let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    if let Some(timeout) = connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(address) = proxy {
        let proxy = reqwest::Proxy::all(address).map_err(|error| {
            Failure::build("the address of the proxy is none").with_source(error.without_url())
        })?;
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(cannot)
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn connections(
    _connect_timeout: Option<Duration>,
    _proxy: Option<&str>,
) -> Result<reqwest::Client, Box<Failure>> {
    Ok(reqwest::Client::new())
}
