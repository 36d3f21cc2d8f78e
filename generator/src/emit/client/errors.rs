//! Emits the error bodies: an enum over all error bodies of the API, and functions that decode the body of a status.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::analysis::context::Context;
use crate::emit::analysis::error_tables::{Group, envelope_name, groups};
use crate::emit::analysis::names::ident;
use crate::emit::print::FileWriter;
use crate::emit::types::bodies;
use crate::ir::{
    Docs, Encoding, ErrorBody, ErrorFormat, ErrorResponse, Primitive, ResponseEnvelope, Shape,
    Status,
};

/// Emits the file of the errors.
pub(crate) fn error(file: &FileWriter<'_>) -> Vec<TokenStream> {
    let Context { api, errors, .. } = file.context;
    let docs = Docs {
        summary: Some("The body of an error response.".to_owned()),
        ..Docs::default()
    };
    let docs = file.docs(&docs, &[], 0);
    let variants = errors
        .variants
        .iter()
        .zip(&api.error_bodies)
        .map(|(name, body)| {
            let name = ident(name);
            let ty = bodies::received(file, &body.content);
            quote!(#name(#ty),)
        });
    let mut items = vec![quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum ErrorBody { #(#variants)* }
    }];
    let trait_name = file.runtime("DecodeError");
    let (arguments, body) = decision(file, &errors.common, &quote!(Self));
    items.push(quote! {
        impl #trait_name for ErrorBody {
            fn decode(#arguments) -> Option<Self> { #body }
        }
    });
    for (index, envelope) in errors.envelopes.iter().enumerate() {
        items.push(envelope_item(file, envelope, index));
    }
    for (table, name) in &errors.others {
        let name = ident(name);
        let (arguments, body) = decision(file, table, &quote!(ErrorBody));
        items.push(quote!(pub(super) fn #name(#arguments) -> Option<ErrorBody> { #body }));
    }
    items
}

/// Emits an envelope of responses as static data.
fn envelope_item(file: &FileWriter<'_>, envelope: &ResponseEnvelope, index: usize) -> TokenStream {
    let (description, format) = (file.runtime("Envelope"), file.runtime("ErrorFormat"));
    let name = ident(&envelope_name(index));
    let ResponseEnvelope {
        payload,
        errors,
        success,
        error_format: ErrorFormat { code, message },
    } = envelope;
    quote! {
        pub(super) static #name: #description = #description {
            payload: #payload,
            errors: &[#(#errors),*],
            success: &[#(#success),*],
            error_format: #format { code: &[#(#code),*], message: &[#(#message),*] },
        };
    }
}

/// Returns the arguments and the body of a function that decodes by a table.
fn decision(
    file: &FileWriter<'_>,
    table: &[ErrorResponse],
    body_type: &TokenStream,
) -> (TokenStream, TokenStream) {
    let response = file.runtime("ResponseBody");
    let groups = groups(table);
    match groups.as_slice() {
        [] => (quote!(_status: u16, _body: &#response<'_>), quote!(None)),
        [Group { bodies, statuses }] if statuses.as_slice() == [Status::Default] => (
            quote!(_status: u16, body: &#response<'_>),
            decoded(file.context, bodies, body_type),
        ),
        groups => {
            let arms = groups.iter().map(|Group { bodies, statuses }| {
                let patterns = statuses
                    .iter()
                    .map(|status| bodies::status_pattern(*status));
                let value = decoded(file.context, bodies, body_type);
                quote!(#(#patterns)|* => #value,)
            });
            let complete = groups
                .iter()
                .any(|group| group.statuses.contains(&Status::Default));
            let otherwise = (!complete).then(|| quote!(_ => None,));
            (
                quote!(status: u16, body: &#response<'_>),
                quote!(match status { #(#arms)* #otherwise }),
            )
        }
    }
}

/// Returns an expression for the first of several bodies that can be decoded.
fn decoded(context: &Context<'_>, bodies: &[usize], body_type: &TokenStream) -> TokenStream {
    let mut found = bodies.iter().filter_map(|body| {
        let name = context.errors.variants.get(*body)?;
        Some(decoded_body(
            context.api.error_bodies.get(*body)?,
            name,
            body_type,
        ))
    });
    let Some(first) = found.next() else {
        return quote!(None);
    };
    found.fold(first, |before, next| quote!(#before.or_else(|| #next)))
}

fn decoded_body(body: &ErrorBody, name: &str, body_type: &TokenStream) -> TokenStream {
    let name = ident(name);
    let pointer = &body.pointer;
    match body.content.encoding {
        Encoding::Json if pointer.is_empty() => quote!(body.json().map(#body_type::#name)),
        Encoding::Json => quote!(body.json_at(#pointer).map(#body_type::#name)),
        Encoding::Text if body.content.shape == Shape::Primitive(Primitive::String) => {
            quote!(body.text().map(#body_type::#name))
        }
        Encoding::Text => quote!(body.scalar().map(#body_type::#name)),
        Encoding::TextOrJson => quote!(body.text_or_json().map(#body_type::#name)),
        _ => quote!(Some(#body_type::#name(body.bytes()))),
    }
}
