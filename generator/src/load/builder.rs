//! Builds the tree of a file from what a parser reports. Extreme depth and aliases that multiply values are errors.

use std::borrow::Cow;
use std::cmp::Ordering;

use foldhash::HashMap;
use indexmap::IndexMap;

use super::tree::NodeKind;
use super::tree::{Entry, INDEXED_FROM, Span, Text, Values, small, wide};
use super::{FileId, Origin};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, codes};

/// The maximum depth of values. Real documents stay below 60.
const DEPTH: usize = 256;

/// The number of bytes of a key that messages have.
const LONGEST: usize = 1_000;

/// The number of values that the aliases of a file may add.
const ALIASED: usize = 1_000_000;

/// The number of bytes of a key or of text that count as one value.
const TEXT: usize = 32;

/// A tree while it is built.
pub(super) struct Builder<'t> {
    text: &'t str,
    file: FileId,
    values: Values,
    /// The children of all open objects and arrays, the innermost last.
    pending: Vec<u32>,
    open: Vec<Open>,
    key: Option<(Text, Span)>,
    aliased: usize,
    diagnostics: Diagnostics,
}

/// An object or array whose end has not been reached.
struct Open {
    entry: u32,
    /// The index of its first child in [`Builder::pending`].
    first: usize,
    /// Whether it has a merge key.
    merges: bool,
}

/// Returns the number of values that the key and the text of a value count as.
fn weight_of_text(entry: &Entry) -> usize {
    let text = match entry.kind {
        NodeKind::Object | NodeKind::Array => 0,
        _ => wide(entry.content.length),
    };
    (text + wide(entry.key.length)) / TEXT
}

