//! Text that is for its receiver alone: tokens, passwords, the secrets of webhooks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text that is shown nowhere by itself: a token or a password, as an API sends and takes it (`format: password`, or the
/// option `secrets` of the generator).
///
/// It has no `Display`, and its `Debug` says only that it is there. [`SecretString::expose`] is the text; whatever takes
/// an `impl Into<String>`, as the keys of a client's builder, takes it as it is.
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
    /// The text.
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
