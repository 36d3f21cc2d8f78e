//! Members of objects as the kind of value that they must be. What is of another kind is said and left out.

use crate::diagnostic::Diagnostic;
use crate::load::{Kind, Node};

use super::Reader;

impl<'a> Reader<'a> {
    /// A text. A number or boolean that was not put in quotes is one too.
    pub(super) fn text(&self, node: Node<'a>, key: &str) -> Option<&'a str> {
        let member = node.get(key)?;
        match member.kind() {
            Kind::Null => None,
            Kind::Array | Kind::Object => self.malformed(member, key, "a string"),
            Kind::String | Kind::Number | Kind::Boolean => member.scalar_text(),
        }
    }

    /// A text that says something.
    pub(super) fn filled_text(&self, node: Node<'a>, key: &str) -> Option<&'a str> {
        self.text(node, key).filter(|text| !text.trim().is_empty())
    }

    /// A boolean; also `"true"`.
    pub(super) fn boolean(&self, node: Node<'a>, key: &str) -> Option<bool> {
        let member = node.get(key)?;
        match (member.kind(), member.scalar_text()) {
            (Kind::Null, _) => None,
            (Kind::Boolean, _) => member.as_bool(),
            (_, Some(text))
                if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") =>
            {
                self.warn(
                    Diagnostic::warning(
                        "malformed-member",
                        member.place(),
                        format!("`{key}` is a boolean in quotes"),
                    )
                    .label("read as if it were not quoted"),
                );
                Some(text.eq_ignore_ascii_case("true"))
            }
            _ => self.malformed(member, key, "a boolean"),
        }
    }

    /// A flag: false unless it is set.
    pub(super) fn flag(&self, node: Node<'a>, key: &str) -> bool {
        self.boolean(node, key).unwrap_or(false)
    }

    /// An object.
    pub(super) fn object(&self, node: Node<'a>, key: &str) -> Option<Node<'a>> {
        let member = node.get(key)?;
        match member.kind() {
            Kind::Null => None,
            Kind::Object => Some(member),
            _ => self.malformed(member, key, "an object"),
        }
    }

    /// The items of a list.
    pub(super) fn list(&self, node: Node<'a>, key: &str) -> Vec<Node<'a>> {
        let Some(member) = node.get(key) else {
            return Vec::new();
        };
        match member.kind() {
            Kind::Null => Vec::new(),
            Kind::Array => member.items().collect(),
            _ => self.malformed(member, key, "a list").unwrap_or_default(),
        }
    }

    /// The items of a list of texts; a text alone is a list of one.
    pub(super) fn texts(&self, node: Node<'a>, key: &str) -> Vec<&'a str> {
        let Some(member) = node.get(key) else {
            return Vec::new();
        };
        let items: Vec<Node<'a>> = match member.kind() {
            Kind::Null => return Vec::new(),
            Kind::Array => member.items().collect(),
            Kind::String => vec![member],
            _ => self
                .malformed(member, key, "a list of strings")
                .unwrap_or_default(),
        };
        items
            .into_iter()
            .filter_map(
                |item| match item.scalar_text().filter(|_| !item.is_null()) {
                    Some(text) => Some(text),
                    None => self.malformed(item, key, "a list of strings"),
                },
            )
            .collect()
    }

    /// Says that a member is of the wrong kind, and is none.
    pub(super) fn malformed<T>(&self, member: Node<'a>, key: &str, expected: &str) -> Option<T> {
        let message = format!("`{key}` must be {expected}, and has {} here", member.kind());
        self.warn(
            Diagnostic::warning("malformed-member", member.place(), message).label("left out"),
        );
        None
    }

    /// Whether a member is one of the document's own, which mean nothing to the standard.
    pub(super) fn is_extension(key: &str) -> bool {
        key.starts_with("x-") || key.starts_with("X-")
    }
}
