//! Wraps lines of Markdown, and escapes words that would be syntax at the start of a line.

use super::placeholders::{BREAK, HARD_SPACE};

/// Wraps a paragraph of words that need no escapes.
pub(super) fn fill(text: &str, width: usize) -> Vec<String> {
    softened(wrap(text, width))
}

/// Replaces placeholders by spaces, and removes trailing spaces.
pub(super) fn softened(mut lines: Vec<String>) -> Vec<String> {
    for line in &mut lines {
        if line.contains(HARD_SPACE) {
            *line = line.replace(HARD_SPACE, " ");
        }
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Wraps inline text.
pub(super) fn wrap(inline: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = Vec::new();
    let mut parts = inline.split(BREAK).peekable();
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
        // A line with only these characters would make the line above a table header or a heading.
        if line.chars().all(|character| "|:-= ".contains(character)) {
            line.insert(0, '\\');
        }
    }
    lines
}

/// Writes the first word of a line, where some words are syntax.
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
