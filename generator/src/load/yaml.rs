//! Reads YAML 1.2 from the events of a parser.

use std::collections::HashMap;

use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Marked, StructureStyle, Tag,
};

use super::builder::Builder;
use super::scalar;
use super::tree::NodeKind;
use super::tree::{Span, Text};
use crate::diagnostic::{Diagnostic, codes};

/// What is expected next in an open collection.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Item,
    Key,
    Value,
}

/// The value of an anchor.
#[derive(Clone, Copy)]
struct Anchor {
    value: u32,
    /// Whether the end of the value has been reached.
    complete: bool,
}

/// A collection whose end has not been reached.
#[derive(Clone, Copy)]
struct Open {
    /// The anchor of the collection; zero if it has none.
    anchor: usize,
    style: StructureStyle,
}

struct Reader<'b, 't> {
    builder: &'b mut Builder<'t>,
    source: &'t str,
    next: Vec<Next>,
    anchors: HashMap<usize, Anchor>,
    /// The collections that are open.
    open: Vec<Open>,
    /// The texts of keys that have an anchor.
    key_anchors: HashMap<usize, Text>,
}

/// Reads a text; returns the error that makes it unreadable.
pub(super) fn read<'t>(source: &'t str, builder: &mut Builder<'t>) -> Result<(), Box<Diagnostic>> {
    let options = granit_parser::options! {
        flow_nesting_limit: 1024,
        block_nesting_limit: 1024,
        simple_key_max_lookahead: 64 * 1024,
    };
    let mut reader = Reader {
        builder,
        source,
        next: Vec::new(),
        anchors: HashMap::new(),
        open: Vec::new(),
        key_anchors: HashMap::new(),
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(source, options) {
        let (event, marked) = event.map_err(|error| reader.syntax_error(&error))?;
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents > 1 {
                return Err(reader.several_documents(marked).into());
            }
        }
        reader.event(event, marked)?;
    }
    Ok(())
}

