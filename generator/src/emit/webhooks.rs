//! What an API sends on its own.

use proc_macro2::TokenStream;

use super::scope::Scope;

pub(super) fn webhooks(_scope: &Scope<'_>) -> Vec<TokenStream> {
    Vec::new()
}
