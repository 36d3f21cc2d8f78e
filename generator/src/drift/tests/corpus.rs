//! Tests with real documents, which are not part of the repository: another order is not a change.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Described, compare, told};
use crate::{Input, describe};

/// The size from which a document takes too long without optimisation.
const LARGEST: u64 = 1_500_000;

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/dev");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() < LARGEST))
        .collect();
    paths.sort();
    paths
}

fn read(document: &Value) -> Described {
    let config = "apis:\n  pets:\n    document: pets.yml\n    skip-invalid: true\n";
    let config = crate::config::parse(config).unwrap();
    describe(Input {
        name: "pets",
        api: config.apis.get("pets").unwrap(),
        path: "pets.yml",
        origin: "pets.yml",
        command: crate::CODEGEN,
        bytes: document.to_string().into_bytes(),
        overlays: &[],
        read: &|path| Err(std::io::Error::other(path.to_owned())),
        root: None,
    })
}

/// Reverses the order of the members of an object.
fn turn(object: Option<&mut Value>) {
    if let Some(members) = object.and_then(Value::as_object_mut) {
        *members = std::mem::take(members).into_iter().rev().collect();
    }
}

/// Returns the document with its paths, components and their members in reverse order.
fn turned(document: &Value) -> Value {
    let mut document = document.clone();
    turn(document.get_mut("paths"));
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        turn(Some(item));
        for (_, operation) in item.as_object_mut().into_iter().flatten() {
            turn(Some(operation));
            turn(operation.get_mut("responses"));
        }
    }
    turn(document.get_mut("components"));
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    for (_, section) in components.into_iter().flatten() {
        turn(Some(section));
    }
    turn(Some(&mut document));
    document
}

#[test]
fn order_of_real_documents_is_insignificant() {
    let mut wrong = Vec::new();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        // JSON is YAML. A document with a duplicate key is not a JSON value, and is skipped.
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        let (old, new) = (read(&document), read(&turned(&document)));
        let (Some(old), Some(new)) = (old.api, new.api) else {
            continue;
        };
        let changes = compare(&old, &new);
        if !changes.is_empty() {
            wrong.push(format!("{}: {:#?}", path.display(), told(&changes)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