impl<'t> Reader<'_, 't> {
    fn event(&mut self, event: Event<'t>, marked: Marked) -> Result<(), Box<Diagnostic>> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), marked);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(NodeKind::Array, Open { anchor, style }, marked)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(NodeKind::Object, Open { anchor, style }, marked)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(marked),
            Event::Alias(anchor) => self.alias(anchor, marked)?,
            _ => {}
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        marked: Marked,
    ) {
        let span = self.written(style, marked);
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            self.check_indentation(span);
        }
        let kind = kind(text, style, tag);
        let merges = style == ScalarStyle::Plain && text == "<<";
        let stored = self.builder.text(text);
        if self.next.last() == Some(&Next::Key) {
            if anchor != 0 {
                self.key_anchors.insert(anchor, stored);
            }
            if merges {
                self.builder.merge_key(stored, span);
            } else {
                self.builder.key(stored, span);
            }
            self.advance();
            return;
        }
        let value = self.builder.scalar(kind, stored, span);
        if anchor != 0 {
            self.anchors.insert(
                anchor,
                Anchor {
                    value,
                    complete: true,
                },
            );
        }
        self.advance();
    }

    /// Warns about lines of a quoted scalar that are not indented more than the block around it (YAML 1.2.2, section
    /// 7.4). `libyaml` and the parsers that use it accept them.
    fn check_indentation(&mut self, span: Span) {
        let range = span.range();
        let text = self.source.get(range.clone()).unwrap_or_default();
        let in_block = |open: &Open| open.style == StructureStyle::Block;
        if !text.contains('\n') || !self.open.last().is_some_and(in_block) {
            return;
        }
        let before = self.source.get(..range.start).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let of_block = indentation(self.source.get(line..).unwrap_or_default());
        let mut start = range.start;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let content = line.trim();
            // A closing quote alone on its line may have any indentation.
            let is_text = index > 0 && !content.is_empty() && !["\"", "'"].contains(&content);
            if is_text && indentation(line) <= of_block {
                let place = self.builder.bytes(start, start + line.trim_end().len());
                self.builder.push(
                    Diagnostic::warning(
                        codes::UNINDENTED_TEXT,
                        place,
                        "the lines of quoted text must be indented more than its key",
                    )
                    .label("read as if it were")
                    .help("indent the lines between the quotes"),
                );
                return;
            }
            start += line.len();
        }
    }

    /// Returns the bytes of a scalar, without the blank lines and the indentation after a block scalar.
    fn written(&self, style: ScalarStyle, marked: Marked) -> Span {
        let span = span(marked);
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let range = span.range();
        let text = self.source.get(range.clone()).unwrap_or("").trim_end();
        Span::new(range.start, range.start + text.len())
    }

    fn open(&mut self, kind: NodeKind, open: Open, marked: Marked) -> Result<(), Box<Diagnostic>> {
        if self.next.last() == Some(&Next::Key) {
            return Err(self.complex_key(marked).into());
        }
        let value = self.builder.open(kind, span(marked).range().start)?;
        if open.anchor != 0 {
            self.anchors.insert(
                open.anchor,
                Anchor {
                    value,
                    complete: false,
                },
            );
        }
        self.open.push(open);
        self.next.push(if kind == NodeKind::Object {
            Next::Key
        } else {
            Next::Item
        });
        Ok(())
    }

    fn close(&mut self, marked: Marked) {
        let range = span(marked).range();
        // Only flow collections have an explicit end.
        self.builder.close((!range.is_empty()).then_some(range.end));
        self.next.pop();
        if let Some(anchor) = self
            .open
            .pop()
            .and_then(|open| self.anchors.get_mut(&open.anchor))
        {
            anchor.complete = true;
        }
        self.advance();
    }

    fn alias(&mut self, anchor: usize, marked: Marked) -> Result<(), Box<Diagnostic>> {
        let span = span(marked);
        let target = self.anchors.get(&anchor).copied();
        if self.next.last() == Some(&Next::Key) {
            let text = target.and_then(|target| self.builder.scalar_text(target.value));
            let Some(text) = text.or_else(|| self.key_anchors.get(&anchor).copied()) else {
                return Err(self.complex_key(marked).into());
            };
            self.builder.key(text, span);
            self.advance();
            return Ok(());
        }
        match (target, self.key_anchors.get(&anchor).copied()) {
            (Some(target), _) if target.complete => {
                self.builder.alias(target.value, span)?;
            }
            (Some(_), _) => {
                let range = span.range();
                return Err(Diagnostic::error(
                    codes::RECURSIVE_ALIAS,
                    self.builder.bytes(range.start, range.end),
                    "an alias is inside its own value",
                )
                .label("this would never end")
                .help("use a `$ref`, which may be recursive")
                .into());
            }
            (None, Some(text)) => {
                self.builder.scalar(NodeKind::String, text, span);
            }
            (None, None) => {
                self.builder.scalar(NodeKind::Null, Text::default(), span);
            }
        }
        self.advance();
        Ok(())
    }

    fn advance(&mut self) {
        if let Some(next) = self.next.last_mut() {
            *next = match *next {
                Next::Item => Next::Item,
                Next::Key => Next::Value,
                Next::Value => Next::Key,
            };
        }
    }

    fn complex_key(&self, marked: Marked) -> Diagnostic {
        let range = span(marked).range();
        Diagnostic::error(
            codes::COMPLEX_KEY,
            self.builder.bytes(range.start, range.end),
            "a key is a list or an object",
        )
        .label("keys must be strings")
        .help("put the key in quotes if it is text")
    }

    fn several_documents(&self, marked: Marked) -> Diagnostic {
        let range = span(marked).range();
        Diagnostic::error(
            codes::SEVERAL_DOCUMENTS,
            self.builder.bytes(range.start, range.end),
            "the file has several YAML documents",
        )
        .label("the second begins here")
        .help("split the file at the `---`")
    }

    fn syntax_error(&self, error: &ScanError) -> Diagnostic {
        let found = error.marker().byte_offset().unwrap_or(self.source.len());
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.builder.too_deep(found);
        }
        let unclosed = unclosed(self.source, found);
        let error = unclosed.as_ref().unwrap_or(error);
        let found = error.marker().byte_offset().unwrap_or(self.source.len());
        let start = cause(error.kind(), self.source, found);
        let rest = self.source.get(start..).unwrap_or("");
        let length = rest.chars().next().map_or(0, char::len_utf8);
        let (label, help) = explain(error.kind());
        let mut diagnostic = Diagnostic::error(
            codes::SYNTAX,
            self.builder.bytes(start, start + length),
            format!("this is not YAML: {}", error.kind()),
        )
        .label(label);
        diagnostic.help = help.map(str::to_owned);
        diagnostic
    }
}

