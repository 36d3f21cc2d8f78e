//! What a `$ref` leads to (`OpenAPI` 3.1.1, section 4.6; RFC 6901; JSON Schema 2020-12 core, section 8.2).

use std::borrow::Cow;
use std::cell::Cell;

use crate::diagnostic::Diagnostic;
use crate::load::{FileId, Node, NotLoaded, percent_decode};

use super::Reader;
use super::members::reference;
use super::uri::{base_uri, enclosing_resource, join};

/// How many references are followed to resolve one.
const CHAIN: usize = 64;

/// How many slashes of a pointer may belong to one key.
const UNESCAPED: usize = 32;

/// About how many bytes of a pointer a suggestion shows.
const LONGEST_POINTER: usize = 1_000;

/// In how many sections of the components a name is looked for that leads nowhere.
const SECTIONS: usize = 16;

/// The way from a reference to what it leads to.
struct ResolvedPointer<'a> {
    /// Where it begins.
    reference: Node<'a>,
    /// How many references may still be followed: pointers may lead through references, whose pointers may lead
    /// through references.
    left: Cell<usize>,
}

/// Where a reference that leads nowhere stops.
struct UnresolvedPointer<'a> {
    /// The value that was reached, if any.
    reached: Option<Node<'a>>,
    /// What it does not have, or what is wrong with the reference.
    reason: String,
    help: Option<&'static str>,
    /// Whether the reference is right, and only what it leads to cannot be had.
    beyond: bool,
}

impl<'a> Reader<'a> {
    /// Finds the schemas that can be referred to by `$anchor` or `$id`.
    pub(super) fn collect_identifiers(&mut self) {
        for node in self
            .document
            .nodes_with_key(|key| matches!(key, "$anchor" | "$dynamicAnchor" | "$id"))
        {
            let (Some(name), Some(schema)) = (node.as_str(), node.parent()) else {
                continue;
            };
            if node.key() == Some("$id") {
                self.identified.entry(base_uri(schema)).or_insert(schema);
            } else {
                self.anchors.entry((node.file(), name)).or_insert(schema);
            }
        }
    }

