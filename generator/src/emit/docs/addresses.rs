//! Addresses in prose: where they begin and end, and which of them lead anywhere.

use std::fmt::Write as _;

use super::html;

/// Where an address begins in text.
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

/// How long the address is with which text begins: up to a space or bracket, without the sentence's punctuation.
pub(super) fn address_length(text: &str) -> usize {
    let end = text
        .find(|character: char| {
            character.is_whitespace()
                || matches!(character, '<' | '>' | '"' | '`' | '|' | html::BREAK)
        })
        .unwrap_or(text.len());
    let mut address = text.get(..end).unwrap_or(text);
    // How many more brackets close than open, by their kind.
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

/// The brackets that enclose an address rather than being a part of it, where they close more often than they open.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// How often a kind of bracket opens and closes in an address. Counting again for each bracket that is dropped would take
/// quadratic time.
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

    /// Whether an address that ends with this character ends before it.
    fn drops(&self, last: char) -> bool {
        last == self.close && self.opened < self.closed
    }

    /// Notes that the last character is no part of the address.
    fn drop(&mut self, last: char) {
        if last == self.close {
            self.closed -= 1;
        }
    }
}

/// What an address is made of (RFC 3986, section 2), without what is only meant as a placeholder.
pub(super) fn is_plain_in_address(character: char) -> bool {
    character.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(character)
}

/// The target of a link as it can stand between parentheses; none when it is not absolute.
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
            // All of them are one byte.
            let _ = write!(safe, "%{:02X}", u32::from(character));
        } else if !character.is_whitespace() && character != html::BREAK {
            safe.push(character);
        }
    }
    Some(safe)
}
