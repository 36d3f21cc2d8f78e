//! Manages drafts. A type that may be referred to before it is complete gets an id first, and its definition later.

use crate::ir::{Directions, Docs, Module, Shape, Type, TypeId, TypeKind};
use crate::load::{FileId, Origin};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::docs;
use crate::lower::schema::{
    Direction, Draft, Lowered, NameSource, Resolution, SchemaContext, Schemas,
};
use crate::openapi::schema::Schema;

impl<'a> Schemas<'a, '_> {
    /// Renames a type after its own location, if it was first lowered through a reference and named after that.
    pub(crate) fn claim(&mut self, used: &Lowered, candidate: &NameCandidate) {
        if let Shape::Named(id) = used.shape
            && let Some(draft) = self.draft(id)
            && !draft.has_own_name
        {
            draft.has_own_name = true;
            draft.candidate = candidate.clone();
        }
    }

    pub(crate) fn draft(&mut self, id: TypeId) -> Option<&mut Draft> {
        self.drafts.get_mut(usize::try_from(id.0).ok()?)
    }

    /// Adds a draft without a definition, and returns its id.
    pub(crate) fn reserve(
        &mut self,
        schema: &Schema<'a>,
        candidate: &NameCandidate,
        name_source: NameSource,
    ) -> TypeId {
        let is_component = name_source == NameSource::Component;
        let ty = Type {
            name: String::new(),
            wire_name: self
                .component_name(schema.node)
                .filter(|_| is_component)
                .map(str::to_owned),
            origin: schema.node.origin(),
            docs: Docs::default(),
            deprecated: schema.deprecated,
            directions: Directions::default(),
            updates: false,
            module: Module::Shared,
            is_eq_hash: false,
            derives: Vec::new(),
            unshared: None,
            kind: TypeKind::Alias(Shape::Any),
        };
        self.push(Draft {
            ty,
            candidate: candidate.clone(),
            is_component,
            has_own_name: name_source != NameSource::Reference,
        })
    }

    pub(crate) fn push(&mut self, draft: Draft) -> TypeId {
        let id = TypeId(u32::try_from(self.drafts.len()).unwrap_or(u32::MAX));
        self.drafts.push(draft);
        id
    }

    /// Makes the reserved id of a schema an alias of the result, if the result is not the reserved type itself.
    pub(crate) fn resolve(
        &mut self,
        key: (Origin, Direction),
        schema: &Schema<'a>,
        used: Lowered,
    ) -> Lowered {
        let Some(Resolution::InProgress(Some(id))) = self.progress.defined.get(&key) else {
            return used;
        };
        let id = *id;
        if used.shape == Shape::Named(id) {
            return used;
        }
        let docs = docs::of_annotated(self.reader, schema);
        let parts = docs::annotating_parts(self.reader, schema);
        let is_deprecated = parts.iter().any(|part| part.deprecated);
        let shape = if self.leads_to(&used.shape, id) {
            // An alias of itself describes no type.
            self.fallback_to_json(schema.node, "a schema that is only itself")
        } else {
            used.shape
        };
        if let Some(draft) = self.draft(id) {
            draft.ty.kind = TypeKind::Alias(shape);
            draft.ty.docs = docs;
            draft.ty.deprecated |= is_deprecated;
        }
        Lowered {
            shape: Shape::Named(id),
            nullable: used.nullable,
        }
    }

    /// Returns whether a shape is a type, directly or through aliases. The search ends, because no alias leads to
    /// itself.
    pub(crate) fn leads_to(&self, shape: &Shape, id: TypeId) -> bool {
        match shape {
            Shape::Named(other) if *other == id => true,
            Shape::Named(other) => match self.drafts.get(other.index()).map(|draft| &draft.ty.kind)
            {
                Some(TypeKind::Alias(inner)) => self.leads_to(inner, id),
                _ => false,
            },
            Shape::Boxed(inner) | Shape::Nullable(inner) => self.leads_to(inner, id),
            _ => false,
        }
    }

    /// Sets the definition of a conjunction's type, under the id that is reserved for it or under a new one.
    pub(crate) fn named(
        &mut self,
        merged: &Merged<'a>,
        context: SchemaContext<'_>,
        kind: TypeKind,
    ) -> Shape {
        let SchemaContext {
            candidate,
            key,
            name_source,
            ..
        } = context;
        let id = match self.progress.defined.get(&key) {
            Some(Resolution::InProgress(Some(id))) => *id,
            _ => self.reserve(&merged.first, candidate, name_source),
        };
        let deprecated = merged.annotations.deprecated;
        if let Some(draft) = self.draft(id) {
            let docs = if draft.is_component {
                docs::of_merged(merged)
            } else {
                docs::of_inline(merged)
            };
            draft.ty.kind = kind;
            draft.ty.docs = docs;
            draft.ty.deprecated = deprecated;
        }
        Shape::Named(id)
    }

    /// Reserves the id of a conjunction before it is lowered, so that its parts get later ids and may refer to it.
    pub(crate) fn ensure_reserved(&mut self, merged: &Merged<'a>, context: SchemaContext<'_>) {
        let SchemaContext {
            candidate,
            key,
            name_source,
            ..
        } = context;
        if !matches!(
            self.progress.defined.get(&key),
            Some(Resolution::InProgress(Some(_)))
        ) {
            let id = self.reserve(&merged.first, candidate, name_source);
            self.progress
                .defined
                .insert(key, Resolution::InProgress(Some(id)));
        }
    }

    /// Returns whether a shape is the type of a conjunction that is still being lowered.
    pub(crate) fn is_in_progress(&self, key: (Origin, Direction), shape: &Shape) -> bool {
        matches!(
            (self.progress.defined.get(&key), shape),
            (Some(Resolution::InProgress(Some(id))), Shape::Named(named)) if id == named
        )
    }

    /// Returns a new key for a conjunction that has no location of its own in the document. [`Self::remove`] removes
    /// it.
    pub(crate) fn synthetic_key(&mut self, direction: Direction) -> (Origin, Direction) {
        self.progress.synthetic_count = self.progress.synthetic_count.wrapping_add(1);
        (
            Origin {
                file: FileId(u16::MAX),
                node: self.progress.synthetic_count,
            },
            direction,
        )
    }

    /// Removes a key of [`Self::synthetic_key`].
    pub(crate) fn remove(&mut self, key: (Origin, Direction)) {
        self.progress.defined.remove(&key);
    }
}
