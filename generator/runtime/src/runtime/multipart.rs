//! Multipart bodies (`multipart/form-data`, RFC 7578), with files from memory, from disk or from a stream.

use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};

use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::body::Body;
use super::client::description::Style;
use super::parameter::{Keep, ParameterError, ParameterValue, StyleOptions, pairs};

/// A multipart body: a list of named parts.
#[derive(Debug, Default)]
#[must_use = "a form does nothing until it is sent"]
pub struct Form {
    parts: Vec<(String, Part)>,
    problem: Option<String>,
}

/// A part: a file, or any other value with a media type.
///
/// A call with bytes or a file can be retried; a call with a stream cannot.
///
/// ```
#[doc = concat!("use ", env!("CARGO_CRATE_NAME"), "::runtime::multipart::Part;")]
///
/// let from_disk = Part::file("jane.png").media_type("image/png");
/// let from_memory = Part::bytes(b"a,b\n1,2\n").file_name("table.csv");
/// # drop((from_disk, from_memory));
/// ```
#[derive(Debug)]
#[must_use = "a part does nothing until it is put into a form"]
pub struct Part {
    body: Body,
    file_name: Option<String>,
    media_type: Option<String>,
    headers: Vec<(String, String)>,
    is_text: bool,
}

impl Part {
    /// Creates a part from bytes in memory. Many APIs accept a part as a file only if it has a name: see
    /// [`Part::file_name`].
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::body(bytes.into())
    }

    /// Creates a part from a file on disk, with its file name. The file is opened when the call is sent.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn file(path: impl Into<std::path::PathBuf>) -> Self {
        let path = path.into();
        let file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Self {
            file_name,
            ..Self::body(Body::file(path))
        }
    }

    /// Creates a part from anything that can be a body, such as [`Body::stream`].
    pub fn body(body: impl Into<Body>) -> Self {
        let mut body = body.into();
        Self {
            media_type: body.take_media_type(),
            body,
            file_name: None,
            headers: Vec::new(),
            is_text: false,
        }
    }

    /// Creates a text part.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            body: text.into().into(),
            file_name: None,
            media_type: None,
            headers: Vec::new(),
            is_text: true,
        }
    }

    /// Sets the file name.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type. The default for bytes, files and streams is the media type in the document, or
    /// `application/octet-stream`.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets a header of this part and replaces one of the same name. [`Part::media_type`] sets the media type.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the media type that the document declares, unless the part already has one. If it is a list or a range, the
    /// caller must choose.
    #[doc(hidden)]
    pub fn or_media_type(mut self, media_type: &'static str) -> Self {
        self.media_type.get_or_insert_with(|| media_type.to_owned());
        self
    }

    /// Returns a copy of the part; none if its body is a stream.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        Some(Self {
            body: self.body.try_clone()?,
            file_name: self.file_name.clone(),
            media_type: self.media_type.clone(),
            headers: self.headers.clone(),
            is_text: self.is_text,
        })
    }

    fn head(&self, name: &str) -> Result<String, String> {
        let mut head = String::from("Content-Disposition: form-data; name=\"");
        push_quoted(&mut head, name);
        head.push('"');
        if let Some(file_name) = &self.file_name {
            head.push_str("; filename=\"");
            push_quoted(&mut head, file_name);
            head.push('"');
        }
        let usual = (!self.is_text).then_some("application/octet-stream");
        if let Some(media_type) = self.media_type.as_deref().or(usual) {
            if media_type.contains(['*', ',']) {
                return Err(format!(
                    "the part `{name}` is one of `{media_type}`: say which with `Part::media_type`"
                ));
            }
            if HeaderValue::from_str(media_type).is_err() {
                return Err(format!(
                    "the part `{name}` has a media type that cannot be sent"
                ));
            }
            head.push_str("\r\nContent-Type: ");
            head.push_str(media_type);
        }
        for (header, value) in &self.headers {
            if HeaderName::try_from(header).is_err() || HeaderValue::from_str(value).is_err() {
                return Err(format!(
                    "the part `{name}` has a header `{header}` that cannot be sent"
                ));
            }
            let _ = write!(head, "\r\n{header}: {value}");
        }
        head.push_str("\r\n\r\n");
        Ok(head)
    }
}

impl From<Vec<u8>> for Part {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Body> for Part {
    fn from(body: Body) -> Self {
        Self::body(body)
    }
}

impl Form {
    /// Creates a form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part.
    pub fn part(mut self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.parts.push((name.into(), part.into()));
        self
    }

    /// Adds a part, if there is one.
    #[doc(hidden)]
    pub fn optional_part(self, name: &'static str, part: Option<Part>) -> Self {
        match part {
            Some(part) => self.part(name, part),
            None => self,
        }
    }

