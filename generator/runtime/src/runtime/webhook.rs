//! Webhooks: requests that an API sends to its users, accepted only if their signature is valid (Standard Webhooks
//! 1.0).

use std::collections::HashMap;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac_sha256::HMAC;
use http::HeaderMap;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::response::decode::{DecodeFailure, decode_json};

/// The default maximum difference between the timestamp of a webhook request and the local clock: 5 minutes.
pub const DEFAULT_TOLERANCE: Duration = Duration::from_secs(5 * 60);

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

type Key = Zeroizing<Vec<u8>>;

/// A verifier of webhook requests. It checks that the sender knows the secret, and that the request is not an old one
/// that is sent again.
///
/// ```
#[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::webhook::Verifier;")]
#[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::Timestamp;")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let now = Timestamp::from_second(1_767_323_045)?;
/// # let body = br#"{"type": "member.created"}"#;
/// // While a secret is being replaced, requests that are signed with either are accepted.
/// let verifier = Verifier::new("whsec_bmV3IHNlY3JldA==")?.or_secret("whsec_b2xkIHNlY3JldA==")?;
/// # let verifier = verifier.clock(move || now);
/// # let signature = verifier.sign("msg_1", now, body);
/// # let headers = [("webhook-id", "msg_1"), ("webhook-timestamp", "1767323045"), ("webhook-signature", &signature)];
/// // The body must be the bytes as received, before anything parses them; the headers are those of the request.
/// let event: serde_json::Value = verifier.verify(body, &headers)?;
/// assert_eq!(event["type"], "member.created");
/// # Ok(())
/// # }
/// ```
pub struct Verifier {
    /// All are accepted; the first is the one that [`Verifier::sign`] uses.
    keys: Vec<Key>,
    tolerance: Duration,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Verifier {
    /// Creates a verifier from a secret as the sender shows it. With the prefix `whsec_` the rest is base64 (Standard
    /// Webhooks). Without the prefix, the key is either the decoded base64 or the text itself; signatures by both are
    /// accepted.
    ///
    /// # Errors
    ///
    /// Fails if the secret is empty, or has the prefix and is not base64.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, WebhookError> {
        Ok(Self::of(keys(secret.as_ref())?))
    }

    /// Creates a verifier from the bytes of a key.
    pub fn from_key(key: impl AsRef<[u8]>) -> Self {
        Self::of(vec![Zeroizing::new(key.as_ref().to_vec())])
    }

    fn of(keys: Vec<Key>) -> Self {
        Self {
            keys,
            tolerance: DEFAULT_TOLERANCE,
            clock: Box::new(now),
        }
    }

    /// Also accepts a second secret, for example while a secret is being replaced.
    ///
    /// # Errors
    ///
    /// As for [`Verifier::new`].
    pub fn or_secret(mut self, secret: impl AsRef<str>) -> Result<Self, WebhookError> {
        self.keys.extend(keys(secret.as_ref())?);
        Ok(self)
    }

