//! Lowers `oneOf` and `anyOf`: to the only branch, to one enum, or to a union.

pub(crate) mod adjacent;
pub(crate) mod branches;
pub(crate) mod discriminator;
pub(crate) mod externally_tagged;
pub(crate) mod inheritance;
pub(crate) mod overlap;
pub(crate) mod undeclared_discriminator;
pub(crate) mod variants;

use std::collections::VecDeque;

use foldhash::HashSet;
use serde_json::Value;

use self::branches::{Branch, Composite};
use self::discriminator::own_discriminator;
use self::variants::{PropertyCounts, absorb_strings, branch_docs, by_property, variant_stem};
use crate::diagnostic::codes;
use crate::ir::{Docs, Primitive, Shape, TagWriter, Tagging, TypeId, TypeKind, Union, Variant};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, UNKNOWN, described};
use crate::lower::schema::conjunction::merge::{Alternatives, AlternativesKind, Merged};
use crate::lower::schema::docs;
use crate::lower::schema::enumeration;
use crate::lower::schema::enumeration::values::EnumCandidate;
use crate::lower::schema::{Direction, Lowered, SchemaContext, Schemas};
use crate::openapi::schema::{AdditionalProperties, Types};

/// A tag value counts as one more value for each this many bytes.
const TAG: usize = 64;

