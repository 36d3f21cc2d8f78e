//! Writes how callers build a value: `new` takes the required fields, and each other field has a setter. The
//! runtime's macro `setters!` generates these; this module writes the part after the arrow of each field.

use quote::quote;

use super::arguments::{Argument, argument, setting};
use super::members::{AdditionalField, EmittedField, member_type};
use crate::emit::analysis::fields::Presence;
use crate::emit::analysis::names::ident;
use crate::emit::print::text::{ListLayout, Writer};
use crate::emit::print::{FileWriter, Item, RustCode};
use crate::ir::{Shape, TypeKind};

/// The maximum length of a line with an arrow.
const COLUMNS: usize = 100;

/// How a struct can be created.
pub(crate) enum ConstructorKind {
    /// With `new`, which has arguments.
    Asked,
    /// With `new`, or with the derived `Default`, which returns the same.
    Derived,
    /// With `new`, or with this implementation of `Default`: the derived one would return a different value.
    Written(Item),
}

impl ConstructorKind {
    /// Returns the implementation of `Default` that is written.
    pub(crate) fn into_item(self) -> Option<Item> {
        match self {
            Self::Written(item) => Some(item),
            Self::Asked | Self::Derived => None,
        }
    }
}

/// Decides how a struct with these fields can be created.
pub(crate) fn constructor_kind(
    file: &FileWriter<'_>,
    name: &str,
    members: &[EmittedField<'_>],
) -> ConstructorKind {
    if members.iter().any(is_asked) {
        return ConstructorKind::Asked;
    }
    if members.iter().all(|member| is_default(file, member)) {
        return ConstructorKind::Derived;
    }
    let (default, name) = (file.std("default", "Default"), ident(name));
    ConstructorKind::Written(Item::Plain(
        quote!(impl #default for #name { fn default() -> Self { Self::new() } }),
    ))
}

/// Reports whether the default value of a field's type is the value that `new` sets.
fn is_default(file: &FileWriter<'_>, member: &EmittedField<'_>) -> bool {
    let constant = || {
        let ty = file.resolve(&member.shape).1;
        ty.is_some_and(|ty| matches!(ty.kind, TypeKind::Constant(_)))
    };
    match member.presence {
        _ if member.preset.is_none() => true,
        Presence::Required => constant(),
        _ => false,
    }
}

/// Writes the arguments of `new` after the name of a struct. They are sorted by name, so that a new order of
/// properties in the document cannot exchange two arguments of the same type.
pub(crate) fn write_constructor_arguments(
    writer: &mut Writer,
    file: &FileWriter<'_>,
    members: &[EmittedField<'_>],
) {
    let asked = members.iter().filter(|member| is_asked(member));
    let mut asked: Vec<(&str, String)> = asked
        .map(|member| {
            let argument = format!("{}: {}", member.names.field, asked_type(file, member));
            (member.field.name.as_str(), argument)
        })
        .collect();
    if asked.is_empty() {
        return;
    }
    asked.sort_unstable_by_key(|(name, _)| *name);
    let all: Vec<&str> = asked
        .iter()
        .map(|(_, argument)| argument.as_str())
        .collect();
    let width: usize = all.iter().map(|one| one.chars().count() + ", ".len()).sum();
    let layout = if writer.columns() + width + "() {".len() <= COLUMNS {
        ListLayout::OneLine
    } else {
        ListLayout::LinePerItem
    };
    writer.list(&all, layout);
}

/// Reports whether `new` has an argument for a field.
pub(crate) fn is_asked(member: &EmittedField<'_>) -> bool {
    member.preset.is_none() && member.presence.is_required()
}

fn asked_type(file: &FileWriter<'_>, member: &EmittedField<'_>) -> String {
    if member.presence == Presence::RequiredNullable {
        let ty = match boxed(member) {
            Some(inner) => RustCode(format!("{}<{}>", file.option(), file.shape(inner))),
            None => member_type(file, member),
        };
        return format!("impl {}<{ty}>", file.into());
    }
    argument(file, &member.shape, &member.names.field).ty
}

/// Returns the shape inside the box of a field, which breaks a cycle of types. Callers pass the value without the
/// box.
fn boxed<'m>(member: &'m EmittedField<'_>) -> Option<&'m Shape> {
    match &member.shape {
        Shape::Boxed(inner) => Some(inner),
        _ => None,
    }
}

/// Ends the line of a field with its setter, which moves to the next line if there is no room.
pub(crate) fn write_setter(writer: &mut Writer, file: &FileWriter<'_>, member: &EmittedField<'_>) {
    let arrow = arrow(file, member);
    write_arrow(writer, &arrow);
}

/// Ends the line of the field for properties that are not listed.
pub(crate) fn write_additional_setter(
    writer: &mut Writer,
    file: &FileWriter<'_>,
    additional: &AdditionalField,
) {
    let name = &additional.names.field;
    let Argument { ty, value } = argument(file, &additional.map, name);
    write_arrow(writer, &format!("=> set({name}: {ty} = {value}),"));
}

fn write_arrow(writer: &mut Writer, arrow: &str) {
    if writer.columns() + 1 + arrow.chars().count() <= COLUMNS {
        writer.push(" ");
        writer.line(arrow);
    } else {
        writer.end_line();
        writer.indented(|writer| writer.line(arrow));
    }
}

fn arrow(file: &FileWriter<'_>, member: &EmittedField<'_>) -> String {
    let names = &member.names;
    let name = &names.field;
    if let Some(preset) = &member.preset {
        let value = match member.presence {
            Presence::Required => preset.clone(),
            Presence::RequiredNullable | Presence::Optional => format!("Some({preset})"),
            Presence::OptionalNullable => format!("{}::Value({preset})", file.runtime("Nullable")),
        };
        return format!("=> preset({value}),");
    }
    let around = match member.presence {
        Presence::Required => {
            let Argument { value, .. } = argument(file, &member.shape, name);
            return format!("=> new({value}),");
        }
        Presence::RequiredNullable if boxed(member).is_some() => {
            return format!("=> new({name}.into().map({}::new)),", file.boxed());
        }
        Presence::RequiredNullable => return format!("=> new({name}.into()),"),
        Presence::Optional => "Some".to_owned(),
        Presence::OptionalNullable => format!("{}::Value", file.runtime("Nullable")),
    };
    let setter = if names.setter == *name {
        String::new()
    } else {
        format!(" as {}", names.setter)
    };
    let clear = if member.clears {
        format!(", {}", names.clear)
    } else {
        String::new()
    };
    let how = setting(file, &member.shape, name, &around);
    format!("=> set({name}{setter}: {how}{clear}),")
}
