//! The state of a call before it is sent. It does not depend on the response type, so all operations share the code.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::time::Duration;

use http::Method;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
    PROXY_AUTHORIZATION,
};
use serde_json::value::RawValue;

use super::retry::{self, RetryCondition};
use crate::runtime::body::Body;
use crate::runtime::client::ClientCore;
use crate::runtime::client::credential::{Credential, Secret, choose, missing};
use crate::runtime::client::description::{Envelope, ServerDescription, Style};
use crate::runtime::client::server::{BaseUrl, is_absolute, resolve};
use crate::runtime::error::failure::Failure;
use crate::runtime::parameter::{
    Keep, ParameterError, ParameterValue, PathTemplate, StyleOptions, encode, form, header_value,
    pairs, push_pair,
};
use crate::runtime::transport::{RawRequest, reserved};
use crate::runtime::types;

/// A call without the type that it returns.
pub(crate) struct RequestState {
    pub(crate) core: ClientCore,
    pub(crate) operation: Operation,
    pub(crate) parts: RequestParts,
    pub(crate) options: CallOptions,
    /// The first value that cannot be sent.
    problem: Option<String>,
}

/// What the document declares of an operation, except its parameters and its body.
#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) id: Cow<'static, str>,
    pub(crate) method: Method,
    /// None: the servers of the client apply.
    pub(crate) servers: Option<&'static [ServerDescription]>,
    /// None: the requirement of the API applies.
    pub(crate) security: Option<&'static [&'static [usize]]>,
    /// Statuses outside 2xx that mean success.
    pub(crate) success_statuses: &'static [u16],
    pub(crate) envelope: Option<&'static Envelope>,
}

/// The parts of the request.
pub(crate) struct RequestParts {
    path: PathTemplate,
    /// The encoded query.
    query: String,
    /// The encoded cookies.
    cookies: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) accept: Option<&'static str>,
    body: RequestBody,
}

/// The body of a request. A retry sends it again.
enum RequestBody {
    Available(Body),
    /// The body was a stream, and has been sent.
    Consumed,
}

/// The options of a call. The defaults are those of the client.
#[derive(Clone, Copy)]
pub(crate) struct CallOptions {
    /// The timeout of the whole call.
    pub(crate) timeout: Option<Duration>,
    /// The maximum number of retries.
    pub(crate) retries: u32,
    retry_condition: RetryCondition,
}

type Parameter = Result<ParameterValue, ParameterError>;

impl RequestParts {
    fn try_clone(&self) -> Option<Self> {
        Some(Self {
            path: self.path.clone(),
            query: self.query.clone(),
            cookies: self.cookies.clone(),
            headers: self.headers.clone(),
            accept: self.accept,
            body: RequestBody::Available(self.body.available()?.try_clone()?),
        })
    }
}

impl RequestBody {
    fn available(&self) -> Option<&Body> {
        match self {
            Self::Available(body) => Some(body),
            Self::Consumed => None,
        }
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        self.available()?.as_bytes()
    }

    /// Returns the body to send: a copy, or the body itself if it is a stream.
    fn outgoing(&mut self) -> Body {
        if let Some(copy) = self.available().and_then(Body::try_clone) {
            return copy;
        }
        match std::mem::replace(self, Self::Consumed) {
            Self::Available(body) => body,
            Self::Consumed => Body::empty(),
        }
    }
}

impl RequestState {
    /// Creates a call that has only a method, a path and an operation id.
    pub(crate) fn new(
        core: &ClientCore,
        method: Method,
        path: Cow<'static, str>,
        operation: Cow<'static, str>,
    ) -> Self {
        Self {
            core: core.clone(),
            operation: Operation {
                id: operation,
                method,
                servers: None,
                security: None,
                success_statuses: &[],
                envelope: None,
            },
            parts: RequestParts {
                path: PathTemplate::new(path),
                query: String::new(),
                cookies: String::new(),
                headers: Vec::new(),
                accept: None,
                body: RequestBody::Available(Body::empty()),
            },
            options: CallOptions {
                timeout: core.shared().timeout,
                retries: core.shared().retries.limit,
                retry_condition: RetryCondition::Idempotent,
            },
            problem: None,
        }
    }

    /// Records a problem, unless one is already recorded.
    pub(crate) fn fail(&mut self, what: &str, problem: impl fmt::Display) {
        if self.problem.is_none() {
            self.problem = Some(format!("{what}: {problem}"));
        }
    }

