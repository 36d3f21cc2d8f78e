//! Prepares the documentation of types and fields: the document's descriptions, and notes about facts that no type
//! expresses.

pub(crate) mod constraints;

use std::rc::Rc;

use crate::ir::Docs;
use crate::load::{Node, NodeKind};
use crate::lower::schema::conjunction::merge::Merged;
use crate::openapi::schema::{AdditionalProperties, Schema, Types};
use crate::openapi::{Reader, flag};

/// The maximum length of a value in a note, in bytes.
const LONGEST: usize = 80;

/// How the note of an example begins.
const EXAMPLE: &str = "Example: ";

/// How the note of a default begins.
const DEFAULT: &str = "Default: ";

/// The maximum length of a number that is written without an exponent, in bytes.
const SHORT: usize = 21;

/// Returns the documentation of a single schema.
pub(crate) fn of_schema(schema: &Schema<'_>) -> Docs {
    docs(schema, schema.description, &schema.constraints)
}

/// Returns the documentation of a schema, also from the parts of its `allOf` that only annotate it.
pub(crate) fn of_annotated<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> Docs {
    let parts = annotating_parts(reader, schema);
    let schemas = std::iter::once(schema.clone()).chain(parts);
    of_several(&schemas.map(Rc::new).collect::<Vec<_>>())
}

/// Returns the documentation of a conjunction.
pub(crate) fn of_merged(merged: &Merged<'_>) -> Docs {
    docs(
        &merged.first,
        merged.annotations.description,
        &merged.first.constraints,
    )
}

/// Returns the documentation of a type without a component of its own. A default applies to one property and not to the
/// type, which several properties may share.
pub(crate) fn of_inline(merged: &Merged<'_>) -> Docs {
    let mut docs = of_merged(merged);
    docs.notes.retain(|note| !note.starts_with(DEFAULT));
    docs
}

/// Returns the documentation of schemas that all apply to one property, the most specific first: its description, default
/// and example, and the constraints of all.
pub(crate) fn of_several(schemas: &[Rc<Schema<'_>>]) -> Docs {
    let mut all = schemas.iter().map(|schema| of_schema(schema));
    let mut merged = all.next().unwrap_or_default();
    for further in all {
        merged.description = merged.description.or(further.description);
        merged.external = merged.external.or(further.external);
        for note in further.notes {
            let label = |note: &str| note.split_once(": `").map(|(label, _)| label.to_owned());
            let is_single = |label: &str| matches!(label, "Default" | "Example");
            let is_known = match label(&note) {
                Some(name) if is_single(&name) => merged
                    .notes
                    .iter()
                    .any(|known| label(known).as_ref() == Some(&name)),
                _ => merged.notes.contains(&note),
            };
            if !is_known {
                merged.notes.push(note);
            }
        }
    }
    merged
}

fn docs(schema: &Schema<'_>, description: Option<&str>, constraints: &[(&str, Node<'_>)]) -> Docs {
    let mut notes = Vec::new();
    for (keyword, node) in constraints {
        if let Some(note) = constraint(keyword, *node) {
            notes.push(note);
        }
    }
    // The type of a scalar constant expresses its value.
    if let Some(constant) = schema
        .constant
        .filter(|node| matches!(node.kind(), NodeKind::Object | NodeKind::Array))
        .and_then(shown)
    {
        notes.push(format!("Always `{constant}`"));
    }
    if let Some(default) = schema.default.and_then(shown) {
        notes.push(format!("{DEFAULT}`{default}`"));
    }
    if let Some(example) = schema.examples.first().copied().and_then(shown) {
        notes.push(format!("{EXAMPLE}`{example}`"));
    }
    Docs {
        summary: None,
        description: description
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        notes,
        external: schema.external_docs.map(str::to_owned),
    }
}

/// Returns the note of a property as a note of the object; none for examples.
pub(crate) fn of_property(note: &str, name: &str) -> Option<String> {
    if note.starts_with(EXAMPLE) || name.contains(['`', '\n', '\r']) {
        return None;
    }
    Some(match note.split_once(": ") {
        Some((label, value)) => format!("{label} of `{name}`: {value}"),
        None => format!("{note}, in `{name}`"),
    })
}

/// Returns the text of a value for a code span; none if it is null, blank or too long, or has a backtick or line break.
fn shown(node: Node<'_>) -> Option<String> {
    if node.is_null() {
        return None;
    }
    let text = match node.as_str() {
        Some(text) => text.to_owned(),
        None if node.kind() == NodeKind::Number => number(node)?,
        None => node.to_json().to_string(),
    };
    let fits =
        !text.trim().is_empty() && text.len() <= LONGEST && !text.contains(['`', '\n', '\r']);
    fits.then(|| text.trim().to_owned())
}

