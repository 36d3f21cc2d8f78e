//! Writes methods that consist of chained calls as text.
//!
//! Methods of operations are up to half of the output and have few forms. Those with a predictable layout are written
//! as `prettyplease` would print them, in a tenth of the time; `prettyplease` prints the others.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;

use super::item::{self, EmitError};
use super::text::{ListLayout, Writer};

/// The maximum length of the lines of `prettyplease`.
const COLUMNS: usize = 89;

/// A call of a function or method, or the name that a chain of calls starts with.
pub(crate) struct CallExpr {
    /// The text before the arguments.
    head: String,
    /// None for a name.
    arguments: Option<Vec<String>>,
}

impl CallExpr {
    /// Creates a call of a function (`Request::get`) or a method (`.query`).
    pub(crate) fn new(
        function: impl Into<String>,
        arguments: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            head: function.into(),
            arguments: Some(arguments.into_iter().collect()),
        }
    }

    /// Creates a name.
    pub(crate) fn name(name: impl Into<String>) -> Self {
        Self {
            head: name.into(),
            arguments: None,
        }
    }

    /// Writes the call on one line.
    fn flat(&self, text: &mut String) {
        text.push_str(&self.head);
        if let Some(arguments) = &self.arguments {
            text.push('(');
            text.push_str(&arguments.join(", "));
            text.push(')');
        }
    }

    /// Writes the call on the current line if there is room for it and for `after`, otherwise with each argument on
    /// its own line. Returns none if the layout depends on the content of an argument.
    fn write(&self, writer: &mut Writer, after: &str) -> Option<()> {
        writer.push(&self.head);
        match &self.arguments {
            Some(arguments) => write_list(writer, arguments, after),
            None => end_with(writer, after),
        }
    }
}

impl ToTokens for CallExpr {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let mut text = String::new();
        self.flat(&mut text);
        tokens.extend(tokens_of(&text));
    }
}

/// Returns a string literal.
pub(crate) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// Returns a reference to a list, as an expression.
pub(crate) fn list(items: &[impl ToString]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    format!("&[{}]", items.join(", "))
}

/// Returns chained calls on one line.
pub(crate) fn flat(calls: &[CallExpr]) -> String {
    let mut text = String::new();
    for call in calls {
        call.flat(&mut text);
    }
    text
}

