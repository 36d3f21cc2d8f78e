//! Fuzz targets for the input of the generator: documents, overlays and configurations.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use generator::config::{self, Api, Config};
use generator::load::Overlay;
use generator::{CODEGEN, Described, Input, Outcome};

use super::parts;

/// A document with one of each construct that options and overlays refer to.
const DOCUMENT: &str = include_str!("../documents/small.yml");

fn config() -> &'static Config {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    CONFIG.get_or_init(|| {
        config::parse("apis:\n  fuzzed:\n    document: fuzzed.yml\n").expect("a configuration")
    })
}

fn api() -> &'static Api {
    config().apis.get("fuzzed").expect("the API")
}

fn input<'a>(api: &'a Api, bytes: &[u8], overlays: &'a [Overlay]) -> Input<'a> {
    Input {
        name: "fuzzed",
        api,
        path: "fuzzed.yml",
        origin: "fuzzed.yml",
        command: CODEGEN,
        bytes: bytes.to_vec(),
        overlays,
        read: &|path| Err(io::Error::other(format!("there is no {path}"))),
        root: None,
    }
}

/// Checks that there is output or a diagnostic, and that the output is valid Rust.
fn check(outcome: &Outcome) {
    assert!(outcome.files.is_some() || !outcome.diagnostics.is_empty());
    for (path, text) in outcome.files.iter().flatten() {
        if Path::new(path).extension().is_some_and(|it| it == "rs")
            && let Err(error) = syn::parse_file(text)
        {
            panic!("{path}: {error}\n{text}");
        }
    }
}

/// Reads any bytes as a document.
pub(crate) fn document(bytes: &[u8]) {
    let outcome = generator::generate(input(api(), bytes, &[])).expect("Rust");
    check(&outcome);
}

/// Applies any bytes as an overlay to a small document, or to the document in the first part.
pub(crate) fn overlay(bytes: &[u8]) {
    let (first, second) = parts(bytes);
    let (document, overlay) = if second.is_empty() {
        (DOCUMENT.as_bytes(), first)
    } else {
        (first, second)
    };
    let overlays = [Overlay {
        path: "overlay.yml".to_owned(),
        bytes: overlay.to_vec(),
    }];
    check(&generator::generate(input(api(), document, &overlays)).expect("Rust"));
}

/// Reads any text as a configuration, and generates a small document with it.
pub(crate) fn configuration(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(config) = config::parse(text) else {
        return;
    };
    for api in config.apis.values() {
        check(&generator::generate(input(api, DOCUMENT.as_bytes(), &[])).expect("Rust"));
    }
}

/// Compares two documents in both directions. A document must not differ from itself.
pub(crate) fn drift(bytes: &[u8]) {
    let (first, second) = parts(bytes);
    let second = if second.is_empty() {
        DOCUMENT.as_bytes()
    } else {
        second
    };
    let describe = |bytes: &[u8]| -> Described { generator::describe(input(api(), bytes, &[])) };
    let (old, new) = (describe(first), describe(second));
    let (Some(old), Some(new)) = (&old.api, &new.api) else {
        return;
    };
    for (old, new) in [(old, new), (new, old)] {
        let changes = generator::drift::compare(old, new);
        let verdict = generator::drift::worst(&changes);
        assert_eq!(verdict.is_some(), !changes.is_empty());
    }
    let same = generator::drift::compare(old, old);
    assert!(same.is_empty(), "a document differs from itself: {same:?}");
}