impl<'a> Schemas<'a, '_> {
    /// Lowers a conjunction with alternatives.
    pub(crate) fn alternatives(
        &mut self,
        merged: &Merged<'a>,
        context: SchemaContext<'_>,
    ) -> Lowered {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        let mut base = merged.clone();
        let mut nullable = merged.value.nullable;
        let mut choices: Vec<Alternatives<'a>> = Vec::new();
        let mut waiting = VecDeque::from(std::mem::take(&mut base.unions.alternatives));
        while let Some(alternatives) = waiting.pop_front() {
            if alternatives
                .branches
                .iter()
                .all(|&branch| self.only_constrains(branch, &base))
            {
                base.unions.presence.push(alternatives);
                continue;
            }
            let found = self.branches(&alternatives);
            nullable |= found.nullable;
            self.null_objects.extend(found.null_object);
            match found.real.as_slice() {
                [] => {
                    return Lowered {
                        shape: Shape::Null,
                        nullable: true,
                    };
                }
                // A single branch applies as if it were in `allOf`.
                [only] if alternatives.kind != AlternativesKind::Subtypes => {
                    let is_alone = base.is_bare() && merged.unions.alternatives.len() == 1;
                    let schema = self.reader.schema(*only);
                    base.merge_with(self.reader, *only);
                    base.annotations.deprecated |= schema.deprecated;
                    // A component gives its name to the type of an anonymous branch. Otherwise the schema is lowered as
                    // the branch itself.
                    let is_named = self.component_name(merged.first.node).is_some()
                        && !self.has_own_name(*only)
                        && base.conflicts.contradiction.is_none();
                    if is_alone && !is_named {
                        let mut used = self.schema(*only, candidate, direction);
                        used.nullable |= nullable;
                        return used;
                    }
                    nullable |= is_alone && schema.nullable;
                    let subtypes = self.subtypes_of_branch(*only, &base);
                    waiting.extend(subtypes);
                    waiting.extend(std::mem::take(&mut base.unions.alternatives));
                }
                _ => choices.push(Alternatives {
                    branches: found.real,
                    ..alternatives
                }),
            }
        }
        nullable |= base.value.nullable;
        let mut choices = choices.into_iter();
        let Some(choice) = choices.next() else {
            if let Some(mut used) = self.subtypes(&base, context) {
                used.nullable = nullable;
                return used;
            }
            return Lowered {
                shape: self.single(&base, context),
                nullable,
            };
        };
        if let Some(second) = choices.next() {
            self.report_fallback(
                codes::SEVERAL_UNIONS,
                second.node,
                "a schema combines several `oneOf`/`anyOf`; it is represented as any JSON value",
                "name the combinations as branches of one `oneOf`",
            );
            return Lowered::non_null(
                self.fallback_to_json(second.node, "several unions that all apply"),
            );
        }
        let mut used = self.choice(&base, &choice, context);
        used.nullable |= nullable;
        used
    }

    /// Lowers a union of at least two branches.
    pub(super) fn choice(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
        context: SchemaContext<'_>,
    ) -> Lowered {
        let outer = self.effort.branch_properties;
        let used = self.union(base, choice, context);
        self.effort.branch_properties = outer;
        used
    }

    /// Returns the branches of a union; none if they have too many properties together.
    fn merged_branches(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
    ) -> Option<Vec<Branch<'a>>> {
        if !self.has_room_for(base.object.properties.len()) {
            return None;
        }
        let mut branches = Vec::with_capacity(choice.branches.len());
        for &node in &choice.branches {
            let Some(mut branch) = self.branch(node, base) else {
                continue;
            };
            if node != choice.node {
                branch.combined = self.with_adjacent(&branch, base);
            }
            if !self.take_branch_properties(branch.complete().object.properties.len()) {
                return None;
            }
            branches.push(branch);
        }
        self.remove_unselectable(&mut branches, choice);
        Some(branches)
    }

    fn union(
        &mut self,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
        context: SchemaContext<'_>,
    ) -> Lowered {
        let SchemaContext {
            candidate,
            direction,
            key,
            ..
        } = context;
        if let Some(used) = self.take_members(choice.branches.len(), choice.node) {
            return used;
        }
        let Some(mut branches) = self.merged_branches(base, choice) else {
            return Lowered::non_null(self.too_many_fields(choice.node));
        };
        let mut nullable = branches.iter().any(|branch| branch.merged.value.nullable);
        if let Some(shape) = self
            .without_variants(base, &branches, context)
            .or_else(|| self.values_beside(base, &branches, context))
            .or_else(|| self.externally_tagged(base, choice, &branches, context))
        {
            return Lowered { shape, nullable };
        }
        let tagging = self.discriminator(base, &branches, choice);
        let tags = tagging.iter().flat_map(|found| &found.tags).flatten();
        let weights = tags.map(|tag| 1 + tag.as_str().map_or(0, str::len) / TAG);
        if let Some(used) = self.take_members(weights.sum(), choice.node) {
            return used;
        }
        if tagging.is_none() {
            branches.extend(self.base_branch(base, choice));
        }
        self.ensure_reserved(base, context);
        let mut scope = NameScope::default();
        if tagging.is_some() {
            scope.try_claim(UNKNOWN);
        }
        let mut variants: Vec<Variant> = Vec::with_capacity(branches.len());
        let mut counts: Option<PropertyCounts<'a>> = None;
        let mut shapes: HashSet<Shape> = HashSet::default();
        for (index, branch) in branches.iter().enumerate() {
            if self.reader.is_exhausted() {
                return self.effort_exhausted(choice.node);
            }
            let found = tagging.as_ref().map(|found| found.of_branch(index));
            let (tags, implicit_tags) = found.unwrap_or_default();
            let name = variant_stem(branch, &tags, candidate).or_else(|| {
                (!branch.merged.object.properties.is_empty()).then(|| {
                    let counts = counts.get_or_insert_with(|| PropertyCounts::of(&branches));
                    by_property(branch, counts, index)
                })
            });
            let used = if branch.node == choice.node {
                self.own_branch(base, candidate, direction)
            } else {
                let owner = self.owner_of_branch(branch, base, choice);
                let owner = owner.as_ref().unwrap_or(candidate);
                let step = owner.branch(name.as_deref().unwrap_or("Variant"));
                self.branch_use(branch, &step, direction)
            };
            if matches!(used.shape, Shape::Any) && tags.is_empty() {
                return Lowered::non_null(
                    self.fallback_to_json(choice.node, "a branch that may be anything"),
                );
            }
            nullable |= used.nullable;
            // A branch that is the union itself adds no variant.
            let adds = !self.is_in_progress(key, &used.shape) && !shapes.contains(&used.shape);
            if tagging.is_none() && !adds {
                continue;
            }
            shapes.insert(used.shape.clone());
            self.note_closed(branch, &used.shape);
            let mut name = name.unwrap_or_else(|| self.shape_name(&used.shape));
            if tagging.is_some() {
                name = described(name, "Type");
            }
            variants.push(Variant {
                name: scope.claim(&name),
                shape: used.shape,
                tags,
                implicit_tags,
                tag_writer: TagWriter::Payload,
                docs: branch_docs(branch),
            });
        }
        if tagging.is_none() {
            if let Some(shape) = self.only_shape(&variants, choice.node) {
                return Lowered { shape, nullable };
            }
            absorb_strings(&mut variants);
        }
        let union = TypeKind::Union(Union {
            tagging: tagging.map_or(Tagging::Untagged, |found| Tagging::Property {
                wire_name: found.property,
            }),
            variants,
            unknown: UNKNOWN.to_owned(),
        });
        let shape = self.named(base, context, union);
        if let Shape::Named(id) = shape {
            self.note_union(id, base, (choice, &branches));
        }
        Lowered { shape, nullable }
    }

    /// Returns the candidate of the component with the union, if another one extends it. A branch that is lowered as it is
    /// then has one name for both.
    fn owner_of_branch(
        &self,
        branch: &Branch<'a>,
        base: &Merged<'a>,
        choice: &Alternatives<'a>,
    ) -> Option<NameCandidate> {
        let is_unchanged = branch.combined.is_none();
        is_unchanged.then(|| self.declaring_component(base, choice.node))?
    }

    /// Records a union of `anyOf`, and documents the constraints of properties that branches declare too, if the branches
    /// keep types that do not document these constraints.
    fn note_union(
        &mut self,
        union: TypeId,
        base: &Merged<'a>,
        (choice, branches): (&Alternatives<'a>, &[Branch<'a>]),
    ) {
        let is_any_of = choice.kind == AlternativesKind::AnyOf;
        self.any_of_unions.extend(is_any_of.then_some(union));
        let mut notes = Vec::new();
        for (name, property) in &base.object.properties {
            self.reader.spend(branches.len());
            if self.reader.is_exhausted() {
                break;
            }
            let mut own = branches.iter().filter_map(|branch| {
                let own = branch.merged.object.properties.get(name)?;
                branch.combined.is_none().then_some(own)
            });
            if own.any(|own| property.nodes.iter().any(|node| !own.nodes.contains(node))) {
                let docs = docs::of_several(&self.schemas_of(property));
                notes.extend(
                    docs.notes
                        .iter()
                        .filter_map(|note| docs::of_property(note, name)),
                );
            }
        }
        if let Some(draft) = self.draft(union) {
            draft.ty.docs.notes.extend(notes);
        }
    }

    /// Records a branch that is an object without other properties than the declared ones.
    fn note_closed(&mut self, branch: &Branch<'a>, shape: &Shape) {
        if let (Shape::Named(id), AdditionalProperties::None) =
            (shape, &branch.merged.object.additional)
        {
            self.closed_branches.insert(*id);
        }
    }

    /// Returns the type reference of branches that list values, or that differ only in the form of one scalar.
    fn without_variants(
        &mut self,
        base: &Merged<'a>,
        branches: &[Branch<'a>],
        context: SchemaContext<'_>,
    ) -> Option<Shape> {
        let values = branches
            .iter()
            .map(|branch| branch.merged.value.values.len());
        let values: usize = values.sum();
        self.reader.spend(enumeration::VALUE * values);
        if !self.has_room_for(values) {
            return Some(self.too_many_fields(base.first.node));
        }
        if let Some(listed) = all_listed(&branches.iter().collect::<Vec<_>>()) {
            let listed = listed_beside(base, listed);
            return Some(self.listed(base, listed, context));
        }
        common_scalar(branches).map(Shape::Primitive)
    }

    /// Returns the type reference of the values that are listed next to a union of scalars. The union adds nothing to
    /// them.
    fn values_beside(
        &mut self,
        base: &Merged<'a>,
        branches: &[Branch<'a>],
        context: SchemaContext<'_>,
    ) -> Option<Shape> {
        let lists = base.value.constant.is_some() || !base.value.values.is_empty();
        let is_scalar = |branch: &Branch<'a>| {
            !self.may_be(&branch.merged, Composite::Object)
                && !self.may_be(&branch.merged, Composite::Array)
        };
        (lists && branches.iter().all(is_scalar)).then(|| self.single(base, context))
    }

    /// Lowers a base schema with subtypes as a variant of its own union.
    fn own_branch(
        &mut self,
        base: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        let key = self.synthetic_key(direction);
        let step = candidate.child("Base");
        let shape = self.single(base, SchemaContext::synthetic(&step, direction, key));
        self.remove(key);
        Lowered::non_null(shape)
    }

    /// Returns the type reference of a union that has one variant, or none except itself.
    fn only_shape(&mut self, variants: &[Variant], node: Node<'a>) -> Option<Shape> {
        match variants {
            [] => Some(self.fallback_to_json(node, "a schema that is only itself")),
            [only] => Some(only.shape.clone()),
            _ => None,
        }
    }

    /// Returns a base schema with subtypes as a branch of its union, for unions without tag values: there, no variant
    /// for unknown tag values could hold a value of the base alone.
    fn base_branch(&self, base: &Merged<'a>, choice: &Alternatives<'a>) -> Option<Branch<'a>> {
        own_discriminator(self.reader, &self.reader.schema(choice.node))?;
        let is_branch = choice.branches.contains(&choice.node);
        (!is_branch).then(|| self.branch(choice.node, base))?
    }

    pub(crate) fn branch(&self, node: Node<'a>, base: &Merged<'a>) -> Option<Branch<'a>> {
        let mut merged = Merged::of(self.reader, &[node])?;
        if !merged.value.typed
            && merged.unions.alternatives.is_empty()
            && base.value.typed
            && base.value.types
                != (Types {
                    object: true,
                    ..Types::default()
                })
        {
            merged.value.types = base.value.types;
            merged.value.typed = true;
        }
        // A property that the union requires is required in each branch that declares it.
        self.reader.spend(base.object.required.len());
        let declared = |name: &&str| merged.object.properties.contains_key(*name);
        let inherited: Vec<&str> = base
            .object
            .required
            .iter()
            .copied()
            .filter(declared)
            .collect();
        let required = merged.object.required.len();
        merged.object.required.extend(inherited);
        let inherits_required = merged.object.required.len() > required;
        let reference = merged.first.reference;
        let component = reference
            .or_else(|| docs::annotated_reference(self.reader, &merged.first))
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
            inherits_required,
            combined: None,
        })
    }

    /// Lowers a branch, together with the keywords next to the union.
    fn branch_use(
        &mut self,
        branch: &Branch<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        let Some(combined) = &branch.combined else {
            return self.schema(branch.node, candidate, direction);
        };
        let subtypes = self.subtypes_of_branch(branch.node, combined);
        if subtypes.is_none() {
            return self.combined(combined, candidate, direction);
        }
        let mut combined = combined.clone();
        combined.unions.alternatives.extend(subtypes);
        self.combined(&combined, candidate, direction)
    }

    /// Returns the subtypes of a branch that is a base schema. The keywords next to the union apply to the subtypes too.
    fn subtypes_of_branch(
        &self,
        branch: Node<'a>,
        merged: &Merged<'a>,
    ) -> Option<Alternatives<'a>> {
        let has_alternatives = !merged.unions.alternatives.is_empty();
        let component = self.behind_references(branch);
        (!has_alternatives).then(|| self.subtype_alternatives(component, merged))?
    }

    /// Returns whether a schema is a component or a reference.
    fn has_own_name(&self, node: Node<'a>) -> bool {
        self.component_name(node).is_some() || self.reader.schema(node).reference.is_some()
    }

    /// Returns whether a branch only requires properties, or only excludes values with `not`: `anyOf: [{required: [a]},
    /// {required: [b]}]`.
    fn only_constrains(&self, node: Node<'a>, base: &Merged<'a>) -> bool {
        let schema = self.reader.schema(node);
        let says_required = !schema.required.is_empty()
            || schema
                .constraints
                .iter()
                .any(|(keyword, _)| *keyword == "not");
        let mut rest = schema.clone();
        rest.required.clear();
        // A property that has only annotations in the branch adds nothing to a declared one.
        let names_only = rest.properties.iter().all(|&(name, property)| {
            let property = self.reader.schema(property);
            base.object.properties.contains_key(name)
                && docs::only_annotations(&property)
                && property.reference.is_none()
                && property.types.count() == 0
        });
        if names_only {
            rest.properties.clear();
        }
        says_required && rest.reference.is_none() && docs::only_annotations(&rest)
    }

    /// Returns the type reference of a schema with several types: a union with a variant for each type.
    pub(crate) fn several_types(
        &mut self,
        merged: &Merged<'a>,
        types: Types,
        context: SchemaContext<'_>,
    ) -> Shape {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        if types.count() - usize::from(types.integer && types.number) >= 5 {
            return Shape::Any;
        }
        self.ensure_reserved(merged, context);
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
        let mut scope = NameScope::default();
        let mut variants = Vec::new();
        for (_, types) in single.into_iter().filter(|(allowed, _)| *allowed) {
            let mut part = merged.clone();
            part.value.types = types;
            if types.number {
                // The format is for integers, which have a variant of their own.
                part.value.format = part.value.format.filter(|format| *format != "int64");
            }
            let key = self.synthetic_key(direction);
            let step = candidate.child(if types.object { "Object" } else { "Item" });
            let shape = self.single(&part, SchemaContext::synthetic(&step, direction, key));
            self.remove(key);
            let name = scope.claim(&self.shape_name(&shape));
            variants.push(Variant {
                name,
                shape,
                tags: Vec::new(),
                implicit_tags: Vec::new(),
                tag_writer: TagWriter::Payload,
                docs: Docs::default(),
            });
        }
        let union = Union {
            tagging: Tagging::Untagged,
            variants,
            unknown: UNKNOWN.to_owned(),
        };
        self.named(merged, context, TypeKind::Union(union))
    }
}

