//! `oneOf` and `anyOf`: what is no choice at all, what is one enumeration, and what becomes a union.

use std::collections::VecDeque;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;
use serde_json::Value;

use super::documentation;
use super::enums::{self, Listed};
use super::merge::{Alternatives, Merged};
use super::names::{Scope, UNKNOWN, described};
use super::place::Place;
use super::schemas::{Schemas, Use, View};
use super::variants::{PropertyCounts, absorb_strings, branch_docs, by_property, variant_stem};
use crate::ir::{Docs, Primitive, Shape, TagWriter, Tagging, TypeKind, Union, Variant};
use crate::load::{Node, Origin};
use crate::openapi::Reader;
use crate::openapi::schema::{AdditionalProperties, Discriminator, Schema, Types};

/// A branch that is not null.
pub(super) struct Branch<'a> {
    pub node: Node<'a>,
    pub merged: Merged<'a>,
    /// The component it refers to.
    pub component: Option<&'a str>,
    pub title: Option<&'a str>,
}

impl<'a> Schemas<'a, '_> {
    /// The use of a conjunction with alternatives.
    pub(super) fn alternatives(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Use {
        let mut base = merged.clone();
        let mut nullable = merged.nullable;
        let mut choices: Vec<Alternatives<'a>> = Vec::new();
        let mut waiting = VecDeque::from(std::mem::take(&mut base.alternatives));
        while let Some(alternatives) = waiting.pop_front() {
            if alternatives
                .branches
                .iter()
                .all(|&branch| self.only_constrains(branch))
            {
                base.presence.push(alternatives);
                continue;
            }
            let found = self.branches(&alternatives);
            nullable |= found.nullable;
            self.null_objects.extend(found.null_object);
            match found.real.as_slice() {
                [] => {
                    return Use {
                        shape: Shape::Null,
                        nullable: true,
                    };
                }
                // A choice of one is no choice: it holds as if it stood in `allOf`.
                [only] => {
                    let is_alone = base.is_bare() && merged.alternatives.len() == 1;
                    let schema = self.reader.schema(*only);
                    base.absorb(self.reader, *only);
                    base.deprecated |= schema.deprecated;
                    // A component takes its name to what stands in it; a place that has no name of its own is the
                    // branch's.
                    let is_named = self.component_name(merged.first.node).is_some()
                        && !self.has_own_name(*only)
                        && base.contradiction.is_none();
                    if is_alone && !is_named {
                        let mut used = self.schema(*only, place, view);
                        used.nullable |= nullable;
                        return used;
                    }
                    nullable |= is_alone && schema.nullable;
                    waiting.extend(std::mem::take(&mut base.alternatives));
                }
                _ => choices.push(Alternatives {
                    branches: found.real,
                    ..alternatives
                }),
            }
        }
        nullable |= base.nullable;
        let mut choices = choices.into_iter();
        let Some(choice) = choices.next() else {
            if let Some(mut used) = self.heirs(&base, place, view, key, owned) {
                used.nullable = nullable;
                return used;
            }
            return Use {
                shape: self.single(&base, place, view, key, owned),
                nullable,
            };
        };
        if let Some(second) = choices.next() {
            self.generalised(
                "several-unions",
                second.node,
                "a schema combines several `oneOf`/`anyOf`; it is represented as any JSON value",
                "name the combinations as branches of one `oneOf`",
            );
            return Use::plain(self.any(second.node, "several unions that all apply"));
        }
        let mut used = self.choice(&base, &choice, place, view, key, owned);
        used.nullable |= nullable;
        used
    }

    /// The use of the base of an inheritance (`OpenAPI` 3.1.1, section 4.8.25.3): a schema with a discriminator and
    /// without alternatives is any of the components that extend it. So is a component between such a base and others.
    pub(super) fn heirs(
        &mut self,
        merged: &Merged<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Option<Use> {
        let node = merged.first.node;
        if key.0 != node.origin()
            || !merged.alternatives.is_empty()
            || self.component_name(node).is_none()
        {
            return None;
        }
        let own = own_discriminator(self.reader, &merged.first);
        if own.is_none() && (merged.discriminator.is_none() || !self.has_heirs(node)) {
            return None;
        }
        let inherited = self.inherited_discriminator(&merged.first);
        let mut branches = IndexSet::new();
        if inherited.is_some() {
            // A schema between the base and others that extend it is a kind of the base itself.
            branches.insert(node);
        }
        branches.extend(self.all_heirs(node));
        for &(_, value) in own.iter().flat_map(|discriminator| &discriminator.mapping) {
            if let Some(target) = self.reader.resolve_mapping(value) {
                branches.insert(self.behind_references(target));
            }
        }
        let discriminator = own.or(inherited)?;
        if branches.iter().all(|branch| *branch == node) {
            return None;
        }
        let choice = Alternatives {
            branches: branches.into_iter().collect(),
            discriminator: Some(discriminator),
            node,
            exclusive: true,
        };
        let mut used = self.choice(merged, &choice, place, view, key, owned);
        // A base is not null because one of its kinds may be.
        used.nullable = merged.nullable;
        Some(used)
    }

    /// The discriminator of the bases that a schema extends.
    pub(super) fn inherited_discriminator(&self, schema: &Schema<'a>) -> Option<Discriminator<'a>> {
        let bases: Vec<Node<'a>> = schema
            .all_of
            .iter()
            .filter_map(|&part| self.reader.resolve(self.reader.schema(part).reference?))
            .collect();
        Merged::of(self.reader, &bases)?.discriminator
    }

    /// The components that extend a schema, each before those that extend it.
    pub(super) fn all_heirs(&self, node: Node<'a>) -> IndexSet<Node<'a>> {
        let direct = |node: Node<'a>| self.direct_heirs(node).iter().rev().copied();
        let mut found = IndexSet::new();
        let mut waiting: Vec<(Node<'a>, Node<'a>)> =
            direct(node).map(|heir| (node, heir)).collect();
        while let Some((base, heir)) = waiting.pop() {
            self.reader.spend(1);
            if heir != base && !self.reader.is_exhausted() && found.insert(heir) {
                waiting.extend(direct(heir).map(|next| (heir, next)));
            }
        }
        found
    }

    /// Whether a component extends a schema.
    pub(super) fn has_heirs(&self, node: Node<'a>) -> bool {
        self.direct_heirs(node).iter().any(|heir| *heir != node)
    }

    /// The components that have a reference to a schema in their `allOf`.
    fn direct_heirs(&self, node: Node<'a>) -> &[Node<'a>] {
        let reader = self.reader;
        let heirs = self.heirs.get_or_init(|| {
            let mut heirs: HashMap<Origin, Vec<Node<'a>>> = HashMap::default();
            for (_, heir) in reader.component_schemas() {
                for part in reader.schema(heir).all_of {
                    let base = reader.schema(part).reference;
                    if let Some(base) = base.and_then(|reference| reader.resolve(reference)) {
                        heirs.entry(base.origin()).or_default().push(heir);
                    }
                }
            }
            heirs
        });
        heirs.get(&node.origin()).map_or(&[], Vec::as_slice)
    }

    /// A choice between at least two branches.
    fn choice(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Use {
        if let Some(used) = self.take_members(choice.branches.len(), choice.node) {
            return used;
        }
        let mut branches: Vec<Branch<'a>> = choice
            .branches
            .iter()
            .filter_map(|&node| self.branch(node, base))
            .collect();
        let mut nullable = branches.iter().any(|branch| branch.merged.nullable);
        if let Some(shape) = self.without_variants(base, &branches, place, key, owned) {
            return Use { shape, nullable };
        }
        if let Some(shape) = self.keyed(base, choice, &branches, place, view, key, owned) {
            return Use { shape, nullable };
        }
        let tagging = self.tagging(&branches, choice);
        let tags = tagging.iter().flat_map(|(_, tags)| tags);
        if let Some(used) = self.take_members(tags.map(Vec::len).sum(), choice.node) {
            return used;
        }
        if tagging.is_none() {
            branches.extend(self.base_branch(base, choice));
        }
        self.announce(base, place, key, owned);
        let mut scope = Scope::default();
        if tagging.is_some() {
            scope.take(UNKNOWN);
        }
        let mut variants: Vec<Variant> = Vec::with_capacity(branches.len());
        let mut counts: Option<PropertyCounts<'a>> = None;
        let mut shapes: HashSet<Shape> = HashSet::default();
        for (index, branch) in branches.iter().enumerate() {
            if self.reader.is_exhausted() {
                return self.exhausted(choice.node);
            }
            let tags = tagging
                .as_ref()
                .and_then(|(_, tags)| tags.get(index))
                .cloned()
                .unwrap_or_default();
            let name = variant_stem(branch, &tags, place).or_else(|| {
                (!branch.merged.properties.is_empty()).then(|| {
                    let counts = counts.get_or_insert_with(|| PropertyCounts::of(&branches));
                    by_property(branch, counts, index)
                })
            });
            let step = place.step(name.as_deref().unwrap_or("Variant"));
            let used = if branch.node == choice.node {
                self.own_branch(base, place, view)
            } else {
                self.branch_use(branch, base, &step, view)
            };
            if matches!(used.shape, Shape::Any) && tagging.is_none() {
                return Use::plain(self.any(choice.node, "a branch that may be anything"));
            }
            nullable |= used.nullable;
            // The union itself as one of its branches adds nothing.
            let adds = !self.is_begun(key, &used.shape) && !shapes.contains(&used.shape);
            if tagging.is_none() && !adds {
                continue;
            }
            shapes.insert(used.shape.clone());
            let mut name = name.unwrap_or_else(|| self.shape_name(&used.shape));
            if tagging.is_some() {
                name = described(name, "Type");
            }
            variants.push(Variant {
                name: scope.claim(&name),
                shape: used.shape,
                tags,
                tag_writer: TagWriter::Payload,
                docs: branch_docs(branch),
            });
        }
        if tagging.is_none() {
            if let Some(shape) = self.only_shape(&variants, choice.node) {
                return Use { shape, nullable };
            }
            absorb_strings(&mut variants);
        }
        let tagging = tagging.map_or(Tagging::Untagged, |(wire_name, _)| Tagging::Property {
            wire_name,
        });
        let shape = self.named(
            base,
            place,
            key,
            owned,
            TypeKind::Union(Union {
                tagging,
                variants,
                unknown: UNKNOWN.to_owned(),
            }),
        );
        if let (Shape::Named(id), false) = (&shape, choice.exclusive) {
            self.inclusive.push(*id);
        }
        Use { shape, nullable }
    }

    /// The shape of a choice between values that are listed, or between forms of one scalar.
    fn without_variants(
        &mut self,
        base: &Merged<'a>,
        branches: &[Branch<'a>],
        place: &Place,
        key: (Origin, View),
        owned: bool,
    ) -> Option<Shape> {
        if let Some(listed) = all_listed(&branches.iter().collect::<Vec<_>>()) {
            let listed = listed_beside(base, listed);
            return Some(self.listed(base, listed, place, key, owned));
        }
        common_scalar(branches).map(Shape::Primitive)
    }

    /// The base of an inheritance, which is one of its own kinds.
    fn own_branch(&mut self, base: &Merged<'a>, place: &Place, view: View) -> Use {
        let key = self.fresh_key(view);
        let shape = self.single(base, &place.step("Base"), view, key, true);
        self.forget(key);
        Use::plain(shape)
    }

    /// The shape of a union that has one variant, or none but itself.
    fn only_shape(&mut self, variants: &[Variant], node: Node<'a>) -> Option<Shape> {
        match variants {
            [] => Some(self.any(node, "a schema that is only itself")),
            [only] => Some(only.shape.clone()),
            _ => None,
        }
    }

    /// The base of schemas that nothing tells apart, as a branch: without tags, no variant for unknown tags holds a value
    /// that is of the base alone.
    fn base_branch(&self, base: &Merged<'a>, choice: &Alternatives<'a>) -> Option<Branch<'a>> {
        own_discriminator(self.reader, &self.reader.schema(choice.node))?;
        let is_branch = choice.branches.contains(&choice.node);
        (!is_branch).then(|| self.branch(choice.node, base))?
    }

    pub(super) fn branch(&self, node: Node<'a>, base: &Merged<'a>) -> Option<Branch<'a>> {
        let mut merged = Merged::of(self.reader, &[node])?;
        if !merged.typed
            && merged.alternatives.is_empty()
            && base.typed
            && base.types
                != (Types {
                    object: true,
                    ..Types::default()
                })
        {
            merged.types = base.types;
            merged.typed = true;
        }
        let component = merged
            .first
            .reference
            .and_then(|reference| self.reader.resolve(reference))
            .map_or_else(
                || self.component_name(node),
                |target| self.component_name(target),
            );
        Some(Branch {
            node,
            title: merged.first.title,
            merged,
            component,
        })
    }

    /// The use of a branch, with what stands beside the alternatives where the branch does not say it again.
    fn branch_use(
        &mut self,
        branch: &Branch<'a>,
        base: &Merged<'a>,
        place: &Place,
        view: View,
    ) -> Use {
        let adds_properties = base
            .properties
            .keys()
            .any(|name| !branch.merged.properties.contains_key(name));
        let is_object = !branch.merged.properties.is_empty()
            || branch.merged.types.object
            || !branch.merged.typed;
        let adds_open = matches!(
            base.additional,
            AdditionalProperties::Any | AdditionalProperties::Schema(_)
        ) && matches!(branch.merged.additional, AdditionalProperties::Unspecified);
        let adds_type = branch.component.is_none()
            && branch.merged.first.reference.is_none()
            && branch.merged.typed
            && branch.merged.first.types == Types::default()
            && base.typed
            && !base.types.object;
        if (is_object && (adds_properties || (adds_open && !base.properties.is_empty())))
            && branch.merged.alternatives.is_empty()
            || adds_type
        {
            if !self.has_room_for(base.properties.len()) {
                return Use::plain(self.too_many_fields(branch.node));
            }
            let mut merged = branch.merged.clone();
            merged.underlay(self.reader, base);
            return self.combined(&merged, place, view);
        }
        self.schema(branch.node, place, view)
    }

    /// Whether a schema is a component or a reference to something.
    fn has_own_name(&self, node: Node<'a>) -> bool {
        self.component_name(node).is_some() || self.reader.schema(node).reference.is_some()
    }

    /// Whether a branch only says which properties must be there: `anyOf: [{required: [a]}, {required: [b]}]`.
    fn only_constrains(&self, node: Node<'a>) -> bool {
        let schema = self.reader.schema(node);
        let says_required = !schema.required.is_empty()
            || schema
                .constraints
                .iter()
                .any(|(keyword, _)| *keyword == "not");
        let mut bare = schema.clone();
        bare.required.clear();
        // A property that is repeated without saying anything of it only names it.
        let names_only = bare.properties.iter().all(|&(_, property)| {
            let property = self.reader.schema(property);
            documentation::only_annotations(&property)
                && property.reference.is_none()
                && property.types.count() == 0
        });
        if names_only {
            bare.properties.clear();
        }
        says_required && bare.reference.is_none() && documentation::only_annotations(&bare)
    }

    /// The shape of a schema that names several types: a union of one branch for each.
    pub(super) fn several_types(
        &mut self,
        merged: &Merged<'a>,
        types: Types,
        place: &Place,
        view: View,
        key: (Origin, View),
        owned: bool,
    ) -> Shape {
        if types.count() - usize::from(types.integer && types.number) >= 5 {
            return Shape::Any;
        }
        self.announce(merged, place, key, owned);
        let none = Types::default();
        let single = [
            (
                types.boolean,
                Types {
                    boolean: true,
                    ..none
                },
            ),
            (
                types.integer,
                Types {
                    integer: true,
                    ..none
                },
            ),
            (
                types.number,
                Types {
                    number: true,
                    ..none
                },
            ),
            (
                types.string,
                Types {
                    string: true,
                    ..none
                },
            ),
            (
                types.array,
                Types {
                    array: true,
                    ..none
                },
            ),
            (
                types.object,
                Types {
                    object: true,
                    ..none
                },
            ),
        ];
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for (_, types) in single.into_iter().filter(|(allowed, _)| *allowed) {
            let mut part = merged.clone();
            part.types = types;
            if types.number {
                // It is for the whole numbers, which have a variant of their own.
                part.format = part.format.filter(|format| *format != "int64");
            }
            let key = self.fresh_key(view);
            let shape = self.single(
                &part,
                &place.step(if types.object { "Object" } else { "Item" }),
                view,
                key,
                true,
            );
            self.forget(key);
            let name = scope.claim(&self.shape_name(&shape));
            variants.push(Variant {
                name,
                shape,
                tags: Vec::new(),
                tag_writer: TagWriter::Payload,
                docs: Docs::default(),
            });
        }
        let union = Union {
            tagging: Tagging::Untagged,
            variants,
            unknown: UNKNOWN.to_owned(),
        };
        self.named(merged, place, key, owned, TypeKind::Union(union))
    }
}

/// The discriminator of a base that others extend: its own, or that of a part of it that stands in it (`allOf`, or a
/// `oneOf` or `anyOf` of one branch).
pub(super) fn own_discriminator<'a>(
    reader: &Reader<'a>,
    schema: &Schema<'a>,
) -> Option<Discriminator<'a>> {
    let own = |schema: &Schema<'a>| {
        let is_base = schema.one_of.is_empty() && schema.any_of.is_empty();
        schema.discriminator.clone().filter(|_| is_base)
    };
    let parts = |schema: &Schema<'a>| -> Vec<Node<'a>> {
        let choices = [&schema.one_of, &schema.any_of];
        if choices.iter().any(|branches| branches.len() > 1) {
            return Vec::new();
        }
        let only = choices.into_iter().flatten();
        schema.all_of.iter().chain(only).rev().copied().collect()
    };
    if let Some(own) = own(schema) {
        return Some(own);
    }
    let mut waiting = parts(schema);
    while let Some(node) = waiting.pop() {
        let part = reader.schema(node);
        if part.reference.is_some() {
            continue;
        }
        if let Some(own) = own(&part) {
            return Some(own);
        }
        waiting.extend(parts(&part));
    }
    None
}

