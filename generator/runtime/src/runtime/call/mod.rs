//! Calls: requests that are configured, and sent when they are awaited.

pub(crate) mod execute;
pub(crate) mod reconnection;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod state;

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::HeaderValue;
use serde::Serialize;

use super::body::Body;
use super::body::json::{to_json, to_raw_json};
use super::call::execute::{Success, execute};
use super::call::reconnection::Reconnection;
use super::call::state::RequestState;
use super::client::description::Style;
use super::error::failure::Failure;
use super::error::{Error, ErrorKind};
use super::parameter::ParameterValue;
use super::platform::BoxFuture;
use super::response::decode::{DecodeFailure, ResponseBody};
use super::response::{ByteStream, Response, ResponseParts};

/// The way to convert a response to the value that the call returns.
pub(crate) enum Decode<T> {
    /// From the whole body.
    Whole(fn(&ResponseParts) -> Result<T, DecodeFailure>),
    /// From the body as it arrives.
    Stream(fn(ByteStream) -> T),
}

impl<T> Clone for Decode<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Decode<T> {}

/// The function that decodes the error bodies of an operation.
pub(crate) type DecodeErrorBody<B> = fn(u16, &ResponseBody<'_>) -> Option<B>;

/// A call of an operation: a request that is configured and not yet sent.
///
/// Awaiting it sends it. Before that, its timeout, retries, headers and more can be set. It owns all its data, so it
/// can move to another task.
///
/// ```no_run
/// use std::time::Duration;
#[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{Call, Error};")]
/// # async fn example<T, B>(call: Call<T, B>) -> Result<T, Error<B>> {
/// // `call` is the result of a method such as `client.members().create(member)`.
/// let member = call
///     .timeout(Duration::from_secs(5))
///     .retries(4)
///     .idempotency_key("k-1")
///     .await?;
/// # Ok(member)
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, B> {
    pub(crate) state: Box<RequestState>,
    pub(crate) decode: Decode<T>,
    pub(crate) decode_error: DecodeErrorBody<B>,
}

/// Defines the options of every kind of call.
macro_rules! options {
    ($state:ident) => {
        /// Sets the timeout of the whole call: all attempts, including reading the body. `None` disables it. The
        /// default is that of the client.
        pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
            self.$state().options.timeout = timeout.into();
            self
        }

        /// Sets the maximum number of retries; 0 disables them. The default is that of the client.
        pub fn retries(mut self, limit: u32) -> Self {
            self.$state().options.retries = limit;
            self
        }

        /// Allows retries although the method is not idempotent (such as `POST`). Use it if sending the request twice
        /// has the same effect as sending it once.
        pub fn safe_to_retry(mut self) -> Self {
            self.$state().set_safe_to_retry();
            self
        }

        /// Sets the header `Idempotency-Key`, by which the API recognises a retry, and allows retries of this call.
        /// The API must support the header. If the operation has a field or a parameter for such a key, set that one
        /// and call [`safe_to_retry`](Self::safe_to_retry).
        pub fn idempotency_key(mut self, key: impl AsRef<str>) -> Self {
            self.$state().set_idempotency_key(key.as_ref());
            self
        }

        /// Sets a header and replaces one of the same name. The call fails if it is a header of the connection or of
        /// the message's framing (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection`).
        pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
            self.$state().put_header(name.as_ref(), value.as_ref());
            self
        }

        /// Sets a query parameter and replaces all parameters of the same name. A list is sent as repeated parameters;
        /// `None` removes the parameter.
        pub fn query<V: Serialize + ?Sized>(mut self, name: impl AsRef<str>, value: &V) -> Self {
            self.$state()
                .replace_query(name.as_ref(), ParameterValue::new(value));
            self
        }

        /// Sets a property of the JSON body and replaces one of the same name. A call without a body gets one. The call
        /// fails if its body is not a JSON object, and if it is a `GET` or `HEAD` call without a body (RFC 9110,
        /// section 9.3.1).
        pub fn body_member<V: Serialize + ?Sized>(
            mut self,
            name: impl Into<String>,
            value: &V,
        ) -> Self {
            self.$state()
                .set_body_property(name.into(), to_raw_json(value));
            self
        }
    };
}
pub(crate) use options;

impl<T, B> Call<T, B> {
    pub(crate) fn new(
        state: Box<RequestState>,
        decode: Decode<T>,
        decode_error: DecodeErrorBody<B>,
    ) -> Self {
        Self {
            state,
            decode,
            decode_error,
        }
    }

    /// Sets the decoder of this operation's error bodies, if they differ from those of most operations.
    #[doc(hidden)]
    pub fn errors(mut self, decode: fn(u16, &ResponseBody<'_>) -> Option<B>) -> Self {
        self.decode_error = decode;
        self
    }

    fn state(&mut self) -> &mut RequestState {
        &mut self.state
    }

    options!(state);

    /// Sets the value of a `{parameter}` of the path, for calls that the document does not describe. It is encoded,
    /// so that it stays one segment.
    pub fn path<V: Serialize + ?Sized>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: &V,
    ) -> Self {
        self.state.set_path(
            name.into(),
            Style::Simple,
            false,
            ParameterValue::new(value),
        );
        self
    }

