//! Merges a schema with its references and `allOf` into one flat conjunction.
//!
//! Merging selects no types. Different schemas of one property are kept in a list, and lowered as a conjunction of
//! their own.

use std::rc::Rc;

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::conditional::{self, Conditional};
use super::property::{Agreement, Declaration, DeclaredBy, IsImplied, Property, Requirement};
use crate::load::{Node, Origin};
use crate::openapi::Reader;
use crate::openapi::schema::{AdditionalProperties, Discriminator, Schema, Types};

/// Up to this number, required names are searched one by one.
const FEW_REQUIRED: usize = 16;

/// The steps that copying a property takes.
const COPIED: usize = 4;

/// The limit of nested `allOf` and `$ref`. The stack that lowering runs on has room for them.
const DEEPEST: usize = 50_000;

/// The branches of `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub(crate) struct Alternatives<'a> {
    /// The branches.
    pub branches: Vec<Node<'a>>,
    /// The adjacent discriminator.
    pub discriminator: Option<Discriminator<'a>>,
    /// The schema that contains the keyword.
    pub node: Node<'a>,
    pub kind: AlternativesKind,
}

/// Where alternatives come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum AlternativesKind {
    OneOf,
    AnyOf,
    /// The subtypes of a base schema.
    Subtypes,
}

/// A conjunction of schemas.
#[derive(Debug, Clone)]
pub(crate) struct Merged<'a> {
    /// The first schema.
    pub first: Rc<Schema<'a>>,
    /// Whether there is no schema except the first one and those that it contains or refers to.
    pub alone: bool,
    pub value: ValueKeywords<'a>,
    pub object: ObjectKeywords<'a>,
    pub array: ArrayKeywords<'a>,
    pub unions: UnionKeywords<'a>,
    pub content: ContentKeywords<'a>,
    pub annotations: Annotations<'a>,
    /// The keywords that only limit values, with their names.
    pub constraints: Vec<(&'a str, Node<'a>)>,
    pub conflicts: Conflicts<'a>,
    progress: Progress<'a>,
}

/// Keywords for values of any type (JSON Schema 2020-12 validation, section 6.1).
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueKeywords<'a> {
    pub types: Types,
    /// Whether a schema has a `type`.
    pub typed: bool,
    pub nullable: bool,
    pub null_only: bool,
    pub format: Option<&'a str>,
    pub values: Vec<Node<'a>>,
    pub constant: Option<Node<'a>>,
}

/// Keywords for objects.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectKeywords<'a> {
    pub properties: IndexMap<&'a str, Property<'a>, RandomState>,
    pub required: IndexSet<&'a str, RandomState>,
    /// The properties that a schema requires without declaring them.
    pub requirements: HashMap<&'a str, Requirement>,
    pub additional: AdditionalProperties<'a>,
    /// The names that only conditions may have.
    pub conditional_names: Vec<(&'a str, Node<'a>)>,
    /// The schemas of `additionalProperties` in the other merged schemas. They apply in addition to `additional`.
    pub other_additional: Vec<Node<'a>>,
    pub patterns: Vec<(&'a str, Node<'a>)>,
}

/// Keywords for arrays.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArrayKeywords<'a> {
    /// The schemas that apply to the items after `prefix_items`.
    pub items: Vec<Node<'a>>,
    /// The schemas that apply to each of the first items.
    pub prefix_items: Vec<Vec<Node<'a>>>,
    /// The schemas that apply to items only under a condition.
    pub conditional_items: Vec<Node<'a>>,
}

impl ArrayKeywords<'_> {
    /// Adds the keywords of a schema that also applies.
    fn add(&mut self, reader: &Reader<'_>, other: &Self) {
        let length = self.prefix_items.len().max(other.prefix_items.len());
        // The schemas of `items` are repeated for each schema of `prefixItems`.
        reader.spend((length + 1) * (self.items.len() + other.items.len()) + length);
        if reader.is_exhausted() {
            return;
        }
        // `items` of one schema applies to the items for which only the other has a schema in `prefixItems`.
        self.prefix_items.resize(length, self.items.clone());
        for (index, nodes) in self.prefix_items.iter_mut().enumerate() {
            let others = other.prefix_items.get(index).unwrap_or(&other.items);
            nodes.extend(
                others
                    .iter()
                    .filter(|node| !nodes.contains(node))
                    .copied()
                    .collect::<Vec<_>>(),
            );
        }
        let items = other.items.iter().filter(|node| !self.items.contains(node));
        self.items.extend(items.copied().collect::<Vec<_>>());
        self.conditional_items.extend(&other.conditional_items);
    }
}

