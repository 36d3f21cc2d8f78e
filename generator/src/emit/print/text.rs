//! Writes the text of items line by line: indentation, docs, attributes, blocks and lists.

use super::comments;

/// The columns of one level of indentation.
const LEVEL: usize = 4;

/// Text that is written line by line.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
    /// Where the current line starts.
    line_start: usize,
    /// The indentation of new lines, in columns.
    indentation: usize,
}

/// The layout of a list in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListLayout {
    OneLine,
    LinePerItem,
}

impl Writer {
    /// Creates a writer whose lines begin at the current indentation of this one.
    pub(crate) fn nested(&self) -> Self {
        Self {
            indentation: self.indentation,
            ..Self::default()
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Adds text to the current line.
    pub(crate) fn push(&mut self, text: &str) {
        if self.text.len() == self.line_start {
            let indentation = std::iter::repeat_n(' ', self.indentation);
            self.text.extend(indentation);
        }
        self.text.push_str(text);
    }

    pub(crate) fn end_line(&mut self) {
        self.text.push('\n');
        self.line_start = self.text.len();
    }

    /// Ends the current line with a text.
    pub(crate) fn line(&mut self, text: &str) {
        self.push(text);
        self.end_line();
    }

    /// Adds lines that have their indentation.
    pub(crate) fn lines(&mut self, lines: &str) {
        self.text.push_str(lines);
        self.line_start = self.text.len();
    }

    /// Writes a doc comment.
    pub(crate) fn docs(&mut self, lines: &[String]) {
        comments::write(&mut self.text, self.indentation, lines);
        self.line_start = self.text.len();
    }

    /// Writes an attribute: `#[content]`.
    pub(crate) fn attribute(&mut self, content: &str) {
        self.push("#[");
        self.push(content);
        self.line("]");
    }

    /// Writes lines that are indented by one more level.
    pub(crate) fn indented<T>(&mut self, content: impl FnOnce(&mut Self) -> T) -> T {
        self.indentation += LEVEL;
        let result = content(self);
        self.indentation -= LEVEL;
        result
    }

    /// Writes lines in braces. The opening brace is on the current line.
    pub(crate) fn block<T>(&mut self, content: impl FnOnce(&mut Self) -> T) -> T {
        self.line("{");
        let result = self.indented(content);
        self.line("}");
        result
    }

    /// Writes a list in parentheses, which begins and ends within a line.
    pub(crate) fn list(&mut self, items: &[impl AsRef<str>], layout: ListLayout) {
        self.push("(");
        match layout {
            ListLayout::OneLine => {
                for (index, item) in items.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.push(item.as_ref());
                }
            }
            ListLayout::LinePerItem => {
                self.end_line();
                self.indented(|writer| {
                    for item in items {
                        writer.push(item.as_ref());
                        writer.line(",");
                    }
                });
            }
        }
        self.push(")");
    }

    /// Returns the length of the current line in bytes, with its indentation.
    pub(crate) fn length(&self) -> usize {
        match self.current_line().len() {
            0 => self.indentation,
            length => length,
        }
    }

    /// Returns the length of the current line in characters.
    pub(crate) fn columns(&self) -> usize {
        self.current_line().chars().count()
    }

    /// Returns the indentation of new lines, in columns.
    pub(crate) fn indentation(&self) -> usize {
        self.indentation
    }

    fn current_line(&self) -> &str {
        self.text.get(self.line_start..).unwrap_or_default()
    }
}

/// Returns the call of a macro with lines in braces.
pub(crate) fn macro_call(path: &str, content: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::default();
    writer.push(path);
    writer.push("! ");
    writer.block(content);
    writer.into_text()
}
