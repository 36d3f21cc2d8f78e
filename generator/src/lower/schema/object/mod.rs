//! Lowers objects: their properties, additional properties, and maps.

pub(crate) mod direction;
pub(crate) mod presence;

use std::borrow::Cow;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use self::presence::rules;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Additional, Docs, Field, Shape, Struct, TypeKind};
use crate::load::{Node, Origin};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, distinct};
use crate::lower::naming::words;
use crate::lower::schema::conjunction::conditional;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::conjunction::property::{Agreement, DeclaredBy, Property};
use crate::lower::schema::conjunction::refinement;
use crate::lower::schema::docs;
use crate::lower::schema::types;
use crate::lower::schema::{Direction, Lowered, NameSource, PropertyName, SchemaContext, Schemas};
use crate::openapi::operation::Parameter;
use crate::openapi::reader::Flags;
use crate::openapi::schema::{AdditionalProperties, Schema};

/// The bytes of a name that count as a further field.
const NAME: usize = 64;

/// Returns how much the properties of a conjunction count towards the limit of fields, including those that are only
/// required. Names may be long, and each type repeats them.
fn weight(merged: &Merged<'_>) -> usize {
    let required = merged.object.required.iter();
    let conditional = merged.object.conditional_names.iter();
    let required = required.chain(conditional.map(|(name, _)| name));
    let undeclared = required.filter(|name| !merged.object.properties.contains_key(*name));
    let names = merged.object.properties.keys().chain(undeclared);
    names.map(|name| 1 + name.len() / NAME).sum()
}

/// A required name for which there is no property.
pub(crate) struct Undeclared<'a> {
    name: &'a str,
    /// The item of `required`, or the schema.
    node: Node<'a>,
    /// Whether all values must have the property, and not only some.
    required: bool,
    described: Described<'a>,
}

/// What describes the value of a property that `properties` does not contain.
#[derive(Clone, Copy)]
enum Described<'a> {
    /// `additionalProperties`.
    By(Node<'a>),
    /// Any of the patterns in `patternProperties`.
    ByPatterns,
    Nowhere,
}

/// Returns whether a map must have keys that the document names, and describes its values. A schema with `required`
/// alone often lacks `properties` by mistake; it stays a map.
fn names_keys(merged: &Merged<'_>) -> bool {
    let is_described = !merged.object.patterns.is_empty()
        || matches!(merged.object.additional, AdditionalProperties::Schema(_));
    is_described && !merged.object.required.is_empty() && merged.unions.alternatives.is_empty()
}

/// Returns whether a pattern in `patternProperties` matches all names.
fn matches_all_names(merged: &Merged<'_>) -> bool {
    let matches_all = |pattern: &str| {
        matches!(
            pattern,
            "" | "^" | ".*" | "^.*" | "^.*$" | ".+" | "^.+" | "^.+$"
        )
    };
    let mut patterns = merged.object.patterns.iter();
    merged.object.properties.is_empty() && patterns.any(|(pattern, _)| matches_all(pattern))
}

