use super::report::Report;
use super::*;

fn row(document: &str, outcome: Outcome, causes: &[(&str, &str)]) -> Row {
    Row {
        document: document.to_owned(),
        outcome,
        found: Found {
            types: 2,
            peak_memory: Some(3_000_000),
            fallbacks: vec![("#/x".to_owned(), "a tuple".to_owned())],
            ..Found::default()
        },
        causes: causes
            .iter()
            .map(|&(kind, text)| Cause {
                kind: kind.to_owned(),
                text: text.to_owned(),
            })
            .collect(),
    }
}

#[test]
fn failures_are_grouped_by_cause() {
    let rows = vec![
        row("a.yml", Outcome::Good, &[]),
        row(
            "b.yml",
            Outcome::Broken,
            &[("E1: x", "once"), ("E2: y", "alone")],
        ),
        row(
            "c.yml",
            Outcome::Broken,
            &[("E1: x", "twice"), ("E1: x", "thrice")],
        ),
        row(
            "d.yml",
            Outcome::Invalid,
            &[("unresolved-reference", "nowhere")],
        ),
        row("e.yml", Outcome::Refused, &[("swagger-2", "old")]),
    ];
    let report = Report::new(rows, Duration::from_secs(1));
    assert!(report.has_failures());
    let text = anstream::adapter::strip_str(&report.text(true)).to_string();
    let (_, failures) = text.split_once("Failures, by cause\n").unwrap();
    assert!(
        failures.starts_with(
            "E1: x (3 in 2 documents: b.yml, c.yml)\n    once\nE2: y (1 in 1 document: b.yml)\n    alone\n\n"
        ),
        "{text}"
    );
    assert!(
        text.contains(
            "5 documents: 1 good, 1 invalid, 1 refused, 2 broken, 0 crashed, 0 timed out\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("unresolved-reference (1 in 1 document: d.yml)\n    nowhere\n"),
        "{text}"
    );
    assert!(text.contains("10 types"), "{text}");
    assert!(
        text.contains("a tuple (5)\n    a.yml #/x\n    b.yml #/x\n"),
        "{text}"
    );

    let well = vec![
        row("a.yml", Outcome::Good, &[]),
        row("e.yml", Outcome::Refused, &[]),
    ];
    assert!(!Report::new(well, Duration::ZERO).has_failures());
}

#[cfg(unix)]
#[test]
fn panics_are_grouped_by_location() {
    use std::os::unix::process::ExitStatusExt as _;
    let status = std::process::ExitStatus::from_raw(134);
    let said =
        "\nthread 'main' (1) panicked at src/x.rs:1:2:\nindex out of bounds\nnote: run with\n";
    assert_eq!(
        run::crash(status, said).kind,
        "panic at src/x.rs:1:2: index out of bounds"
    );
    assert_eq!(
        run::crash(status, "memory allocation of 8 bytes failed\n").kind,
        "memory allocation of 8 bytes failed"
    );
    assert_eq!(run::crash(status, "").kind, status.to_string());
}
