//! Finds the property whose value selects the branch of a union: a declared discriminator, or a property that has a
//! fixed value in each branch.

use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;
use serde_json::Value;

use super::branches::{Branch, Composite};
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Field, Shape, TagWriter, Tagging, TypeId, TypeKind, Variant};
use crate::load::{Node, Origin};
use crate::lower::schema::conjunction::merge::{Alternatives, AlternativesKind, Merged};
use crate::lower::schema::enumeration;
use crate::lower::schema::types::named_type;
use crate::lower::schema::{Draft, Schemas};
use crate::openapi::Reader;
use crate::openapi::schema::Schema;
use crate::openapi::schema::{Discriminator, Types};

/// The steps that comparing a listed value takes.
const LISTED: usize = 4;

/// What a list of several values of the property means for a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagSource {
    /// Each of them is a tag value of the branch.
    Included,
    /// The list is not used: it may contain the tag values of all branches.
    Ignored,
}

/// The property that selects the branch of a union.
pub(crate) struct BranchTags {
    pub property: String,
    /// The tag values of each branch, the one that is written first.
    pub tags: Vec<Vec<Value>>,
    /// Further tag values of each branch, which are only read: the name of its component next to a mapping (`OpenAPI`
    /// 3.1.1, section 4.8.25.2).
    pub implicit: Vec<Vec<Value>>,
}

impl BranchTags {
    /// Returns the tag values of a branch, and those that are only read.
    pub(crate) fn of_branch(&self, index: usize) -> (Vec<Value>, Vec<Value>) {
        let of = |all: &[Vec<Value>]| all.get(index).cloned().unwrap_or_default();
        (of(&self.tags), of(&self.implicit))
    }
}

