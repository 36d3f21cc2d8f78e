//! A value of a document, and how to navigate from it to others.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::document::Document;
use super::scalar;
use super::tree::{Entry, NodeKind, Tree, wide};
use super::{FileId, Origin};
use crate::diagnostic::Location;

impl fmt::Display for NodeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Object => "an object",
        })
    }
}

/// A value of a document with its location. Two nodes are equal if they have the same location, whatever their
/// values.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    tree: &'a Tree,
    origin: Origin,
}

impl<'a> Node<'a> {
    pub(super) fn new(document: &'a Document, tree: &'a Tree, origin: Origin) -> Self {
        Self {
            document,
            tree,
            origin,
        }
    }

    fn sibling(self, node: u32) -> Self {
        Self {
            origin: Origin {
                node,
                ..self.origin
            },
            ..self
        }
    }

    fn entry(self) -> &'a Entry {
        self.tree.values.entry(self.origin.node)
    }

    /// Returns the file and node of the value.
    pub fn origin(self) -> Origin {
        self.origin
    }

    /// Returns the file that contains the value.
    pub fn file(self) -> FileId {
        self.origin.file
    }

    /// Returns the document that contains the value.
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// Returns the object or array that contains the value; none for the root of a file.
    pub fn parent(self) -> Option<Node<'a>> {
        let parent = self.entry().parent;
        (parent != self.origin.node).then(|| self.sibling(parent))
    }

    /// Returns the key of the value; none in an array and for the root.
    pub fn key(self) -> Option<&'a str> {
        let parent = self.parent()?;
        (parent.kind() == NodeKind::Object).then(|| {
            self.tree
                .values
                .text(&self.tree.source.text, self.entry().key)
        })
    }

    /// Returns the kind of the value.
    pub fn kind(self) -> NodeKind {
        self.entry().kind
    }

    /// Reports whether the value is an object.
    pub fn is_object(self) -> bool {
        self.kind() == NodeKind::Object
    }

    /// Reports whether the value is an array.
    pub fn is_array(self) -> bool {
        self.kind() == NodeKind::Array
    }

    /// Reports whether the value is null.
    pub fn is_null(self) -> bool {
        self.kind() == NodeKind::Null
    }

    /// Returns the property of an object with a key; none if the value is not an object. Large objects use binary
    /// search.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.tree
            .values
            .member(&self.tree.source.text, self.origin.node, key)
            .map(|node| self.sibling(node))
    }

    /// Returns the item of an array at an index; none if the value is not an array.
    pub fn at(self, index: usize) -> Option<Node<'a>> {
        let children = if self.is_array() {
            self.children()
        } else {
            &[]
        };
        children.get(index).map(|node| self.sibling(*node))
    }

    /// Returns the items of an array; nothing if the value is not an array.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        let children = if self.is_array() {
            self.children()
        } else {
            &[]
        };
        children.iter().map(move |node| self.sibling(*node))
    }

    /// Returns the properties of an object in their order; nothing if the value is not an object.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let children = if self.is_object() {
            self.children()
        } else {
            &[]
        };
        children.iter().map(move |index| {
            let node = self.sibling(*index);
            (
                self.tree
                    .values
                    .text(&self.tree.source.text, node.entry().key),
                node,
            )
        })
    }

    fn children(self) -> &'a [u32] {
        self.tree.values.children(self.origin.node)
    }

    /// Returns the number of properties or items; zero for a scalar.
    pub fn len(self) -> usize {
        self.children().len()
    }

    /// Reports whether the value has no properties or items.
    pub fn is_empty(self) -> bool {
        self.children().is_empty()
    }

    /// Returns the string, if the value is one.
    pub fn as_str(self) -> Option<&'a str> {
        self.scalar_text()
            .filter(|_| self.kind() == NodeKind::String)
    }

    /// Returns the boolean, if the value is one.
    pub fn as_bool(self) -> Option<bool> {
        self.scalar_text()
            .filter(|_| self.kind() == NodeKind::Boolean)
            .map(scalar::boolean)
    }

    fn number_text(self) -> Option<&'a str> {
        self.scalar_text()
            .filter(|_| self.kind() == NodeKind::Number)
    }

    /// Returns the number, if it is an integer in the range of `i64`. `1.0` is a float and not an integer.
    pub fn as_i64(self) -> Option<i64> {
        self.number_text()
            .and_then(scalar::integer)?
            .try_into()
            .ok()
    }

    /// Returns the number, if it is an integer in the range of `u64`.
    pub fn as_u64(self) -> Option<u64> {
        self.number_text()
            .and_then(scalar::integer)?
            .try_into()
            .ok()
    }

    /// Returns the number, if it is an integer in the range of `i128`.
    pub fn as_integer(self) -> Option<i128> {
        self.number_text().and_then(scalar::integer)
    }

    /// Reports whether the value is an integer beyond 64 bits, or a number beyond the range of floats.
    pub fn is_too_large(self) -> bool {
        let is_whole = |text: &str| {
            let digits = text.trim_start_matches(['-', '+']);
            !digits.is_empty()
                && digits
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'_')
        };
        let text = self.number_text();
        let is_large = self.as_i64().is_none() && self.as_u64().is_none();
        let is_infinite = self.as_f64().is_some_and(f64::is_infinite);
        is_large && (text.is_some_and(is_whole) || is_infinite)
    }

    /// Returns the nearest float, if the value is a number.
    pub fn as_f64(self) -> Option<f64> {
        self.number_text().and_then(scalar::float)
    }

    /// Returns the unescaped text of a scalar of any kind: `3.0` for a number, `yes` for a string.
    pub fn scalar_text(self) -> Option<&'a str> {
        let entry = self.entry();
        match entry.kind {
            NodeKind::Array | NodeKind::Object => None,
            _ => Some(self.tree.values.text(&self.tree.source.text, entry.content)),
        }
    }

    /// Returns the value as JSON. Numbers too large for 64 bits become floats, and numbers too large for a float
    /// become strings.
    pub fn to_json(self) -> Value {
        match self.kind() {
            NodeKind::Null => Value::Null,
            NodeKind::Boolean => Value::Bool(self.as_bool().unwrap_or_default()),
            NodeKind::String => Value::String(self.scalar_text().unwrap_or_default().to_owned()),
            NodeKind::Number => self.number(),
            NodeKind::Array => Value::Array(self.items().map(Node::to_json).collect()),
            NodeKind::Object => Value::Object(
                self.entries()
                    .map(|(key, node)| (key.to_owned(), node.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    fn number(self) -> Value {
        if let Some(integer) = self.as_i64() {
            return Value::from(integer);
        }
        if let Some(integer) = self.as_u64() {
            return Value::from(integer);
        }
        let float = self.as_f64().and_then(Number::from_f64);
        float.map_or_else(
            || Value::from(self.scalar_text().unwrap_or_default()),
            Value::Number,
        )
    }

    /// Returns the location of the value.
    pub fn location(self) -> Location {
        Location::Value(self.origin)
    }

    /// Returns the location of the value's key; that of the value if it has no key.
    pub fn key_location(self) -> Location {
        if self.key().is_some() {
            Location::Key(self.origin)
        } else {
            self.location()
        }
    }

    /// Returns the bytes of the value in the text of its file.
    pub(super) fn value_span(self) -> std::ops::Range<usize> {
        self.entry().span.range()
    }

    /// Returns the bytes of the key in the text of its file, if the value has one.
    pub(super) fn key_span(self) -> Option<std::ops::Range<usize>> {
        self.key().map(|_| self.entry().key_span.range())
    }

    /// Returns the path of the value's file, relative to the folder whose files may be read.
    pub(super) fn relative_path(self) -> &'a str {
        &self.tree.source.relative
    }

    /// Returns the index of the value in the array that contains it.
    pub(super) fn position(self) -> Option<usize> {
        let parent = self.parent().filter(|parent| parent.is_array())?;
        parent
            .children()
            .iter()
            .position(|index| wide(*index) == wide(self.origin.node))
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.origin == other.origin && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Node<'_> {}

impl std::hash::Hash for Node<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.origin.hash(state);
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} ({:?})",
            self.document.pointer(self.origin),
            self.kind()
        )
    }
}
