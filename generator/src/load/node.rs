//! A value of a document, and how to walk from it to others.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::document::Document;
use super::scalar;
use super::tree::{Entry, Tree, wide};
use super::{FileId, Origin};
use crate::diagnostic::Place;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Null; also what YAML has where nothing is written.
    Null,
    /// True or false.
    Boolean,
    /// A number of any size.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// Values by name.
    Object,
}

impl fmt::Display for Kind {
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

/// A value of a document. Two nodes are equal when they are the same place, whatever the values are.
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

    /// Where it is.
    pub fn origin(self) -> Origin {
        self.origin
    }

    /// The file it is in.
    pub fn file(self) -> FileId {
        self.origin.file
    }

    /// The document it is in.
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// The object or array that holds it; none for the root of a file.
    pub fn parent(self) -> Option<Node<'a>> {
        let parent = self.entry().parent;
        (parent != self.origin.node).then(|| self.sibling(parent))
    }

    /// The key it stands under; none in an array and for the root.
    pub fn key(self) -> Option<&'a str> {
        let parent = self.parent()?;
        (parent.kind() == Kind::Object).then(|| {
            self.tree
                .values
                .text(&self.tree.source.text, self.entry().key)
        })
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The member of an object with a key; none also when it is no object. Fast in large objects too.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.tree
            .values
            .member(&self.tree.source.text, self.origin.node, key)
            .map(|node| self.sibling(node))
    }

    /// The item of an array; none also when it is no array.
    pub fn at(self, index: usize) -> Option<Node<'a>> {
        let children = if self.is_array() {
            self.children()
        } else {
            &[]
        };
        children.get(index).map(|node| self.sibling(*node))
    }

    /// The items of an array; none when it is no array.
    pub fn items(self) -> impl Iterator<Item = Node<'a>> {
        let children = if self.is_array() {
            self.children()
        } else {
            &[]
        };
        children.iter().map(move |node| self.sibling(*node))
    }

    /// The members of an object in their order; none when it is no object.
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

    /// The number of members or items; zero for a scalar.
    pub fn len(self) -> usize {
        self.children().len()
    }

    /// Whether it has no members or items.
    pub fn is_empty(self) -> bool {
        self.children().is_empty()
    }

    /// The string, if it is one.
    pub fn as_str(self) -> Option<&'a str> {
        self.scalar_text().filter(|_| self.kind() == Kind::String)
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        self.scalar_text()
            .filter(|_| self.kind() == Kind::Boolean)
            .map(scalar::boolean)
    }

    fn number_text(self) -> Option<&'a str> {
        self.scalar_text().filter(|_| self.kind() == Kind::Number)
    }

    /// The number, if it is a whole one within 64 bits. `1.0` is written as a float and is none.
    pub fn as_i64(self) -> Option<i64> {
        self.number_text()
            .and_then(scalar::integer)?
            .try_into()
            .ok()
    }

    /// The number, if it is a whole one within 64 bits without a sign.
    pub fn as_u64(self) -> Option<u64> {
        self.number_text()
            .and_then(scalar::integer)?
            .try_into()
            .ok()
    }

    /// The number, if it is a whole one within 128 bits.
    pub fn as_integer(self) -> Option<i128> {
        self.number_text().and_then(scalar::integer)
    }

    /// Whether it is a whole number beyond 64 bits, or one that is beyond what floats have.
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

    /// The nearest float, if it is a number.
    pub fn as_f64(self) -> Option<f64> {
        self.number_text().and_then(scalar::float)
    }

    /// The text of a scalar as it is meant, whatever its kind: `3.0` of a number, `yes` of a string.
    pub fn scalar_text(self) -> Option<&'a str> {
        let entry = self.entry();
        match entry.kind {
            Kind::Array | Kind::Object => None,
            _ => Some(self.tree.values.text(&self.tree.source.text, entry.content)),
        }
    }

    /// The value as JSON. Numbers too large for 64 bits become floats, and strings where they are too large for
    /// those too.
    pub fn to_json(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Boolean => Value::Bool(self.as_bool().unwrap_or_default()),
            Kind::String => Value::String(self.scalar_text().unwrap_or_default().to_owned()),
            Kind::Number => self.number(),
            Kind::Array => Value::Array(self.items().map(Node::to_json).collect()),
            Kind::Object => Value::Object(
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

    /// The value's place.
    pub fn place(self) -> Place {
        Place::Value(self.origin)
    }

    /// The place of the key it stands under; of the value where there is no key.
    pub fn key_place(self) -> Place {
        if self.key().is_some() {
            Place::Key(self.origin)
        } else {
            self.place()
        }
    }

    /// The bytes of the file's text that the value takes.
    pub(super) fn value_span(self) -> std::ops::Range<usize> {
        self.entry().span.range()
    }

    /// The bytes that the key takes, if it has one.
    pub(super) fn key_span(self) -> Option<std::ops::Range<usize>> {
        self.key().map(|_| self.entry().key_span.range())
    }

    /// The path of its file from the folder of the document.
    pub(super) fn relative_path(self) -> &'a str {
        &self.tree.source.relative
    }

    /// Its index among the items of the array that holds it.
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
