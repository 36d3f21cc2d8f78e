//! Emits unions as calls of the runtime's macros, which contain the enums that they look like.

use quote::quote;

use super::named_type::{NamedType, deprecated, derives, type_docs};
use super::values::literal;
use crate::emit::analysis::fields::plain;
use crate::emit::analysis::names::{ident, spelled_ident};
use crate::emit::analysis::{names, sources};
use crate::emit::print::{FileWriter, Item};
use crate::ir::{Api, Shape, TagWriter, Tagging, Union, Variant};

/// Emits a union.
pub(crate) fn union(file: &FileWriter<'_>, named: &NamedType<'_>, union: &Union) -> Item {
    let &NamedType {
        id,
        ty,
        ident: name,
    } = named;
    let name = ident(name);
    let docs = file.comment(type_docs(file, named, 4));
    let deprecation = deprecated(ty);
    let derives = derives(ty);
    let tagged = union.tagging != Tagging::Untagged;
    let by_property = matches!(union.tagging, Tagging::Property { .. });
    let variant_names = union.variants.iter().map(|variant| variant.name.as_str());
    let unknown = names::escape_ident(&union.unknown);
    let reserved: &[&str] = if tagged { &[&unknown] } else { &[] };
    let variant_names = names::distinct(variant_names, reserved);
    // Null becomes the only variant that can hold it.
    let null = match nullable_variants(file.context.api, union).as_slice() {
        [] => None,
        [only] => variant_names.get(*only).map(String::as_str),
        _ => Some(unknown.as_str()),
    };
    let null = null.map(|name| {
        let name = ident(name);
        quote!(#[null = #name])
    });
    let sources = sources::of_variants(file.context.api, id, union, ty.directions);
    let sources = sources.into_iter();
    let sources = sources.map(|shape| shape.map(|shape| file.shape(&plain(shape))));
    let variants =
        union
            .variants
            .iter()
            .zip(variant_names)
            .zip(sources)
            .map(|((variant, name), source)| {
                let docs = file.docs(&variant.docs, &[], 8);
                let from = source.map(|source| quote!(#[from(#source)]));
                let name = ident(&name);
                if variant.shape == Shape::Null && !tagged {
                    return quote!(#docs #name,);
                }
                let payload = file.shape(&variant.shape);
                let write_tag = match variant.tag_writer {
                    TagWriter::Union if by_property => Some(quote!(#[write_tag])),
                    TagWriter::Either if by_property => Some(quote!(#[check_tag])),
                    _ => None,
                };
                let tags = (!variant.tags.is_empty()).then(|| {
                    let tags = variant.tags.iter().chain(&variant.implicit_tags);
                    let tags = tags.filter_map(literal);
                    quote!(= #(#tags)|*)
                });
                quote!(#write_tag #from #docs #name(#payload) #tags,)
            });
    let tag = match &union.tagging {
        Tagging::Property { wire_name } => Some(quote!(#[tag = #wire_name])),
        Tagging::Pointer { pointer } => Some(quote!(#[pointer = #pointer])),
        Tagging::Key | Tagging::Untagged => None,
    };
    let unknown = tagged.then(|| {
        let unknown = spelled_ident(&union.unknown);
        quote!(#[unknown = #unknown])
    });
    let path = match &union.tagging {
        Tagging::Property { .. } | Tagging::Pointer { .. } => "tagged_union",
        Tagging::Key => "keyed_union",
        Tagging::Untagged => "untagged_union",
    };
    let tokens = quote! {
        #tag
        #unknown
        #null
        #docs
        #deprecation
        #derives
        pub enum #name { #(#variants)* }
    };
    Item::Macro(file.runtime(path).0, tokens)
}

/// Returns the indices of the variants that can hold null. Only payloads of webhooks are nullable in a tagged union.
fn nullable_variants(api: &Api, union: &Union) -> Vec<usize> {
    let is_selected = matches!(
        union.tagging,
        Tagging::Property { .. } | Tagging::Pointer { .. }
    );
    let holds_null = |variant: &Variant| match sources::held(api, variant) {
        Shape::Nullable(_) | Shape::Null => true,
        Shape::Any => variant.tags.is_empty(),
        _ => false,
    };
    let variants = union.variants.iter().enumerate();
    variants
        .filter(|(_, variant)| is_selected && holds_null(variant))
        .map(|(index, _)| index)
        .collect()
}
