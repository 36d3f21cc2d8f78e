//! The connections that a client opens, and the description of their proxy in errors.

use std::time::Duration;

use crate::runtime::error::failure::Failure;
use crate::runtime::transport::HttpBackend;

/// The proxy of a client's connections, if it is known.
#[derive(Debug, Clone)]
#[cfg_attr(
    all(target_arch = "wasm32", target_os = "unknown"),
    expect(dead_code, reason = "there the browser has the proxies")
)]
pub(crate) enum Proxy {
    /// Unknown or none: the caller provided the HTTP client, or the environment is not read.
    Unknown,
    /// The proxy of the environment variables, as reqwest reads them.
    Environment,
    /// The proxy that the builder was given: host and port.
    Given(String),
}

impl HttpBackend {
    /// Creates the client's own HTTP client. It uses the proxy that is given, or that of the environment if
    /// `environment` is true.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn connections(
        connect_timeout: Option<Duration>,
        proxy: Option<&str>,
        environment: bool,
    ) -> Result<Self, Box<Failure>> {
        let cannot = |error: reqwest::Error| {
            Failure::build("the HTTP client cannot be set up").with_source(error)
        };
        // The call follows redirects itself, because it knows which headers are credentials.
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

    /// Creates the HTTP client of the browser, which manages connections and proxies itself.
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
    /// Returns the words about the proxy that follow the unreachable host in an error; empty if no proxy is known.
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
                    // reqwest decides which hosts are exempt.
                    format!(
                        " through the proxy {} of {name}, unless NO_PROXY exempts it",
                        host_of(&address)
                    )
                })
            }
        }
    }
}

/// Returns the host and port of a proxy's address, without a user name and a password.
fn host_of(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    // A password may contain any character, even a slash.
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
