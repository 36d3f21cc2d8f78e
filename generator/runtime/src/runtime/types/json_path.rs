//! Paths in JSON text, for decoding errors.
//!
//! `serde_json` reports the byte at which it stopped. Scanning the text up to that byte yields the path, without
//! decoding everything a second time with a deserializer that tracks it.

use std::fmt::{self, Write as _};

/// A path inside a JSON value, in readable form: `data[3].user.email`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct JsonPath {
    text: String,
}

impl JsonPath {
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns whether the path is a single key.
    pub(crate) fn is_key(&self) -> bool {
        match self.text.strip_prefix("[\"") {
            Some(quoted) => quoted
                .strip_suffix("\"]")
                .is_some_and(|key| !key.contains('"')),
            None => !self.text.is_empty() && !self.text.contains(['.', '[']),
        }
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// Creates a path from its text.
    pub(crate) fn from_rendered(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }

    pub(crate) fn push_key(&mut self, key: &str) {
        let plain = !key.is_empty()
            && key
                .chars()
                .all(|character| character.is_alphanumeric() || "_-$@".contains(character));
        if !plain {
            self.text.push_str(&format!("[{key:?}]").replace('`', "'"));
            return;
        }
        if !self.text.is_empty() {
            self.text.push('.');
        }
        self.text.push_str(key);
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        let _ = write!(self.text, "[{index}]");
    }

    /// Appends the text of another path.
    pub(crate) fn push_rendered(&mut self, inner: &str) {
        if !self.text.is_empty() && !inner.is_empty() && !inner.starts_with('[') {
            self.text.push('.');
        }
        self.text.push_str(inner);
    }

    pub(crate) fn push_front_key(&mut self, key: &str) {
        let inner = std::mem::take(self);
        self.push_key(key);
        self.push_rendered(&inner.text);
    }

    pub(crate) fn push_front_index(&mut self, index: usize) {
        let inner = std::mem::take(self);
        self.push_index(index);
        self.push_rendered(&inner.text);
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Splits a message of the form ``at `path`: message``.
pub(crate) fn split_located(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("at `")?.split_once("`: ")
}

/// Returns the byte offset of a position in an error of `serde_json`: a line, counted from 1, and the number of bytes
/// read of it.
pub(crate) fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(breaks) => text
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .nth(breaks)
            .map_or(text.len(), |(offset, _)| offset + 1),
    };
    start.saturating_add(column).min(text.len())
}

/// Returns the path of the value that a decoder was reading, or had just read, when it stopped at `offset`.
pub(crate) fn path_at(text: &[u8], offset: usize) -> JsonPath {
    let mut open = Vec::new();
    let mut rest = text
        .get(..offset)
        .unwrap_or(text)
        .iter()
        .copied()
        .enumerate()
        .peekable();
    while let Some((start, byte)) = rest.next() {
        match byte {
            b'{' => open.push(Open::Object { key: None }),
            b'[' => open.push(Open::Array { index: 0 }),
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Open::Object { key }) => *key = None,
                Some(Open::Array { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let end = end_of_string(&mut rest);
                if let Some(Open::Object { key: key @ None }) = open.last_mut() {
                    *key = end
                        .and_then(|end| text.get(start..=end))
                        .and_then(|quoted| serde_json::from_slice::<String>(quoted).ok());
                }
            }
            _ => {}
        }
    }
    let mut path = JsonPath::default();
    for container in &open {
        match container {
            Open::Object { key: Some(key) } => path.push_key(key),
            Open::Object { key: None } => {}
            Open::Array { index } => path.push_index(*index),
        }
    }
    path
}

/// A container that has not ended yet.
enum Open {
    /// The key whose value is next or being read; none before the first key and after a comma.
    Object { key: Option<String> },
    /// The index of the item that is next or being read.
    Array { index: usize },
}

/// Returns the offset of the quote that ends a string; the opening quote has been read.
fn end_of_string(rest: &mut impl Iterator<Item = (usize, u8)>) -> Option<usize> {
    let mut escaped = false;
    for (position, byte) in rest {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(position),
            _ => {}
        }
    }
    None
}
