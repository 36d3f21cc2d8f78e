//! Describing a call: method, path, parameters, body. Nothing is sent here; the first thing that cannot be described
//! is kept, and is the error of the call before anything is sent.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::body::Body;
use super::call::{Call, Decode};
use super::client::{ClientCore, choose, missing};
use super::decode::{self, DecodeError, DecodeFailure};
use super::description::{Location, ServerDescription, Style};
use super::error::Failure;
use super::page::{PageCall, Paged};
use super::parameter::{
    Keep, ParameterError, ParameterValue, PathTemplate, Writing, header_value, pairs,
};
use super::response::{ByteStream, ResponseParts};
use super::server::{BaseUrl, resolve};
use super::transport::Outgoing;
use super::{retry, types};

/// A call that is being described by generated code.
#[doc(hidden)]
#[derive(Debug)]
#[must_use = "a request does nothing until it is made a call"]
pub struct Request {
    state: Box<RequestState>,
}

/// All that is known of a call, whatever it gives back.
pub(crate) struct RequestState {
    pub(crate) core: ClientCore,
    pub(crate) operation: Cow<'static, str>,
    pub(crate) method: Method,
    path: PathTemplate,
    /// Encoded.
    query: String,
    cookies: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    accept: Option<&'static str>,
    body: Body,
    body_sent: bool,
    security: Option<&'static [&'static [usize]]>,
    servers: Option<&'static [ServerDescription]>,
    pub(crate) successes: &'static [u16],
    pub(crate) timeout: Option<Duration>,
    pub(crate) retries: u32,
    repeatable: bool,
    problem: Option<String>,
}

impl Request {
    /// A call of an operation.
    pub fn new(
        core: &ClientCore,
        method: Method,
        path: &'static str,
        operation: &'static str,
    ) -> Self {
        Self::with(core, method, Cow::Borrowed(path), Cow::Borrowed(operation))
    }

    /// A call of an endpoint that the document does not have.
    pub(crate) fn undescribed(core: &ClientCore, method: Method, path: Cow<'static, str>) -> Self {
        let operation = Cow::Owned(format!("{method} {path}"));
        let mut request = Self::with(core, method, path, operation);
        if request.state.path.template().contains("://") {
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
        let state = RequestState {
            core: core.clone(),
            operation,
            method,
            path: PathTemplate::new(path),
            query: String::new(),
            cookies: String::new(),
            headers: Vec::new(),
            accept: None,
            body: Body::empty(),
            body_sent: false,
            security: None,
            servers: None,
            successes: &[],
            timeout: core.shared().timeout,
            retries: core.shared().retries.limit,
            repeatable: false,
            problem: None,
        };
        Self {
            state: Box::new(state),
        }
    }

    /// A path parameter of style `simple`.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.path_with(name, Style::Simple, false, value)
    }

    /// A path parameter.
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

