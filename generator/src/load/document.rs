//! A loaded document: the trees of its files, and which file each reference to a file means.

use std::ops::Range;

use super::files::{Links, NotLoaded};
use super::node::Node;
use super::tree::Tree;
use super::{FileId, Origin};
use crate::diagnostic::Place;

/// A document and the files it refers to.
#[derive(Debug)]
pub struct Document {
    pub(super) root: Tree,
    /// The other files, by [`FileId`] less one; none for one that could not be parsed.
    pub(super) others: Vec<Option<Tree>>,
    pub(super) links: Links,
}

impl Document {
    /// The root of the document.
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

    /// The root of a file; none when it could not be parsed.
    pub fn file(&self, file: FileId) -> Option<Node<'_>> {
        self.node(Origin { file, node: 0 })
    }

    /// A value by its place; none for a place of another document.
    pub fn node(&self, origin: Origin) -> Option<Node<'_>> {
        let tree = match usize::from(origin.file.0).checked_sub(1) {
            None => &self.root,
            Some(index) => self.others.get(index)?.as_ref()?,
        };
        tree.values.entries.get(super::tree::wide(origin.node))?;
        Some(Node::new(self, tree, origin))
    }

    /// The place of a value as a JSON pointer in a fragment (RFC 6901, section 6), without percent-encoding:
    /// `#/paths/~1users`, with the file in front when it is not the document itself: `schemas/user.yml#/User`.
    pub fn pointer(&self, origin: Origin) -> String {
        self.pointer_within(origin, usize::MAX)
    }

    /// The same for a reader, in about `limit` bytes: of a longer pointer the first steps are left out (`#/…/schema`). A
    /// document of long keys or deep nesting would otherwise take quadratic memory for the places of its problems.
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

    /// The file and the bytes of its text that a place stands for; none for a place of another document. An option of
    /// the configuration stands in another text ([`crate::config::Text`]): it is about all of the document.
    pub fn span(&self, place: &Place) -> Option<(FileId, Range<usize>)> {
        match place {
            Place::Bytes(file, range) => Some((*file, range.clone())),
            Place::Value(origin) => self
                .node(*origin)
                .map(|node| (origin.file, node.value_span())),
            Place::Key(origin) => {
                let node = self.node(*origin)?;
                Some((
                    origin.file,
                    node.key_span().unwrap_or_else(|| node.value_span()),
                ))
            }
            Place::Option(_) | Place::OptionKey(_) => Some((FileId(0), self.root().value_span())),
        }
    }

    /// The file that the path of a reference means, seen from another file. The path is as the document has it,
    /// without the fragment. None when no reference with that path was found when the document was loaded.
    pub fn linked_file(&self, from: FileId, path: &str) -> Option<Result<FileId, &NotLoaded>> {
        let found = self.links.get(usize::from(from.0))?.get(path)?;
        Some(found.as_ref().copied())
    }

    /// The values of all files that stand under one of some keys.
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

    /// How many bytes the text of its files has.
    pub(crate) fn size(&self) -> usize {
        let others = self.others.iter().flatten();
        let trees = std::iter::once(&self.root).chain(others);
        trees.map(|tree| tree.source.text.len()).sum()
    }

    /// The files of the document that could be read.
    pub fn files(&self) -> impl Iterator<Item = Node<'_>> {
        let count = u16::try_from(self.others.len()).unwrap_or(u16::MAX);
        (0..=count).filter_map(|file| self.file(FileId(file)))
    }
}