impl<'a> Schemas<'a, '_> {
    /// Returns the property that selects the branch, and the tag values of each branch; none if no property does.
    /// `base` has the keywords next to the alternatives.
    pub(crate) fn discriminator(
        &self,
        base: &Merged<'a>,
        branches: &[Branch<'a>],
        choice: &Alternatives<'a>,
    ) -> Option<BranchTags> {
        if let Some(discriminator) = &choice.discriminator {
            let found = self.discriminated(branches, discriminator, 0);
            if let Some(mut found) = found {
                self.report_undeclared_discriminator(base, branches, discriminator);
                self.add_subtypes(branches, choice, &mut found);
                self.report_mapping_without_branch(branches, discriminator, &found);
                return Some(found);
            }
            self.report_fallback(
                codes::DISCRIMINATOR_WITHOUT_TAGS,
                discriminator.node,
                "the discriminator does not distinguish the branches; they are tried one after the other",
                "give each branch that is an object a distinct constant of the property, or a `mapping`",
            );
        } else if let Some(mut found) = self
            .inherited(branches)
            .and_then(|discriminator| self.discriminated(branches, &discriminator, 0))
        {
            self.add_subtypes(branches, choice, &mut found);
            return Some(found);
        }
        // With a single branch, the values of any property are distinct.
        let [first, _, ..] = branches else {
            return None;
        };
        for &property in first.complete().object.properties.keys() {
            if !branches
                .iter()
                .all(|branch| branch.complete().object.required.contains(property))
            {
                continue;
            }
            if let Some(tags) = self.distinct_values(branches, property) {
                return Some(BranchTags {
                    property: property.to_owned(),
                    implicit: vec![Vec::new(); tags.len()],
                    tags,
                });
            }
        }
        None
    }

    /// Returns whether a tag value selects each subtype: the mapping names it, or the property lists the name of its
    /// component or lists nothing.
    pub(crate) fn are_selectable(
        &self,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
    ) -> Vec<bool> {
        let property = discriminator.property;
        let mapped = self.mapped(branches, discriminator);
        let tags = self.tags(branches, mapped.clone(), property, TagSource::Ignored, 0);
        let taken: HashSet<&Value> = mapped.iter().flatten().collect();
        let branches = branches.iter().zip(mapped.iter().zip(&tags));
        let is_selectable = branches.map(|(branch, (mapped, tags))| {
            !mapped.is_empty()
                || tags.iter().any(|tag| !taken.contains(tag))
                || is_nested_union(branch.complete(), property)
                || !self.may_be(branch.complete(), Composite::Object)
        });
        is_selectable.collect()
    }

    /// Removes the subtypes that no tag value selects, and adds a warning for each. One that has subtypes itself may be
    /// abstract, so it is removed without a warning.
    pub(crate) fn remove_unselectable(
        &self,
        branches: &mut Vec<Branch<'a>>,
        choice: &Alternatives<'a>,
    ) {
        let Some(discriminator) = &choice.discriminator else {
            return;
        };
        if choice.kind != AlternativesKind::Subtypes || discriminator.mapping.is_empty() {
            return;
        }
        let mut are_selectable = self.are_selectable(branches, discriminator).into_iter();
        let mut removed = Vec::new();
        branches.retain(|branch| {
            let is_selectable = are_selectable.next() == Some(true);
            if !is_selectable {
                removed.push(self.behind_references(branch.node));
            }
            is_selectable
        });
        for node in removed {
            if self.has_subtypes(node) {
                continue;
            }
            let (property, name) = (discriminator.property, self.component_name(node));
            let name = name.unwrap_or_default();
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::SUBTYPE_WITHOUT_TAG,
                    node.key_location(),
                    format!("no value of `{property}` selects the subtype `{name}`"),
                )
                .label("is not a variant of the base")
                .related(discriminator.node.key_location(), "the discriminator"),
            );
        }
    }

    /// Returns the fixed values of a property in each branch; none if a branch has none, or if two branches share one.
    fn distinct_values(&self, branches: &[Branch<'a>], property: &str) -> Option<Vec<Vec<Value>>> {
        let mut taken: HashSet<Value> = HashSet::default();
        let mut values = Vec::new();
        // The search ends at the first repeated value. Otherwise branches with many common properties would be searched
        // completely for each property.
        for branch in branches {
            let fixed = self.tags_of(branch.complete(), property, 0);
            if fixed.is_empty()
                || self.may_be_null(branch.complete(), property)
                || !fixed.iter().all(|value| taken.insert(value.clone()))
            {
                return None;
            }
            values.push(fixed.to_vec());
        }
        Some(values)
    }

    /// Returns whether a property of an object may be null.
    fn may_be_null(&self, merged: &Merged<'a>, property: &str) -> bool {
        let found = merged.object.properties.get(property);
        let found = found.and_then(|found| Merged::of(self.reader, &found.nodes));
        found.is_some_and(|found| {
            found.value.nullable || found.value.values.iter().any(|value| value.is_null())
        })
    }

    /// Returns the property of a discriminator, and the tag values of each branch; none if these are not distinct.
    fn discriminated(
        &self,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
        depth: usize,
    ) -> Option<BranchTags> {
        let mapped = self.mapped(branches, discriminator);
        // The tag values that the schema of a branch fixes are valid, whatever the mapping says. A list of all tag
        // values, which branches may share, fixes none. With a single branch no other can share the list, so it is
        // ignored.
        let among_others = branches.len() > 1;
        let objects: Vec<bool> = branches
            .iter()
            .map(|branch| self.may_be(branch.complete(), Composite::Object))
            .collect();
        let tags = [TagSource::Included, TagSource::Ignored]
            .into_iter()
            .filter(|lists| *lists == TagSource::Ignored || among_others)
            .find_map(|lists| {
                let mut tags = self.tags(
                    branches,
                    mapped.clone(),
                    discriminator.property,
                    lists,
                    depth,
                );
                remove_tags_of_scalars(&objects, &mut tags);
                is_selective(&objects, &tags).then_some(tags)
            })?;
        let mut implicit = self.implicit_tags(branches, discriminator, &tags, depth);
        remove_tags_of_scalars(&objects, &mut implicit);
        Some(BranchTags {
            property: discriminator.property.to_owned(),
            implicit,
            tags,
        })
    }

    /// Returns for each branch the name of its component, if it is a tag value in addition to those of the mapping. It
    /// is not one if the mapping contains it, or if the property does not list it.
    fn implicit_tags(
        &self,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
        tags: &[Vec<Value>],
        depth: usize,
    ) -> Vec<Vec<Value>> {
        if discriminator.mapping.is_empty() {
            return vec![Vec::new(); branches.len()];
        }
        let mapped = discriminator.mapping.iter().map(|(tag, _)| *tag);
        let mut taken: HashSet<Value> = mapped.map(Value::from).collect();
        taken.extend(tags.iter().flatten().cloned());
        let names = branches.iter().map(|branch| {
            let name = self.implicit_tag(branch, discriminator.property, depth);
            name.filter(|name| taken.insert(name.clone()))
        });
        names.map(|name| name.into_iter().collect()).collect()
    }

    /// Returns the name of the component of a branch, if the property can have it as its value.
    fn implicit_tag(&self, branch: &Branch<'a>, property: &str, depth: usize) -> Option<Value> {
        let name = Value::String(branch.component?.to_owned());
        let types = self.tag_types(branch.complete(), property);
        if is_nested_union(branch.complete(), property) || types.count() > 0 && !types.string {
            return None;
        }
        let fixed = self.tags_of(branch.complete(), property, depth);
        (fixed.is_empty() || fixed.contains(&name)).then_some(name)
    }

    /// Adds the tag values of subtypes to the branch that they extend, since its type includes them. Subtypes that are
    /// branches themselves are left out.
    fn add_subtypes(
        &self,
        branches: &[Branch<'a>],
        choice: &Alternatives<'a>,
        found: &mut BranchTags,
    ) {
        let BranchTags {
            property,
            tags,
            implicit,
        } = found;
        let nodes: Vec<Node<'a>> = branches
            .iter()
            .map(|branch| self.behind_references(branch.node))
            .collect();
        let mut found: Vec<(usize, Vec<Branch<'a>>)> = Vec::new();
        for (index, (branch, &node)) in branches.iter().zip(&nodes).enumerate() {
            let discriminator = branch.merged.unions.discriminator.as_ref();
            let is_base = discriminator.is_some_and(|found| found.property == *property)
                && node != choice.node
                && self.component_name(node).is_some()
                && self.has_subtypes(node);
            if is_base {
                let subtypes = self.all_subtypes(node).into_iter();
                let subtypes = subtypes.filter(|subtype| !nodes.contains(subtype));
                let subtypes = subtypes.filter_map(|subtype| self.branch(subtype, &branch.merged));
                found.push((index, subtypes.collect()));
            }
        }
        // A subtype of several branches belongs to the most specific of them.
        found.sort_by_key(|(_, subtypes)| subtypes.len());
        let known = tags.iter().chain(implicit.iter());
        let mut taken: HashSet<Value> = known.flatten().cloned().collect();
        for (index, subtypes) in found {
            let discriminator = branches
                .get(index)
                .and_then(|branch| branch.merged.unions.discriminator.as_ref());
            let (Some(discriminator), Some(tags), Some(implicit)) =
                (discriminator, tags.get_mut(index), implicit.get_mut(index))
            else {
                continue;
            };
            let mapped = self.mapped(&subtypes, discriminator);
            let further = self.tags(&subtypes, mapped, property, TagSource::Ignored, 0);
            let names = self.implicit_tags(&subtypes, discriminator, &further, 0);
            let further = further.into_iter().flatten();
            tags.extend(further.filter(|tag| taken.insert(tag.clone())));
            let names = names.into_iter().flatten();
            implicit.extend(names.filter(|name| taken.insert(name.clone())));
        }
    }

    /// Returns the discriminator of the base that all branches extend. It also holds for a union of subtypes (`OpenAPI`
    /// 3.1.1, section 4.8.25.3). The base itself is no such branch, since its type includes all subtypes.
    fn inherited(&self, branches: &[Branch<'a>]) -> Option<Discriminator<'a>> {
        let first = branches.first()?.merged.unions.discriminator.as_ref()?;
        let extends = |branch: &Branch<'a>| {
            let of = branch.merged.unions.discriminator.as_ref();
            let schema = self.reader.schema(self.behind_references(branch.node));
            of.is_some_and(|of| of.node == first.node)
                && own_discriminator(self.reader, &schema).is_none()
        };
        branches.iter().all(extends).then(|| first.clone())
    }

    /// Returns the tag values of each branch: from the mapping and from its schema, or else the component's name.
    pub(crate) fn tags(
        &self,
        branches: &[Branch<'a>],
        mapped: Vec<Vec<Value>>,
        property: &str,
        lists: TagSource,
        depth: usize,
    ) -> Vec<Vec<Value>> {
        let tags = |(branch, mapped): (&Branch<'a>, Vec<Value>)| {
            let types = self.tag_types(branch.complete(), property);
            let mut tags: IndexSet<Value> =
                mapped.into_iter().map(|tag| typed(tag, types)).collect();
            let fixed = self.tags_of(branch.complete(), property, depth);
            let is_union = is_nested_union(branch.complete(), property);
            if lists == TagSource::Included || fixed.len() == 1 || is_union {
                tags.extend(fixed.iter().cloned());
            }
            if tags.is_empty() && !is_union {
                let name = branch.component.map(|name| Value::String(name.to_owned()));
                // A name that the property does not list is not a value of it.
                tags.extend(name.filter(|name| fixed.is_empty() || fixed.contains(name)));
            }
            tags.into_iter().collect()
        };
        branches.iter().zip(mapped).map(tags).collect()
    }

    /// Returns the tag values that `mapping` assigns to each branch.
    pub(crate) fn mapped(
        &self,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
    ) -> Vec<Vec<Value>> {
        let targets: Vec<Origin> = branches
            .iter()
            .map(|branch| {
                let reference = branch.merged.first.reference;
                reference
                    .and_then(|reference| self.reader.resolve(reference))
                    .map_or(branch.node, |target| self.behind_references(target))
                    .origin()
            })
            .collect();
        let mut mapped: HashMap<Origin, Vec<Value>> = HashMap::default();
        for &(tag, value) in &discriminator.mapping {
            let Some(target) = self.reader.resolve_mapping(value) else {
                continue;
            };
            let target = self.behind_references(target).origin();
            let tags = mapped.entry(target).or_default();
            tags.push(Value::String(tag.to_owned()));
        }
        targets
            .iter()
            .map(|origin| mapped.get(origin).cloned().unwrap_or_default())
            .collect()
    }

    /// Returns the types of the property with the tag value.
    fn tag_types(&self, merged: &Merged<'a>, property: &str) -> Types {
        let found = merged.object.properties.get(property);
        found
            .and_then(|property| Merged::of(self.reader, &property.nodes))
            .map_or_else(Types::default, |property| property.value.types)
    }

    /// Returns the values that a schema allows for a property, if it lists them. `depth` counts the unions around it.
    pub(crate) fn tags_of(&self, merged: &Merged<'a>, property: &str, depth: usize) -> Rc<[Value]> {
        // A limit for nested unions; a recursive union has no tag values.
        if depth > 4 {
            return Rc::default();
        }
        if let Some(found) = merged.object.properties.get(property) {
            let Some(value) = Merged::of(self.reader, &found.nodes) else {
                return Rc::default();
            };
            if let Some(constant) = value.value.constant {
                let json = value.json(constant);
                return if is_tag(&json) {
                    Rc::new([json])
                } else {
                    Rc::default()
                };
            }
            self.reader.spend(LISTED * value.value.values.len());
            let values = enumeration::collect_values(&value)
                .into_iter()
                .map(|item| item.value);
            let values: Rc<[Value]> = values.collect();
            return if values.iter().all(is_tag) {
                values
            } else {
                Rc::default()
            };
        }
        let [alternatives] = merged.unions.alternatives.as_slice() else {
            return Rc::default();
        };
        // Nested unions may share branches, which are then visited again and again.
        let place = (alternatives.node.origin(), alternatives.kind);
        let key = (place, property.to_owned(), depth);
        if let Some(known) = self.caches.nested_tags.borrow().get(&key) {
            return Rc::clone(known);
        }
        let tags: Rc<[Value]> = self
            .tags_of_alternatives(merged, alternatives, property, depth)
            .into_iter()
            .collect();
        self.caches
            .nested_tags
            .borrow_mut()
            .insert(key, Rc::clone(&tags));
        tags
    }

    /// Returns the tag values of all branches of a union together; none if a branch has none.
    fn tags_of_alternatives(
        &self,
        merged: &Merged<'a>,
        alternatives: &Alternatives<'a>,
        property: &str,
        depth: usize,
    ) -> IndexSet<Value> {
        let branches = self.branches(alternatives).real;
        let discriminator = alternatives.discriminator.as_ref();
        if let Some(discriminator) = discriminator.filter(|found| found.property == property) {
            let branches: Option<Vec<Branch<'a>>> = branches
                .iter()
                .map(|&node| self.branch(node, merged))
                .collect();
            let tags = branches
                .and_then(|branches| self.discriminated(&branches, discriminator, depth + 1));
            // A value that is not an object has no tag.
            let tags = tags.filter(|found| found.tags.iter().all(|tags| !tags.is_empty()));
            let tags = tags.into_iter().flat_map(|found| {
                let BranchTags { tags, implicit, .. } = found;
                tags.into_iter().chain(implicit)
            });
            return tags.flatten().collect();
        }
        let mut all = IndexSet::new();
        for branch in branches {
            let Some(merged) = Merged::of(self.reader, &[branch]) else {
                return IndexSet::new();
            };
            let tags = self.tags_of(&merged, property, depth + 1);
            if tags.is_empty() || self.reader.is_exhausted() {
                return IndexSet::new();
            }
            self.reader.spend(tags.len());
            all.extend(tags.iter().cloned());
        }
        all
    }
}

/// Decides for each variant of a tagged union what writes its tag. For recursive types, this is only known when all types
/// are complete.
pub(crate) fn mark_tag_writers(drafts: &mut [Draft]) {
    for index in 0..drafts.len() {
        let Some(TypeKind::Union(union)) = drafts.get(index).map(|draft| &draft.ty.kind) else {
            continue;
        };
        let Tagging::Property { wire_name } = &union.tagging else {
            continue;
        };
        let writers: Vec<TagWriter> = union
            .variants
            .iter()
            .map(|variant| writer(drafts, variant, wire_name))
            .collect();
        if let Some(TypeKind::Union(union)) = drafts.get_mut(index).map(|draft| &mut draft.ty.kind)
        {
            for (variant, writer) in union.variants.iter_mut().zip(writers) {
                variant.tag_writer = writer;
            }
        }
    }
}

fn writer(drafts: &[Draft], variant: &Variant, property: &str) -> TagWriter {
    if variant.tags.is_empty() {
        return TagWriter::Payload;
    }
    if !writes(drafts, &variant.shape, property) {
        return TagWriter::Union;
    }
    let kind_of = |id: TypeId| drafts.get(id.index()).map(|draft| &draft.ty.kind);
    let held = match &variant.shape {
        Shape::Nullable(inner) => inner,
        shape => shape,
    };
    let held = named_type(drafts, held).and_then(kind_of);
    // The variants of a union write their own tags.
    let Some(TypeKind::Struct(held)) = held else {
        return TagWriter::Payload;
    };
    let is_constant = |field: &Field| {
        let constant = named_type(drafts, &field.shape).and_then(kind_of);
        field.required
            && !field.nullable
            && matches!(constant, Some(TypeKind::Constant(constant)) if variant.tags.contains(&constant.value))
    };
    let field = held.fields.iter().find(|field| field.wire_name == property);
    if field.is_some_and(is_constant) {
        TagWriter::Payload
    } else {
        TagWriter::Either
    }
}

/// Returns whether a type has a field for the property. A union has one if all of its variants do.
fn writes(drafts: &[Draft], shape: &Shape, property: &str) -> bool {
    let mut seen: HashSet<TypeId> = HashSet::default();
    let mut waiting = vec![shape];
    while let Some(shape) = waiting.pop() {
        let id = match shape {
            Shape::Named(id) => *id,
            Shape::Boxed(inner) | Shape::Nullable(inner) => {
                waiting.push(inner);
                continue;
            }
            _ => return false,
        };
        // A type that was visited adds no further variant.
        if !seen.insert(id) {
            continue;
        }
        match drafts.get(id.index()).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Struct(found)) => {
                if found.fields.iter().all(|field| field.wire_name != property) {
                    return false;
                }
            }
            Some(TypeKind::Union(union)) => {
                let is_tag = matches!(&union.tagging, Tagging::Property { wire_name } if wire_name == property);
                if !is_tag {
                    waiting.extend(union.variants.iter().map(|variant| &variant.shape));
                }
            }
            Some(TypeKind::Alias(shape)) => waiting.push(shape),
            _ => return false,
        }
    }
    true
}

/// Returns whether a branch is a union. It has the tag values of its own branches; its name is not one of them.
fn is_nested_union(branch: &Merged<'_>, property: &str) -> bool {
    !branch.object.properties.contains_key(property) && !branch.unions.alternatives.is_empty()
}

/// Converts a key of `mapping`, which is a string, to the type of the property.
fn typed(tag: Value, types: Types) -> Value {
    let read = tag.as_str().and_then(|text| {
        if types.string {
            None
        } else if types.boolean {
            text.parse().ok().map(Value::Bool)
        } else if types.integer || types.number {
            text.parse::<i64>().ok().map(Value::from)
        } else {
            None
        }
    });
    read.unwrap_or(tag)
}

pub(crate) fn is_tag(value: &Value) -> bool {
    value.is_string() || value.is_i64() || value.is_boolean()
}

/// Returns whether every branch has a tag value, and no two branches share one.
pub(crate) fn distinct<'t>(tags: impl IntoIterator<Item = &'t Vec<Value>>) -> bool {
    let mut seen: HashSet<&Value> = HashSet::default();
    tags.into_iter()
        .all(|branch| !branch.is_empty() && branch.iter().all(|tag| seen.insert(tag)))
}

/// Removes the tag values of branches whose values are not objects.
fn remove_tags_of_scalars(objects: &[bool], tags: &mut [Vec<Value>]) {
    for (is_object, tags) in objects.iter().zip(tags) {
        if !is_object {
            tags.clear();
        }
    }
}

/// Returns whether the tag values select a branch for every object.
fn is_selective(objects: &[bool], tags: &[Vec<Value>]) -> bool {
    let of_objects = objects
        .iter()
        .zip(tags)
        .filter(|(is_object, _)| **is_object);
    let tags: Vec<&Vec<Value>> = of_objects.map(|(_, tags)| tags).collect();
    !tags.is_empty() && distinct(tags)
}

/// Returns the discriminator of a base: its own, or that of an inline schema in it (`allOf`, or a `oneOf` or `anyOf` of
/// one branch).
pub(crate) fn own_discriminator<'a>(
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