    /// Also accepts a second key.
    #[must_use]
    pub fn or_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.keys.push(Zeroizing::new(key.as_ref().to_vec()));
        self
    }

    /// Sets the maximum difference between the timestamp of a request and the local clock; 5 minutes by default.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the clock, for tests, and for a browser's WebAssembly, which has none.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Verifies the signature and the timestamp of a webhook request, then decodes its body.
    ///
    /// # Errors
    ///
    /// Fails if a header is missing, the signature is wrong, the timestamp is outside the tolerance, or the body does
    /// not match the document.
    pub fn verify<T: DeserializeOwned>(
        &self,
        body: &[u8],
        headers: &(impl Headers + ?Sized),
    ) -> Result<T, WebhookError> {
        self.check(body, headers)?;
        decode_json(body).map_err(WebhookError::Decode)
    }

    /// Verifies the signature and the timestamp of a webhook request, without decoding its body.
    ///
    /// # Errors
    ///
    /// Fails if a header is missing, the signature is wrong, or the timestamp is outside the tolerance.
    pub fn check(
        &self,
        body: &[u8],
        headers: &(impl Headers + ?Sized),
    ) -> Result<(), WebhookError> {
        let header = |name| headers.get(name).ok_or(WebhookError::MissingHeader(name));
        let (id, timestamp, signatures) = (header(ID)?, header(TIMESTAMP)?, header(SIGNATURE)?);
        // The signature is verified first: without a valid signature, the other headers are meaningless.
        let mut right = false;
        for signature in signatures.split_ascii_whitespace() {
            let decoded = signature
                .strip_prefix("v1,")
                .and_then(|text| BASE64_STANDARD.decode(text).ok());
            let Some(signature) = decoded.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) else {
                continue;
            };
            for key in &self.keys {
                // Compared in constant time.
                right |= mac(key, id, timestamp, body).finalize_verify(&signature);
            }
        }
        if !right {
            return Err(WebhookError::WrongSignature);
        }
        let sent = timestamp
            .parse()
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok());
        let sent = sent.ok_or(WebhookError::WrongTimestamp)?;
        let age = (self.clock)().duration_since(sent);
        match Duration::try_from(age.abs()) {
            Ok(distance) if distance <= self.tolerance => Ok(()),
            _ => Err(WebhookError::OutOfTolerance { age: age.as_secs() }),
        }
    }

    /// Returns the value of the header `webhook-signature`, signed with the first key, for tests.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: Timestamp, body: &[u8]) -> String {
        let key = self.keys.first().map_or(&[][..], |key| key.as_slice());
        let signature = mac(key, id, &timestamp.as_second().to_string(), body).finalize();
        format!("v1,{}", BASE64_STANDARD.encode(signature))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("keys", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// Returns the keys that a secret may mean.
fn keys(secret: &str) -> Result<Vec<Key>, WebhookError> {
    let secret = secret.trim();
    let (text, is_marked) = match secret.strip_prefix("whsec_") {
        Some(text) => (text, true),
        None => (secret, false),
    };
    let mut keys = Vec::new();
    if let Ok(key) = BASE64_STANDARD.decode(text).map(Zeroizing::new)
        && !key.is_empty()
    {
        keys.push(key);
    }
    if !is_marked && !text.is_empty() {
        keys.push(Zeroizing::new(text.as_bytes().to_vec()));
    }
    if keys.is_empty() {
        return Err(WebhookError::WrongSecret);
    }
    Ok(keys)
}

fn mac(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> HMAC {
    let mut mac = HMAC::new(key);
    for piece in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(piece);
    }
    mac
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns the epoch, because there is no clock here: without [`Verifier::clock`] no timestamp is within the
/// tolerance.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// The headers of a request, as web frameworks represent them. Names are looked up in lower case and match in any case.
pub trait Headers {
    /// Returns the value of a header, if it exists and is text.
    fn get(&self, name: &str) -> Option<&str>;
}

impl Headers for HeaderMap {
    fn get(&self, name: &str) -> Option<&str> {
        Self::get(self, name)?.to_str().ok()
    }
}

impl<N: AsRef<str>, V: AsRef<str>> Headers for [(N, V)] {
    fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(known, _)| known.as_ref().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }
}

impl<N: AsRef<str>, V: AsRef<str>, const LENGTH: usize> Headers for [(N, V); LENGTH] {
    fn get(&self, name: &str) -> Option<&str> {
        Headers::get(self.as_slice(), name)
    }
}

impl<N: AsRef<str>, V: AsRef<str>> Headers for Vec<(N, V)> {
    fn get(&self, name: &str) -> Option<&str> {
        Headers::get(self.as_slice(), name)
    }
}

impl<N: AsRef<str>, V: AsRef<str>, S> Headers for HashMap<N, V, S> {
    fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(known, _)| known.as_ref().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }
}

/// The reason why a webhook request was rejected.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The secret is empty, or has the prefix `whsec_` and is not base64.
    WrongSecret,
    /// A header is missing, or is not text.
    MissingHeader(&'static str),
    /// No signature matches: the body was changed, or the secret is a different one.
    WrongSignature,
    /// The timestamp is not a number of seconds.
    WrongTimestamp,
    /// The timestamp is too far from the local clock.
    OutOfTolerance {
        /// The age in seconds; negative if the timestamp is ahead of the clock.
        age: i64,
    },
    /// The signature is valid, but the body does not match the document.
    Decode(DecodeFailure),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongSecret => formatter
                .write_str("the secret of the webhook is empty, or not base64 behind `whsec_`"),
            Self::MissingHeader(name) => write!(formatter, "the webhook has no header `{name}`"),
            Self::WrongSignature => formatter.write_str("the signature of the webhook is wrong"),
            Self::WrongTimestamp => {
                formatter.write_str("the header `webhook-timestamp` is not a number of seconds")
            }
            Self::OutOfTolerance { age } if *age < 0 => {
                write!(
                    formatter,
                    "the webhook is {} seconds ahead of the clock",
                    age.unsigned_abs()
                )
            }
            Self::OutOfTolerance { age } => write!(formatter, "the webhook is {age} seconds old"),
            Self::Decode(failure) if failure.path().is_empty() => {
                write!(formatter, "cannot decode the webhook: {failure}")
            }
            Self::Decode(failure) => write!(formatter, "cannot decode the webhook {failure}"),
        }
    }
}

impl StdError for WebhookError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Decode(failure) => Some(failure),
            _ => None,
        }
    }
}
