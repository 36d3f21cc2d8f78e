//! Estimates the memory of validators, and limits that of regular expressions.
//!
//! `regex` limits the memory of one expression. A short document can contain hundreds of expressions near this limit.

use std::collections::HashSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::KEPT;
use crate::document::{Document, Place};

/// Maximum memory of the regular expressions of one validator, and of all cached validators, in bytes.
pub(super) const MEMORY: usize = 64 << 20;

/// Default limit of `regex` for one expression, in bytes.
const LARGEST: usize = 10 << 20;

/// Memory of all expressions of a document, in bytes, up to which validators are not examined one by one. Then each
/// counts as nothing, so as many as are cached must fit.
const SMALL: usize = MEMORY / KEPT;

/// Approximate memory of a part of an expression, and of a range of characters, in bytes.
const PER_PART: usize = 64;
const PER_RANGE: usize = 100;

/// Limits for the validators of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Maximum memory of one regular expression, in bytes.
    pub(super) pattern: usize,
    /// Whether all expressions together need little memory.
    are_small: bool,
}

impl Limits {
    /// Returns limits that keep all expressions of a document together within [`MEMORY`].
    pub(super) fn of(document: &Document) -> Self {
        let mut patterns = HashSet::new();
        for file in 0..document.files() {
            let mut unvisited = vec![document.root(file).value];
            while let Some(value) = unvisited.pop() {
                patterns.extend(patterns_of(value));
                unvisited.extend(value.as_array().into_iter().flatten());
                unvisited.extend(
                    value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .map(|(_, value)| value),
                );
            }
        }
        let mut sizes: Vec<usize> = patterns.into_iter().map(size).collect();
        sizes.sort_unstable();
        Self {
            pattern: shared_limit(&sizes, MEMORY).min(LARGEST),
            are_small: sizes
                .iter()
                .fold(0, |sum: usize, size| sum.saturating_add(*size))
                <= SMALL,
        }
    }

    /// Returns the approximate memory of the regular expressions in the validator of a schema, with all schemas that it
    /// refers to. Fails if one exceeds its limit.
    pub(super) fn memory(self, document: &Document, schema: &Place<'_>) -> Result<usize, String> {
        // Finding the schemas takes time in proportion to the document, for each validator.
        if self.are_small {
            return Ok(0);
        }
        let mut memory = 0_usize;
        let mut visited = HashSet::new();
        let mut patterns = HashSet::new();
        let mut unvisited = vec![schema.clone()];
        while let Some(place) = unvisited.pop() {
            if !visited.insert(std::ptr::from_ref(place.value)) {
                continue;
            }
            for pattern in patterns_of(place.value) {
                if !patterns.insert(pattern) {
                    continue;
                }
                let size = size(pattern);
                if size > self.pattern {
                    return Err(
                        "the regular expressions of the document need too much memory".to_owned(),
                    );
                }
                memory = memory.saturating_add(size);
            }
            if let Some(reference) = place.text("$ref") {
                unvisited.extend(document.target(place.file, reference));
            }
            unvisited.extend(place.children().map(|(_, child)| child));
        }
        Ok(memory)
    }
}

/// Returns the regular expressions of a schema, without those of nested ones.
fn patterns_of(value: &serde_json::Value) -> impl Iterator<Item = &str> {
    let pattern = value.get("pattern").and_then(serde_json::Value::as_str);
    let names = value.get("patternProperties");
    let names = names.and_then(serde_json::Value::as_object);
    let names = names.into_iter().flatten().map(|(name, _)| name.as_str());
    pattern.into_iter().chain(names)
}

/// Returns the largest limit for which the sizes, without those that exceed it, add up to at most `total`. Sizes are in
/// ascending order.
fn shared_limit(sizes: &[usize], total: usize) -> usize {
    let mut sum = 0_usize;
    for size in sizes {
        sum = sum.saturating_add(*size);
        if sum > total {
            return size.saturating_sub(1);
        }
    }
    usize::MAX
}

