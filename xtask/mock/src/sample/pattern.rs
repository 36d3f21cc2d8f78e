//! Generates text that matches a regular expression.

use std::cell::Cell;

use jsonschema::{Draft, PatternOptions};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::json;

use super::take;

/// Length of the text in bytes beyond which nothing is generated.
const LONGEST: usize = 4096;

/// Maximum memory of an expression that is matched, in bytes.
const LARGEST: usize = 1 << 20;

/// A regular expression for which text can be generated.
pub(crate) struct Pattern(Hir);

impl Pattern {
    /// Parses a pattern. None if that fails, such as for look-around, or if its shortest text is too long.
    pub(crate) fn parse(pattern: &str) -> Option<Self> {
        let expression = regex_syntax::parse(pattern).ok()?;
        let shortest = expression.properties().minimum_len();
        shortest
            .is_none_or(|bytes| bytes <= 4 * LONGEST)
            .then_some(Self(expression))
    }

    /// Returns matching text with the given number of repetitions. None if the text is too long, or if no work is left.
    /// Each visit of a part of the expression subtracts 1 from `work`.
    pub(crate) fn text(&self, repeat: usize, work: &Cell<usize>) -> Option<String> {
        let mut text = String::new();
        write(&self.0, repeat, &mut text, work)?;
        Some(text)
    }
}

/// Returns true if a name matches a pattern of `patternProperties`. False for a pattern that cannot be used.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let options = PatternOptions::fancy_regex().size_limit(LARGEST);
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .with_pattern_options(options)
        .build(&json!({ "pattern": pattern }));
    validator.is_ok_and(|validator| validator.is_valid(&json!(name)))
}

fn write(expression: &Hir, repeat: usize, text: &mut String, work: &Cell<usize>) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    take(work, 1)?;
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class)?),
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).ok()?;
            let most = repetition.max.and_then(|most| usize::try_from(most).ok());
            let times = most.map_or(least.max(repeat), |most| repeat.clamp(least, most));
            for _ in 0..times.min(LONGEST) {
                let length = text.len();
                write(&repetition.sub, repeat, text, work)?;
                // Further repetitions of an empty part add nothing.
                if text.len() == length {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repeat, text, work)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, repeat, text, work)?;
            }
        }
        HirKind::Alternation(branches) => {
            // The last alternative is usually the one that can grow.
            let last = branches.len().checked_sub(1)?;
            write(branches.get(repeat.min(last))?, repeat, text, work)?;
        }
    }
    Some(())
}

/// Returns a character of a class: a letter or digit if possible.
fn character(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (char::from(range.start()), char::from(range.end())))
            .collect(),
    };
    let is_in = |character: &char| {
        let mut ranges = ranges.iter();
        ranges.any(|(first, last)| first <= character && character <= last)
    };
    ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .chain('!'..='~')
        .find(is_in)
        .or(ranges.first().map(|(first, _)| *first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pattern: &str, repeat: usize) -> Option<String> {
        Pattern::parse(pattern)?.text(repeat, &Cell::new(10_000))
    }

    #[test]
    fn text_fits_the_pattern() {
        for (pattern, repeat, expected) in [
            ("^[a-z]{2,4}$", 0, "aa"),
            ("^[a-z]{2,4}$", 3, "aaa"),
            ("^biz_[A-Za-z0-9]+$", 0, "biz_a"),
            (r"^\d{3}-\d{4}$", 0, "000-0000"),
            ("^(card|cash)?$", 1, "cash"),
            (r"^a\/b(?<name>c)$", 0, "a/bc"),
            ("[^a-z]", 0, "A"),
            ("^(0|[1-9][0-9]*)$", 0, "0"),
            ("^(0|[1-9][0-9]*)$", 1, "10"),
        ] {
            assert_eq!(
                text(pattern, repeat).as_deref(),
                Some(expected),
                "{pattern}"
            );
        }
    }

    #[test]
    fn patterns_that_cannot_be_read_give_nothing() {
        assert_eq!(text("(?=a)b", 0), None);
    }

    #[test]
    fn text_is_never_made_longer_than_the_limit() {
        assert_eq!(text("(((a{100}){100}){100}){100}", 0), None);
        assert_eq!(
            text("((((|b){100}){100}){100}){100}", 0),
            Some(String::new())
        );
        assert_eq!(text("(((a{0,100}){0,100}){0,100}){0,100}", 64), None);
        // Parts without text also take work.
        let work = Cell::new(1_000);
        let pattern = Pattern::parse("((((a?){1000}b?){1000}c?){1000}d?)+").unwrap();
        assert_eq!(pattern.text(1, &work), None);
        assert_eq!(work.get(), 0);
    }
}