impl Merged<'_> {
    /// Whether nothing stands beside the alternatives but annotations and a type.
    pub(super) fn is_bare(&self) -> bool {
        self.alternatives.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.items.is_empty()
            && self.prefix_items.is_empty()
            && self.values.is_empty()
            && self.constant.is_none()
            && self.patterns.is_empty()
            && matches!(
                self.additional,
                AdditionalProperties::Unspecified | AdditionalProperties::None
            )
    }
}

/// The values of branches that are all strings with at least one list among them, or all numbers that are listed:
/// one enumeration says the same.
pub(super) fn all_listed(branches: &[&Branch<'_>]) -> Option<Vec<Listed>> {
    let mut all: Vec<Listed> = Vec::new();
    let mut seen: HashSet<Value> = HashSet::default();
    let mut open_strings = false;
    for branch in branches {
        let merged = &branch.merged;
        if !merged.alternatives.is_empty() || !merged.properties.is_empty() {
            return None;
        }
        let mut found = match merged.constant {
            Some(constant) => vec![Listed {
                value: merged.json(constant),
                name: branch.title.map(str::to_owned),
                docs: branch_docs(branch),
                deprecated: merged.deprecated,
            }],
            None => enums::listed(merged),
        };
        if found.is_empty() {
            let plain = merged.types
                == Types {
                    string: true,
                    ..Types::default()
                }
                && merged.format.is_none();
            if !plain {
                return None;
            }
            open_strings = true;
        }
        if let ([only], None) = (found.as_mut_slice(), merged.constant)
            && branch.title.is_some()
        {
            only.name = branch.title.map(str::to_owned);
        }
        for item in found {
            if seen.insert(item.value.clone()) {
                all.push(item);
            }
        }
    }
    let strings = all.iter().all(|item| item.value.is_string());
    let scalars = all
        .iter()
        .all(|item| !item.value.is_object() && !item.value.is_array() && !item.value.is_boolean());
    (!all.is_empty() && scalars && (strings || !open_strings)).then_some(all)
}

/// The scalar that all branches are, if they differ only in format or constraints.
fn common_scalar(branches: &[Branch<'_>]) -> Option<Primitive> {
    let plain = |branch: &Branch<'_>| {
        let merged = &branch.merged;
        merged.alternatives.is_empty()
            && merged.constant.is_none()
            && merged.values.is_empty()
            && merged.properties.is_empty()
    };
    if !branches.iter().all(plain) {
        return None;
    }
    let string = Types {
        string: true,
        ..Types::default()
    };
    let all = |test: &dyn Fn(&Branch<'_>) -> bool| branches.iter().all(test);
    if all(&|branch| branch.merged.types == string) {
        let format = branches.first().and_then(|branch| branch.merged.format);
        let differ = branches.iter().any(|branch| branch.merged.format != format);
        return differ.then_some(Primitive::String);
    }
    // Beside whole numbers it takes a union: not all of them are an `f64`.
    let number = Types {
        number: true,
        ..Types::default()
    };
    let is_number = |branch: &Branch<'_>| {
        branch.merged.types == number && branch.merged.format != Some("int64")
    };
    all(&is_number).then_some(Primitive::Double)
}

/// Of the values that branches list, those that are listed beside the branches too: both lists apply.
fn listed_beside(base: &Merged<'_>, mut listed: Vec<Listed>) -> Vec<Listed> {
    let beside: HashSet<Value> = enums::listed(base)
        .into_iter()
        .map(|item| item.value)
        .collect();
    let is_beside = |item: &Listed| beside.contains(&item.value);
    if listed.iter().any(is_beside) {
        listed.retain(is_beside);
    }
    listed
}
