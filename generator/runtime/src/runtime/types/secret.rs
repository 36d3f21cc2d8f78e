//! Confidential text: tokens, passwords, secrets of webhooks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Confidential text of requests and responses, such as a token or a password (`format: password`, or the option
/// `secrets` of the generator).
///
/// It has no `Display`, and its `Debug` output is redacted. [`SecretString::expose`] returns the text. Arguments of
/// type `impl Into<String>`, such as the keys of a client's builder, also take a `SecretString`.
///
/// ```
#[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::SecretString;")]
///
/// let token = SecretString::from("tok_1");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "tok_1");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretString(String);

impl SecretString {
    /// Returns the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for SecretString {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<SecretString> for String {
    fn from(secret: SecretString) -> Self {
        secret.0
    }
}

impl From<&SecretString> for String {
    fn from(secret: &SecretString) -> Self {
        secret.0.clone()
    }
}
