//! Escapes characters that control a terminal, or that change the displayed order of text.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Start of a command of GitHub Actions, anywhere in a line.
const COMMAND: &str = "##[";

/// Returns true for a character with an effect instead of a shape: a control character (C0, C1, DEL), a line separator,
/// or a character that sets the direction of text (Unicode Standard Annex #9, section 2).
pub fn is_effect(character: char) -> bool {
    character.is_control() || is_direction(character) || is_separator(character)
}

/// Returns true for a character that sets the direction of text. rustc rejects most of them in comments and literals.
pub fn is_direction(character: char) -> bool {
    matches!(
        character,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns true for separators of lines and paragraphs, which are not control characters.
fn is_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Escapes text of one line: each character that has an effect becomes `\u{1b}`.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_effect)
}

/// Escapes text of several lines, except line feeds and tabs.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, is_effect_in_lines)
}

fn is_effect_in_lines(character: char) -> bool {
    is_effect(character) && character != '\n' && character != '\t'
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_escaped(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Escapes JSON text without changing its value. Each character that has an effect becomes `\u001b`, and the start of a
/// command of GitHub Actions, `##[`, becomes `\u0023#[`. In JSON, both occur only in strings.
pub fn json(text: &str) -> Cow<'_, str> {
    if text.contains(COMMAND) {
        let text = text.replace(COMMAND, "\\u0023#[");
        return Cow::Owned(json(&text).into_owned());
    }
    if !text.contains(is_effect_in_lines) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_effect_in_lines(character) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_escaped() {
        for (text, shown) in [
            ("plain ümläut 漢字 🎉", "plain ümläut 漢字 🎉"),
            ("\x1b[2J", "\\u{1b}[2J"),
            ("a\rb\u{8}c\u{7f}", "a\\u{d}b\\u{8}c\\u{7f}"),
            ("\u{9b}31m\u{85}", "\\u{9b}31m\\u{85}"),
            (
                "\u{202e}\u{2066}\u{200f}\u{61c}",
                "\\u{202e}\\u{2066}\\u{200f}\\u{61c}",
            ),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
        ] {
            assert_eq!(line(text), shown);
            assert_eq!(lines(text), shown);
        }
        assert_eq!(line("a\n\tb"), "a\\u{a}\\u{9}b");
        assert_eq!(lines("a\n\tb"), "a\n\tb");
    }

    #[test]
    fn json_keeps_its_value() {
        assert_eq!(json("{\n\t\"a\": 1\n}"), "{\n\t\"a\": 1\n}");
        assert_eq!(json("[\"###[a]\"]"), "[\"#\\u0023#[a]\"]");
        assert_eq!(json("[\"\u{9b}\u{202e}\"]"), "[\"\\u009b\\u202e\"]");
    }
}
