//! Collects the constraints of a lowered API, for comparisons of documents. The constraints of a location come from all
//! schemas that apply to it, behind references and in all branches of `allOf`. Two documents that split the same schema
//! differently therefore have the same constraints.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::ir::{
    Api, Constraint, ConstraintKind, Constraints, PropertyConstraints, Shape, Struct, Type,
    TypeKind, Union, Within,
};
use crate::load::{Document, Node, NodeKind, Origin};
use crate::lower::schema::scalar;
use crate::openapi::schema::{AdditionalProperties, Schema};
use crate::openapi::{Reader, flag};

/// How deep a schema is searched: steps into a value (`DEPTH`), and nested schemas overall (`CHAIN`).
const DEPTH: usize = 4;
const CHAIN: usize = 64;

/// The limits of resolving references within a keyword: the number of schemas, and their depth.
const EXPANDED: usize = 64;
const EXPANDED_DEPTH: usize = 8;

/// Keywords that are compared as values, with their references resolved and without annotations.
const FURTHER: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "contains",
    "minContains",
    "maxContains",
];

/// Formats of strings that select the type of the field.
const TYPED_FORMATS: &[&str] = &[
    "date-time",
    "date",
    "uuid",
    "byte",
    "base64",
    "binary",
    "password",
];

/// Collects the constraints of an API. `reader` reports diagnostics that lowering has already reported, so it needs a
/// collector of its own.
pub(crate) fn constraints(document: &Document, reader: &Reader<'_>, api: &Api) -> Constraints {
    let names = api.types.iter();
    let names = names.filter(|ty| matches!(ty.kind, TypeKind::Struct(_)));
    let mut places = Places {
        document,
        reader,
        names: names.map(|ty| (ty.origin, ty.name.as_str())).collect(),
        found: Constraints::default(),
    };
    for ty in &api.types {
        places.place(ty.origin);
        let own = ty.unshared.as_ref().map(|own| &own.kind);
        for kind in std::iter::once(&ty.kind).chain(own) {
            match kind {
                TypeKind::Struct(of) => places.fields(ty.origin, of),
                TypeKind::Union(union) => places.beside_branches(ty.origin, union, &api.types),
                TypeKind::Multipart(form) => {
                    let fields = form.parts.iter().map(|part| &part.field);
                    for field in fields.chain(&form.additional) {
                        places.place(field.origin);
                    }
                }
                _ => {}
            }
        }
    }
    for operation in api.resources.iter().flat_map(|one| &one.operations) {
        let others = operation.parameters.iter().flat_map(|all| &all.parameters);
        for parameter in operation.path_parameters.iter().chain(others) {
            places.place(parameter.field.origin);
        }
        if operation.body.is_some() {
            places.bodies(operation.origin);
        }
    }
    places.found
}

/// The collector of the constraints of an API.
struct Places<'r, 'a> {
    document: &'a Document,
    reader: &'r Reader<'a>,
    /// The names of the structs.
    names: HashMap<Origin, &'r str>,
    found: Constraints,
}

