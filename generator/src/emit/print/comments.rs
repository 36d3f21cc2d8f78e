//! Doc comments, which are text until the end: prose is a third of the output, and would otherwise be converted to
//! tokens, parsed and printed without a change. Tokens contain a placeholder for each comment.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::analysis::names::ident;

/// The start of the names of placeholders.
const COMMENT_PLACEHOLDER: &str = "comment_";

/// The comments of a file, each as lines; a placeholder has the index of its comment.
#[derive(Default)]
pub(crate) struct Comments(Vec<Vec<String>>);

impl Comments {
    /// Adds a comment, and returns its placeholder.
    pub(crate) fn add(&mut self, lines: Vec<String>) -> TokenStream {
        let placeholder = ident(&format!("{COMMENT_PLACEHOLDER}{}", self.0.len()));
        self.0.push(lines);
        quote!(#[#placeholder])
    }

    /// Returns the comment whose placeholder a line is.
    pub(crate) fn at(&self, line: &str) -> Option<&[String]> {
        let number = line
            .strip_prefix("#[")?
            .strip_prefix(COMMENT_PLACEHOLDER)?
            .strip_suffix(']')?;
        let comment = self.0.get(number.parse::<usize>().ok()?)?;
        Some(comment)
    }
}

/// Writes lines as a doc comment, indented by a number of columns.
pub(super) fn write(text: &mut String, indentation: usize, lines: &[String]) {
    for line in lines {
        text.extend(std::iter::repeat_n(' ', indentation));
        text.push_str(if line.is_empty() { "///" } else { "/// " });
        text.push_str(line);
        text.push('\n');
    }
}
