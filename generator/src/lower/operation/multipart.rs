//! Lowers the schema of a multipart body to its parts, and determines which of them are files.

use crate::diagnostic::{Diagnostic, codes};
use indexmap::IndexMap;
use indexmap::map::Entry;

use super::media_type::{self, PartProperty};
use crate::ir::{Docs, Field, Primitive, Shape};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::schema::conjunction::inferred_types::infer;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::conjunction::property::Property;
use crate::lower::schema::{Direction, Lowered, Schemas};
use crate::openapi::Version;
use crate::openapi::operation::MediaType;
use crate::openapi::schema::AdditionalProperties;

/// The limit of lists and unions around a file.
const DEPTH: usize = 8;

/// The limit of schemas that are searched for files within a part.
const SEARCHED: usize = 256;

/// Whether the value of a part is text, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Text {
    /// Any text.
    Any,
    /// Restricted text, or another scalar that is written as text.
    Other,
    /// Something else.
    None,
}

/// Returns the field for parts that the document does not name.
fn further(node: Node<'_>, names: &mut crate::lower::naming::scope::NameScope) -> Field {
    let name = names.claim("additional_parts");
    Field {
        wire_name: name.clone(),
        name,
        shape: Shape::Map(Box::new(Shape::Primitive(Primitive::Binary))),
        required: false,
        nullable: false,
        constant: None,
        min_items: 0,
        docs: Docs {
            description: Some(
                "Additional parts, with names that the document does not list.".to_owned(),
            ),
            ..Docs::default()
        },
        deprecated: false,
        origin: node.origin(),
    }
}

