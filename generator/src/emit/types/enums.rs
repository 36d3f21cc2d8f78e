//! Emits enums and constants as calls of the runtime's macros, which contain the items that they look like.

use super::named_type::{NamedType, type_docs, write_derives};
use super::values::listed_text;
use crate::emit::analysis::names;
use crate::emit::docs;
use crate::emit::print::{FileWriter, Item, comments};
use crate::ir::{Constant, Enum, EnumBase};

/// Emits an open enum.
pub(crate) fn listed(file: &FileWriter<'_>, named: &NamedType<'_>, listed: &Enum) -> Item {
    let mut variants = String::new();
    for (value, name) in listed.values.iter().zip(names::variants(listed)) {
        // A list or an object has no literal; it is decoded as the variant for values that are not listed.
        let Some(literal) = listed_text(&value.value) else {
            continue;
        };
        comments::write(
            &mut variants,
            "    ",
            &docs::doc_lines(&value.docs, &[], docs::width(8)),
        );
        if value.deprecated {
            variants.push_str("    #[deprecated]\n");
        }
        variants.push_str(&format!("    {name} = {literal},\n"));
    }
    let mut text = format!("#[unknown = {}]\n", names::escape_ident(&listed.unknown));
    comments::write(&mut text, "", &type_docs(file, named, 4));
    write_enum(&mut text, named, &variants);
    let name = match listed.base {
        EnumBase::String => "string_enum",
        EnumBase::Integer => "integer_enum",
        EnumBase::Json => "json_enum",
    };
    Item::MacroText(file.runtime(name).0, text)
}

/// Emits a type with a single value.
pub(crate) fn constant(file: &FileWriter<'_>, named: &NamedType<'_>, constant: &Constant) -> Item {
    let variant = names::escape_ident(&constant.name);
    let literal = listed_text(&constant.value);
    let literal = literal.as_deref().unwrap_or("null");
    let mut text = String::new();
    comments::write(&mut text, "", &type_docs(file, named, 4));
    write_enum(&mut text, named, &format!("    {variant} = {literal},\n"));
    Item::MacroText(file.runtime("constant").0, text)
}

fn write_enum(text: &mut String, NamedType { ty, ident, .. }: &NamedType<'_>, variants: &str) {
    if ty.deprecated {
        text.push_str("#[deprecated]\n");
    }
    write_derives(text, None, &ty.derives);
    let open = if variants.is_empty() { "" } else { "\n" };
    text.push_str(&format!("pub enum {ident} {{{open}{variants}}}\n"));
}
