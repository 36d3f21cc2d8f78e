//! What a `$ref` leads to (`OpenAPI` 3.1.1, section 4.6; RFC 6901; JSON Schema 2020-12 core, section 8.2).

use crate::diagnostic::Diagnostic;
use crate::load::{FileId, Node, NotLoaded, percent_decode};

use super::Reader;
use super::nearest::nearest;

/// How many references in a row are followed.
const CHAIN: usize = 64;

/// Where a reference that leads nowhere stops.
pub(super) struct Lost<'a> {
    /// The value that was reached, if any.
    reached: Option<Node<'a>>,
    /// What it does not have, or what is wrong with the reference.
    reason: String,
    help: Option<String>,
    /// Whether what it would have led to cannot be known here, rather than being wrong.
    beyond: bool,
}

impl<'a> Reader<'a> {
    /// Finds the schemas that can be referred to by name.
    pub(super) fn collect_identifiers(&mut self) {
        for node in self.document.nodes() {
            match node.key() {
                Some("$anchor" | "$dynamicAnchor") => {
                    if let (Some(name), Some(schema)) = (node.as_str(), node.parent()) {
                        self.anchors.entry((node.file(), name)).or_insert(schema);
                    }
                }
                Some("$id") => {
                    if let (Some(_), Some(schema)) = (node.as_str(), node.parent()) {
                        let base = base_uri(schema);
                        let identifier = base.trim_end_matches('#').to_owned();
                        self.identified.entry(identifier).or_insert(schema);
                    }
                }
                _ => {}
            }
        }
    }