/// A statement in the body of a method.
pub(crate) enum Statement {
    /// `let name = calls;`
    Let(&'static str, Vec<CallExpr>),
    /// `let name = match calls { arms }`; each arm is a line.
    LetMatch(&'static str, Vec<CallExpr>, [String; 2]),
    /// The value of the method.
    Value(Vec<CallExpr>),
    /// The value of the method, in a form that `prettyplease` must print.
    Other(Vec<CallExpr>),
}

/// A method.
pub(crate) struct Function {
    pub(crate) name: String,
    /// The arguments after `&self`, with their types.
    pub(crate) arguments: Vec<(String, String)>,
    pub(crate) output: String,
    pub(crate) body: Vec<Statement>,
}

impl Function {
    /// Writes the method in the block of an `impl`.
    pub(crate) fn write(&self, writer: &mut Writer) -> Result<(), EmitError> {
        let mut method = writer.nested();
        if self.lay_out(&mut method).is_some() {
            writer.lines(&method.into_text());
            return Ok(());
        }
        writer.lines(&print_within("impl Resource", &self.flat(), &self.name)?);
        Ok(())
    }

    fn lay_out(&self, writer: &mut Writer) -> Option<()> {
        let is_laid_out = self
            .arguments
            .iter()
            .map(|(_, ty)| ty)
            .chain([&self.output])
            .all(|ty| is_normal(ty));
        if !is_laid_out {
            return None;
        }
        writer.push("pub fn ");
        writer.push(&self.name);
        let after = format!(" -> {} {{", self.output);
        write_list(writer, &self.all_arguments(), &after)?;
        writer.indented(|writer| {
            self.body
                .iter()
                .try_for_each(|statement| statement.write(writer))
        })?;
        end_with(writer, "}")
    }

    fn all_arguments(&self) -> Vec<String> {
        let arguments = self.arguments.iter();
        std::iter::once("&self".to_owned())
            .chain(arguments.map(|(name, ty)| format!("{name}: {ty}")))
            .collect()
    }

    fn flat(&self) -> String {
        let mut text = format!(
            "pub fn {}({}) -> {} {{",
            self.name,
            self.all_arguments().join(", "),
            self.output
        );
        for statement in &self.body {
            match statement {
                Statement::Let(name, calls) => {
                    text.push_str(&format!("let {name} = {};", flat(calls)));
                }
                Statement::LetMatch(name, calls, arms) => {
                    let arms = arms.concat();
                    text.push_str(&format!("let {name} = match {} {{ {arms} }};", flat(calls)));
                }
                Statement::Value(calls) | Statement::Other(calls) => text.push_str(&flat(calls)),
            }
        }
        text.push('}');
        text
    }
}

impl Statement {
    fn write(&self, writer: &mut Writer) -> Option<()> {
        match self {
            Self::Let(name, calls) => {
                writer.push(&format!("let {name} = "));
                write_calls(writer, calls, ";")
            }
            Self::LetMatch(name, calls, arms) => {
                end_with(writer, &format!("let {name} = match {} {{", flat(calls)))?;
                writer.indented(|writer| arms.iter().try_for_each(|arm| end_with(writer, arm)))?;
                end_with(writer, "};")
            }
            Self::Value(calls) => write_calls(writer, calls, ""),
            Self::Other(_) => None,
        }
    }
}

/// Returns the content of an item's braces, printed by `prettyplease`.
fn print_within(item: &str, inner: &str, name: &str) -> Result<String, EmitError> {
    let printed = item::unparse(tokens_of(&format!("{item} {{ {inner} }}")), name)?;
    let inner = printed
        .split_once('\n')
        .and_then(|(_, rest)| rest.strip_suffix("}\n"));
    Ok(inner.map_or_else(|| printed.clone(), str::to_owned))
}

/// Ends the line with a text. Returns none if the line is too long.
fn end_with(writer: &mut Writer, text: &str) -> Option<()> {
    writer.push(text);
    let fits = writer.length() <= COLUMNS;
    writer.end_line();
    fits.then_some(())
}

fn has_room_for(writer: &Writer, length: usize) -> bool {
    writer.length() + length <= COLUMNS
}

/// Writes a list in parentheses, on the line or with each item on its own line, and ends the line with a text.
fn write_list(writer: &mut Writer, items: &[String], after: &str) -> Option<()> {
    let separators = items.len().saturating_sub(1) * ", ".len();
    let width: usize = items.iter().map(String::len).sum();
    let layout = if items.is_empty()
        || has_room_for(writer, "()".len() + separators + width + after.len())
    {
        ListLayout::OneLine
    } else {
        ListLayout::LinePerItem
    };
    // A literal is not broken, whatever its length.
    let room = COLUMNS.saturating_sub(writer.indentation() + 4 + ",".len());
    let fits = |item: &String| item.starts_with('"') || item.len() <= room;
    if layout == ListLayout::LinePerItem && !items.iter().all(fits) {
        return None;
    }
    writer.list(items, layout);
    end_with(writer, after)
}

/// Writes chained calls, all on the line or each on its own line.
fn write_calls(writer: &mut Writer, calls: &[CallExpr], after: &str) -> Option<()> {
    let text = flat(calls);
    if has_room_for(writer, text.len() + after.len()) {
        writer.push(&text);
        return end_with(writer, after);
    }
    let [first, others @ ..] = calls else {
        return None;
    };
    let Some((last, others)) = others.split_last() else {
        return first.write(writer, after);
    };
    // The first call continues the line.
    writer.push("");
    writer.indented(|writer| {
        first.write(writer, "")?;
        others.iter().try_for_each(|call| call.write(writer, ""))?;
        last.write(writer, after)
    })
}

/// Reports whether a type is written as `prettyplease` would write it; a Rust path of the configuration may not be.
fn is_normal(ty: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || "_#&:<>,() ".contains(character);
    if !ty.chars().all(allowed) {
        return false;
    }
    let mut before = "";
    let mut rest = ty;
    while let Some(at) = rest.find([' ', ',', '(']) {
        let (word, after) = rest.split_at(at);
        let normal = match after.as_bytes() {
            [b',', b' ', ..] => true,
            [b' ', ..] => word == "impl" || (word.is_empty() && before == ","),
            [b'(', b')', ..] => true,
            _ => false,
        };
        if !normal {
            return false;
        }
        (before, rest) = after.split_at(1);
    }
    true
}

/// Converts text to tokens. Text that is not valid Rust becomes tokens that cannot be parsed, which is reported.
fn tokens_of(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| {
        proc_macro2::TokenTree::from(proc_macro2::Punct::new('!', proc_macro2::Spacing::Alone))
            .into()
    })
}
