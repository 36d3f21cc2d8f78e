//! The entry to a document's views, and what the document says of itself.

use std::collections::BTreeSet;

use foldhash::HashMap;
use openapiv3::{License, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::Info;
use crate::load::{Document, FileId, Node, NodeKind, Origin};

use super::effort::Effort;
use super::fixed_fields;
use super::members::{is_extension, name, reference};
use crate::suggest::Budget;

/// The version of `OpenAPI` that a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0
    V30,
    /// 3.1; 3.2 is read as 3.1, with a warning.
    V31,
}

/// Reads views of a document.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) diagnostics: &'a Diagnostics,
    version: Version,
    /// The schemas with `$anchor`, by file.
    pub(super) anchors: HashMap<(FileId, &'a str), Node<'a>>,
    /// The schemas with `$id`, by what it means where it stands.
    pub(super) identified: HashMap<String, Node<'a>>,
    /// How many suggestions may still be made.
    pub(super) suggestions: Budget,
    /// How much work may still be done.
    pub(super) effort: Effort,
    /// The sections of `components`, with their references followed.
    components: HashMap<&'a str, Node<'a>>,
}

impl Reader<'_> {
    /// The closest candidate to a name, until enough suggestions have been made for the document.
    pub(crate) fn nearest<'c>(
        &self,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.suggestions.nearest(name, candidates)
    }
}

impl<'a> Reader<'a> {
    /// Begins to read a document; none, and an error, when it is not `OpenAPI` 3.
    pub fn new(document: &'a Document, diagnostics: &'a Diagnostics) -> Option<Self> {
        let version = match version(document.root()) {
            Ok((version, warning)) => {
                if let Some(warning) = warning {
                    diagnostics.push(warning);
                }
                version
            }
            Err(error) => {
                diagnostics.push(*error);
                return None;
            }
        };
        let mut reader = Self {
            document,
            diagnostics,
            version,
            anchors: HashMap::default(),
            identified: HashMap::default(),
            suggestions: Budget::new(),
            effort: Effort::of(document.size()),
            components: HashMap::default(),
        };
        reader.collect_identifiers();
        let components = reader.entries(document.root(), "components").into_iter();
        reader.components = components
            .filter_map(|(name, section)| Some((name, reader.as_section(section)?)))
            .collect();
        Some(reader)
    }

    /// A document that describes nothing is a mistake; so is, most likely, a member that the standard does not have
    /// (section 4.8.1): what stands under `pathz` would be missing without a word.
    pub fn check(&self) {
        let root = self.root();
        let describes = ["paths", "webhooks", "x-webhooks", "components"];
        if !describes.iter().any(|key| root.get(key).is_some()) {
            let message = "the document has no `paths`";
            self.diagnostics.push(
                Diagnostic::error("missing-member", root.location(), message)
                    .help("give it `paths`, `webhooks` or `components`"),
            );
        }
        for (key, member) in root.entries() {
            self.check_member(key, member, &fixed_fields::DOCUMENT, true);
        }
        if let Some(components) = root.get("components") {
            self.check_members(components, &fixed_fields::COMPONENTS);
        }
    }

    fn as_section(&self, section: Node<'a>) -> Option<Node<'a>> {
        // Extensions may be anything.
        if section.is_object() || !section.key().is_some_and(is_extension) {
            return self.as_object(section);
        }
        None
    }

    /// The version that the document is written in.
    pub fn version(&self) -> Version {
        self.version
    }

    pub(super) fn push(&self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn root(&self) -> Node<'a> {
        self.document.root()
    }

    /// A section of the components of the document: `schemas`, `responses`, ….
    pub(super) fn components(&self, section: &str) -> Option<Node<'a>> {
        self.components.get(section).copied()
    }

