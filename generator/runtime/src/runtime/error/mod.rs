//! The error of a client, with the kinds that callers handle differently.

pub(crate) mod failure;
pub(crate) mod redact;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::call::retry;
use super::error::failure::Failure;
use super::response::decode::DecodeFailure;
use super::response::{ResponseParts, request_id};

/// The kind of an error, for callers that handle kinds differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the request could not be built; nothing was sent.
    Build,
    /// No connection was established; nothing was sent.
    Connect,
    /// The timeout of the call expired. The API may have executed the call.
    Timeout,
    /// The connection broke before the response was complete. The API may have executed the call.
    Transport,
    /// The API returned an error: the status is not a success, or the envelope of the body reports an error.
    Api,
    /// The API returned a success whose body does not match the document, or a cursor that would make a list endless.
    Decode,
}

/// The error of a call, or of building a client.
///
/// `Display` is one line with the operation, the status and the API's message; the alternate form (`{:#}`) adds an
/// excerpt of the body. `B` is the type of the bodies that the document describes for errors.
///
/// ```no_run
#[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::{Call, Error, StatusCode};")]
/// # use std::fmt::Debug;
/// # async fn example<T, B: Debug>(call: Call<T, B>) -> Result<Option<T>, Error<B>> {
/// match call.await {
///     Ok(member) => Ok(Some(member)),
///     // The API returned an error: its code, its message, and the typed body.
///     Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
///     Err(error) if error.is_api() => {
///         eprintln!("{:?}: {:?}, {:?}", error.code(), error.message(), error.body());
///         Err(error)
///     }
///     // No connection, a timeout or an overloaded API. Safe retries have already been made, except after a timeout.
///     Err(error) if error.is_retryable() => {
///         eprintln!("{error}; later, {:?}", error.retry_after());
///         Err(error)
///     }
///     Err(error) => Err(error),
/// }
/// # }
/// ```
pub struct Error<B> {
    failure: Box<Failure>,
    body: Option<Box<B>>,
}

impl<B> Error<B> {
    pub(crate) fn new(failure: Box<Failure>) -> Self {
        Self {
            failure,
            body: None,
        }
    }

    pub(crate) fn with_body(failure: Box<Failure>, body: Option<B>) -> Self {
        Self {
            failure,
            body: body.map(Box::new),
        }
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.failure.kind
    }

    /// Returns the `operationId` of the call, or method and path if the document does not describe the endpoint.
    /// Empty if the client could not be built.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.failure.operation
    }

    /// Returns the status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure
            .status()
            .and_then(|status| StatusCode::from_u16(status).ok())
    }

    /// Returns the API's error code (`verification_required`), if the body contains one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.failure.code.as_deref()
    }

    /// Returns the API's error message, if the body contains one. `None` unless the kind is [`ErrorKind::Api`].
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        (self.failure.kind == ErrorKind::Api && !self.failure.message.is_empty())
            .then_some(&*self.failure.message)
    }

    /// Returns the body of an error response, if it matches the document. [`Error::bytes`] returns the raw body even if
    /// it does not match.
    ///
    /// Neither is redacted, not even in `Debug` output: if the API echoes the request, they may contain a key.
    /// `Display` and `Debug` of [`Error`] redact the credentials of the call in all text from the API, so log the error
    /// and not its body.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// Returns the body of an error response by value, if it matches the document.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.body.map(|body| *body)
    }

    /// Returns the body of the response as received; empty if there was none. If the connection broke, it is the part
    /// that arrived.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.failure
            .response
            .as_ref()
            .map(|response| &**response.body())
            .unwrap_or_default()
    }

    /// Returns the body of the response as received, by value.
    pub fn into_bytes(self) -> Bytes {
        self.failure
            .response
            .map(ResponseParts::into_body)
            .unwrap_or_default()
    }

    /// Returns the headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.failure.headers()
    }

    /// Returns the id that the API gave the request (from `x-request-id` or a similar header). Quote it to the API's
    /// support.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id)
    }

    /// Returns the delay that the API requests before a retry (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry::retry_after)
    }

    /// Returns the path in the body of the value that does not match the document (`data[3].user.email`). None if
    /// decoding did not fail; empty if the failure concerns the whole body.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.failure.path()
    }

    /// Returns why the body could not be decoded; none if the kind is not [`ErrorKind::Decode`].
    #[must_use]
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.failure.decode.as_ref()
    }

    /// Returns an excerpt of the body on one line, without credentials: around the value that could not be decoded, or
    /// the beginning. The body of a success may contain confidential data, so `Display` shows its excerpt only in the
    /// alternate form.
    #[must_use]
    pub fn excerpt(&self) -> String {
        self.failure.excerpt()
    }

    /// Returns the number of attempts to send the request; 0 if it could not be built.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure.attempts
    }

    /// Returns whether the same call may succeed later: no connection (unless the server's certificate is not
    /// trusted), a timeout, a broken connection, or one of the statuses 408, 409, 429 and 5xx. The response header
    /// `x-should-retry` overrides the status.
    ///
    /// It does not report whether a retry is safe: see [`ErrorKind`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Returns whether the timeout of the call or of connecting expired.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure.timed_out
    }

    /// Returns whether no connection was established, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.failure.kind == ErrorKind::Connect
    }

    /// Returns whether the API returned an error.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.failure.kind == ErrorKind::Api
    }

    /// Returns whether the response does not match the document.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.failure.kind == ErrorKind::Decode
    }
}

impl<B> fmt::Display for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(formatter)
    }
}

impl<B> fmt::Debug for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.failure, formatter)
    }
}

impl<B> StdError for Error<B> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match (&self.failure.source, &self.failure.decode) {
            (Some(source), _) => Some(&**source),
            (None, Some(decode)) => decode.source(),
            (None, None) => None,
        }
    }
}
