//! Prints items: from tokens to text, parsed by `syn` and printed by `prettyplease`.

use std::fmt;

use proc_macro2::TokenStream;

use super::comments::{self, Comments};

/// An item of a file.
pub(crate) enum Item {
    /// Tokens of items, formatted by `prettyplease`.
    Plain(TokenStream),
    /// A call of a macro whose content looks like an item: the path of the macro, and the content.
    Macro(String, TokenStream),
    /// The text of an item, such as a call of a macro whose content no parser accepts.
    Text(String),
}

/// Emitted tokens are not valid Rust. The cause is a defect of the generator or an invalid Rust path in the
/// configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmitError {
    /// The item that was emitted.
    pub item: String,
    /// The message of the parser.
    pub message: String,
    /// The tokens that could not be parsed.
    pub tokens: String,
}

impl fmt::Display for EmitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            item,
            message,
            tokens,
        } = self;
        write!(formatter, "cannot print {item}: {message}\n{tokens}")
    }
}

impl std::error::Error for EmitError {}

/// The start of an alias.
const ALIAS: &str = "pub type ";

/// Adds an item to a file's text. `name` describes the item, for an error.
pub(crate) fn print(
    out: &mut String,
    item: Item,
    name: &str,
    comments: &Comments,
) -> Result<(), EmitError> {
    match item {
        Item::Plain(tokens) => {
            let text = unparse(tokens, name)?;
            // Adjacent aliases have no empty line between them, like a table, if each has at most one line of docs.
            if !(is_alias(&text, comments) && ends_in_alias(out)) {
                separate(out);
            }
            push_lines(out, &text, 0, comments);
        }
        Item::Macro(path, tokens) => {
            separate(out);
            push_macro(out, &path, &unparse(tokens, name)?, comments);
        }
        Item::Text(text) => {
            separate(out);
            out.push_str(&text);
        }
    }
    Ok(())
}

/// Adds an empty line after existing text.
fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Reports whether an item is an alias with at most one line of docs, and without attributes.
fn is_alias(text: &str, comments: &Comments) -> bool {
    let rest = text.split_once('\n').and_then(|(first, rest)| {
        let comment = comments.at(first)?;
        (comment.len() <= 1).then_some(rest)
    });
    rest.unwrap_or(text).starts_with(ALIAS)
}

/// Reports whether a text ends with such an alias.
fn ends_in_alias(text: &str) -> bool {
    let mut lines = text.lines().rev();
    let ends = |line: &str| line.is_empty() || line.starts_with(ALIAS);
    lines.next().is_some_and(|line| line.starts_with(ALIAS))
        && match lines.next() {
            Some(line) if line.starts_with("/// ") => lines.next().is_none_or(ends),
            line => line.is_none_or(ends),
        }
}

/// Writes a macro call around lines.
fn push_macro(out: &mut String, path: &str, text: &str, comments: &Comments) {
    out.push_str(path);
    out.push_str("! {\n");
    push_lines(out, text, 4, comments);
    out.push_str("}\n");
}

/// Writes indented lines, and replaces the placeholders of comments.
fn push_lines(out: &mut String, text: &str, indentation: usize, comments: &Comments) {
    for line in text.lines() {
        let code = line.trim_start_matches(' ');
        if let Some(comment) = comments.at(code) {
            comments::write(out, indentation + line.len() - code.len(), comment);
            continue;
        }
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indentation));
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Prints tokens of items.
pub(crate) fn unparse(tokens: TokenStream, name: &str) -> Result<String, EmitError> {
    let copy = tokens.clone();
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => Ok(prettyplease::unparse(&file)),
        Err(error) => Err(EmitError {
            item: name.to_owned(),
            message: error.to_string(),
            tokens: copy.to_string(),
        }),
    }
}