    /// Sets a JSON body and replaces the current body.
    pub fn json<V: Serialize + ?Sized>(mut self, value: &V) -> Self {
        self.state.set_json("application/json", to_json(value));
        self
    }

    /// Sets a body of any media type and replaces the current body.
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => self.state.set_body(media_type, body.into()),
            Err(problem) => self.state.fail("the media type", problem),
        }
        self
    }

    /// Makes the call return the status, the headers, the request id and the duration together with the body.
    ///
    /// ```no_run
    #[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{Call, Error};")]
    /// # async fn example<T, B>(call: Call<T, B>) -> Result<T, Error<B>> {
    /// let response = call.with_response().await?;
    /// println!("{} after {:?}", response.status(), response.elapsed());
    /// println!("request {:?}", response.request_id());
    /// # Ok(response.into_body())
    /// # }
    /// ```
    pub fn with_response(self) -> CallWithResponse<T, B> {
        CallWithResponse { call: self }
    }

    /// Sends the call. Awaiting the call itself does the same.
    pub fn send(self) -> CallFuture<T, B> {
        CallFuture {
            future: self.respond(),
        }
    }

    /// Sends the call and returns the body of a success as a stream, not decoded.
    ///
    /// # Errors
    ///
    /// The errors of the call, except those of decoding the body of a success.
    pub async fn send_raw(self) -> Result<Response<ByteStream>, Error<B>> {
        Call {
            state: self.state,
            decode: Decode::Stream(std::convert::identity),
            decode_error: self.decode_error,
        }
        .respond()
        .await
    }

    pub(crate) fn respond(self) -> ResponseFuture<T, B> {
        let streaming = matches!(self.decode, Decode::Stream(_));
        ResponseFuture {
            future: Box::pin(execute(self.state, streaming)),
            decode: self.decode,
            decode_error: self.decode_error,
        }
    }
}

impl<T, B> IntoFuture for Call<T, B> {
    type Output = Result<T, Error<B>>;
    type IntoFuture = CallFuture<T, B>;

    fn into_future(self) -> CallFuture<T, B> {
        self.send()
    }
}

impl<T, B> fmt::Debug for Call<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Call").field(&self.state).finish()
    }
}

/// A call that returns the status and the headers together with the decoded body; see [`Call::with_response`].
#[derive(Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct CallWithResponse<T, B> {
    pub(crate) call: Call<T, B>,
}

impl<T, B> IntoFuture for CallWithResponse<T, B> {
    type Output = Result<Response<T>, Error<B>>;
    type IntoFuture = ResponseFuture<T, B>;

    fn into_future(self) -> ResponseFuture<T, B> {
        self.call.respond()
    }
}

/// The future of a call that returns a [`Response`].
#[must_use = "a call does nothing until it is awaited"]
pub struct ResponseFuture<T, B> {
    /// The same for all operations; only decoding is compiled for each type.
    future: BoxFuture<Result<Success, Box<Failure>>>,
    decode: Decode<T>,
    decode_error: DecodeErrorBody<B>,
}

impl<T, B> Future for ResponseFuture<T, B> {
    type Output = Result<Response<T>, Error<B>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.future.as_mut().poll(context));
        Poll::Ready(match answer {
            Ok(answer) => decode_answer(answer, self.decode),
            Err(failure) => Err(refusal(failure, self.decode_error)),
        })
    }
}

impl<T, B> fmt::Debug for ResponseFuture<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResponseFuture")
    }
}

/// The future of a call.
#[must_use = "a call does nothing until it is awaited"]
pub struct CallFuture<T, B> {
    future: ResponseFuture<T, B>,
}

impl<T, B> Future for CallFuture<T, B> {
    type Output = Result<T, Error<B>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.future)
            .poll(context)
            .map_ok(Response::into_body)
    }
}

impl<T, B> fmt::Debug for CallFuture<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CallFuture")
    }
}

fn decode_answer<T, B>(answer: Success, decode: Decode<T>) -> Result<Response<T>, Error<B>> {
    let Success {
        parts,
        stream,
        state,
        elapsed,
        attempts,
    } = answer;
    let body = match (decode, stream) {
        (Decode::Whole(decode), _) => match decode(&parts) {
            Ok(body) => body,
            Err(reason) => {
                let mut failure = Failure::undecodable(parts, reason);
                failure.redact(state.secrets());
                failure.operation = state.operation.id;
                failure.attempts = attempts;
                return Err(Error::new(failure));
            }
        },
        (Decode::Stream(give), Some(stream)) => give(stream.reconnecting(Reconnection::of(state))),
        (Decode::Stream(give), None) => give(Body::from(parts.body().clone()).into_stream()),
    };
    Ok(Response {
        body,
        status: parts.status_code(),
        headers: parts.into_headers(),
        elapsed,
        attempts,
    })
}

fn refusal<B>(failure: Box<Failure>, decode: DecodeErrorBody<B>) -> Error<B> {
    let body = match &failure.response {
        Some(parts) if failure.kind == ErrorKind::Api => {
            decode(parts.status(), &ResponseBody::new(parts))
        }
        _ => None,
    };
    Error::with_body(failure, body)
}
