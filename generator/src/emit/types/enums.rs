//! Emits enums and constants as calls of the runtime's macros, which contain the items that they look like.

use super::structs::{type_docs, write_comment, write_derives};
use super::values::listed_text;
use crate::emit::docs;
use crate::emit::names;
use crate::emit::print::Item;
use crate::emit::scope::FileWriter;
use crate::ir::{Constant, Enum, EnumBase, Type, TypeId};

/// Emits an open enum.
pub(crate) fn listed(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    listed: &Enum,
) -> Item {
    let mut variants = String::new();
    for (value, name) in listed.values.iter().zip(names::variants(listed)) {
        // A list or an object has no literal; it is decoded as the variant for values that are not listed.
        let Some(literal) = listed_text(&value.value) else {
            continue;
        };
        write_comment(
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
    write_comment(&mut text, "", &type_docs(scope, id, ty, 4));
    write_enum(&mut text, ty, name, &variants);
    let name = match listed.base {
        EnumBase::String => "string_enum",
        EnumBase::Integer => "integer_enum",
        EnumBase::Json => "json_enum",
    };
    Item::MacroText(scope.runtime(name).0, text)
}

/// Emits a type with a single value.
pub(crate) fn constant(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    constant: &Constant,
) -> Item {
    let variant = names::escape_ident(&constant.name);
    let literal = listed_text(&constant.value);
    let literal = literal.as_deref().unwrap_or("null");
    let mut text = String::new();
    write_comment(&mut text, "", &type_docs(scope, id, ty, 4));
    write_enum(
        &mut text,
        ty,
        name,
        &format!("    {variant} = {literal},\n"),
    );
    Item::MacroText(scope.runtime("constant").0, text)
}

fn write_enum(text: &mut String, ty: &Type, name: &str, variants: &str) {
    if ty.deprecated {
        text.push_str("#[deprecated]\n");
    }
    write_derives(text, None, &ty.derives);
    let open = if variants.is_empty() { "" } else { "\n" };
    text.push_str(&format!("pub enum {name} {{{open}{variants}}}\n"));
}