/// `oneOf`, `anyOf` and `discriminator`.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnionKeywords<'a> {
    pub alternatives: Vec<Alternatives<'a>>,
    /// The alternatives whose branches only require properties or exclude values with `not`.
    pub presence: Vec<Alternatives<'a>>,
    /// The discriminator of a schema without alternatives: a base schema with subtypes.
    pub discriminator: Option<Discriminator<'a>>,
}

/// Keywords for the content of strings (JSON Schema 2020-12 validation, section 8).
#[derive(Debug, Clone, Default)]
pub(crate) struct ContentKeywords<'a> {
    pub base64: bool,
    /// `contentMediaType`
    pub media_type: Option<&'a str>,
    /// Whether there is a `contentEncoding`.
    pub encoded: bool,
}

/// Keywords that only describe the value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Annotations<'a> {
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    pub deprecated: bool,
}

/// Schemas that contradict others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conflicts<'a> {
    /// The schema that allows none of the types that the schemas before it allow.
    pub contradiction: Option<Node<'a>>,
    /// The schema that lists none of the values that the schemas before it list; `values` has the values of both.
    pub disjoint: Option<Node<'a>>,
    /// The schema whose `type` is ignored, because its `$ref` or `allOf` contradicts it.
    pub overruled: Option<Node<'a>>,
}

/// What only merging needs.
#[derive(Debug, Clone, Default)]
struct Progress<'a> {
    /// The schema that `types` comes from, if `is_type_alone` is true for it, so that other types overrule it.
    overridable: Option<Node<'a>>,
    /// The schema that allows only null.
    null: Option<Node<'a>>,
    /// The schemas that were added; none is added twice.
    seen: HashSet<Origin>,
    /// The schemas of the conjunctions that this one inherits from.
    inherited: Vec<Origin>,
    /// How many `allOf` and `$ref` lead to the schema that is being added.
    depth: usize,
    /// The number of schemas that describe the value, and of these that allow null.
    parts: usize,
    nullable_parts: usize,
}

impl Types {
    pub(crate) fn intersect(self, other: Self) -> Self {
        // Every integer is a number, so the intersection of `number` and `integer` is `integer`.
        let integer =
            (self.integer && (other.integer || other.number)) || (self.number && other.integer);
        Self {
            string: self.string && other.string,
            number: self.number && other.number,
            integer,
            boolean: self.boolean && other.boolean,
            array: self.array && other.array,
            object: self.object && other.object,
        }
    }

    /// Returns whether a value has an allowed type. Null is allowed, because its type is kept elsewhere.
    pub(crate) fn allows(self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Bool(_) => self.boolean,
            Value::Number(number) => {
                let is_integer = number.as_f64().is_some_and(|number| number.fract() == 0.0);
                self.number || self.integer && is_integer
            }
            Value::String(_) => self.string,
            Value::Array(_) => self.array,
            Value::Object(_) => self.object,
        }
    }

    /// Returns the number of allowed types.
    pub(crate) fn count(self) -> usize {
        [
            self.string,
            self.number,
            self.integer,
            self.boolean,
            self.array,
            self.object,
        ]
        .iter()
        .filter(|&&set| set)
        .count()
    }
}

