//! Reads bodies that omit `content`, the media type or `schema`. Each such notation has only one possible
//! meaning, and gets a warning. A body without any content is reported as missing.

use crate::diagnostic::{Diagnostic, codes};
use crate::load::Node;

use super::MediaType;
use crate::openapi::Reader;
use crate::openapi::members::{is_extension, reference};

/// The media type of a schema without one.
const USUAL: &str = "application/json";

/// Keywords by which an object in place of a body is recognized as a schema.
const KEYWORDS: &[&str] = &[
    "type",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "enum",
    "const",
    "additionalProperties",
    "format",
];

/// The limit of references and single branches that are followed to find out whether a schema allows only
/// strings.
const DEPTH: usize = 16;

/// Reports whether a `type` allows only strings, and possibly null.
fn is_string(types: Node<'_>) -> bool {
    let is = |node: Node<'_>, name: &str| node.as_str() == Some(name);
    let mut names = types.items();
    is(types, "string")
        || types.items().any(|name| is(name, "string"))
            && names.all(|name| is(name, "string") || is(name, "null"))
}

/// Reports whether an object in place of a request body, response or media type is a schema.
pub(crate) fn is_schema(node: Node<'_>) -> bool {
    is_component(node, "schemas") || KEYWORDS.iter().any(|keyword| node.get(keyword).is_some())
}

/// Reports whether a value is a component of a section.
fn is_component(node: Node<'_>, section: &str) -> bool {
    let mut above = std::iter::successors(node.parent(), |parent| parent.parent());
    let mut keys = || above.next().and_then(Node::key);
    (keys(), keys()) == (Some(section), Some("components"))
}

/// Returns a field that is not null.
fn filled<'a>(node: Node<'a>, key: &str) -> Option<Node<'a>> {
    node.get(key).filter(|member| !member.is_null())
}

