//! Emits webhooks: the event type, and the function that verifies and decodes a request.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::analysis::names::ident;
use crate::emit::print::FileWriter;
use crate::ir::{Tagging, TypeKind};

/// Emits the file of the webhooks.
pub(crate) fn webhooks(file: &FileWriter<'_>) -> Vec<TokenStream> {
    let event = file
        .context
        .api
        .webhooks
        .as_ref()
        .and_then(|webhooks| file.context.names.of(webhooks.event));
    let Some(event) = event.map(ident) else {
        return Vec::new();
    };
    file.needs("webhooks");
    let docs = VERIFY
        .lines()
        .chain(outcome(file).lines())
        .chain(LINKS.lines());
    let docs = file.comment(docs.map(str::to_owned).collect());
    // The paths are absolute, because the event type may have any name.
    vec![
        quote!(pub use super::types::#event;),
        quote! {
            #docs
            #[cfg(feature = "webhooks")]
            pub fn verify(
                body: &[u8],
                headers: &(impl crate::runtime::webhook::Headers + ?Sized),
                secret: &str,
            ) -> ::std::result::Result<#event, crate::runtime::webhook::WebhookError> {
                crate::runtime::webhook::Verifier::new(secret)?.verify(body, headers)
            }
        },
    ]
}

/// Returns the docs of the body that matches no event.
fn outcome(file: &FileWriter<'_>) -> &'static str {
    let api = file.context.api;
    let event = api
        .webhooks
        .as_ref()
        .and_then(|webhooks| api.get(webhooks.event));
    match event.map(|ty| &ty.kind) {
        Some(TypeKind::Union(union)) if union.tagging == Tagging::Untagged => UNTAGGED,
        _ => TAGGED,
    }
}

/// The docs of the function, which contain links that prose of a document must not have.
const VERIFY: &str = "\
Verifies the signature of a webhook request (Standard Webhooks) and decodes its event.

`body` must be the request body exactly as received; `secret` is the webhook's secret as base64
or text. [`Verifier`] accepts several secrets or another tolerance.

# Errors

Fails without decoding the body if a header is missing, the signature does not match or the";

const TAGGED: &str = "\
timestamp is outside the tolerance. Fails with the path of the value if the body does not match
the document's schema of its event; [`Verifier::check`] verifies the signature of such a body. An
event of an unknown type, or with another value for a constant, is not an error: it is decoded as
the variant for unknown events.";

const UNTAGGED: &str = "\
timestamp is outside the tolerance. No property selects the event: the body is decoded as the event
that fits best. Fails if it fits none of the events that the document describes;
[`Verifier::check`] verifies the signature of such a body.";

const LINKS: &str = "
[`Verifier`]: crate::runtime::webhook::Verifier
[`Verifier::check`]: crate::runtime::webhook::Verifier::check";
