#![allow(clippy::unwrap_used)]

use std::fs;

use super::*;

#[test]
fn lock_file_changes_only_with_source_or_digest() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("api.yml");
    let lock = folder.path().join("api.yml.lock");
    put_lock(&target, "https://example.com/api.yml", b"openapi").unwrap();
    let text = fs::read_to_string(&lock).unwrap();
    assert!(
        text.contains("source: \"https://example.com/api.yml\"\n"),
        "{text}"
    );
    assert!(text.contains(&format!("sha256: {}\n", generator::digest(b"openapi"))));
    let earlier = text.replace("date: 2", "date: 1");
    fs::write(&lock, &earlier).unwrap();
    put_lock(&target, "https://example.com/api.yml", b"openapi").unwrap();
    assert_eq!(fs::read_to_string(&lock).unwrap(), earlier);
    put_lock(&target, "https://example.com/api.yml", b"other").unwrap();
    assert_ne!(fs::read_to_string(&lock).unwrap(), earlier);
}