impl<'a> Places<'_, 'a> {
    fn place(&mut self, origin: Origin) {
        if self.found.places.contains_key(&origin) {
            return;
        }
        if let Some(node) = self.document.node(origin) {
            let limits = self.of(&[schema_of(node)]);
            self.found.places.insert(origin, limits);
        }
    }

    /// Collects the constraints of a struct's fields. Several parts of `allOf` may declare the same property. The schema
    /// with the union may declare it too if the struct is a branch.
    fn fields(&mut self, owner: Origin, of_struct: &Struct) {
        let Some(node) = self.document.node(owner) else {
            return;
        };
        let mut schemas = vec![node];
        schemas.extend(schema_with_union(node));
        let properties = self.properties(schemas);
        for field in &of_struct.fields {
            self.place(field.origin);
            let Some(nodes) = properties.get(field.wire_name.as_str()) else {
                continue;
            };
            let is_here = nodes.iter().any(|node| node.origin() == field.origin);
            if nodes.len() > 1 && is_here {
                let limits = self.of(nodes);
                self.found.members.insert((owner, field.origin), limits);
            }
        }
    }

    /// Collects the constraints of the properties that a union declares next to its branches, if a branch keeps a type of
    /// its own for the same property.
    fn beside_branches(&mut self, owner: Origin, union: &Union, types: &[Type]) {
        let Some(node) = self.document.node(owner) else {
            return;
        };
        let properties = self.properties(vec![node]);
        let mut found = BTreeMap::new();
        for variant in &union.variants {
            let Shape::Named(id) = variant.shape else {
                continue;
            };
            let Some(ty) = types.get(id.index()) else {
                continue;
            };
            // The fields of a branch that is not a component have the constraints of both schemas.
            let branch = self.document.node(ty.origin);
            let is_inline = branch.and_then(schema_with_union) == Some(node);
            let TypeKind::Struct(of) = &ty.kind else {
                continue;
            };
            if is_inline {
                continue;
            }
            for field in &of.fields {
                let Some(nodes) = properties.get(field.wire_name.as_str()) else {
                    continue;
                };
                let [first, ..] = nodes.as_slice() else {
                    continue;
                };
                let is_here = nodes.iter().any(|node| node.origin() == field.origin);
                if !is_here && !found.contains_key(&field.wire_name) {
                    let property = PropertyConstraints {
                        origin: first.origin(),
                        constraints: self.of(nodes),
                    };
                    found.insert(field.wire_name.clone(), property);
                }
            }
        }
        if !found.is_empty() {
            self.found.beside_branches.insert(owner, found);
        }
    }

    /// Returns the schemas of properties that schemas declare, also behind references and in `allOf`.
    fn properties(&self, mut unvisited: Vec<Node<'a>>) -> IndexMap<&'a str, Vec<Node<'a>>> {
        let mut properties: IndexMap<&'a str, Vec<Node<'a>>> = IndexMap::new();
        let mut seen = HashSet::new();
        while let Some(node) = unvisited.pop() {
            if !seen.insert(node.origin()) {
                continue;
            }
            let schema = self.reader.schema(node);
            for (name, property) in schema.properties {
                properties.entry(name).or_default().push(property);
            }
            unvisited.extend(schema.reference.and_then(|to| self.reader.resolve(to)));
            unvisited.extend(schema.all_of);
        }
        properties
    }

    fn bodies(&mut self, operation: Origin) {
        let node = self.document.node(operation);
        let body = node.and_then(|node| node.get("requestBody"));
        let body = body.and_then(|body| self.reader.try_deref(body));
        let content = body.and_then(|body| body.get("content"));
        for (media_type, content) in content.iter().flat_map(|content| content.entries()) {
            if let Some(schema) = content.get("schema") {
                let limits = self.of(&[schema]);
                let key = (operation, media_type.trim().to_owned());
                self.found.bodies.insert(key, limits);
            }
        }
    }

    /// Returns the constraints of schemas that all apply to one location.
    fn of(&self, nodes: &[Node<'_>]) -> Vec<Constraint> {
        let mut collected = Collected {
            reader: self.reader,
            names: &self.names,
            closed: HashMap::new(),
            limits: BTreeMap::new(),
            several: BTreeMap::new(),
            whole: HashSet::new(),
            seen: HashSet::new(),
        };
        for node in nodes {
            collected.add(*node, &[], 0);
        }
        collected.finish()
    }
}

/// Returns the schema of a parameter; a node that is not a parameter is returned unchanged.
fn schema_of(node: Node<'_>) -> Node<'_> {
    let is_parameter = node.get("in").is_some_and(|place| place.as_str().is_some())
        && node.get("name").is_some_and(|name| name.as_str().is_some());
    if !is_parameter {
        return node;
    }
    let content = || {
        let (_, media_type) = node.get("content")?.entries().next()?;
        media_type.get("schema")
    };
    node.get("schema").or_else(content).unwrap_or(node)
}

/// Whether a bound is a valid value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BoundKind {
    Inclusive,
    Exclusive,
}