    /// Returns a copy of the call; none if its body is a stream.
    pub(crate) fn try_clone(&self) -> Option<Box<Self>> {
        Some(Box::new(Self {
            core: self.core.clone(),
            operation: self.operation.clone(),
            parts: self.parts.try_clone()?,
            options: self.options,
            problem: self.problem.clone(),
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
        let writing = StyleOptions {
            style,
            explode,
            keep: Keep::Unreserved,
        };
        let result = value.and_then(|value| self.parts.path.text(&name, &value, writing));
        match result {
            Ok(text) => self.parts.path.put(name, text),
            Err(problem) => self.fail(&format!("the path parameter `{name}`"), problem),
        }
    }

    pub(crate) fn add_query(&mut self, name: &str, writing: StyleOptions, value: Parameter) {
        let mut written = Vec::new();
        match value {
            Ok(value) => pairs(&mut written, name, &value, writing),
            Err(problem) => return self.fail(&format!("the query parameter `{name}`"), problem),
        }
        for (key, value) in written {
            push_pair(&mut self.parts.query, '&', &key, &value);
        }
    }

    /// Removes a query parameter, and returns its encoded value.
    pub(crate) fn take_query(&mut self, name: &str) -> Option<String> {
        let mut encoded = String::new();
        encode(&mut encoded, name, Keep::Unreserved);
        let mut taken = None;
        let mut rest = String::with_capacity(self.parts.query.len());
        for pair in self.parts.query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some((key, value)) if key == encoded => taken = Some(value.to_owned()),
                Some((key, value)) => push_pair(&mut rest, '&', key, value),
                None => push_pair(&mut rest, '&', pair, ""),
            }
        }
        self.parts.query = rest;
        taken
    }

    /// Sets a query parameter, and replaces all of the same name.
    pub(crate) fn replace_query(&mut self, name: &str, value: Parameter) {
        self.take_query(name);
        self.add_query(
            name,
            StyleOptions {
                style: Style::Form,
                explode: true,
                keep: Keep::Unreserved,
            },
            value,
        );
    }

    /// Sets a query parameter to an encoded value that [`Self::take_query`] returned.
    pub(crate) fn put_query(&mut self, name: &str, written: &str) {
        self.take_query(name);
        push_pair(&mut self.parts.query, '&', name, written);
    }

    pub(crate) fn set_header(&mut self, name: &str, explode: bool, value: Parameter) {
        match value.map(|value| header_value(&value, explode)) {
            Ok(Some(text)) => self.put_header(name, &text),
            Ok(None) => {}
            Err(problem) => self.fail(&format!("the header `{name}`"), problem),
        }
    }

    /// Sets a header, and replaces one of the same name.
    pub(crate) fn put_header(&mut self, name: &str, text: &str) {
        match (
            HeaderName::try_from(name),
            HeaderValue::from_bytes(text.as_bytes()),
        ) {
            (Ok(name), Ok(mut value)) => {
                if let Some(reason) = reserved(&name) {
                    return self.fail(&format!("the header `{name}`"), reason);
                }
                let is_credential = matches!(name, AUTHORIZATION | PROXY_AUTHORIZATION | COOKIE);
                value.set_sensitive(is_credential);
                self.parts.headers.retain(|(known, _)| *known != name);
                self.parts.headers.push((name, value));
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

    pub(crate) fn add_cookie(&mut self, name: &str, explode: bool, value: Parameter) {
        let writing = StyleOptions {
            style: Style::Form,
            explode,
            keep: Keep::Cookie,
        };
        let mut written = Vec::new();
        match value {
            Ok(value) => pairs(&mut written, name, &value, writing),
            Err(problem) => return self.fail(&format!("the cookie `{name}`"), problem),
        }
        for (key, value) in written {
            if !self.parts.cookies.is_empty() {
                self.parts.cookies.push_str("; ");
            }
            let _ = write!(self.parts.cookies, "{key}={value}");
        }
    }

    /// Sets a body that may choose its own media type.
    pub(crate) fn set_described_body(&mut self, media_type: &str, mut body: Body) {
        let chosen = body.take_media_type();
        match HeaderValue::from_str(chosen.as_deref().unwrap_or(media_type)) {
            Ok(media_type) => self.set_body(media_type, body),
            Err(_) => self.fail("the body", "its media type cannot be sent"),
        }
    }

    pub(crate) fn set_body(&mut self, media_type: HeaderValue, body: Body) {
        self.parts.headers.retain(|(name, _)| *name != CONTENT_TYPE);
        self.parts.headers.push((CONTENT_TYPE, media_type));
        self.parts.body = RequestBody::Available(body);
    }

    pub(crate) fn set_json(&mut self, media_type: &str, json: Result<Vec<u8>, serde_json::Error>) {
        match json {
            Ok(json) => self.set_described_body(media_type, json.into()),
            Err(problem) => self.fail("the body", problem),
        }
    }

    pub(crate) fn set_form(&mut self, value: Parameter, encoding: &[(&str, Style, bool, bool)]) {
        match value.and_then(|value| form(value, encoding)) {
            Ok(text) => self.set_body(
                HeaderValue::from_static("application/x-www-form-urlencoded"),
                text.into(),
            ),
            Err(problem) => self.fail("the body", problem),
        }
    }

    /// Sets a property of a JSON body, and replaces one of the same name.
    pub(crate) fn set_body_property(
        &mut self,
        name: String,
        value: Result<Box<RawValue>, serde_json::Error>,
    ) {
        let value = match value {
            Ok(value) => value,
            Err(problem) => return self.fail(&format!("the body's property `{name}`"), problem),
        };
        let has_no_body = self.parts.body.as_bytes().is_some_and(<[u8]>::is_empty);
        if has_no_body && matches!(self.operation.method, Method::GET | Method::HEAD) {
            let problem = format!(
                "a {} has no body: use a query parameter",
                self.operation.method
            );
            return self.fail(&format!("the body's property `{name}`"), problem);
        }
        // The other properties keep their text, to the last digit.
        let mut members: types::Map<Box<RawValue>> = match self.parts.body.as_bytes() {
            Some([]) => types::Map::default(),
            Some(bytes) => match serde_json::from_slice(bytes) {
                Ok(members) => members,
                Err(_) => {
                    return self.fail(
                        &format!("the body's property `{name}`"),
                        "the body is not a JSON object",
                    );
                }
            },
            None => {
                return self.fail(
                    &format!("the body's property `{name}`"),
                    "the body is not a JSON object",
                );
            }
        };
        members.insert(name, value);
        match serde_json::to_vec(&members) {
            Ok(json) => {
                let known = self
                    .parts
                    .headers
                    .iter()
                    .find(|(name, _)| *name == CONTENT_TYPE);
                let media_type = known.map(|(_, value)| value.clone());
                let json_type = || HeaderValue::from_static("application/json");
                self.set_body(media_type.unwrap_or_else(json_type), json.into());
            }
            Err(problem) => self.fail("the body", problem),
        }
    }

    /// Returns the text that no error may show, even if the API echoes it: the client's credentials, and those of
    /// this call.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let credentials = self.core.shared().credentials.iter().flatten();
        let credentials = credentials.filter_map(Credential::secret).cloned();
        let own = self
            .parts
            .headers
            .iter()
            .filter(|(_, value)| value.is_sensitive());
        let own = own.filter_map(|(_, value)| Some(Secret::new(value.to_str().ok()?.to_owned())));
        credentials.chain(own).collect()
    }

    pub(crate) fn set_idempotency_key(&mut self, key: &str) {
        let name = self.core.shared().idempotency_header.clone();
        self.put_header(name.as_str(), key);
        self.options.retry_condition = RetryCondition::Always;
    }

    pub(crate) fn set_safe_to_retry(&mut self) {
        self.options.retry_condition = RetryCondition::Always;
    }

    /// Returns whether the request is safe to retry and its body is still available.
    pub(crate) fn can_retry(&self) -> bool {
        let may_repeat = match self.options.retry_condition {
            RetryCondition::Idempotent => {
                retry::is_idempotent(&self.operation.method) || self.has_idempotency_header()
            }
            RetryCondition::Always => true,
        };
        may_repeat && !self.is_body_consumed()
    }

    fn has_idempotency_header(&self) -> bool {
        let header = &self.core.shared().idempotency_header;
        self.parts.headers.iter().any(|(name, _)| name == header)
    }

    /// Returns whether the body was a stream and has been sent.
    pub(crate) fn is_body_consumed(&self) -> bool {
        matches!(self.parts.body, RequestBody::Consumed)
    }

    /// Returns the path as in the document.
    pub(crate) fn template(&self) -> &str {
        self.parts.path.template()
    }

    /// Builds the request to send.
    pub(crate) fn outgoing(&mut self) -> Result<RawRequest, Box<Failure>> {
        if let Some(problem) = &self.problem {
            return Err(Failure::build(problem.clone()));
        }
        let core = self.core.clone();
        let shared = core.shared();
        let (path, mut query) = self
            .parts
            .path
            .expand()
            .map_err(|problem| Failure::build(problem.to_string()))?;
        if !query.is_empty() && !self.parts.query.is_empty() {
            query.push('&');
        }
        query.push_str(&self.parts.query);
        let mut cookies = self.parts.cookies.clone();
        let mut headers = shared.headers.clone();
        if let Some(accept) = self.parts.accept {
            let accept = HeaderValue::from_str(accept)
                .map_err(|_| Failure::build("the media types that are accepted cannot be sent"))?;
            headers.insert(ACCEPT, accept);
        }
        // Cookies from a header of the call are sent together with cookie parameters and credentials.
        for (_, own) in self
            .parts
            .headers
            .iter()
            .filter(|(name, _)| *name == COOKIE)
        {
            let separator = if cookies.is_empty() { "" } else { "; " };
            let own = own
                .to_str()
                .map_err(|_| Failure::build("a cookie has a character that cannot be sent"))?;
            cookies.push_str(separator);
            cookies.push_str(own);
        }
        self.authenticate(&mut headers, &mut query, &mut cookies)?;
        if !cookies.is_empty() {
            let mut value = HeaderValue::try_from(cookies)
                .map_err(|_| Failure::build("a cookie has a character that cannot be sent"))?;
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        for (name, value) in self
            .parts
            .headers
            .iter()
            .filter(|(name, _)| *name != COOKIE)
        {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(range) = range_of_body(&headers) {
            return Err(Failure::build(format!(
                "the body is one of `{range}`: say which with `Body::media_type`"
            )));
        }
        let own = self.base_url()?;
        let url = own.as_ref().unwrap_or(&shared.base_url).join(&path, &query);
        Ok(RawRequest {
            method: self.operation.method.clone(),
            url,
            headers,
            body: self.parts.body.outgoing(),
            operation: self.operation.id.clone(),
        })
    }

    /// Returns the base URL of the operation's own server; none if the client's applies. A base URL that was set for
    /// the client replaces an absolute server. A relative server is resolved against the client's base URL.
    fn base_url(&self) -> Result<Option<BaseUrl>, Box<Failure>> {
        let shared = self.core.shared();
        let Some(server) = self.operation.servers.and_then(<[_]>::first) else {
            return Ok(None);
        };
        let address = resolve(server, &shared.variables).map_err(Failure::build)?;
        let base = if is_absolute(&address) {
            if shared.base_url_given {
                return Ok(None);
            }
            BaseUrl::parse(&address)
        } else {
            shared.base_url.relative(&address)
        };
        base.map(Some).map_err(Failure::build)
    }

    fn authenticate(
        &self,
        headers: &mut HeaderMap,
        query: &mut String,
        cookies: &mut String,
    ) -> Result<(), Box<Failure>> {
        let shared = self.core.shared();
        let security = self
            .operation
            .security
            .unwrap_or(shared.description.security);
        if shared.no_credentials || security.is_empty() {
            return Ok(());
        }
        let Some(chosen) = choose(security, &shared.credentials, shared.description) else {
            let missing = missing(
                security,
                &shared.credentials,
                shared.description,
                shared.environment,
            );
            return Err(Failure::build(missing));
        };
        for index in chosen {
            if let Some(Some(credential)) = shared.credentials.get(*index) {
                credential.apply(headers, query, cookies);
            }
        }
        Ok(())
    }
}

/// Returns the media type of the body if it is a range, because nothing has chosen one.
fn range_of_body(headers: &HeaderMap) -> Option<&str> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    media_type.contains('*').then_some(media_type)
}

impl fmt::Debug for RequestState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body: &dyn fmt::Debug = match &self.parts.body {
            RequestBody::Available(body) => body,
            RequestBody::Consumed => &"a stream that has been sent",
        };
        formatter
            .debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.parts.path.template())
            .field("body", body)
            .finish_non_exhaustive()
    }
}
