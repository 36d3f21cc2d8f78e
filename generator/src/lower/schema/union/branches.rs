//! Reads the branches of `oneOf` and `anyOf`: separates null and `false` from the branches that become variants.

use foldhash::HashSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, Origin};
use crate::lower::schema::Schemas;
use crate::lower::schema::conjunction::inferred_types::infer;
use crate::lower::schema::conjunction::merge::{Alternatives, Merged};
use crate::lower::schema::docs;
use crate::openapi::Version;
use crate::openapi::schema::{Schema, Types};

/// A branch that is not null.
pub(crate) struct Branch<'a> {
    pub node: Node<'a>,
    pub merged: Merged<'a>,
    /// The component that it is or refers to.
    pub component: Option<&'a str>,
    pub title: Option<&'a str>,
    /// Whether the union requires a property that the branch declares as optional.
    pub inherits_required: bool,
    /// The branch together with the keywords next to the union, if these add something.
    pub combined: Option<Merged<'a>>,
}

impl<'a> Branch<'a> {
    /// Returns all schemas that apply to a value of the branch.
    pub(crate) fn complete(&self) -> &Merged<'a> {
        self.combined.as_ref().unwrap_or(&self.merged)
    }
}

/// A type of values that contain others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Composite {
    Array,
    Object,
}

/// The depth to which nested unions are searched for objects and arrays.
const DEPTH: usize = 3;

/// The branches of a union.
pub(crate) struct Branches<'a> {
    /// The branches that are neither null nor `false`; all branches if there is none and no branch is null.
    pub real: Vec<Node<'a>>,
    /// Whether a branch is null.
    pub nullable: bool,
    /// The branch that is read as null although it also allows objects.
    pub null_object: Option<Node<'a>>,
}

impl<'a> Schemas<'a, '_> {
    /// Returns whether a value of a conjunction can be an object or an array. True if that is unknown.
    pub(crate) fn may_be(&self, merged: &Merged<'a>, composite: Composite) -> bool {
        self.may_be_within(merged, composite, DEPTH)
    }

    fn may_be_within(&self, merged: &Merged<'a>, composite: Composite, depth: usize) -> bool {
        let is_composite = |node: &Node<'a>| match composite {
            Composite::Array => node.is_array(),
            Composite::Object => node.is_object(),
        };
        if merged.value.constant.is_some() || !merged.value.values.is_empty() {
            let mut listed = merged.value.constant.iter().chain(&merged.value.values);
            return listed.any(is_composite);
        }
        let types = infer(merged);
        if types.count() > 0 {
            return match composite {
                Composite::Array => types.array,
                Composite::Object => types.object,
            };
        }
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        let may_be = |branch: &Node<'a>| {
            let branch = Merged::of(self.reader, &[*branch]);
            branch.is_none_or(|branch| self.may_be_within(&branch, composite, depth))
        };
        // Without a type, only null is left for a schema that allows no other type.
        !merged.value.typed
            && merged
                .unions
                .alternatives
                .iter()
                .all(|choice| self.branches(choice).real.iter().any(may_be))
    }

    /// Splits the branches of a union into null and the others. `false` is left out.
    pub(crate) fn branches(&self, alternatives: &Alternatives<'a>) -> Branches<'a> {
        let schemas: Vec<Schema<'a>> = alternatives
            .branches
            .iter()
            .map(|&branch| self.reader.schema(branch))
            .collect();
        let null_object = self.null_object(&schemas).map(|schema| schema.node);
        let mut found = Branches {
            real: Vec::with_capacity(schemas.len()),
            nullable: null_object.is_some(),
            null_object,
        };
        for schema in &schemas {
            if is_null(schema) {
                found.nullable = true;
            } else if !schema.never && Some(schema.node) != null_object {
                found.real.push(schema.node);
            }
        }
        if found.real.is_empty() && !found.nullable {
            found.real.clone_from(&alternatives.branches);
        }
        found
    }

    /// Returns whether a branch is null and nothing else.
    pub(crate) fn is_null(&self, node: Node<'a>) -> bool {
        is_null(&self.reader.schema(node))
    }

    /// Returns the branch `{type: object, nullable: true}` of a 3.0 document if all other branches are references.
    /// Converters from `OData` and others write nullable references in this form, because `$ref` allows no adjacent
    /// keywords in 3.0.
    fn null_object<'s>(&self, schemas: &'s [Schema<'a>]) -> Option<&'s Schema<'a>> {
        if self.reader.version() != Version::V30 {
            return None;
        }
        let object = Types {
            object: true,
            ..Types::default()
        };
        let is_null_object = |schema: &Schema<'a>| {
            schema.reference.is_none()
                && schema.nullable
                && schema.types == object
                && schema.constraints.is_empty()
                && docs::only_annotations(schema)
        };
        let mut others = schemas.iter().filter(|schema| !is_null_object(schema));
        let is_reference = |schema: &Schema<'a>| schema.reference.is_some();
        if others.clone().count() + 1 == schemas.len() && others.all(is_reference) {
            schemas.iter().find(|schema| is_null_object(schema))
        } else {
            None
        }
    }

    /// Returns whether a schema that is still being lowered allows null. The answer is the same as after lowering.
    pub(crate) fn admits_null(&mut self, node: Node<'a>) -> bool {
        if let Some(known) = self.caches.null_admitted.get(&node.origin()) {
            return *known;
        }
        let found =
            Merged::of(self.reader, &[node]).is_some_and(|merged| self.merged_admits_null(&merged));
        self.caches.null_admitted.insert(node.origin(), found);
        found
    }

    /// Returns whether a conjunction, or a branch in it, allows null.
    pub(crate) fn merged_admits_null(&self, merged: &Merged<'a>) -> bool {
        self.null_within(merged, &mut HashSet::default())
    }

    fn null_within(&self, merged: &Merged<'a>, seen: &mut HashSet<Origin>) -> bool {
        if merged.value.nullable || merged.value.null_only {
            return true;
        }
        merged.unions.alternatives.iter().any(|alternatives| {
            let found = self.branches(alternatives);
            found.nullable
                || found.real.into_iter().any(|branch| {
                    seen.insert(branch.origin())
                        && Merged::of(self.reader, &[branch])
                            .is_some_and(|merged| self.null_within(&merged, seen))
                })
        })
    }

    /// Reports the branches that are read as null although they also allow objects.
    pub(crate) fn report_null_objects(&self) {
        let Some(first) = self.null_objects.iter().min_by_key(|node| node.origin()) else {
            return;
        };
        let count = self.null_objects.len();
        let more = match count {
            1 => String::new(),
            2 => ", here and in 1 other place".to_owned(),
            count => format!(", here and in {} other places", count - 1),
        };
        let message =
            format!("`{{type: object, nullable: true}}` next to a `$ref` is read as null{more}");
        self.diagnostics.push(
            Diagnostic::warning(codes::NULL_AS_OBJECT, first.location(), message).help(
                "write `{nullable: true, allOf: [{$ref: …}]}`, or add `additionalProperties: true` if it may be any object",
            ),
        );
    }
}

fn is_null(schema: &Schema<'_>) -> bool {
    if schema.types.count() > 0 || schema.reference.is_some() {
        return false;
    }
    // `nullable: true` alone would allow any value; as one of several branches, it means null.
    schema.null_only || (schema.nullable && docs::only_annotations(schema))
}
