//! Bodies of parts.

use proc_macro2::TokenStream;

use super::scope::Scope;
use crate::ir::{Multipart, Type};

pub(super) fn multipart(
    _scope: &Scope<'_>,
    _ty: &Type,
    _name: &str,
    _multipart: &Multipart,
) -> Vec<TokenStream> {
    Vec::new()
}