/// A constraint by its location and kind: the value, and whether it is valid if it is a bound.
type Entry = ((Vec<Within>, ConstraintKind), (Value, BoundKind));

/// The collector of the constraints of one location.
struct Collected<'r, 'a> {
    reader: &'r Reader<'a>,
    names: &'r HashMap<Origin, &'r str>,
    /// The known results of [`Self::is_closed`].
    closed: HashMap<Origin, bool>,
    limits: BTreeMap<(Vec<Within>, ConstraintKind), (Value, BoundKind)>,
    /// The values of the constraints of which several can apply.
    several: BTreeMap<(Vec<Within>, ConstraintKind), IndexSet<Value>>,
    /// The parts of the value that are integers.
    whole: HashSet<Vec<Within>>,
    seen: HashSet<(Origin, Vec<Within>)>,
}

impl<'r, 'a> Collected<'r, 'a> {
    fn add(&mut self, node: Node<'a>, within: &[Within], depth: usize) {
        if depth > CHAIN || within.len() > DEPTH {
            return;
        }
        if !self.seen.insert((node.origin(), within.to_vec())) {
            return;
        }
        let schema = self.reader.schema(node);
        self.own(&schema, within);
        let target = schema.reference.and_then(|to| self.reader.resolve(to));
        for part in schema.all_of.iter().chain(&target) {
            self.add(*part, within, depth + 1);
        }
        self.branches(&schema, within, depth);
        self.items(&schema, within, depth);
        if let AdditionalProperties::Schema(value) = schema.additional_properties {
            self.step(value, within, Within::Value, depth);
        }
        for (_, value) in &schema.pattern_properties {
            self.step(*value, within, Within::Value, depth);
        }
        self.names_of_patterns(&schema, within);
        if let Some(names) = schema.property_names {
            self.step(names, within, Within::Name, depth);
        }
    }

    /// If `patternProperties` names the only allowed properties, each name must match one of the patterns.
    fn names_of_patterns(&mut self, schema: &Schema<'a>, within: &[Within]) {
        let is_closed = matches!(schema.additional_properties, AdditionalProperties::None);
        let patterns = schema.pattern_properties.iter();
        let mut patterns: Vec<&str> = patterns.map(|(pattern, _)| *pattern).collect();
        if !is_closed || patterns.is_empty() {
            return;
        }
        patterns.sort_unstable();
        let within: Vec<Within> = within.iter().copied().chain([Within::Name]).collect();
        self.each(&within, ConstraintKind::Pattern, patterns.join("|").into());
    }

    /// Adds the items of a list: those with a schema of their own, and the others.
    fn items(&mut self, schema: &Schema<'a>, within: &[Within], depth: usize) {
        for (index, item) in schema.prefix_items.iter().enumerate() {
            self.item(*item, within, Within::Position(index), depth);
        }
        let Some(others) = schema.items else {
            return;
        };
        if self.reader.schema(others).never {
            // There are no items except those with a schema of their own.
            let most = schema.prefix_items.len().into();
            self.bound(
                within,
                ConstraintKind::MaximumItems,
                most,
                BoundKind::Inclusive,
            );
        } else {
            self.item(others, within, Within::Item, depth);
        }
    }

    fn item(&mut self, node: Node<'a>, within: &[Within], step: Within, depth: usize) {
        self.step(node, within, step, depth);
        let within: Vec<Within> = within.iter().copied().chain([step]).collect();
        for name in self
            .types_of(node, &mut HashSet::new())
            .into_iter()
            .flatten()
        {
            self.each(&within, ConstraintKind::Types, name.into());
        }
    }

