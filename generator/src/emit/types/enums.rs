//! Emits enums and constants as calls of the runtime's macros, which contain the items that they look like.

use super::named_type::{NamedType, type_docs, write_derives};
use super::values::listed_text;
use crate::emit::analysis::names;
use crate::emit::docs;
use crate::emit::print::text::{Writer, macro_call};
use crate::emit::print::{FileWriter, Item};
use crate::ir::{Constant, Enum, EnumBase};

/// Emits an open enum.
pub(crate) fn listed(file: &FileWriter<'_>, named: &NamedType<'_>, listed: &Enum) -> Item {
    // A list or an object has no literal; it is decoded as the variant for values that are not listed.
    let variants = listed.values.iter().zip(names::variants(listed));
    let variants: Vec<_> = variants
        .filter_map(|(value, name)| Some((value, name, listed_text(&value.value)?)))
        .collect();
    let path = match listed.base {
        EnumBase::String => "string_enum",
        EnumBase::Integer => "integer_enum",
        EnumBase::Json => "json_enum",
    };
    Item::Text(macro_call(&file.runtime(path).0, |writer| {
        let unknown = names::escape_ident(&listed.unknown);
        writer.attribute(&format!("unknown = {unknown}"));
        write_head(writer, file, named);
        if variants.is_empty() {
            writer.line("{}");
            return;
        }
        writer.block(|writer| {
            for (value, name, literal) in &variants {
                writer.docs(&docs::doc_lines(&value.docs, &[], docs::width(8)));
                if value.deprecated {
                    writer.attribute("deprecated");
                }
                writer.line(&format!("{name} = {literal},"));
            }
        });
    }))
}

/// Emits a type with a single value.
pub(crate) fn constant(file: &FileWriter<'_>, named: &NamedType<'_>, constant: &Constant) -> Item {
    let variant = names::escape_ident(&constant.name);
    let literal = listed_text(&constant.value);
    let literal = literal.as_deref().unwrap_or("null");
    Item::Text(macro_call(&file.runtime("constant").0, |writer| {
        write_head(writer, file, named);
        writer.block(|writer| writer.line(&format!("{variant} = {literal},")));
    }))
}

/// Writes an enum up to its braces.
fn write_head(writer: &mut Writer, file: &FileWriter<'_>, named: &NamedType<'_>) {
    let NamedType { ty, ident, .. } = named;
    writer.docs(&type_docs(file, named, 4));
    if ty.deprecated {
        writer.attribute("deprecated");
    }
    write_derives(writer, None, &ty.derives);
    writer.push(&format!("pub enum {ident} "));
}
