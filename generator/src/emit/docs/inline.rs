//! Writes the text of a paragraph: words, code, emphasis and links. Everything that only looks like syntax is
//! escaped.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::addresses::{absolute, address_length, address_start, is_plain_in_address};
use super::placeholders::{BREAK, HARD_SPACE};

/// A link that is being written: where its text starts, and its target, if it stays a link.
struct OpenLink {
    start: usize,
    target: Option<String>,
}

/// What inline text is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surrounding {
    /// A block that may have several lines.
    Block,
    /// A cell of a table, which is part of a line.
    Cell,
}

/// Inline text while it is written.
pub(super) struct Inline {
    out: String,
    links: Vec<OpenLink>,
    surrounding: Surrounding,
}

impl Inline {
    pub(super) fn new(surrounding: Surrounding) -> Self {
        Self {
            out: String::new(),
            links: Vec::new(),
            surrounding,
        }
    }

    /// Returns the text, without spaces around it.
    pub(super) fn finish(self) -> String {
        self.out.trim_matches([' ', BREAK]).to_owned()
    }

    /// Writes an event; returns false if it ends the block.
    pub(super) fn event(&mut self, event: Event<'_>) -> bool {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.space(),
            Event::HardBreak => self.hard_break(),
            Event::TaskListMarker(true) => self.out.push_str("[x] "),
            Event::TaskListMarker(false) => self.out.push_str("[ ] "),
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => self.out.push('*'),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => self.out.push_str("**"),
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough) => {
                self.out.push_str("~~");
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                self.open_link(&dest_url);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.close_link(),
            Event::End(_) => return false,
            _ => {}
        }
        true
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', BREAK]) {
            self.out.push(' ');
        }
    }

    fn hard_break(&mut self) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        if self.surrounding == Surrounding::Cell || !self.links.is_empty() {
            self.out.push(' ');
        } else if !self.out.is_empty() && !self.out.ends_with(BREAK) {
            self.out.push(BREAK);
        }
    }

    fn code(&mut self, code: &str) {
        let code = code.trim();
        if code.is_empty() {
            return;
        }
        let longest = code
            .split(|character| character != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        // A backtick next to the fence would lengthen it.
        let pad = if code.starts_with('`') || code.ends_with('`') {
            &*HARD_SPACE.to_string()
        } else {
            ""
        };
        // Two adjacent code spans would become one.
        if self.out.ends_with('`') {
            self.space();
        }
        self.out.push_str(&fence);
        self.out.push_str(pad);
        for character in code.chars() {
            match character {
                ' ' | '\n' => self.out.push(HARD_SPACE),
                '|' if self.surrounding == Surrounding::Cell => self.out.push_str("\\|"),
                BREAK => self.out.push(HARD_SPACE),
                other => self.out.push(other),
            }
        }
        self.out.push_str(pad);
        self.out.push_str(&fence);
    }

    fn open_link(&mut self, target: &str) {
        let nested = self.links.iter().any(|link| link.target.is_some());
        let target = if nested { None } else { absolute(target) };
        if target.is_some() {
            // `!` before a link would make it an image.
            if self.out.ends_with('!') {
                self.out.pop();
                self.out.push_str("\\!");
            }
            self.links.push(OpenLink {
                start: self.out.len(),
                target,
            });
            self.out.push('[');
        } else {
            self.links.push(OpenLink {
                start: self.out.len(),
                target,
            });
        }
    }

    fn close_link(&mut self) {
        let Some(OpenLink {
            start,
            target: Some(target),
        }) = self.links.pop()
        else {
            return;
        };
        let text = self.out.get(start + 1..).unwrap_or_default().trim();
        let plain: String = text
            .chars()
            .filter(|character| *character != '\\')
            .collect();
        if text.is_empty() || plain == target || target.strip_prefix("mailto:") == Some(&*plain) {
            self.out.truncate(start);
            self.out.push('<');
            self.out.push_str(&target);
            self.out.push('>');
        } else {
            // The last word of the text and the target stay on one line.
            let end = start
                + 1
                + self
                    .out
                    .get(start + 1..)
                    .unwrap_or_default()
                    .trim_end()
                    .len();
            self.out.truncate(end);
            self.out.push_str("](");
            self.out.push_str(&target);
            self.out.push(')');
        }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = address_start(rest) {
            let (before, from) = rest.split_at(start);
            let (address, after) = from.split_at(address_length(from));
            self.words(before);
            if self.links.iter().any(|link| link.target.is_some()) {
                self.words(address);
            } else if let Some(scheme) = address
                .strip_suffix("://")
                .filter(|scheme| scheme.len() <= 5)
            {
                // The text that follows could otherwise complete the address.
                self.words(scheme);
                self.out.push_str(":\\//");
            } else if address.chars().all(is_plain_in_address) {
                self.out.push('<');
                self.out.push_str(address);
                self.out.push('>');
            } else {
                self.code(address);
            }
            rest = after;
        }
        self.words(rest);
    }

    /// Writes text without addresses, escaped.
    fn words(&mut self, text: &str) {
        let mut previous = self.out.chars().next_back().unwrap_or(' ');
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if character.is_ascii_alphanumeric() {
                if let Some(word) = snake_case_word(rest, previous) {
                    self.out.push('`');
                    self.out.push_str(word);
                    self.out.push('`');
                    previous = '`';
                    rest = rest.get(word.len()..).unwrap_or_default();
                    continue;
                }
                // A run of letters and digits needs no escapes.
                let is_plain = |byte: &u8| byte.is_ascii_alphanumeric();
                let length = rest.bytes().take_while(is_plain).count();
                let (run, after) = rest.split_at(length);
                self.out.push_str(run);
                previous = run.chars().next_back().unwrap_or(character);
                rest = after;
                continue;
            }
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
            let next = rest.chars().next();
            match character {
                ' ' | '\n' | '\t' => self.space(),
                BREAK => self.hard_break(),
                '\\' | '`' | '[' | ']' | '~' => self.escaped(character),
                '*' if !(previous.is_whitespace() && next.is_some_and(char::is_whitespace)) => {
                    self.escaped('*');
                }
                '_' if !(previous.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)) => {
                    self.escaped('_');
                }
                '<' if !next.is_some_and(char::is_whitespace) => self.escaped('<'),
                '&' if is_entity(rest) => self.escaped('&'),
                '|' if self.surrounding == Surrounding::Cell => self.escaped('|'),
                other => self.out.push(other),
            }
            previous = character;
        }
    }

    fn escaped(&mut self, character: char) {
        self.out.push('\\');
        self.out.push(character);
    }
}

/// Returns the `snake_case` word at the start of `rest`, if it is separated from other text. It is written as code.
fn snake_case_word(rest: &str, previous: char) -> Option<&str> {
    if !(previous.is_whitespace() || matches!(previous, '(' | '"' | '\'')) {
        return None;
    }
    let length =
        rest.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let (word, after) = rest.split_at(length.unwrap_or(rest.len()));
    let inner = word.contains('_') && !word.ends_with('_') && !word.contains("__");
    let followed = |character: char| {
        character.is_whitespace() || matches!(character, '.' | ',' | ';' | ':' | ')' | '"')
    };
    (inner && after.chars().next().is_none_or(followed)).then_some(word)
}

/// Reports whether the text after an ampersand would be read as an entity.
fn is_entity(after: &str) -> bool {
    let name = after.trim_start_matches(|character: char| {
        character == '#' || character.is_ascii_alphanumeric()
    });
    name.len() < after.len() && name.starts_with(';')
}