/// Returns the approximate memory of a regular expression in bytes. An invalid one is never compiled: it costs only its
/// text.
fn size(pattern: &str) -> usize {
    let expression = regex_syntax::parse(&EstimatedPattern::of(pattern).text);
    expression.map_or(pattern.len(), |expression| memory_of(&expression))
}

/// Groups that `regex_syntax` does not support, each with its substitute for the estimate.
const GROUPS: [(&str, &str); 11] = [
    ("(?<=", "(?:"),
    ("(?<!", "(?:"),
    ("(?=", "(?:"),
    ("(?!", "(?:"),
    ("(?>", "(?:"),
    ("(?(", "(?:(?:"),
    ("(?#", "(?:"),
    ("(?&", "(?:"),
    ("(?~", "(?:"),
    ("(?P=", "(?:"),
    ("(?P>", "(?:"),
];

/// A regular expression in the syntax of `regex_syntax`, with about the size of the original.
///
/// The validator translates expressions of ECMAScript, too, but in time that is quadratic in the number of escapes. It
/// leaves those with look-around or back-references as they are.
struct EstimatedPattern {
    text: String,
    /// Whether the next character is in a class.
    is_in_class: bool,
}

impl EstimatedPattern {
    fn of(pattern: &str) -> Self {
        let is_translated = !needs_backtracking(pattern);
        let mut plain = Self {
            text: String::with_capacity(pattern.len()),
            is_in_class: false,
        };
        let mut rest = pattern;
        let mut before = None;
        while let Some(character) = rest.chars().next() {
            let (_, after) = rest.split_at(character.len_utf8());
            rest = match character {
                '\\' if is_translated => plain.translated_escape(after),
                '\\' => plain.escape(after),
                _ if plain.is_in_class => plain.of_class(before, character, after),
                _ => plain.outside_of_classes(character, rest, after),
            };
            // The character after a backslash is no operator.
            before = (character != '\\').then_some(character);
        }
        plain
    }

    /// Appends a character outside of classes, or the beginning of a group, and returns the rest.
    fn outside_of_classes<'p>(
        &mut self,
        character: char,
        rest: &'p str,
        after: &'p str,
    ) -> &'p str {
        let group = |(group, plain)| Some((plain, rest.strip_prefix(group)?));
        if let Some((plain, after)) = GROUPS.into_iter().find_map(group) {
            self.text.push_str(plain);
            return after;
        }
        self.is_in_class = character == '[';
        self.text.push(character);
        after
    }

    /// Appends a character of a class. In ECMAScript, classes contain neither classes nor `--`, `&&` and `~~`.
    fn of_class<'p>(&mut self, before: Option<char>, character: char, after: &'p str) -> &'p str {
        self.is_in_class = character != ']';
        let is_operator = "-&~".contains(character) && before == Some(character);
        if character == '[' || is_operator {
            self.text.push('\\');
        }
        self.text.push(character);
        after
    }

    /// Appends an escape sequence as the validator translates it.
    fn translated_escape<'p>(&mut self, after: &'p str) -> &'p str {
        let mut characters = after.chars();
        let class = match characters.next() {
            Some('d') => "[0-9]",
            Some('D') => "[^0-9]",
            Some('w') => "[A-Za-z0-9_]",
            Some('W') => "[^A-Za-z0-9_]",
            _ => return self.escape(after),
        };
        self.text.push_str(class);
        characters.as_str()
    }

    /// Appends the escape sequence of which the backslash has been read, and returns the rest.
    fn escape<'p>(&mut self, after: &'p str) -> &'p str {
        let mut characters = after.chars();
        let Some(escaped) = characters.next() else {
            self.text.push('\\');
            return after;
        };
        let rest = characters.as_str();
        match escaped {
            'c' => {
                if let Some(letter) = characters.next().filter(char::is_ascii_alphabetic) {
                    self.text
                        .push_str(&format!("\\x{:02x}", u32::from(letter) % 32));
                    return characters.as_str();
                }
            }
            // References to groups, and escapes of the engine for look-around.
            'k' | 'g' => {
                let name = rest.strip_prefix('<').and_then(|name| name.split_once('>'));
                return name.map_or(rest, |(_, rest)| rest);
            }
            '1'..='9' | 'e' | 'h' | 'H' | 'G' | 'K' | 'R' | 'X' | 'Z' => return rest,
            _ => {}
        }
        self.text.push('\\');
        self.text.push(escaped);
        rest
    }
}