    /// A query parameter of style `form`, exploded.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.query_with(name, Style::Form, true, false, value)
    }

    /// A query parameter.
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
            Writing {
                style,
                explode,
                keep,
            },
            ParameterValue::new(value),
        );
        self
    }

    /// A header parameter (style `simple`).
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.header_with(name, false, value)
    }

    /// A header parameter (style `simple`).
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

    /// A cookie parameter of style `form`, exploded.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.cookie_with(name, true, value)
    }

    /// A cookie parameter (style `form`).
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

    /// A parameter that is written as JSON (`content` in place of a style).
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
        let form = Writing {
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

    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// A JSON body of another media type.
    pub fn json_as<T: Serialize + ?Sized>(mut self, media_type: &'static str, value: &T) -> Self {
        self.state.set_json(
            HeaderValue::from_static(media_type),
            serde_json::to_vec(value),
        );
        self
    }

    /// A body of type `application/x-www-form-urlencoded`: lists are repeated, objects are written as JSON.
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.form_with(value, &[])
    }

    /// The same with a style for some of its properties: name, style, explode, allow reserved.
    pub fn form_with<T: Serialize + ?Sized>(
        mut self,
        value: &T,
        encoding: &'static [(&'static str, Style, bool, bool)],
    ) -> Self {
        self.state.set_form(ParameterValue::new(value), encoding);
        self
    }

    /// A body of parts.
    #[cfg(feature = "multipart")]
    pub fn multipart(mut self, form: super::multipart::Form) -> Self {
        match form.into_body() {
            Ok((media_type, body)) => self.state.set_body(media_type, body),
            Err(problem) => self.state.fail("the body", problem),
        }
        self
    }

    /// A body of text.
    pub fn text(self, media_type: &'static str, text: impl Into<String>) -> Self {
        self.bytes(media_type, text.into())
    }

    /// A body of bytes, of a file, of a stream.
    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.state
            .set_body(HeaderValue::from_static(media_type), body.into());
        self
    }

    /// What must be authenticated, where it differs from most operations. Empty: nothing is sent.
    pub fn security(mut self, alternatives: &'static [&'static [usize]]) -> Self {
        self.state.security = Some(alternatives);
        self
    }

    /// Servers of the operation's own.
    pub fn server(mut self, servers: &'static [ServerDescription]) -> Self {
        self.state.servers = Some(servers);
        self
    }

    /// The media types that are accepted.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.state.accept = Some(media_types);
        self
    }

    /// Statuses that are successes beside 2xx. A redirect among them is not followed.
    pub fn success_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.state.successes = statuses;
        self
    }

    fn returns<T, B: DecodeError>(mut self, accept: &'static str, decode: Decode<T>) -> Call<T, B> {
        self.state.accept.get_or_insert(accept);
        Call::new(self.state, decode, B::decode)
    }

    /// The response is JSON.
    pub fn returns_json<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        self.returns("application/json", Decode::Whole(decode::json))
    }

    pub(crate) fn returns_json_or_null<T: DeserializeOwned, B: DecodeError>(self) -> Call<T, B> {
        self.returns("application/json", Decode::Whole(decode::json_or_null))
    }

    /// The response is JSON, or nothing (204, 205, or an empty body).
    pub fn returns_optional_json<T: DeserializeOwned, B: DecodeError>(self) -> Call<Option<T>, B> {
        self.returns("application/json", Decode::Whole(decode::optional_json))
    }

    /// The response is a page of a list.
    pub fn returns_page<R: Paged + DeserializeOwned, B: DecodeError>(self) -> PageCall<R, B> {
        PageCall::new(self.returns_json())
    }

    /// Nothing is read from the response.
    pub fn returns_nothing<B: DecodeError>(self) -> Call<(), B> {
        self.returns("*/*", Decode::Whole(decode::nothing))
    }

    /// The response is text.
    pub fn returns_text<B: DecodeError>(self) -> Call<String, B> {
        self.returns("text/plain, */*;q=0.8", Decode::Whole(decode::text))
    }

    /// The response is bytes.
    pub fn returns_bytes<B: DecodeError>(self) -> Call<Bytes, B> {
        self.returns("*/*", Decode::Whole(decode::bytes))
    }

    /// The response is read as it comes.
    pub fn returns_stream<B: DecodeError>(self) -> Call<ByteStream, B> {
        self.returns("*/*", Decode::Stream(std::convert::identity))
    }

    /// The response is decoded by a function, which chooses by status and media type.
    pub fn returns_with<T, B: DecodeError>(
        self,
        decode: fn(&ResponseParts) -> Result<T, DecodeFailure>,
    ) -> Call<T, B> {
        self.returns("*/*", Decode::Whole(decode))
    }
}

type Parameter = Result<ParameterValue, ParameterError>;

impl RequestState {
    /// Keeps the first problem.
    pub(crate) fn fail(&mut self, what: &str, problem: impl fmt::Display) {
        if self.problem.is_none() {
            self.problem = Some(format!("{what}: {problem}"));
        }
    }

