//! Writes methods that consist of chained calls as text.
//!
//! Methods of operations are up to half of the output and have few forms. Those with a predictable layout are written
//! as `prettyplease` would print them, in a tenth of the time; `prettyplease` prints the others.

use proc_macro2::{Literal, TokenStream};
use quote::ToTokens;

use super::item::{self, EmitError};

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
    fn write(&self, lines: &mut Lines, after: &str) -> Option<()> {
        let Some(arguments) = &self.arguments else {
            return lines.end_with(&[&self.head, after]);
        };
        lines.push(&self.head);
        lines.list("(", arguments, &[")", after])
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
    /// Adds the method to the text of an `impl`.
    pub(crate) fn write(&self, text: &mut String) -> Result<(), EmitError> {
        let mut lines = Lines::default();
        if self.lay_out(&mut lines).is_some() {
            text.push_str(&lines.text);
            return Ok(());
        }
        print_within(text, "impl Resource", &self.flat(), &self.name)
    }

    fn lay_out(&self, lines: &mut Lines) -> Option<()> {
        let is_laid_out = self
            .arguments
            .iter()
            .map(|(_, ty)| ty)
            .chain([&self.output])
            .all(|ty| is_normal(ty));
        if !is_laid_out {
            return None;
        }
        lines.begin(4, &format!("pub fn {}", self.name));
        lines.list("(", &self.all_arguments(), &[") -> ", &self.output, " {"])?;
        for statement in &self.body {
            statement.write(lines)?;
        }
        lines.begin(4, "}");
        lines.end()
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
    fn write(&self, lines: &mut Lines) -> Option<()> {
        match self {
            Self::Let(name, calls) => {
                lines.begin(8, &format!("let {name} = "));
                lines.calls(calls, ";")
            }
            Self::LetMatch(name, calls, arms) => {
                lines.begin(8, &format!("let {name} = match {} {{", flat(calls)));
                lines.end()?;
                for arm in arms {
                    lines.begin(12, arm);
                    lines.end()?;
                }
                lines.begin(8, "};");
                lines.end()
            }
            Self::Value(calls) => {
                lines.begin(8, "");
                lines.calls(calls, "")
            }
            Self::Other(_) => None,
        }
    }
}

/// Prints the content of an item's braces with `prettyplease`.
fn print_within(text: &mut String, item: &str, inner: &str, name: &str) -> Result<(), EmitError> {
    let printed = item::unparse(tokens_of(&format!("{item} {{ {inner} }}")), name)?;
    let inner = printed
        .split_once('\n')
        .and_then(|(_, rest)| rest.strip_suffix("}\n"));
    text.push_str(inner.unwrap_or(&printed));
    Ok(())
}

/// Lines that are written, and the indentation of the current one.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where the last line starts.
    start: usize,
    indentation: usize,
}

impl Lines {
    fn begin(&mut self, indentation: usize, text: &str) {
        self.start = self.text.len();
        self.indentation = indentation;
        self.text.extend(std::iter::repeat_n(' ', indentation));
        self.text.push_str(text);
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the line; returns none if it is too long.
    fn end(&mut self) -> Option<()> {
        let fits = self.text.len() - self.start <= COLUMNS;
        self.text.push('\n');
        fits.then_some(())
    }

    fn end_with(&mut self, texts: &[&str]) -> Option<()> {
        for text in texts {
            self.push(text);
        }
        self.end()
    }

    fn has_room_for(&self, length: usize) -> bool {
        self.text.len() - self.start + length <= COLUMNS
    }

    /// Writes a list in parentheses, on the line or with each item on its own line, and then the closing text.
    fn list(&mut self, open: &str, items: &[String], close: &[&str]) -> Option<()> {
        self.push(open);
        let length = |texts: &mut dyn Iterator<Item = &str>| -> usize { texts.map(str::len).sum() };
        let width = length(&mut items.iter().map(String::as_str))
            + items.len().saturating_sub(1) * ", ".len()
            + length(&mut close.iter().copied());
        if self.has_room_for(width) || items.is_empty() {
            for (index, item) in items.iter().enumerate() {
                self.push(if index == 0 { "" } else { ", " });
                self.push(item);
            }
            return self.end_with(close);
        }
        let indentation = self.indentation;
        self.push("\n");
        for item in items {
            self.begin(indentation + 4, item);
            // A literal is not broken, whatever its length.
            let fits = self.end_with(&[","]);
            if !item.starts_with('"') {
                fits?;
            }
        }
        self.begin(indentation, "");
        self.end_with(close)
    }

    /// Writes chained calls, all on the line or each on its own line.
    fn calls(&mut self, calls: &[CallExpr], after: &str) -> Option<()> {
        let text = flat(calls);
        if self.has_room_for(text.len() + after.len()) {
            return self.end_with(&[&text, after]);
        }
        let [first, others @ ..] = calls else {
            return None;
        };
        let Some((last, others)) = others.split_last() else {
            return first.write(self, after);
        };
        self.indentation += 4;
        let indentation = self.indentation;
        first.write(self, "")?;
        for call in others {
            self.begin(indentation, "");
            call.write(self, "")?;
        }
        self.begin(indentation, "");
        last.write(self, after)
    }
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
