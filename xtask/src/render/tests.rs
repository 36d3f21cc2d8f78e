//! Snapshots of printed problems.

use super::excerpt::{Excerpt, Lines};
use super::*;

const LOOK: RenderOptions = RenderOptions {
    styled: false,
    width: 120,
    listing: Listing::Shortened,
};

fn source(text: &str) -> Source {
    Source {
        path: "spec/api.yml".to_owned(),
        text: text.to_owned(),
    }
}

/// Returns a problem at the first occurrence of a text.
fn at(source: &Source, needle: &str) -> Problem {
    let start = source.text.find(needle).expect("it should be in the text");
    Problem {
        severity: Severity::Error,
        code: "some-code",
        message: "something is wrong".to_owned(),
        spot: Some(SourceRange::new(0, start..start + needle.len())),
        label: String::new(),
        related: Vec::new(),
        help: None,
        pointer: None,
    }
}

fn rendered(source: &Source, problem: Problem) -> String {
    problems(std::slice::from_ref(source), &[problem], &LOOK)
}

#[test]
fn problem_is_shown_with_all_its_parts() {
    let source = source("paths:\n  /users:\n    get: {$ref: '#/x'}\nx: 1\n");
    let mut problem = at(&source, "'#/x'");
    problem.label = "leads to a number".to_owned();
    problem.related = vec![(SourceRange::new(0, 43..44), "which is here".to_owned())];
    problem.help = Some("did you mean `#/y`?".to_owned());
    problem.pointer = Some("#/paths/~1users/get/$ref".to_owned());
    assert_eq!(
        rendered(&source, problem),
        "\
error[some-code]: something is wrong
 --> spec/api.yml:3:17
  |
3 |     get: {$ref: '#/x'}
  |                 ^^^^^ leads to a number
 ::: spec/api.yml:4:4
  |
4 | x: 1
  |    - which is here
  |
  = note: at #/paths/~1users/get/$ref
  = help: did you mean `#/y`?

1 error
"
    );
}

#[test]
fn no_problems_print_nothing() {
    assert_eq!(problems(&[], &[], &LOOK), "");
}

#[test]
fn problem_without_a_location_is_shown() {
    let mut problem = at(&source("a"), "a");
    problem.spot = None;
    assert_eq!(
        problems(&[], &[problem.clone()], &LOOK),
        "error[some-code]: something is wrong\n\n1 error\n"
    );
    // A location in an unknown file is omitted.
    problem.spot = Some(SourceRange::new(7, 1..2));
    assert_eq!(
        problems(&[], &[problem], &LOOK),
        "error[some-code]: something is wrong\n\n1 error\n"
    );
}

#[test]
fn errors_are_last_and_files_in_order() {
    let source = source("a: 1\nb: 2\nc: 3\n");
    let mut warning = at(&source, "c");
    warning.severity = Severity::Warning;
    warning.code = "other-code";
    let text = problems(
        std::slice::from_ref(&source),
        &[at(&source, "b"), warning, at(&source, "a")],
        &LOOK,
    );
    let places: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("-->") || line.starts_with("warn"))
        .collect();
    assert_eq!(
        places,
        [
            "warning[other-code]: something is wrong",
            " --> spec/api.yml:3:1",
            " --> spec/api.yml:1:1",
            " --> spec/api.yml:2:1"
        ]
    );
    assert!(text.ends_with("\n2 errors, 1 warning\n"), "{text}");
}

#[test]
fn frequent_problems_are_counted() {
    let source = source(&"key: value\n".repeat(50));
    let warning = |line: usize| {
        let mut problem = at(&source, "key");
        problem.severity = Severity::Warning;
        problem.spot = Some(SourceRange::new(0, line * 11..line * 11 + 3));
        problem
    };
    let of = |count: usize, look: &RenderOptions| {
        let found: Vec<Problem> = (0..count).map(warning).collect();
        problems(std::slice::from_ref(&source), &found, look)
    };
    let shown = |text: &str| text.matches("-->").count();

    let text = of(40, &LOOK);
    assert_eq!(shown(&text), 3);
    assert!(
        text.contains(
            "… and 37 more like this (some-code): spec/api.yml:4:1, spec/api.yml:5:1, spec/api.yml:6:1, …\n\n\
             40 warnings\n"
        ),
        "{text}"
    );
    // The message "and 1 more" would take as much room.
    assert_eq!(shown(&of(4, &LOOK)), 4);
    assert!(!of(4, &LOOK).contains("more like this"));
    assert!(
        of(5, &LOOK)
            .contains("… and 2 more like this (some-code): spec/api.yml:4:1, spec/api.yml:5:1\n")
    );
    let all = RenderOptions {
        listing: Listing::Complete,
        ..LOOK
    };
    assert_eq!(shown(&of(40, &all)), 40);
}

