//! Emits the enums for request bodies with several media types, and for responses with several statuses or media
//! types.

use proc_macro2::TokenStream;
use quote::quote;

use super::body_call;
use crate::emit::names;
use crate::emit::names::ident;
use crate::emit::scope::{FileWriter, RustCode, resolve};
use crate::emit::types::structs::{deprecated, type_docs};
use crate::ir::{
    Api, BodyChoice, Content, Encoding, ResponseChoice, Shape, Status, Type, TypeId, TypeKind,
};

/// Emits a request body with several media types.
pub(crate) fn body(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    choices: &[BodyChoice],
) -> Vec<TokenStream> {
    let (docs, deprecated, name) = (
        scope.comment(type_docs(scope, id, ty, 0)),
        deprecated(ty.deprecated),
        ident(name),
    );
    let variants = names::distinct(choices.iter().map(|choice| choice.name.as_str()), &[]);
    let variants: Vec<_> = variants.iter().map(|variant| ident(variant)).collect();
    let payloads: Vec<RustCode> = choices
        .iter()
        .map(|choice| payload(scope, &choice.content))
        .collect();
    let media_types = choices.iter().map(|choice| {
        let text = format!(
            "Sent as {}.",
            crate::emit::docs::code(&choice.content.media_type)
        );
        scope.docs(&crate::ir::Docs::default(), &[text], 4)
    });
    let calls = choices
        .iter()
        .map(|choice| body_call(scope, &choice.content, "body"));
    let request = scope.runtime("Request");
    let from = scope.std("convert", "From");
    let sources = converted(scope.context.api, choices).into_iter();
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

/// Returns the shape that each choice of a body can be converted from with `From`, if there is one: a struct that no
/// other choice holds.
pub(crate) fn converted<'s>(api: &'s Api, choices: &'s [BodyChoice]) -> Vec<Option<&'s Shape>> {
    let shapes = choices.iter().map(|choice| &choice.content.shape);
    let is_alone = |shape: &Shape| {
        let mut others = choices.iter().filter(|other| other.content.shape == *shape);
        others.nth(1).is_none()
    };
    let is_struct = |shape: &Shape| {
        let kind = resolve(api, shape).1.map(|ty| &ty.kind);
        matches!(kind, Some(TypeKind::Struct(_) | TypeKind::Multipart(_)))
    };
    shapes
        .map(|shape| (is_alone(shape) && is_struct(shape)).then_some(shape))
        .collect()
}

/// Returns the type that a choice of a body holds.
fn payload(scope: &FileWriter<'_>, content: &Content) -> RustCode {
    match content.encoding {
        Encoding::Binary | Encoding::Stream => scope.runtime("Body"),
        _ => scope.shape(&content.shape),
    }
}

/// Emits a successful response with several statuses or media types.
pub(crate) fn response(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    choices: &[ResponseChoice],
) -> Vec<TokenStream> {
    let (docs, deprecated, name) = (
        scope.comment(type_docs(scope, id, ty, 0)),
        deprecated(ty.deprecated),
        ident(name),
    );
    let variants = names::distinct(choices.iter().map(|choice| choice.name.as_str()), &[]);
    let declarations = choices.iter().zip(&variants).map(|(choice, variant)| {
        let docs = scope.docs(
            &choice.docs,
            &[format!(
                "{}.",
                crate::emit::docs::code(&status_text(choice.status))
            )],
            4,
        );
        let variant = ident(variant);
        let payload = choice.content.as_ref().map(|content| {
            let ty = received(scope, content);
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
        scope.runtime("ResponseParts"),
        scope.std("result", "Result"),
        scope.runtime("DecodeFailure"),
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
        let status = match choice.status {
            Status::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            Status::Range(hundred) => {
                let first = proc_macro2::Literal::u16_unsuffixed(u16::from(hundred) * 100);
                let last = proc_macro2::Literal::u16_unsuffixed(u16::from(hundred) * 100 + 99);
                quote!(#first..=#last)
            }
            Status::Default => quote!(_),
        };
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

/// Returns the bodies that the successes of a response type may have.
pub(crate) fn contents<'a>(scope: &FileWriter<'a>, id: TypeId) -> Vec<&'a Content> {
    match scope.context.api.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::ResponseChoice(choices)) => choices
            .iter()
            .filter_map(|choice| choice.content.as_ref())
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the type that a body is decoded to after it has been read completely.
pub(crate) fn received(scope: &FileWriter<'_>, content: &Content) -> RustCode {
    match content.encoding {
        Encoding::Json | Encoding::Text | Encoding::TextOrJson => scope.shape(&content.shape),
        _ => scope.bytes(),
    }
}
