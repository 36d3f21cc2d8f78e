//! The settings of a client before it is built, and their conversion to the client's state.

use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use super::credential::{Credential, Secret, choose, missing};
use super::description::{ApiDescription, ServerDescription};
use super::server::{BaseUrl, is_absolute, resolve};
use super::{ClientCore, DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, Shared};
use crate::runtime::call::retry::RetryPolicy;
use crate::runtime::error::failure::Failure;
use crate::runtime::transport::{HttpBackend, reserved};

/// The settings of a builder.
pub(crate) struct Settings {
    /// The client from which settings that are not set are inherited.
    pub(crate) origin: Option<ClientCore>,
    pub(crate) base_url: Option<String>,
    pub(crate) server: Option<usize>,
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) credentials: Vec<(usize, Option<String>, Secret)>,
    pub(crate) no_credentials: bool,
    pub(crate) environment: bool,
    pub(crate) headers: Vec<(Result<HeaderName, String>, Result<HeaderValue, String>)>,
    pub(crate) user_agent: Option<String>,
    pub(crate) idempotency_header: HeaderName,
    pub(crate) timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) retries: RetryPolicy,
    pub(crate) proxy: Option<String>,
    /// The name of a setting, if any, that only applies to connections that the client opens itself.
    pub(crate) connection_setting: Option<&'static str>,
    pub(crate) backend: Option<HttpBackend>,
}

/// The base URL of a client, with its source.
struct Address {
    base_url: BaseUrl,
    /// Whether it was set, instead of taken from the document.
    given: bool,
}

impl Settings {
    /// Returns the default settings.
    pub(crate) fn new() -> Self {
        Self {
            origin: None,
            base_url: None,
            server: None,
            variables: Vec::new(),
            credentials: Vec::new(),
            no_credentials: false,
            environment: true,
            headers: Vec::new(),
            user_agent: None,
            idempotency_header: HeaderName::from_static("idempotency-key"),
            timeout: Some(DEFAULT_TIMEOUT),
            connect_timeout: Some(DEFAULT_CONNECT_TIMEOUT),
            retries: RetryPolicy::default(),
            proxy: None,
            connection_setting: None,
            backend: None,
        }
    }

    /// Returns the settings of a client.
    pub(crate) fn from_client(core: &ClientCore) -> Self {
        let shared = core.shared();
        Self {
            origin: Some(core.clone()),
            environment: false,
            idempotency_header: shared.idempotency_header.clone(),
            timeout: shared.timeout,
            retries: shared.retries,
            ..Self::new()
        }
    }

    fn origin(&self) -> Option<&Shared> {
        self.origin.as_ref().map(ClientCore::shared)
    }

    pub(crate) fn build(
        mut self,
        description: &'static ApiDescription,
    ) -> Result<Shared, Box<Failure>> {
        let server = self
            .server
            .or_else(|| self.origin().map(|origin| origin.server));
        let server = server.unwrap_or_default();
        let said = std::mem::take(&mut self.variables);
        let inherited = self.origin().map(|origin| origin.variables.clone());
        let variables: Vec<_> = inherited
            .into_iter()
            .flatten()
            .chain(said.clone())
            .collect();
        let address = self.address(description, server, &said, &variables)?;
        let anonymous = self.is_anonymous(description)?;
        let credentials = if anonymous {
            Vec::new()
        } else {
            self.credentials(description)?
        };
        self.check_headers(description, &credentials)?;
        Ok(Shared {
            description,
            base_url: address.base_url,
            base_url_given: address.given,
            server,
            variables,
            credentials,
            no_credentials: anonymous,
            headers: self.headers(description)?,
            carrier: self.backend()?,
            idempotency_header: self.idempotency_header,
            timeout: self.timeout,
            retries: self.retries,
            environment: self.environment,
        })
    }

    /// Rejects a header in which a credential is sent, since one of the two would be lost.
    fn check_headers(
        &self,
        description: &ApiDescription,
        credentials: &[Option<Credential>],
    ) -> Result<(), Box<Failure>> {
        let said: Vec<&HeaderName> = self
            .headers
            .iter()
            .filter_map(|(name, _)| name.as_ref().ok())
            .collect();
        for (credential, described) in credentials.iter().zip(description.credentials) {
            if let Some(Credential::Header { name, .. }) = credential
                && said.contains(&name)
            {
                let header = format!("the header `{name}`");
                return Err(contradiction(&header, &format!("`{}`", described.setter)));
            }
        }
        Ok(())
    }

    fn environment(&self, name: &str) -> Option<String> {
        if !self.environment || name.is_empty() {
            return None;
        }
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
    }

