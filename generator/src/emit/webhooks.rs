//! What an API sends on its own: the event type, and the function that verifies what came before it decodes it.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::names::ident;
use super::scope::Scope;

/// The file of the webhooks.
pub(super) fn webhooks(scope: &Scope<'_>) -> Vec<TokenStream> {
    let event = scope
        .context
        .api
        .webhooks
        .as_ref()
        .and_then(|webhooks| scope.context.names.of(webhooks.event));
    let Some(event) = event.map(ident) else {
        return Vec::new();
    };
    scope.needs("webhooks");
    let docs = scope.comment(docs::markdown(VERIFY, docs::width(0)));
    // Absolute paths: the name of the event type may be any.
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

/// The docs of the function.
const VERIFY: &str = "The event of a request that came to a webhook, if its signature is right (Standard Webhooks): \
    `body` as it came, byte by byte, its headers, and the webhook's secret, base64 or text. For several secrets or \
    another tolerance use `runtime::webhook::Verifier`.\n\n\
    # Errors\n\n\
    When a header is missing, the signature is of another secret or too old, before anything of the body is looked \
    at; and when \
    the body is not as the API describes an event of its type: the error names the path, and [`Verifier::check`] takes \
    such a body for what it is. An event of another type, or of which a constant is another, is no error but the \
    variant for what is not known.\n\n\
    [`Verifier::check`]: crate::runtime::webhook::Verifier::check";
