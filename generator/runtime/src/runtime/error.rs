//! The one error of a client, with the kinds that a caller acts on.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::decode::DecodeFailure;
use super::description::ErrorFormat;
use super::response::{ResponseParts, request_id};
use super::{BoxError, retry};

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
pub struct Error<B> {
    failure: Box<Failure>,
    body: Option<Box<B>>,
}

/// All of an error but its typed body.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    /// Empty when no operation was called.
    pub(crate) operation: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) source: Option<BoxError>,
    pub(crate) timed_out: bool,
    pub(crate) response: Option<ResponseParts>,
    pub(crate) code: Option<String>,
    pub(crate) decode: Option<DecodeFailure>,
    pub(crate) attempts: u32,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            kind,
            operation: Cow::Borrowed(""),
            message: message.into(),
            source: None,
            timed_out: kind == ErrorKind::Timeout,
            response: None,
            code: None,
            decode: None,
            attempts: 0,
        })
    }

    pub(crate) fn build(message: impl Into<String>) -> Box<Self> {
        Self::new(ErrorKind::Build, message)
    }

    /// A status that is not a success.
    pub(crate) fn refused(response: ResponseParts, format: &ErrorFormat) -> Box<Self> {
        let json: Option<Value> = serde_json::from_slice(response.body()).ok();
        let mut failure = Self::new(ErrorKind::Api, "");
        if let Some(json) = &json {
            failure.code = find(
                json,
                format.code,
                &["/error/code", "/code", "/error/type", "/error", "/type"],
            );
            failure.message = find(
                json,
                format.message,
                &[
                    "/error/message",
                    "/message",
                    "/error_description",
                    "/detail",
                    "/title",
                    "/errors/0/message",
                    "/error",
                ],
            )
            .unwrap_or_default();
            if failure.code.as_deref() == Some(&*failure.message) {
                failure.code = None;
            }
        }
        failure.response = Some(response);
        failure
    }

    pub(crate) fn undecodable(response: ResponseParts, decode: DecodeFailure) -> Box<Self> {
        let mut failure = Self::new(ErrorKind::Decode, "");
        failure.response = Some(response);
        failure.decode = Some(decode);
        failure
    }

    pub(crate) fn with_source(mut self: Box<Self>, source: impl Into<BoxError>) -> Box<Self> {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.response.as_ref().map(ResponseParts::status)
    }

    pub(crate) fn headers(&self) -> Option<&HeaderMap> {
        self.response.as_ref().map(ResponseParts::headers)
    }

    pub(crate) fn is_retryable(&self) -> bool {
        match self.kind {
            ErrorKind::Build | ErrorKind::Decode => false,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => true,
            ErrorKind::Api => self
                .response
                .as_ref()
                .is_some_and(retry::is_retryable_response),
        }
    }

    fn path(&self) -> Option<&str> {
        self.decode.as_ref().map(DecodeFailure::path)
    }

    fn excerpt(&self) -> String {
        let body = self
            .response
            .as_ref()
            .map(|response| &**response.body())
            .unwrap_or_default();
        excerpt(
            body,
            self.decode
                .as_ref()
                .and_then(DecodeFailure::offset)
                .unwrap_or(0),
        )
    }
}

