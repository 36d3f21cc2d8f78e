//! What is emitted, construct by construct.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines
)]

pub(crate) mod build;
pub(crate) mod nasty;

use super::*;

const HEADER: Header<'_> = Header {
    document: "pets.yml",
    digest: "0123",
    command: "cargo xtask codegen",
};

#[test]
fn unfortunate_names_and_prose_are_emitted() {
    let package = api(&nasty::api(), &HEADER).unwrap();
    for (path, text) in &package.files {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    }
    assert_eq!(package, api(&nasty::api(), &HEADER).unwrap());
}