impl Merged<'_> {
    /// Returns whether there are only annotations, constraints and types apart from the alternatives, which the caller
    /// has removed.
    pub(crate) fn is_bare(&self) -> bool {
        self.unions.alternatives.is_empty()
            && self.object.properties.is_empty()
            && self.object.required.is_empty()
            && self.array.items.is_empty()
            && self.array.prefix_items.is_empty()
            && self.value.values.is_empty()
            && self.value.constant.is_none()
            && self.object.patterns.is_empty()
            && matches!(
                self.object.additional,
                AdditionalProperties::Unspecified | AdditionalProperties::None
            )
    }
}

/// Returns the values of branches that all list strings or numbers, or that are all strings with at least one list
/// among them; none for other branches. One enum represents these values.
pub(crate) fn all_listed(branches: &[&Branch<'_>]) -> Option<Vec<EnumCandidate>> {
    let mut all: Vec<EnumCandidate> = Vec::new();
    let mut seen: HashSet<Value> = HashSet::default();
    let mut open_strings = false;
    for branch in branches {
        let merged = &branch.merged;
        if !merged.unions.alternatives.is_empty() || !merged.object.properties.is_empty() {
            return None;
        }
        let mut found = match merged.value.constant {
            Some(constant) => vec![EnumCandidate {
                value: merged.json(constant),
                name: branch.title.map(str::to_owned),
                docs: branch_docs(branch),
                deprecated: merged.annotations.deprecated,
            }],
            None => enumeration::collect_values(merged),
        };
        if found.is_empty() {
            let plain = merged.value.types
                == Types {
                    string: true,
                    ..Types::default()
                }
                && merged.value.format.is_none();
            if !plain {
                return None;
            }
            open_strings = true;
        }
        if let ([only], None) = (found.as_mut_slice(), merged.value.constant)
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

/// Returns the scalar that all branches are, if they differ only in format or constraints.
fn common_scalar(branches: &[Branch<'_>]) -> Option<Primitive> {
    let plain = |branch: &Branch<'_>| {
        let merged = &branch.merged;
        merged.unions.alternatives.is_empty()
            && merged.value.constant.is_none()
            && merged.value.values.is_empty()
            && merged.object.properties.is_empty()
    };
    if !branches.iter().all(plain) {
        return None;
    }
    let string = Types {
        string: true,
        ..Types::default()
    };
    let all = |test: &dyn Fn(&Branch<'_>) -> bool| branches.iter().all(test);
    if all(&|branch| branch.merged.value.types == string) {
        let format = branches
            .first()
            .and_then(|branch| branch.merged.value.format);
        let differ = branches
            .iter()
            .any(|branch| branch.merged.value.format != format);
        return differ.then_some(Primitive::String);
    }
    // If integers are among the branches, they need a union: `f64` does not hold all of them.
    let number = Types {
        number: true,
        ..Types::default()
    };
    let is_number = |branch: &Branch<'_>| {
        branch.merged.value.types == number && branch.merged.value.format != Some("int64")
    };
    all(&is_number).then_some(Primitive::Double)
}

/// Keeps the values that the adjacent `enum` lists too, since both apply. If the two have none in common, all are kept.
fn listed_beside(base: &Merged<'_>, mut listed: Vec<EnumCandidate>) -> Vec<EnumCandidate> {
    let beside: HashSet<Value> = enumeration::collect_values(base)
        .into_iter()
        .map(|item| item.value)
        .collect();
    let is_beside = |item: &EnumCandidate| beside.contains(&item.value);
    if listed.iter().any(is_beside) {
        listed.retain(is_beside);
    }
    listed
}
