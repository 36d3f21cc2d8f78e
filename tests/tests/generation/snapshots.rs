//! Snapshots of the types and operations of each small document. `cargo insta review` shows changes.
//!
//! The files of `generated` have no snapshots: they are committed, and `determinism.rs` compares them.

use std::fmt::Write as _;
use std::fs;

use generator::diagnostic::Severity;

use crate::{Files, config_of, document, documents, files, input, outcome, without_header};

/// Returns the text of the snapshot, without the client, which is similar for all documents, and without
/// module files.
fn shown(files: &Files) -> String {
    let mut text = String::new();
    for (path, file) in files {
        if path != "client.rs" && !path.ends_with("mod.rs") {
            write!(text, "// ---- {path}\n{}\n", without_header(file)).unwrap();
        }
    }
    text
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Compares the output for a document with its snapshot. `mistakes.rs` and `diagnostics.rs` test the diagnostics.
fn compare(name: &str, has_diagnostics: bool) {
    let outcome = outcome(name, &document(name));
    let mut diagnostics = outcome.diagnostics.iter();
    let is_reported = diagnostics.any(|found| found.severity > Severity::Note);
    assert_eq!(is_reported, has_diagnostics, "{name}");
    let text = shown(&files(outcome));
    settings().bind(|| insta::assert_snapshot!(name, text));
}

/// Defines a test for each document.
macro_rules! documents {
    ($($name:ident $(($diagnostics:ident))?),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let has_diagnostics: &[&str] = &[$(stringify!($diagnostics))?];
                compare(stringify!($name), !has_diagnostics.is_empty());
            }
        )*

        /// The documents that have a test.
        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

documents! {
    additional_properties,
    all_of (diagnostics),
    any_of,
    any_value,
    binary,
    boolean_response,
    callbacks,
    conditional (diagnostics),
    constants_and_defaults,
    contested_names,
    credential_prefix,
    date_time,
    discriminators (diagnostics),
    enumerations (diagnostics),
    envelope,
    error_bodies,
    exact_names,
    form_bodies (diagnostics),
    formats,
    free_form,
    header_and_cookie_parameters (diagnostics),
    include,
    incomplete (diagnostics),
    json_schema,
    keyed_union,
    large_types,
    lints,
    media_types,
    methods,
    mistakes (diagnostics),
    multipart_bodies (diagnostics),
    names,
    null_branch (diagnostics),
    nullable,
    numbers,
    open_enum,
    operation_names,
    other_files,
    page_options,
    pages,
    path_keys (diagnostics),
    path_parameters,
    plain_scalars,
    presence,
    prose,
    query_brackets,
    query_parameters,
    query_styles (diagnostics),
    read_write,
    recursion,
    references,
    rename,
    request_bodies,
    required_together,
    responses,
    secrets,
    security,
    server_addresses (diagnostics),
    servers,
    shared_types,
    streams,
    structural_sharing,
    tagged_union,
    taken_names,
    tuples_and_lists,
    type_lists,
    type_overrides,
    undeclared_members (diagnostics),
    unicode_names,
    union_bases (diagnostics),
    untagged_union,
    value_names,
    webhooks,
    webhooks_alike (diagnostics),
    webhooks_forms,
    webhooks_listed (diagnostics),
    webhooks_named,
    webhooks_nested,
    webhooks_nullable,
}

#[test]
fn every_document_has_a_test() {
    let mut names: Vec<String> = fs::read_dir(documents())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".yml")?.to_owned()))
        .filter(|name| !name.contains('.'))
        .collect();
    names.sort();
    assert_eq!(names, TESTED, "add the document to `documents!`");
}

/// Compares the intermediate representation of a document with its snapshot.
fn compare_ir(name: &str) {
    let config = config_of(name);
    let path = format!("{name}.yml");
    let described = generator::describe(input(&config, name, &path, &document(name)));
    let read = described.document.unwrap();
    let text = generator::ir::text(&described.api.unwrap(), &|origin| read.pointer(origin));
    settings().bind(|| insta::assert_snapshot!(format!("ir_{name}"), text));
}

#[test]
fn ir_of_unions() {
    compare_ir("discriminators");
}

#[test]
fn ir_of_pages() {
    compare_ir("pages");
}

#[test]
fn ir_of_bodies() {
    compare_ir("multipart_bodies");
}

#[test]
fn ir_of_webhooks() {
    compare_ir("webhooks");
}
