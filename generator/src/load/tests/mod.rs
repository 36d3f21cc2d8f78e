//! Tests of the loader as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod files;
mod json;
mod oracle;
mod overlay;
mod tree;
mod yaml;

use super::{Loaded, load};
use crate::diagnostic::Location;

/// Loads a document with a single file.
fn load_text(name: &str, text: impl Into<Vec<u8>>) -> Loaded {
    load(name, text.into(), &|path| panic!("asked for {path}"))
}

fn yaml(text: &str) -> Loaded {
    load_text("document.yml", text)
}

/// Returns the code, line and column of each diagnostic, and the text at its location.
fn problems(loaded: &Loaded) -> Vec<(&'static str, usize, usize, &str)> {
    let place_of = |place: &Location| match &loaded.document {
        Some(document) => document.span(place).unwrap(),
        None => match place {
            Location::Bytes(file, range) => (*file, range.clone()),
            other => panic!("{other:?} without a document"),
        },
    };
    loaded
        .diagnostics
        .iter()
        .map(|found| {
            let (file, range) = place_of(&found.location);
            let (line, column) = loaded.sources.line_column(file, range.start);
            (
                found.code.id,
                line,
                column,
                loaded.sources.text(file).get(range).unwrap(),
            )
        })
        .collect()
}

/// Returns the document as JSON; there must be no diagnostics.
fn json_of(loaded: &Loaded) -> serde_json::Value {
    assert_eq!(loaded.diagnostics, []);
    loaded.document.as_ref().unwrap().root().to_json()
}
