//! A loaded document: the trees of its files, and the file that each reference to a file resolves to.

use std::collections::HashMap;
use std::ops::Range;

use super::node::Node;
use super::tree::Tree;
use super::{FileId, Origin};
use crate::diagnostic::Location;

/// For each file, the files that the paths of its references resolve to.
pub(super) type Links = Vec<HashMap<String, Result<FileId, NotLoaded>>>;

/// The reason why a reference to a file does not resolve to a loaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotLoaded {
    /// It points to another machine, or is a name such as `urn:…`.
    Remote,
    /// It points outside of the folder whose files may be read.
    Outside,
    /// It points to prose: Markdown, plain text or HTML.
    Prose,
    /// The file could not be read; the reason.
    Unreadable(String),
    /// The file was read and is not a document, which has been reported.
    Invalid,
    /// The document has too many files already, or they are too large together.
    TooMany,
}

/// A document and the files it refers to.
#[derive(Debug)]
pub struct Document {
    pub(super) root: Tree,
    /// The other files, by [`FileId`] minus one; none for a file that could not be parsed.
    pub(super) others: Vec<Option<Tree>>,
    pub(super) links: Links,
}

impl Document {
    /// Returns the root of the document.
    pub fn root(&self) -> Node<'_> {
        Node::new(
            self,
            &self.root,
            Origin {
                file: FileId(0),
                node: 0,
            },
        )
    }

    /// Returns the root of a file; none if it could not be parsed.
    pub fn file(&self, file: FileId) -> Option<Node<'_>> {
        self.node(Origin { file, node: 0 })
    }

    /// Returns the node with an origin; none for an origin of another document.
    pub fn node(&self, origin: Origin) -> Option<Node<'_>> {
        let tree = match usize::from(origin.file.0).checked_sub(1) {
            None => &self.root,
            Some(index) => self.others.get(index)?.as_ref()?,
        };
        tree.values.entries.get(super::tree::wide(origin.node))?;
        Some(Node::new(self, tree, origin))
    }

    /// Returns the location of a value as a JSON pointer in a fragment (RFC 6901, section 6), without
    /// percent-encoding: `#/paths/~1users`. The file comes first if it is not the document itself:
    /// `schemas/user.yml#/User`.
    pub fn pointer(&self, origin: Origin) -> String {
        self.pointer_within(origin, usize::MAX)
    }

    /// Returns the pointer in about `limit` bytes, for diagnostics: a longer pointer loses its first tokens
    /// (`#/…/schema`). Without the limit, the locations of diagnostics could take quadratic memory in a document with
    /// long keys or deep nesting.
    pub fn pointer_within(&self, origin: Origin, limit: usize) -> String {
        let mut steps = Vec::new();
        let mut left = limit;
        let mut node = self.node(origin);
        let file = if origin.file == FileId(0) {
            None
        } else {
            node.map(Node::relative_path)
        };
        while let Some(inner) = node {
            if left == 0 {
                steps.push("…".to_owned());
                break;
            }
            if let Some(key) = inner.key() {
                let mut end = left.min(key.len());
                while !key.is_char_boundary(end) {
                    end -= 1;
                }
                let kept = key.get(..end).unwrap_or_default();
                let mut step = kept.replace('~', "~0").replace('/', "~1");
                if end < key.len() {
                    step.push('…');
                }
                left = left.saturating_sub(step.len());
                steps.push(step);
            } else if let Some(position) = inner.position() {
                steps.push(position.to_string());
                left = left.saturating_sub(8);
            }
            node = inner.parent();
        }
        let mut pointer = file.unwrap_or_default().to_owned();
        pointer.push('#');
        for step in steps.iter().rev() {
            pointer.push('/');
            pointer.push_str(step);
        }
        pointer
    }

    /// Returns the file and the bytes of a location; none for a location of another document. An option of the
    /// configuration is in another text ([`crate::config::ConfigText`]); its location in the document is the root.
    pub fn span(&self, place: &Location) -> Option<(FileId, Range<usize>)> {
        match place {
            Location::Bytes(file, range) => Some((*file, range.clone())),
            Location::Value(origin) => self
                .node(*origin)
                .map(|node| (origin.file, node.value_span())),
            Location::Key(origin) => {
                let node = self.node(*origin)?;
                Some((
                    origin.file,
                    node.key_span().unwrap_or_else(|| node.value_span()),
                ))
            }
            Location::Option(_) | Location::OptionKey(_) => {
                Some((FileId(0), self.root().value_span()))
            }
        }
    }

    /// Resolves the path of a reference to a file, relative to the file that contains the reference. `path` is as the
    /// document has it, without the fragment. None if the document had no reference with that path when it was
    /// loaded.
    pub fn linked_file(&self, from: FileId, path: &str) -> Option<Result<FileId, &NotLoaded>> {
        let found = self.links.get(usize::from(from.0))?.get(path)?;
        Some(found.as_ref().copied())
    }

    /// Returns the values of all files whose key is wanted.
    pub(crate) fn nodes_with_key(
        &self,
        is_wanted: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Node<'_>> {
        let trees = std::iter::once(Some(&self.root)).chain(self.others.iter().map(Option::as_ref));
        trees.enumerate().flat_map(move |(file, tree)| {
            let file = FileId(u16::try_from(file).unwrap_or(u16::MAX));
            let found: Vec<u32> = tree
                .map(|tree| tree.entries_with_key(&is_wanted).collect())
                .unwrap_or_default();
            found
                .into_iter()
                .filter_map(move |node| self.node(Origin { file, node }))
        })
    }

    /// Returns the size of the text of all files in bytes.
    pub(crate) fn size(&self) -> usize {
        let others = self.others.iter().flatten();
        let trees = std::iter::once(&self.root).chain(others);
        trees.map(|tree| tree.source.text.len()).sum()
    }

    /// Returns the roots of all files that could be parsed.
    pub fn files(&self) -> impl Iterator<Item = Node<'_>> {
        let count = u16::try_from(self.others.len()).unwrap_or(u16::MAX);
        (0..=count).filter_map(|file| self.file(FileId(file)))
    }
}
