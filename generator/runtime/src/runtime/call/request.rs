//! Describes a call: method, path, parameters and body. Nothing is sent here. The first value that cannot be sent is
//! recorded, and becomes the error of the call before anything is sent.

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::state::RequestState;
use super::{Call, Decode};
use crate::runtime::body::Body;
use crate::runtime::body::json::to_json;
use crate::runtime::client::ClientCore;
use crate::runtime::client::description::{Envelope, Location, ServerDescription, Style};
use crate::runtime::pagination::page::{PageCall, Paged};
use crate::runtime::parameter::{Keep, ParameterValue, StyleOptions};
use crate::runtime::response::decode;
use crate::runtime::response::decode::{DecodeError, DecodeFailure};
use crate::runtime::response::events::EventStream;
use crate::runtime::response::lines::LineStream;
use crate::runtime::response::{ByteStream, ResponseParts};

/// A request that generated code describes.
#[doc(hidden)]
#[derive(Debug)]
#[must_use = "a request does nothing until it is made a call"]
pub struct Request {
    state: Box<RequestState>,
}

impl Request {
    /// Begins a call of an operation.
    pub fn new(
        core: &ClientCore,
        method: Method,
        path: &'static str,
        operation: &'static str,
    ) -> Self {
        Self::with(core, method, Cow::Borrowed(path), Cow::Borrowed(operation))
    }