impl<'t> Builder<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            text,
            file,
            values: Values::default(),
            pending: Vec::new(),
            open: Vec::new(),
            key: None,
            aliased: 0,
            diagnostics: Diagnostics::default(),
        }
    }

    /// Creates a builder for a changed tree of the same file; `decoded` are the decoded texts of that tree, which the
    /// new tree may use.
    pub(super) fn continuing(file: FileId, text: &'t str, decoded: String) -> Self {
        let mut builder = Self::new(file, text);
        builder.values.decoded = decoded;
        builder
    }

    /// Returns the tree and the diagnostics.
    pub(super) fn finish(mut self) -> (Values, Vec<Diagnostic>) {
        self.values.entries.shrink_to_fit();
        self.values.children.shrink_to_fit();
        (self.values, self.diagnostics.into_vec())
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Returns the location of a range of bytes in the file.
    pub(super) fn bytes(&self, start: usize, end: usize) -> Location {
        Location::Bytes(self.file, start..end.max(start))
    }

    fn key_place(&self, node: u32) -> Location {
        Location::Key(Origin {
            file: self.file,
            node,
        })
    }

    /// Reports whether the innermost open value is an object; none if no value is open.
    pub(super) fn in_object(&self) -> Option<bool> {
        self.open
            .last()
            .map(|open| self.values.entry(open.entry).kind == NodeKind::Object)
    }

    /// Returns a text that needs no decoding, by its range in the file.
    pub(super) fn written(start: usize, end: usize) -> Text {
        Text {
            offset: small(start),
            length: small(end.saturating_sub(start)),
        }
    }

    /// Stores a text from a parser: as a range if it borrows from the text of the file, otherwise as decoded text.
    pub(super) fn text(&mut self, text: &str) -> Text {
        let offset = text.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let end = offset.checked_add(text.len());
        match end.filter(|end| *end <= self.text.len()) {
            Some(end) => Self::written(offset, end),
            None => self.decoded(text),
        }
    }

    /// Stores a text that differs from what the file has.
    pub(super) fn decoded(&mut self, text: &str) -> Text {
        let offset = self.text.len() + self.values.decoded.len();
        self.values.decoded.push_str(text);
        Text {
            offset: small(offset),
            length: small(text.len()),
        }
    }

    /// Returns the text of a scalar that has been added.
    pub(super) fn scalar_text(&self, index: u32) -> Option<Text> {
        let entry = self.values.entry(index);
        (!matches!(entry.kind, NodeKind::Array | NodeKind::Object)).then_some(entry.content)
    }

    /// Sets the key of the next value.
    pub(super) fn key(&mut self, text: Text, span: Span) {
        self.key = Some((text, span));
    }

    /// Sets the key of the next value, which is a merge key: `<<` (YAML 1.1; most readers still support it).
    pub(super) fn merge_key(&mut self, text: Text, span: Span) {
        self.key(text, span);
        if let Some(open) = self.open.last_mut() {
            open.merges = true;
        }
    }

    /// Adds a scalar.
    pub(super) fn scalar(&mut self, kind: NodeKind, text: Text, span: Span) -> u32 {
        self.add(kind, text, span)
    }

    /// Opens an object or array.
    pub(super) fn open(&mut self, kind: NodeKind, start: usize) -> Result<u32, Box<Diagnostic>> {
        if self.open.len() >= DEPTH {
            return Err(self.too_deep(start).into());
        }
        let entry = self.add(kind, Text::default(), Span::new(start, start));
        self.open.push(Open {
            entry,
            first: self.pending.len(),
            merges: false,
        });
        Ok(entry)
    }

    /// Closes the innermost object or array. Without `end`, it ends with its last child.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(open) = self.open.pop() else { return };
        let mut children = self.pending.split_off(open.first.min(self.pending.len()));
        let end = end.map(small).or(children
            .last()
            .map(|child| self.values.entry(*child).span.end));
        let is_object = self.values.entry(open.entry).kind == NodeKind::Object;
        if open.merges {
            children = self.merged(open.entry, children);
        }
        let content = if is_object {
            self.members(children)
        } else {
            self.items(&children)
        };
        if let Some(entry) = self.values.entries.get_mut(wide(open.entry)) {
            entry.content = content;
            entry.span.end = end.unwrap_or(entry.span.end).max(entry.span.start);
        }
    }

    /// Stores the children of an array; returns their offset and number.
    fn items(&mut self, children: &[u32]) -> Text {
        let offset = small(self.values.children.len());
        self.values.children.extend_from_slice(children);
        Text {
            offset,
            length: small(children.len()),
        }
    }

    /// Stores the children of an object, and a sorted index if there are many.
    fn members(&mut self, mut children: Vec<u32>) -> Text {
        if children.len() < INDEXED_FROM {
            if self.has_repeated(&children) {
                children = self.without_duplicate_keys(&children);
            }
            return self.items(&children);
        }
        let mut sorted = self.sorted(children.clone());
        let mut neighbours = sorted.iter().zip(sorted.iter().skip(1));
        if neighbours.any(|(left, right)| {
            self.is_same_key(*left, *right) || self.key_text(*left) == self.key_text(*right)
        }) {
            children = self.without_duplicate_keys(&children);
            sorted = self.sorted(children.clone());
        }
        let content = self.items(&children);
        if children.len() >= INDEXED_FROM {
            self.values.children.extend(sorted);
        }
        content
    }

    fn add(&mut self, kind: NodeKind, content: Text, span: Span) -> u32 {
        let index = small(self.values.entries.len());
        let parent = self.open.last().map_or(index, |open| open.entry);
        let (key, key_span) = self.key.take().unwrap_or_default();
        self.values.entries.push(Entry {
            kind,
            parent,
            span,
            key,
            key_span,
            content,
        });
        if parent != index {
            self.pending.push(index);
        }
        index
    }

    fn key_text(&self, index: u32) -> &str {
        self.values.text(self.text, self.values.entry(index).key)
    }

    fn sorted(&self, mut children: Vec<u32>) -> Vec<u32> {
        children.sort_by(|left, right| {
            if self.is_same_key(*left, *right) {
                return Ordering::Equal;
            }
            self.key_text(*left).cmp(self.key_text(*right))
        });
        children
    }

    /// Reports whether two keys are the same text of the file, as aliases of one text are.
    fn is_same_key(&self, left: u32, right: u32) -> bool {
        let (left, right) = (self.values.entry(left).key, self.values.entry(right).key);
        left.offset == right.offset && left.length == right.length
    }

    /// Reports whether a key occurs twice. For objects with few properties, because it takes quadratic time.
    fn has_repeated(&self, children: &[u32]) -> bool {
        children.iter().enumerate().any(|(index, child)| {
            let key = self.values.entry(*child).key;
            children.iter().take(index).any(|earlier| {
                let other = self.values.entry(*earlier).key;
                key.length == other.length && self.key_text(*child) == self.key_text(*earlier)
            })
        })
    }

    /// Keeps the last of several properties with the same key, at the position of the first one. `JSON.parse` and
    /// most YAML readers do the same, so that is what the author of the document has seen elsewhere.
    fn without_duplicate_keys(&mut self, children: &[u32]) -> Vec<u32> {
        let mut kept: IndexMap<&str, u32> = IndexMap::new();
        // The positions in `kept` of texts that have been compared, which may be long and have many aliases.
        let mut compared: HashMap<(u32, u32), usize> = HashMap::default();
        let mut repeated: Vec<(u32, u32)> = Vec::new();
        for child in children.iter().copied() {
            let place = self.values.entry(child).key;
            let index = *compared
                .entry((place.offset, place.length))
                .or_insert_with(|| {
                    let entry = kept.entry(self.key_text(child));
                    let index = entry.index();
                    entry.or_insert(child);
                    index
                });
            if let Some((_, latest)) = kept.get_index_mut(index)
                && *latest != child
            {
                repeated.push((std::mem::replace(latest, child), child));
            }
        }
        let kept = kept.into_values().collect();
        for (earlier, child) in repeated {
            self.duplicate_key(earlier, child);
        }
        kept
    }

    fn duplicate_key(&mut self, earlier: u32, child: u32) {
        let message = format!(
            "the key `{}` is duplicated",
            shortened(self.key_text(child))
        );
        self.push(
            Diagnostic::warning(codes::DUPLICATE_KEY, self.key_place(child), message)
                .label("this one counts")
                .related(self.key_place(earlier), "this one is left out")
                .help("remove or rename one of them"),
        );
    }

    /// Returns the children of an object with the properties of its merge keys in their place. The object's own
    /// properties take precedence over merged ones, and earlier merged ones over later ones.
    fn merged(&mut self, object: u32, children: Vec<u32>) -> Vec<u32> {
        let is_merge = |builder: &Self, child: u32| builder.key_text(child) == "<<";
        let mut taken: std::collections::HashSet<String> = children
            .iter()
            .filter(|child| !is_merge(self, **child))
            .map(|child| self.key_text(*child).to_owned())
            .collect();
        let mut all = Vec::with_capacity(children.len());
        for child in children {
            if !is_merge(self, child) {
                all.push(child);
                continue;
            }
            let sources = match self.values.entry(child).kind {
                NodeKind::Array => self.values.children(child).to_vec(),
                _ => vec![child],
            };
            if sources
                .iter()
                .any(|source| self.values.entry(*source).kind != NodeKind::Object)
            {
                self.push(
                    Diagnostic::warning(
                        codes::MERGE_KEY,
                        self.key_place(child),
                        "`<<` merges something that is not an object",
                    )
                    .label("left out")
                    .help("`<<` takes an alias of an object, or a list of such aliases"),
                );
                continue;
            }
            for source in sources {
                for member in self.values.children(source).to_vec() {
                    if taken.insert(self.key_text(member).to_owned()) {
                        if let Some(entry) = self.values.entries.get_mut(wide(member)) {
                            entry.parent = object;
                        }
                        all.push(member);
                    }
                }
            }
        }
        all
    }

    /// Adds a copy of a value that has been added before. The copy has the location of the alias; its children have
    /// the locations of the original's children.
    pub(super) fn alias(&mut self, target: u32, span: Span) -> Result<u32, Box<Diagnostic>> {
        let entry = *self.values.entry(target);
        self.aliased += weight_of_text(&entry);
        let copy = self.add(entry.kind, entry.content, span);
        self.copy_children(target, copy, span)?;
        Ok(copy)
    }

    fn copy_children(
        &mut self,
        target: u32,
        copy: u32,
        alias: Span,
    ) -> Result<(), Box<Diagnostic>> {
        // Pairs of a value and its copy whose children are still to be copied, with their depth.
        let mut work = vec![(target, copy, self.open.len())];
        while let Some((target, copy, depth)) = work.pop() {
            let children = self.values.children(target).to_vec();
            self.aliased += children.len() + 1;
            if self.aliased > ALIASED {
                return Err(Diagnostic::error(
                    codes::TOO_MANY_ALIASES,
                    self.bytes(wide(alias.start), wide(alias.end)),
                    format!("the aliases of this file add more than {ALIASED} values"),
                )
                .label("the limit is passed here")
                .help("use `$ref` instead of repeated aliases; long text counts as several values")
                .into());
            }
            if children.is_empty() {
                continue;
            }
            if depth >= DEPTH {
                return Err(self.too_deep(wide(alias.start)).into());
            }
            let mut copies = Vec::with_capacity(children.len());
            for child in children {
                let index = small(self.values.entries.len());
                let entry = Entry {
                    parent: copy,
                    ..*self.values.entry(child)
                };
                self.aliased += weight_of_text(&entry);
                self.values.entries.push(entry);
                copies.push(index);
                if matches!(entry.kind, NodeKind::Array | NodeKind::Object) {
                    work.push((child, index, depth + 1));
                }
            }
            let is_object = self.values.entry(copy).kind == NodeKind::Object;
            let content = if is_object {
                self.members(copies)
            } else {
                self.items(&copies)
            };
            if let Some(entry) = self.values.entries.get_mut(wide(copy)) {
                entry.content = content;
            }
        }
        Ok(())
    }

    pub(super) fn too_deep(&self, start: usize) -> Diagnostic {
        Diagnostic::error(
            codes::TOO_DEEP,
            self.bytes(start, start + 1),
            format!("values are nested more than {DEPTH} levels deep"),
        )
        .label("the limit is passed here")
        .help("move the inner part under `components` and write a `$ref` to it")
    }
}

/// Returns the beginning of a long key, for messages.
fn shortened(key: &str) -> Cow<'_, str> {
    if key.len() <= LONGEST {
        return Cow::Borrowed(key);
    }
    let ends = key.char_indices().map(|(at, _)| at);
    let end = ends.take_while(|at| *at <= LONGEST).last().unwrap_or(0);
    Cow::Owned(format!("{}…", key.get(..end).unwrap_or_default()))
}