    /// One step: the value that a `$ref` names. None, and a diagnostic at the reference, when it leads nowhere.
    ///
    /// A pointer is looked up in the schema with an `$id` around it, then in its file, then in the document, since
    /// trees of files often mean the document's components; a component's bare name is taken for the component.
    pub fn resolve(&self, reference: Node<'a>) -> Option<Node<'a>> {
        let text = self.reference_text(reference)?;
        match self.locate(reference, text) {
            Ok(node) => Some(node),
            Err(lost) => {
                self.unresolved(reference, text, lost);
                None
            }
        }
    }

    /// The schema that a value of a discriminator's mapping names: a component by its name, or what a reference
    /// leads to. None, with a warning, when there is no such thing.
    pub fn resolve_mapping(&self, value: Node<'a>) -> Option<Node<'a>> {
        let text = self.reference_text(value)?;
        if let Some(schema) = self
            .components("schemas")
            .and_then(|schemas| schemas.get(text))
        {
            return Some(schema);
        }
        if let Ok(node) = self.locate(value, text) {
            return Some(node);
        }
        let names = self.component_schemas();
        let close = nearest(text, names.iter().map(|(name, _)| *name));
        let mut diagnostic = Diagnostic::warning(
            "unresolved-mapping",
            value.place(),
            format!("there is no schema `{text}`"),
        )
        .label("this value of the discriminator is treated as unknown");
        diagnostic.help = close.map(|close| format!("did you mean `{close}`?"));
        self.warn(diagnostic);
        None
    }

    /// The object that a value is or refers to, through any number of references. None, with a diagnostic, when
    /// one of them leads nowhere or back to where it began.
    pub(super) fn follow(&self, node: Node<'a>) -> Option<Node<'a>> {
        let mut current = node;
        for _ in 0..CHAIN {
            let Some(reference) = current.get("$ref") else {
                return Some(current);
            };
            current = self.resolve(reference)?;
            if current == node {
                break;
            }
        }
        let place = node.get("$ref").map_or(node.place(), Node::place);
        self.warn(
            Diagnostic::error(
                "reference-cycle",
                place,
                "the references lead back to where they began",
            )
            .label("there is nothing at the end of them")
            .help("one of them must lead to an object that is written out"),
        );
        None
    }

    fn reference_text(&self, reference: Node<'a>) -> Option<&'a str> {
        reference
            .as_str()
            .or_else(|| self.malformed(reference, "$ref", "a string"))
    }

    fn locate(&self, reference: Node<'a>, text: &'a str) -> Result<Node<'a>, Lost<'a>> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if path.is_empty() {
            return self.locate_here(reference, fragment);
        }
        if let Some(resource) = self.identified(reference, path) {
            return self.fragment(resource, fragment);
        }
        let reason = match self.document.linked_file(reference.file(), path) {
            Some(Ok(file)) => {
                let root = self.document.file(file);
                return root
                    .ok_or_else(|| Lost::because("this file could not be read"))
                    .and_then(|root| self.fragment(root, fragment));
            }
            Some(Err(reason)) => Some(reason),
            None => None,
        };
        if fragment.is_empty() && !path.contains(['/', ':']) {
            if let Some(schema) = self
                .components("schemas")
                .and_then(|schemas| schemas.get(path))
            {
                self.warn(
                    Diagnostic::warning(
                        "bare-reference",
                        reference.place(),
                        "a component's name is no reference",
                    )
                    .label(format!("read as `#/components/schemas/{path}`")),
                );
                return Ok(schema);
            }
        }
        Err(Lost::unread(reason))
    }

    /// A fragment without a path: in the schema with an `$id` around the reference, in its file, in the document.
    fn locate_here(&self, reference: Node<'a>, fragment: &str) -> Result<Node<'a>, Lost<'a>> {
        if let Some(resource) = enclosing_resource(reference)
            && let Ok(node) = self.fragment(resource, fragment)
        {
            return Ok(node);
        }
        let file = self
            .document
            .file(reference.file())
            .unwrap_or_else(|| self.root());
        let lost = match self.fragment(file, fragment) {
            Ok(node) => return Ok(node),
            Err(lost) => lost,
        };
        if reference.file() == FileId(0) {
            return Err(lost);
        }
        let node = self.fragment(self.root(), fragment).map_err(|_| lost)?;
        self.warn(
            Diagnostic::warning(
                "reference-to-root",
                reference.place(),
                format!("this file has no `#{fragment}`"),
            )
            .label("read as a reference into the document itself")
            .related(node.key_place(), "what is meant")
            .help("put the document's path in front of `#`"),
        );
        Ok(node)
    }

    /// The schema whose `$id` a path means, seen from a reference.
    fn identified(&self, reference: Node<'a>, path: &str) -> Option<Node<'a>> {
        if self.identified.is_empty() {
            return None;
        }
        let absolute = join_uri(&base_uri(reference), path);
        self.identified
            .get(&absolute)
            .or_else(|| self.identified.get(path))
            .copied()
    }

    fn fragment(&self, resource: Node<'a>, fragment: &str) -> Result<Node<'a>, Lost<'a>> {
        if fragment.is_empty() {
            return Ok(resource);
        }
        if let Some(pointer) = fragment.strip_prefix('/') {
            return self.pointer(resource, pointer, 0);
        }
        let name = percent_decode(fragment);
        if let Some(schema) = self.anchors.get(&(resource.file(), name.as_str())) {
            return Ok(*schema);
        }
        // `#components/schemas/User`, with a slash forgotten.
        self.pointer(resource, fragment, 0)
            .map_err(|_| Lost::because(format!("there is no `$anchor: {name}` in this file")))
    }

    /// Follows a pointer, without its first slash. References on the way are followed: what they lead to is what
    /// was meant.
    fn pointer(&self, from: Node<'a>, pointer: &str, depth: usize) -> Result<Node<'a>, Lost<'a>> {
        let mut node = from;
        let mut rest = Some(pointer);
        while let Some(steps) = rest {
            let (step, after) = steps
                .split_once('/')
                .map_or((steps, None), |(step, after)| (step, Some(after)));
            if let Some(child) = child(node, step) {
                (node, rest) = (child, after);
            } else if let Some((child, after)) = unescaped(node, steps) {
                (node, rest) = (child, after);
            } else if let Some(reference) = node.get("$ref")
                && depth < CHAIN
            {
                let text = reference.as_str().unwrap_or_default();
                node = self.locate_once(reference, text, depth)?;
            } else {
                return Err(Lost::at(node, step));
            }
        }
        Ok(node)
    }

    fn locate_once(
        &self,
        reference: Node<'a>,
        text: &'a str,
        depth: usize,
    ) -> Result<Node<'a>, Lost<'a>> {
        match text.strip_prefix("#/") {
            Some(pointer) => {
                let file = self
                    .document
                    .file(reference.file())
                    .unwrap_or_else(|| self.root());
                self.pointer(file, pointer, depth + 1)
            }
            None => self.locate(reference, text),
        }
    }

    fn unresolved(&self, reference: Node<'a>, text: &str, lost: Lost<'a>) {
        let message = format!("`{text}` leads nowhere");
        let mut diagnostic = if lost.beyond {
            Diagnostic::warning(
                "remote-reference",
                reference.place(),
                format!("`{text}` is not followed"),
            )
        } else {
            Diagnostic::error("unresolved-reference", reference.place(), message)
        };
        diagnostic = diagnostic.label(lost.reason);
        if let Some(reached) = lost.reached {
            diagnostic = diagnostic.related(reached.key_place(), "the reference gets to here");
        }
        diagnostic.help = lost.help.or_else(|| self.suggestion(text, lost.reached));
        self.warn(diagnostic);
    }

    /// What the reference most likely means.
    fn suggestion(&self, text: &str, reached: Option<Node<'a>>) -> Option<String> {
        let last = text.rsplit('/').next().map(step)?;
        let siblings = reached
            .into_iter()
            .flat_map(Node::entries)
            .map(|(key, _)| key);
        if let Some(close) = nearest(&last, siblings) {
            let pointer = reached
                .map(|reached| self.document.pointer(reached.origin()))
                .unwrap_or_default();
            return Some(format!(
                "did you mean `{pointer}/{}`?",
                close.replace('~', "~0").replace('/', "~1")
            ));
        }
        let sections = self
            .object(self.root(), "components")
            .into_iter()
            .flat_map(Node::entries);
        sections
            .filter(|(_, section)| section.get(&last).is_some())
            .map(|(section, _)| format!("did you mean `#/components/{section}/{last}`?"))
            .next()
    }
}

impl<'a> Lost<'a> {
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
            ..Self::because(format!("there is no `{}`", step(missing)))
        }
    }

    fn unread(reason: Option<&NotLoaded>) -> Self {
        match reason {
            Some(NotLoaded::Remote) => Self {
                help: Some(
                    "save what it names in the folder of the document, and refer to that file"
                        .to_owned(),
                ),
                beyond: true,
                ..Self::because(
                    "nothing is fetched from elsewhere: read as a schema that allows anything",
                )
            },
            Some(NotLoaded::Outside) => Self {
                help: Some("move the file into the folder of the document".to_owned()),
                ..Self::because("files outside the folder of the document are not read")
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

/// The member or item that a step of a pointer names.
fn child<'a>(node: Node<'a>, text: &str) -> Option<Node<'a>> {
    if let Ok(index) = text.parse::<usize>()
        && let Some(item) = node.at(index)
    {
        return Some(item);
    }
    node.get(&step(text)).or_else(|| node.get(text))
}

/// The member whose key has slashes that are not written as `~1`: the longest that the steps begin with, and what
/// is left of them.
fn unescaped<'a, 's>(node: Node<'a>, steps: &'s str) -> Option<(Node<'a>, Option<&'s str>)> {
    if let Some(found) = child(node, steps) {
        return Some((found, None));
    }
    let ends = steps.rmatch_indices('/').map(|(end, _)| end);
    ends.filter_map(|end| {
        let (key, after) = steps.split_at_checked(end)?;
        Some((child(node, key)?, after.get(1..)))
    })
    .next()
}

/// A step of a pointer as the key that it stands for.
fn step(text: &str) -> String {
    percent_decode(text).replace("~1", "/").replace("~0", "~")
}

/// The innermost schema around a value that has an `$id`, unless that is the whole file.
fn enclosing_resource(node: Node<'_>) -> Option<Node<'_>> {
    ancestors(node).find(|ancestor| {
        ancestor.parent().is_some() && ancestor.get("$id").and_then(Node::as_str).is_some()
    })
}

fn ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(Some(node), |node| node.parent())
}

/// What relative references in a value are relative to, by the `$id`s around it.
fn base_uri(node: Node<'_>) -> String {
    let identifiers: Vec<&str> = ancestors(node)
        .filter_map(|ancestor| ancestor.get("$id").and_then(Node::as_str))
        .collect();
    identifiers
        .iter()
        .rev()
        .fold(String::new(), |base, identifier| {
            join_uri(&base, identifier)
        })
}

/// Resolves a reference against a base, both without fragment (RFC 3986, section 5.2).
fn join_uri(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or("");
    let has_scheme = reference
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains('/'));
    if has_scheme || base.is_empty() {
        return reference.to_owned();
    }
    let path_starts = base.find("://").map_or(0, |scheme| {
        let authority = scheme + 3;
        base.get(authority..)
            .and_then(|rest| rest.find('/'))
            .map_or(base.len(), |slash| authority + slash)
    });
    let (authority, path) = base.split_at_checked(path_starts).unwrap_or(("", base));
    if reference.is_empty() {
        return base.to_owned();
    }
    if reference.starts_with('/') {
        return format!("{authority}{reference}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in reference.split('/') {
        match step {
            "." => {}
            ".." => {
                if steps.len() > 1 {
                    steps.pop();
                }
            }
            _ => steps.push(step),
        }
    }
    format!("{authority}{}", steps.join("/"))
}
