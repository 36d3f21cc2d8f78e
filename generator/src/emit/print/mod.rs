//! From tokens to text: parsed by syn, printed by prettyplease, item by item.

pub(crate) mod layout;

use std::fmt;

use proc_macro2::TokenStream;

use super::scope::MARK;

/// An item of a file.
pub(crate) enum Item {
    /// It itself.
    Plain(TokenStream),
    /// What stands in the braces of a macro, which looks like an item: the macro's path, and that.
    Macro(String, TokenStream),
    /// The same as lines of text, which look like nothing that can be parsed.
    MacroText(String, String),
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
        let Self {
            item,
            message,
            tokens,
        } = self;
        write!(formatter, "cannot print {item}: {message}\n{tokens}")
    }
}

impl std::error::Error for EmitError {}

/// How an alias begins.
const ALIAS: &str = "pub type ";

/// Adds an item to a file's text; `name` is what it is, for an error.
pub(crate) fn print(
    out: &mut String,
    item: Item,
    name: &str,
    comments: &[Vec<String>],
) -> Result<(), EmitError> {
    match item {
        Item::Plain(tokens) => {
            let text = unparse(tokens, name)?;
            // Aliases one below the other read as the table that they are, each with its line of docs.
            if !(is_alias(&text, comments) && ends_in_alias(out)) {
                separate(out);
            }
            push_lines(out, &text, "", comments);
        }
        Item::Macro(path, tokens) => {
            separate(out);
            push_macro(out, &path, &unparse(tokens, name)?, comments);
        }
        Item::MacroText(path, text) => {
            separate(out);
            push_macro(out, &path, &text, comments);
        }
    }
    Ok(())
}

/// Leaves a line empty behind what is there.
fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Whether an item is an alias with at most a line of docs, and without attributes.
fn is_alias(text: &str, comments: &[Vec<String>]) -> bool {
    let rest = text.split_once('\n').and_then(|(first, rest)| {
        let comment = comment(first, comments)?;
        (comment.len() <= 1).then_some(rest)
    });
    rest.unwrap_or(text).starts_with(ALIAS)
}

/// Whether a text ends in such an alias.
fn ends_in_alias(text: &str) -> bool {
    let mut lines = text.lines().rev();
    let ends = |line: &str| line.is_empty() || line.starts_with(ALIAS);
    lines.next().is_some_and(|line| line.starts_with(ALIAS))
        && match lines.next() {
            Some(line) if line.starts_with("/// ") => lines.next().is_none_or(ends),
            line => line.is_none_or(ends),
        }
}

/// Writes a macro around lines.
fn push_macro(out: &mut String, path: &str, text: &str, comments: &[Vec<String>]) {
    out.push_str(path);
    out.push_str("! {\n");
    push_lines(out, text, "    ", comments);
    out.push_str("}\n");
}

/// Writes lines, indented, with comments in the place of their marks.
fn push_lines(out: &mut String, text: &str, indentation: &str, comments: &[Vec<String>]) {
    for line in text.lines() {
        let code = line.trim_start_matches(' ');
        let (own, _) = line.split_at(line.len() - code.len());
        if let Some(comment) = comment(code, comments) {
            for line in comment {
                out.push_str(indentation);
                out.push_str(own);
                out.push_str(if line.is_empty() { "///" } else { "/// " });
                out.push_str(line);
                out.push('\n');
            }
            continue;
        }
        if !line.is_empty() {
            out.push_str(indentation);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// The comment whose mark a line is.
fn comment<'c>(line: &str, comments: &'c [Vec<String>]) -> Option<&'c Vec<String>> {
    let number = line
        .strip_prefix("#[")?
        .strip_prefix(MARK)?
        .strip_suffix(']')?;
    comments.get(number.parse::<usize>().ok()?)
}

/// Prints tokens that are items.
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
