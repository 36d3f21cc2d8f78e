//! Estimates the memory of validators, and limits that of regular expressions.
//!
//! `regex` limits the memory of one expression. A short document can contain hundreds of expressions near this limit.

use std::collections::HashSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::document::{Document, Place};

/// Maximum memory of the regular expressions of one validator, and of all cached validators, in bytes.
pub(super) const MEMORY: usize = 64 << 20;

/// Default limit of `regex` for one expression, in bytes.
const LARGEST: usize = 10 << 20;

/// Memory of all expressions of a document, in bytes, up to which validators are not examined one by one.
const SMALL: usize = 4 << 20;

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

/// Returns the approximate memory of a regular expression in bytes.
fn size(pattern: &str) -> usize {
    if let Ok(expression) = regex_syntax::parse(pattern) {
        return memory_of(&expression);
    }
    let plain = without_look_around(pattern);
    match regex_syntax::parse(&plain) {
        Ok(expression) => memory_of(&expression),
        // An invalid expression is reported by the validator.
        Err(_) if plain == pattern => 0,
        Err(_) => usize::MAX,
    }
}

/// Replaces what `regex_syntax` does not support: look-around by groups, and back-references by nothing.
fn without_look_around(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        let groups = ["(?<=", "(?<!", "(?=", "(?!", "(?>"];
        if let Some(after) = groups.iter().find_map(|group| rest.strip_prefix(group)) {
            plain.push_str("(?:");
            rest = after;
            continue;
        }
        let mut length = character.len_utf8();
        if character == '\\' {
            let escaped = rest.get(1..).and_then(|rest| rest.chars().next());
            length += escaped.map_or(0, char::len_utf8);
            if let Some(name) = rest.strip_prefix("\\k<").and_then(|rest| rest.find('>')) {
                rest = rest.get(name + 4..).unwrap_or_default();
                continue;
            }
            if escaped.is_some_and(|escaped| ('1'..='9').contains(&escaped)) {
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
        }
        let (kept, after) = rest.split_at(length);
        plain.push_str(kept);
        rest = after;
    }
    plain
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
        assert_eq!(size("("), 0);
        assert_eq!(size("(?=a"), usize::MAX);
        assert!(size(r"é\é\") < 1_000);
    }

    #[test]
    fn a_limit_leaves_out_the_largest() {
        assert_eq!(shared_limit(&[1, 2, 3], 6), usize::MAX);
        assert_eq!(shared_limit(&[1, 2, 30], 6), 29);
        assert_eq!(shared_limit(&[4, 4, 4], 6), 3);
    }
}