/// The first of the pointers that leads to text or a number: those of the document, then those of common formats.
fn find(json: &Value, declared: &[&str], common: &[&str]) -> Option<String> {
    declared
        .iter()
        .chain(common)
        .find_map(|pointer| match json.pointer(pointer)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
}

/// At most 160 characters of a body around an offset, on one line.
fn excerpt(body: &[u8], offset: usize) -> String {
    const BEFORE: usize = 80;
    const LENGTH: usize = 160;
    let start = offset.saturating_sub(BEFORE);
    let end = start.saturating_add(LENGTH).min(body.len());
    let text = String::from_utf8_lossy(body.get(start..end).unwrap_or_default());
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .collect();
    let line = words
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if end < body.len() { "…" } else { "" },
    );
    format!(
        "{before}{}{after}",
        line.trim_matches(char::REPLACEMENT_CHARACTER)
    )
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
    pub fn kind(&self) -> ErrorKind {
        self.failure.kind
    }

    /// The operation that was called, by its name in the document; empty when a client could not be built.
    pub fn operation(&self) -> &str {
        &self.failure.operation
    }

    /// The status of the response, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.failure
            .status()
            .and_then(|status| StatusCode::from_u16(status).ok())
    }

    /// The short code of the API for what went wrong (`verification_required`).
    pub fn code(&self) -> Option<&str> {
        self.failure.code.as_deref()
    }

    /// The sentence of the API about what went wrong.
    pub fn message(&self) -> Option<&str> {
        (self.failure.kind == ErrorKind::Api && !self.failure.message.is_empty())
            .then_some(&*self.failure.message)
    }

    /// The body of a refusal, if it is as the API describes it. [`Error::bytes`] has it in any case.
    pub fn body(&self) -> Option<&B> {
        self.body.as_deref()
    }

    /// The body of a refusal, if it is as the API describes it.
    pub fn into_body(self) -> Option<B> {
        self.body.map(|body| *body)
    }

    /// The body of the response as it came; empty when none came.
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
    pub fn path(&self) -> Option<&str> {
        self.failure.path()
    }

    /// What of the body could not be decoded, and why.
    pub fn decode_failure(&self) -> Option<&DecodeFailure> {
        self.failure.decode.as_ref()
    }

    /// A short piece of the body, on one line: the place that could not be decoded, or the beginning. Bodies may hold
    /// what should not be logged, so that `Display` shows it of successes only in its alternate form.
    pub fn excerpt(&self) -> String {
        self.failure.excerpt()
    }

    /// How often the request was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.failure.attempts
    }

    /// Whether the same call may succeed later: no connection, a time-out, a connection that broke, or one of the
    /// statuses 408, 409, 429 and 5xx. Whether it is safe to repeat is another question: see [`ErrorKind`].
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Whether the time was up, for the call or for connecting.
    pub fn is_timeout(&self) -> bool {
        self.failure.timed_out
    }

    /// Whether no connection came about, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.failure.kind == ErrorKind::Connect
    }

    /// Whether the API refused.
    pub fn is_api(&self) -> bool {
        self.failure.kind == ErrorKind::Api
    }

    /// Whether the response is not as it is described.
    pub fn is_decode(&self) -> bool {
        self.failure.kind == ErrorKind::Decode
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.operation.is_empty() {
            write!(formatter, "{}: ", self.operation)?;
        }
        match self.kind {
            ErrorKind::Build if self.operation.is_empty() => {
                write!(formatter, "cannot build the client: {}", self.message)?;
            }
            ErrorKind::Build => write!(formatter, "cannot build the request: {}", self.message)?,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => {
                formatter.write_str(&self.message)?;
            }
            ErrorKind::Api => self.format_refusal(formatter)?,
            ErrorKind::Decode => {
                if let Some(status) = self.status() {
                    let located = self.path().is_some_and(|path| !path.is_empty());
                    let colon = if located { "" } else { ":" };
                    write!(formatter, "cannot decode the {status} response{colon} ")?;
                }
                if let Some(decode) = &self.decode {
                    decode.fmt(formatter)?;
                }
            }
        }
        if let Some(request_id) = self.headers().and_then(request_id) {
            write!(formatter, " (request {request_id})")?;
        }
        if formatter.alternate()
            && self
                .response
                .as_ref()
                .is_some_and(|response| !response.is_empty())
        {
            write!(formatter, "\nbody: {}", self.excerpt())?;
        }
        Ok(())
    }
}

impl Failure {
    fn format_refusal(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().unwrap_or_default();
        write!(formatter, "{status}")?;
        match &self.code {
            Some(code) => write!(formatter, " {code}")?,
            None => {
                if let Some(reason) = StatusCode::from_u16(status)
                    .ok()
                    .and_then(|status| status.canonical_reason())
                {
                    write!(formatter, " {reason}")?;
                }
            }
        }
        if !self.message.is_empty() {
            return write!(formatter, ": {}", self.message);
        }
        // Nothing in it that is known to be a message: the beginning of the body says more than nothing.
        let excerpt = self.excerpt();
        if self.code.is_none() && !excerpt.is_empty() && !formatter.alternate() {
            write!(formatter, ": {excerpt}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = formatter.debug_struct("Error");
        output
            .field("kind", &self.kind)
            .field("operation", &self.operation);
        if let Some(response) = &self.response {
            output
                .field("status", &response.status())
                .field("body_length", &response.body().len());
        }
        if let Some(code) = &self.code {
            output.field("code", code);
        }
        if !self.message.is_empty() {
            output.field("message", &self.message);
        }
        if let Some(decode) = &self.decode {
            output
                .field("path", &decode.path())
                .field("reason", &decode.message());
        }
        if let Some(request_id) = self.headers().and_then(request_id) {
            output.field("request_id", &request_id);
        }
        if let Some(source) = &self.source {
            output.field("source", source);
        }
        output
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
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