    /// Adds several parts of the same name.
    #[doc(hidden)]
    pub fn parts(mut self, name: &'static str, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts
            .extend(parts.into_iter().map(|part| (name.to_owned(), part)));
        self
    }

    /// Adds the parts of another form, if there is one.
    #[doc(hidden)]
    pub fn further(mut self, form: Option<Self>) -> Self {
        if let Some(form) = form {
            self.parts.extend(form.parts);
            self.problem = self.problem.or(form.problem);
        }
        self
    }

    /// Adds a value: a scalar as text, an object as JSON, a list as one part for each item. Null adds nothing
    /// (`OpenAPI` 3.1.1, section 4.8.15.1.1).
    pub fn value<T: Serialize + ?Sized>(mut self, name: impl Into<String>, value: &T) -> Self {
        let name = name.into();
        match ParameterValue::new(value) {
            Ok(ParameterValue::List(items)) => {
                for item in &items {
                    self.push(&name, item, None);
                }
            }
            Ok(value) => self.push(&name, &value, None),
            Err(problem) => self.fail(&name, &problem),
        }
        self
    }

    /// Adds a value with a media type: as JSON if the media type is JSON, as text otherwise. As text, a list is one
    /// part for each item.
    pub fn value_as<T: Serialize + ?Sized>(
        mut self,
        name: impl Into<String>,
        media_type: &str,
        value: &T,
    ) -> Self {
        let name = name.into();
        match ParameterValue::new(value) {
            Ok(ParameterValue::List(items)) if !is_json(media_type) => {
                for item in &items {
                    self.push(&name, item, Some(media_type));
                }
            }
            Ok(value) => self.push(&name, &value, Some(media_type)),
            Err(problem) => self.fail(&name, &problem),
        }
        self
    }

    /// Adds a value in a style: each pair that the style produces is a text part (`OpenAPI` 3.1.1, section
    /// 4.8.15.1.2).
    #[doc(hidden)]
    pub fn value_with<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        let writing = StyleOptions {
            style,
            explode,
            keep: Keep::All,
        };
        let mut written = Vec::new();
        match ParameterValue::new(value) {
            Ok(value) => pairs(&mut written, name, &value, writing),
            Err(problem) => self.fail(name, &problem),
        }
        let parts = written.into_iter();
        self.parts
            .extend(parts.map(|(name, text)| (name, Part::text(text))));
        self
    }

    /// Adds a fixed header to all parts of a name, except those that already have the header.
    #[doc(hidden)]
    pub fn header(mut self, part: &'static str, name: &'static str, value: &'static str) -> Self {
        for (_, part) in self.parts.iter_mut().filter(|(known, _)| known == part) {
            let mut headers = part.headers.iter();
            if !headers.any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                part.headers.push((name.to_owned(), value.to_owned()));
            }
        }
        self
    }

    fn push(&mut self, name: &str, value: &ParameterValue, media_type: Option<&str>) {
        if *value == ParameterValue::Null {
            return;
        }
        let json = media_type.is_some_and(is_json);
        let mut part = match value.as_text() {
            Some(text) if !json => Part::text(text),
            _ => Part::text(value.to_json()).media_type("application/json"),
        };
        if let Some(media_type) = media_type {
            part.media_type = Some(media_type.to_owned());
        }
        self.parts.push((name.to_owned(), part));
    }

    fn fail(&mut self, name: &str, problem: &ParameterError) {
        self.problem
            .get_or_insert_with(|| format!("the part `{name}`: {problem}"));
    }

    /// Returns the media type with the boundary, and the body.
    pub(crate) fn into_body(self, media_type: &str) -> Result<(HeaderValue, Body), String> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let boundary = boundary();
        let mut body = Body::empty();
        let mut before = String::new();
        for (name, part) in self.parts {
            let _ = write!(before, "--{boundary}\r\n{}", part.head(&name)?);
            if let Some(Ok(text)) = part.body.as_bytes().map(std::str::from_utf8) {
                before.push_str(text);
            } else {
                body.append(std::mem::take(&mut before).into());
                body.append(part.body);
            }
            before.push_str("\r\n");
        }
        let _ = write!(before, "--{boundary}--\r\n");
        body.append(before.into());
        let media_type = format!("{media_type}; boundary={boundary}");
        Ok((
            HeaderValue::try_from(media_type).map_err(|error| error.to_string())?,
            body,
        ))
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim_end().to_ascii_lowercase().ends_with("json")
}

/// Returns a boundary of 128 random bits, which no part contains in practice.
fn boundary() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("part-{:016x}{:016x}", random(), random())
}

/// Appends a name, quoted as browsers do it (HTML, section 4.10.21.8).
fn push_quoted(output: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '"' => output.push_str("%22"),
            '\r' => output.push_str("%0D"),
            '\n' => output.push_str("%0A"),
            _ => output.push(character),
        }
    }
}