    /// A component, which may be a reference.
    pub(super) fn component(&self, section: &str, name: &str) -> Option<Node<'a>> {
        self.components(section)?.get(name)
    }

    /// Where a member of the document stands; the document itself if it has none of that name.
    pub fn origin_of(&self, member: &str) -> Origin {
        let root = self.root();
        root.get(member).unwrap_or(root).origin()
    }

    /// The value at a place of the document.
    pub(crate) fn node(&self, origin: Origin) -> Option<Node<'a>> {
        self.document.node(origin)
    }

    /// `info`
    pub fn info(&self) -> Info {
        let Some(node) = self.object(self.root(), "info") else {
            self.push(
                Diagnostic::warning(
                    "missing-info",
                    self.root().location(),
                    "the document has no `info`",
                )
                .help("give it `info` with `title` and `version`"),
            );
            return Info::default();
        };
        let info: openapiv3::Info = self
            .typed(node, &["title", "version"], &["contact", "license"])
            .unwrap_or_default();
        Info {
            title: info.title,
            version: info.version,
            description: info.description,
            terms_of_service: info.terms_of_service,
            license: self
                .object(node, "license")
                .and_then(|license| self.license(license)),
        }
    }

    /// The licence: its name, and its SPDX expression (3.1) or address.
    fn license(&self, node: Node<'a>) -> Option<(String, Option<String>)> {
        let license: License = self.typed(node, &["name"], &[])?;
        let identifier = self.filled_text(node, "identifier").map(str::to_owned);
        Some((license.name, identifier.or(license.url)))
    }

    /// `tags` of the document.
    pub fn tags(&self) -> Vec<Tag> {
        let tags = self.list(self.root(), "tags").into_iter();
        tags.filter_map(|node| self.typed(self.as_object(node)?, &["name"], &[]))
            .collect()
    }

    /// `components.schemas`: names and schemas.
    pub fn component_schemas(&self) -> Vec<(&'a str, Node<'a>)> {
        self.components("schemas")
            .into_iter()
            .flat_map(Node::entries)
            // A component may have the name of an extension.
            .filter(|(name, node)| !is_extension(name) || self.can_be_schema(*node))
            .collect()
    }

    /// The values of all `format` keywords, each once.
    pub(crate) fn formats(&self) -> Vec<&'a str> {
        let nodes = self.document.nodes_with_key(|key| key == "format");
        let formats: BTreeSet<&'a str> = nodes.filter_map(Node::as_str).collect();
        formats.into_iter().collect()
    }

    /// An object as a type whose scalars are all strings, which is so for all that this is used for. Required
    /// members that are missing are empty; those that are read on their own are left out.
    fn typed<T: DeserializeOwned>(
        &self,
        node: Node<'a>,
        required: &[&str],
        apart: &[&str],
    ) -> Option<T> {
        let mut members = self.as_strings(node);
        members.retain(|key, _| !apart.contains(&key.as_str()));
        for key in required
            .iter()
            .copied()
            .filter(|key| node.get(key).is_none_or(Node::is_null))
        {
            self.push(
                Diagnostic::warning(
                    "missing-member",
                    node.key_location(),
                    format!("`{key}` is missing"),
                )
                .label("read as an empty string"),
            );
            members.insert(key.to_owned(), Value::String(String::new()));
        }
        self.typed_value(node, members)
    }

    /// The members of an object as JSON in which every scalar is a string, and what is null is not there.
    pub(super) fn as_strings(&self, node: Node<'a>) -> Map<String, Value> {
        let mut strings = Map::new();
        for (key, member) in node.entries() {
            let value = match member.kind() {
                NodeKind::Null => continue,
                NodeKind::Array => Value::Array(
                    member
                        .items()
                        .map(Node::scalar_text)
                        .map(Value::from)
                        .collect(),
                ),
                NodeKind::Object if reference(member).is_none() => {
                    Value::Object(self.as_strings(member))
                }
                _ => Value::from(self.as_text(member)),
            };
            strings.insert(key.to_owned(), value);
        }
        strings
    }

    /// The members of an object as a type; none, with a warning, when they are not those of the type.
    pub(super) fn typed_value<T: DeserializeOwned>(
        &self,
        node: Node<'a>,
        members: Map<String, Value>,
    ) -> Option<T> {
        serde_json::from_value(Value::Object(members))
            .map_err(|error| {
                let message = format!("`{}` cannot be read: {error}", name(node));
                self.push(
                    Diagnostic::warning("malformed-member", node.location(), message)
                        .label("left out"),
                );
            })
            .ok()
    }
}

/// The version, perhaps with a warning; or why the document cannot be read.
fn version(root: Node<'_>) -> Result<(Version, Option<Diagnostic>), Box<Diagnostic>> {
    let Some(node) = root.get("openapi") else {
        return Err(Box::new(no_version(root)));
    };
    let text = node.scalar_text().unwrap_or_default().trim();
    let is = |version: &str| {
        text.strip_prefix(version)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    if is("3.0") {
        return Ok((Version::V30, None));
    }
    if is("3.1") {
        return Ok((Version::V31, None));
    }
    if is("3") {
        let message = format!("OpenAPI {text} is not known");
        return Ok((
            Version::V31,
            Some(
                Diagnostic::warning("openapi-version", node.location(), message)
                    .label("read as 3.1"),
            ),
        ));
    }
    let message = format!("documents of OpenAPI `{text}` cannot be read");
    Err(Box::new(
        Diagnostic::error("openapi-version", node.location(), message)
            .label("3.0 or 3.1 is needed"),
    ))
}

/// Why a document without `openapi` cannot be read.
fn no_version(root: Node<'_>) -> Diagnostic {
    if let Some(swagger) = root.get("swagger") {
        return Diagnostic::error(
            "swagger-2",
            swagger.location(),
            "this is a Swagger 2.0 document",
        )
        .label("OpenAPI 3.0 or 3.1 is needed")
        .help("convert it with `npx swagger2openapi --patch --outfile openapi.yml <file>`");
    }
    Diagnostic::error(
        "not-openapi",
        root.location(),
        "this is not an OpenAPI document",
    )
    .label("there is no `openapi` here")
    .help("a document begins with its version, such as `openapi: 3.1.0`")
}
