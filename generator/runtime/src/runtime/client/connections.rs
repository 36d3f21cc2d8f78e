//! The connections that a client makes itself, and the proxy that they go through, as errors call it.

use std::time::Duration;

use crate::runtime::error::failure::Failure;
use crate::runtime::transport::Carrier;

/// The proxy that connections go through, as far as it is known.
#[derive(Debug, Clone)]
#[cfg_attr(
    all(target_arch = "wasm32", target_os = "unknown"),
    expect(dead_code, reason = "there the browser has the proxies")
)]
pub(crate) enum Proxy {
    /// Whatever those who made the connections chose.
    Unknown,
    /// What the environment names, as reqwest reads it.
    Environment,
    /// The one that the builder was given: host and port.
    Given(String),
}

impl Carrier {
    /// Connections of the client's own; through a proxy that the environment names unless it is not to be read.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn connections(
        connect_timeout: Option<Duration>,
        proxy: Option<&str>,
        environment: bool,
    ) -> Result<Self, Box<Failure>> {
        let cannot = |error: reqwest::Error| {
            Failure::build("the HTTP client cannot be set up").with_source(error)
        };
        // Redirects are followed by the call itself, which knows what is a credential.
        let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        if let Some(timeout) = connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        let mut named = Proxy::Environment;
        if !environment {
            builder = builder.no_proxy();
            named = Proxy::Unknown;
        }
        if let Some(address) = proxy {
            let proxy = reqwest::Proxy::all(address).map_err(|error| {
                Failure::build("the address of the proxy is none").with_source(error.without_url())
            })?;
            builder = builder.proxy(proxy);
            named = Proxy::Given(host_of(address).to_owned());
        }
        Ok(Self::Http {
            client: builder.build().map_err(cannot)?,
            proxy: named,
        })
    }

    /// The browser's own connections.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn connections(
        _connect_timeout: Option<Duration>,
        _proxy: Option<&str>,
        _environment: bool,
    ) -> Result<Self, Box<Failure>> {
        Ok(Self::Http {
            client: reqwest::Client::new(),
            proxy: Proxy::Unknown,
        })
    }
}

impl Proxy {
    /// What is to be said of it behind the host that could not be reached; empty when there is none.
    pub(crate) fn phrase(
        &self,
        scheme: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Given(address) => format!(" through the proxy {address}"),
            Self::Environment => {
                let names: &[&str] = match scheme {
                    "https" => &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
                    _ => &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
                };
                let found = names.iter().find_map(|name| {
                    let address = environment(name).filter(|value| !value.is_empty())?;
                    Some((name, address))
                });
                found.map_or_else(String::new, |(name, address)| {
                    // Which hosts are exempt is reqwest's to decide.
                    format!(
                        " through the proxy {} of {name}, unless NO_PROXY exempts it",
                        host_of(&address)
                    )
                })
            }
        }
    }
}

/// Host and port of a proxy's address, without a user name and a password.
fn host_of(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    // A password may have any character, a slash too.
    let address = address.rsplit_once('@').map_or(address, |(_, host)| host);
    address.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Proxy;

    #[test]
    fn a_proxy_of_the_environment_is_named_without_its_password() {
        let phrase = |scheme: &str, variables: &[(&str, &str)]| {
            Proxy::Environment.phrase(scheme, |name| {
                let mut variables = variables.iter();
                let found = variables.find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(phrase("https", &[("HTTP_PROXY", "http://a:1")]), "");
        assert_eq!(
            phrase(
                "https",
                &[("HTTPS_PROXY", ""), ("all_proxy", "http://u:p/@w@a:1/x")]
            ),
            " through the proxy a:1 of all_proxy, unless NO_PROXY exempts it"
        );
        assert_eq!(
            phrase("http", &[("http_proxy", "a:1")]),
            " through the proxy a:1 of http_proxy, unless NO_PROXY exempts it"
        );
        assert_eq!(
            Proxy::Given("a:1".to_owned()).phrase("http", |_| None),
            " through the proxy a:1"
        );
    }
}
