//! Verification finds the faulty types of `tests/build/verification.rs`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use mock::verify::{Report, verify_here};
use tests::entry::Entry;
use tests::{SEEDS, SEEDS_TABLE};

const DOCUMENT: &str = include_str!("../../verification/seeds.yml");

fn verified(entries: &[Entry]) -> Report {
    let decode = |entry: usize, text: &str| {
        let entry = entries.get(entry).ok_or("there is no such entry")?;
        entry(text).map(|(variant, text)| (variant.to_owned(), text))
    };
    verify_here(DOCUMENT, SEEDS_TABLE, &decode).unwrap()
}

#[test]
fn correct_types_pass() {
    let (_, entries) = SEEDS.iter().find(|(name, _)| *name == "none").unwrap();
    let report = verified(entries);
    assert!(report.failures.is_empty(), "{:#?}", report.failures);
    assert!(report.instances > 50, "{report:?}");
    assert!(report.invalid > 20, "{report:?}");
    assert!(report.built > 5, "{report:?}");
    assert!(report.variants > 5, "{report:?}");
    assert_eq!(report.without_value + report.unusable + report.skipped, 0);
}

#[test]
fn every_fault_is_found() {
    let faults = SEEDS.iter().filter(|(name, _)| *name != "none");
    let missed: Vec<&str> = faults
        .filter(|(_, entries)| verified(entries).failures.is_empty())
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(missed, [""; 0], "these faults are not found");
    assert!(SEEDS.len() > 10);
}

#[test]
fn wrong_examples_are_reported() {
    let (_, entries) = SEEDS.iter().find(|(name, _)| *name == "none").unwrap();
    let report = verified(entries);
    let found: Vec<(&str, String)> = report
        .wrong_examples
        .iter()
        .map(|wrong| (wrong.pointer.as_str(), wrong.example.to_string()))
        .collect();
    let expected = [
        ("#/components/schemas/Color", "5"),
        ("#/components/schemas/Question/properties/nickname", "7"),
        ("#/components/schemas/Answer/properties/tags/items", "true"),
    ];
    assert_eq!(
        found,
        expected.map(|(pointer, example)| (pointer, example.to_owned()))
    );
    assert!(
        report
            .wrong_examples
            .iter()
            .all(|wrong| !wrong.message.is_empty())
    );
    assert_eq!(report.invalid_examples, report.wrong_examples.len());
}
