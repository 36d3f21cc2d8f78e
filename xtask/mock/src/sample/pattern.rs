//! Generates text that matches a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Maximum number of characters.
const LONGEST: usize = 4096;

/// Returns matching text with the given number of repetitions. None if the pattern cannot be parsed, such as one with
/// look-around.
pub(super) fn text(pattern: &str, repeat: usize) -> Option<String> {
    let expression = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    write(&expression, repeat, &mut text)?;
    Some(text)
}

fn write(expression: &Hir, repeat: usize, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class)?),
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).ok()?;
            let most = repetition.max.and_then(|most| usize::try_from(most).ok());
            let times = most.map_or(least.max(repeat), |most| repeat.clamp(least, most));
            for _ in 0..times.min(LONGEST) {
                write(&repetition.sub, repeat, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repeat, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, repeat, text)?;
            }
        }
        HirKind::Alternation(branches) => {
            // The last alternative is usually the one that can grow.
            let last = branches.len().checked_sub(1)?;
            write(branches.get(repeat.min(last))?, repeat, text)?;
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
}
