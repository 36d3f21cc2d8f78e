//! Tests of the generator as a function from documents to text: its output, determinism and diagnostics.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod depth;
mod determinism;
mod diagnostics;
mod envelopes;
mod items;
mod mistakes;
mod shared_types;
mod snapshots;
mod types_only;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::config::{self, Config};
use generator::{Input, Outcome};

/// Generated files by path.
type Files = BTreeMap<String, String>;

/// Returns the folder of the workspace.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Returns the folder of the small documents.
fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("documents")
}

/// Returns the configuration of a small document, with its options from `<name>.codegen.yml`.
fn config_of(name: &str) -> Config {
    let options = documents().join(format!("{name}.codegen.yml"));
    let options = fs::read_to_string(options).unwrap_or_default();
    let options: Vec<String> = options
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "apis:\n  {name}:\n    document: {name}.yml\n{}",
        options.concat()
    );
    config::parse(&text).unwrap()
}

/// Generates bindings from this text, with the configuration of a small document.
fn outcome(name: &str, text: &str) -> Outcome {
    run(&config_of(name), name, &format!("{name}.yml"), text)
}

/// Generates the bindings of an API of a configuration, from this text.
fn run(config: &Config, name: &str, path: &str, text: &str) -> Outcome {
    generator::generate(input(config, name, path, text)).unwrap()
}

/// Returns the generator's input for an API of a configuration, with this text as its document.
fn input<'i>(config: &'i Config, name: &'i str, path: &'i str, text: &str) -> Input<'i> {
    Input {
        name,
        api: &config.apis[name],
        path,
        origin: path,
        command: generator::CODEGEN,
        bytes: text.as_bytes().to_vec(),
        overlays: &[],
        read: &|path| fs::read(documents().join(path)),
        root: None,
    }
}

/// Returns the text of a small document.
fn document(name: &str) -> String {
    fs::read_to_string(documents().join(format!("{name}.yml"))).unwrap()
}

/// Returns the configuration of the workspace.
fn config() -> Config {
    config::parse(&fs::read_to_string(workspace().join("spec/codegen.yml")).unwrap()).unwrap()
}

/// Returns the files of the Whop API, generated from this text.
fn whop(text: &str) -> Files {
    files(run(&config(), "whop", "spec/openapi.documented.yml", text))
}

/// Returns the files of an outcome without errors, by path within the module of the API.
fn files(outcome: Outcome) -> Files {
    let diagnostics = outcome.diagnostics;
    let files = outcome.files.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    let files = files.into_iter();
    files
        .map(|(path, text)| (path.split_once('/').unwrap().1.to_owned(), text))
        .collect()
}

/// Returns the text of the bundled Whop document.
fn whop_document() -> String {
    fs::read_to_string(workspace().join("spec/openapi.documented.yml")).unwrap()
}

/// Removes the header of a generated file, which names the document and in one file contains its digest.
fn without_header(text: &str) -> &str {
    let mut rest = text;
    while let Some((first, after)) = rest.split_once('\n')
        && first.starts_with("// ")
    {
        rest = after;
    }
    rest
}
