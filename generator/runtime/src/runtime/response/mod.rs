//! Responses: status, headers, and a body that is read as a whole or as it arrives.

pub(crate) mod charset;
pub(crate) mod decode;
pub(crate) mod events;
pub(crate) mod lines;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::call::reconnection::Reconnection;
use super::client::description::Envelope;
use super::platform::{BoxStream, Idle};
use super::response::decode::{DecodeFailure, decode_json, decode_payload, decode_text};

/// A response whose body has been read.
#[derive(Clone)]
pub struct ResponseParts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    envelope: Option<&'static Envelope>,
}

impl ResponseParts {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            envelope: None,
        }
    }

    /// Sets the envelope around the payload.
    pub(crate) fn enveloped(self, envelope: Option<&'static Envelope>) -> Self {
        Self { envelope, ..self }
    }

    pub(crate) fn envelope(&self) -> Option<&'static Envelope> {
        self.envelope
    }

    /// Returns whether the envelope of the body reports an error.
    pub(crate) fn is_refusal(&self) -> bool {
        self.envelope
            .is_some_and(|envelope| envelope.is_refusal(&self.body))
    }

    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub(crate) fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the media type without parameters, in lower case; empty if the response has none.
    pub fn media_type(&self) -> String {
        let essence = self.content_type().split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// Returns the media type with parameters; empty if the response has none.
    fn content_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns whether the media type is JSON.
    fn is_json(&self) -> bool {
        let media_type = self.media_type();
        media_type.ends_with("/json") || media_type.ends_with("+json")
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns whether the body contains only white space.
    pub fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Decodes the body as JSON. If the operation has an envelope, it decodes the payload in it.
    ///
    /// # Errors
    ///
    /// Fails if the body is empty, is not JSON, or does not match the type; the error contains the path of the value.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeFailure> {
        match self.envelope {
            Some(envelope) => decode_payload(&self.body, envelope.payload),
            None => decode_json(&self.body),
        }
    }

    /// Decodes the body as text in the charset of its media type: UTF-8 (the default), UTF-16, ISO-8859-1,
    /// Windows-1252 or US-ASCII.
    ///
    /// # Errors
    ///
    /// Fails if the body is not in that charset, or if the charset is another one.
    pub fn text(&self) -> Result<Cow<'_, str>, DecodeFailure> {
        charset::decode(&self.body, self.content_type())
    }

    /// Decodes the body as a scalar that is written as text, without the quotation marks of JSON, such as a date or
    /// an enum.
    ///
    /// # Errors
    ///
    /// Fails if the body is not text, or does not match the type.
    pub fn scalar<T: DeserializeOwned>(&self) -> Result<T, DecodeFailure> {
        decode_text(self.text()?.into_owned())
    }

    /// Decodes the body as JSON if that is its media type, and as a scalar in text otherwise.
    ///
    /// # Errors
    ///
    /// As for [`Self::json`] and [`Self::scalar`].
    pub fn text_or_json<T: DeserializeOwned>(&self) -> Result<T, DecodeFailure> {
        if self.is_json() {
            self.json()
        } else {
            self.scalar()
        }
    }

    pub(crate) fn into_body(self) -> Bytes {
        self.body
    }

    pub(crate) fn into_headers(self) -> HeaderMap {
        self.headers
    }
}

impl fmt::Debug for ResponseParts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResponseParts")
            .field("status", &self.status())
            .field("headers", &self.headers)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Returns the API's id of a request, from the first of the headers that are in use for it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    [
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "cf-ray",
    ]
    .into_iter()
    .find_map(|name| headers.get(name)?.to_str().ok())
}

/// A response with its decoded body.
#[derive(Debug, Clone)]
pub struct Response<T> {
    /// The decoded body.
    pub body: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) elapsed: Duration,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// Creates a response with the status 200 and no headers, for tests of functions that take one.
    pub fn new(body: T) -> Self {
        Self {
            body,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            elapsed: Duration::ZERO,
            attempts: 1,
        }
    }

    /// Returns the decoded body.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the id that the API gave the request (from `x-request-id` or a similar header). Quote it to the API's
    /// support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns the time from the first attempt to the end of the body, or to the headers if the body is a stream. It
    /// includes retries and their delays. In a browser's WebAssembly it is zero.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the number of attempts to send the request.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// The maximum length of a line or an event of a stream, in bytes.
const LONGEST_ITEM: usize = 16 << 20;

/// The reason why a stream has no next item.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The stream cannot be read any further.
    Read(io::Error),
    /// An item is not of the type that the document describes. The following items can be read.
    Decode(DecodeFailure),
}

/// What a line or an event is for the reader of a stream.
enum Decoded<T> {
    Item(Result<T, DecodeFailure>),
    Skipped,
    End,
}

impl StreamError {
    fn too_long() -> Self {
        let message = "a line or an event is longer than 16 MiB";
        Self::Read(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(formatter, "the stream cannot be read: {error}"),
            Self::Decode(failure) => write!(formatter, "an item of the stream: {failure}"),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Decode(failure) => Some(failure),
        }
    }
}

/// The body of a response, read as it arrives.
///
/// It is a [`Stream`] of chunks; [`ByteStream::try_next`] needs no other crate. [`ByteStream::events`] reads it as
/// server-sent events, [`ByteStream::lines`] line by line. If no chunk arrives within the timeout of the call, it fails
/// with [`io::ErrorKind::TimedOut`].
pub struct ByteStream {
    stream: BoxStream<Result<Bytes, io::Error>>,
    idle: Idle,
    /// The request, for events.
    reconnection: Option<Reconnection>,
}

impl ByteStream {
    pub(crate) fn new(stream: BoxStream<Result<Bytes, io::Error>>, idle: Option<Duration>) -> Self {
        Self {
            stream,
            idle: Idle::new(idle),
            reconnection: None,
        }
    }

    /// Sets the request that is sent again if the connection breaks while events are read.
    pub(crate) fn reconnecting(self, reconnection: Option<Reconnection>) -> Self {
        Self {
            reconnection,
            ..self
        }
    }

    /// Returns the next chunk, or none at the end.
    ///
    /// # Errors
    ///
    /// Fails if the connection breaks before the end, or if no chunk arrives within the timeout of the call.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, io::Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// Reads the rest of the body into memory.
    ///
    /// # Errors
    ///
    /// As for [`ByteStream::try_next`].
    pub async fn collect(mut self) -> Result<Bytes, io::Error> {
        let Some(first) = self.try_next().await? else {
            return Ok(Bytes::new());
        };
        let Some(second) = self.try_next().await? else {
            return Ok(first);
        };
        let mut all = Vec::from(first);
        all.extend_from_slice(&second);
        while let Some(piece) = self.try_next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        match this.stream.as_mut().poll_next(context) {
            Poll::Ready(item) => {
                this.idle.reset();
                Poll::Ready(item)
            }
            Poll::Pending if this.idle.is_over(context) => Poll::Ready(Some(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "no data arrived within the timeout",
            )))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ByteStream")
    }
}
