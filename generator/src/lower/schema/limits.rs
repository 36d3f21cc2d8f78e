//! Limits the types that a document becomes.
//!
//! The types can be far larger than the document: conjunctions of schemas that refer to themselves multiply, and each
//! schema of a chain has the properties of all schemas before it. Beyond these limits a schema becomes any JSON value,
//! with a warning. The limits grow with the size of the document, so that no real document comes near them.

use crate::diagnostic::{Diagnostic, codes};
use crate::ir::Shape;
use crate::load::Node;
use crate::lower::schema::{Lowered, Schemas};

/// The types that any document may have for conjunctions without a location of their own.
const COMBINATIONS: usize = 3_000;

/// The bytes of a document that allow one more.
const BYTES_PER_COMBINATION: usize = 200;

/// The types that any document may have. With YAML aliases, a few lines can contain a million schemas.
const TYPES: usize = 20_000;

/// The bytes of a document that allow one more.
const BYTES_PER_TYPE: usize = 16;

/// The fields and variants that the types of any document may have.
const FIELDS: usize = 200_000;

/// The bytes of a document that allow one more.
const BYTES_PER_FIELD: usize = 16;

/// Types with at most this many fields are also generated beyond the limit of fields: the limit of types bounds them.
const FEW_FIELDS: usize = 32;

impl<'a> Schemas<'a, '_> {
    /// Returns the limit of types for conjunctions that have no location of their own.
    pub(crate) fn combination_limit(&self) -> usize {
        COMBINATIONS + self.reader.size() / BYTES_PER_COMBINATION
    }

    fn type_limit(&self) -> usize {
        TYPES + self.reader.size() / BYTES_PER_TYPE
    }

    /// Returns any JSON value if there are too many types or the document took too much work; none otherwise.
    pub(crate) fn check_limits(&mut self, node: Node<'a>) -> Option<Lowered> {
        if self.reader.is_exhausted() {
            return Some(self.effort_exhausted(node));
        }
        let limit = self.type_limit();
        if self.drafts.len() < limit {
            return None;
        }
        self.report_fallback(
            codes::TOO_MANY_TYPES,
            node,
            "the document has too many types; this schema is represented as any JSON value",
            &format!("at most {limit} types are generated for this document (limit `types`); refer to equal schemas instead of repeating them"),
        );
        Some(Lowered::non_null(
            self.fallback_to_json(node, "too many types"),
        ))
    }

    /// Returns how many fields and variants may still be added.
    pub(crate) fn fields_left(&self) -> usize {
        self.field_limit().saturating_sub(self.effort.fields)
    }

    fn field_limit(&self) -> usize {
        FIELDS + self.reader.size() / BYTES_PER_FIELD
    }

    /// Returns whether a type with this many fields or variants is within the limit.
    pub(crate) fn has_room_for(&self, fields: usize) -> bool {
        fields <= FEW_FIELDS || self.effort.fields + fields <= self.field_limit()
    }

    /// Counts branches or tag values of a union. Returns any JSON value if there are too many; none otherwise.
    pub(crate) fn take_members(&mut self, count: usize, node: Node<'a>) -> Option<Lowered> {
        if !self.has_room_for(count) {
            return Some(Lowered::non_null(self.too_many_fields(node)));
        }
        self.effort.fields += count;
        None
    }

    /// Counts properties of a branch of a union that is being lowered. Returns whether they are within the limit.
    pub(crate) fn take_branch_properties(&mut self, count: usize) -> bool {
        self.effort.branch_properties += count;
        self.effort.branch_properties <= self.field_limit()
    }

    /// Reports a type with too many fields or variants, and returns any JSON value for it.
    pub(crate) fn too_many_fields(&mut self, node: Node<'a>) -> Shape {
        let limit = self.field_limit();
        self.report_fallback(
            codes::TOO_MANY_FIELDS,
            node,
            "the types of the document have too many fields and variants; this schema is represented as any JSON value",
            &format!("at most {limit} fields and variants are generated for this document (limit `fields`); inherit fewer properties"),
        );
        self.fallback_to_json(node, "too many fields")
    }

    /// Reports a conjunction beyond the limit, and returns any JSON value for it.
    pub(crate) fn too_many_combinations(&mut self, node: Node<'a>) -> Lowered {
        let limit = self.combination_limit();
        self.report_fallback(
            codes::TOO_MANY_COMBINATIONS,
            node,
            "the parts of `allOf` combine to too many types; this one is represented as any JSON value",
            &format!(
                "at most {limit} combined types are generated for this document (limit `combinations`); describe the combination as a separate schema"
            ),
        );
        Lowered::non_null(self.fallback_to_json(node, "too many combinations"))
    }

    /// Returns any JSON value for a schema that is lowered after the document took too much work. The first call
    /// reports it.
    pub(crate) fn effort_exhausted(&mut self, node: Node<'a>) -> Lowered {
        if !self.effort.is_exhaustion_reported {
            self.effort.is_exhaustion_reported = true;
            let limit = self.reader.step_limit();
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::TOO_MANY_STEPS,
                    node.location(),
                    "the schemas of the document take too much work; this one and the following ones are represented as any JSON value",
                )
                .help(format!(
                    "at most {limit} steps are taken for this document (limit `steps`); look for schemas that contain each other many times"
                )),
            );
        }
        Lowered::non_null(self.fallback_to_json(node, "too much work"))
    }
}
