//! Resolves `$ref` (`OpenAPI` 3.1.1, section 4.6; RFC 6901; JSON Schema 2020-12 core, section 8.2).

use std::borrow::Cow;
use std::cell::Cell;

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{FileId, Node, NotLoaded, percent_decode};

use super::Reader;
use super::members::reference;
use super::uri::join;

/// The limit of references that are followed to resolve one.
const CHAIN: usize = 64;

/// The limit of slashes in a pointer that may belong to one key.
const UNESCAPED: usize = 32;

/// The approximate limit of bytes of a pointer in a suggestion.
const LONGEST_POINTER: usize = 1_000;

/// The limit of sections of `components` in which an unresolved name is looked up.
const SECTIONS: usize = 16;

/// The bytes of base URIs that are kept for any document.
const URIS: usize = 4 << 20;

/// The additional bytes for each byte of a document.
const URIS_PER_BYTE: usize = 4;

/// The state of resolving one reference.
struct ResolvedPointer<'a> {
    /// The first reference.
    reference: Node<'a>,
    /// The number of references that may still be followed. Pointers may lead through references, whose
    /// pointers may lead through references.
    left: Cell<usize>,
}

/// The reason why a reference does not resolve.
struct UnresolvedPointer<'a> {
    /// The last value that was reached, if any.
    reached: Option<Node<'a>>,
    /// The missing part of that value, or the reason why the reference is wrong.
    reason: String,
    help: Option<&'static str>,
    /// Whether the reference is correct and only its target is not available.
    beyond: bool,
}

impl<'a> Reader<'a> {
    /// Collects the schemas that references can name by `$anchor` or `$id`.
    /// A schema whose base URI is beyond the limit cannot be named by its `$id`.
    pub(super) fn collect_identifiers(&mut self) {
        let mut left = URIS + URIS_PER_BYTE * self.size();
        for node in self
            .document
            .nodes_with_key(|key| matches!(key, "$anchor" | "$dynamicAnchor" | "$id"))
        {
            let (Some(name), Some(schema)) = (node.as_str(), node.parent()) else {
                continue;
            };
            if node.key() == Some("$id") {
                let uri = self.uri_scopes.of(schema).base;
                if let Some(rest) = left.checked_sub(uri.len()) {
                    left = rest;
                    self.identified.entry(uri.to_string()).or_insert(schema);
                }
            } else {
                self.anchors.entry((node.file(), name)).or_insert(schema);
            }
        }
    }

