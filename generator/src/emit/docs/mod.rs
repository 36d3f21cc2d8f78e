//! Doc comments: from the document's prose to lines that are safe behind `///`.
//!
//! Prose is untrusted Markdown. What comes out never becomes code, is no doctest, and gives rustdoc (`-D warnings`)
//! and clippy nothing to complain of, whatever went in. Two invariants hold for what is returned: no line has
//! trailing white space or control characters, and the first and last line are not empty.

mod addresses;
mod html;
mod inline;
mod lines;
mod markdown;

use std::borrow::Cow;

use crate::ir::Docs;

/// Where lines are broken, `/// ` included.
const COLUMNS: usize = 100;

/// The columns of text at an indentation.
pub(super) fn width(indentation: usize) -> usize {
    COLUMNS.saturating_sub(indentation + 4)
}

/// All that the document says of a thing, and further lines of our own, which are safe already: each of those is a
/// sentence and they stand together in a paragraph at the end. Links of ours begin with `super::`.
pub(super) fn of(docs: &Docs, further: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let summary = docs.summary.as_deref().unwrap_or_default().trim();
    let description = docs.description.as_deref().unwrap_or_default().trim();
    if !says_again(summary, description) {
        append(&mut lines, markdown(summary, width));
    }
    append(&mut lines, markdown(description, width));
    let mut facts: Vec<String> = Vec::new();
    for note in &docs.notes {
        let note = markdown(note, usize::MAX).join(" ");
        facts.extend((!note.is_empty()).then(|| sentence(note)));
    }
    if let Some(address) = &docs.external {
        let address = markdown(address, usize::MAX).join(" ");
        facts.extend((!address.is_empty()).then(|| format!("See {address}.")));
    }
    facts.extend(further.iter().cloned());
    close(&mut lines, &facts.join(" "), width);
    lines
}

/// Markdown as lines.
pub(super) fn markdown(text: &str, width: usize) -> Vec<String> {
    let text = clean(text);
    match plain(&text) {
        Some(words) => lines::fill(&words, width),
        None => markdown::render(&html::to_markdown(&text), width),
    }
}

/// Text of one line that is no Markdown, such as a name, to stand in Markdown as code.
pub(super) fn code(text: &str) -> String {
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

/// Adds an item of a list: what an argument is, if the document says so.
pub(super) fn item(items: &mut Vec<String>, name: &str, docs: &Docs, width: usize) {
    let text = of(docs, &[], width.saturating_sub(2)).join("\n");
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

/// Whether a line begins something else than a paragraph, or might.
fn starts_block(line: &str) -> bool {
    line.starts_with(['#', '|', '>', '-', '_', '*'])
        || line.starts_with("```")
        || line.starts_with(|start: char| start.is_ascii_digit())
}

/// Adds a paragraph after an empty line.
pub(super) fn append(lines: &mut Vec<String>, paragraph: Vec<String>) {
    if paragraph.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(paragraph);
}

/// Adds facts: in the line itself when there is one line and it has room, else as a paragraph.
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

/// How the address of a link of our own begins.
const LINK: &str = "](super::";

/// The columns of what is read: a line is not broken for the address of a link.
fn columns(text: &str) -> usize {
    let mut parts = text.split(LINK);
    let first = parts.next().map_or(0, |part| part.chars().count());
    let others = parts.map(|part| {
        let read = part.split_once(')').map_or(part, |(_, rest)| rest);
        1 + read.chars().count()
    });
    first + others.sum::<usize>()
}

/// Markdown of our own whose words in backticks must not be broken; what it links to is an item.
fn unbroken(text: &str) -> String {
    let mut is_code = false;
    let characters = text.chars().map(|character| {
        is_code ^= character == '`';
        if is_code && character == ' ' {
            lines::HARD_SPACE
        } else {
            character
        }
    });
    characters.collect()
}

/// Ends text with a full stop unless it ends with a mark of its own.
fn sentence(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', ':', ';', '…', '。']) {
        text.push('.');
    }
    text
}

/// Whether a summary is no more than the beginning of the description.
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

/// Removes what must not stand in source text, expands tabs, and takes away an indentation that all lines share.
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

/// Characters that change how source text reads (rustc refuses the bidirectional ones in comments), the two that
/// stand for breaks and spaces while we write, and separators of lines.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}' | '\u{E000}' | '\u{E001}' | '\u{2028}' | '\u{2029}'
    )
}

/// Takes away the indentation that all lines share, which would make them code.
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

/// Text that has nothing which Markdown could take for a mark, but for words in backticks: its words only need to be
/// filled. None for all other text.
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
        // A backtick without a partner, code that is none, or what may be taken for HTML before it is taken for code.
        parts.peek()?;
        let code = code.trim();
        if code.is_empty() || code.contains(['\n', '<', '&']) {
            return None;
        }
        words.push('`');
        words.extend(code.chars().map(|character| match character {
            ' ' => lines::HARD_SPACE,
            other => other,
        }));
        words.push('`');
    }
    Some(Cow::Owned(words))
}

/// Whether text has no mark in it.
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
