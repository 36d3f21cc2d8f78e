//! Errors without their typed body: their content and format.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use http::{HeaderMap, StatusCode};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::ErrorKind;
use super::redact::{longest, redact, redact_error, redact_part};
use crate::runtime::call::retry;
use crate::runtime::client::credential::Secret;
use crate::runtime::client::description::ErrorFormat;
use crate::runtime::response::decode::{DecodeFailure, shortened, strip_byte_order_mark};
use crate::runtime::response::{ResponseParts, request_id};
use crate::runtime::{BoxError, envelope};

/// An error without its typed body.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    /// Empty if no operation was called.
    pub(crate) operation: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) source: Option<BoxError>,
    pub(crate) timed_out: bool,
    /// Whether the same call would fail again, whatever the kind.
    pub(crate) permanent: bool,
    pub(crate) response: Option<ResponseParts>,
    pub(crate) code: Option<String>,
    pub(crate) decode: Option<DecodeFailure>,
    /// Whether the response should have been JSON and is something else, such as the HTML page of a proxy. The
    /// location at which decoding stopped then means nothing.
    foreign: bool,
    /// A note about a redirect that was not followed.
    pub(crate) redirect_note: Option<String>,
    pub(crate) attempts: u32,
    /// Text that must not be shown, even if the API echoes it.
    secrets: Vec<Secret>,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            kind,
            operation: Cow::Borrowed(""),
            message: message.into(),
            source: None,
            timed_out: kind == ErrorKind::Timeout,
            permanent: false,
            response: None,
            code: None,
            decode: None,
            foreign: false,
            redirect_note: None,
            attempts: 0,
            secrets: Vec::new(),
        })
    }

    pub(crate) fn build(message: impl Into<String>) -> Box<Self> {
        Self::new(ErrorKind::Build, message)
    }

    /// Creates the error of a response by which the API reports an error, with its status or in an envelope.
    pub(crate) fn api_error(response: ResponseParts, format: &ErrorFormat) -> Box<Self> {
        let mut failure = Self::new(ErrorKind::Api, "");
        if let Some(envelope) = response.envelope() {
            let find = |pointers: &[&str]| {
                let mut pointers = pointers.iter();
                pointers.find_map(|pointer| envelope::scalar(response.body(), pointer))
            };
            failure.code = find(envelope.error_format.code).map(|code| one_line(&code));
            failure.message = find(envelope.error_format.message)
                .map(|message| one_line(&message))
                .unwrap_or_default();
            if failure.code.is_some() || !failure.message.is_empty() {
                failure.response = Some(response);
                return failure;
            }
        }
        let json: Option<Value> =
            serde_json::from_slice(strip_byte_order_mark(response.body())).ok();
        if let Some(json) = &json {
            const CODES: &[&str] = &["/error/code", "/code", "/error/type", "/error", "/type"];
            failure.code = find(json, format.code, CODES);
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
            // `error` may be a sentence instead of a code.
            let alone = json.pointer("/error").and_then(Value::as_str);
            if alone.is_some_and(|text| text.contains(' ') && one_line(text) == failure.message) {
                failure.code = find(json, format.code, &["/code", "/type"]);
            }
        }
        failure.response = Some(response);
        failure
    }

    pub(crate) fn undecodable(response: ResponseParts, decode: DecodeFailure) -> Box<Self> {
        let mut failure = Self::new(ErrorKind::Decode, "");
        failure.foreign = is_foreign(&response, &decode);
        failure.response = Some(response);
        failure.decode = Some(decode);
        failure
    }

    pub(crate) fn with_source(mut self: Box<Self>, source: impl Into<BoxError>) -> Box<Self> {
        self.source = Some(source.into());
        self
    }

    /// Redacts secrets in the output of `Display` and `Debug`. The body is not changed.
    pub(crate) fn redact(&mut self, secrets: Vec<Secret>) {
        self.message = redact(std::mem::take(&mut self.message), &secrets);
        self.redirect_note = self.redirect_note.take().map(|note| redact(note, &secrets));
        self.code = self.code.take().map(|code| redact(code, &secrets));
        if let Some(decode) = &mut self.decode {
            decode.redact(&secrets);
        }
        self.source = self
            .source
            .take()
            .map(|source| redact_error(source, &secrets));
        self.secrets = secrets;
    }

    pub(crate) fn status(&self) -> Option<u16> {
        self.response.as_ref().map(ResponseParts::status)
    }

    pub(crate) fn headers(&self) -> Option<&HeaderMap> {
        self.response.as_ref().map(ResponseParts::headers)
    }

    /// Returns the API's id of the request, redacted for output.
    fn request_id(&self) -> Option<String> {
        let request_id = request_id(self.headers()?)?;
        Some(redact(request_id.to_owned(), &self.secrets))
    }

    pub(crate) fn is_retryable(&self) -> bool {
        match self.kind {
            _ if self.permanent => false,
            ErrorKind::Build | ErrorKind::Decode => false,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => true,
            ErrorKind::Api => self
                .response
                .as_ref()
                .is_some_and(retry::is_retryable_response),
        }
    }

    pub(crate) fn path(&self) -> Option<&str> {
        self.decode.as_ref().map(DecodeFailure::path)
    }

    pub(crate) fn excerpt(&self) -> String {
        let body = self
            .response
            .as_ref()
            .map(|response| &**response.body())
            .unwrap_or_default();
        let offset = self.decode.as_ref().and_then(DecodeFailure::offset);
        excerpt(body, offset.unwrap_or(0), &self.secrets)
    }
}

