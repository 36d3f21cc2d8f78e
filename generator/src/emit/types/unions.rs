//! Emits unions as calls of the runtime's macros, which contain the enums that they look like.

use foldhash::HashMap;
use quote::quote;

use super::structs::{deprecated, derives, plain, type_docs};
use super::values::literal;
use crate::emit::names;
use crate::emit::names::ident;
use crate::emit::print::Item;
use crate::emit::scope::{FileWriter, RustCode, resolve, spelled_ident};
use crate::ir::{Api, Primitive, Shape, TagWriter, Tagging, Type, TypeId, Union, Variant};

/// Emits a union.
pub(crate) fn union(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    union: &Union,
) -> Item {
    let name = ident(name);
    let docs = scope.comment(type_docs(scope, id, ty, 4));
    let deprecation = deprecated(ty.deprecated);
    let derives = derives(ty);
    let tagged = union.tagging != Tagging::Untagged;
    let by_property = matches!(union.tagging, Tagging::Property { .. });
    let variant_names = union.variants.iter().map(|variant| variant.name.as_str());
    let unknown = names::escape_ident(&union.unknown);
    let reserved: &[&str] = if tagged { &[&unknown] } else { &[] };
    let variant_names = names::distinct(variant_names, reserved);
    // Null becomes the only variant that can hold it.
    let null = match nullable_variants(scope.context.api, union).as_slice() {
        [] => None,
        [only] => variant_names.get(*only).map(String::as_str),
        _ => Some(unknown.as_str()),
    };
    let null = null.map(|name| {
        let name = ident(name);
        quote!(#[null = #name])
    });
    let sources = sources(scope, id, union, ty.directions.request);
    let variants =
        union
            .variants
            .iter()
            .zip(variant_names)
            .zip(sources)
            .map(|((variant, name), source)| {
                let docs = scope.docs(&variant.docs, &[], 8);
                let from = source.map(|source| quote!(#[from(#source)]));
                let name = ident(&name);
                if variant.shape == Shape::Null && !tagged {
                    return quote!(#docs #name,);
                }
                let payload = scope.shape(&variant.shape);
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
    Item::Macro(scope.runtime(path).0, tokens)
}

/// Returns the indices of the variants that can hold null. Only payloads of webhooks are nullable in a tagged union.
fn nullable_variants(api: &Api, union: &Union) -> Vec<usize> {
    let is_selected = matches!(
        union.tagging,
        Tagging::Property { .. } | Tagging::Pointer { .. }
    );
    let holds_null = |variant: &Variant| match held(api, variant) {
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

/// Returns the type that each variant can be converted from with `From`: the type that callers write, if no other
/// variant holds it.
fn sources(
    scope: &FileWriter<'_>,
    id: TypeId,
    union: &Union,
    in_request: bool,
) -> Vec<Option<RustCode>> {
    let shapes = converted(scope.context.api, id, union, in_request).into_iter();
    shapes
        .map(|shape| shape.map(|shape| scope.shape(&plain(shape))))
        .collect()
}

/// Returns the shape that each variant can be converted from with `From`, if there is one.
pub(crate) fn converted<'s>(
    api: &'s Api,
    id: TypeId,
    union: &'s Union,
    in_request: bool,
) -> Vec<Option<&'s Shape>> {
    let held = union.variants.iter().map(|variant| held(api, variant));
    let held: Vec<&Shape> = held.collect();
    let is_source = |shape: &Shape| match shape {
        Shape::Named(own) => *own != id,
        // A scalar does not determine the key that is written.
        Shape::Primitive(_) | Shape::Numeric(_) if union.tagging == Tagging::Key => false,
        Shape::Primitive(primitive) => *primitive != Primitive::Binary,
        Shape::Numeric(_) => true,
        _ => false,
    };
    if !in_request {
        return vec![None; held.len()];
    }
    let mut counts: HashMap<Shape, usize> = HashMap::default();
    for shape in &held {
        *counts.entry(plain(shape)).or_default() += 1;
    }
    let is_alone = |shape: &Shape| counts.get(&plain(shape)) == Some(&1);
    held.into_iter()
        .map(|shape| (is_source(shape) && is_alone(shape)).then_some(shape))
        .collect()
}

/// Returns the shape that a variant holds, without its box and behind aliases.
fn held<'s>(api: &'s Api, variant: &'s Variant) -> &'s Shape {
    let mut shape = &variant.shape;
    while let Shape::Boxed(inner) = shape {
        shape = inner;
    }
    resolve(api, shape).0
}
