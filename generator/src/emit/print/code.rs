//! Rust code as text.

use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, quote};

use crate::emit::analysis::names::ident;

/// The text of a path, a type or an expression, which becomes tokens or text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RustCode(pub(crate) String);

impl fmt::Display for RustCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl ToTokens for RustCode {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if is_name(&self.0) {
            tokens.append(ident(&self.0));
            return;
        }
        match self.0.parse::<TokenStream>() {
            Ok(parsed) => tokens.extend(parsed),
            // An invalid path from the configuration: parsing of the emitted code then fails, which is reported.
            Err(_) => tokens.extend(quote!(!)),
        }
    }
}

/// Reports whether text is a single name.
fn is_name(text: &str) -> bool {
    let mut characters = text.bytes();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|character| character.is_ascii_alphanumeric())
}
