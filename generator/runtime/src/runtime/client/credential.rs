//! Credentials: wiped from memory when they are dropped, never shown, and added to a request when it is sent.

use std::fmt;

use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::description::{ApiDescription, CredentialDescription, CredentialKind};
use crate::runtime::parameter::{Keep, encode};
use crate::runtime::types::encode_base64;

/// Text that is wiped when it is dropped and never shown.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// A credential that is ready to be sent.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    Header { name: HeaderName, value: Secret },
    Query { name: &'static str, value: Secret },
    Cookie { name: &'static str, value: Secret },
    Connection,
}

impl Credential {
    /// Returns the text that must be redacted.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Header { value, .. } | Self::Query { value, .. } | Self::Cookie { value, .. } => {
                Some(value)
            }
            Self::Connection => None,
        }
    }

    /// Creates a credential from one value: a token or a key.
    pub(crate) fn new(description: &CredentialDescription, value: &Secret) -> Result<Self, String> {
        let value = value.expose().trim_ascii();
        if value.is_empty() {
            return Err(format!("`{}` is empty", description.setter));
        }
        let value_with = |prefix: &str| Secret::new(format!("{prefix}{value}"));
        let credential = match description.kind {
            CredentialKind::Bearer => Self::Header {
                name: AUTHORIZATION,
                value: with_scheme("Bearer", value),
            },
            CredentialKind::Authorization { scheme } => Self::Header {
                name: AUTHORIZATION,
                value: with_scheme(scheme, value),
            },
            CredentialKind::Basic => Self::Header {
                name: AUTHORIZATION,
                value: basic(value),
            },
            CredentialKind::Header { name, prefix } => {
                let name = HeaderName::try_from(name)
                    .map_err(|_| format!("`{name}` is not a valid header name"))?;
                Self::Header {
                    name,
                    // A key that was copied with its prefix does not get a second one.
                    value: Secret::new(
                        [prefix, value.strip_prefix(prefix).unwrap_or(value)].concat(),
                    ),
                }
            }
            CredentialKind::Query { name } => Self::Query {
                name,
                value: value_with(""),
            },
            CredentialKind::Cookie { name } => Self::Cookie {
                name,
                value: value_with(""),
            },
            CredentialKind::Connection => Self::Connection,
        };
        if let Self::Header { value, .. } = &credential
            && HeaderValue::from_str(value.expose()).is_err()
        {
            return Err(format!(
                "`{}` has a character that no header can carry",
                description.setter
            ));
        }
        Ok(credential)
    }

    /// Creates a credential from a user name and a password (RFC 7617).
    pub(crate) fn basic(
        description: &CredentialDescription,
        user: &str,
        password: &Secret,
    ) -> Result<Self, String> {
        if user.contains(':') {
            return Err(format!(
                "the user name of `{}` has a colon",
                description.setter
            ));
        }
        Self::new(
            description,
            &Secret::new(format!("{user}:{}", password.expose())),
        )
    }

    /// Adds the credential to a request, unless the query or the cookies already have its name. A header of the call
    /// replaces that of the credential later.
    pub(crate) fn apply(&self, headers: &mut HeaderMap, query: &mut String, cookies: &mut String) {
        match self {
            Self::Header { name, value } => {
                if let Ok(mut value) = HeaderValue::from_str(value.expose()) {
                    value.set_sensitive(true);
                    headers.insert(name.clone(), value);
                }
            }
            Self::Query { name, value } => {
                let mut pair = String::new();
                encode(&mut pair, name, Keep::Unreserved);
                if has_pair(query, '&', &pair) {
                    return;
                }
                pair.push('=');
                encode(&mut pair, value.expose(), Keep::Unreserved);
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(&pair);
            }
            Self::Cookie { name, value } => {
                if has_pair(cookies, ';', name) {
                    return;
                }
                if !cookies.is_empty() {
                    cookies.push_str("; ");
                }
                cookies.push_str(name);
                cookies.push('=');
                encode(cookies, value.expose(), Keep::Cookie);
            }
            Self::Connection => {}
        }
    }
}

/// Returns whether a query or a cookie header contains a pair of this name.
fn has_pair(text: &str, separator: char, name: &str) -> bool {
    let mut pairs = text.split(separator);
    pairs.any(|pair| pair.split('=').next().map(str::trim) == Some(name))
}

/// Returns the value of `Authorization` (RFC 9110, section 11.4). Documents and dashboards often show a token with
/// its scheme, which is then not added again.
fn with_scheme(scheme: &str, token: &str) -> Secret {
    let has_scheme = token
        .split_once(' ')
        .is_some_and(|(first, _)| first.eq_ignore_ascii_case(scheme));
    if has_scheme {
        Secret::new(token)
    } else {
        Secret::new(format!("{scheme} {token}"))
    }
}

fn basic(user_and_password: &str) -> Secret {
    Secret::new(format!(
        "Basic {}",
        *Zeroizing::new(encode_base64(user_and_password.as_bytes()))
    ))
}

/// Returns the first alternative whose credentials are all present. An alternative that sends nothing (`{}`, or a
/// client certificate of the connection) is always satisfied, and is therefore the last choice: the alternatives have
/// no order (`OpenAPI` 3.1.1, section 4.8.30).
pub(crate) fn choose(
    security: &'static [&'static [usize]],
    credentials: &[Option<Credential>],
    description: &ApiDescription,
) -> Option<&'static [usize]> {
    let is_of_connection = |index: &usize| {
        let described = description.credentials.get(*index);
        described.is_some_and(|credential| credential.kind == CredentialKind::Connection)
    };
    let is_there = |index: &usize| {
        credentials.get(*index).is_some_and(Option::is_some) || is_of_connection(index)
    };
    let mut silent = None;
    for alternative in security.iter().copied() {
        if !alternative.iter().all(is_there) {
            continue;
        }
        if !alternative.iter().all(is_of_connection) {
            return Some(alternative);
        }
        silent = silent.or(Some(alternative));
    }
    silent
}

/// Describes how a caller can provide a missing credential. Environment variables are named only if `environment` is
/// true.
pub(crate) fn missing(
    security: &[&[usize]],
    given: &[Option<Credential>],
    description: &ApiDescription,
    environment: bool,
) -> String {
    let is_given = |index: &usize| given.get(*index).is_some_and(Option::is_some);
    // If a part of an alternative is given, only the rest of it is missing.
    let has_part = |alternative: &&&[usize]| alternative.iter().any(is_given);
    let begun: Vec<&&[usize]> = security.iter().filter(has_part).collect();
    let (what, security) = if begun.is_empty() {
        ("no credentials", security.iter().collect())
    } else {
        ("a credential is missing", begun)
    };
    let alternatives: Vec<String> = security
        .into_iter()
        .map(|alternative| {
            let all: Vec<String> = alternative
                .iter()
                .filter(|index| !is_given(index))
                .filter_map(|index| description.credentials.get(*index))
                .map(|credential| {
                    let setter = format!("call `{}` on the builder", credential.setter);
                    match credential.environment {
                        names if names.is_empty() || !environment => setter,
                        names => format!("set {} or {setter}", names.join(" and ")),
                    }
                })
                .collect();
            all.join(", and ")
        })
        .collect();
    format!("{what}: {}", alternatives.join("; or "))
}
