//! Objects: their properties, what is said of those without a name, and maps.

use std::borrow::Cow;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use super::merge::{Merged, Property};
use super::names::{Scope, distinct};
use super::place::Place;
use super::rules::rules;
use super::schemas::{PropertyName, Schemas, Use, View};
use super::{documentation, words};
use crate::diagnostic::Diagnostic;
use crate::ir::{Additional, Docs, Field, Shape, Struct, TypeKind};
use crate::load::{Node, Origin};
use crate::openapi::operation::Parameter;
use crate::openapi::schema::{AdditionalProperties, Schema};

/// How many bytes of a name count as much as a field.
const NAME: usize = 64;

/// How much the properties of a conjunction count among all fields: names may be long, and each type repeats them.
fn weight(merged: &Merged<'_>) -> usize {
    let names = merged.properties.keys();
    names.map(|name| 1 + name.len() / NAME).sum()
}

impl<'a> Schemas<'a, '_> {
    pub(super) fn object(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        if merged.properties.is_empty() {
            return self.map(merged, place, view);
        }
        if !self.has_room_for(weight(merged)) {
            return self.too_many_fields(merged.first.node);
        }
        self.announce(merged, place, key, owned);
        let fields = self.fields(merged, place, view);
        let additional = self.additional(merged, &fields, place, view);
        self.named(
            merged,
            place,
            key,
            owned,
            TypeKind::Struct(Struct {
                rules: rules(self.reader, merged, &fields),
                fields,
                additional,
            }),
        )
    }

    /// The properties of a conjunction.
    pub(super) fn fields(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Vec<Field> {
        let undeclared = self.undeclared(merged);
        let declared = merged.properties.keys().copied();
        let wire_names = declared.chain(undeclared.iter().map(|(name, _)| *name));
        let mut named = self
            .property_names(wire_names, &mut Scope::default())
            .into_iter();
        let count = merged.properties.len() + undeclared.len();
        self.fields_made += weight(merged) + undeclared.len();
        self.reader.spend(count);
        let mut fields = Vec::with_capacity(count);
        for ((&wire_name, property), name) in merged.properties.iter().zip(named.by_ref()) {
            if let Some(field) = self.field(merged, wire_name, property, place, view, name) {
                fields.push(field);
            }
        }
        for ((wire_name, node), name) in undeclared.into_iter().zip(named) {
            fields.push(Self::undeclared_field(wire_name, node, name));
        }
        fields
    }

    /// What the properties of an object are called, in their order.
    pub(super) fn property_names(
        &mut self,
        wire_names: impl Iterator<Item = &'a str> + Clone,
        names: &mut Scope,
    ) -> Vec<PropertyName> {
        let plain: Vec<PropertyName> = wire_names
            .clone()
            .map(|wire_name| self.property_name(wire_name))
            .collect();
        let wanted: Vec<(&str, Cow<'_, str>)> = wire_names
            .zip(&plain)
            .map(|(wire_name, name)| (wire_name, Cow::Borrowed(name.field.as_str())))
            .collect();
        let distinct: Vec<Option<String>> = distinct(names, &wanted)
            .into_iter()
            .zip(&plain)
            .map(|(name, plain)| (name != plain.field).then(|| name.into_owned()))
            .collect();
        plain
            .into_iter()
            .zip(distinct)
            .map(|(plain, other)| match other {
                None => plain,
                Some(field) => PropertyName {
                    leaf: words::type_name(&field),
                    field,
                },
            })
            .collect()
    }

    /// A property that must be there and may be anything: `required` names it, and nothing describes it.
    fn undeclared_field(wire_name: &'a str, node: Node<'a>, name: PropertyName) -> Field {
        Field {
            name: name.field,
            wire_name: wire_name.to_owned(),
            shape: Shape::Any,
            required: true,
            nullable: false,
            min_items: 0,
            preset: None,
            docs: Docs {
                notes: vec!["Required, but not described by the document".to_owned()],
                ..Docs::default()
            },
            deprecated: false,
            origin: node.origin(),
        }
    }

    /// The names in `required` that no property has, with their places. Each says that the property was lost, or is
    /// misspelt; a value must have it all the same.
    pub(super) fn undeclared(&self, merged: &Merged<'a>) -> Vec<(&'a str, Node<'a>)> {
        let mut undeclared = Vec::new();
        let elsewhere = !merged.alternatives.is_empty()
            || !merged.patterns.is_empty()
            || matches!(merged.additional, AdditionalProperties::Schema(_));
        if elsewhere {
            return undeclared;
        }
        let schema = merged.first.node;
        let mut places: Option<HashMap<&'a str, Node<'a>>> = None;
        for &name in &merged.required {
            if merged.properties.contains_key(name) {
                continue;
            }
            let places = places.get_or_insert_with(|| {
                let items = schema.get("required").into_iter().flat_map(Node::items);
                let mut places = HashMap::default();
                for item in items {
                    if let Some(name) = item.as_str() {
                        places.entry(name).or_insert(item);
                    }
                }
                places
            });
            let node = places.get(name).copied().unwrap_or(schema);
            undeclared.push((name, node));
            let place = node.place();
            let nearest = self.reader.nearest(name, merged.properties.keys().copied());
            let help = match nearest {
                Some(nearest) => format!(
                    "did you mean `{nearest}`? If not, add the property to `properties`, or take the name out of `required`"
                ),
                None => "add the property to `properties`, or take the name out of `required`"
                    .to_owned(),
            };
            self.diagnostics.push(
                Diagnostic::warning(
                    "required-without-property",
                    place,
                    format!("`{name}` is required, but there is no such property"),
                )
                .help(help),
            );
        }
        undeclared
    }

    pub(super) fn field(
        &mut self,
        merged: &Merged<'a>,
        wire_name: &'a str,
        property: &Property<'a>,
        place: &Place,
        view: View,
        name: PropertyName,
    ) -> Option<Field> {
        let node = *property.nodes.first()?;
        let schema = Rc::new(self.reader.schema(node));
        let hidden = match view {
            View::Request => property.is_hidden(|node| self.says(node, |schema| schema.read_only)),
            View::Response => {
                property.is_hidden(|node| self.says(node, |schema| schema.write_only))
            }
            View::Neutral => false,
        };
        // What a more specific schema requires by name alone can be sent, but `required` of a read-only property applies
        // to responses alone (OpenAPI 3.1.1, section 4.8.24).
        let requirement = merged.requirements.get(wire_name);
        let can_be_sent = view == View::Request
            && requirement.is_some_and(|requirement| {
                let is_flagged = |node| self.says(node, |schema| schema.read_only);
                property.is_hidden_but_required(is_flagged, *requirement)
            });
        if hidden && !can_be_sent {
            return None;
        }
        let place = place.step(&name.leaf);
        let used = match property.nodes.as_slice() {
            _ if property.differs => {
                Use::plain(self.any(node, "different things under conditions"))
            }
            [_] => self.inline_schema(Rc::clone(&schema), &place, view, !property.foreign),
            several => self.conjunction(several, &place, view),
        };
        let mut field = self.described(merged, wire_name, &schema, used, name);
        if hidden {
            field.required = false;
            field.preset = None;
        }
        if field.docs.description.is_none() {
            field.docs.description = self.further_description(property);
        }
        Some(field)
    }

    /// What is said of a property whose first schema says nothing: by another of its schemas, or by the items that it
    /// lists.
    fn further_description(&self, property: &Property<'a>) -> Option<String> {
        let of_others = property.nodes.iter().skip(1);
        let items = property.nodes.first().and_then(|node| node.get("items"));
        let nodes = of_others.copied().chain(items);
        nodes.into_iter().find_map(|node| {
            let schema = self.reader.schema(node);
            schema
                .description
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        })
    }

    /// Whether a schema says something, or one that it refers to.
    pub(super) fn says(&self, node: Node<'a>, test: fn(&Schema<'a>) -> bool) -> bool {
        let schema = self.reader.schema(node);
        if test(&schema) {
            return true;
        }
        if schema.reference.is_none() && schema.all_of.is_empty() {
            return false;
        }
        let mut seen: HashSet<Origin> = HashSet::default();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            if !seen.insert(node.origin()) {
                continue;
            }
            let schema = self.reader.schema(node);
            if test(&schema) {
                return true;
            }
            let reference = schema.reference;
            waiting.extend(reference.and_then(|reference| self.reader.resolve(reference)));
            waiting.extend(schema.all_of);
        }
        false
    }

    /// A property of which it is known how it is used.
    pub(super) fn described(
        &mut self,
        merged: &Merged<'a>,
        wire_name: &'a str,
        schema: &Schema<'a>,
        used: Use,
        name: PropertyName,
    ) -> Field {
        let required = merged.required.contains(wire_name);
        Field {
            name: name.field,
            wire_name: wire_name.to_owned(),
            // Where null may be said too, there are two things to say.
            preset: self
                .preset(&used.shape, required)
                .filter(|_| !used.nullable),
            min_items: self.min_items(schema, &used.shape),
            nullable: used.nullable,
            shape: used.shape,
            required,
            docs: documentation::of_schema(schema),
            deprecated: schema.deprecated,
            origin: schema.node.origin(),
        }
    }

    fn property_name(&mut self, wire_name: &'a str) -> PropertyName {
        let name = self.names.entry(wire_name).or_insert_with(|| PropertyName {
            field: words::field_name(wire_name),
            leaf: words::type_name(wire_name),
        });
        name.clone()
    }

    /// How many items a list must have.
    pub(super) fn min_items(&self, schema: &Schema<'a>, shape: &Shape) -> u64 {
        let mut constraints = schema.constraints.iter();
        let minimum = constraints.find(|(keyword, _)| *keyword == "minItems");
        let minimum = minimum.and_then(|(_, node)| node.as_u64());
        let is_list = matches!(self.resolved(shape), Shape::List(_));
        minimum.filter(|_| is_list).unwrap_or(0)
    }

    /// What a caller is not asked for because there is but one thing to say.
    pub(super) fn preset(&self, shape: &Shape, required: bool) -> Option<Value> {
        let Shape::Named(id) = shape else { return None };
        match &self.drafts.get(usize::try_from(id.0).ok()?)?.ty.kind {
            TypeKind::Constant(constant) => Some(constant.value.clone()),
            TypeKind::Enum(found) if required => match found.values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            },
            TypeKind::Alias(shape) => self.preset(shape, required),
            _ => None,
        }
    }

    /// The only value of a parameter that must be sent, where it is a list or an object.
    pub(super) fn constant_of(&self, parameter: &Parameter<'a>) -> Option<Value> {
        let schema = parameter.schema.filter(|_| parameter.required)?;
        let merged = Merged::of(self.reader, &[schema])?;
        let value = match (merged.constant, merged.values.as_slice()) {
            (Some(constant), _) => constant.to_json(),
            (None, [only]) => only.to_json(),
            _ => return None,
        };
        let is_asked = merged.nullable || merged.contradiction.is_some();
        (!is_asked && (value.is_array() || value.is_object())).then_some(value)
    }

    /// The only text that a schema allows: its constant, or its only value where there must be one.
    pub(super) fn only_text(&self, schema: Option<Node<'a>>, required: bool) -> Option<&'a str> {
        let merged = Merged::of(self.reader, &[schema?])?;
        match (merged.constant, merged.values.as_slice()) {
            (Some(constant), _) => constant.scalar_text(),
            (None, [only]) if required => only.scalar_text(),
            _ => None,
        }
    }

    pub(super) fn additional(
        &mut self,
        merged: &Merged<'a>,
        fields: &[Field],
        place: &Place,
        view: View,
    ) -> Option<Additional> {
        let shape = self.additional_shape(merged, place, view)?;
        let mut names = Scope::default();
        for field in fields {
            names.claim(&field.name);
        }
        Some(Additional {
            name: names.claim("extra"),
            shape,
        })
    }

    /// What the properties without a name are, if the document says that there may be any.
    pub(super) fn additional_shape(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
    ) -> Option<Shape> {
        let place = place.step("Value");
        let declared = match merged.additional {
            AdditionalProperties::Schema(node) => {
                Some(self.inline(node, &place, view, true).nested())
            }
            AdditionalProperties::Any => Some(Shape::Any),
            // Beside named properties, others than those of the patterns will come one day.
            AdditionalProperties::Unspecified
                if !merged.properties.is_empty() && !merged.patterns.is_empty() =>
            {
                Some(Shape::Any)
            }
            AdditionalProperties::None | AdditionalProperties::Unspecified => None,
        };
        let patterns: Vec<Shape> = merged
            .patterns
            .clone()
            .into_iter()
            .map(|(_, node)| self.inline(node, &place, view, true).nested())
            .collect();
        let mut shapes = declared.into_iter().chain(patterns);
        let first = shapes.next()?;
        Some(if shapes.all(|shape| shape == first) {
            first
        } else {
            self.any(merged.first.node, "patterns of names with different values")
        })
    }

    pub(super) fn map(&mut self, merged: &Merged<'a>, place: &Place, view: View) -> Shape {
        Shape::Map(Box::new(
            self.additional_shape(merged, place, view)
                .unwrap_or(Shape::Any),
        ))
    }
}
