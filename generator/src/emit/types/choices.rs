//! Emits the enums for request bodies with several media types, and for responses with several statuses or media
//! types.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies;
use super::named_type::{NamedType, deprecated, type_docs};
use crate::emit::analysis::names::ident;
use crate::emit::analysis::{names, sources};
use crate::emit::docs;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{BodyChoice, Docs, Encoding, ResponseChoice, Status};

/// Emits a request body with several media types.
pub(crate) fn body(
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    choices: &[BodyChoice],
) -> Vec<TokenStream> {
    let (docs, deprecated, name) = (
        file.comment(type_docs(file, named, 0)),
        deprecated(named.ty),
        ident(named.ident),
    );
    let variants = names::distinct(choices.iter().map(|choice| choice.name.as_str()), &[]);
    let variants: Vec<_> = variants.iter().map(|variant| ident(variant)).collect();
    let payloads: Vec<RustCode> = choices
        .iter()
        .map(|choice| bodies::sent(file, &choice.content))
        .collect();
    let media_types = choices.iter().map(|choice| {
        let text = format!("Sent as {}.", docs::code(&choice.content.media_type));
        file.docs(&Docs::default(), &[text], 4)
    });
    let calls = choices
        .iter()
        .map(|choice| bodies::body_call(file, &choice.content, "body"));
    let request = file.runtime("Request");
    let from = file.std("convert", "From");
    let sources = sources::of_choices(file.context.api, choices).into_iter();
    let sources = sources.zip(variants.iter().zip(&payloads));
    let sources = sources.filter_map(|(shape, (variant, payload))| {
        shape.map(|_| {
            quote! {
                impl #from<#payload> for #name {
                    fn from(body: #payload) -> Self { Self::#variant(body) }
                }
            }
        })
    });
    let item = quote! {
        #docs
        #deprecated
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#media_types #variants(#payloads),)* }
    };
    let functions = quote! {
        impl #name {
            pub(crate) fn write(self, request: #request) -> #request {
                match self { #(Self::#variants(body) => request #calls,)* }
            }
        }
    };
    [item, functions].into_iter().chain(sources).collect()
}

/// Emits a successful response with several statuses or media types.
pub(crate) fn response(
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    choices: &[ResponseChoice],
) -> Vec<TokenStream> {
    let (docs, deprecated, name) = (
        file.comment(type_docs(file, named, 0)),
        deprecated(named.ty),
        ident(named.ident),
    );
    let variants = names::distinct(choices.iter().map(|choice| choice.name.as_str()), &[]);
    let declarations = choices.iter().zip(&variants).map(|(choice, variant)| {
        let docs = file.docs(
            &choice.docs,
            &[format!("{}.", docs::code(&status_text(choice.status)))],
            4,
        );
        let variant = ident(variant);
        let payload = choice.content.as_ref().map(|content| {
            let ty = bodies::received(file, content);
            quote!((#ty))
        });
        quote!(#docs #variant #payload,)
    });
    let arms = arms(choices, &variants);
    let by_media_type = choices
        .iter()
        .any(|choice| same_status(choices, choice).count() > 1);
    let subject = if by_media_type {
        quote!((response.status(), response.media_type().as_str()))
    } else {
        quote!(response.status())
    };
    let (parts, result, failure) = (
        file.runtime("ResponseParts"),
        file.std("result", "Result"),
        file.runtime("DecodeFailure"),
    );
    let any = choices
        .iter()
        .any(|choice| choice.status == Status::Default);
    let otherwise = (!any)
        .then(|| quote!(_ => Err(#failure::new("the document does not describe this status")),));
    let item = quote! {
        #docs
        #deprecated
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#declarations)* }
    };
    let functions = quote! {
        impl #name {
            pub(crate) fn decode(response: &#parts) -> #result<Self, #failure> {
                match #subject { #(#arms)* #otherwise }
            }
        }
    };
    vec![item, functions]
}

fn same_status<'c>(
    choices: &'c [ResponseChoice],
    of: &ResponseChoice,
) -> impl Iterator<Item = &'c ResponseChoice> {
    let status = of.status;
    choices.iter().filter(move |other| other.status == status)
}

/// Returns the match arms: exact statuses before ranges before all others. Within one status, an arm for each media
/// type; the first declared one is used if no media type matches.
fn arms(choices: &[ResponseChoice], variants: &[String]) -> Vec<TokenStream> {
    let by_media_type = choices
        .iter()
        .any(|choice| same_status(choices, choice).count() > 1);
    let mut order: Vec<usize> = (0..choices.len()).collect();
    // The first choice of a status is the last one within its status; the sort is stable.
    order.sort_by_key(|index| {
        let Some(choice) = choices.get(*index) else {
            return (Status::Default, true);
        };
        let first = choices
            .iter()
            .position(|other| other.status == choice.status)
            == Some(*index);
        (choice.status, first)
    });
    let mut arms = Vec::with_capacity(order.len());
    for (choice, variant) in order
        .iter()
        .filter_map(|index| Some((choices.get(*index)?, variants.get(*index)?)))
    {
        let status = bodies::status_pattern(choice.status);
        let first = same_status(choices, choice)
            .next()
            .is_some_and(|first| std::ptr::eq(first, choice));
        let media_type = choice
            .content
            .as_ref()
            .map(|content| content.media_type.as_str())
            .unwrap_or_default();
        let media_type = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let pattern = match (by_media_type, first) {
            (false, _) => status,
            (true, true) => quote!((#status, _)),
            (true, false) => {
                if let Some(start) = media_type.strip_suffix('*') {
                    quote!((#status, media_type) if media_type.starts_with(#start))
                } else {
                    quote!((#status, #media_type))
                }
            }
        };
        let variant = ident(variant);
        let value = match choice.content.as_ref().map(|content| content.encoding) {
            None => quote!(Ok(Self::#variant)),
            Some(Encoding::Json) => quote!(response.json().map(Self::#variant)),
            Some(Encoding::Text) => quote!(response.scalar().map(Self::#variant)),
            Some(Encoding::TextOrJson) => quote!(response.text_or_json().map(Self::#variant)),
            Some(_) => quote!(Ok(Self::#variant(response.body().clone()))),
        };
        arms.push(quote!(#pattern => #value,));
    }
    arms
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}XX"),
        Status::Default => "default".to_owned(),
    }
}
