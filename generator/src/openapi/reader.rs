//! The entry point to the views of a document; reads its version, info and tags.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use openapiv3::{License, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::base::info::Info;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::load::{Document, FileId, Node, NodeKind, Origin};

use super::effort::Effort;
use super::fixed_fields;
use super::members::{is_extension, name, reference};
use super::uri::UriScopes;
use crate::base::suggest::Budget;

/// The `OpenAPI` version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0
    V30,
    /// 3.1
    V31,
    /// 3.2. Later versions are read as 3.2, with a warning.
    V32,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V32 => "3.2",
        })
    }
}

/// In which direction a schema is left out, and the schemas that it refers to or extends.
#[derive(Debug)]
pub(crate) struct Flags {
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    reference: Option<Origin>,
    all_of: Vec<Origin>,
}

/// A reader of the views of a document.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) diagnostics: &'a Diagnostics,
    version: Version,
    /// The schemas with `$anchor`, by file and name.
    pub(super) anchors: HashMap<(FileId, &'a str), Node<'a>>,
    /// The schemas with `$id`, by the absolute form of the identifier.
    pub(super) identified: HashMap<String, Node<'a>>,
    pub(super) uri_scopes: UriScopes,
    /// The suggestions that may still be made.
    pub(super) suggestions: Budget,
    /// The values whose names have been checked, each with the kind of object that it was checked for: many
    /// references may lead to one object.
    pub(super) checked: RefCell<HashSet<(Origin, &'static str)>>,
    /// The fields that have been reported once: the code, the kind of object and the name.
    pub(super) noted: RefCell<HashSet<(&'static str, &'static str, &'static str)>>,
    /// What the flags of a value and the schemas that it refers to or extends are. Many properties may refer to one
    /// large schema.
    flags: RefCell<HashMap<Origin, Rc<Flags>>>,
    /// The work that may still be done.
    pub(super) effort: Effort,
    /// The sections of `components`, with references resolved.
    components: HashMap<&'a str, Node<'a>>,
}

impl Reader<'_> {
    /// Returns the candidate closest to a name, or none when the document's budget for suggestions is spent.
    pub(crate) fn nearest<'c>(
        &self,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.suggestions.nearest(name, candidates)
    }
}

impl<'a> Reader<'a> {
    /// Returns the flags of a schema, which is read once.
    pub(crate) fn flags(&self, node: Node<'a>) -> Rc<Flags> {
        if let Some(known) = self.flags.borrow().get(&node.origin()) {
            return Rc::clone(known);
        }
        let schema = self.schema(node);
        let flags = Rc::new(Flags {
            read_only: schema.read_only,
            write_only: schema.write_only,
            reference: schema.reference.map(Node::origin),
            all_of: schema.all_of.into_iter().map(Node::origin).collect(),
        });
        let mut all = self.flags.borrow_mut();
        all.insert(node.origin(), Rc::clone(&flags));
        flags
    }

