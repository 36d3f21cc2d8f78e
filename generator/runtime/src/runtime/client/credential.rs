//! Credentials: held in memory that is wiped, shown nowhere, put into a request when it is sent.

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

/// A credential, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    Header { name: HeaderName, value: Secret },
    Query { name: &'static str, value: Secret },
    Cookie { name: &'static str, value: Secret },
    Connection,
}

impl Credential {
    /// What of it nobody may see.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Header { value, .. } | Self::Query { value, .. } | Self::Cookie { value, .. } => {
                Some(value)
            }
            Self::Connection => None,
        }
    }

    /// A credential of one value: a token, a key.
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
                    .map_err(|_| format!("`{name}` is no name of a header"))?;
                Self::Header {
                    name,
                    // A key that was copied with its prefix has it once.
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

    /// A user name and a password (RFC 7617).
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

    /// Adds it to a request, unless a parameter of the same name is there.
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

/// Whether one of the pairs in a query or in a cookie header has this name.
fn has_pair(text: &str, separator: char, name: &str) -> bool {
    let mut pairs = text.split(separator);
    pairs.any(|pair| pair.split('=').next().map(str::trim) == Some(name))
}

/// The value of `Authorization` (RFC 9110, section 11.4). Documents and dashboards often show a token with its scheme in
/// front, which is not sent twice.
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

/// The first alternative whose credentials are all there. One that sends nothing (`{}`, or a certificate of the
/// connection) is always there, and is therefore the last choice: the alternatives have no order (`OpenAPI` 3.1.1,
/// section 4.8.30).
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

/// What a caller can do about a credential that is missing; of the environment only where it is read.
pub(crate) fn missing(
    security: &[&[usize]],
    given: &[Option<Credential>],
    description: &ApiDescription,
    environment: bool,
) -> String {
    let is_given = |index: &usize| given.get(*index).is_some_and(Option::is_some);
    // Where a part of an alternative is given, the rest of it is what is missing.
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