    /// Resolves one `$ref` to the value that it names, which may be a reference. Returns none, and reports a
    /// diagnostic at the reference, if it does not resolve.
    ///
    /// A pointer is looked up in the enclosing schema with an `$id`, then in its file, then in the root
    /// document: the files of a description often mean the components of the root document. A component's
    /// bare name is read as a reference to the component.
    pub fn resolve(&self, reference: Node<'a>) -> Option<Node<'a>> {
        let Some(text) = reference.as_str() else {
            return self.malformed(reference, "a string");
        };
        let way = ResolvedPointer::from(reference);
        self.resolve_reference(&way, reference, text)
            .map_err(|lost| self.unresolved(reference, text, lost))
            .ok()
    }

    /// Resolves one `$ref` without reporting diagnostics for an unresolved one.
    pub(crate) fn step(&self, reference: Node<'a>) -> Option<Node<'a>> {
        let text = reference.as_str()?;
        self.resolve_reference(&ResolvedPointer::from(reference), reference, text)
            .ok()
    }

    /// Returns the object that a value is or refers to, without reporting diagnostics for unresolved
    /// references.
    pub(crate) fn try_deref(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut current = node;
        for _ in 0..CHAIN {
            let Some(next) = reference(current) else {
                return Some(current);
            };
            current = self.step(next)?;
        }
        None
    }

    /// Resolves a value of a discriminator's mapping: the name of a component, or a reference. Returns none,
    /// with a warning, if there is no such schema.
    pub fn resolve_mapping(&self, value: Node<'a>) -> Option<Node<'a>> {
        let text = self.as_text(value)?;
        if let Some(schema) = self.component("schemas", text) {
            return Some(schema);
        }
        if let Ok(node) = self.resolve_reference(&ResolvedPointer::from(value), value, text) {
            return Some(node);
        }
        // Lazy, so that no names are collected once the budget for suggestions is spent.
        let names = std::iter::once_with(|| self.component_schemas()).flatten();
        let name = text.rsplit('/').next().unwrap_or(text);
        let mut diagnostic = Diagnostic::warning(
            codes::UNRESOLVED_MAPPING,
            value.location(),
            format!("there is no schema `{text}`"),
        )
        .label("this value of the discriminator is treated as unknown");
        let close = self.nearest(name, names.map(|(name, _)| name));
        diagnostic.help = close.map(|close| format!("did you mean `{close}`?"));
        self.push(diagnostic);
        None
    }

    /// Returns the object that a value is or refers to, through any number of references. Returns none, and
    /// reports a diagnostic, if a reference does not resolve or the references form a cycle.
    pub(crate) fn deref(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut current = node;
        for _ in 0..CHAIN {
            let Some(next) = reference(current) else {
                return Some(current);
            };
            current = self.resolve(next)?;
        }
        let place = reference(node).map_or(node.location(), Node::location);
        self.push(
            Diagnostic::error(codes::REFERENCE_CYCLE, place, "the references form a cycle")
                .label("they never reach an object")
                .help("one of them must refer to an object"),
        );
        None
    }

    fn resolve_reference(
        &self,
        way: &ResolvedPointer<'a>,
        reference: Node<'a>,
        text: &'a str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        let left = way.left.get().checked_sub(1);
        way.left.set(left.ok_or_else(|| {
            UnresolvedPointer::because("the references along the pointer form a cycle")
        })?);
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if path.is_empty() {
            return self.resolve_in_file(way, reference, fragment);
        }
        if let Some(resource) = self.identified(reference, path) {
            return self.fragment(way, resource, fragment);
        }
        let reason = match self.document.linked_file(reference.file(), path) {
            Some(Ok(file)) => {
                let root = self
                    .document
                    .file(file)
                    .ok_or_else(|| UnresolvedPointer::unread(Some(&NotLoaded::Invalid)))?;
                return self.fragment(way, root, fragment);
            }
            Some(Err(reason)) => Some(reason),
            None => None,
        };
        let schema = self
            .component("schemas", path)
            .filter(|_| fragment.is_empty());
        let schema = schema.ok_or_else(|| UnresolvedPointer::unread(reason))?;
        self.push(
            Diagnostic::warning(
                codes::BARE_REFERENCE,
                reference.location(),
                "the name of a component is not a reference",
            )
            .label(format!("read as `#/components/schemas/{path}`")),
        );
        Ok(schema)
    }

    /// Resolves a reference without a path: in the enclosing schema with an `$id`, in its file, or in the
    /// root document.
    fn resolve_in_file(
        &self,
        way: &ResolvedPointer<'a>,
        reference: Node<'a>,
        fragment: &str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        if !self.identified.is_empty()
            && let Some(resource) = self.uri_scopes.of(reference).resource
            && let Some(resource) = self.node(resource)
            && let Ok(node) = self.fragment(way, resource, fragment)
        {
            return Ok(node);
        }
        let file = self
            .document
            .file(reference.file())
            .unwrap_or_else(|| self.root());
        let lost = match self.fragment(way, file, fragment) {
            Ok(node) => return Ok(node),
            Err(lost) => lost,
        };
        if reference.file() == FileId(0) {
            return Err(lost);
        }
        let node = self
            .fragment(way, self.root(), fragment)
            .map_err(|_| lost)?;
        self.push(
            Diagnostic::warning(
                codes::REFERENCE_TO_ROOT,
                reference.location(),
                format!("this file has no `#{fragment}`"),
            )
            .label("read as a reference into the document itself")
            .related(node.key_location(), "what is meant")
            .help("put the path of the file before `#`"),
        );
        Ok(node)
    }

    /// Returns the schema whose `$id` equals a path, relative to the location of the reference.
    fn identified(&self, reference: Node<'a>, path: &str) -> Option<Node<'a>> {
        if self.identified.is_empty() {
            return None;
        }
        let absolute = join(&self.uri_scopes.of(reference).base, path);
        self.identified
            .get(&absolute)
            .or_else(|| self.identified.get(path))
            .copied()
    }

    fn fragment(
        &self,
        way: &ResolvedPointer<'a>,
        resource: Node<'a>,
        fragment: &str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        if fragment.is_empty() {
            return Ok(resource);
        }
        if let Some(pointer) = fragment.strip_prefix('/') {
            return self.pointer(way, resource, pointer);
        }
        let name = percent_decode(fragment);
        if let Some(schema) = self.anchors.get(&(resource.file(), name.as_str())) {
            return Ok(*schema);
        }
        // `#components/schemas/User`, with the first slash missing.
        self.pointer(way, resource, fragment).map_err(|_| {
            UnresolvedPointer::because(format!("there is no `$anchor: {name}` in this file"))
        })
    }

    /// Follows a JSON pointer (without its first slash). It continues through references on its path.
    fn pointer(
        &self,
        way: &ResolvedPointer<'a>,
        from: Node<'a>,
        pointer: &str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        let mut node = from;
        let mut rest = Some(pointer);
        while let Some(steps) = rest {
            self.spend(1);
            let (first, after) = steps
                .split_once('/')
                .map_or((steps, None), |(first, after)| (first, Some(after)));
            if let Some(child) = child(node, first) {
                (node, rest) = (child, after);
            } else if let Some((child, after)) = unescaped(node, steps) {
                self.push(
                    Diagnostic::warning(
                        codes::UNESCAPED_REFERENCE,
                        way.reference.location(),
                        "a key contains a slash",
                    )
                    .label("read as if it were written `~1`")
                    .related(child.key_location(), "what is meant"),
                );
                (node, rest) = (child, after);
            } else if let Some(next) = reference(node) {
                node = self.resolve_reference(way, next, next.as_str().unwrap_or_default())?;
            } else {
                return Err(UnresolvedPointer::at(node, first));
            }
        }
        Ok(node)
    }

    fn unresolved(&self, reference: Node<'a>, text: &str, lost: UnresolvedPointer<'a>) {
        let message = format!("`{text}` does not resolve");
        let mut diagnostic = if lost.beyond {
            let message = format!("`{text}` is not followed");
            Diagnostic::warning(codes::REMOTE_REFERENCE, reference.location(), message)
        } else if is_beside_the_types(reference) {
            Diagnostic::warning(codes::UNRESOLVED_REFERENCE, reference.location(), message)
        } else {
            Diagnostic::error(codes::UNRESOLVED_REFERENCE, reference.location(), message)
        };
        if let Some(reached) = lost.reached {
            diagnostic = diagnostic.related(reached.key_location(), "the last part that exists");
        }
        diagnostic.help = lost
            .help
            .map(str::to_owned)
            .or_else(|| self.suggestion(text, lost.reached));
        self.push(diagnostic.label(lost.reason));
    }

    /// Returns a suggestion for an unresolved reference.
    fn suggestion(&self, text: &str, reached: Option<Node<'a>>) -> Option<String> {
        let last = key(text.rsplit(['/', '#']).next()?);
        let siblings = reached
            .into_iter()
            .flat_map(Node::entries)
            .map(|(name, _)| name);
        if let Some(close) = self.nearest(&last, siblings) {
            let pointer = reached
                .map(|reached| {
                    self.document
                        .pointer_within(reached.origin(), LONGEST_POINTER)
                })
                .unwrap_or_default();
            return Some(format!(
                "did you mean `{pointer}/{}`?",
                close.replace('~', "~0").replace('/', "~1")
            ));
        }
        // Looked up without following references: the section may itself be the reference that does not
        // resolve.
        let (section, _) = self
            .root()
            .get("components")
            .into_iter()
            .flat_map(Node::entries)
            .take(SECTIONS)
            .find(|(_, section)| section.get(&last).is_some())?;
        Some(format!("did you mean `#/components/{section}/{last}`?"))
    }
}

impl<'a> ResolvedPointer<'a> {
    fn from(reference: Node<'a>) -> Self {
        Self {
            reference,
            left: Cell::new(CHAIN),
        }
    }
}

impl<'a> UnresolvedPointer<'a> {
    fn because(reason: impl Into<String>) -> Self {
        Self {
            reached: None,
            reason: reason.into(),
            help: None,
            beyond: false,
        }
    }

    fn at(reached: Node<'a>, missing: &str) -> Self {
        Self {
            reached: Some(reached),
            ..Self::because(format!("there is no `{}`", key(missing)))
        }
    }

    fn unread(reason: Option<&NotLoaded>) -> Self {
        match reason {
            Some(NotLoaded::Remote) => Self {
                help: Some("save its target in the folder of the document, and refer to that file"),
                beyond: true,
                ..Self::because("nothing is fetched from elsewhere")
            },
            Some(NotLoaded::Outside) => Self {
                help: Some(
                    "name a folder that has both files: `root` in the configuration, `--root` on the command line",
                ),
                ..Self::because("it is outside of the folder whose files may be read")
            },
            Some(NotLoaded::Prose) => Self::because("this file is prose"),
            Some(NotLoaded::Unreadable(error)) => {
                Self::because(format!("this file cannot be read: {error}"))
            }
            Some(NotLoaded::Invalid) => Self::because("there are errors in this file"),
            Some(NotLoaded::TooMany) => Self::because("the document has too many files"),
            None => Self::because("there is no such file or schema"),
        }
    }
}

/// Returns the property or item that a segment of a pointer names.
fn child<'a>(node: Node<'a>, step: &str) -> Option<Node<'a>> {
    if node.is_array() {
        return step.parse().ok().and_then(|index| node.at(index));
    }
    node.get(&key(step)).or_else(|| node.get(step))
}

/// Finds the property whose key contains slashes that the pointer does not escape as `~1`. Returns the one
/// with the longest matching key, and the rest of the pointer.
fn unescaped<'a, 's>(node: Node<'a>, steps: &'s str) -> Option<(Node<'a>, Option<&'s str>)> {
    let mut ends: Vec<usize> = steps
        .match_indices('/')
        .map(|(end, _)| end)
        .take(UNESCAPED)
        .collect();
    if ends.len() < UNESCAPED {
        ends.push(steps.len());
    }
    ends.into_iter().skip(1).rev().find_map(|end| {
        let (first, after) = steps.split_at_checked(end)?;
        Some((child(node, first)?, after.get(1..)))
    })
}

/// Decodes a segment of a pointer.
fn key(step: &str) -> Cow<'_, str> {
    if !step.contains(['%', '~']) {
        return Cow::Borrowed(step);
    }
    Cow::Owned(percent_decode(step).replace("~1", "/").replace("~0", "~"))
}

/// Reports whether a reference is to a header of a response, an example, a link or a callback: no type
/// depends on these.
fn is_beside_the_types(reference: Node<'_>) -> bool {
    let section = reference.parent().and_then(Node::parent);
    section
        .and_then(Node::key)
        .is_some_and(|key| matches!(key, "headers" | "examples" | "links" | "callbacks"))
}
