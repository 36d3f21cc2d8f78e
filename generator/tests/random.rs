//! Random documents, valid and broken: the generator never panics, its output is the same in every run, and its
//! output parses as Rust.
//!
//! The behavioural tests check what the emitted code does. `cargo run -p generator --example random_documents` and
//! `cargo xtask corpus --check` check for a sample whether the code compiles.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "random/documents.rs"]
mod documents;

use generator::config::{self, Config};
use generator::{Input, Outcome};
use proptest::prelude::*;

fn config() -> Config {
    config::parse("apis:\n  random:\n    document: random.json\n").unwrap()
}

fn generate(bytes: &[u8]) -> Outcome {
    generator::generate(Input {
        name: "random",
        api: &config().apis["random"],
        path: "random.json",
        origin: "random.json",
        command: generator::CODEGEN,
        bytes: bytes.to_vec(),
        overlays: &[],
        read: &|path| Err(std::io::Error::other(format!("there is no {path}"))),
        root: None,
    })
    .unwrap()
}

/// Asserts that every file parses as Rust.
fn assert_rust(outcome: &Outcome) {
    for (path, text) in outcome.files.iter().flatten() {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path}: {error}\n{text}");
        }
    }
}

/// Found by the random documents: a branch that refers to itself.
#[test]
fn a_reference_to_itself_is_an_error() {
    let outcome = generate(
        br##"{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, "components": {"schemas": {
            "A": {"type": "object", "properties": {
                "a": {"anyOf": [{"$ref": "#/components/schemas/A/properties/a/anyOf/0"}]}
            }}
        }}}"##,
    );
    let codes: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.id)
        .collect();
    assert_eq!(codes, ["reference-cycle"]);
}

/// Found by the random documents: the search for a suggestion met the same reference again.
#[test]
fn components_that_lead_nowhere_are_an_error() {
    let outcome = generate(
        br##"{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}, "components": {"$ref": "#/"}}"##,
    );
    let codes: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.id)
        .collect();
    assert_eq!(codes, ["unresolved-reference"]);
}

/// Found by the random documents.
#[test]
fn what_is_only_itself_is_any_value() {
    for schemas in [
        r##"{"A": {"anyOf": [{"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "integer"}]}, {}]}}"##,
        r##"{"A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
             "B": {"allOf": [{"$ref": "#/components/schemas/C"}]}, "C": {"oneOf": [{"$ref": "#/components/schemas/B"}]}}"##,
    ] {
        let document = format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "A", "version": "1"}}, "paths": {{}}, "components": {{"schemas": {schemas}}}}}"#
        );
        let outcome = generate(document.as_bytes());
        assert!(outcome.files.is_some(), "{:?}", outcome.diagnostics);
        assert_rust(&outcome);
    }
}

/// Found by the random documents: only strings, numbers and booleans can distinguish events.
#[test]
fn a_constant_object_tells_no_events_apart() {
    let outcome = generate(
        br#"{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "webhooks": {"a": {"post": {
            "requestBody": {"content": {"application/json": {"schema": {
                "type": "object", "required": ["kind"], "properties": {"kind": {"const": {"a": 1}}}
            }}}},
            "responses": {"200": {"description": "Received."}}
        }}}}"#,
    );
    assert!(outcome.files.is_some(), "{:?}", outcome.diagnostics);
    assert_rust(&outcome);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn valid_documents_are_generated(document in documents::document()) {
        let bytes = document.to_string().into_bytes();
        let outcome = generate(&bytes);
        prop_assert!(outcome.files.is_some(), "{:#?}\n{document:#}", outcome.diagnostics);
        assert_rust(&outcome);
        let again = generate(&bytes);
        prop_assert_eq!(outcome.files, again.files);
        prop_assert_eq!(outcome.diagnostics, again.diagnostics);
    }

    #[test]
    fn spoiled_documents_are_generated_or_refused_with_a_reason(document in documents::spoiled()) {
        let outcome = generate(document.to_string().as_bytes());
        prop_assert!(outcome.files.is_some() || !outcome.diagnostics.is_empty());
        assert_rust(&outcome);
    }

    #[test]
    fn text_that_breaks_off_is_refused_with_a_reason(document in documents::document(), cut in 0.0..1.0_f64) {
        let text = document.to_string();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let end = (text.len() as f64 * cut) as usize;
        let outcome = generate(&text.as_bytes()[..end]);
        prop_assert!(outcome.files.is_none() && !outcome.diagnostics.is_empty());
    }
}
