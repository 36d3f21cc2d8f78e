//! The one error of a client, with the kinds that a caller acts on.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::decode::DecodeFailure;
use super::failure::Failure;
use super::response::{ResponseParts, request_id};
use super::retry;

/// What went wrong, as far as a caller acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the call could not be built; nothing was sent.
    Build,
    /// No connection came about; nothing was sent.
    Connect,
    /// The time was up. The API may have acted on the call.
    Timeout,
    /// The connection broke before the response was complete. The API may have acted on the call.
    Transport,
    /// The API refused: the status is not a success.
    Api,
    /// The API accepted, but its response is not as it is described.
    Decode,
}

/// Why a call did not give what it should.
///
/// `Display` is one line with the operation, the status and what the API said; the alternate form (`{:#}`) adds an
/// excerpt of the body. `B` is the body that the API describes for the status, when it described one and sent it.
///
/// ```no_run
#[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::{Call, Error, StatusCode};")]
/// # use std::fmt::Debug;
/// # async fn example<T, B: Debug>(call: Call<T, B>) -> Result<Option<T>, Error<B>> {
/// match call.await {
///     Ok(member) => Ok(Some(member)),
///     // What the API said no to, and why: its own words, and the body as it is described.
///     Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
///     Err(error) if error.is_api() => {
///         eprintln!("{:?}: {:?}, {:?}", error.code(), error.message(), error.body());
///         Err(error)
///     }
///     // No connection, no answer in time, or no time of the API's: the client has tried again where that is safe.
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

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.failure.kind
    }

    /// The operation that was called, by its name in the document; empty when a client could not be built.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.failure.operation
    }

    /// The status of the response, if one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure
            .status()
            .and_then(|status| StatusCode::from_u16(status).ok())
    }

    /// The short code of the API for what went wrong (`verification_required`).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.failure.code.as_deref()
    }

    /// The sentence of the API about what went wrong.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        (self.failure.kind == ErrorKind::Api && !self.failure.message.is_empty())
            .then_some(&*self.failure.message)
    }

    /// The body of a refusal, if it is as the API describes it. [`Error::bytes`] has it in any case.
    ///
    /// Both are what came, and so is what `Debug` shows of the body: an API that echoes a request may echo a key. The
    /// error itself shows neither (`Display` and `Debug` of [`Error`] conceal the credentials of the call wherever the
    /// API sent them back), so that it is the error that belongs in a log.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// The body of a refusal, if it is as the API describes it.
    #[must_use]
    pub fn into_body(self) -> Option<B> {
        self.body.map(|body| *body)
    }

    /// The body of the response as it came; empty when none came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.failure
            .response
            .as_ref()
            .map(|response| &**response.body())
            .unwrap_or_default()
    }

    /// The body of the response as it came, to keep.
    pub fn into_bytes(self) -> Bytes {
        self.failure
            .response
            .map(ResponseParts::into_body)
            .unwrap_or_default()
    }

    /// The headers of the response, if one came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.failure.headers()
    }

    /// What the API calls this exchange, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id)
    }

    /// How long the API asks to wait before the call is repeated.
    pub fn retry_after(&self) -> Option<Duration> {
        self.headers().and_then(retry::retry_after)
    }

    /// The path in the body of what is not as described (`data[3].user.email`).
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.failure.path()
    }

    /// What of the body could not be decoded, and why.
    #[must_use]
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.failure.decode.as_ref()
    }

    /// A short piece of the body, on one line: the place that could not be decoded, or the beginning. Bodies may hold
    /// what should not be logged, so that `Display` shows it of successes only in its alternate form.
    #[must_use]
    pub fn excerpt(&self) -> String {
        self.failure.excerpt()
    }

    /// How often the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure.attempts
    }

    /// Whether the same call may succeed later: no connection (unless the server's certificate is not trusted), a time-out,
    /// a connection that broke, or one of the statuses 408, 409, 429 and 5xx. Whether it is safe to repeat is another
    /// question: see [`ErrorKind`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Whether the time was up, for the call or for connecting.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure.timed_out
    }

    /// Whether no connection came about, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.failure.kind == ErrorKind::Connect
    }

    /// Whether the API refused.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.failure.kind == ErrorKind::Api
    }

    /// Whether the response is not as it is described.
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