impl<'a> Reader<'a> {
    /// Reads the contents of a request body or response. `member` is the value as written, which may be a
    /// reference to `node`.
    pub(crate) fn body_contents(&self, member: Node<'a>, node: Node<'a>) -> Vec<MediaType<'a>> {
        if let Some(content) = node.get("content") {
            if content.is_null() {
                self.missing_content(content);
            }
            if let Some(schema) = self.schema_of_content(content) {
                let problem = "expected a media type, found a schema in `content`";
                self.missing_level(content, problem, "read as that of `application/json`");
                return vec![self.usual(content, schema)];
            }
            return self.contents(node);
        }
        if is_schema(node) {
            self.schema_in_place_of_body(self.misplaced(member));
            return vec![self.usual(node, member)];
        }
        if let Some(schema) = filled(node, "schema") {
            let problem = "`schema` is outside of a media type";
            self.missing_level(member, problem, "read as that of `application/json`");
            return vec![self.usual(node, schema)];
        }
        if node.entries().any(|(key, _)| is_media_type(key)) {
            let problem = "media types are outside of `content`";
            self.missing_level(member, problem, "read as part of `content`");
            let mut entries: Vec<_> = node.entries().collect();
            entries.retain(|(key, _)| is_media_type(key));
            return self.media_types(entries);
        }
        Vec::new()
    }

    /// Finds the origin of a schema in place of a body: the component that is the schema or refers to it, or
    /// else `member`.
    fn misplaced(&self, member: Node<'a>) -> Node<'a> {
        let is_body = |node| is_component(node, "responses") || is_component(node, "requestBodies");
        let mut current = member;
        for _ in 0..DEPTH {
            let next = reference(current).and_then(|next| self.step(next));
            match next.filter(|next| is_body(*next)) {
                Some(next) => current = next,
                None => break,
            }
        }
        current
    }

    /// Reports whether a reference to a response or request body, where a schema is expected, leads to a
    /// schema after all. Adds a warning for the component that is the schema.
    pub(crate) fn is_misplaced_schema(&self, member: Node<'a>) -> bool {
        let is_misplaced = self.try_deref(member).is_some_and(|node| {
            node.is_object() && node.get("content").is_none() && is_schema(node)
        });
        if is_misplaced {
            self.schema_in_place_of_body(self.misplaced(member));
        }
        is_misplaced
    }

    /// Returns the media type for a schema without one: JSON.
    fn usual(&self, node: Node<'a>, schema: Node<'a>) -> MediaType<'a> {
        MediaType {
            node,
            name: USUAL,
            schema: Some(schema),
            item_schema: None,
            string_format: self.string_format(schema),
            encoding: Vec::new(),
            examples: Vec::new(),
        }
    }

    /// Returns the schema in `content` that has no media type, or that is in place of `content`.
    fn schema_of_content(&self, content: Node<'a>) -> Option<Node<'a>> {
        let node = self.try_deref(content)?;
        if !node.is_object() || node.entries().any(|(key, _)| is_media_type(key)) {
            return None;
        }
        filled(node, "schema").or_else(|| is_schema(node).then_some(content))
    }

    /// Returns `schema` of a media type, or the media type itself if it is a schema. `member` is the value as
    /// written, which may be a reference to `node`.
    pub(crate) fn schema_of_media_type(
        &self,
        member: Node<'a>,
        node: Node<'a>,
    ) -> Option<Node<'a>> {
        if let Some(schema) = node.get("schema") {
            return Some(schema).filter(|schema| !schema.is_null());
        }
        if !node.is_object() || !is_schema(node) {
            return None;
        }
        let problem = "expected a media type, found a schema";
        self.missing_level(member, problem, "read as its `schema`");
        Some(member)
    }

    /// Returns the `format` of a schema that allows only strings, looking through references and single
    /// branches. Malformed schemas are reported elsewhere.
    pub(crate) fn string_format(&self, schema: Node<'a>) -> Option<&'a str> {
        let mut node = schema;
        for _ in 0..DEPTH {
            node = self.try_deref(node)?;
            let format = node.get("format").and_then(Node::as_str);
            match node.get("type") {
                Some(named) if named.as_str() == Some("file") => return Some("binary"),
                Some(named) => return is_string(named).then(|| format.unwrap_or_default()),
                None if format == Some("binary") => return format,
                None => {}
            }
            let choice = ["allOf", "oneOf", "anyOf"]
                .iter()
                .find_map(|key| node.get(key))?;
            let is_null =
                |branch: &Node<'a>| branch.get("type").and_then(Node::as_str) == Some("null");
            let mut branches = choice.items().filter(|branch| !is_null(branch));
            node = branches.next().filter(|_| branches.next().is_none())?;
        }
        None
    }

    fn schema_in_place_of_body(&self, member: Node<'a>) {
        let problem = "expected a body, found a schema";
        self.missing_level(member, problem, "read as that of `application/json`");
    }

    fn missing_level(&self, member: Node<'a>, problem: &str, label: &str) {
        self.push(
            Diagnostic::warning(codes::MISSING_LEVEL, member.key_location(), problem)
                .label(label)
                .help("a body has `content`, then a media type, then `schema`"),
        );
    }

    /// Reports that a body has no content.
    pub(crate) fn missing_content(&self, member: Node<'a>) {
        self.push(
            Diagnostic::warning(
                codes::MISSING_CONTENT,
                member.key_location(),
                "the body is not described",
            )
            .label("read as if there were none")
            .help("give it `content`, with a media type and its `schema`"),
        );
    }

    /// Returns a media type that can be sent. Returns none for a key that is not a media type if `others` are:
    /// no server would understand it.
    pub(crate) fn media_type_name(
        &self,
        name: &'a str,
        member: Node<'a>,
        others: bool,
    ) -> Option<&'a str> {
        let essence = name.split(';').next().unwrap_or_default().trim();
        let can_be_sent = name
            .trim()
            .chars()
            .all(|character| character == ' ' || character.is_ascii_graphic());
        let meant = match essence.to_ascii_lowercase().as_str() {
            _ if !can_be_sent => Some("*/*"),
            "" | "json" => Some(USUAL),
            "*" => Some("*/*"),
            "xml" => Some("application/xml"),
            "text" => Some("text/plain"),
            "form-data" | "multipart" => Some("multipart/form-data"),
            "x-www-form-urlencoded" => Some("application/x-www-form-urlencoded"),
            _ if essence.contains(',') => {
                let mut all = essence.split(',').map(str::trim);
                let first = all.clone().next();
                all.find(|name| name.eq_ignore_ascii_case(USUAL)).or(first)
            }
            _ if essence.contains('/') => return Some(name),
            _ => None,
        };
        let label = match meant {
            Some("*/*") => "read as any media type".to_owned(),
            Some(meant) => format!("read as `{meant}`"),
            None if others => "left out: another key is a media type".to_owned(),
            None => "used as it is".to_owned(),
        };
        let message = format!("`{}` is not a media type", name.escape_debug());
        self.push(
            Diagnostic::warning(codes::MALFORMED_MEDIA_TYPE, member.key_location(), message)
                .label(label)
                .help("a media type is like `application/json`"),
        );
        meant.or((!others).then_some(name))
    }
}

/// Reports whether a key in place of a field of a body is a media type.
pub(crate) fn is_media_type(key: &str) -> bool {
    key.contains('/') && !is_extension(key)
}