    /// Returns the schemas that a schema with these flags refers to or extends.
    pub(crate) fn extended(&self, flags: &Flags) -> Vec<Node<'a>> {
        let reference = flags.reference.and_then(|node| self.document.node(node));
        let target = reference.and_then(|reference| self.resolve(reference));
        let all_of = flags.all_of.iter();
        let all_of = all_of.filter_map(|node| self.document.node(*node));
        target.into_iter().chain(all_of).collect()
    }

    /// Creates a reader. Returns none, and reports an error, if the document is not `OpenAPI` 3.
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
            uri_scopes: UriScopes::default(),
            suggestions: Budget::default(),
            checked: RefCell::default(),
            noted: RefCell::default(),
            flags: RefCell::default(),
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

    /// Checks the fields of the document (section 4.8.1). A document that describes nothing is an error. An
    /// unknown field is a warning: the contents of `pathz` would be missing silently.
    pub fn check(&self) {
        let root = self.root();
        let describes = ["paths", "webhooks", "x-webhooks", "components"];
        if !describes.iter().any(|key| root.get(key).is_some()) {
            let message = "the document has no `paths`";
            self.diagnostics.push(
                Diagnostic::error(codes::MISSING_MEMBER, root.location(), message)
                    .help("give it `paths`, `webhooks` or `components`"),
            );
        }
        for (key, member) in root.entries() {
            self.check_member(
                key,
                member,
                &fixed_fields::DOCUMENT,
                fixed_fields::UnknownField::Report,
            );
        }
        if let Some(components) = root.get("components") {
            self.check_members(components, &fixed_fields::COMPONENTS);
        }
    }

    fn as_section(&self, section: Node<'a>) -> Option<Node<'a>> {
        // An extension may have any value.
        if section.is_object() || !section.key().is_some_and(is_extension) {
            return self.as_object(section);
        }
        None
    }

    /// Returns the version of the document.
    pub fn version(&self) -> Version {
        self.version
    }

    pub(super) fn push(&self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn root(&self) -> Node<'a> {
        self.document.root()
    }

    /// Returns a section of `components`: `schemas`, `responses`, ….
    pub(super) fn components(&self, section: &str) -> Option<Node<'a>> {
        self.components.get(section).copied()
    }

    /// Returns a component, which may be a reference.
    pub(super) fn component(&self, section: &str, name: &str) -> Option<Node<'a>> {
        self.components(section)?.get(name)
    }

    /// Returns the origin of a field of the document, or of the document itself if there is no such field.
    pub fn origin_of(&self, member: &str) -> Origin {
        let root = self.root();
        root.get(member).unwrap_or(root).origin()
    }

    /// Returns the node at an origin.
    pub(crate) fn node(&self, origin: Origin) -> Option<Node<'a>> {
        self.document.node(origin)
    }

    /// Reads `info`. A missing one is a warning.
    pub fn info(&self) -> Info {
        let Some(node) = self.object(self.root(), "info") else {
            self.push(
                Diagnostic::warning(
                    codes::MISSING_INFO,
                    self.root().location(),
                    "the document has no `info`",
                )
                .help("give it `info` with `title` and `version`"),
            );
            return Info::default();
        };
        self.check_members(node, &fixed_fields::INFO);
        let info: openapiv3::Info = self
            .typed(node, &["title", "version"], &["contact", "license"])
            .unwrap_or_default();
        Info {
            title: info.title,
            version: info.version,
            description: info
                .description
                .or_else(|| self.filled_text(node, "summary").map(str::to_owned)),
            terms_of_service: info.terms_of_service,
            license: self
                .object(node, "license")
                .and_then(|license| self.license(license)),
        }
    }

    /// Reads the license: its name, and its SPDX expression (since 3.1) or URL.
    fn license(&self, node: Node<'a>) -> Option<(String, Option<String>)> {
        self.check_members(node, &fixed_fields::LICENSE);
        let license: License = self.typed(node, &["name"], &[])?;
        let identifier = self.filled_text(node, "identifier").map(str::to_owned);
        Some((license.name, identifier.or(license.url)))
    }

    /// Reads `tags` of the document.
    pub fn tags(&self) -> Vec<Tag> {
        let tags = self.list(self.root(), "tags").into_iter();
        let tag = |node| {
            let node = self.as_object(node)?;
            self.check_members(node, &fixed_fields::TAG);
            let mut tag: Tag = self.typed(node, &["name"], &[])?;
            let summary = self.filled_text(node, "summary");
            tag.description = tag.description.or(summary.map(str::to_owned));
            Some(tag)
        };
        tags.filter_map(tag).collect()
    }

    /// Returns the names and schemas of `components.schemas`.
    pub fn component_schemas(&self) -> Vec<(&'a str, Node<'a>)> {
        self.components("schemas")
            .into_iter()
            .flat_map(Node::entries)
            // A component may have a name like that of an extension.
            .filter(|(name, node)| !is_extension(name) || self.can_be_schema(*node))
            .collect()
    }

    /// Returns the sections of the document that contain operations and webhooks.
    pub(crate) fn used_sections(&self) -> Vec<Node<'a>> {
        let sections = ["paths", "webhooks", "x-webhooks"].into_iter();
        sections.filter_map(|key| self.root().get(key)).collect()
    }

    /// Returns the values of all `format` keywords, without duplicates.
    pub(crate) fn formats(&self) -> Vec<&'a str> {
        let nodes = self.document.nodes_with_key(|key| key == "format");
        let formats: BTreeSet<&'a str> = nodes.filter_map(Node::as_str).collect();
        formats.into_iter().collect()
    }

    /// Reads an object as `T`, all scalars of which must be strings. Missing `required` fields become empty
    /// strings, with a warning. The fields in `apart`, which are read separately, are left out.
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
                    codes::MISSING_MEMBER,
                    node.key_location(),
                    format!("`{key}` is missing"),
                )
                .label("read as an empty string"),
            );
            members.insert(key.to_owned(), Value::String(String::new()));
        }
        self.typed_value(node, members)
    }

    /// Returns the fields of an object as JSON with all scalars as strings, without the fields that are null.
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

    /// Deserializes the fields of an object. Returns none, with a warning, if they do not match the type.
    pub(super) fn typed_value<T: DeserializeOwned>(
        &self,
        node: Node<'a>,
        members: Map<String, Value>,
    ) -> Option<T> {
        serde_json::from_value(Value::Object(members))
            .map_err(|error| {
                let message = format!("`{}` cannot be read: {error}", name(node));
                self.push(
                    Diagnostic::warning(codes::MALFORMED_MEMBER, node.location(), message)
                        .label("left out"),
                );
            })
            .ok()
    }
}

/// Reads the version.
///
/// Returns a warning with it if the version is not known, and an error if the document cannot be read.
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
    if is("3.2") {
        return Ok((Version::V32, None));
    }
    if is("3") {
        let message = format!("OpenAPI {text} is not a known version");
        return Ok((
            Version::V32,
            Some(
                Diagnostic::warning(codes::OPENAPI_VERSION, node.location(), message)
                    .label("read as 3.2"),
            ),
        ));
    }
    let message = format!("documents of OpenAPI `{text}` cannot be read");
    Err(Box::new(
        Diagnostic::error(codes::OPENAPI_VERSION, node.location(), message)
            .label("3.0, 3.1 or 3.2 is needed"),
    ))
}

/// Returns the error for a document without `openapi`.
fn no_version(root: Node<'_>) -> Diagnostic {
    if let Some(swagger) = root.get("swagger") {
        return Diagnostic::error(
            codes::SWAGGER_2,
            swagger.location(),
            "this is a Swagger 2.0 document",
        )
        .label("OpenAPI 3.0, 3.1 or 3.2 is needed")
        .help("convert it with `npx swagger2openapi --patch --outfile openapi.yml <file>`");
    }
    Diagnostic::error(
        codes::NOT_OPENAPI,
        root.location(),
        "this is not an OpenAPI document",
    )
    .label("there is no `openapi` here")
    .help("a document begins with its version, such as `openapi: 3.1.0`")
}
