//! Writes Markdown anew so that rustdoc, doctest and clippy have nothing to say about it.
//!
//! The text is read by the parser that rustdoc uses, with the extensions that rustdoc turns on, and written back
//! from its events: whatever the author's marks meant is kept, and everything that only looks like a mark is
//! escaped. Lines are filled; links that lead nowhere outside of the author's own site become their text.

use std::fmt::Write as _;
use std::iter::Peekable;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::html;

/// Stands for a space at which a line must not be broken.
pub(super) const HARD_SPACE: char = '\u{E001}';

/// Containers deeper than this are written as if they were not there.
const MAX_DEPTH: usize = 12;

/// The extensions of rustdoc that change what text means, and alerts, which rustdoc does not know.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Writes Markdown as lines of at most `width` columns where that is possible.
pub(super) fn render(markdown: &str, width: usize) -> Vec<String> {
    let mut writer = Writer {
        events: TextMergeStream::new(Parser::new_ext(markdown, options())).peekable(),
    };
    softened(writer.blocks(width, 0, false))
}

/// Fills a paragraph of words that have no mark to be escaped; nothing in it is looked at.
pub(super) fn fill(text: &str, width: usize) -> Vec<String> {
    softened(wrap(text, width))
}

/// Lines with spaces where lines must not be broken, and none at their ends.
fn softened(mut lines: Vec<String>) -> Vec<String> {
    for line in &mut lines {
        if line.contains(HARD_SPACE) {
            *line = line.replace(HARD_SPACE, " ");
        }
        line.truncate(line.trim_end().len());
    }
    lines
}

struct Writer<'a, I: Iterator<Item = Event<'a>>> {
    events: Peekable<I>,
}

/// What a list was, to keep two that follow each other apart.
#[derive(Clone, Copy, PartialEq)]
struct ListKind {
    ordered: bool,
    alternate: bool,
    interrupts: bool,
}