    /// Returns the JSON types of a schema, and the names of its structs. None if any value is allowed. `seen` are the
    /// schemas that are searched already.
    fn types_of(&self, node: Node<'a>, seen: &mut HashSet<Origin>) -> Option<BTreeSet<&'r str>> {
        if let Some(name) = self.names.get(&node.origin()) {
            return Some(BTreeSet::from([*name]));
        }
        if seen.len() > CHAIN || !seen.insert(node.origin()) {
            return Some(BTreeSet::new());
        }
        let schema = self.reader.schema(node);
        let types = &schema.types;
        let named = [
            (types.string, "string"),
            (types.number, "number"),
            (types.integer, "integer"),
            (types.boolean, "boolean"),
            (types.array, "array"),
            (types.object, "object"),
        ];
        let named = named.into_iter().filter(|(is_named, _)| *is_named);
        let named: BTreeSet<&str> = named.map(|(_, name)| name).collect();
        if !named.is_empty() || schema.null_only {
            return Some(named);
        }
        let target = schema.reference.and_then(|to| self.reader.resolve(to));
        for part in target.iter().chain(&schema.all_of) {
            if let Some(found) = self.types_of(*part, seen) {
                return Some(found);
            }
        }
        if schema.one_of.is_empty() && schema.any_of.is_empty() {
            return None;
        }
        let mut found = BTreeSet::new();
        for branch in schema.one_of.iter().chain(&schema.any_of) {
            found.extend(self.types_of(*branch, seen)?);
        }
        Some(found)
    }

    fn step(&mut self, node: Node<'a>, within: &[Within], step: Within, depth: usize) {
        let within: Vec<Within> = within.iter().copied().chain([step]).collect();
        self.add(node, &within, depth + 1);
    }

    /// Adds the branches of `oneOf` and `anyOf`. A branch that is the only one apart from null applies to the value
    /// itself. Of several branches, one that is the only one of its type applies to values of that type.
    fn branches(&mut self, schema: &Schema<'a>, within: &[Within], depth: usize) {
        for branches in [&schema.one_of, &schema.any_of] {
            let branches = branches.iter().map(|node| self.reader.schema(*node));
            let branches: Vec<Schema<'a>> = branches.filter(|branch| !branch.null_only).collect();
            let mut each = branches.iter();
            if branches.len() > 1 && each.all(|branch| self.is_closed(branch.node, CHAIN)) {
                self.first(within, ConstraintKind::Closed, Value::Bool(true));
            }
            if let [only] = branches.as_slice() {
                self.add(only.node, within, depth + 1);
                continue;
            }
            for branch in &branches {
                let Some(name) = type_name(branch) else {
                    continue;
                };
                let same = branches
                    .iter()
                    .filter(|other| type_name(other) == Some(name));
                if same.count() == 1 {
                    self.step(branch.node, within, Within::Type(name), depth);
                }
            }
        }
    }

    /// Reports whether a schema allows only values that it lists.
    fn is_closed(&mut self, node: Node<'a>, depth: usize) -> bool {
        if let Some(known) = self.closed.get(&node.origin()) {
            return *known;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        // A recursive reference lists no further values.
        self.closed.insert(node.origin(), false);
        let schema = self.reader.schema(node);
        let target = schema.reference.and_then(|to| self.reader.resolve(to));
        let mut parts = target.iter().chain(&schema.all_of);
        let is_closed = !schema.values.is_empty()
            || schema.constant.is_some()
            || schema.null_only
            || parts.any(|part| self.is_closed(*part, depth))
            || [&schema.one_of, &schema.any_of]
                .into_iter()
                .any(|branches| {
                    let mut each = branches.iter();
                    !branches.is_empty() && each.all(|branch| self.is_closed(*branch, depth))
                });
        self.closed.insert(node.origin(), is_closed);
        is_closed
    }

    /// Adds the property names that a schema lists. For other values, adds only that unlisted values are rejected, because
    /// types express the values.
    fn listed(&mut self, schema: &Schema<'a>, within: &[Within]) {
        let values = schema.values.iter().chain(&schema.constant);
        let mut names: Vec<Value> = values.map(|node| node.to_json()).collect();
        if names.is_empty() {
            return;
        }
        if within.last() == Some(&Within::Name) {
            names.sort_by_cached_key(Value::to_string);
            self.first(within, ConstraintKind::Names, Value::Array(names));
        } else if !schema.values.is_empty() {
            self.first(within, ConstraintKind::Closed, Value::Bool(true));
        }
    }

    /// Adds the constraints of the schema itself, without those of other schemas in it.
    fn own(&mut self, schema: &Schema<'a>, within: &[Within]) {
        if schema.types.integer {
            self.whole.insert(within.to_vec());
        }
        // A number that may also be text is sent as a number, so the pattern of its text has no effect.
        let mut constraints = schema.constraints.iter();
        let pattern = constraints.find(|(keyword, _)| *keyword == "pattern");
        let is_number_or_text = (schema.types.integer || schema.types.number)
            && schema.types.string
            && schema.format.is_some_and(scalar::is_numeric_format)
            && pattern
                .is_some_and(|(_, node)| node.as_str().is_some_and(scalar::is_numeric_pattern));
        for (keyword, node) in &schema.constraints {
            if !(is_number_or_text && *keyword == "pattern") {
                self.constraint(keyword, *node, within);
            }
        }
        let is_text = schema.types.string && schema.values.is_empty() && !is_number_or_text;
        let format = schema
            .format
            .filter(|format| !TYPED_FORMATS.contains(format));
        if let Some(format) = format.filter(|_| is_text) {
            self.first(
                within,
                ConstraintKind::Format,
                Value::String(format.to_owned()),
            );
        }
        let encoding = schema.content_encoding.map(str::to_ascii_lowercase);
        let is_base64 = matches!(schema.format, Some("byte" | "base64"));
        let encoding = encoding.or_else(|| is_base64.then(|| "base64".to_owned()));
        if let Some(encoding) = encoding.filter(|_| schema.types.string) {
            self.first(within, ConstraintKind::Encoding, encoding.into());
        }
        self.listed(schema, within);
        let constant = schema.constant.map(Node::to_json);
        if let Some(constant) = constant.filter(|value| value.is_array() || value.is_object()) {
            self.first(within, ConstraintKind::Always, constant);
        }
        if let Some(default) = schema.default.filter(|node| !node.is_null()) {
            self.first(within, ConstraintKind::Default, default.to_json());
        }
    }

    fn constraint(&mut self, keyword: &str, node: Node<'a>, within: &[Within]) {
        let value = node.to_json();
        // A lower bound of zero is not a constraint.
        let is_zero = value.as_f64() == Some(0.0);
        match keyword {
            "minimum" => self.bound(within, ConstraintKind::Minimum, value, BoundKind::Inclusive),
            "exclusiveMinimum" => {
                self.bound(within, ConstraintKind::Minimum, value, BoundKind::Exclusive);
            }
            "maximum" => self.bound(within, ConstraintKind::Maximum, value, BoundKind::Inclusive),
            "exclusiveMaximum" => {
                self.bound(within, ConstraintKind::Maximum, value, BoundKind::Exclusive);
            }
            "minLength" if !is_zero => {
                self.bound(
                    within,
                    ConstraintKind::MinimumLength,
                    value,
                    BoundKind::Inclusive,
                );
            }
            "maxLength" => self.bound(
                within,
                ConstraintKind::MaximumLength,
                value,
                BoundKind::Inclusive,
            ),
            "minItems" if !is_zero => {
                self.bound(
                    within,
                    ConstraintKind::MinimumItems,
                    value,
                    BoundKind::Inclusive,
                );
            }
            "maxItems" => self.bound(
                within,
                ConstraintKind::MaximumItems,
                value,
                BoundKind::Inclusive,
            ),
            "minProperties" if !is_zero => {
                self.bound(
                    within,
                    ConstraintKind::MinimumProperties,
                    value,
                    BoundKind::Inclusive,
                );
            }
            "maxProperties" => self.bound(
                within,
                ConstraintKind::MaximumProperties,
                value,
                BoundKind::Inclusive,
            ),
            "multipleOf" => self.each(within, ConstraintKind::MultipleOf, value),
            "pattern" => self.each(within, ConstraintKind::Pattern, value),
            "uniqueItems" if flag(node) == Some(true) => {
                self.first(within, ConstraintKind::UniqueItems, Value::Bool(true));
            }
            "dependentRequired" | "dependencies" => self.dependencies(within, node),
            _ => {
                let known = FURTHER.iter().find(|known| **known == keyword);
                if let Some(keyword) = known {
                    let mut left = EXPANDED;
                    let value = match *keyword {
                        "dependentSchemas" => {
                            self.expanded_members(node, EXPANDED_DEPTH, &mut left)
                        }
                        _ => self.expanded(node, EXPANDED_DEPTH, &mut left),
                    };
                    self.each(within, ConstraintKind::Further(keyword), value);
                }
            }
        }
    }

    /// Returns a schema with its references resolved and without its annotations. After `left` schemas, or beyond the
    /// depth, a schema is returned as written.
    fn expanded(&self, node: Node<'a>, depth: usize, left: &mut usize) -> Value {
        let (Some(depth), Some(rest), true) =
            (depth.checked_sub(1), left.checked_sub(1), node.is_object())
        else {
            return node.to_json();
        };
        *left = rest;
        let mut members = serde_json::Map::new();
        let mut target = None;
        for (keyword, member) in node.entries() {
            let value = match keyword {
                "title" | "description" | "example" | "examples" | "externalDocs" | "$comment" => {
                    continue;
                }
                "$ref" => {
                    let Some(found) = self.reader.resolve(member) else {
                        continue;
                    };
                    target = Some(self.expanded(found, depth, left));
                    continue;
                }
                "properties" | "patternProperties" | "dependentSchemas" => {
                    self.expanded_members(member, depth, left)
                }
                "allOf" | "anyOf" | "oneOf" | "prefixItems" if member.is_array() => {
                    let schemas = member.items();
                    schemas.map(|one| self.expanded(one, depth, left)).collect()
                }
                "additionalProperties"
                | "propertyNames"
                | "unevaluatedProperties"
                | "items"
                | "unevaluatedItems"
                | "contains"
                | "not"
                | "if"
                | "then"
                | "else" => self.expanded(member, depth, left),
                _ => member.to_json(),
            };
            members.insert(keyword.to_owned(), value);
        }
        match target {
            Some(target) if members.is_empty() => target,
            Some(target) => {
                members.insert("$ref".to_owned(), target);
                Value::Object(members)
            }
            None => Value::Object(members),
        }
    }

    /// Returns an object whose members are schemas, each as [`Self::expanded`] returns it.
    fn expanded_members(&self, node: Node<'a>, depth: usize, left: &mut usize) -> Value {
        if !node.is_object() {
            return node.to_json();
        }
        let members = node.entries();
        members
            .map(|(name, schema)| (name.to_owned(), self.expanded(schema, depth, left)))
            .collect()
    }

    /// Adds a constraint that can only have one value. The first one is kept: it is from the closest schema.
    fn first(&mut self, within: &[Within], kind: ConstraintKind, value: Value) {
        let key = (within.to_vec(), kind);
        self.limits
            .entry(key)
            .or_insert((value, BoundKind::Inclusive));
    }

    /// Adds a constraint of which several can apply.
    fn each(&mut self, within: &[Within], kind: ConstraintKind, value: Value) {
        let key = (within.to_vec(), kind);
        self.several.entry(key).or_default().insert(value);
    }

    /// Adds a bound. The stricter one is kept.
    fn bound(&mut self, within: &[Within], kind: ConstraintKind, value: Value, bound: BoundKind) {
        if !value.is_number() {
            return;
        }
        let is_lower = matches!(
            kind,
            ConstraintKind::Minimum
                | ConstraintKind::MinimumLength
                | ConstraintKind::MinimumItems
                | ConstraintKind::MinimumProperties
        );
        let known = self.limits.entry((within.to_vec(), kind));
        let known = known.or_insert_with(|| (value.clone(), bound));
        let stricter = match compare(&value, &known.0) {
            Ordering::Greater => is_lower,
            Ordering::Less => !is_lower,
            Ordering::Equal => bound == BoundKind::Exclusive,
        };
        if stricter {
            *known = (value, bound);
        }
    }

    fn dependencies(&mut self, within: &[Within], node: Node<'a>) {
        if node.kind() != NodeKind::Object {
            return;
        }
        let key = (within.to_vec(), ConstraintKind::DependentRequired);
        let empty = || (Value::Object(serde_json::Map::new()), BoundKind::Inclusive);
        let (all, _) = self.limits.entry(key).or_insert_with(empty);
        for (name, names_of) in node.entries() {
            let mut names: Vec<Value> = names_of.items().map(Node::to_json).collect();
            if let Some(name) = names_of.as_str() {
                names.push(name.into());
            }
            names.sort_by_cached_key(Value::to_string);
            if let Some(all) = all.as_object_mut() {
                all.insert(name.to_owned(), Value::Array(names));
            }
        }
    }

    fn finish(self) -> Vec<Constraint> {
        let Self {
            mut limits,
            several,
            whole,
            ..
        } = self;
        for (key, values) in several {
            let mut values: Vec<Value> = values.into_iter().collect();
            values.sort_by_cached_key(Value::to_string);
            limits.insert(key, (Value::Array(values), BoundKind::Inclusive));
        }
        let limit = |((within, kind), (value, bound)): Entry| {
            let step = match kind {
                ConstraintKind::Minimum => 1,
                ConstraintKind::Maximum => -1,
                _ => 0,
            };
            // For integers, an exclusive bound is the next inclusive one.
            let next = value
                .as_i64()
                .filter(|_| bound == BoundKind::Exclusive && whole.contains(&within));
            let next = next.and_then(|bound| bound.checked_add(step));
            let (value, bound) = match next {
                Some(next) => (next.into(), BoundKind::Inclusive),
                None => (value, bound),
            };
            Constraint {
                within,
                kind,
                value,
                exclusive: bound == BoundKind::Exclusive,
            }
        };
        limits.into_iter().map(limit).collect()
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one
            .as_f64()
            .partial_cmp(&other.as_f64())
            .unwrap_or(Ordering::Equal),
    }
}

/// Returns the name of the type of a branch that allows one type and is not a reference.
fn type_name(branch: &Schema<'_>) -> Option<&'static str> {
    let types = &branch.types;
    let named = [
        (types.string, "string"),
        (types.number || types.integer, "number"),
        (types.array, "array"),
        (types.object, "object"),
    ];
    let mut named = named.into_iter().filter(|(is_named, _)| *is_named);
    match (named.next(), named.next(), branch.reference) {
        (Some((_, name)), None, None) => Some(name),
        _ => None,
    }
}

/// Returns the schema whose `oneOf` or `anyOf` contains the branch.
fn schema_with_union(branch: Node<'_>) -> Option<Node<'_>> {
    let list = branch.parent()?;
    let schema = list.parent()?;
    let mut lists = ["oneOf", "anyOf"].into_iter();
    lists
        .any(|keyword| schema.get(keyword) == Some(list))
        .then_some(schema)
}