    /// The same call once more, unless its body is a stream.
    pub(crate) fn try_clone(&self) -> Option<Box<Self>> {
        Some(Box::new(Self {
            core: self.core.clone(),
            operation: self.operation.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            cookies: self.cookies.clone(),
            headers: self.headers.clone(),
            body: self.body.try_clone()?,
            problem: self.problem.clone(),
            ..*self
        }))
    }

    pub(crate) fn set_path(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        style: Style,
        explode: bool,
        value: Parameter,
    ) {
        let name = name.into();
        let writing = Writing {
            style,
            explode,
            keep: Keep::Unreserved,
        };
        let result = value.and_then(|value| PathTemplate::text(&name, &value, writing));
        match result {
            Ok(text) => self.path.put(name, text),
            Err(problem) => self.fail(&format!("the path parameter `{name}`"), problem),
        }
    }

    pub(crate) fn add_query(&mut self, name: &str, writing: Writing, value: Parameter) {
        let mut written = Vec::new();
        if let Err(problem) = value.and_then(|value| pairs(&mut written, name, &value, writing)) {
            return self.fail(&format!("the query parameter `{name}`"), problem);
        }
        for (key, value) in written {
            push_pair(&mut self.query, '&', &key, &value);
        }
    }

    /// Takes a query parameter out; the value that it had, as it was written.
    pub(crate) fn take_query(&mut self, name: &str) -> Option<String> {
        let mut encoded = String::new();
        super::parameter::encode(&mut encoded, name, Keep::Unreserved);
        let mut taken = None;
        let mut rest = String::with_capacity(self.query.len());
        for pair in self.query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some((key, value)) if key == encoded => taken = Some(value.to_owned()),
                Some((key, value)) => push_pair(&mut rest, '&', key, value),
                None => push_pair(&mut rest, '&', pair, ""),
            }
        }
        self.query = rest;
        taken
    }

    /// Puts a query parameter in the place of all of its name.
    pub(crate) fn replace_query(&mut self, name: &str, value: Parameter) {
        self.take_query(name);
        self.add_query(
            name,
            Writing {
                style: Style::Form,
                explode: true,
                keep: Keep::Unreserved,
            },
            value,
        );
    }

    /// Puts back what [`Self::take_query`] gave, under another name.
    pub(crate) fn put_query(&mut self, name: &str, written: &str) {
        self.take_query(name);
        push_pair(&mut self.query, '&', name, written);
    }

    fn set_header(&mut self, name: &str, explode: bool, value: Parameter) {
        match value.and_then(|value| header_value(&value, explode)) {
            Ok(Some(text)) => self.put_header(name, &text),
            Ok(None) => {}
            Err(problem) => self.fail(&format!("the header `{name}`"), problem),
        }
    }

    /// A header, in the place of one of the same name.
    pub(crate) fn put_header(&mut self, name: &str, text: &str) {
        match (
            HeaderName::try_from(name),
            HeaderValue::from_bytes(text.as_bytes()),
        ) {
            (Ok(name), Ok(value)) => {
                self.headers.retain(|(known, _)| *known != name);
                self.headers.push((name, value));
            }
            (Err(_), _) => self.fail(
                &format!("the header `{name}`"),
                "no header can have this name",
            ),
            (_, Err(_)) => self.fail(
                &format!("the header `{name}`"),
                "its value has a character that cannot be sent",
            ),
        }
    }

    fn add_cookie(&mut self, name: &str, explode: bool, value: Parameter) {
        let writing = Writing {
            style: Style::Form,
            explode,
            keep: Keep::Cookie,
        };
        let mut written = Vec::new();
        if let Err(problem) = value.and_then(|value| pairs(&mut written, name, &value, writing)) {
            return self.fail(&format!("the cookie `{name}`"), problem);
        }
        for (key, value) in written {
            if !self.cookies.is_empty() {
                self.cookies.push_str("; ");
            }
            let _ = write!(self.cookies, "{key}={value}");
        }
    }

    pub(crate) fn set_body(&mut self, media_type: HeaderValue, body: Body) {
        self.headers.retain(|(name, _)| *name != CONTENT_TYPE);
        self.headers.push((CONTENT_TYPE, media_type));
        self.body = body;
    }

    pub(crate) fn set_json(
        &mut self,
        media_type: HeaderValue,
        json: Result<Vec<u8>, serde_json::Error>,
    ) {
        match json {
            Ok(json) => self.set_body(media_type, json.into()),
            Err(problem) => self.fail("the body", problem),
        }
    }

    fn set_form(&mut self, value: Parameter, encoding: &[(&str, Style, bool, bool)]) {
        match value.and_then(|value| form(value, encoding)) {
            Ok(text) => self.set_body(
                HeaderValue::from_static("application/x-www-form-urlencoded"),
                text.into(),
            ),
            Err(problem) => self.fail("the body", problem),
        }
    }

    /// Puts a member into a JSON body, in the place of one of the same name.
    pub(crate) fn set_member(
        &mut self,
        name: String,
        value: Result<Box<RawValue>, serde_json::Error>,
    ) {
        let value = match value {
            Ok(value) => value,
            Err(problem) => return self.fail(&format!("the body's member `{name}`"), problem),
        };
        // The other members stay as they were written, to the last digit.
        let mut members: types::Map<Box<RawValue>> = match self.body.as_bytes() {
            Some([]) => types::Map::default(),
            Some(bytes) => match serde_json::from_slice(bytes) {
                Ok(members) => members,
                Err(_) => {
                    return self.fail(
                        &format!("the body's member `{name}`"),
                        "the body is no JSON object",
                    );
                }
            },
            None => {
                return self.fail(
                    &format!("the body's member `{name}`"),
                    "the body is no JSON object",
                );
            }
        };
        members.insert(name, value);
        let known = self
            .headers
            .iter()
            .find(|(name, _)| *name == CONTENT_TYPE)
            .map(|(_, value)| value.clone());
        let media_type = known.unwrap_or(HeaderValue::from_static("application/json"));
        self.set_json(media_type, serde_json::to_vec(&members));
    }

    pub(crate) fn set_idempotency_key(&mut self, key: &str) {
        let name = self.core.shared().idempotency_header.clone();
        self.put_header(name.as_str(), key);
        self.repeatable = true;
    }

    pub(crate) fn set_repeatable(&mut self) {
        self.repeatable = true;
    }

    /// Whether sending it twice has the effect of sending it once, and its body is still there.
    pub(crate) fn is_repeatable(&self) -> bool {
        (self.repeatable || retry::is_idempotent(&self.method) || self.has_idempotency_header())
            && !self.is_spent()
    }

    fn has_idempotency_header(&self) -> bool {
        let header = &self.core.shared().idempotency_header;
        self.headers.iter().any(|(name, _)| name == header)
    }

    /// Whether its body was a stream, which has been sent.
    pub(crate) fn is_spent(&self) -> bool {
        self.body_sent
    }

    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    pub(crate) fn template(&self) -> &str {
        self.path.template()
    }

    /// The request as it goes out.
    pub(crate) fn outgoing(&mut self) -> Result<Outgoing, Box<Failure>> {
        if let Some(problem) = &self.problem {
            return Err(Failure::build(problem.clone()));
        }
        let core = self.core.clone();
        let shared = core.shared();
        let (path, fixed_query) = self
            .path
            .expand()
            .map_err(|problem| Failure::build(problem.to_string()))?;
        let mut query = fixed_query.unwrap_or_default().to_owned();
        if !query.is_empty() && !self.query.is_empty() {
            query.push('&');
        }
        query.push_str(&self.query);
        let mut cookies = self.cookies.clone();
        let mut headers = shared.headers.clone();
        self.authenticate(&mut headers, &mut query, &mut cookies)?;
        if let Some(accept) = self.accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        if !cookies.is_empty() {
            let mut value = HeaderValue::try_from(cookies)
                .map_err(|_| Failure::build("a cookie has a character that cannot be sent"))?;
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        let url = self
            .base_url()?
            .map_or_else(
                || shared.base_url.join(&path, &query),
                |base| base.join(&path, &query),
            )
            .map_err(|problem| Failure::build(format!("the path is none: {problem}")))?;
        let body = self.body.try_clone().unwrap_or_else(|| {
            self.body_sent = true;
            std::mem::take(&mut self.body)
        });
        Ok(Outgoing {
            method: self.method.clone(),
            url,
            headers,
            body,
        })
    }

    /// The address of the operation's own servers; none when the client's is right.
    fn base_url(&self) -> Result<Option<BaseUrl>, Box<Failure>> {
        let shared = self.core.shared();
        let Some(server) = self
            .servers
            .and_then(<[_]>::first)
            .filter(|_| !shared.base_url_given)
        else {
            return Ok(None);
        };
        let address = resolve(server, &shared.variables).map_err(Failure::build)?;
        BaseUrl::parse(&address).map(Some).map_err(Failure::build)
    }

    fn authenticate(
        &self,
        headers: &mut HeaderMap,
        query: &mut String,
        cookies: &mut String,
    ) -> Result<(), Box<Failure>> {
        let shared = self.core.shared();
        let security = self.security.unwrap_or(shared.description.security);
        if shared.anonymous || security.is_empty() {
            return Ok(());
        }
        let Some(chosen) = choose(security, &shared.credentials, shared.description) else {
            return Err(Failure::build(missing(security, shared.description)));
        };
        for index in chosen {
            if let Some(Some(credential)) = shared.credentials.get(*index) {
                credential.apply(headers, query, cookies);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for RequestState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path.template())
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

fn push_pair(output: &mut String, between: char, key: &str, value: &str) {
    if !output.is_empty() {
        output.push(between);
    }
    output.push_str(key);
    output.push('=');
    output.push_str(value);
}

/// A body of type `application/x-www-form-urlencoded`.
fn form(
    value: ParameterValue,
    encoding: &[(&str, Style, bool, bool)],
) -> Result<String, ParameterError> {
    let members = match value {
        ParameterValue::Object(members) => members,
        ParameterValue::Null => Vec::new(),
        _ => {
            return Err(ParameterError(
                "only an object can be sent as a form".to_owned(),
            ));
        }
    };
    let mut written = Vec::new();
    for (name, value) in members {
        let declared = encoding.iter().find(|(known, ..)| *known == name);
        let writing = match declared {
            Some(&(_, style, explode, allow_reserved)) => Writing {
                style,
                explode,
                keep: if allow_reserved {
                    Keep::Reserved
                } else {
                    Keep::Unreserved
                },
            },
            None => Writing {
                style: Style::Form,
                explode: true,
                keep: Keep::Unreserved,
            },
        };
        let value = if declared.is_some() {
            value
        } else {
            flat(value)
        };
        pairs(&mut written, &name, &value, writing)?;
    }
    let mut text = String::new();
    for (key, value) in written {
        push_pair(&mut text, '&', &key, &value);
    }
    Ok(text)
}

/// Objects as JSON, in lists too: the default of a property that is not a scalar (`OpenAPI` 3.1.1, section 4.8.15.1.1).
fn flat(value: ParameterValue) -> ParameterValue {
    match value {
        ParameterValue::Object(_) => ParameterValue::Text(value.to_json()),
        ParameterValue::List(items) => ParameterValue::List(
            items
                .into_iter()
                .map(|item| {
                    if item.as_text().is_none() {
                        ParameterValue::Text(item.to_json())
                    } else {
                        item
                    }
                })
                .collect(),
        ),
        scalar => scalar,
    }
}