impl<'a, I: Iterator<Item = Event<'a>>> Writer<'a, I> {
    /// The blocks up to the end of the container that holds them, with an empty line between two.
    fn blocks(&mut self, width: usize, depth: usize, in_item: bool) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut last_list: Option<ListKind> = None;
        // Containers that are too deep to be written: their ends are not ours.
        let mut ignored = 0_usize;
        while let Some(event) = self.events.next() {
            let mut list = None;
            let block = match event {
                Event::End(
                    TagEnd::BlockQuote(_)
                    | TagEnd::List(_)
                    | TagEnd::Item
                    | TagEnd::FootnoteDefinition,
                ) if ignored > 0 => {
                    ignored -= 1;
                    continue;
                }
                Event::End(_) => break,
                Event::Start(
                    Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::FootnoteDefinition(_),
                ) if depth >= MAX_DEPTH => {
                    ignored += 1;
                    continue;
                }
                Event::Start(Tag::Paragraph) => wrap(&self.inline(None, false), width),
                Event::Start(Tag::Heading { level, .. }) => {
                    heading(level as usize, &self.inline(None, false))
                }
                Event::Start(Tag::BlockQuote(kind)) => self.block_quote(kind, width, depth),
                Event::Start(Tag::CodeBlock(_)) => self.code_block(),
                Event::Start(Tag::List(start)) => {
                    let ordered = start.is_some();
                    let alternate =
                        last_list.is_some_and(|last| last.ordered == ordered && !last.alternate);
                    let interrupts = start.is_none_or(|number| number == 1);
                    list = Some(ListKind {
                        ordered,
                        alternate,
                        interrupts,
                    });
                    self.list(start, alternate, width, depth)
                }
                Event::Start(Tag::Item | Tag::FootnoteDefinition(_)) => {
                    self.blocks(width, depth + 1, false)
                }
                Event::Start(Tag::Table(alignments)) => self.table(&alignments),
                Event::Start(Tag::HtmlBlock) => wrap(&self.inline(None, false), width),
                // Underscores: `- ---` would be one break and no item.
                Event::Rule => vec!["___".to_owned()],
                first => wrap(&self.inline(Some(first), false), width),
            };
            if block.is_empty() {
                continue;
            }
            // A list in an item follows the item's text directly, if it may (a number other than 1 may not).
            let interrupts =
                in_item && last_list.is_none() && list.is_some_and(|list| list.interrupts);
            if !lines.is_empty() && !interrupts {
                lines.push(String::new());
            }
            last_list = list;
            lines.extend(block);
        }
        lines
    }

    fn block_quote(
        &mut self,
        kind: Option<BlockQuoteKind>,
        width: usize,
        depth: usize,
    ) -> Vec<String> {
        let title = kind.map(|kind| match kind {
            BlockQuoteKind::Note => "**Note**",
            BlockQuoteKind::Tip => "**Tip**",
            BlockQuoteKind::Important => "**Important**",
            BlockQuoteKind::Warning => "**Warning**",
            BlockQuoteKind::Caution => "**Caution**",
        });
        let mut lines = self.blocks(width.saturating_sub(2), depth + 1, false);
        if let Some(title) = title {
            if !lines.is_empty() {
                lines.insert(0, String::new());
            }
            lines.insert(0, title.to_owned());
        }
        prefixed(lines, "> ", "> ")
    }

    fn list(
        &mut self,
        start: Option<u64>,
        alternate: bool,
        width: usize,
        depth: usize,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        // Nine digits are the most that a marker may have.
        let mut number = start.unwrap_or(0).min(999_999);
        while let Some(Event::Start(Tag::Item)) = self.events.peek() {
            self.events.next();
            let marker = match (start, alternate) {
                (Some(_), false) => format!("{number}. "),
                (Some(_), true) => format!("{number}) "),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            let item = self.blocks(width.saturating_sub(marker.len()), depth + 1, true);
            if item.is_empty() {
                continue;
            }
            number += 1;
            let indent = " ".repeat(marker.len());
            lines.extend(prefixed(item, &marker, &indent));
        }
        // The end of the list.
        self.events.next();
        lines
    }

    fn code_block(&mut self) -> Vec<String> {
        let mut code = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::End(_) => break,
                Event::Text(text) | Event::Html(text) => code.push_str(&text),
                _ => {}
            }
        }
        let code = code.trim_end();
        if code.trim().is_empty() {
            return Vec::new();
        }
        let longest = code
            .split(|character| character != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let mut lines = vec![format!("{fence}text")];
        lines.extend(code.lines().map(|line| line.trim_end().to_owned()));
        lines.push(fence);
        lines
    }

    fn table(&mut self, alignments: &[Alignment]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut row = String::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => "|".clone_into(&mut row),
                Event::Start(Tag::TableCell) => {
                    row.push(' ');
                    row.push_str(&self.inline(None, true));
                    row.push_str(" |");
                }
                Event::End(TagEnd::TableHead) => {
                    lines.push(std::mem::take(&mut row));
                    let mut delimiters = "|".to_owned();
                    for alignment in alignments {
                        delimiters.push_str(match alignment {
                            Alignment::None => " --- |",
                            Alignment::Left => " :-- |",
                            Alignment::Center => " :-: |",
                            Alignment::Right => " --: |",
                        });
                    }
                    lines.push(delimiters);
                }
                Event::End(TagEnd::TableRow) => lines.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        lines
    }

    /// Inline text up to the end of the block that holds it, or up to the next block when that has no end of its
    /// own (a tight list item). Breakable spaces are spaces, hard breaks are [`html::BREAK`].
    fn inline(&mut self, first: Option<Event<'a>>, in_table: bool) -> String {
        let implicit = first.is_some();
        let mut inline = Inline {
            out: String::new(),
            links: Vec::new(),
            in_table,
        };
        let mut next = first;
        loop {
            let event = match next.take() {
                Some(event) => event,
                None if implicit && !self.events.peek().is_some_and(is_inline) => break,
                None => match self.events.next() {
                    Some(event) => event,
                    None => break,
                },
            };
            if !inline.event(event) {
                break;
            }
        }
        let out = inline.out;
        out.trim_matches([' ', html::BREAK]).to_owned()
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => is_inline_end(*tag),
        Event::Rule => false,
        _ => true,
    }
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// A link that is being written: where its text begins, and where it leads, if it is to be a link at all.
struct OpenLink {
    start: usize,
    target: Option<String>,
}