impl<'a> Merged<'a> {
    /// Returns the conjunction of schemas that all apply to one location; none without schemas.
    pub(crate) fn of(reader: &Reader<'a>, nodes: &[Node<'a>]) -> Option<Self> {
        let (first, others) = nodes.split_first()?;
        Some(Self::beginning_with(
            &Rc::new(reader.schema(*first)),
            others,
            reader,
        ))
    }

    /// Returns the conjunction of a schema and of others that all apply to one location.
    pub(crate) fn beginning_with(
        first: &Rc<Schema<'a>>,
        others: &[Node<'a>],
        reader: &Reader<'a>,
    ) -> Self {
        let mut merged = Self::empty(Rc::clone(first));
        merged.alone = others.is_empty();
        merged.progress.seen.insert(first.node.origin());
        merged.add_schema(reader, first, false);
        for &node in others {
            merged.add(reader, node, false);
        }
        // Null is allowed if all schemas that describe the value allow it, or if a schema with `allOf` does: 3.0 documents
        // write `nullable: true` adjacent to `allOf: [$ref]`.
        merged.value.nullable |=
            merged.progress.parts > 0 && merged.progress.parts == merged.progress.nullable_parts;
        merged.value.nullable |= merged.alone && merged.first.nullable;
        merged.find_contradiction();
        if !merged.constraints.is_empty() {
            let conditional = conditional::conditional(reader, &merged.constraints);
            merged.add_conditional(reader, conditional);
        }
        merged
    }

    /// Records a constant that has another type, and a schema that allows only null although others do not allow it.
    fn find_contradiction(&mut self) {
        if let Some(constant) = self.value.constant
            && self.value.types.count() > 0
            && !self.value.types.allows(&self.json(constant))
        {
            self.conflicts.contradiction.get_or_insert(constant);
        }
        if let Some(null) = self.progress.null
            && self.value.types.count() > 0
            && !self.value.nullable
        {
            self.conflicts.contradiction.get_or_insert(null);
        }
    }

    /// Adds the properties that only `then`, `else` or `dependentSchemas` declare (JSON Schema 2020-12, section
    /// 10.2.2). They are optional. A property has its conditional schema, or any JSON value if the schemas differ or
    /// one has a `const`.
    fn add_conditional(&mut self, reader: &Reader<'a>, found: Conditional<'a>) {
        let mut conditional: IndexMap<&'a str, Property<'a>> = IndexMap::new();
        for (name, node) in found.properties {
            let known = self.object.properties.get_mut(name);
            if let Some(declared) = known.filter(|known| !known.only_conditional) {
                declared.conditional.push(node);
                continue;
            }
            let known = || self.object.properties.get(name).cloned();
            let property = conditional.entry(name);
            let property = property.or_insert_with(|| known().unwrap_or_default());
            property.only_conditional = true;
            let is_new = |before: &Node<'a>| {
                reader.spend(reader.size_of(*before) + reader.size_of(node));
                before.to_json() != node.to_json()
            };
            if property.nodes.iter().any(is_new) || reader.schema(node).constant.is_some() {
                property.agreement = Agreement::Differs;
            }
            property.nodes = vec![node];
            property.declarations.clear();
        }
        // A condition tests a property without describing it.
        for (name, node) in found.tested {
            if !self.object.properties.contains_key(name) && !conditional.contains_key(name) {
                let property = conditional.entry(name).or_default();
                property.nodes = vec![node];
                property.only_conditional = true;
                property.agreement = Agreement::Undescribed;
            }
        }
        self.object.properties.extend(conditional);
        self.object.conditional_names.extend(found.names);
        self.array.conditional_items.extend(found.items);
        if found.describes_others
            && matches!(self.object.additional, AdditionalProperties::Unspecified)
        {
            self.object.additional = AdditionalProperties::Any;
        }
    }

    /// Adds what schemas describe that apply only under a condition.
    pub(crate) fn add_conditional_schemas(&mut self, reader: &Reader<'a>, nodes: &[Node<'a>]) {
        self.add_conditional(reader, conditional::of_schemas(reader, nodes));
        // The same schemas without these are another conjunction.
        let conditional = nodes.iter().map(|node| node.origin());
        self.progress.inherited.extend(conditional);
    }

    /// Adds a schema that also applies.
    pub(crate) fn merge_with(&mut self, reader: &Reader<'a>, node: Node<'a>) {
        self.alone = false;
        let known = self.constraints.len();
        self.add(reader, node, false);
        self.find_contradiction();
        let added = self.constraints.get(known..).unwrap_or_default();
        let conditional = conditional::conditional(reader, added);
        self.add_conditional(reader, conditional);
    }

    /// Adds the keywords of another conjunction that also applies. Its schemas are less specific than those of this one.
    /// Its `enum`, `const` and alternatives are not added: they hold for all branches together.
    pub(crate) fn add_adjacent(
        &mut self,
        reader: &Reader<'a>,
        base: &Self,
        is_implied: &IsImplied<'_, 'a>,
    ) {
        self.alone = false;
        reader.spend(COPIED * (base.size() + self.size()));
        if reader.is_exhausted() {
            return;
        }
        let common = self.value.types.intersect(base.value.types);
        if !self.value.typed {
            self.value.types = base.value.types;
            self.value.typed = base.value.typed;
        } else if base.value.typed && common.count() > 0 {
            self.value.types = common;
        }
        self.value.format = self.value.format.or(base.value.format);
        let mut properties = base.object.properties.clone();
        for property in properties.values_mut() {
            property.declared_by = DeclaredBy::Union;
        }
        for (name, mut property) in std::mem::take(&mut self.object.properties) {
            if let Some(inherited) = properties.get_mut(name) {
                property.add_adjacent(reader, std::mem::take(inherited), is_implied);
            }
            properties.insert(name, property);
        }
        self.object.properties = properties;
        self.object.required.extend(&base.object.required);
        let names = &base.object.conditional_names;
        self.object.conditional_names.extend(names);
        for (name, requirement) in &base.object.requirements {
            self.object.requirements.entry(name).or_insert(*requirement);
        }
        match (self.object.additional, base.object.additional) {
            (AdditionalProperties::Unspecified, _)
            | (AdditionalProperties::Any, AdditionalProperties::Schema(_)) => {
                self.object.additional = base.object.additional;
            }
            (AdditionalProperties::Schema(_), AdditionalProperties::Schema(node)) => {
                self.object.other_additional.push(node);
            }
            _ => {}
        }
        let further = &base.object.other_additional;
        self.object.other_additional.extend(further);
        self.object
            .patterns
            .extend(base.object.patterns.iter().copied());
        self.array.add(reader, &base.array);
        let known = self.unions.alternatives.iter().chain(&self.unions.presence);
        let known: HashSet<Origin> = known.map(|known| known.node.origin()).collect();
        let presence = base.unions.presence.iter();
        let presence = presence.filter(|found| !known.contains(&found.node.origin()));
        self.unions.presence.extend(presence.cloned());
        self.constraints.extend(base.constraints.iter().copied());
        self.progress.inherited.extend(&base.progress.seen);
        self.progress.inherited.extend(&base.progress.inherited);
    }

    /// Returns the number of parts that are copied when the conjunction is.
    fn size(&self) -> usize {
        let presence = self.unions.presence.iter();
        let presence: usize = presence.map(|found| 1 + found.branches.len()).sum();
        self.object.properties.len()
            + self.object.required.len()
            + self.object.conditional_names.len()
            + self.object.patterns.len()
            + self.array.prefix_items.len()
            + self.array.conditional_items.len()
            + self.constraints.len()
            + presence
    }

    /// Converts a listed value to JSON, as a value of the allowed types.
    pub(crate) fn json(&self, value: Node<'a>) -> Value {
        self.value.types.json(value)
    }

    /// Returns the origins of all merged schemas, the first schema first. Conjunctions with the same key are equal.
    pub(crate) fn cache_key(&self) -> Vec<Origin> {
        let mut parts: Vec<Origin> = self
            .progress
            .seen
            .iter()
            .chain(&self.progress.inherited)
            .copied()
            .collect();
        parts.push(self.first.node.origin());
        parts.sort_unstable();
        parts.dedup();
        parts.insert(0, self.first.node.origin());
        parts
    }

    fn empty(first: Rc<Schema<'a>>) -> Self {
        Self {
            alone: true,
            value: ValueKeywords::default(),
            object: ObjectKeywords::default(),
            array: ArrayKeywords::default(),
            unions: UnionKeywords::default(),
            content: ContentKeywords::default(),
            annotations: Annotations {
                title: first.title,
                description: first.description,
                deprecated: first.deprecated,
            },
            constraints: Vec::new(),
            conflicts: Conflicts::default(),
            progress: Progress::default(),
            first,
        }
    }

    fn add(&mut self, reader: &Reader<'a>, node: Node<'a>, foreign: bool) {
        // After the budget is spent, nothing more is read, and the result is not used.
        if !reader.is_exhausted() && self.progress.seen.insert(node.origin()) {
            self.add_schema(reader, &reader.schema(node), foreign);
        }
    }

    fn add_schema(&mut self, reader: &Reader<'a>, schema: &Schema<'a>, foreign: bool) {
        if self.is_chosen(reader, schema) {
            let mut without = schema.clone();
            without.one_of.clear();
            without.any_of.clear();
            self.add_own(reader, &without, foreign);
        } else {
            self.add_own(reader, schema, foreign);
        }
        self.progress.depth += 1;
        if self.progress.depth > DEEPEST {
            reader.exhaust();
        }
        if let Some(reference) = schema.reference
            && let Some(target) = reader.resolve(reference)
        {
            self.add(reader, target, true);
        }
        for &branch in &schema.all_of {
            self.add(reader, branch, foreign);
        }
        self.progress.depth -= 1;
    }

    /// Returns whether a schema is a base that lists its subtypes, one of which is in this conjunction. Its
    /// alternatives then do not apply.
    fn is_chosen(&self, reader: &Reader<'a>, schema: &Schema<'a>) -> bool {
        // Only the schema itself was added.
        if self.progress.seen.len() == 1 {
            return false;
        }
        let mut branches = schema.one_of.iter().chain(&schema.any_of);
        branches.any(|branch| {
            let reference = reader.schema(*branch).reference;
            let target = reference.and_then(|reference| reader.resolve(reference));
            target.is_some_and(|target| {
                target != schema.node && self.progress.seen.contains(&target.origin())
            })
        })
    }

    fn add_own(&mut self, reader: &Reader<'a>, schema: &Schema<'a>, foreign: bool) {
        self.add_types(schema);
        reader.spend(self.value.values.len());
        self.add_values(schema);
        let set: Option<HashSet<&str>> = (schema.required.len() > FEW_REQUIRED)
            .then(|| schema.required.iter().copied().collect());
        let is_required = |name: &str| match &set {
            Some(set) => set.contains(name),
            None => schema.required.contains(&name),
        };
        if schema.null_only {
            self.value.null_only = true;
            self.progress.null.get_or_insert(schema.node);
        }
        self.value.format = self.value.format.or(schema.format);
        for &(name, node) in &schema.properties {
            let property = self.object.properties.entry(name).or_default();
            property.foreign |= foreign;
            if !property.nodes.contains(&node) {
                property.nodes.push(node);
                property.declarations.push(Declaration {
                    depth: self.progress.depth,
                    required: is_required(name),
                });
            }
        }
        for &name in &schema.required {
            let property = self.object.properties.get(name);
            let last = property.and_then(|property| property.nodes.last());
            let owner = last.and_then(|node| node.parent()?.parent());
            if owner == Some(schema.node) {
                continue;
            }
            let found = Requirement {
                depth: self.progress.depth,
                declared: property.map_or(0, |property| property.nodes.len()),
            };
            let known = self.object.requirements.entry(name).or_insert(found);
            if found.depth <= known.depth {
                *known = found;
            }
        }
        self.object.required.extend(&schema.required);
        self.add_rest(reader, schema);
    }

    /// Keeps the values that all schemas list. If they have none in common, all values are kept: a value may have been
    /// added to a schema and forgotten in its base.
    fn add_values(&mut self, schema: &Schema<'a>) {
        if self.value.values.is_empty() {
            self.value.values.clone_from(&schema.values);
        } else if !schema.values.is_empty() {
            let allowed: HashSet<Value> =
                schema.values.iter().map(|value| value.to_json()).collect();
            let is_common = |value: &Node<'a>| allowed.contains(&value.to_json());
            if self.value.values.iter().any(is_common) {
                self.value.values.retain(is_common);
            } else {
                self.value.values.extend(&schema.values);
                self.conflicts.disjoint.get_or_insert(schema.node);
            }
        }
        match (self.value.constant, schema.constant) {
            (Some(before), Some(now)) if before.to_json() != now.to_json() => {
                self.value.constant = None;
                self.value.values = vec![before, now];
                self.conflicts.disjoint.get_or_insert(schema.node);
            }
            (before, now) => self.value.constant = before.or(now),
        }
    }

    fn add_types(&mut self, schema: &Schema<'a>) {
        if !schema.types.is_empty() {
            let overridable = is_type_alone(schema).then_some(schema.node);
            if self.value.typed {
                let before = self.value.types;
                self.value.types = before.intersect(schema.types);
                if before.count() > 0 && self.value.types.count() == 0 {
                    match (self.progress.overridable, overridable) {
                        (Some(overruled), _) => {
                            (self.value.types, self.progress.overridable) =
                                (schema.types, overridable);
                            self.conflicts.overruled.get_or_insert(overruled);
                        }
                        (None, Some(overruled)) => {
                            self.value.types = before;
                            self.conflicts.overruled.get_or_insert(overruled);
                        }
                        (None, None) => {
                            self.conflicts.contradiction.get_or_insert(schema.node);
                        }
                    }
                } else {
                    self.progress.overridable = self.progress.overridable.and(overridable);
                }
            } else {
                self.value.types = schema.types;
                self.progress.overridable = overridable;
            }
            self.value.typed = true;
        }
        let says_something = !schema.types.is_empty()
            || !schema.properties.is_empty()
            || !schema.values.is_empty()
            || !schema.one_of.is_empty()
            || !schema.any_of.is_empty();
        if says_something {
            self.progress.parts += 1;
            self.progress.nullable_parts += usize::from(schema.nullable);
        }
    }

    fn add_rest(&mut self, reader: &Reader<'a>, schema: &Schema<'a>) {
        self.object.additional = match (self.object.additional, schema.additional_properties) {
            (before @ AdditionalProperties::Schema(_), AdditionalProperties::Schema(now)) => {
                self.object.other_additional.push(now);
                before
            }
            (before @ AdditionalProperties::Schema(_), _) => before,
            (_, now @ AdditionalProperties::Schema(_)) => now,
            (AdditionalProperties::Any, _) | (_, AdditionalProperties::Any) => {
                AdditionalProperties::Any
            }
            (AdditionalProperties::None, _) | (_, AdditionalProperties::None) => {
                AdditionalProperties::None
            }
            _ => AdditionalProperties::Unspecified,
        };
        self.object
            .patterns
            .extend(schema.pattern_properties.iter().copied());
        let prefix_items = schema.prefix_items.iter().map(|node| vec![*node]);
        let array = ArrayKeywords {
            items: schema.items.into_iter().collect(),
            prefix_items: prefix_items.collect(),
            conditional_items: Vec::new(),
        };
        self.array.add(reader, &array);
        for (branches, kind) in [
            (&schema.one_of, AlternativesKind::OneOf),
            (&schema.any_of, AlternativesKind::AnyOf),
        ] {
            if !branches.is_empty() {
                self.unions.alternatives.push(Alternatives {
                    branches: branches.clone(),
                    discriminator: schema.discriminator.clone(),
                    node: schema.node,
                    kind,
                });
            }
        }
        if schema.one_of.is_empty() && schema.any_of.is_empty() {
            self.unions.discriminator = self
                .unions
                .discriminator
                .take()
                .or_else(|| schema.discriminator.clone());
        }
        self.content.base64 |= schema
            .content_encoding
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
        self.content.encoded |= schema.content_encoding.is_some();
        self.content.media_type = self.content.media_type.or(schema.content_media_type);
        self.constraints.extend(schema.constraints.iter().copied());
        self.annotations.title = self.annotations.title.or(schema.title);
        self.annotations.description = self.annotations.description.or(schema.description);
    }
}

/// Returns whether a schema has only a `type`, adjacent to a `$ref` or `allOf` that describes the rest. In 3.0,
/// keywords adjacent to `$ref` have no effect (`OpenAPI` 3.0.4, section 4.7.23). `type: object` is often adjacent to an
/// `allOf` that describes another type.
fn is_type_alone(schema: &Schema<'_>) -> bool {
    (schema.reference.is_some() || !schema.all_of.is_empty())
        && schema.properties.is_empty()
        && schema.pattern_properties.is_empty()
        && schema.values.is_empty()
        && schema.constant.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
}
