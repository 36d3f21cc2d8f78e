//! Emits multipart bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::structs::{
    EmittedField, Presence, StructRole, members, parameters_struct, type_docs, write_comment,
};
use crate::emit::names;
use crate::emit::names::{OtherMethods, ident};
use crate::emit::operations::style_name;
use crate::emit::print::Item;
use crate::emit::scope::FileWriter;
use crate::ir::{Field, Multipart, Part, Primitive, Shape, Type, TypeId};

/// The Rust type of a part that is a file.
pub(crate) const FILE: &str = "crate::runtime::multipart::Part";

/// The Rust type of parts that have no name.
pub(crate) const FORM: &str = "crate::runtime::multipart::Form";

/// Emits a multipart body.
pub(crate) fn multipart(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    multipart: &Multipart,
) -> Vec<Item> {
    scope.needs("multipart");
    let fields = fields(multipart);
    let all: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let mut names = names::fields(&all, OtherMethods::PARAMETERS).into_iter();
    // A part cannot be null: without a value, it is left out.
    let members = members(scope, fields.iter(), &mut names, StructRole::Parameters);
    let mut head = String::new();
    write_comment(&mut head, "", &type_docs(scope, id, ty, 4));
    if ty.deprecated {
        head.push_str("#[deprecated]\n");
    }
    let items = parameters_struct(scope, name, head, "Debug", &members);
    let name = ident(name);
    let parts = members.iter().zip(&multipart.parts).map(|(member, part)| {
        let call = part_call(scope, member, part);
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

/// Returns the fields of the struct, in which raw bytes are files and further parts are a form.
pub(crate) fn fields(multipart: &Multipart) -> Vec<Field> {
    let parts = multipart.parts.iter().map(|part| with_files(&part.field));
    let additional = multipart.additional.iter().map(|field| Field {
        shape: Shape::External(FORM.to_owned()),
        ..field.clone()
    });
    parts.chain(additional).collect()
}

/// Returns a field in which raw bytes are files.
fn with_files(field: &Field) -> Field {
    Field {
        shape: files(&field.shape),
        ..field.clone()
    }
}

fn files(shape: &Shape) -> Shape {
    match shape {
        Shape::Primitive(Primitive::Binary) => Shape::External(FILE.to_owned()),
        Shape::List(item) => Shape::List(Box::new(files(item))),
        Shape::Nullable(inner) => Shape::Nullable(Box::new(files(inner))),
        other => other.clone(),
    }
}

fn is_file(shape: &Shape) -> bool {
    matches!(shape, Shape::External(path) if path == FILE)
}

/// Returns the call that adds a part to the form.
fn part_call(scope: &FileWriter<'_>, member: &EmittedField<'_>, part: &Part) -> TokenStream {
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
            let is_list = matches!(scope.resolve(shape).0, Shape::List(_) | Shape::Tuple(_));
            if is_list && !part.repeated {
                quote!(.value_as(#wire_name, "application/json", &body.#name))
            } else {
                quote!(.value(#wire_name, &body.#name))
            }
        }
    }
}
