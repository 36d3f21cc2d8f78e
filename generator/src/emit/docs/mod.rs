//! Converts prose of the document to lines of doc comments.
//!
//! Prose is untrusted Markdown. Whatever it contains, the result never becomes code or a doctest, and causes no
//! warnings of rustdoc (`-D warnings`) or clippy. Two invariants hold for the returned lines: no line has trailing
//! white space or control characters, and the first and last lines are not empty.

mod addresses;
mod html;
mod inline;
mod lines;
mod markdown;
mod placeholders;

use std::borrow::Cow;

use crate::ir::Docs;

/// The column where lines are broken, including `/// `.
const COLUMNS: usize = 100;

/// The width of text that is not broken into lines.
pub(crate) const UNBROKEN: usize = usize::MAX;

/// Returns the columns for text at an indentation.
pub(crate) fn width(indentation: usize) -> usize {
    COLUMNS.saturating_sub(indentation + 4)
}

/// Returns the docs of an item, and `further` sentences of the generator, which are safe already. The sentences and
/// the notes of the document form a paragraph at the end. Links of the generator begin with `super::`.
pub(crate) fn doc_lines(docs: &Docs, further: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let summary = docs.summary.as_deref().unwrap_or_default().trim();
    let description = docs.description.as_deref().unwrap_or_default().trim();
    if !says_again(summary, description) {
        append(&mut lines, markdown(summary, width));
    }
    append(&mut lines, markdown(description, width));
    let mut facts: Vec<String> = Vec::new();
    for note in &docs.notes {
        let note = markdown(note, UNBROKEN).join(" ");
        facts.extend((!note.is_empty()).then(|| sentence(note)));
    }
    if let Some(address) = &docs.external {
        let address = markdown(address, UNBROKEN).join(" ");
        facts.extend((!address.is_empty()).then(|| format!("See {address}.")));
    }
    facts.extend(further.iter().cloned());
    close(&mut lines, &facts.join(" "), width);
    lines
}

/// Returns Markdown as lines.
pub(crate) fn markdown(text: &str, width: usize) -> Vec<String> {
    let text = clean(text);
    match plain(&text) {
        Some(words) => lines::fill(&words, width),
        None => markdown::render(&html::to_markdown(&text), width),
    }
}

/// Returns Markdown as the docs of a module, for the top of its file.
pub(crate) fn module(text: &str) -> String {
    let mut docs = String::new();
    for line in markdown(text, width(0)) {
        docs.push_str(if line.is_empty() { "//!" } else { "//! " });
        docs.push_str(&line);
        docs.push('\n');
    }
    docs
}

/// Returns a single line of text that is not Markdown, such as a name, as inline code.
pub(crate) fn code(text: &str) -> String {
    let text = clean(text).replace('\n', " ");
    let text = text.trim();
    if text.is_empty() {
        return "``\u{a0}``".to_owned();
    }
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Adds a list item with the docs of an argument, if there are any.
pub(crate) fn item(items: &mut Vec<String>, name: &str, docs: &Docs, width: usize) {
    let text = doc_lines(docs, &[], width.saturating_sub(2)).join("\n");
    if text.is_empty() {
        return;
    }
    let name = code(name);
    let mut lines = markdown(&text, width.saturating_sub(4 + name.len()))
        .into_iter()
        .peekable();
    if lines.peek().is_some_and(|first| starts_block(first)) {
        items.push(format!("- {name}"));
        items.push(String::new());
    } else {
        items.extend(lines.next().map(|first| format!("- {name}: {first}")));
    }
    items.extend(lines.map(|line| {
        if line.is_empty() {
            line
        } else {
            format!("  {line}")
        }
    }));
}

/// Reports whether a line starts a block other than a paragraph, or might start one.
fn starts_block(line: &str) -> bool {
    line.starts_with(['#', '|', '>', '-', '_', '*'])
        || line.starts_with("```")
        || line.starts_with(|start: char| start.is_ascii_digit())
}

/// Adds a paragraph after an empty line.
pub(crate) fn append(lines: &mut Vec<String>, paragraph: Vec<String>) {
    if paragraph.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(paragraph);
}

/// Adds facts: to the same line if there is only one with enough room, otherwise as a paragraph.
fn close(lines: &mut Vec<String>, facts: &str, width: usize) {
    if facts.is_empty() {
        return;
    }
    if let [line] = lines.as_mut_slice()
        && !starts_block(line)
        && line.chars().count() + 2 + columns(facts) <= width
    {
        let text = sentence(std::mem::take(line));
        *line = format!("{text} {facts}");
        return;
    }
    append(
        lines,
        match plain(facts) {
            Some(words) => lines::fill(&words, width),
            None if facts.contains(LINK) && columns(facts) <= width => vec![facts.to_owned()],
            None if facts.contains(LINK) => lines::fill(&unbroken(facts), width),
            None => markdown::render(facts, width),
        },
    );
}

/// The start of the target of a generated link.
const LINK: &str = "](super::";

/// Returns the number of visible columns: a line is not broken because of the target of a link.
fn columns(text: &str) -> usize {
    let mut parts = text.split(LINK);
    let first = parts.next().map_or(0, |part| part.chars().count());
    let others = parts.map(|part| {
        let read = part.split_once(')').map_or(part, |(_, rest)| rest);
        1 + read.chars().count()
    });
    first + others.sum::<usize>()
}

/// Keeps inline code in generated Markdown on one line; its links lead to items.
fn unbroken(text: &str) -> String {
    let mut is_code = false;
    let characters = text.chars().map(|character| {
        is_code ^= character == '`';
        if is_code && character == ' ' {
            placeholders::HARD_SPACE
        } else {
            character
        }
    });
    characters.collect()
}

/// Ends text with a full stop, unless it ends with another punctuation mark.
fn sentence(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', ':', ';', '…', '。']) {
        text.push('.');
    }
    text
}

