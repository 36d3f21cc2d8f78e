//! The fields of emitted structs, with everything that is decided about them.

use super::named_type::renamed;
use super::values::expression;
use crate::emit::analysis::fields::{Presence, StructRole, plain, presence};
use crate::emit::analysis::names::FieldNames;
use crate::emit::docs;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Field, Shape};

/// A field with everything that is decided about it.
pub(crate) struct EmittedField<'a> {
    pub(crate) field: &'a Field,
    /// The shape of the field, in which a number that may be text is a plain number.
    pub(crate) shape: Shape,
    pub(crate) names: FieldNames,
    pub(crate) presence: Presence,
    /// The value that `new` sets without an argument.
    pub(crate) preset: Option<String>,
    /// Whether the field has a method that sets it to null.
    pub(crate) clears: bool,
}

/// The field for properties that are not listed.
pub(crate) struct AdditionalField {
    pub(crate) names: FieldNames,
    pub(crate) map: Shape,
}

/// Decides how fields are emitted. `names` are their names, in the same order.
pub(crate) fn members<'a>(
    file: &FileWriter<'_>,
    fields: impl Iterator<Item = &'a Field>,
    names: &mut impl Iterator<Item = FieldNames>,
    role: StructRole,
) -> Vec<EmittedField<'a>> {
    let mut members = Vec::new();
    for (field, names) in fields.zip(names) {
        let shape = plain(&field.shape);
        let preset = match (&field.constant, role) {
            (Some(value), StructRole::Request | StructRole::Parameters) => {
                expression(file, &shape, value)
            }
            _ => None,
        };
        members.push(EmittedField {
            field,
            shape,
            names,
            presence: presence(field, role),
            preset,
            clears: false,
        });
    }
    members
}

/// Returns the Rust type of a field.
pub(crate) fn member_type(file: &FileWriter<'_>, member: &EmittedField<'_>) -> RustCode {
    let ty = file.shape(&member.shape);
    match member.presence {
        Presence::Required => ty,
        Presence::RequiredNullable | Presence::Optional => {
            RustCode(format!("{}<{ty}>", file.option()))
        }
        Presence::OptionalNullable => RustCode(format!("{}<{ty}>", file.runtime("Nullable"))),
    }
}

/// Returns the docs of a field, with its name in the document if that differs.
pub(crate) fn member_docs(member: &EmittedField<'_>, indentation: usize) -> Vec<String> {
    let field = member.field;
    let further = renamed(&field.name, &field.wire_name);
    docs::doc_lines(&field.docs, further.as_slice(), docs::width(indentation))
}