    /// One step: the value that a `$ref` names. None, and a diagnostic at the reference, when it leads nowhere.
    ///
    /// A pointer is looked up in the schema with an `$id` around it, then in its file, then in the document, since
    /// trees of files often mean the document's components; a component's bare name is taken for the component.
    pub fn resolve(&self, reference: Node<'a>) -> Option<Node<'a>> {
        let Some(text) = reference.as_str() else {
            return self.malformed(reference, "a string");
        };
        let way = ResolvedPointer::from(reference);
        self.resolve_reference(&way, reference, text)
            .map_err(|lost| self.unresolved(reference, text, lost))
            .ok()
    }

    /// What a `$ref` names, without a word where it leads nowhere.
    pub(super) fn step(&self, reference: Node<'a>) -> Option<Node<'a>> {
        let text = reference.as_str()?;
        self.resolve_reference(&ResolvedPointer::from(reference), reference, text)
            .ok()
    }

    /// The object that a value is or refers to, without a word where it leads nowhere.
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

    /// The schema that a value of a discriminator's mapping names: a component by its name, or what a reference
    /// leads to. None, with a warning, when there is no such thing.
    pub fn resolve_mapping(&self, value: Node<'a>) -> Option<Node<'a>> {
        let text = self.as_text(value)?;
        if let Some(schema) = self.component("schemas", text) {
            return Some(schema);
        }
        if let Ok(node) = self.resolve_reference(&ResolvedPointer::from(value), value, text) {
            return Some(node);
        }
        // The names are only collected while suggestions are made.
        let names = std::iter::once_with(|| self.component_schemas()).flatten();
        let name = text.rsplit('/').next().unwrap_or(text);
        let mut diagnostic = Diagnostic::warning(
            "unresolved-mapping",
            value.location(),
            format!("there is no schema `{text}`"),
        )
        .label("this value of the discriminator is treated as unknown");
        let close = self.nearest(name, names.map(|(name, _)| name));
        diagnostic.help = close.map(|close| format!("did you mean `{close}`?"));
        self.push(diagnostic);
        None
    }

    /// The object that a value is or refers to, through any number of references. None, with a diagnostic, when
    /// one of them leads nowhere or back to one before it.
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

    fn resolve_reference(
        &self,
        way: &ResolvedPointer<'a>,
        reference: Node<'a>,
        text: &'a str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        let left = way.left.get().checked_sub(1);
        way.left.set(left.ok_or_else(|| {
            UnresolvedPointer::because("the references on the way lead back to where they began")
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
                "bare-reference",
                reference.location(),
                "the name of a component is no reference",
            )
            .label(format!("read as `#/components/schemas/{path}`")),
        );
        Ok(schema)
    }

    /// A fragment without a path: in the schema with an `$id` around the reference, in its file, in the document.
    fn resolve_in_file(
        &self,
        way: &ResolvedPointer<'a>,
        reference: Node<'a>,
        fragment: &str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        if !self.identified.is_empty()
            && let Some(resource) = enclosing_resource(reference)
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
                "reference-to-root",
                reference.location(),
                format!("this file has no `#{fragment}`"),
            )
            .label("read as a reference into the document itself")
            .related(node.key_location(), "what is meant")
            .help("put the path of the document in front of `#`"),
        );
        Ok(node)
    }

    /// The schema whose `$id` a path means, seen from a reference.
    fn identified(&self, reference: Node<'a>, path: &str) -> Option<Node<'a>> {
        if self.identified.is_empty() {
            return None;
        }
        let absolute = join(&base_uri(reference), path);
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
        // `#components/schemas/User`, with a slash forgotten.
        self.pointer(way, resource, fragment).map_err(|_| {
            UnresolvedPointer::because(format!("there is no `$anchor: {name}` in this file"))
        })
    }

    /// Follows a pointer, without its first slash. References on the way are followed: what they lead to is what
    /// was meant.
    fn pointer(
        &self,
        way: &ResolvedPointer<'a>,
        from: Node<'a>,
        pointer: &str,
    ) -> Result<Node<'a>, UnresolvedPointer<'a>> {
        let mut node = from;
        let mut rest = Some(pointer);
        while let Some(steps) = rest {
            let (first, after) = steps
                .split_once('/')
                .map_or((steps, None), |(first, after)| (first, Some(after)));
            if let Some(child) = child(node, first) {
                (node, rest) = (child, after);
            } else if let Some((child, after)) = unescaped(node, steps) {
                self.push(
                    Diagnostic::warning(
                        "unescaped-reference",
                        way.reference.location(),
                        "a key has a slash in it",
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
        let message = format!("`{text}` leads nowhere");
        let mut diagnostic = if lost.beyond {
            let message = format!("`{text}` is not followed");
            Diagnostic::warning("remote-reference", reference.location(), message)
        } else if is_beside_the_types(reference) {
            Diagnostic::warning("unresolved-reference", reference.location(), message)
        } else {
            Diagnostic::error("unresolved-reference", reference.location(), message)
        };
        if let Some(reached) = lost.reached {
            diagnostic = diagnostic.related(reached.key_location(), "the reference leads to here");
        }
        diagnostic.help = lost
            .help
            .map(str::to_owned)
            .or_else(|| self.suggestion(text, lost.reached));
        self.push(diagnostic.label(lost.reason));
    }

    /// What the reference most likely means.
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
        // As they are written: a reference in their place may be the very one that leads nowhere.
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
                help: Some(
                    "save what it leads to in the folder of the document, and refer to that file",
                ),
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

/// The member or item that a step of a pointer names.
fn child<'a>(node: Node<'a>, step: &str) -> Option<Node<'a>> {
    if node.is_array() {
        return step.parse().ok().and_then(|index| node.at(index));
    }
    node.get(&key(step)).or_else(|| node.get(step))
}

/// The member whose key has slashes that are not written as `~1`: the longest that the steps begin with, and what
/// is left of them.
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

/// A step of a pointer as the key that it stands for.
fn key(step: &str) -> Cow<'_, str> {
    if !step.contains(['%', '~']) {
        return Cow::Borrowed(step);
    }
    Cow::Owned(percent_decode(step).replace("~1", "/").replace("~0", "~"))
}

/// Whether a reference is to a header of a response, an example, a link or a callback: of these no type is made.
fn is_beside_the_types(reference: Node<'_>) -> bool {
    let section = reference.parent().and_then(Node::parent);
    section
        .and_then(Node::key)
        .is_some_and(|key| matches!(key, "headers" | "examples" | "links" | "callbacks"))
}