/// Returns the items of `required` by their names.
fn places_of_required(schema: Node<'_>) -> HashMap<&str, Node<'_>> {
    let items = schema.get("required").into_iter().flat_map(Node::items);
    let mut places = HashMap::default();
    for item in items {
        if let Some(name) = item.as_str() {
            places.entry(name).or_insert(item);
        }
    }
    places
}

impl<'a> Schemas<'a, '_> {
    pub(crate) fn object(&mut self, merged: &Merged<'a>, context: SchemaContext<'_>) -> Shape {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        if merged.object.properties.is_empty() && !names_keys(merged) {
            return self.map(merged, candidate, direction);
        }
        if !self.has_room_for(weight(merged)) {
            return self.too_many_fields(merged.first.node);
        }
        self.ensure_reserved(merged, context);
        let fields = self.fields(merged, candidate, direction);
        let additional = self.additional(merged, &fields, candidate, direction);
        self.named(
            merged,
            context,
            TypeKind::Struct(Struct {
                rules: rules(self.reader, merged, &fields),
                fields,
                additional,
                closed: false,
            }),
        )
    }

    /// Returns the fields for the properties of a conjunction.
    pub(crate) fn fields(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Vec<Field> {
        let undeclared = self.undeclared(merged);
        let declared = merged.object.properties.keys().copied();
        let wire_names = declared.chain(undeclared.iter().map(|property| property.name));
        let mut named = self
            .property_names(wire_names, &mut NameScope::default())
            .into_iter();
        let count = merged.object.properties.len() + undeclared.len();
        self.effort.fields += weight(merged);
        self.reader.spend(count);
        let mut fields = Vec::with_capacity(count);
        for ((&wire_name, property), name) in merged.object.properties.iter().zip(named.by_ref()) {
            if let Some(field) = self.field(merged, wire_name, property, candidate, direction, name)
            {
                fields.push(field);
            }
        }
        for (property, name) in undeclared.into_iter().zip(named) {
            fields.push(self.undeclared_field(&property, name, candidate, direction));
        }
        fields
    }

    /// Returns distinct names for the properties of an object, in the same order.
    pub(crate) fn property_names(
        &mut self,
        wire_names: impl Iterator<Item = &'a str> + Clone,
        names: &mut NameScope,
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

    /// Returns the field of a property that `required` names and `properties` does not describe. Its value has the type of
    /// additional properties if that describes it, else any JSON value is allowed.
    fn undeclared_field(
        &mut self,
        property: &Undeclared<'a>,
        name: PropertyName,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Field {
        let (used, note) = match property.described {
            Described::By(node) => {
                let used = self.inline(
                    node,
                    &candidate.child("Value"),
                    direction,
                    NameSource::Schema,
                );
                (used, None)
            }
            Described::ByPatterns => (Lowered::non_null(Shape::Any), None),
            Described::Nowhere => (
                Lowered::non_null(Shape::Any),
                Some(if property.required {
                    "Required, but not described by the document".to_owned()
                } else {
                    "Named by a condition, but not described by the document".to_owned()
                }),
            ),
        };
        Field {
            name: name.field,
            wire_name: property.name.to_owned(),
            shape: used.shape,
            required: property.required,
            nullable: used.nullable,
            min_items: 0,
            constant: None,
            docs: Docs {
                notes: note.into_iter().collect(),
                ..Docs::default()
            },
            deprecated: false,
            origin: property.node.origin(),
        }
    }

    /// Returns the required names for which there is no property, whether the property is missing or the name is misspelt.
    /// Reports the names that additional properties and patterns do not describe either. Empty if alternatives may
    /// describe the names.
    pub(crate) fn undeclared(&self, merged: &Merged<'a>) -> Vec<Undeclared<'a>> {
        if !merged.unions.alternatives.is_empty() {
            return Vec::new();
        }
        let schema = merged.first.node;
        let described = match merged.object.additional {
            _ if !merged.object.patterns.is_empty() => Described::ByPatterns,
            AdditionalProperties::Schema(node) => Described::By(node),
            _ => Described::Nowhere,
        };
        let mut places: Option<HashMap<&'a str, Node<'a>>> = None;
        let mut undeclared = Vec::new();
        for &name in &merged.object.required {
            if merged.object.properties.contains_key(name) {
                continue;
            }
            let places = places.get_or_insert_with(|| places_of_required(schema));
            undeclared.push(Undeclared {
                name,
                node: places.get(name).copied().unwrap_or(schema),
                required: true,
                described,
            });
        }
        let mut known: HashSet<&str> = HashSet::default();
        let branches = merged.unions.presence.iter();
        let branches = branches.flat_map(|alternatives| &alternatives.branches);
        let names = branches.flat_map(|branch| conditional::required(*branch));
        let conditional = &merged.object.conditional_names;
        for (name, node) in names.chain(conditional.iter().copied()) {
            self.reader.spend(1);
            let is_declared = merged.object.properties.contains_key(name)
                || merged.object.required.contains(name);
            if !is_declared && known.insert(name) {
                undeclared.push(Undeclared {
                    name,
                    node,
                    required: false,
                    described,
                });
            }
        }
        if matches!(described, Described::Nowhere) {
            for property in &undeclared {
                self.report_undeclared(merged, property);
            }
        }
        undeclared
    }

    fn report_undeclared(&self, merged: &Merged<'a>, property: &Undeclared<'a>) {
        let &Undeclared { name, node, .. } = property;
        let nearest = self
            .reader
            .nearest(name, merged.object.properties.keys().copied());
        let help = match nearest {
            Some(nearest) => format!(
                "did you mean `{nearest}`? If not, add the property to `properties`, or remove the name from `required`"
            ),
            None => {
                "add the property to `properties`, or remove the name from `required`".to_owned()
            }
        };
        self.diagnostics.push(
            Diagnostic::warning(
                codes::REQUIRED_WITHOUT_PROPERTY,
                node.location(),
                if property.required {
                    format!("`{name}` is required, but there is no such property")
                } else {
                    format!("a condition names `{name}`, but there is no such property")
                },
            )
            .help(help),
        );
    }

    pub(crate) fn field(
        &mut self,
        merged: &Merged<'a>,
        wire_name: &'a str,
        property: &Property<'a>,
        candidate: &NameCandidate,
        direction: Direction,
        name: PropertyName,
    ) -> Option<Field> {
        let node = *property.nodes.first()?;
        // No valid value has a property with the schema `false`.
        let mut nodes = property.nodes.iter();
        if nodes.any(|node| self.reader.schema(*node).never)
            && !merged.object.required.contains(wire_name)
        {
            return None;
        }
        let schemas = self.schemas_of(property);
        let is_flagged = |node| self.is_flagged(node, direction);
        let hidden = property.is_hidden(is_flagged);
        // What a more specific schema requires by name alone can be sent, but `required` of a read-only property applies
        // to responses alone (OpenAPI 3.1.1, section 4.8.24).
        let requirement = merged.object.requirements.get(wire_name);
        let can_be_sent = direction == Direction::Request
            && requirement.is_some_and(|requirement| {
                property.is_hidden_but_required(is_flagged, *requirement)
            });
        if hidden && !can_be_sent {
            return None;
        }
        // A type that is declared next to a union has the same name in each branch.
        let union = candidate.union.as_deref();
        let owner = union
            .filter(|_| property.declared_by == DeclaredBy::Union)
            .unwrap_or(candidate);
        // The most specific schema determines the type, or what a condition adds to it.
        let specific = property.by_specificity();
        let specific = property.conditional.first().or(specific.first());
        let inherited =
            specific.and_then(|node| self.declaring_component(merged, node.parent()?.parent()?));
        let candidate = inherited.as_ref().unwrap_or(owner).child(&name.leaf);
        let used = match property.nodes.as_slice() {
            _ if !property.has_type() => {
                if property.agreement == Agreement::Differs {
                    self.report_fallback(
                        codes::CONDITIONAL_PROPERTY,
                        node,
                        &format!("`{wire_name}` has different schemas that do not always apply together; it is represented as any JSON value"),
                        "describe the property with one schema outside of the conditions or branches",
                    );
                }
                Lowered::non_null(self.fallback_to_json(node, "different things under conditions"))
            }
            nodes if refinement::adds_properties(self.reader, nodes, &property.conditional, 0) => {
                let mut merged = Merged::of(self.reader, nodes)?;
                merged.add_conditional_schemas(self.reader, &property.conditional);
                self.combined(&merged, &candidate, direction)
            }
            [_] => {
                let schema = Rc::clone(schemas.first()?);
                let name_source = if property.foreign {
                    NameSource::Reference
                } else {
                    NameSource::Schema
                };
                self.inline_schema(schema, &candidate, direction, name_source)
            }
            several => self.conjunction(several, &candidate, direction),
        };
        let mut field = self.described(merged, (wire_name, name), (node, &schemas), used);
        if hidden {
            field.required = false;
            field.constant = None;
        }
        Some(field)
    }

    /// Returns the candidate of the component that declares a property or a value of a conjunction, if that is another
    /// component. The type then has the same name, whichever component that extends it is lowered first.
    pub(crate) fn declaring_component(
        &self,
        merged: &Merged<'a>,
        declared: Node<'a>,
    ) -> Option<NameCandidate> {
        let component = self.component_around(declared)?;
        if self.component_around(merged.first.node) == Some(component) {
            return None;
        }
        let name = self.component_name(component)?;
        Some(NameCandidate::root(words::type_name(name)))
    }

    /// Returns the component that a schema is part of: the schema itself, or one that declares it as a property or a
    /// value, directly, in `allOf` or under a condition.
    fn component_around(&self, schema: Node<'a>) -> Option<Node<'a>> {
        let mut current = schema;
        while self.component_name(current).is_none() {
            let container = current.parent()?;
            current = if matches!(container.key(), Some("allOf" | "dependentSchemas")) {
                container.parent()?
            } else if matches!(current.key(), Some("if" | "then" | "else")) {
                container
            } else {
                return None;
            };
        }
        Some(current)
    }

    /// Returns the description of the items of a list.
    fn description_of_items(&self, list: Node<'a>) -> Option<String> {
        let schema = self.reader.schema(list.get("items")?);
        let description = schema.description.map(str::trim);
        description
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// Returns whether a schema, or one that it refers to or extends, is left out in a direction.
    pub(crate) fn is_flagged(&self, node: Node<'a>, direction: Direction) -> bool {
        let test = |flags: &Flags| match direction {
            Direction::Neutral => false,
            Direction::Request => flags.read_only,
            Direction::Response => flags.write_only,
        };
        if direction == Direction::Neutral {
            return false;
        }
        let mut known = self.caches.flagged.borrow_mut();
        let mut seen: HashSet<Origin> = HashSet::default();
        let mut waiting = vec![node];
        let mut is_flagged = false;
        while let Some(next) = waiting.pop() {
            if !seen.insert(next.origin()) {
                continue;
            }
            if let Some(&found) = known.get(&(next.origin(), direction)) {
                is_flagged = found;
            } else {
                let flags = self.reader.flags(next);
                is_flagged = test(&flags);
                if !is_flagged {
                    let extended = self.reader.extended(&flags);
                    self.reader.spend(extended.len());
                    waiting.extend(extended);
                }
            }
            if is_flagged || self.reader.is_exhausted() {
                break;
            }
        }
        if is_flagged {
            known.insert((node.origin(), direction), true);
        } else {
            // None of those that were reached is flagged either.
            known.extend(seen.into_iter().map(|origin| ((origin, direction), false)));
        }
        is_flagged
    }

    /// Returns the schemas of a property, the most specific first, each with the parts that annotate it; only the first
    /// one if they do not always apply together.
    pub(crate) fn schemas_of(&self, property: &Property<'a>) -> Vec<Rc<Schema<'a>>> {
        let mut nodes = property.by_specificity();
        if !property.has_type() {
            nodes = property.nodes.iter().take(1).copied().collect();
        }
        let mut schemas = Vec::with_capacity(nodes.len());
        for node in nodes {
            let schema = self.reader.schema(node);
            let annotations = docs::annotating_parts(self.reader, &schema);
            schemas.push(Rc::new(schema));
            schemas.extend(annotations.into_iter().map(Rc::new));
        }
        schemas
    }

    /// Returns the field of a property whose type is lowered. All schemas of the property describe it.
    pub(crate) fn described(
        &mut self,
        merged: &Merged<'a>,
        (wire_name, name): (&'a str, PropertyName),
        (first, schemas): (Node<'a>, &[Rc<Schema<'a>>]),
        used: Lowered,
    ) -> Field {
        let required = merged.object.required.contains(wire_name);
        let min_items = schemas
            .iter()
            .map(|schema| self.min_items(schema, &used.shape));
        let min_items = min_items.max().unwrap_or(0);
        let mut docs = docs::of_several(schemas);
        if docs.description.is_none() {
            docs.description = self.description_of_items(first);
        }
        Field {
            name: name.field,
            wire_name: wire_name.to_owned(),
            // If null is allowed too, the value is not constant.
            constant: self
                .constant_value(&used.shape, required)
                .filter(|_| !used.nullable),
            min_items,
            nullable: used.nullable,
            shape: used.shape,
            required,
            docs,
            deprecated: schemas.iter().any(|schema| schema.deprecated),
            origin: first.origin(),
        }
    }

    fn property_name(&mut self, wire_name: &'a str) -> PropertyName {
        let name = self
            .caches
            .property_names
            .entry(wire_name)
            .or_insert_with(|| PropertyName {
                field: words::field_name(wire_name),
                leaf: words::type_name(wire_name),
            });
        name.clone()
    }

    /// Returns the minimum number of items of a list; 0 for other types.
    pub(crate) fn min_items(&self, schema: &Schema<'a>, shape: &Shape) -> u64 {
        let mut constraints = schema.constraints.iter();
        let minimum = constraints.find(|(keyword, _)| *keyword == "minItems");
        let minimum = minimum.and_then(|(_, node)| node.as_u64());
        let is_list = matches!(types::resolved(&self.drafts, shape), Shape::List(_));
        minimum.filter(|_| is_list).unwrap_or(0)
    }

    /// Returns the only value of a type, which callers need not pass.
    pub(crate) fn constant_value(&self, shape: &Shape, required: bool) -> Option<Value> {
        let Shape::Named(id) = shape else { return None };
        match &self.drafts.get(usize::try_from(id.0).ok()?)?.ty.kind {
            TypeKind::Constant(constant) => Some(constant.value.clone()),
            TypeKind::Enum(found) if required => match found.values.as_slice() {
                [only] => Some(only.value.clone()),
                _ => None,
            },
            TypeKind::Alias(shape) => self.constant_value(shape, required),
            _ => None,
        }
    }

    /// Returns the only value of a required parameter, if it is an array or an object.
    pub(crate) fn constant_of(&self, parameter: &Parameter<'a>) -> Option<Value> {
        let schema = parameter.schema.filter(|_| parameter.required)?;
        let merged = Merged::of(self.reader, &[schema])?;
        let value = match (merged.value.constant, merged.value.values.as_slice()) {
            (Some(constant), _) => constant.to_json(),
            (None, [only]) => only.to_json(),
            _ => return None,
        };
        let is_asked = merged.value.nullable || merged.conflicts.contradiction.is_some();
        (!is_asked && (value.is_array() || value.is_object())).then_some(value)
    }

    /// Returns the only text that a schema allows: its `const`, or its only listed value if `required`.
    pub(crate) fn only_text(&self, schema: Option<Node<'a>>, required: bool) -> Option<&'a str> {
        let merged = Merged::of(self.reader, &[schema?])?;
        match (merged.value.constant, merged.value.values.as_slice()) {
            (Some(constant), _) => constant.scalar_text(),
            (None, [only]) if required => only.scalar_text(),
            _ => None,
        }
    }

    pub(crate) fn additional(
        &mut self,
        merged: &Merged<'a>,
        fields: &[Field],
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Option<Additional> {
        let shape = self.additional_shape(merged, candidate, direction)?;
        let mut names = NameScope::default();
        for field in fields {
            names.claim(&field.name);
        }
        Some(Additional {
            name: names.claim("extra"),
            shape,
        })
    }

    /// Returns the type of additional properties, if the document allows them explicitly.
    pub(crate) fn additional_shape(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Option<Shape> {
        let declaring = match merged.object.additional {
            AdditionalProperties::Schema(node) => node.parent(),
            _ => None,
        };
        let declaring = declaring.and_then(|owner| self.declaring_component(merged, owner));
        let candidate = declaring.as_ref().unwrap_or(candidate).child("Value");
        let declared = match merged.object.additional {
            AdditionalProperties::Schema(node) => {
                let further = &merged.object.other_additional;
                let used = if further.is_empty() {
                    self.inline(node, &candidate, direction, NameSource::Schema)
                } else {
                    let nodes: Vec<Node<'a>> = [&[node], further.as_slice()].concat();
                    self.conjunction(&nodes, &candidate, direction)
                };
                Some(used.into_nested())
            }
            AdditionalProperties::Any => Some(Shape::Any),
            // Names that match no pattern have any value (JSON Schema 2020-12, section 10.3.2.3).
            AdditionalProperties::Unspecified
                if !merged.object.patterns.is_empty() && !matches_all_names(merged) =>
            {
                Some(Shape::Any)
            }
            AdditionalProperties::None | AdditionalProperties::Unspecified => None,
        };
        let patterns: Vec<Shape> = merged
            .object
            .patterns
            .clone()
            .into_iter()
            .map(|(_, node)| {
                self.inline(node, &candidate, direction, NameSource::Schema)
                    .into_nested()
            })
            .collect();
        let is_open = declared == Some(Shape::Any);
        let mut shapes = declared.into_iter().chain(patterns);
        let first = shapes.next()?;
        let reason = if is_open {
            "names that match no pattern have any value"
        } else {
            "patterns of names with different values"
        };
        Some(if shapes.all(|shape| shape == first) {
            first
        } else {
            self.fallback_to_json(merged.first.node, reason)
        })
    }

    pub(crate) fn map(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        Shape::Map(Box::new(
            self.additional_shape(merged, candidate, direction)
                .unwrap_or(Shape::Any),
        ))
    }
}