fn constraint(keyword: &str, node: Node<'_>) -> Option<String> {
    let value = || shown(node);
    Some(match keyword {
        "minimum" => format!("Minimum: `{}`", value()?),
        "maximum" => format!("Maximum: `{}`", value()?),
        "exclusiveMinimum" => format!("Greater than: `{}`", number(node)?),
        "exclusiveMaximum" => format!("Less than: `{}`", number(node)?),
        "multipleOf" => format!("Multiple of: `{}`", value()?),
        "minLength" => format!("Minimum length: `{}`", value()?),
        "maxLength" => format!("Maximum length: `{}`", value()?),
        "pattern" => format!("Pattern: `{}`", value()?),
        "minItems" => format!("Minimum items: `{}`", value()?),
        "maxItems" => format!("Maximum items: `{}`", value()?),
        "uniqueItems" if flag(node) == Some(true) => "Items are unique".to_owned(),
        "minProperties" => format!("Minimum properties: `{}`", value()?),
        "maxProperties" => format!("Maximum properties: `{}`", value()?),
        "not" | "if" | "dependentRequired" | "dependentSchemas" | "contains" => {
            format!("Additional constraint: `{keyword}`")
        }
        _ => return None,
    })
}

/// Returns the text of a number: an integer with all digits, a decimal number as the document writes it, and others
/// without an exponent if they are short.
fn number(node: Node<'_>) -> Option<String> {
    if node.kind() != NodeKind::Number {
        return None;
    }
    if let Some(integer) = node.as_integer() {
        return Some(integer.to_string());
    }
    let text = node.scalar_text()?;
    let decimal = node.as_f64()?.to_string();
    Some(if text.contains(['e', 'E']) && decimal.len() <= SHORT {
        decimal
    } else {
        text.to_owned()
    })
}

/// Returns whether a schema has only annotations, which do not change the type. Nullability, `type: object`,
/// `additionalProperties: false`, `$ref`, `format` and constraints may be present.
pub(crate) fn only_annotations(schema: &Schema<'_>) -> bool {
    schema.all_of.is_empty() && only_annotations_and_all_of(schema)
}

/// Does the same without looking at `allOf`.
pub(crate) fn only_annotations_and_all_of(schema: &Schema<'_>) -> bool {
    !schema.never
        && !schema.null_only
        && (schema.types == Types::default()
            || schema.types
                == Types {
                    object: true,
                    ..Types::default()
                })
        && schema.values.is_empty()
        && schema.constant.is_none()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.pattern_properties.is_empty()
        && matches!(
            schema.additional_properties,
            AdditionalProperties::Unspecified | AdditionalProperties::None
        )
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
}

/// Returns whether a schema without a `$ref` has only annotations, limits and types.
pub(crate) fn only_annotates(schema: &Schema<'_>) -> bool {
    let mut rest = schema.clone();
    rest.types = Types::default();
    only_annotations(&rest)
        && schema.reference.is_none()
        && schema.discriminator.is_none()
        && schema.format.is_none()
        && schema.content_encoding.is_none()
        && schema.content_media_type.is_none()
        && matches!(
            schema.additional_properties,
            AdditionalProperties::Unspecified
        )
        && !has_conditions(schema)
}

/// Returns whether schemas apply under a condition.
fn has_conditions(schema: &Schema<'_>) -> bool {
    let is_condition = |keyword: &str| {
        matches!(
            keyword,
            "if" | "then" | "else" | "dependentSchemas" | "dependentRequired" | "dependencies"
        )
    };
    let mut constraints = schema.constraints.iter();
    constraints.any(|(keyword, _)| is_condition(keyword))
}

/// Returns the parts of `allOf` that only annotate the schema that another part refers to.
pub(crate) fn annotating_parts<'a>(reader: &Reader<'a>, schema: &Schema<'a>) -> Vec<Schema<'a>> {
    if schema.all_of.len() < 2 || schema.reference.is_some() || !only_annotations_and_all_of(schema)
    {
        return Vec::new();
    }
    let parts = schema.all_of.iter().map(|part| reader.schema(*part));
    parts.filter(only_annotates).collect()
}

/// Returns the only `$ref` in an `allOf` whose other parts only annotate it.
pub(crate) fn annotated_reference<'a>(
    reader: &Reader<'a>,
    schema: &Schema<'a>,
) -> Option<Node<'a>> {
    let parts = annotating_parts(reader, schema);
    if parts.is_empty() || parts.len() + 1 != schema.all_of.len() {
        return None;
    }
    let mut all = schema.all_of.iter();
    all.find_map(|part| reader.schema(*part).reference)
}
