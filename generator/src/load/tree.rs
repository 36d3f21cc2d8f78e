//! The values of one file: an arena without pointers, so that a deep document is dropped as fast as a flat one.
//!
//! A text is a range of the file. Where escapes or folding change it, it is a range of a second string with all
//! decoded texts.

use std::ops::Range;
use std::sync::Arc;

use super::source::Source;

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Null; also a YAML value that is not written.
    Null,
    /// True or false.
    Boolean,
    /// A number of any size.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object: values by name.
    Object,
}

/// The number of properties from which an object is looked up by binary search.
pub(super) const INDEXED_FROM: usize = 12;

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self {
            start: small(start),
            end: small(end.max(start)),
        }
    }

    pub(super) fn range(self) -> Range<usize> {
        wide(self.start)..wide(self.end)
    }
}

/// A text: a range of the file, followed by all decoded texts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text {
    pub offset: u32,
    pub length: u32,
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub kind: NodeKind,
    /// The index of the object or array that contains it; its own index for the root.
    pub parent: u32,
    pub span: Span,
    /// The key and its location; without meaning in an array.
    pub key: Text,
    pub key_span: Span,
    /// The text of a scalar; otherwise the offset and number of the children.
    pub content: Text,
}

/// The entry for an index that does not exist.
pub(super) const NOTHING: Entry = Entry {
    kind: NodeKind::Null,
    parent: 0,
    span: Span { start: 0, end: 0 },
    key: Text {
        offset: 0,
        length: 0,
    },
    key_span: Span { start: 0, end: 0 },
    content: Text {
        offset: 0,
        length: 0,
    },
};

/// The values of a file with its text; the first value is the root.
#[derive(Debug)]
pub(super) struct Tree {
    pub source: Arc<Source>,
    pub values: Values,
}

impl Tree {
    /// Returns the values whose key is wanted.
    pub(super) fn entries_with_key(
        &self,
        is_wanted: &impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = u32> {
        let (values, source) = (&self.values, self.source.text.as_str());
        values
            .entries
            .iter()
            .enumerate()
            .filter_map(move |(index, entry)| {
                let is_member = values.entry(entry.parent).kind == NodeKind::Object
                    && entry.parent != small(index);
                (is_member && is_wanted(values.text(source, entry.key))).then(|| small(index))
            })
    }
}

/// The values, without the text that they refer to.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub entries: Vec<Entry>,
    /// The children of each object and array, in order. For an object with [`INDEXED_FROM`] properties or more, the
    /// children follow again, sorted by key.
    pub children: Vec<u32>,
    /// Texts that differ from what the file has, because escapes or folding changed them.
    pub decoded: String,
}

impl Values {
    pub(super) fn entry(&self, index: u32) -> &Entry {
        self.entries.get(wide(index)).unwrap_or(&NOTHING)
    }

    pub(super) fn text<'a>(&'a self, source: &'a str, text: Text) -> &'a str {
        let (start, length) = (wide(text.offset), wide(text.length));
        let (from, start) = match start.checked_sub(source.len()) {
            Some(start) => (self.decoded.as_str(), start),
            None => (source, start),
        };
        from.get(start..start + length).unwrap_or("")
    }

    pub(super) fn children(&self, index: u32) -> &[u32] {
        let entry = self.entry(index);
        if !matches!(entry.kind, NodeKind::Array | NodeKind::Object) {
            return &[];
        }
        let start = wide(entry.content.offset);
        self.children
            .get(start..start + wide(entry.content.length))
            .unwrap_or(&[])
    }

    /// Returns the property of an object with a key.
    pub(super) fn member(&self, source: &str, index: u32, key: &str) -> Option<u32> {
        let entry = self.entry(index);
        if entry.kind != NodeKind::Object {
            return None;
        }
        let length = wide(entry.content.length);
        if length < INDEXED_FROM {
            return self.children(index).iter().copied().find(|child| {
                let text = self.entry(*child).key;
                wide(text.length) == key.len() && self.text(source, text) == key
            });
        }
        let start = wide(entry.content.offset) + length;
        let sorted = self.children.get(start..start + length)?;
        let found = sorted
            .binary_search_by(|child| self.text(source, self.entry(*child).key).cmp(key))
            .ok()?;
        sorted.get(found).copied()
    }
}

/// Converts an offset or index for storage. The maximum size of files ensures that it fits.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Converts a stored offset or index for use.
pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