    /// Returns the base URL. In order of precedence: the one that is set; that of the server, if the server or one of
    /// its variables is set; that of the client that settings are inherited from; that of the environment; that of
    /// the first server.
    fn address(
        &self,
        description: &ApiDescription,
        server: usize,
        said: &[(&'static str, String)],
        variables: &[(&'static str, String)],
    ) -> Result<Address, Box<Failure>> {
        let chosen = self.server_setting(description, server, said);
        if let (Some(_), Some(setting)) = (&self.base_url, &chosen) {
            return Err(contradiction("`base_url`", setting));
        }
        let given = match (&self.base_url, &chosen, self.origin()) {
            (Some(address), ..) => Some(address.clone()),
            (None, Some(_), _) => None,
            (None, None, Some(origin)) => {
                return Ok(Address {
                    base_url: origin.base_url.clone(),
                    given: origin.base_url_given,
                });
            }
            (None, None, None) => self.environment_address(description)?,
        };
        let base_url = match &given {
            Some(address) => BaseUrl::parse(address).map_err(Failure::build)?,
            None => of_server(description, server, variables)?,
        };
        Ok(Address {
            base_url,
            given: given.is_some(),
        })
    }

    /// Returns the base URL of the environment. Fails if a credential is set in code: it may belong to another
    /// address, so the code must also decide where it is sent.
    fn environment_address(
        &self,
        description: &ApiDescription,
    ) -> Result<Option<String>, Box<Failure>> {
        let variable = description.base_url_environment;
        let Some(address) = self.environment(variable) else {
            return Ok(None);
        };
        let set = self.credentials.first();
        let Some(credential) = set.and_then(|(index, ..)| description.credentials.get(*index))
        else {
            return Ok(Some(address));
        };
        Err(Failure::build(format!(
            "`{}` is set in code, and the environment variable {variable} names another address for it: call \
             `base_url`, `server` or `without_environment` on the builder to say where it is sent",
            credential.setter
        )))
    }

    /// Returns the name of the setting that selects a server's URL, for errors.
    fn server_setting(
        &self,
        description: &ApiDescription,
        server: usize,
        said: &[(&'static str, String)],
    ) -> Option<String> {
        if self.server.is_some() {
            return Some("`server`".to_owned());
        }
        let server = description.servers.get(server)?;
        let of_server = |name: &str| {
            server
                .variables
                .iter()
                .any(|variable| variable.name == name)
        };
        let (name, _) = said.iter().find(|(name, _)| of_server(name))?;
        Some(format!("`{name}`, a part of the server's address"))
    }

    fn is_anonymous(&self, description: &ApiDescription) -> Result<bool, Box<Failure>> {
        let said = self.credentials.first();
        let said = said.and_then(|(index, ..)| description.credentials.get(*index));
        match said {
            Some(credential) if self.no_credentials => Err(contradiction(
                "`without_credentials`",
                &format!("`{}`", credential.setter),
            )),
            Some(_) => Ok(false),
            None => Ok(
                self.no_credentials || self.origin().is_some_and(|origin| origin.no_credentials)
            ),
        }
    }

    /// Returns the credentials that are set and those of the environment. If none is set, all credentials of the
    /// original client are inherited, so that a request never mixes two accounts.
    fn credentials(
        &self,
        description: &ApiDescription,
    ) -> Result<Vec<Option<Credential>>, Box<Failure>> {
        if let Some(origin) = self.origin()
            && self.credentials.is_empty()
        {
            return Ok(origin.credentials.clone());
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
                self.environment,
            )));
        }
        Ok(credentials)
    }

    fn headers(&self, description: &ApiDescription) -> Result<HeaderMap, Box<Failure>> {
        let mut headers = match self.origin() {
            Some(origin) => origin.headers.clone(),
            None => of_every_request(description),
        };
        let agent = match (&self.user_agent, self.origin()) {
            (Some(product), _) => Some(format!("{product} {}", description.user_agent)),
            (None, None) => Some(description.user_agent.to_owned()),
            (None, Some(_)) => None,
        };
        if let Some(agent) = agent {
            let agent = HeaderValue::from_str(&agent)
                .map_err(|_| Failure::build("the user agent cannot be sent"))?;
            headers.insert(USER_AGENT, agent);
        }
        for (name, value) in &self.headers {
            let name = name.clone().map_err(Failure::build)?;
            if let Some(reason) = reserved(&name) {
                return Err(Failure::build(format!("the header `{name}`: {reason}")));
            }
            headers.insert(name, value.clone().map_err(Failure::build)?);
        }
        Ok(headers)
    }

    fn backend(&mut self) -> Result<HttpBackend, Box<Failure>> {
        match (self.backend.take(), self.origin(), self.connection_setting) {
            (Some(HttpBackend::Http { .. }), _, Some(setting)) => Err(contradiction(
                "`http_client`",
                &format!("`{setting}`, which is for connections that the client makes itself"),
            )),
            (Some(carrier), ..) => Ok(carrier),
            (None, Some(_), Some(setting)) => Err(Failure::build(format!(
                "`{setting}` cannot be changed: the connections are those of the client that this one is made from"
            ))),
            (None, Some(origin), None) => Ok(origin.carrier.clone()),
            (None, None, _) => {
                let proxy = self.proxy.as_deref();
                HttpBackend::connections(self.connect_timeout, proxy, self.environment)
            }
        }
    }
}

fn contradiction(one: &str, other: &str) -> Box<Failure> {
    Failure::build(format!("{one} contradicts {other}: set one of them"))
}

/// Returns the headers that the configuration of the document adds to every request.
fn of_every_request(description: &ApiDescription) -> HeaderMap {
    let pairs = description.headers.iter();
    let pairs =
        pairs.map(|(name, value)| (HeaderName::try_from(*name), HeaderValue::from_str(value)));
    pairs
        .filter_map(|(name, value)| Some((name.ok()?, value.ok()?)))
        .collect()
}

/// Returns the base URL of a server of the document.
fn of_server(
    description: &ApiDescription,
    index: usize,
    variables: &[(&'static str, String)],
) -> Result<BaseUrl, Box<Failure>> {
    let server: &ServerDescription = match description.servers.get(index) {
        Some(server) => server,
        None if description.servers.is_empty() => return Err(no_address(description, None)),
        None => {
            let message = format!(
                "there is no server {index}: the API has {}",
                description.servers.len()
            );
            return Err(Failure::build(message));
        }
    };
    let address = resolve(server, variables).map_err(Failure::build)?;
    if !is_absolute(&address) {
        return Err(no_address(description, Some(&address)));
    }
    BaseUrl::parse(&address).map_err(Failure::build)
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