/// Reports whether a summary is only the beginning of the description.
fn says_again(summary: &str, description: &str) -> bool {
    let summary = summary.trim_end_matches('.');
    description
        .get(..summary.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(summary))
        && description
            .get(summary.len()..)
            .and_then(|rest| rest.chars().next())
            .is_none_or(|next| matches!(next, '.' | ',' | ' ' | '\n' | ';' | ':'))
}

/// Removes characters that source text must not contain, expands tabs, and removes the indentation that all lines
/// share.
fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_end();
    let dirty =
        |character: char| character != '\n' && (character.is_control() || is_invisible(character));
    let is_dirty = if text.is_ascii() {
        text.bytes()
            .any(|byte| byte != b'\n' && byte.is_ascii_control())
    } else {
        text.contains(dirty)
    };
    let text = if is_dirty {
        let mut out = String::with_capacity(text.len());
        let mut column = 0_usize;
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\r' if characters.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    out.push('\n');
                    column = 0;
                }
                '\t' => {
                    let spaces = 4 - column % 4;
                    out.extend(std::iter::repeat_n(' ', spaces));
                    column += spaces;
                }
                other if dirty(other) => {}
                other => {
                    out.push(other);
                    column += 1;
                }
            }
        }
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    };
    if text.contains('\n') {
        Cow::Owned(dedent(&text))
    } else {
        trimmed(text)
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Reports whether a character must not be in source text: characters that change its direction (rustc rejects some
/// of them in comments), the two internal placeholders for breaks and spaces, and line separators.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}' | '\u{E000}' | '\u{E001}' | '\u{2028}' | '\u{2029}'
    )
}

/// Removes the indentation that all lines share, which would make them code.
fn dedent(text: &str) -> String {
    let text = text.trim_start_matches('\n');
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let shared = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(indentation)
        .min()
        .unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(line.get(shared..).unwrap_or_default());
    }
    out
}

/// Returns the words of text without Markdown syntax other than inline code, which only need to be wrapped. None for
/// other text.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    if text.starts_with(|start: char| start.is_ascii_digit())
        || text.starts_with("- ")
        || text.starts_with("--")
    {
        return None;
    }
    if !text.contains('`') {
        return is_plain(text).then_some(Cow::Borrowed(text));
    }
    let mut words = String::with_capacity(text.len());
    let mut parts = text.split('`').peekable();
    while let Some(before) = parts.next() {
        let is_between = !words.is_empty() && parts.peek().is_some();
        if !is_plain(before) || (is_between && before.is_empty()) {
            return None;
        }
        words.push_str(before);
        let Some(code) = parts.next() else { break };
        // An unpaired backtick, empty code, or code that could be parsed as HTML.
        parts.peek()?;
        let code = code.trim();
        if code.is_empty() || code.contains(['\n', '<', '&']) {
            return None;
        }
        words.push('`');
        words.extend(code.chars().map(|character| match character {
            ' ' => placeholders::HARD_SPACE,
            other => other,
        }));
        words.push('`');
    }
    Some(Cow::Owned(words))
}

/// Reports whether text has no Markdown syntax.
fn is_plain(text: &str) -> bool {
    let mark = |byte: u8| {
        matches!(
            byte,
            b'\\'
                | b'`'
                | b'*'
                | b'_'
                | b'['
                | b']'
                | b'<'
                | b'>'
                | b'&'
                | b'~'
                | b'|'
                | b'#'
                | b'+'
                | b'='
                | b'\n'
        )
    };
    !text.bytes().any(mark) && !text.contains("://") && !text.contains(" - ")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
