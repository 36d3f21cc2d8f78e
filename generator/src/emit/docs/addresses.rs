//! Finds URLs in prose, and checks which of them can be links.

use std::fmt::Write as _;

use super::placeholders::BREAK;

/// Returns where a URL starts in a text.
pub(super) fn address_start(text: &str) -> Option<usize> {
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

/// Returns the length of the URL at the start of a text: up to a space or bracket, without the punctuation of the
/// sentence.
pub(super) fn address_length(text: &str) -> usize {
    let end = text
        .find(|character: char| {
            character.is_whitespace() || matches!(character, '<' | '>' | '"' | '`' | '|' | BREAK)
        })
        .unwrap_or(text.len());
    let mut address = text.get(..end).unwrap_or(text);
    // The brackets of each kind in the URL.
    let mut excess = BRACKETS.map(|pair| Excess::of(address, pair));
    while let Some(last) = address.chars().next_back() {
        let is_unbalanced = excess.iter().any(|excess| excess.drops(last));
        let drop = is_unbalanced
            || matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '\\' | '…'
            );
        if !drop || matches!(address, "https://" | "http://") {
            break;
        }
        for excess in &mut excess {
            excess.drop(last);
        }
        address = address
            .get(..address.len() - last.len_utf8())
            .unwrap_or_default();
    }
    address.len()
}

/// The kinds of brackets. A closing bracket without an opening one encloses the URL and is not a part of it.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// The number of opening and closing brackets of a kind in a URL. Counting again after each dropped bracket would
/// take quadratic time.
struct Excess {
    close: char,
    opened: usize,
    closed: usize,
}

impl Excess {
    fn of(address: &str, (open, close): (char, char)) -> Self {
        Self {
            close,
            opened: address.matches(open).count(),
            closed: address.matches(close).count(),
        }
    }

    /// Reports whether a URL that ends with this character actually ends before it.
    fn drops(&self, last: char) -> bool {
        last == self.close && self.opened < self.closed
    }

    /// Records that the last character is not a part of the URL.
    fn drop(&mut self, last: char) {
        if last == self.close {
            self.closed -= 1;
        }
    }
}

/// Reports whether a character is valid in a URL (RFC 3986, section 2), which those of placeholders are not.
pub(super) fn is_plain_in_address(character: char) -> bool {
    character.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(character)
}

/// Returns the target of a link in a form that is safe between parentheses; none if it is not absolute.
pub(super) fn absolute(target: &str) -> Option<String> {
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
            // All of these characters are one byte.
            let _ = write!(safe, "%{:02X}", u32::from(character));
        } else if !character.is_whitespace() && character != BREAK {
            safe.push(character);
        }
    }
    Some(safe)
}
