//! The one error of a client, with the kinds that a caller acts on.

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

/// The kinds of errors that callers handle differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the call could not be built; nothing was sent.
    Build,
    /// No connection was established; nothing was sent.
    Connect,
    /// The timeout expired. The API may have executed the call.
    Timeout,
    /// The connection broke before the response was complete. The API may have executed the call.
    Transport,
    /// The API returned an error: the status is not a success.
    Api,
    /// The API returned a success whose body does not match the document.
    Decode,
}

/// The error of a call.
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
///     // No connection, a timeout or an overloaded API: the client has retried if that is safe.
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

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.failure.kind
    }

    /// The `operationId` of the call; empty if a client could not be built.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.failure.operation
    }

    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure
            .status()
            .and_then(|status| StatusCode::from_u16(status).ok())
    }

    /// The API's error code (`verification_required`).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.failure.code.as_deref()
    }

    /// The API's error message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        (self.failure.kind == ErrorKind::Api && !self.failure.message.is_empty())
            .then_some(&*self.failure.message)
    }

    /// The body of an error response, if it matches the document. [`Error::bytes`] has it in any case.
    ///
    /// Both are the body as received, and so is its `Debug` output: an API that echoes a request may echo a key. `Display`
    /// and `Debug` of [`Error`] redact the credentials of the call in everything that the API sent, so log the error and
    /// not its body.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// The body of an error response, if it matches the document.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.body.map(|body| *body)
    }

    /// The body of the response as received; empty if there was none.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.failure
            .response
            .as_ref()
            .map(|response| &**response.body())
            .unwrap_or_default()
    }

    /// The body of the response as received, by value.
    pub fn into_bytes(self) -> Bytes {
        self.failure
            .response
            .map(ResponseParts::into_body)
            .unwrap_or_default()
    }

    /// The headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.failure.headers()
    }

    /// The API's id of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id)
    }

    /// How long the API asks to wait before a retry.
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry::retry_after)
    }

    /// The path in the body of the value that does not match the document (`data[3].user.email`).
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.failure.path()
    }

    /// Why the body could not be decoded.
    #[must_use]
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.failure.decode.as_ref()
    }

    /// An excerpt of the body on one line: the value that could not be decoded, or the beginning. The body of a success
    /// may have confidential data, so `Display` shows its excerpt only in the alternate form.
    #[must_use]
    pub fn excerpt(&self) -> String {
        self.failure.excerpt()
    }

    /// How often the client tried to send the request.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure.attempts
    }

    /// Whether the same call may succeed later: no connection (unless the server's certificate is not trusted), a timeout,
    /// a broken connection, or one of the statuses 408, 409, 429 and 5xx. It does not say whether a retry is safe: see
    /// [`ErrorKind`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Whether the timeout of the call or of connecting expired.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure.timed_out
    }

    /// Whether no connection was established, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.failure.kind == ErrorKind::Connect
    }

    /// Whether the API returned an error.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.failure.kind == ErrorKind::Api
    }

    /// Whether the response does not match the document.
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
