//! Regular expressions (RFC 9485).

use super::super::pattern::{Patterns, is_valid};
use super::super::{DEPTH, Exceeded, Extent, StepBudget};
use super::ENOUGH;

fn try_match(pattern: &str, extent: Extent, text: &str) -> Result<bool, Exceeded> {
    Patterns::default().is_match(pattern, extent, text, &mut StepBudget::new(ENOUGH))
}

fn matches(pattern: &str, text: &str) -> bool {
    assert!(is_valid(pattern), "{pattern}");
    try_match(pattern, Extent::Whole, text).unwrap()
}

#[test]
fn expressions_match() {
    for (pattern, matching, others) in [
        ("", &[""][..], &["a"][..]),
        ("abc", &["abc"], &["ab", "abcd", "ABC", ""]),
        ("a|bc|", &["a", "bc", ""], &["b", "ac"]),
        ("a*b+c?", &["b", "aabbc"], &["a", "bcc"]),
        ("a{2}", &["aa"], &["a", "aaa"]),
        ("a{2,}", &["aa", "aaaa"], &["a"]),
        ("a{1,2}", &["a", "aa"], &["", "aaa"]),
        ("a{0}", &[""], &["a"]),
        ("(ab|c)*d", &["d", "abcd", "ababd"], &["ad"]),
        ("()a", &["a"], &[""]),
        (
            ".",
            &["a", "é", "𝄞", "\u{2028}", "\u{0}"],
            &["\n", "\r", "ab", ""],
        ),
        // Classes.
        ("[abc]", &["a", "c"], &["d", "ab"]),
        ("[^abc]", &["d", "\n", "𝄞"], &["a", ""]),
        ("[a-cx-z]", &["b", "y"], &["d", "-"]),
        ("[-a]", &["-", "a"], &["b"]),
        ("[a-]", &["-", "a"], &["b"]),
        ("[--]", &["-"], &["a"]),
        ("[^-]", &["a"], &["-"]),
        ("[a^$.*(&~]", &["^", "$", ".", "*", "(", "&", "~"], &["b"]),
        ("[a&&b]", &["a", "&", "b"], &["c"]),
        ("[\\]\\[\\\\\\-\\n]", &["]", "[", "\\", "-", "\n"], &["n"]),
        ("[\\p{Lu}0-9]", &["É", "5"], &["é"]),
        ("[^\\p{L}]", &["1"], &["a"]),
        // Categories.
        ("\\p{L}+", &["aÉж"], &["1", "a1"]),
        ("\\P{Nd}", &["a"], &["1", "٣"]),
        ("\\p{Cn}|\\p{Zs}|\\p{Sc}", &[" ", "€"], &["a"]),
        // Escapes.
        (
            "\\.\\*\\+\\?\\(\\)\\{\\}\\[\\]\\|\\\\\\-\\^",
            &[".*+?(){}[]|\\-^"],
            &[],
        ),
        ("\\n\\r\\t", &["\n\r\t"], &["nrt"]),
        // Characters that mean something in other dialects.
        ("a#b c/&~<>=!,:-", &["a#b c/&~<>=!,:-"], &[]),
        ("é𝄞", &["é𝄞"], &["e"]),
        // Anchors.
        ("^ab$", &["ab"], &["^ab$"]),
    ] {
        for text in matching {
            assert!(matches(pattern, text), "{pattern} {text:?}");
        }
        for text in others {
            assert!(!matches(pattern, text), "{pattern} {text:?}");
        }
    }
}

#[test]
fn parts_match() {
    for (pattern, text, expected) in [
        ("b", "abc", true),
        ("", "", true),
        ("", "abc", true),
        ("d", "abc", false),
        ("^a", "abc", true),
        ("^b", "abc", false),
        ("c$", "abc", true),
        ("b$", "abc", false),
        ("^$", "", true),
        ("b.", "a\nb\n", false),
        ("b.", "a\nbc", true),
    ] {
        let found = try_match(pattern, Extent::Part, text).unwrap();
        assert_eq!(found, expected, "{pattern} {text:?}");
    }
}