    /// Begins a call of an operation with the method `GET`.
    pub fn get(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::GET, path, operation)
    }

    /// Begins a call of an operation with the method `PUT`.
    pub fn put(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::PUT, path, operation)
    }

    /// Begins a call of an operation with the method `POST`.
    pub fn post(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::POST, path, operation)
    }

    /// Begins a call of an operation with the method `DELETE`.
    pub fn delete(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::DELETE, path, operation)
    }

    /// Begins a call of an operation with the method `OPTIONS`.
    pub fn options(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::OPTIONS, path, operation)
    }

    /// Begins a call of an operation with the method `HEAD`.
    pub fn head(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::HEAD, path, operation)
    }

    /// Begins a call of an operation with the method `PATCH`.
    pub fn patch(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::PATCH, path, operation)
    }

    /// Begins a call of an operation with the method `TRACE`.
    pub fn trace(core: &ClientCore, path: &'static str, operation: &'static str) -> Self {
        Self::new(core, Method::TRACE, path, operation)
    }

    /// Begins a call of an operation with another method. A name that is not a token is an error of the call.
    pub fn with_method(
        core: &ClientCore,
        method: &'static str,
        path: &'static str,
        operation: &'static str,
    ) -> Self {
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => Self::new(core, method, path, operation),
            Err(problem) => {
                let mut request = Self::new(core, Method::GET, path, operation);
                request.state.fail("the method", problem);
                request
            }
        }
    }

    /// Begins a call of an endpoint that the document does not describe.
    pub(crate) fn undescribed(core: &ClientCore, method: Method, path: Cow<'static, str>) -> Self {
        let operation = Cow::Owned(format!("{method} {path}"));
        let mut request = Self::with(core, method, path, operation);
        if request.state.template().contains("://") {
            request.state.fail(
                "a path",
                "it is an address of its own, which may not get the credentials",
            );
        }
        request
    }

    fn with(
        core: &ClientCore,
        method: Method,
        path: Cow<'static, str>,
        operation: Cow<'static, str>,
    ) -> Self {
        Self {
            state: Box::new(RequestState::new(core, method, path, operation)),
        }
    }

    /// Sets a path parameter in style `simple`, not exploded.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_with(name, Style::Simple, false, value)
    }

    /// Sets a path parameter.
    pub fn path_with<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.state.set_path(
            Cow::Borrowed(name),
            style,
            explode,
            ParameterValue::new(value),
        );
        self
    }

    /// Adds a query parameter in style `form`, exploded.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.query_with(name, Style::Form, true, false, value)
    }

    /// Adds a query parameter.
    pub fn query_with<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        allow_reserved: bool,
        value: &T,
    ) -> Self {
        let keep = if allow_reserved {
            Keep::Reserved
        } else {
            Keep::Unreserved
        };
        self.state.add_query(
            name,
            StyleOptions {
                style,
                explode,
                keep,
            },
            ParameterValue::new(value),
        );
        self
    }

    /// Sets a header parameter (style `simple`), not exploded.
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_with(name, false, value)
    }

    /// Sets a header parameter (style `simple`).
    pub fn header_with<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Self {
        self.state
            .set_header(name, explode, ParameterValue::new(value));
        self
    }

    /// Adds a cookie parameter in style `form`, exploded.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.cookie_with(name, true, value)
    }

    /// Adds a cookie parameter (style `form`).
    pub fn cookie_with<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Self {
        self.state
            .add_cookie(name, explode, ParameterValue::new(value));
        self
    }

    /// Sends a parameter as JSON (`content` instead of a style).
    pub fn json_parameter<T: Serialize + ?Sized>(
        mut self,
        location: Location,
        name: &'static str,
        value: &T,
    ) -> Self {
        let json = ParameterValue::new(value).map(|value| match value {
            ParameterValue::Null => ParameterValue::Null,
            value => ParameterValue::Text(value.to_json()),
        });
        let form = StyleOptions {
            style: Style::Form,
            explode: true,
            keep: Keep::Unreserved,
        };
        match location {
            Location::Path => self.state.set_path(name, Style::Simple, false, json),
            Location::Query => self.state.add_query(name, form, json),
            Location::Header => self.state.set_header(name, false, json),
            Location::Cookie => self.state.add_cookie(name, true, json),
        }
        self
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// Sets a JSON body of another media type.
    pub fn json_as<T: Serialize + ?Sized>(mut self, media_type: &'static str, value: &T) -> Self {
        self.state.set_json(media_type, to_json(value));
        self
    }

    /// Sets a JSON body that consists of the value between two fixed texts.
    pub fn json_within<T: Serialize + ?Sized>(
        mut self,
        media_type: &'static str,
        before: &'static str,
        value: &T,
        after: &'static str,
    ) -> Self {
        let json = to_json(value);
        let json = json.map(|json| [before.as_bytes(), &json, after.as_bytes()].concat());
        self.state.set_json(media_type, json);
        self
    }

    /// Sets a body of type `application/x-www-form-urlencoded`. Lists are repeated, objects are written as JSON.
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.form_with(value, &[])
    }

    /// Sets the same body, with a style for some properties: name, style, explode, allow reserved.
    pub fn form_with<T: Serialize + ?Sized>(
        mut self,
        value: &T,
        encoding: &'static [(&'static str, Style, bool, bool)],
    ) -> Self {
        self.state.set_form(ParameterValue::new(value), encoding);
        self
    }

    /// Sets a `multipart/form-data` body.
    #[cfg(feature = "multipart")]
    pub fn multipart(self, form: crate::runtime::multipart::Form) -> Self {
        self.multipart_as("multipart/form-data", form)
    }

    /// Sets a multipart body of another media type.
    #[cfg(feature = "multipart")]
    pub fn multipart_as(
        mut self,
        media_type: &'static str,
        form: crate::runtime::multipart::Form,
    ) -> Self {
        match form.into_body(media_type) {
            Ok((media_type, body)) => self.state.set_body(media_type, body),
            Err(problem) => self.state.fail("the body", problem),
        }
        self
    }

    /// Sets a text body.
    pub fn text(self, media_type: &'static str, text: impl Into<String>) -> Self {
        self.bytes(media_type, text.into())
    }

    /// Sets a body of bytes, a file or a stream. If the media type is a range, the body must choose one.
    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.state.set_described_body(media_type, body.into());
        self
    }

    /// Sets the required credentials, if they differ from those of most operations. Empty: none are sent.
    pub fn security(mut self, alternatives: &'static [&'static [usize]]) -> Self {
        self.state.operation.security = Some(alternatives);
        self
    }

    /// Sets servers of the operation, which replace those of the client.
    pub fn server(mut self, servers: &'static [ServerDescription]) -> Self {
        self.state.operation.servers = Some(servers);
        self
    }

    /// Sets the media types that are accepted.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.state.parts.accept = Some(media_types);
        self
    }

    /// Sets statuses outside of 2xx that are successes. A redirect among them is not followed.
    pub fn success_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.state.operation.success_statuses = statuses;
        self
    }

    /// Sets the envelope around the payload of the response.
    pub fn envelope(mut self, envelope: &'static Envelope) -> Self {
        self.state.operation.envelope = Some(envelope);
        self
    }

    fn returns<T, B: DecodeError>(mut self, accept: &'static str, decode: Decode<T>) -> Call<T, B> {
        self.state.parts.accept.get_or_insert(accept);
        Call::new(self.state, decode, B::decode)
    }

    /// Expects a JSON response.
    pub fn returns_json<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        self.returns("application/json", Decode::Whole(decode::json))
    }

    /// Expects a JSON response that may be null. An empty body (as with 204 and 205) is null too.
    pub fn returns_json_or_null<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        self.returns("application/json", Decode::Whole(decode::json_or_null))
    }

    /// Expects a JSON response, or none (204, 205, or an empty body).
    pub fn returns_optional_json<T: DeserializeOwned, B: DecodeError>(self) -> Call<Option<T>, B> {
        self.returns("application/json", Decode::Whole(decode::optional_json))
    }

    /// Expects a page of a list.
    pub fn returns_page<R: Paged + DeserializeOwned, B: DecodeError>(self) -> PageCall<R, B> {
        PageCall::new(self.returns_json())
    }

    /// Ignores the body of the response.
    pub fn returns_nothing<B: DecodeError>(self) -> Call<(), B> {
        self.returns("*/*", Decode::Whole(decode::nothing))
    }

    /// Expects a text response.
    pub fn returns_text<B: DecodeError>(self) -> Call<String, B> {
        self.returns("text/plain, */*;q=0.8", Decode::Whole(decode::text))
    }

    /// Expects a scalar that is written as text.
    pub fn returns_scalar<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        self.returns("text/plain, */*;q=0.8", Decode::Whole(decode::scalar))
    }

    /// Expects JSON or text of the same type, by the media type of the response.
    pub fn returns_text_or_json<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        let accept = "application/json, text/plain";
        self.returns(accept, Decode::Whole(decode::text_or_json))
    }

    /// Expects a response of bytes.
    pub fn returns_bytes<B: DecodeError>(self) -> Call<Bytes, B> {
        self.returns("*/*", Decode::Whole(decode::bytes))
    }

    /// Returns the events of the response as a stream. Their data is JSON.
    pub fn returns_events<T: DeserializeOwned, B: DecodeError>(self) -> Call<EventStream<T>, B> {
        let stream = Decode::Stream(EventStream::of_json);
        self.returns("text/event-stream", stream)
    }

    /// Returns the lines of the response as a stream of JSON.
    pub fn returns_lines<T: DeserializeOwned, B: DecodeError>(self) -> Call<LineStream<T>, B> {
        self.returns("*/*", Decode::Stream(LineStream::of_json))
    }

    /// Returns the records of the response as a stream of JSON (RFC 7464).
    pub fn returns_records<T: DeserializeOwned, B: DecodeError>(self) -> Call<LineStream<T>, B> {
        self.returns("*/*", Decode::Stream(LineStream::of_records))
    }

    /// Returns the body of the response as a stream.
    pub fn returns_stream<B: DecodeError>(self) -> Call<ByteStream, B> {
        self.returns("*/*", Decode::Stream(std::convert::identity))
    }

    /// Decodes the response with a function, which chooses by status and media type.
    pub fn returns_with<T, B: DecodeError>(
        self,
        decode: fn(&ResponseParts) -> Result<T, DecodeFailure>,
    ) -> Call<T, B> {
        self.returns("*/*", Decode::Whole(decode))
    }
}
