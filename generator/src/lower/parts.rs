//! The properties of a schema that is sent as parts: which of them are files.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::merge::{Merged, Property};
use super::place::Place;
use super::scalars::infer;
use super::schemas::{Schemas, Use, View};
use crate::ir::{Field, Primitive, Shape};
use crate::load::Node;

/// How many lists and choices a file may stand in.
const DEPTH: usize = 8;

/// A property of a body of parts.
pub(super) struct PartProperty {
    /// The property; bytes are a file.
    pub field: Field,
    /// The media type that its schema says.
    pub media_type: Option<String>,
}

/// What a part is, as far as files are concerned; what comes later can be sent as what comes before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Text.
    Text,
    /// A file.
    File,
    /// Any number of files.
    Files,
}

impl<'a> Schemas<'a, '_> {
    /// The properties of a schema that is sent as parts.
    pub(super) fn parts(&mut self, schema: Node<'a>, place: &Place) -> Vec<PartProperty> {
        let Some(mut merged) = Merged::of(self.reader, &[schema]) else {
            return Vec::new();
        };
        self.check_required(&merged);
        self.add_alternatives(&mut merged, DEPTH);
        let mut names = super::names::Scope::default();
        let mut fields = Vec::with_capacity(merged.properties.len());
        for (&wire_name, property) in &merged.properties {
            let first = property.nodes.first();
            let first = first.map(|&node| self.reader.schema(node));
            let is_sent = !self.says(&property.nodes, |schema| schema.read_only);
            let file = self.file(property).filter(|_| is_sent);
            let field = match (first, file) {
                (Some(schema), Some(used)) => {
                    Some(self.described(&merged, wire_name, &schema, used, &mut names))
                }
                _ => self.field(
                    &merged,
                    wire_name,
                    property,
                    place,
                    View::Request,
                    &mut names,
                ),
            };
            fields.extend(field.map(|field| PartProperty {
                field,
                media_type: self.media_type(property),
            }));
        }
        fields
    }

    /// Whether a part of a schema is a file.
    pub(super) fn has_files(&self, schema: Node<'a>) -> bool {
        Merged::of(self.reader, &[schema]).is_some_and(|mut merged| {
            self.add_alternatives(&mut merged, DEPTH);
            let mut properties = merged.properties.values();
            properties.any(|property| self.file(property).is_some())
        })
    }

    /// Whether a schema names properties, which can be sent as parts.
    pub(super) fn has_parts(&self, schema: Node<'a>) -> bool {
        Merged::of(self.reader, &[schema]).is_some_and(|mut merged| {
            self.add_alternatives(&mut merged, DEPTH);
            !merged.properties.is_empty()
        })
    }

    /// Adds the properties of the branches of `oneOf` and `anyOf`: each may be left out. Parts have no type that could
    /// be one of several.
    fn add_alternatives(&self, merged: &mut Merged<'a>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let mut added: IndexMap<&'a str, Property<'a>> = IndexMap::new();
        let alternatives = std::mem::take(&mut merged.alternatives);
        for &branch in alternatives.iter().flat_map(|choice| &choice.branches) {
            let Some(mut branch) = Merged::of(self.reader, &[branch]) else {
                continue;
            };
            self.add_alternatives(&mut branch, depth);
            for (name, property) in branch.properties {
                match added.entry(name) {
                    Entry::Vacant(entry) => {
                        entry.insert(property);
                    }
                    Entry::Occupied(mut entry) => entry.get_mut().or(property),
                }
            }
        }
        for (name, property) in added {
            merged.properties.entry(name).or_insert(property);
        }
    }

    /// The media type that a property, or its items, are said to have.
    fn media_type(&self, property: &Property<'a>) -> Option<String> {
        if property.differs {
            return None;
        }
        let merged = Merged::of(self.reader, &property.nodes)?;
        let of_items = || Merged::of(self.reader, &merged.items)?.media_type;
        merged.media_type.or_else(of_items).map(str::to_owned)
    }

    /// How a property is used that is a file, or a list of files.
    fn file(&self, property: &Property<'a>) -> Option<Use> {
        let (kind, nullable) = if property.differs {
            let mut kinds = property.nodes.iter();
            kinds.try_fold((Kind::Text, false), |(kind, nullable), &node| {
                let (other, may_be_null) = self.kind(&[node], DEPTH)?;
                Some((kind.max(other), nullable || may_be_null))
            })?
        } else {
            self.kind(&property.nodes, DEPTH)?
        };
        let file = Shape::Primitive(Primitive::Binary);
        let shape = match kind {
            Kind::Text => return None,
            Kind::File => file,
            Kind::Files => Shape::List(Box::new(file)),
        };
        Some(Use { shape, nullable })
    }

    /// What a part is, and whether it may be null; none for what is neither text nor a file.
    fn kind(&self, nodes: &[Node<'a>], depth: usize) -> Option<(Kind, bool)> {
        let depth = depth.checked_sub(1)?;
        let merged = Merged::of(self.reader, nodes)?;
        if merged.constant.is_some() || !merged.values.is_empty() {
            return None;
        }
        match merged.alternatives.as_slice() {
            [] => {}
            [choice] => {
                let mut kind = Kind::Text;
                let mut nullable = merged.nullable;
                for &branch in &choice.branches {
                    if self.is_null(branch) {
                        nullable = true;
                        continue;
                    }
                    let (of_branch, may_be_null) = self.kind(&[branch], depth)?;
                    kind = kind.max(of_branch);
                    nullable |= may_be_null;
                }
                return Some((kind, nullable));
            }
            _ => return None,
        }
        let types = infer(&merged);
        if types.array && types.count() == 1 {
            let (item, _) = self.kind(&merged.items, depth)?;
            return (item == Kind::File).then_some((Kind::Files, merged.nullable));
        }
        let format = merged.format.unwrap_or_default();
        let is_bytes = (format == "binary" || merged.media_type.is_some()) && !merged.encoded;
        let is_file = is_bytes && !self.chosen.formats.contains_key(format);
        if is_file && (types.count() == 0 || types.string) {
            return Some((Kind::File, merged.nullable));
        }
        (types.string && types.count() == 1).then_some((Kind::Text, merged.nullable))
    }
}
