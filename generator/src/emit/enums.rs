//! Enums over values that the document lists, and constants: bodies of the runtime's macros, written as the items
//! they look like.

use quote::quote;

use super::names::{self, ident};
use super::print::Item;
use super::scope::{Scope, spelled_ident};
use super::structs::{deprecated, type_docs};
use super::values::literal;
use crate::ir::{Constant, Enum, EnumBase, Type};

/// An enum that keeps values it does not know.
pub(super) fn listed(scope: &Scope<'_>, ty: &Type, name: &str, listed: &Enum) -> Item {
    let name = ident(name);
    let docs = scope.comment(type_docs(ty, 4));
    let deprecation = deprecated(ty.deprecated);
    let unknown = spelled_ident(&listed.unknown);
    let variants = listed
        .values
        .iter()
        .zip(names::variants(listed))
        .filter_map(|(value, name)| {
            // What is no scalar has no literal, and decodes to the variant for values that are not listed.
            let literal = literal(&value.value)?;
            let docs = scope.docs(&value.docs, &[], 8);
            let (name, deprecated) = (ident(&name), deprecated(value.deprecated));
            Some(quote!(#docs #deprecated #name = #literal,))
        });
    let tokens = quote! {
        #[unknown = #unknown]
        #docs
        #deprecation
        pub enum #name { #(#variants)* }
    };
    let name = match listed.base {
        EnumBase::String => "string_enum",
        EnumBase::Integer => "integer_enum",
        EnumBase::Json => "json_enum",
    };
    Item::Macro(scope.runtime(name).0, tokens)
}

/// A type of one value.
pub(super) fn constant(scope: &Scope<'_>, ty: &Type, name: &str, constant: &Constant) -> Item {
    let name = ident(name);
    let docs = scope.comment(type_docs(ty, 4));
    let deprecation = deprecated(ty.deprecated);
    let variant = spelled_ident(&constant.name);
    let literal = literal(&constant.value).unwrap_or_else(|| quote!(null));
    let tokens = quote!(#docs #deprecation pub enum #name { #variant = #literal });
    Item::Macro(scope.runtime("constant").0, tokens)
}
