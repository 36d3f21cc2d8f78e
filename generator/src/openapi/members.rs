//! Readers for the fields of an object by kind of value: text, boolean, object, list. A value of another kind
//! is reported and left out; null counts as absent.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::Reader;

impl<'a> Reader<'a> {
    /// Returns a text. References are followed; unquoted numbers and booleans count as text.
    pub(super) fn text(&self, node: Node<'a>, key: &str) -> Option<&'a str> {
        self.as_text(node.get(key)?)
    }

    /// Returns a text that is not blank.
    pub(super) fn filled_text(&self, node: Node<'a>, key: &str) -> Option<&'a str> {
        self.text(node, key).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn as_text(&self, member: Node<'a>) -> Option<&'a str> {
        match member.kind() {
            NodeKind::Null => None,
            NodeKind::Object if reference(member).is_some() => {
                let target = self.deref(member)?;
                if target.kind() == NodeKind::String {
                    target.as_str()
                } else {
                    self.malformed(member, "a string")
                }
            }
            NodeKind::Array | NodeKind::Object => self.malformed(member, "a string"),
            NodeKind::String | NodeKind::Number | NodeKind::Boolean => member.scalar_text(),
        }
    }

    pub(super) fn as_filled_text(&self, member: Node<'a>) -> Option<&'a str> {
        self.as_text(member).filter(|text| !text.trim().is_empty())
    }

    /// Returns a boolean. `"true"` and `"false"` count as booleans, with a warning.
    pub(super) fn boolean(&self, node: Node<'a>, key: &str) -> Option<bool> {
        self.as_boolean(node.get(key)?)
    }

    /// Returns a flag; false if it is absent.
    pub(super) fn flag(&self, node: Node<'a>, key: &str) -> bool {
        self.boolean(node, key).unwrap_or(false)
    }

    pub(super) fn as_boolean(&self, member: Node<'a>) -> Option<bool> {
        if member.is_null() {
            return None;
        }
        let Some(value) = flag(member) else {
            return self.malformed(member, "a boolean");
        };
        if member.kind() != NodeKind::Boolean {
            let message = format!("`{}` is a boolean in quotes", name(member));
            self.push(
                Diagnostic::warning(codes::MALFORMED_MEMBER, member.location(), message)
                    .label("read as if it were not quoted"),
            );
        }
        Some(value)
    }

    /// Returns an object. References are followed even where the standard does not allow them: descriptions
    /// of several files use them there.
    pub(super) fn object(&self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        self.as_object(node.get(key)?)
    }

    pub(super) fn as_object(&self, member: Node<'a>) -> Option<Node<'a>> {
        match member.kind() {
            NodeKind::Null => None,
            NodeKind::Object => self.deref(member),
            _ => self.malformed(member, "an object"),
        }
    }

    /// Returns the entries of an object.
    pub(super) fn entries(&self, node: Node<'a>, key: &str) -> Vec<(&'a str, Node<'a>)> {
        self.object(node, key)
            .into_iter()
            .flat_map(Node::entries)
            .collect()
    }

    pub(super) fn as_entries(&self, member: Node<'a>) -> Vec<(&'a str, Node<'a>)> {
        self.as_object(member)
            .into_iter()
            .flat_map(Node::entries)
            .collect()
    }

    /// Returns the items of a list. A reference to a list is followed.
    pub(super) fn list(&self, node: Node<'a>, key: &str) -> Vec<Node<'a>> {
        node.get(key)
            .map(|member| self.as_list(member))
            .unwrap_or_default()
    }

    pub(super) fn as_list(&self, member: Node<'a>) -> Vec<Node<'a>> {
        match member.kind() {
            NodeKind::Null => Vec::new(),
            NodeKind::Array => member.items().collect(),
            NodeKind::Object if reference(member).is_some() => {
                let list = self.deref(member).filter(|list| list.is_array());
                list.into_iter().flat_map(Node::items).collect()
            }
            _ => self.malformed(member, "a list").unwrap_or_default(),
        }
    }

    /// Returns the items of a list of objects. A single object counts as a list of one, with a warning.
    pub(super) fn as_list_of_objects(&self, member: Node<'a>) -> Vec<Node<'a>> {
        if member.kind() == NodeKind::Object {
            self.list_of_one(member);
            return vec![member];
        }
        self.as_list(member)
    }

    /// Reports that a value is read as a list of one.
    fn list_of_one(&self, member: Node<'a>) {
        let message = format!(
            "`{}` must be a list, but is {} here",
            name(member),
            member.kind()
        );
        self.push(
            Diagnostic::warning(codes::MALFORMED_MEMBER, member.location(), message)
                .label("read as a list of one"),
        );
    }

    /// Returns the items of a list of texts, without duplicates. A single text counts as a list of one, with a
    /// warning.
    pub(super) fn texts(&self, node: Node<'a>, key: &str) -> Vec<&'a str> {
        node.get(key)
            .map(|member| self.as_texts(member))
            .unwrap_or_default()
    }

    pub(super) fn as_texts(&self, member: Node<'a>) -> Vec<&'a str> {
        let items: Vec<Node<'a>> = match member.kind() {
            NodeKind::Null => return Vec::new(),
            NodeKind::Array => member.items().collect(),
            NodeKind::String => {
                self.list_of_one(member);
                vec![member]
            }
            _ => self
                .malformed(member, "a list of strings")
                .unwrap_or_default(),
        };
        let mut texts = IndexSet::with_capacity_and_hasher(items.len(), RandomState::default());
        for item in items {
            match item.scalar_text().filter(|_| !item.is_null()) {
                Some(text) => {
                    texts.insert(text);
                }
                None => self.malformed(item, "a string").unwrap_or_default(),
            }
        }
        texts.into_iter().collect()
    }

    /// Reports that a value is of the wrong kind; returns none.
    pub(super) fn malformed<T>(&self, member: Node<'a>, expected: &str) -> Option<T> {
        let message = format!(
            "`{}` must be {expected}, but is {} here",
            name(member),
            member.kind()
        );
        self.push(
            Diagnostic::warning(codes::MALFORMED_MEMBER, member.location(), message)
                .label("left out"),
        );
        None
    }
}

/// Returns the name of a value in diagnostics: its key, or the key of the list that it is in.
pub(super) fn name(member: Node<'_>) -> &str {
    let holder = std::iter::successors(Some(member), |node| node.parent()).find_map(Node::key);
    holder.unwrap_or("document")
}

/// Returns a boolean, in quotes or not.
pub(crate) fn flag(member: Node<'_>) -> Option<bool> {
    let is = |word: &str| {
        member
            .as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    member
        .as_bool()
        .or_else(|| is("true").then_some(true))
        .or_else(|| is("false").then_some(false))
}

/// Returns the value of `$ref` if `node` is a reference.
pub(super) fn reference(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$ref")
        .filter(|reference| reference.as_str().is_some())
}

/// Reports whether a key belongs to a specification extension (`x-…`).
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}
