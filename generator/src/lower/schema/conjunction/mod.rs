//! Lowers conjunctions: several schemas that all apply to one location.

pub(crate) mod conditional;
pub(crate) mod inferred_types;
pub(crate) mod merge;
pub(crate) mod property;
pub(crate) mod refinement;

use self::merge::Merged;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::Shape;
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::schema::conjunction::inferred_types::infer;
use crate::lower::schema::docs;
use crate::lower::schema::scalar::integer::integer;
use crate::lower::schema::union::discriminator::own_discriminator;
use crate::lower::schema::{
    Direction, Lowered, MAX_DEPTH, NameSource, Resolution, SchemaContext, Schemas,
};
use crate::openapi::schema::{Schema, Types};

impl<'a> Schemas<'a, '_> {
    /// Lowers schemas that all apply to one location.
    pub(crate) fn conjunction(
        &mut self,
        nodes: &[Node<'a>],
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        if let [node] = nodes {
            return self.inline(*node, candidate, direction, NameSource::Reference);
        }
        let Some(merged) = Merged::of(self.reader, nodes) else {
            return Lowered::non_null(match nodes.first() {
                Some(&first) => self.fallback_to_json(first, "parts that contradict each other"),
                None => Shape::Any,
            });
        };
        self.combined(&merged, candidate, direction)
    }

    /// Lowers a conjunction that has no location of its own in the document. A conjunction may contain itself: if it is
    /// still being lowered, this returns a reference to its type.
    pub(crate) fn combined(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Lowered {
        let parts = (merged.cache_key(), direction);
        self.reader.spend(parts.0.len());
        let known = self.progress.conjunctions.get(&parts).copied();
        if known.is_none() && self.progress.conjunctions.len() >= self.combination_limit() {
            return self.too_many_combinations(merged.first.node);
        }
        let key = known.unwrap_or_else(|| {
            let key = self.synthetic_key(direction);
            self.progress.conjunctions.insert(parts, key);
            key
        });
        match self.progress.defined.get(&key) {
            Some(Resolution::Resolved(used)) => return used.clone(),
            Some(Resolution::InProgress(id)) => {
                let id = id
                    .unwrap_or_else(|| self.reserve(&merged.first, candidate, NameSource::Schema));
                self.progress
                    .defined
                    .insert(key, Resolution::InProgress(Some(id)));
                return Lowered {
                    shape: Shape::Named(id),
                    nullable: self.merged_admits_null(merged),
                };
            }
            None => {}
        }
        if self.progress.depth == MAX_DEPTH {
            return self.too_deep(merged.first.node);
        }
        if let Some(used) = self.check_limits(merged.first.node) {
            return used;
        }
        self.progress
            .defined
            .insert(key, Resolution::InProgress(None));
        self.progress.depth += 1;
        let following = std::mem::take(&mut self.progress.following);
        let context = SchemaContext::synthetic(candidate, direction, key);
        let used = self.merged(merged, context);
        self.progress.following = following;
        self.progress.depth -= 1;
        let used = if self.reader.is_exhausted() {
            self.effort_exhausted(merged.first.node)
        } else {
            used
        };
        let used = self.resolve(key, &merged.first, used);
        self.progress
            .defined
            .insert(key, Resolution::Resolved(used.clone()));
        used
    }

    /// Reports that a schema of a conjunction contradicts the others. A schema outside the conjunction's own schema may
    /// be correct for other uses: then the warning points to the conjunction, and the schema is the related location.
    fn contradiction(&self, merged: &Merged<'a>, part: Node<'a>, message: &str, help: &str) {
        let whole = merged.first.node;
        let mut around = std::iter::successors(Some(part), |node| node.parent());
        let is_inside = around.any(|node| node == whole);
        let place = if is_inside { part } else { whole };
        let mut warning =
            Diagnostic::warning(codes::CONTRADICTION, place.location(), message).help(help);
        if !is_inside {
            warning = warning.related(part.key_location(), "what contradicts it");
        }
        self.diagnostics.push(warning);
    }

    /// Lowers a conjunction. `key` identifies its type while it is being lowered.
    pub(crate) fn merged(&mut self, merged: &Merged<'a>, context: SchemaContext<'_>) -> Lowered {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        let nullable = merged.value.nullable;
        if let Some(node) = merged.conflicts.contradiction {
            self.contradiction(
                merged,
                node,
                "no value matches this schema and the others that apply here",
                "the schema is represented as any JSON value",
            );
            return Lowered::non_null(self.fallback_to_json(merged.first.node, "a contradiction"));
        }
        if let Some(node) = merged.conflicts.disjoint {
            self.contradiction(
                merged,
                node,
                "no value is listed by all schemas that apply here",
                "all values that at least one of them lists are accepted",
            );
        }
        if let Some(node) = merged.conflicts.overruled {
            self.report_fallback(
                codes::CONTRADICTION,
                node,
                "the `type` of this schema contradicts the adjacent `$ref` or `allOf`",
                "the `type` is ignored",
            );
        }
        if merged.value.null_only {
            return Lowered {
                shape: Shape::Null,
                nullable: true,
            };
        }
        if let Some(shape) = self.only_reference(merged, candidate, direction) {
            return Lowered {
                nullable: shape.nullable || nullable,
                ..shape
            };
        }
        if let Some(used) = self.subtypes(merged, context) {
            return used;
        }
        if !merged.unions.alternatives.is_empty() {
            let used = self.alternatives(merged, context);
            return Lowered {
                nullable: used.nullable || nullable,
                ..used
            };
        }
        let shape = self.single(merged, context);
        Lowered { shape, nullable }
    }

    /// Lowers `allOf` with one `$ref` as the reference, if nothing else changes its meaning and no other schema applies.
    pub(crate) fn only_reference(
        &mut self,
        merged: &Merged<'a>,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Option<Lowered> {
        let first = &merged.first;
        if !merged.alone || first.reference.is_some() || !docs::only_annotations_and_all_of(first) {
            return None;
        }
        let schemas = first.all_of.iter().map(|part| self.reader.schema(*part));
        let (references, others): (Vec<_>, Vec<_>) =
            schemas.partition(|part| part.reference.is_some());
        let [schema] = references.as_slice() else {
            return None;
        };
        let is_alone = others.iter().all(docs::only_annotates)
            && !refinement::adds_under_conditions(self.reader, first);
        let reference = refinement::only_reference(self.reader, schema)?;
        if !is_alone {
            return None;
        }
        let target = self.reader.resolve(reference);
        if self.component_name(first.node).is_some()
            && target.is_some_and(|target| self.is_inherited(target))
        {
            // The component is a subtype of what it refers to, without properties of its own.
            return None;
        }
        if let Some(target) = target
            && !self.is_unchanged(target, merged, &others)
        {
            return None;
        }
        Some(self.reference(target, schema.nullable, candidate, direction))
    }

    /// Returns whether bounds next to a `$ref` require another integer type than that of the target.
    pub(crate) fn has_wider_integer(&self, schema: &Schema<'a>) -> bool {
        let is_bound = |keyword: &str| keyword.ends_with("imum");
        let mut constraints = schema.constraints.iter();
        if !constraints.any(|(keyword, _)| is_bound(keyword)) {
            return false;
        }
        let target = schema.reference.and_then(|to| self.reader.resolve(to));
        let target = target.and_then(|target| Merged::of(self.reader, &[target]));
        let merged = Merged::of(self.reader, &[schema.node]);
        target
            .zip(merged)
            .is_some_and(|(target, merged)| widens_integer(&target, &merged))
    }

    /// Returns whether a schema has the same type as its conjunction with others that have annotations, limits and types.
    fn is_unchanged(
        &mut self,
        target: Node<'a>,
        merged: &Merged<'a>,
        others: &[Schema<'a>],
    ) -> bool {
        let Some(alone) = Merged::of(self.reader, &[target]) else {
            return false;
        };
        let mut typed = others.iter().filter(|part| part.types != Types::default());
        let before = infer(&alone);
        let keeps_types = |part: &Schema<'a>| {
            before.intersect(part.types) == before || before.count() == 0 && part.types.object
        };
        let excludes_null = typed.clone().any(|part| !part.nullable);
        typed.all(keeps_types)
            && !(excludes_null && self.admits_null(target))
            && !widens_integer(&alone, merged)
    }

    /// Returns whether a schema is a base schema with subtypes, whose type includes all subtypes.
    pub(crate) fn is_inherited(&self, node: Node<'a>) -> bool {
        let schema = self.reader.schema(self.behind_references(node));
        own_discriminator(self.reader, &schema).is_some()
            || self.inherited_discriminator(&schema).is_some()
    }

    /// Returns the type reference of a conjunction whose alternatives are already handled.
    pub(crate) fn single(&mut self, merged: &Merged<'a>, context: SchemaContext<'_>) -> Shape {
        let SchemaContext {
            candidate,
            direction,
            ..
        } = context;
        if let Some(shape) = self.too_large(merged) {
            return shape;
        }
        if let Some(constant) = merged.value.constant {
            return self.constant(merged, constant, context);
        }
        if !merged.value.values.is_empty() {
            return self.enumeration(merged, context);
        }
        let mut types = infer(merged);
        // A number with the format `int64` may be an integer that `f64` cannot hold, or a fraction.
        types.integer |= types.number
            && merged.value.format == Some("int64")
            && !self.overrides.formats.contains_key("int64");
        if let Some(shape) = self.number_or_text(merged, types) {
            return shape;
        }
        if types.count() > 1 {
            return self.several_types(merged, types, context);
        }
        if types.object {
            return self.object(merged, context);
        }
        if types.array {
            return self.array(merged, candidate, direction);
        }
        self.scalar(merged, types)
    }
}

/// Returns whether bounds next to a reference require another integer type than that of the target.
fn widens_integer(target: &Merged<'_>, merged: &Merged<'_>) -> bool {
    let is_integer = infer(merged).integer && target.unions.alternatives.is_empty();
    let primitive = |merged: &Merged<'_>| integer(merged.value.format.unwrap_or_default(), merged);
    is_integer && primitive(target) != primitive(merged)
}
