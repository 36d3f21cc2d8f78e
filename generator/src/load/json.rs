//! Reads JSON (RFC 8259) strictly and fast. Other text is left to the YAML parser, which also reads common
//! deviations: trailing commas, comments, unquoted keys.

use super::builder::Builder;
use super::tree::NodeKind;
use super::tree::{Span, Text};
use crate::diagnostic::{Diagnostic, codes};

/// The reason why a text could not be read.
pub(super) enum Failure {
    /// The text is not strict JSON: the offset, and the expected syntax.
    Syntax(usize, &'static str),
    /// The text is strict JSON, but exceeds a limit.
    LimitExceeded(Box<Diagnostic>),
}

struct Reader<'b, 't> {
    builder: &'b mut Builder<'t>,
    source: &'t str,
    bytes: &'t [u8],
    at: usize,
}

/// Reads a text.
pub(super) fn read<'t>(source: &'t str, builder: &mut Builder<'t>) -> Result<(), Failure> {
    let mut reader = Reader {
        builder,
        source,
        bytes: source.as_bytes(),
        at: 0,
    };
    reader.value()?;
    loop {
        reader.skip_space();
        let Some(in_object) = reader.builder.in_object() else {
            break;
        };
        match reader.peek() {
            Some(b',') => {
                reader.at += 1;
                if in_object {
                    reader.key()?;
                }
                reader.value()?;
            }
            Some(b'}') if in_object => reader.end(),
            Some(b']') if !in_object => reader.end(),
            _ if in_object => return Err(reader.expected("`,` or `}`")),
            _ => return Err(reader.expected("`,` or `]`")),
        }
    }
    if reader.at < reader.bytes.len() {
        Err(reader.expected("the end of the file"))
    } else {
        Ok(())
    }
}

impl Reader<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let space = self
            .rest()
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
        self.at = space.map_or(self.bytes.len(), |space| self.at + space);
    }

    fn expected(&self, what: &'static str) -> Failure {
        Failure::Syntax(self.at, what)
    }

    fn end(&mut self) {
        self.at += 1;
        self.builder.close(Some(self.at));
    }

    /// Reads a scalar, or the start of an object or array up to and including its first scalar; an empty one is read
    /// as a whole.
    fn value(&mut self) -> Result<(), Failure> {
        loop {
            self.skip_space();
            let start = self.at;
            match self.peek() {
                Some(b'{') => {
                    self.builder
                        .open(NodeKind::Object, start)
                        .map_err(Failure::LimitExceeded)?;
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(b'}') {
                        self.end();
                        return Ok(());
                    }
                    self.key()?;
                }
                Some(b'[') => {
                    self.builder
                        .open(NodeKind::Array, start)
                        .map_err(Failure::LimitExceeded)?;
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(b']') {
                        self.end();
                        return Ok(());
                    }
                }
                Some(b'"') => {
                    let text = self.string()?;
                    self.builder
                        .scalar(NodeKind::String, text, Span::new(start, self.at));
                    return Ok(());
                }
                Some(b'-' | b'0'..=b'9') => return self.number(),
                _ => return self.word(),
            }
        }
    }

    fn key(&mut self) -> Result<(), Failure> {
        self.skip_space();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.expected("a key in double quotes"));
        }
        let text = self.string()?;
        self.builder.key(text, Span::new(start, self.at));
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.expected("`:`"));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), Failure> {
        let start = self.at;
        let (length, kind) = match self.rest() {
            [b't', b'r', b'u', b'e', ..] => (4, NodeKind::Boolean),
            [b'f', b'a', b'l', b's', b'e', ..] => (5, NodeKind::Boolean),
            [b'n', b'u', b'l', b'l', ..] => (4, NodeKind::Null),
            _ => return Err(self.expected("a value")),
        };
        self.at += length;
        self.builder.scalar(
            kind,
            Builder::written(start, self.at),
            Span::new(start, self.at),
        );
        Ok(())
    }

    fn number(&mut self) -> Result<(), Failure> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.builder.scalar(
            NodeKind::Number,
            Builder::written(start, self.at),
            Span::new(start, self.at),
        );
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Failure> {
        let count = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.at += count;
        if count == 0 {
            Err(self.expected("a digit"))
        } else {
            Ok(())
        }
    }

    /// Reads a string, up to and including the closing quote.
    fn string(&mut self) -> Result<Text, Failure> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Builder::written(start, self.at - 1));
        }
        let mut text = self.source.get(start..self.at).unwrap_or("").to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(self.builder.decoded(&text));
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => {
                    return Err(self.expected("an escape such as `\\n` for this control character"));
                }
                None => return Err(self.expected("the closing `\"`")),
            }
            let plain = self.at;
            self.skip_plain();
            text.push_str(self.source.get(plain..self.at).unwrap_or(""));
        }
    }

    fn skip_plain(&mut self) {
        let plain = self
            .rest()
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        self.at = plain.map_or(self.bytes.len(), |plain| self.at + plain);
    }

    fn escape(&mut self) -> Result<char, Failure> {
        let start = self.at;
        self.at += 2;
        Ok(match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => return Err(Failure::Syntax(start, "one of the escapes of JSON")),
        })
    }

    /// Reads `\u` and four digits; twice for characters beyond the first 65,536.
    fn unicode(&mut self, start: usize) -> Result<char, Failure> {
        let unit = self.code_unit()?;
        if let Some(character) = char::from_u32(unit) {
            return Ok(character);
        }
        if unit < 0xdc00 && self.rest().starts_with(b"\\u") {
            let before = self.at;
            self.at += 2;
            let low = self.code_unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = before;
        }
        let place = self.builder.bytes(start, self.at);
        self.builder.push(
            Diagnostic::warning(
                codes::LONE_SURROGATE,
                place,
                "a lone surrogate: half of a character",
            )
            .label("read as the replacement character"),
        );
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn code_unit(&mut self) -> Result<u32, Failure> {
        let digits = self
            .source
            .get(self.at..self.at + 4)
            .filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.expected("four hexadecimal digits"));
        };
        self.at += 4;
        Ok(unit)
    }
}

/// Replaces comments (`// …`, `/* … */`) and commas after the last item by spaces, byte for byte; returns the text
/// and the offset of the first of them. None if there are neither.
pub(super) fn without_comments(text: &str) -> Option<(String, usize)> {
    let mut mended = String::with_capacity(text.len());
    let mut first = None;
    let mut comma = None;
    // The last character that is neither white space nor part of a comment.
    let mut previous = '[';
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '"' => end_of_string(rest),
            '/' => end_of_comment(rest).unwrap_or(1),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        let at = mended.len();
        match next {
            '/' if taken > 1 => {
                first.get_or_insert(at);
                let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
                mended.extend(piece.bytes().map(blank));
            }
            ',' => {
                comma = (!"[{,".contains(previous)).then_some(at);
                mended.push(',');
            }
            '}' | ']' => {
                if let Some(comma) = comma.take() {
                    mended.replace_range(comma..=comma, " ");
                    first = Some(first.map_or(comma, |first: usize| first.min(comma)));
                }
                mended.push(next);
            }
            _ => {
                if !next.is_ascii_whitespace() {
                    comma = None;
                }
                mended.push_str(piece);
            }
        }
        if !(next.is_ascii_whitespace() || next == '/' && taken > 1) {
            previous = next;
        }
        rest = after;
    }
    first.map(|first| (mended, first))
}

/// Returns the length of the string that a text starts with.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the comment that a text starts with, if it starts with one.
fn end_of_comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let inner = text.strip_prefix("/*")?;
    Some(inner.find("*/").map_or(text.len(), |end| end + 4))
}
