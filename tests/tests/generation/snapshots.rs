//! Snapshots of the types and operations of each small document. `cargo insta review` shows changes.
//!
//! The files of `generated` have no snapshots: they are committed, and `determinism.rs` compares them.

use std::fmt::Write as _;
use std::fs;

use crate::{Files, document, documents, files, outcome, without_header};

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

#[test]
fn small_documents_match_their_snapshots() {
    let mut names: Vec<String> = fs::read_dir(documents())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".yml")?.to_owned()))
        .filter(|name| !name.contains('.'))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut differing = Vec::new();
    for name in names {
        let outcome = outcome(&name, &document(&name));
        // These documents have diagnostics, which `slips.rs` and `diagnostics.rs` test.
        let is_told = [
            "all_of",
            "discriminators",
            "enumerations",
            "form_bodies",
            "header_and_cookie_parameters",
            "incomplete",
            "multipart_bodies",
            "null_branch",
            "path_keys",
            "query_styles",
            "server_addresses",
            "slips",
            "undeclared_members",
            "webhooks_alike",
            "webhooks_listed",
        ];
        let is_clean = !is_told.contains(&name.as_str());
        assert_eq!(outcome.diagnostics.is_empty(), is_clean, "{name}");
        let text = shown(&files(outcome));
        // Compares all documents before it fails, so that all changes can be reviewed at once.
        let compared = std::panic::catch_unwind(|| {
            settings().bind(|| insta::assert_snapshot!(name.as_str(), text));
        });
        if compared.is_err() {
            differing.push(name);
        }
    }
    assert!(differing.is_empty(), "{differing:?} differ");
}
