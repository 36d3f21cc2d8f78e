//! What is emitted: for each small document its types and operations, and a few whole files of `generated`.
//! `cargo insta review` shows what changed.

use std::fmt::Write as _;
use std::fs;

use crate::{Files, document, documents, files, outcome, without_header, workspace};

/// The files that a snapshot shows. The client is much the same for all documents, and modules only name files.
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
fn small_documents() {
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
        // What is said of these is tested in `slips.rs`, `items.rs` and `diagnostics.rs`.
        let is_told = [
            "all_of",
            "form_bodies",
            "header_and_cookie_parameters",
            "multipart_bodies",
            "null_branch",
            "path_keys",
            "query_styles",
            "server_addresses",
            "slips",
            "webhooks_alike",
        ];
        let is_clean = !is_told.contains(&name.as_str());
        assert_eq!(outcome.diagnostics.is_empty(), is_clean, "{name}");
        let text = shown(&files(outcome));
        // All documents are compared before the test fails, so that all can be reviewed at once.
        let compared = std::panic::catch_unwind(|| {
            settings().bind(|| insta::assert_snapshot!(name.as_str(), text));
        });
        if compared.is_err() {
            differing.push(name);
        }
    }
    assert!(differing.is_empty(), "{differing:?} differ");
}

/// Files of `generated`, as they are committed.
#[test]
fn files_of_generated() {
    for path in [
        // Each API is behind its feature, so that nobody compiles one that was not asked for.
        "lib.rs",
        "whop/types/authorized_users.rs",
        "whop/resources/authorized_users.rs",
        "whop/client.rs",
        "whop/error.rs",
        "whop/webhooks.rs",
        "voucherify/types/users.rs",
        "voucherify/resources/users.rs",
        "voucherify/client.rs",
        "voucherify/error.rs",
        "fluz/types/authorized_users.rs",
        "fluz/types/shared.rs",
        "fluz/resources/authorized_users.rs",
        "fluz/client.rs",
        "fluz/error.rs",
    ] {
        let file = workspace().join("generated/src").join(path);
        let text = fs::read_to_string(file).unwrap();
        let name = path.trim_end_matches(".rs").replace('/', "__");
        settings().bind(|| insta::assert_snapshot!(name, without_header(&text)));
    }
}