/// The kind of a part. Each kind can also be sent as a later one.
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
    /// Lowers the parts of a body, and returns the field for further parts if there may be any.
    pub(crate) fn parts(
        &mut self,
        media: &MediaType<'a>,
        candidate: &NameCandidate,
    ) -> (Vec<PartProperty>, Option<Field>) {
        let schemas: Vec<Node<'a>> = media.schema.into_iter().collect();
        let mut names = crate::lower::naming::scope::NameScope::default();
        let Some(mut merged) = Merged::of(self.reader, &schemas) else {
            return (Vec::new(), Some(further(media.node, &mut names)));
        };
        self.join_only_branches(&mut merged);
        self.undeclared(&merged);
        self.add_alternatives(&mut merged, DEPTH);
        let mut fields = Vec::with_capacity(merged.object.properties.len());
        let fields_named =
            self.property_names(merged.object.properties.keys().copied(), &mut names);
        for ((&wire_name, property), name) in merged.object.properties.iter().zip(fields_named) {
            let first = property.nodes.first().copied();
            let is_sent = !property.is_hidden(|node| self.is_flagged(node, Direction::Request));
            let file = self.file(property);
            let file = file.or_else(|| self.unwritable(media, wire_name, property));
            let field = if let (Some(first), Some(used)) = (first, file.filter(|_| is_sent)) {
                let schemas = self.schemas_of(property);
                Some(self.described(&merged, (wire_name, name), (first, &schemas), used))
            } else {
                self.check_nested_files(wire_name, property);
                self.field(
                    &merged,
                    wire_name,
                    property,
                    candidate,
                    Direction::Request,
                    name,
                )
            };
            fields.extend(field.map(|field| PartProperty {
                field,
                media_type: self.media_type(property),
            }));
        }
        let is_open = match merged.object.additional {
            AdditionalProperties::Schema(_) | AdditionalProperties::Any => true,
            AdditionalProperties::None => false,
            AdditionalProperties::Unspecified => fields.is_empty(),
        };
        let additional = (is_open || !merged.object.patterns.is_empty())
            .then(|| further(merged.first.node, &mut names));
        (fields, additional)
    }

    /// Warns about encodings whose names are not properties of the body. A body without declared properties, or with
    /// additional ones, is skipped: an encoding may belong to any of its properties.
    pub(crate) fn check_encodings(&mut self, media: &MediaType<'a>) {
        if media.encoding.is_empty() {
            return;
        }
        let schemas: Vec<Node<'a>> = media.schema.into_iter().collect();
        let Some(mut merged) = Merged::of(self.reader, &schemas) else {
            return;
        };
        self.join_only_branches(&mut merged);
        self.add_alternatives(&mut merged, DEPTH);
        let object = &merged.object;
        let is_open = matches!(
            object.additional,
            AdditionalProperties::Schema(_) | AdditionalProperties::Any
        );
        if is_open || !object.patterns.is_empty() || object.properties.is_empty() {
            return;
        }
        for (name, encoding) in &media.encoding {
            if object.properties.contains_key(name) || object.required.contains(name) {
                continue;
            }
            let nearest = self.reader.nearest(name, object.properties.keys().copied());
            let help = nearest.map_or_else(
                || "declare the property, or remove the encoding".to_owned(),
                |nearest| format!("did you mean `{nearest}`?"),
            );
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::ENCODING_WITHOUT_PROPERTY,
                    encoding.node.key_location(),
                    format!("`encoding` has `{name}`, which is not a property of the body"),
                )
                .label("has no effect")
                .help(help),
            );
        }
    }

    /// Lowers a property whose declared media type the generated code cannot write, or text of one of several media types.
    /// It becomes bytes, which the caller provides as they are sent.
    fn unwritable(
        &self,
        media: &MediaType<'a>,
        wire_name: &str,
        property: &Property<'a>,
    ) -> Option<Lowered> {
        let mut encodings = media.encoding.iter();
        let (_, encoding) = encodings.find(|(name, _)| *name == wire_name)?;
        let is_styled = encoding.style.is_some() || encoding.explode.is_some();
        if is_styled && self.reader.version() != Version::V30 {
            return None;
        }
        let media_types = encoding.content_type?;
        let media_type = media_type::first_of(media_types);
        let is_bytes = media_type::is_bytes(media_type);
        let is_choice = media_type::listed(media_types).len() > 1;
        if media_type::is_json(media_type) || media_type.contains('*') {
            return None;
        }
        let merged = Merged::of(self.reader, &property.nodes)?;
        let types = infer(&merged);
        if !property.has_type() || types.count() == 0 && merged.unions.alternatives.is_empty() {
            return None;
        }
        let is_list = types.array && types.count() == 1 && merged.array.prefix_items.is_empty();
        match self.text(&property.nodes, DEPTH)? {
            // Unrestricted text can be the content of a file, whose media type the caller can select.
            Text::Any if is_bytes || is_choice => {}
            Text::Any | Text::Other => return None,
            Text::None => self.report_fallback(
                codes::PART_MEDIA_TYPE,
                encoding.node,
                &format!(
                    "the part `{wire_name}` cannot be written as `{media_type}`; the caller passes its bytes"
                ),
                "use `application/json` if the API accepts it",
            ),
        }
        let file = Shape::Primitive(Primitive::Binary);
        let shape = if is_list {
            Shape::List(Box::new(file))
        } else {
            file
        };
        let nullable = merged.value.nullable;
        Some(Lowered { shape, nullable })
    }

    /// Returns whether a value is text; for a list, whether its items are. Returns none if that is unknown.
    fn text(&self, nodes: &[Node<'a>], depth: usize) -> Option<Text> {
        let depth = depth.checked_sub(1)?;
        let merged = Merged::of(self.reader, nodes)?;
        if merged.value.constant.is_some() || !merged.value.values.is_empty() {
            return Some(Text::Other);
        }
        let mut found = Text::Any;
        for branch in merged
            .unions
            .alternatives
            .iter()
            .flat_map(|choice| &choice.branches)
        {
            if !self.is_null(*branch) {
                found = found.max(self.text(&[*branch], depth)?);
            }
        }
        let types = infer(&merged);
        if types.array {
            let items = self.text(&merged.array.items, depth).unwrap_or(Text::None);
            let tuple = !merged.array.prefix_items.is_empty() || types.count() > 1;
            return Some(if tuple { Text::None } else { found.max(items) });
        }
        let is_any = types.string && types.count() == 1 && merged.value.format.is_none();
        Some(match types.count() {
            0 if !merged.unions.alternatives.is_empty() => found,
            0 => Text::None,
            _ if types.object => Text::None,
            _ if is_any && !merged.content.encoded => found,
            _ => found.max(Text::Other),
        })
    }

    /// Warns about files within a part that is JSON: they are sent as text, because JSON has no bytes.
    fn check_nested_files(&self, wire_name: &str, property: &Property<'a>) {
        let mut seen = Vec::new();
        let nodes = &property.nodes;
        let Some(node) = nodes
            .iter()
            .find_map(|&node| self.file_within(node, &mut seen))
        else {
            return;
        };
        let message = format!(
            "the part `{wire_name}` is JSON that contains a file; the file is sent as text, because JSON has no bytes"
        );
        self.report_fallback(
            codes::FILE_IN_JSON,
            node,
            &message,
            "make the file a property of the body, or use `format: byte` for base64",
        );
    }

    /// Returns the first schema of bytes within an object or a list.
    fn file_within(&self, node: Node<'a>, seen: &mut Vec<Node<'a>>) -> Option<Node<'a>> {
        if seen.contains(&node) || seen.len() > SEARCHED {
            return None;
        }
        seen.push(node);
        let merged = Merged::of(self.reader, &[node])?;
        if merged.value.format == Some("binary") && !self.overrides.formats.contains_key("binary") {
            return Some(node);
        }
        let mut within: Vec<Node<'a>> = merged.array.items.clone();
        within.extend(
            merged
                .object
                .properties
                .values()
                .flat_map(|property| &property.nodes),
        );
        within.extend(
            merged
                .unions
                .alternatives
                .iter()
                .flat_map(|choice| &choice.branches),
        );
        if let AdditionalProperties::Schema(values) = merged.object.additional {
            within.push(values);
        }
        within
            .into_iter()
            .find_map(|node| self.file_within(node, seen))
    }

    /// Reports whether a property of a schema is a file.
    pub(crate) fn has_files(&self, schema: Node<'a>) -> bool {
        Merged::of(self.reader, &[schema]).is_some_and(|mut merged| {
            self.add_alternatives(&mut merged, DEPTH);
            let mut properties = merged.object.properties.values();
            let is_file = |node| matches!(self.kind(&[node], DEPTH), Some((Kind::File, _)));
            properties.any(|property| self.file(property).is_some())
                || matches!(merged.object.additional, AdditionalProperties::Schema(node) if is_file(node))
        })
    }

    /// Reports whether a schema may describe an object, whose properties can be sent as parts.
    pub(crate) fn has_parts(&self, schema: Node<'a>) -> bool {
        Merged::of(self.reader, &[schema]).is_some_and(|mut merged| {
            self.add_alternatives(&mut merged, DEPTH);
            let types = infer(&merged);
            !merged.object.properties.is_empty() || types.object || types.count() == 0
        })
    }

    /// Merges unions that have a single branch, as if the branch were in `allOf`.
    fn join_only_branches(&self, merged: &mut Merged<'a>) {
        let mut unvisited = std::mem::take(&mut merged.unions.alternatives);
        let mut choices = Vec::new();
        while let Some(alternatives) = unvisited.pop() {
            match self.branches(&alternatives).real.as_slice() {
                [only] => {
                    merged.merge_with(self.reader, *only);
                    unvisited.append(&mut merged.unions.alternatives);
                }
                _ => choices.push(alternatives),
            }
        }
        choices.reverse();
        merged.unions.alternatives = choices;
    }

    /// Adds the properties of `oneOf` and `anyOf` branches as optional ones, because a multipart body cannot
    /// be a union.
    fn add_alternatives(&self, merged: &mut Merged<'a>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let mut added: IndexMap<&'a str, Property<'a>> = IndexMap::new();
        let alternatives = std::mem::take(&mut merged.unions.alternatives);
        for &branch in alternatives.iter().flat_map(|choice| &choice.branches) {
            let Some(mut branch) = Merged::of(self.reader, &[branch]) else {
                continue;
            };
            self.add_alternatives(&mut branch, depth);
            for (name, property) in branch.object.properties {
                match added.entry(name) {
                    Entry::Vacant(entry) => {
                        entry.insert(property);
                    }
                    Entry::Occupied(mut entry) => entry.get_mut().or(property, self.reader),
                }
            }
        }
        for (name, property) in added {
            merged.object.properties.entry(name).or_insert(property);
        }
    }

    /// Returns the media type that the schema of a property or of its items declares.
    fn media_type(&self, property: &Property<'a>) -> Option<String> {
        if !property.has_type() {
            return None;
        }
        let merged = Merged::of(self.reader, &property.nodes)?;
        let of_items = || {
            Merged::of(self.reader, &merged.array.items)?
                .content
                .media_type
        };
        merged
            .content
            .media_type
            .or_else(of_items)
            .map(str::to_owned)
    }

    /// Lowers a property that is a file or a list of files; returns none for other properties.
    fn file(&self, property: &Property<'a>) -> Option<Lowered> {
        let (kind, nullable) = if property.has_type() {
            self.kind(&property.nodes, DEPTH)?
        } else {
            self.kind_of_any(&property.nodes, DEPTH)?
        };
        let file = Shape::Primitive(Primitive::Binary);
        let shape = match kind {
            Kind::Text => return None,
            Kind::File => file,
            Kind::Files => Shape::List(Box::new(file)),
        };
        Some(Lowered { shape, nullable })
    }

    /// Returns the kind of a part with several possible schemas, and whether it may be null. A part that may
    /// be a file is a file, even if it may also be another value.
    fn kind_of_any(&self, branches: &[Node<'a>], depth: usize) -> Option<(Kind, bool)> {
        let mut found = (Kind::Text, false);
        let mut neither = None;
        for &branch in branches {
            if self.is_null(branch) {
                found.1 = true;
                continue;
            }
            match self.kind(&[branch], depth) {
                Some((kind, nullable)) => found = (found.0.max(kind), found.1 || nullable),
                None => neither = neither.or(Some(branch)),
            }
        }
        if let Some(branch) = neither {
            if found.0 == Kind::Text {
                return None;
            }
            self.report_fallback(
                codes::FILE_OR_VALUE,
                branch,
                "the part is a file or this value; the caller passes its bytes",
                "use `Part::text(…).media_type(\"application/json\")` for JSON",
            );
        }
        Some(found)
    }

    /// Returns the kind of a part, and whether it may be null; none if it is neither text nor a file.
    fn kind(&self, nodes: &[Node<'a>], depth: usize) -> Option<(Kind, bool)> {
        let depth = depth.checked_sub(1)?;
        let merged = Merged::of(self.reader, nodes)?;
        if merged.value.constant.is_some() || !merged.value.values.is_empty() {
            return None;
        }
        match merged.unions.alternatives.as_slice() {
            [] => {}
            [choice] => {
                let (kind, nullable) = self.kind_of_any(&choice.branches, depth)?;
                return Some((kind, nullable || merged.value.nullable));
            }
            _ => return None,
        }
        let types = infer(&merged);
        if types.array && types.count() == 1 {
            let (item, _) = self.kind(&merged.array.items, depth)?;
            return (item == Kind::File).then_some((Kind::Files, merged.value.nullable));
        }
        // A part without a type is `application/octet-stream` since 3.1 (OpenAPI 3.1.1, section 4.8.15.1.1).
        if types.count() == 0 && self.reader.version() != Version::V30 && !merged.content.encoded {
            return Some((Kind::File, merged.value.nullable));
        }
        let format = merged.value.format.unwrap_or_default();
        let is_bytes =
            (format == "binary" || merged.content.media_type.is_some()) && !merged.content.encoded;
        let is_file = is_bytes && !self.overrides.formats.contains_key(format);
        if is_file && (types.count() == 0 || types.string) {
            return Some((Kind::File, merged.value.nullable));
        }
        (types.string && types.count() == 1).then_some((Kind::Text, merged.value.nullable))
    }
}