/// Returns the error of quotes that are not closed, if they caused the error at `found`. Such quotes extend to the
/// next quote, over lines that are not indented, and the parser reports the error after it.
fn unclosed(source: &str, found: usize) -> Option<ScanError> {
    let options = granit_parser::options! { strict_indentation: true };
    let mut events = Parser::new_from_str_with_options(source, options);
    let error = events.find_map(Result::err)?;
    if *error.kind() != ErrorKind::InvalidQuotedScalarIndent {
        return None;
    }
    let start = cause(error.kind(), source, error.marker().byte_offset()?);
    let end = start + quoted_length(source.get(start..)?)?;
    let between = source.get(end.min(found)..end.max(found))?;
    (!between.contains('\n')).then_some(error)
}

/// Returns the length in bytes of the quoted scalar that a text starts with, including its quotes.
fn quoted_length(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    let (_, quote) = characters.next()?;
    while let Some((at, character)) = characters.next() {
        let rest = text.get(at + character.len_utf8()..)?;
        match character {
            '\\' if quote == '"' => {
                characters.next();
            }
            // Two single quotes are an escaped single quote.
            _ if character == quote && quote == '\'' && rest.starts_with('\'') => {
                characters.next();
            }
            _ if character == quote => return Some(at + character.len_utf8()),
            _ => {}
        }
    }
    None
}

/// Returns the offset of the cause of an error, which may be before or after the offset that the parser reports.
fn cause(kind: &ErrorKind, source: &str, found: usize) -> usize {
    let before = source.get(..found).unwrap_or(source);
    match kind {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            let line = before.rfind('\n').map_or(0, |newline| newline + 1);
            let rest = source.get(line..).unwrap_or("");
            // On the line itself, or on the next line that has a tab.
            line + rest.find('\t').unwrap_or(found - line)
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => {
            // A quote that starts a value follows a character that is not part of a value.
            let begins = |at: &usize| {
                let left = source.get(..*at).and_then(|left| left.chars().next_back());
                left.is_none_or(|left| left.is_whitespace() || "[{,:".contains(left))
            };
            // If the file ends without a newline, the parser may stop at the quote itself.
            let upto = source.get(..=found).unwrap_or(before);
            let quotes = upto.rmatch_indices(['"', '\'']).map(|(at, _)| at);
            quotes.into_iter().find(begins).unwrap_or(found)
        }
        _ => found,
    }
}

/// Returns a label and help for an error of the parser, by its most common cause.
fn explain(kind: &ErrorKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "this `:` begins a second value, or the line is indented too far",
            Some("put the text in quotes if `: ` belongs to it; otherwise check the indentation"),
        ),
        ErrorKind::UnexpectedCharacter {
            character: '@' | '`' | '%',
        } => (
            "unquoted text cannot begin with this character",
            Some("put the text in quotes"),
        ),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => ("a tab", Some("indent with spaces")),
        ErrorKind::UnknownAnchor => (
            "no anchor has this name",
            Some("put the text in quotes if the `*` belongs to it"),
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => (
            "these quotes are not closed",
            Some("close the quotes, or indent the lines within"),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "no such escape",
            Some("write `\\\\` for a backslash, or use single quotes, which have no escapes"),
        ),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::SimpleKeyExpected => (
            "this does not continue what is above it",
            Some("check the indentation, and that the key ends with `:`"),
        ),
        ErrorKind::UnclosedFlowCollection { .. } => ("never closed", None),
        _ => ("the parser stopped here", None),
    }
}

fn span(marked: Marked) -> Span {
    let range = marked.byte_range().unwrap_or_default();
    Span::new(range.start, range.end)
}

/// Returns the kind of a scalar: the one of its tag, a string if it is quoted, otherwise the one that its text looks
/// like.
fn kind(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> NodeKind {
    let looks_like = scalar::plain_kind(text);
    let Some(tag) = tag else {
        return if style == ScalarStyle::Plain {
            looks_like
        } else {
            NodeKind::String
        };
    };
    let asked = match tag.core_suffix() {
        Some("null") => NodeKind::Null,
        Some("bool") => NodeKind::Boolean,
        Some("int" | "float") => NodeKind::Number,
        _ => NodeKind::String,
    };
    if asked == looks_like {
        asked
    } else {
        NodeKind::String
    }
}