/// What other dialects allow is not an I-Regexp, so it matches nothing.
#[test]
fn expressions_of_other_dialects_match_nothing() {
    for pattern in [
        "*",
        "+a",
        "?",
        "a**",
        "a+?",
        "a{1}{1}",
        "|*",
        "(*a)",
        "(",
        ")",
        "a)",
        "(a",
        "[",
        "[]",
        "[^]",
        "[a",
        "a]",
        "{",
        "}",
        "a{",
        "a{}",
        "a{,1}",
        "a{x}",
        "a{1",
        "a{1,",
        "a{2,1}",
        "a{1;2}",
        "[z-a]",
        "[a-\\p{L}]",
        "[a--]",
        "[a-b-c]",
        "[[a]]",
        "\\",
        "\\d",
        "\\w",
        "\\s",
        "\\b",
        "\\/",
        "\\x41",
        "\\u0041",
        "\\$",
        "\\p",
        "\\pL",
        "\\p{",
        "\\p{}",
        "\\p{X}",
        "\\p{Lx}",
        "\\p{L",
        "\\p{Luu}",
        "\\p{Cs}",
        "\\p{Greek}",
        "[\\d]",
        "[\\",
        "(?i)a",
        "(?:a)",
        "(?=a)",
    ] {
        assert!(!is_valid(pattern), "{pattern}");
        for text in ["", "a", "1", "A", "{", pattern] {
            for extent in [Extent::Whole, Extent::Part] {
                assert_eq!(try_match(pattern, extent, text), Ok(false), "{pattern}");
            }
        }
    }
}

#[test]
fn large_expressions_are_errors() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")*".repeat(depth));
    assert!(matches(&nested(DEPTH), "a"));
    for pattern in [
        nested(DEPTH + 1),
        nested(100_000),
        "((a{1000}){1000}){1000}".to_owned(),
        "a{99999999999}".to_owned(),
        "\\p{L}{1000}".to_owned(),
    ] {
        let found = try_match(&pattern, Extent::Part, "a");
        assert_eq!(found, Err(Exceeded::Pattern), "{}", &pattern[..10]);
        assert!(is_valid(&pattern));
    }
    // The largest expressions have room for their transitions.
    let largest = (1..100).rev().find_map(|factor| {
        let pattern = format!("a{{{}}}b", factor * 1_000);
        try_match(&pattern, Extent::Whole, "aaa").ok()
    });
    assert_eq!(largest, Some(false));
}

/// Transitions are forgotten when their memory is used up; the result is the same.
#[test]
fn expressions_with_very_many_states_match() {
    let mut state = 1_u32;
    let mut letters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 { 'a' } else { 'b' }
    });
    let text: String = letters.by_ref().take(80_000).collect();
    let mut patterns = Patterns::default();
    let mut budget = StepBudget::new(100_000_000);
    for (distance, length) in [(1, 80_000), (15, 80_000), (15, 70_003)] {
        let text = &text[..length];
        let expected = text.as_bytes()[length - 1 - distance] == b'a';
        let pattern = format!("(a|b)*a(a|b){{{distance}}}");
        let found = patterns.is_match(&pattern, Extent::Whole, text, &mut budget);
        assert_eq!(found, Ok(expected), "{pattern}");
    }
}

/// An expression is compiled once, unless many others were used after it.
#[test]
fn compiled_expressions_are_kept() {
    let mut patterns = Patterns::default();
    let mut cost = |pattern: &str, extent: Extent| {
        let mut budget = StepBudget::new(u64::MAX);
        let found = patterns.is_match(pattern, extent, "", &mut budget);
        assert_eq!(found, Ok(false));
        u64::MAX - budget.left
    };
    assert!(cost("abc", Extent::Whole) > 100);
    assert!(cost("abc", Extent::Whole) < 10);
    assert!(cost("abc", Extent::Part) > 100);
    assert!(cost("abc", Extent::Whole) < 10);
    for index in 0..20 {
        cost(&format!("a{index}"), Extent::Whole);
    }
    assert!(cost("abc", Extent::Whole) > 100);
}
