//! Writes the common parts of all types: docs, derives and the attribute of deprecated items.

use proc_macro2::TokenStream;
use quote::quote;

use crate::base::spelling::{is_separator, same_letters};
use crate::emit::docs;
use crate::emit::print::FileWriter;
use crate::emit::print::text::Writer;
use crate::ir::{Type, TypeId};

/// A type that is emitted.
#[derive(Clone, Copy)]
pub(crate) struct NamedType<'a> {
    pub(crate) id: TypeId,
    pub(crate) ty: &'a Type,
    /// The name in Rust.
    pub(crate) ident: &'a str,
}

/// Returns the docs of a type, with its uses, and its name in the document if that differs.
pub(crate) fn type_docs(
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    indentation: usize,
) -> Vec<String> {
    type_docs_with(file, named, Vec::new(), indentation)
}

/// Returns the docs of a type with further facts, which its Rust type does not express.
pub(crate) fn type_docs_with(
    file: &FileWriter<'_>,
    &NamedType { id, ty, .. }: &NamedType<'_>,
    mut facts: Vec<String>,
    indentation: usize,
) -> Vec<String> {
    let context = file.context;
    let sentence = context.references.sentence(context.api, &context.names, id);
    facts.extend(sentence);
    let wire_name = ty.wire_name.as_deref();
    facts.extend(wire_name.and_then(|wire_name| renamed(&ty.name, wire_name)));
    // The line with the uses of a type is not broken, because its links may be long.
    let width = if ty.docs.is_empty() {
        docs::UNBROKEN
    } else {
        docs::width(indentation)
    };
    docs::doc_lines(&ty.docs, &facts, width)
}

/// Returns a sentence with the name in the document, if it differs from the Rust name in more than case and word
/// separators.
pub(crate) fn renamed(name: &str, wire_name: &str) -> Option<String> {
    let is_separated = wire_name.starts_with(is_separator) || wire_name.ends_with(is_separator);
    let same = !is_separated && same_letters(name, wire_name);
    (name != wire_name && !same).then(|| format!("Named {} by the API.", docs::code(wire_name)))
}

/// Returns the attribute of a type that is deprecated.
pub(crate) fn deprecated(ty: &Type) -> Option<TokenStream> {
    ty.deprecated.then(|| quote!(#[deprecated]))
}

/// Writes the derives of a type, without those of its macro. Names of derives are in the macro namespace, so no type
/// can shadow them.
pub(crate) fn write_derives(writer: &mut Writer, default: Option<&str>, derives: &[String]) {
    let paths: Vec<&str> = default
        .into_iter()
        .chain(derives.iter().map(String::as_str))
        .collect();
    if !paths.is_empty() {
        writer.attribute(&format!("derive({})", paths.join(", ")));
    }
}

/// Returns the derives of a type as tokens.
pub(crate) fn derives(ty: &Type) -> Option<TokenStream> {
    let paths: Vec<syn::Path> = ty
        .derives
        .iter()
        .filter_map(|path| syn::parse_str(path).ok())
        .collect();
    (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
}
