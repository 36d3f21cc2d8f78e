//! Finds the documents in a folder.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use untrusted::files;

use crate::output::plan;
use crate::workspace::shown;

/// A document of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    /// Path from the folder.
    pub(super) shown: String,
    /// Unique name of its crate.
    pub(super) crate_name: String,
}

/// Returns the documents of a folder, sorted by path.
///
/// In the folder itself, every JSON or YAML file is a document. In sub-folders, a file may be a part of a document:
/// there, only files with a version key are documents. Nothing below the folder of such a file is one.
pub(super) fn documents(folder: &Path) -> anyhow::Result<Vec<Document>> {
    fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", shown(folder)))?;
    let mut names = BTreeSet::new();
    let mut documents = Vec::new();
    let mut roots: Vec<String> = Vec::new();
    let mut paths: Vec<String> = plan::list(folder)?.into_iter().collect();
    paths.sort_by_key(|path| path.matches('/').count());
    for relative in paths {
        let is_document = [".json", ".yaml", ".yml"]
            .iter()
            .any(|ending| relative.to_lowercase().ends_with(ending));
        let path = folder.join(&relative);
        if !is_document {
            continue;
        }
        if let Some((parent, _)) = relative.rsplit_once('/') {
            let parent = format!("{parent}/");
            let is_part = |root: &String| parent != *root && parent.starts_with(root.as_str());
            if roots.iter().any(is_part) || !has_version_key(&path) {
                continue;
            }
            roots.push(parent);
        }
        documents.push(Document {
            path,
            crate_name: crate_name(&relative, &mut names),
            shown: relative,
        });
    }
    documents.sort_by(|one, other| one.shown.cmp(&other.shown));
    Ok(documents)
}

/// The root of a file. Other values are not kept, whatever their size.
struct Root {
    has_version: bool,
}

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RootVisitor)
    }
}

struct RootVisitor;

impl<'de> Visitor<'de> for RootVisitor {
    type Value = Root;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Root, A::Error> {
        let mut has_version = false;
        while let Some((name, IgnoredAny)) = members.next_entry::<Cow<'de, str>, IgnoredAny>()? {
            has_version |= matches!(&*name, "openapi" | "swagger");
        }
        Ok(Root { has_version })
    }
}

/// Returns true if the root of a file has the key `openapi` or `swagger`, judged by its text. A file that cannot be
/// read counts, so that its row reports the error.
fn has_version_key(path: &Path) -> bool {
    let Ok(bytes) = files::read(path) else {
        return true;
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let root: Result<Root, _> = serde_json::from_str(text);
        return root.is_ok_and(|root| root.has_version);
    }
    text.lines().any(|line| {
        let key = line.split(':').next().unwrap_or_default();
        line.contains(':')
            && matches!(
                key.trim_end().trim_matches(['"', '\'']),
                "openapi" | "swagger"
            )
    })
}

/// Returns a unique crate name for a document.
fn crate_name(relative: &str, names: &mut BTreeSet<String>) -> String {
    let mut name = String::from("c");
    for c in relative.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    // File systems limit names to 255 bytes, and cargo appends to them.
    name.truncate(120);
    let mut unlike = name.clone();
    let mut number = 2;
    while !names.insert(unlike.clone()) {
        unlike = format!("{name}-{number}");
        number += 1;
    }
    unlike
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_documents_are_not_documents() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("a.json", ""),
            ("A.yml", ""),
            ("index.tsv", "openapi: 3.0.0"),
            ("multi/x/root.yaml", "info: {}\n\"openapi\": 3.0.0\n"),
            ("multi/x/deep/part.yaml", "openapi: 3.0.0\n"),
            ("multi/x/part.yaml", "title:\n  openapi: 3.0.0\n"),
            ("multi/y/root.json", "{\"info\": {}, \"swagger\": \"2.0\"}"),
            ("multi/y/part.json", "{\"info\": {\"openapi\": \"3.0.0\"}}"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = documents(folder.path()).unwrap();
        let shown: Vec<&str> = found
            .iter()
            .map(|document| document.shown.as_str())
            .collect();
        assert_eq!(
            shown,
            ["A.yml", "a.json", "multi/x/root.yaml", "multi/y/root.json"]
        );
        assert!(documents(&folder.path().join("none")).is_err());
    }

    #[test]
    fn crates_have_unique_names() {
        let mut names = BTreeSet::new();
        assert_eq!(crate_name("3 Pets/Ü.json", &mut names), "c3-pets-json");
        assert_eq!(crate_name("3-pets-.json", &mut names), "c3-pets-json-2");
        assert!(crate_name(&"x".repeat(300), &mut names).len() < 130);
    }
}
