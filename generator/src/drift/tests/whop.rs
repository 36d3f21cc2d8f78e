//! Tests with the documents of Whop, if they are present.

use std::fs;
use std::path::PathBuf;

use super::*;

/// The rules of additions that maintainers may make by hand to the bundled document.
const ADDED: [&str; 3] = ["operation-added", "type-added", "webhook-added"];

#[test]
fn published_and_bundled_documents_differ_in_documentation_only() {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let upstream = workspace.join("../shared/whop/upstream/openapi.documented.yml");
    let Ok(old) = fs::read_to_string(&upstream) else {
        eprintln!("SKIPPED: there is no {}", upstream.display());
        return;
    };
    let new = fs::read_to_string(workspace.join("spec/openapi.documented.yml")).unwrap();
    let changes = drift(&old, &new);
    let worse: Vec<&Change> = changes
        .iter()
        .filter(|change| change.verdict() != Compatibility::Documentation)
        .filter(|change| !ADDED.contains(&change.rule.id))
        .collect();
    assert!(worse.is_empty(), "{worse:#?}");
}
