//! The option `types-only`.

use super::{document, run};

#[test]
fn types_are_emitted_without_the_client() {
    let config = |option: &str| {
        let text = format!("apis:\n  alone:\n    document: webhooks.yml\n{option}");
        generator::config::parse(&text).unwrap()
    };
    let text = document("webhooks");
    let whole = run(&config(""), "alone", "webhooks.yml", &text)
        .files
        .unwrap();
    let alone = run(
        &config("    types-only: true\n"),
        "alone",
        "webhooks.yml",
        &text,
    );
    let files = alone.files.unwrap();
    assert!(whole.len() > files.len());
    for (path, text) in &files {
        if path == "alone/mod.rs" {
            assert!(text.contains("pub mod types;"), "{text}");
            assert!(!text.contains("client"), "{text}");
        } else {
            assert!(path.starts_with("alone/types/"), "{path}");
            assert_eq!(text, &whole[path], "{path}");
        }
    }
    // Features that only clients need are missing.
    assert!(!alone.features.contains("webhooks"));
}