/// Reports whether an expression may have look-around or references to groups.
fn needs_backtracking(pattern: &str) -> bool {
    let mut is_escaped = false;
    let mut found = GROUPS.iter().any(|(group, _)| pattern.contains(group));
    for character in pattern.chars() {
        found |= is_escaped && matches!(character, '1'..='9' | 'k');
        is_escaped = character == '\\' && !is_escaped;
    }
    found
}

fn memory_of(expression: &Hir) -> usize {
    let nested = match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len().saturating_mul(PER_PART),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(PER_RANGE),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len().saturating_mul(PER_RANGE),
        HirKind::Repetition(repetition) => {
            let copies = repetition.max.unwrap_or(repetition.min).max(1);
            memory_of(&repetition.sub).saturating_mul(usize::try_from(copies).unwrap_or(usize::MAX))
        }
        HirKind::Capture(capture) => memory_of(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            let parts = parts.iter().map(memory_of);
            parts.fold(0, usize::saturating_add)
        }
    };
    nested.saturating_add(PER_PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow_with_repetitions_and_classes() {
        assert!(size("^[a-z]+$") < 1_000);
        assert!(
            (2 << 20..5 << 20).contains(&size(r"\p{L}{50}")),
            "{}",
            size(r"\p{L}{50}")
        );
        assert!(size(r"((a{1000}){1000}){1000}") > LARGEST);
        // Look-around and back-references do not hide what they contain.
        for pattern in [
            r"(?=\p{L}{50})",
            r"(?<!a)\p{L}{50}",
            r"(a)\1\p{L}{50}",
            r"(?<n>a)\k<n>\p{L}{50}",
        ] {
            assert!(size(pattern) > 2 << 20, "{pattern}: {}", size(pattern));
        }
        assert!(size(r"é\é\") < 1_000);
    }

    #[test]
    fn sizes_are_those_of_the_pattern_that_is_compiled() {
        let is_close = |pattern: &str, to: &str| {
            let (size, expected) = (size(pattern), size(to));
            assert!(
                (expected / 2..=expected * 2).contains(&size),
                "{pattern}: {size} instead of {expected}"
            );
        };
        let large = r"\p{L}{50}";
        for escape in [
            r"\cA",
            r"\u0041",
            r"[\cA-\cZ]",
            r"(?=\cA)",
            r"[[]",
            r"[\w-.]",
        ] {
            is_close(&format!("{escape}{large}"), large);
        }
        // The validator reads these as classes of ASCII.
        is_close(r"^[\w-]{1,100}$", "^[a-zA-Z_]{1,100}$");
        is_close(r"^\w{100}\d{100}$", "^[a-zA-Z_0]{100}[0-9]{100}$");
        // The validator leaves expressions with look-around as they are.
        assert!(size(r"(?!a)\w{50}") > 2 << 20);
        // Further groups of the engine for look-around.
        for group in [
            "(?(1)a|b)",
            "(?#comment)",
            "(?>a)",
            "(?P=name)",
            "(?&name)",
            r"\h",
            r"\K",
        ] {
            let pattern = format!("(?<name>a){group}{large}");
            assert!(size(&pattern) > 2 << 20, "{pattern}: {}", size(&pattern));
        }
    }

    #[test]
    fn an_invalid_pattern_costs_its_length() {
        for pattern in ["(", "(?=a", "[z-a]", r"(?=\x)", "a\\"] {
            assert_eq!(size(pattern), pattern.len(), "{pattern}");
        }
    }

    #[test]
    fn a_limit_leaves_out_the_largest() {
        assert_eq!(shared_limit(&[1, 2, 3], 6), usize::MAX);
        assert_eq!(shared_limit(&[1, 2, 30], 6), 29);
        assert_eq!(shared_limit(&[4, 4, 4], 6), 3);
    }
}