#[test]
fn tabs_unicode_and_windows_lines() {
    let source = source("a: 1\r\n\tname: 'größe 日本'\t# x\r\n");
    let mut problem = at(&source, "'größe 日本'");
    problem.label = "here".to_owned();
    assert_eq!(
        rendered(&source, problem),
        "\
error[some-code]: something is wrong
 --> spec/api.yml:2:8
  |
2 |     name: 'größe 日本'    # x
  |           ^^^^^^^^^^^^ here

1 error
"
    );
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let source = source("a: \u{1b}[31mred\u{7}\n");
    let mut problem = at(&source, "red");
    problem.message = "wrong \u{1b}[31m".to_owned();
    problem.label = "here\u{9b}".to_owned();
    problem.help = Some("\u{1b}[0m".to_owned());
    problem.pointer = Some("#/\u{1b}]0;x\u{7}".to_owned());
    let text = rendered(&source, problem);
    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{text:?}");
}

#[test]
fn one_line_of_many_megabytes() {
    let text = format!(
        "{{{}\"name\": \"größe\"{}}}",
        "\"ä\": 1, ".repeat(500_000),
        ", \"b\": 2".repeat(500_000)
    );
    let source = source(&text);
    let text = rendered(&source, at(&source, "größe"));
    assert!(text.contains(" --> spec/api.yml:1:4000011\n"), "{text}");
    assert!(text.contains("\"name\": \"größe\""), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 120),
        "{text}"
    );
}

#[test]
fn any_span_in_any_text_is_shown() {
    for text in [
        "",
        "a",
        "ä",
        "\n",
        "\r\n",
        "a\n",
        "\u{feff}a: b\n",
        "a\nb\r\nc",
        "日本\n語",
    ] {
        let source = source(text);
        for start in 0..=text.len() + 2 {
            for end in 0..=text.len() + 2 {
                let mut problem = at(&source, "");
                problem.spot = Some(SourceRange::new(0, start..end));
                let shown = rendered(&source, problem);
                assert!(
                    shown.contains("--> spec/api.yml:"),
                    "{text:?} {start}..{end}: {shown}"
                );
            }
        }
    }
}

#[test]
fn styles_end_where_they_begin() {
    let source = source("a: 1\nb: 2\n");
    let look = RenderOptions {
        styled: true,
        ..LOOK
    };
    let mut problem = at(&source, "b");
    problem.related = vec![(SourceRange::new(0, 0..1), "first".to_owned())];
    let text = problems(std::slice::from_ref(&source), &[problem.clone()], &look);
    assert_eq!(plain(&text), problems(&[source], &[problem], &LOOK));
    for line in text.lines() {
        let starts = line.matches("\u{1b}[").count() - line.matches("\u{1b}[0m").count();
        assert!(
            starts == 0
                || line.ends_with("\u{1b}[0m")
                || line.rfind("\u{1b}[0m") > line.rfind("\u{1b}[1m"),
            "{line:?}"
        );
    }
}

#[test]
fn an_excerpt_is_a_part_of_a_line() {
    let of = |text: &str, span: Range<usize>| Lines::new(text).excerpt(span);
    let expected = |line, column, text: &str, span| Excerpt {
        line,
        column,
        text: text.to_owned(),
        span,
    };
    assert_eq!(of("a: 1\nbc: 2\n", 5..7), expected(2, 1, "bc: 2", 0..2));
    // A span over several lines is marked in its first line.
    assert_eq!(
        of("a:\n  b: 1\n  c: 2\n", 5..17),
        expected(2, 3, "  b: 1", 2..6)
    );
    // A line break, and the end of the text.
    assert_eq!(of("ab\r\nc", 2..4), expected(1, 3, "ab", 2..2));
    assert_eq!(of("ab\n", 3..3), expected(2, 1, "", 0..0));
    assert_eq!(of("ab", 9..12), expected(1, 3, "ab", 2..2));
    // A span that begins inside a character is extended to its start.
    assert_eq!(of("ä: 1", 1..2), expected(1, 1, "ä: 1", 0..2));
    // A byte-order mark is neither shown nor counted.
    assert_eq!(of("\u{feff}a: 1", 3..4), expected(1, 1, "a: 1", 0..1));
    // Long lines and long spans are cut on both sides.
    let long = format!("{}{}{}", "a".repeat(500), "b".repeat(10), "c".repeat(500));
    let shown = format!("…{}{}{}…", "a".repeat(120), "b".repeat(10), "c".repeat(120));
    assert_eq!(of(&long, 500..510), expected(1, 501, &shown, 123..133));
    let shown = format!("{}…", "a".repeat(160));
    assert_eq!(of(&long, 0..400), expected(1, 1, &shown, 0..160));
}

#[test]
fn counts() {
    assert_eq!(
        Summary {
            errors: 0,
            warnings: 1,
            notes: 0,
        }
        .to_string(),
        "1 warning"
    );
    assert_eq!(
        Summary {
            errors: 1,
            warnings: 0,
            notes: 0,
        }
        .to_string(),
        "1 error"
    );
    assert_eq!(
        Summary {
            errors: 2,
            warnings: 3,
            notes: 0,
        }
        .to_string(),
        "2 errors, 3 warnings"
    );
    assert_eq!(
        Summary {
            errors: 0,
            warnings: 1,
            notes: 2,
        }
        .to_string(),
        "1 warning, 2 notes"
    );
    assert_eq!(Summary::default().to_string(), "0 warnings");
    assert_eq!(counted(0, "file"), "0 files");
}