/// Returns whether a response that should have been JSON is something else.
fn is_foreign(response: &ResponseParts, decode: &DecodeFailure) -> bool {
    if !decode.is_of_json() || !decode.path().is_empty() || response.is_empty() {
        return false;
    }
    let media_type = response.media_type();
    let is_page = response.body().trim_ascii_start().starts_with(b"<");
    let says_so = !media_type.is_empty() && !media_type.ends_with("json");
    let is_json =
        || serde_json::from_slice::<IgnoredAny>(strip_byte_order_mark(response.body())).is_ok();
    (is_page || says_so) && !is_json()
}

/// Returns the first non-empty text or number at one of the pointers: those of the document, then those of common
/// formats.
fn find(json: &Value, declared: &[&str], common: &[&str]) -> Option<String> {
    declared
        .iter()
        .chain(common)
        .find_map(|pointer| match json.pointer(pointer)? {
            Value::String(text) if !text.is_empty() => Some(one_line(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
}

/// Replaces line breaks and control characters, which do not belong in a log, with spaces.
fn one_line(text: &str) -> String {
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns at most 160 bytes of a body around an offset, on one line, without secrets. Only the bytes near the offset
/// are read, however long the body is.
fn excerpt(body: &[u8], offset: usize, secrets: &[Secret]) -> String {
    const BEFORE: usize = 80;
    const LENGTH: usize = 160;
    let start = character_start(body, offset.saturating_sub(BEFORE));
    let end = character_start(body, start.saturating_add(LENGTH));
    // A secret that is cut off at either end must be found too.
    let margin = longest(secrets);
    let first = character_start(body, start.saturating_sub(margin));
    let last = character_start(body, end.saturating_add(margin));
    let text = |range: Range<usize>| String::from_utf8_lossy(body.get(range).unwrap_or_default());
    let before = text(first..start);
    let shown = text(start..end);
    let whole = [&*before, &shown, &text(end..last)].concat();
    let part = before.len()..before.len() + shown.len();
    let line = one_line(&redact_part(&whole, part, secrets));
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if end < body.len() { "…" } else { "" },
    );
    format!(
        "{before}{}{after}",
        line.trim_matches(char::REPLACEMENT_CHARACTER)
    )
}

/// Returns the start of the UTF-8 character that contains an offset; at most the length of the body.
fn character_start(body: &[u8], offset: usize) -> usize {
    let offset = offset.min(body.len());
    let is_inside = |at: &usize| body.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let starts = (offset.saturating_sub(3)..=offset).rev();
    let mut starts = starts.skip_while(is_inside);
    starts.next().unwrap_or(offset)
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
            ErrorKind::Build => write!(
                formatter,
                "cannot build the request: {}",
                shortened(&self.message)
            )?,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => {
                formatter.write_str(&self.message)?;
            }
            ErrorKind::Api => self.format_refusal(formatter)?,
            ErrorKind::Decode => {
                if let Some(response) = self.response.as_ref().filter(|_| self.foreign) {
                    self.format_foreign(formatter, response)?;
                } else {
                    self.format_decode(formatter)?;
                }
            }
        }
        if let Some(request_id) = self.request_id() {
            write!(formatter, " (request {request_id})")?;
        }
        if formatter.alternate() {
            let excerpt = self.excerpt();
            if !excerpt.is_empty() {
                write!(formatter, "\nbody: {excerpt}")?;
            }
        }
        Ok(())
    }
}

impl Failure {
    fn format_decode(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status() {
            let located = self.path().is_some_and(|path| !path.is_empty());
            let colon = if located { "" } else { ":" };
            write!(formatter, "cannot decode the {status} response{colon} ")?;
        }
        let decode = self.decode.as_ref();
        decode.map_or(Ok(()), |decode| fmt::Display::fmt(decode, formatter))
    }

    fn format_foreign(
        &self,
        formatter: &mut fmt::Formatter<'_>,
        response: &ResponseParts,
    ) -> fmt::Result {
        let (status, media_type) = (response.status(), response.media_type());
        write!(formatter, "the {status} response is not JSON")?;
        if media_type.ends_with("json") {
            formatter.write_str(", though it says so")?;
        } else if !media_type.is_empty() {
            write!(formatter, " but {media_type}")?;
        }
        if formatter.alternate() {
            return Ok(());
        }
        write!(formatter, ": {}", self.excerpt())
    }

    fn format_refusal(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().unwrap_or_default();
        write!(formatter, "{status}")?;
        // A code that repeats the message or the status is left out.
        let code = self.code.as_ref();
        let code = code.filter(|code| **code != self.message && **code != status.to_string());
        match code {
            Some(code) => write!(formatter, " {}", shortened(code))?,
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
            write!(formatter, ": {}", shortened(&self.message))?;
        }
        if let Some(unfollowed) = &self.redirect_note {
            return write!(formatter, ": {unfollowed}");
        }
        if !self.message.is_empty() {
            return Ok(());
        }
        // There is no known message: the beginning of the body is more informative than nothing.
        let excerpt = self.excerpt();
        if code.is_none() && !excerpt.is_empty() && !formatter.alternate() {
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
            output.field("code", &shortened(code));
        }
        if !self.message.is_empty() {
            output.field("message", &shortened(&self.message));
        } else if let Some(unfollowed) = &self.redirect_note {
            output.field("redirect", unfollowed);
        } else if self.kind == ErrorKind::Api && self.code.is_none() {
            output.field("body", &self.excerpt());
        }
        if let Some(decode) = &self.decode {
            output
                .field("path", &shortened(decode.path()))
                .field("reason", &shortened(decode.message()));
        }
        if let Some(request_id) = self.request_id() {
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
