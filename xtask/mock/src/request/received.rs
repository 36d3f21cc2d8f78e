//! A received request.

use bytes::Bytes;
use hyper::Request;
use percent_encoding::percent_decode_str;

/// A received request.
#[derive(Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Encoded path.
    pub(crate) path: String,
    /// Encoded query without `?`.
    pub(crate) query: String,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Received {
    /// Converts a request whose body is complete.
    pub(crate) fn of(request: Request<Bytes>) -> Self {
        let (head, body) = request.into_parts();
        let headers = head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        Self {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body,
        }
    }

    /// Returns the value of a header. Several values are joined with commas (RFC 9110, section 5.3).
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// Returns names and encoded values of the cookies (RFC 6265, section 4.2).
    pub(crate) fn cookies(&self) -> Vec<Pair> {
        let headers = self.headers.iter().filter(|(name, _)| name == "cookie");
        let cookies = headers.flat_map(|(_, value)| value.split(';'));
        cookies
            .map(|cookie| Pair::new(cookie.trim(), false))
            .collect()
    }
}

/// A name and value of a query, a form or a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Decoded name.
    pub(crate) name: String,
    /// Encoded value.
    pub(crate) raw: String,
    /// True if `+` encodes a space.
    pub(crate) plus: bool,
}

impl Pair {
    /// Parses a pair separated by `=`.
    pub(crate) fn new(text: &str, plus: bool) -> Self {
        let (name, raw) = text.split_once('=').unwrap_or((text, ""));
        Self {
            name: decode(name, plus),
            raw: raw.to_owned(),
            plus,
        }
    }

    /// Returns the decoded value.
    pub(crate) fn value(&self) -> String {
        decode(&self.raw, self.plus)
    }
}

/// Returns the pairs of a query or a form.
pub(crate) fn pairs(text: &str) -> Vec<Pair> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| Pair::new(pair, true)).collect()
}

/// Decodes percent-encoding, and `+` as a space in forms.
pub(crate) fn decode(text: &str, plus: bool) -> String {
    let spaced = if plus {
        text.replace('+', " ")
    } else {
        text.to_owned()
    };
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