struct Inline {
    out: String,
    links: Vec<OpenLink>,
    in_table: bool,
}

impl Inline {
    /// Writes an event; false when it ends the block.
    fn event(&mut self, event: Event<'_>) -> bool {
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
        if !self.out.is_empty() && !self.out.ends_with([' ', html::BREAK]) {
            self.out.push(' ');
        }
    }

    fn hard_break(&mut self) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
        if self.in_table || !self.links.is_empty() {
            self.out.push(' ');
        } else if !self.out.is_empty() && !self.out.ends_with(html::BREAK) {
            self.out.push(html::BREAK);
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
        // A backtick that touches the fence would lengthen it.
        let pad = if code.starts_with('`') || code.ends_with('`') {
            &*HARD_SPACE.to_string()
        } else {
            ""
        };
        // Two spans that touch would become one.
        if self.out.ends_with('`') {
            self.space();
        }
        self.out.push_str(&fence);
        self.out.push_str(pad);
        for character in code.chars() {
            match character {
                ' ' | '\n' => self.out.push(HARD_SPACE),
                '|' if self.in_table => self.out.push_str("\\|"),
                html::BREAK => self.out.push(HARD_SPACE),
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
            // The last word of the text and the target stay together.
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
                // What follows could make it an address after all.
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

    /// Text without addresses, escaped.
    fn words(&mut self, text: &str) {
        let mut characters = text.char_indices().peekable();
        let mut previous = self.out.chars().next_back().unwrap_or(' ');
        while let Some((index, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            if character.is_ascii_alphanumeric() {
                let word = snake_case_word(text, index, previous);
                if let Some(word) = word {
                    self.out.push('`');
                    self.out.push_str(word);
                    self.out.push('`');
                    previous = '`';
                    while characters
                        .next_if(|(at, _)| *at < index + word.len())
                        .is_some()
                    {}
                    continue;
                }
            }
            match character {
                ' ' | '\n' | '\t' => self.space(),
                html::BREAK => self.hard_break(),
                '\\' | '`' | '[' | ']' | '~' => self.escaped(character),
                '*' if !(previous.is_whitespace() && next.is_some_and(char::is_whitespace)) => {
                    self.escaped('*');
                }
                '_' if !(previous.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)) => {
                    self.escaped('_');
                }
                '<' if !next.is_some_and(char::is_whitespace) => self.escaped('<'),
                '&' if is_entity(text.get(index + 1..).unwrap_or_default()) => self.escaped('&'),
                '|' if self.in_table => self.escaped('|'),
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

/// A `snake_case` word that begins here and touches nothing, which reads better as code.
fn snake_case_word(text: &str, start: usize, previous: char) -> Option<&str> {
    if !(previous.is_whitespace() || matches!(previous, '(' | '"' | '\'')) {
        return None;
    }
    let rest = text.get(start..)?;
    let length =
        rest.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
    let (word, after) = rest.split_at(length.unwrap_or(rest.len()));
    let inner = word.contains('_') && !word.ends_with('_') && !word.contains("__");
    let followed = |character: char| {
        character.is_whitespace() || matches!(character, '.' | ',' | ';' | ':' | ')' | '"')
    };
    (inner && after.chars().next().is_none_or(followed)).then_some(word)
}

/// Whether what follows an ampersand would be read as a character's name or number.
fn is_entity(after: &str) -> bool {
    let name = after.trim_start_matches(|character: char| {
        character == '#' || character.is_ascii_alphanumeric()
    });
    name.len() < after.len() && name.starts_with(';')
}

/// Where an address begins in text.
fn address_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("://") {
        let colon = from + found;
        let before = text.get(..colon)?;
        for scheme in ["https", "http"] {
            if before.ends_with(scheme) {
                return Some(colon - scheme.len());
            }
        }
        from = colon + 3;
    }
    None
}

/// How long the address is with which text begins: up to a space or bracket, without the sentence's punctuation.
fn address_length(text: &str) -> usize {
    let end = text
        .find(|character: char| {
            character.is_whitespace()
                || matches!(character, '<' | '>' | '"' | '`' | '|' | html::BREAK)
        })
        .unwrap_or(text.len());
    let mut address = text.get(..end).unwrap_or(text);
    while let Some(last) = address.chars().next_back() {
        let unbalanced = |open: char, close: char| {
            last == close && address.matches(open).count() < address.matches(close).count()
        };
        let drop = matches!(
            last,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '\\' | '…'
        ) || unbalanced('(', ')')
            || unbalanced('[', ']')
            || unbalanced('{', '}');
        if !drop || matches!(address, "https://" | "http://") {
            break;
        }
        address = address
            .get(..address.len() - last.len_utf8())
            .unwrap_or_default();
    }
    address.len()
}

/// What an address is made of (RFC 3986, section 2), without what is only meant as a placeholder.
fn is_plain_in_address(character: char) -> bool {
    character.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(character)
}

/// The target of a link as it can stand between parentheses; none when it is not absolute.
fn absolute(target: &str) -> Option<String> {
    let known = ["https://", "http://", "mailto:"];
    if !known.iter().any(|scheme| {
        target
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    }) {
        return None;
    }
    let mut safe = String::with_capacity(target.len());
    for character in target.chars() {
        if " ()<>\\\"'`[]{}|^".contains(character) {
            // All of them are one byte.
            let _ = write!(safe, "%{:02X}", u32::from(character));
        } else if !character.is_whitespace() && character != html::BREAK {
            safe.push(character);
        }
    }
    Some(safe)
}

fn heading(level: usize, text: &str) -> Vec<String> {
    let mut text = text.replace(html::BREAK, " ");
    if text.is_empty() {
        return Vec::new();
    }
    // Marks at the end would be taken for the end of the heading.
    let last = text.rfind(' ').map_or(0, |space| space + 1);
    if text
        .get(last..)
        .is_some_and(|word| word.chars().all(|mark| mark == '#'))
    {
        text.insert(last, '\\');
    }
    vec![format!("{} {text}", "#".repeat(level))]
}

fn prefixed(lines: Vec<String>, first: &str, rest: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len());
    for (index, line) in lines.into_iter().enumerate() {
        let prefix = if index == 0 { first } else { rest };
        let mut text = String::with_capacity(prefix.len() + line.len());
        text.push_str(prefix);
        text.push_str(&line);
        text.truncate(text.trim_end().len());
        out.push(text);
    }
    out
}

/// Fills lines with the words of inline text.
fn wrap(inline: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = Vec::new();
    let mut parts = inline.split(html::BREAK).peekable();
    while let Some(part) = parts.next() {
        let mut line = String::new();
        let mut columns = 0;
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if !line.is_empty() && columns + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            if line.is_empty() {
                push_first_word(&mut line, word);
            } else {
                line.push(' ');
                columns += 1;
                line.push_str(word);
            }
            columns += length;
        }
        if line.is_empty() {
            continue;
        }
        if parts.peek().is_some() {
            line.push('\\');
        }
        lines.push(line);
    }
    for line in &mut lines {
        // A line of nothing but these would make the line above a table's head or a heading.
        if line.chars().all(|character| "|:-= ".contains(character)) {
            line.insert(0, '\\');
        }
    }
    lines
}

/// A word at the beginning of a line, where some words are marks.
fn push_first_word(line: &mut String, word: &str) {
    let digits = word.len()
        - word
            .trim_start_matches(|character: char| character.is_ascii_digit())
            .len();
    let after = word.get(digits..).unwrap_or_default();
    if digits > 0 && matches!(after, "." | ")") {
        line.push_str(word.get(..digits).unwrap_or_default());
        line.push('\\');
        line.push_str(after);
        return;
    }
    let mark = matches!(word, "-" | "+" | "*")
        || word.starts_with('>')
        || word.chars().all(|mark| mark == '#');
    if mark {
        line.push('\\');
    }
    line.push_str(word);
}
