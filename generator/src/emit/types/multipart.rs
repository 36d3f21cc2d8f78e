//! Emits multipart bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::style_name;
use super::members::{EmittedField, members};
use super::named_type::{NamedType, type_docs};
use super::structs::{ParametersStruct, parameters_struct};
use crate::emit::analysis::fields::{Presence, StructRole};
use crate::emit::analysis::multipart::{emitted_names, fields, is_file};
use crate::emit::analysis::names::ident;
use crate::emit::print::{FileWriter, Item};
use crate::ir::{Multipart, Part, Shape};

/// Emits a multipart body.
pub(crate) fn multipart(
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    multipart: &Multipart,
) -> Vec<Item> {
    file.needs("multipart");
    let fields = fields(multipart);
    let mut field_names = emitted_names(&fields).into_iter();
    // A part cannot be null: without a value, it is left out.
    let members = members(
        file,
        fields.iter(),
        &mut field_names,
        StructRole::Parameters,
    );
    let parameters = ParametersStruct {
        ident: named.ident,
        docs: type_docs(file, named, 4),
        deprecated: named.ty.deprecated,
        derives: "Debug",
        members: &members,
    };
    let items = parameters_struct(file, parameters);
    let name = ident(named.ident);
    let parts = members.iter().zip(&multipart.parts).map(|(member, part)| {
        let call = part_call(file, member, part);
        let wire_name = &part.field.wire_name;
        let headers = part.headers.iter();
        let headers = headers.map(|(name, value)| quote!(.header(#wire_name, #name, #value)));
        quote!(#call #(#headers)*)
    });
    let further = members.get(multipart.parts.len()).map(|member| {
        let name = ident(&member.names.field);
        quote!(.further(body.#name))
    });
    let form = quote! {
        impl ::std::convert::From<#name> for crate::runtime::multipart::Form {
            fn from(body: #name) -> Self {
                Self::new() #(#parts)* #further
            }
        }
    };
    items.into_iter().chain([Item::Plain(form)]).collect()
}

/// Returns the call that adds a part to the form.
fn part_call(file: &FileWriter<'_>, member: &EmittedField<'_>, part: &Part) -> TokenStream {
    let (name, wire_name) = (ident(&member.names.field), &member.field.wire_name);
    let optional = member.presence != Presence::Required;
    if let Some((style, explode)) = part.style {
        let style = ident(style_name(style));
        return quote!(.value_with(#wire_name, crate::runtime::Style::#style, #explode, &body.#name));
    }
    match (&member.shape, &part.media_type) {
        (shape, Some(media_type)) if is_file(shape) && optional => {
            quote!(.optional_part(#wire_name, body.#name.map(|part| part.or_media_type(#media_type))))
        }
        (shape, Some(media_type)) if is_file(shape) => {
            quote!(.part(#wire_name, body.#name.or_media_type(#media_type)))
        }
        (Shape::List(item), Some(media_type)) if is_file(item) => {
            let list = if optional {
                quote!(body.#name.into_iter().flatten())
            } else {
                quote!(body.#name.into_iter())
            };
            quote!(.parts(#wire_name, #list.map(|part| part.or_media_type(#media_type))))
        }
        (shape, _) if is_file(shape) && optional => quote!(.optional_part(#wire_name, body.#name)),
        (shape, _) if is_file(shape) => quote!(.part(#wire_name, body.#name)),
        (Shape::List(item), _) if is_file(item) && optional => {
            quote!(.parts(#wire_name, body.#name.unwrap_or_default()))
        }
        (Shape::List(item), _) if is_file(item) => quote!(.parts(#wire_name, body.#name)),
        (_, Some(media_type)) => quote!(.value_as(#wire_name, #media_type, &body.#name)),
        (shape, None) => {
            // A list whose items are not separate parts is a single part.
            let is_list = matches!(file.resolve(shape).0, Shape::List(_) | Shape::Tuple(_));
            if is_list && !part.repeated {
                quote!(.value_as(#wire_name, "application/json", &body.#name))
            } else {
                quote!(.value(#wire_name, &body.#name))
            }
        }
    }
}
