//! The entry to a document's views, and what the document says of itself.

use std::collections::HashMap;

use openapiv3::{Server, Tag};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::Info;
use crate::load::{Document, FileId, Kind, Node};

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
    diagnostics: &'a Diagnostics,
    version: Version,
    /// The values of `$anchor`, by file.
    pub(super) anchors: HashMap<(FileId, &'a str), Node<'a>>,
    /// Schemas by their absolute `$id`.
    pub(super) identified: HashMap<String, Node<'a>>,
}

impl<'a> Reader<'a> {
    /// Begins to read a document; none, and an error, when it is not `OpenAPI` 3.
    pub fn new(document: &'a Document, diagnostics: &'a Diagnostics) -> Option<Self> {
        let version = match version(document.root()) {
            Ok((version, warning)) => {
                warning
                    .into_iter()
                    .for_each(|warning| diagnostics.push(warning));
                version
            }
            Err(error) => {
                diagnostics.push(error);
                return None;
            }
        };
        let mut reader = Self {
            document,
            diagnostics,
            version,
            anchors: HashMap::new(),
            identified: HashMap::new(),
        };
        reader.collect_identifiers();
        Some(reader)
    }

    /// The version that the document is written in.
    pub fn version(&self) -> Version {
        self.version
    }

    pub(super) fn warn(&self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn root(&self) -> Node<'a> {
        self.document.root()
    }

    /// A section of the components of the document: `schemas`, `responses`, ….
    pub(super) fn components(&self, section: &str) -> Option<Node<'a>> {
        self.object(self.root(), "components")
            .and_then(|components| self.object(components, section))
    }

    /// `info`
    pub fn info(&self) -> Info {
        let Some(node) = self.object(self.root(), "info") else {
            self.warn(
                Diagnostic::warning(
                    "missing-info",
                    self.root().place(),
                    "the document has no `info`",
                )
                .help("give it `info` with `title` and `version`"),
            );
            return Info::default();
        };
        let license = self.object(node, "license").and_then(|license| {
            let typed: openapiv3::License = self.typed(license, &["name"])?;
            Some((
                typed.name,
                self.filled_text(license, "identifier")
                    .map(str::to_owned)
                    .or(typed.url),
            ))
        });
        let info: openapiv3::Info = self.typed(node, &["title", "version"]).unwrap_or_default();
        Info {
            title: info.title,
            version: info.version,
            description: info.description,
            terms_of_service: info.terms_of_service,
            license,
        }
    }

    /// `servers` of the document.
    pub fn servers(&self) -> Vec<Server> {
        self.list(self.root(), "servers")
            .into_iter()
            .filter_map(|node| self.server(node))
            .collect()
    }

    /// A server object; none, with a warning, when it cannot be read.
    pub fn server(&self, node: Node<'a>) -> Option<Server> {
        self.typed(node, &["url"])
    }

    /// `tags` of the document.
    pub fn tags(&self) -> Vec<Tag> {
        self.list(self.root(), "tags")
            .into_iter()
            .filter_map(|node| self.typed(node, &["name"]))
            .collect()
    }

    /// `components.schemas`: names and schemas.
    pub fn component_schemas(&self) -> Vec<(&'a str, Node<'a>)> {
        self.components("schemas")
            .into_iter()
            .flat_map(Node::entries)
            .collect()
    }

    /// An object as a type whose scalars are all strings, which is so for all that this is used for. Numbers and
    /// booleans without quotes are strings here too; members that are null are not there.
    pub(super) fn typed<T: DeserializeOwned>(
        &self,
        node: Node<'a>,
        required: &[&str],
    ) -> Option<T> {
        let mut value = as_strings(node);
        let name = node.key().unwrap_or("item");
        let Value::Object(members) = &mut value else {
            return self.malformed(node, name, "an object");
        };
        for key in required {
            if !members.contains_key(*key) {
                self.warn(
                    Diagnostic::warning(
                        "missing-member",
                        node.key_place(),
                        format!("`{key}` is missing"),
                    )
                    .label("read as an empty string"),
                );
                members.insert((*key).to_owned(), Value::String(String::new()));
            }
        }
        serde_json::from_value(value)
            .map_err(|error| {
                let message = format!("this cannot be read: {error}");
                self.warn(
                    Diagnostic::warning("malformed-member", node.place(), message)
                        .label("left out"),
                );
            })
            .ok()
    }
}

fn as_strings(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Array => Value::Array(node.items().map(as_strings).collect()),
        Kind::Object => Value::Object(
            node.entries()
                .filter(|(_, member)| !member.is_null())
                .map(|(key, member)| (key.to_owned(), as_strings(member)))
                .collect(),
        ),
        _ => Value::String(node.scalar_text().unwrap_or_default().to_owned()),
    }
}

/// The version, perhaps with a warning; or why the document cannot be read.
fn version(root: Node<'_>) -> Result<(Version, Option<Diagnostic>), Diagnostic> {
    if root.get("swagger").is_some() {
        let place = root.get("swagger").map_or(root.place(), Node::place);
        return Err(Diagnostic::error(
            "swagger-2",
            place,
            "this is a Swagger 2.0 document, and OpenAPI 3 is needed",
        )
        .label("an older format")
        .help("convert it: `npx swagger2openapi --patch --outfile openapi.yml <this file>`"));
    }
    let Some(node) = root.get("openapi") else {
        return Err(Diagnostic::error(
            "not-openapi",
            root.place(),
            "this is not an OpenAPI document",
        )
        .label("`openapi` is missing")
        .help("an OpenAPI document says `openapi: 3.1.0` or the like at its top"));
    };
    let text = node.scalar_text().unwrap_or_default().trim();
    let is = |version: &str| {
        text == version
            || text
                .strip_prefix(version)
                .is_some_and(|rest| rest.starts_with(['.', '-']))
    };
    if is("3.0") {
        return Ok((Version::V30, None));
    }
    if is("3.1") {
        return Ok((Version::V31, None));
    }
    if is("3.2") || text == "3" {
        let message = format!("version `{text}` of OpenAPI is read as 3.1");
        return Ok((
            Version::V31,
            Some(Diagnostic::warning("version", node.place(), message).label("read as 3.1")),
        ));
    }
    Err(Diagnostic::error(
        "version",
        node.place(),
        format!("`{text}` is no version of OpenAPI that can be read"),
    )
    .label("3.0 or 3.1 is needed"))
}
