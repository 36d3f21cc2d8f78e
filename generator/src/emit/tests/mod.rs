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

#[test]
#[ignore = "writes the crate to the folder that EMIT_OUT names, where it can be compiled"]
fn write_the_unfortunate_crate() {
    let folder = std::path::PathBuf::from(std::env::var_os("EMIT_OUT").unwrap());
    let mut files = api(&nasty::api(), &HEADER).unwrap().files;
    files.extend(
        runtime_files()
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
    );
    files.insert(
        "lib.rs".to_owned(),
        crate_root(&[Module { name: "nasty" }], HEADER.command).unwrap(),
    );
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
