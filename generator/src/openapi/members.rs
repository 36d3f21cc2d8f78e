//! Members of objects as the kind of value that they must be. What is of another kind is said and left out; null
//! is as if the member were not there.

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::diagnostic::Diagnostic;
use crate::load::{Node, NodeKind};

use super::Reader;

impl<'a> Reader<'a> {
    /// A text; also one that a reference stands for. A number or boolean that was not put in quotes is one too.
    pub(super) fn text(&self, node: Node<'a>, key: &str) -> Option<&'a str> {
        self.as_text(node.get(key)?)
    }

    /// A text that says something.
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

    /// A boolean; also `"true"`.
    pub(super) fn boolean(&self, node: Node<'a>, key: &str) -> Option<bool> {
        self.as_boolean(node.get(key)?)
    }

    /// A flag: false unless it is set.
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
                Diagnostic::warning("malformed-member", member.location(), message)
                    .label("read as if it were not quoted"),
            );
        }
        Some(value)
    }

    /// An object; also one that a reference stands for, as trees of files have it in places where the standard
    /// knows no references.
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

    /// The members of an object.
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

    /// The items of a list; also of one that a reference stands for.
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

    /// The items of a list of objects; an object alone is a list of one.
    pub(super) fn as_list_of_objects(&self, member: Node<'a>) -> Vec<Node<'a>> {
        if member.kind() == NodeKind::Object {
            let message = format!("`{}` must be a list, and is an object here", name(member));
            self.push(
                Diagnostic::warning("malformed-member", member.location(), message)
                    .label("read as a list of one"),
            );
            return vec![member];
        }
        self.as_list(member)
    }

    /// The items of a list of texts, without repetition; a text alone is a list of one.
    pub(super) fn texts(&self, node: Node<'a>, key: &str) -> Vec<&'a str> {
        node.get(key)
            .map(|member| self.as_texts(member))
            .unwrap_or_default()
    }

    pub(super) fn as_texts(&self, member: Node<'a>) -> Vec<&'a str> {
        let items: Vec<Node<'a>> = match member.kind() {
            NodeKind::Null => return Vec::new(),
            NodeKind::Array => member.items().collect(),
            NodeKind::String => vec![member],
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

    /// Says that a member is of the wrong kind, and is none.
    pub(super) fn malformed<T>(&self, member: Node<'a>, expected: &str) -> Option<T> {
        let message = format!(
            "`{}` must be {expected}, and is {} here",
            name(member),
            member.kind()
        );
        self.push(
            Diagnostic::warning("malformed-member", member.location(), message).label("left out"),
        );
        None
    }
}

/// What to call a value: the key it stands under, or that of the list it is in.
pub(super) fn name(member: Node<'_>) -> &str {
    let holder = std::iter::successors(Some(member), |node| node.parent()).find_map(Node::key);
    holder.unwrap_or("document")
}

/// A boolean, in quotes or not.
pub(super) fn flag(member: Node<'_>) -> Option<bool> {
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

/// The value of `$ref`, if a value is a reference.
pub(super) fn reference(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$ref")
        .filter(|reference| reference.as_str().is_some())
}

/// Whether a member is one of the document's own, which mean nothing to the standard.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}
