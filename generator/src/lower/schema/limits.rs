//! Limits of what becomes of a document.
//!
//! The types of a document may be far more than the document: conjunctions of schemas that refer to themselves multiply, and
//! each schema of a chain has the properties of all schemas before it. Beyond these limits a schema becomes any JSON value,
//! with a warning. They grow with the document, so that no real one comes near them.

use super::{Lowered, Schemas};
use crate::diagnostic::Diagnostic;
use crate::ir::Shape;
use crate::load::Node;

/// The types of conjunctions that stand at no single place of the document.
const COMBINATIONS: usize = 3_000;

/// For how many bytes of the document there may be one more.
const BYTES_PER_COMBINATION: usize = 200;

/// The types of all schemas: aliases of YAML make a document of a few lines one of a million schemas.
const TYPES: usize = 20_000;

/// For how many bytes of the document there may be one more.
const BYTES_PER_TYPE: usize = 16;

/// The fields and variants of all types.
const FIELDS: usize = 200_000;

/// For how many bytes of the document there may be one more.
const BYTES_PER_FIELD: usize = 16;

/// Types with so few fields are made beyond the limit, too: of them there are only as many as types.
const FEW_FIELDS: usize = 32;

impl<'a> Schemas<'a, '_> {
    /// How many types of conjunctions there may be.
    pub(crate) fn combination_limit(&self) -> usize {
        COMBINATIONS + self.reader.size() / BYTES_PER_COMBINATION
    }

    fn type_limit(&self) -> usize {
        TYPES + self.reader.size() / BYTES_PER_TYPE
    }

    /// Any value, where there are too many types, or the document took too much work; none otherwise.
    pub(crate) fn check_limits(&mut self, node: Node<'a>) -> Option<Lowered> {
        if self.reader.is_exhausted() {
            return Some(self.effort_exhausted(node));
        }
        let limit = self.type_limit();
        if self.drafts.len() < limit {
            return None;
        }
        self.generalised(
            "too-many-types",
            node,
            "the document has too many types; this schema is represented as any JSON value",
            &format!("at most {limit} types are generated for this document (limit `types`); refer to schemas that are alike instead of repeating them"),
        );
        Some(Lowered::non_null(
            self.fallback_to_json(node, "too many types"),
        ))
    }

    fn field_limit(&self) -> usize {
        FIELDS + self.reader.size() / BYTES_PER_FIELD
    }

    /// Whether a type with this many fields or variants may be made.
    pub(crate) fn has_room_for(&self, fields: usize) -> bool {
        fields <= FEW_FIELDS || self.fields_made + fields <= self.field_limit()
    }

    /// Counts the branches or tags of a union; any value where they are too many.
    pub(crate) fn take_members(&mut self, count: usize, node: Node<'a>) -> Option<Lowered> {
        if !self.has_room_for(count) {
            return Some(Lowered::non_null(self.too_many_fields(node)));
        }
        self.fields_made += count;
        None
    }

    /// Any value, for a type with more fields or variants than may be made.
    pub(crate) fn too_many_fields(&mut self, node: Node<'a>) -> Shape {
        let limit = self.field_limit();
        self.generalised(
            "too-many-fields",
            node,
            "the types of the document have too many fields and variants; this schema is represented as any JSON value",
            &format!("at most {limit} fields and variants are generated for this document (limit `fields`); inherit fewer properties"),
        );
        self.fallback_to_json(node, "too many fields")
    }

    /// Any value, for a conjunction after too many others.
    pub(crate) fn too_many_combinations(&mut self, node: Node<'a>) -> Lowered {
        let limit = self.combination_limit();
        self.generalised(
            "too-many-combinations",
            node,
            "the parts of `allOf` combine to too many types; this one is represented as any JSON value",
            &format!(
                "at most {limit} combined types are generated for this document (limit `combinations`); describe the combination as a schema of its own"
            ),
        );
        Lowered::non_null(self.fallback_to_json(node, "too many combinations"))
    }

    /// Any value, for all schemas that are lowered after the document took too much work. It is said once.
    pub(crate) fn effort_exhausted(&mut self, node: Node<'a>) -> Lowered {
        if !self.is_exhaustion_said {
            self.is_exhaustion_said = true;
            let limit = self.reader.step_limit();
            self.diagnostics.push(
                Diagnostic::warning(
                    "too-many-steps",
                    node.location(),
                    "the schemas of the document take too much work; this one and those that are read after it are represented as any JSON value",
                )
                .help(format!(
                    "at most {limit} steps are taken for this document (limit `steps`); look for schemas that contain each other many times"
                )),
            );
        }
        Lowered::non_null(self.fallback_to_json(node, "too much work"))
    }
}
