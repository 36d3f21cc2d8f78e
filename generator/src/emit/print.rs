//! From tokens to text: parsed by syn, printed by prettyplease, item by item.

use std::fmt;

use proc_macro2::TokenStream;

/// An item of a file.
pub(super) enum Item {
    /// It itself.
    Plain(TokenStream),
    /// What stands in the braces of a macro, which looks like an item: the macro's path, and that.
    Macro(TokenStream, TokenStream),
}

/// Emitted tokens are not Rust. This is a fault of the generator, or a Rust path in the configuration that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmitError {
    /// What was being emitted.
    pub item: String,
    /// What the parser said.
    pub message: String,
    /// What it was given.
    pub tokens: String,
}

impl fmt::Display for EmitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { item, message, tokens } = self;
        write!(formatter, "cannot print {item}: {message}\n{tokens}")
    }
}

impl std::error::Error for EmitError {}

/// Adds items to a file's text; `name` is what they are, for an error.
pub(super) fn print(out: &mut String, items: impl IntoIterator<Item = Item>, name: &str) -> Result<(), EmitError> {
    for item in items {
        if !out.is_empty() {
            out.push('\n');
        }
        match item {
            Item::Plain(tokens) => out.push_str(&unparse(tokens, name)?),
            Item::Macro(path, tokens) => {
                let text = unparse(tokens, name)?;
                let path: String = path.to_string().split_whitespace().collect();
                out.push_str(&path);
                out.push_str("! {\n");
                for line in text.lines() {
                    if !line.is_empty() {
                        out.push_str("    ");
                        out.push_str(line);
                    }
                    out.push('\n');
                }
                out.push_str("}\n");
            }
        }
    }
    Ok(())
}

/// Prints tokens that are items.
pub(super) fn unparse(tokens: TokenStream, name: &str) -> Result<String, EmitError> {
    let copy = tokens.clone();
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => Ok(prettyplease::unparse(&file)),
        Err(error) => {
            Err(EmitError { item: name.to_owned(), message: error.to_string(), tokens: copy.to_string() })
        }
    }
}
