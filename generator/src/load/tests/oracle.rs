//! Compares the trees of real documents with those of another parser.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::load;

/// Returns the folder with real documents, which is not part of the project.
fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared")
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

fn ours(path: &Path) -> Value {
    let loaded = load(
        &path.to_string_lossy(),
        std::fs::read(path).unwrap(),
        &|_| Err(std::io::ErrorKind::NotFound.into()),
    );
    assert_eq!(loaded.diagnostics, [], "{}", path.display());
    loaded.document.unwrap().root().to_json()
}

/// Reports whether both parsers read the same value. `serde_yaml` reads a number with leading zeros as a string (in
/// the YAML 1.2 core schema, it is a number), and `serde_json` distinguishes whole floats from integers.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::String(theirs)) => theirs
            .parse()
            .is_ok_and(|theirs: f64| ours.as_f64() == Some(theirs)),
        (Value::Number(ours), Value::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|((key, ours), (other, theirs))| key == other && same(ours, theirs))
        }
        _ => ours == theirs,
    }
}

#[test]
fn yaml_gives_the_same_tree_as_serde_yaml() {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let folders = [bundled, shared().join("whop"), shared().join("corpus/dev")];
    for path in folders.iter().flat_map(|folder| documents(folder)) {
        if !path
            .extension()
            .is_some_and(|extension| extension == "yml" || extension == "yaml")
        {
            continue;
        }
        // `serde_yaml` does not read numbers beyond 64 bits.
        let Ok(theirs) = serde_yaml::from_slice::<Value>(&std::fs::read(&path).unwrap()) else {
            eprintln!("skipped: serde_yaml does not read {}", path.display());
            continue;
        };
        assert!(same(&ours(&path), &theirs), "{}", path.display());
    }
}

#[test]
fn json_gives_the_same_tree_as_serde_json() {
    for path in documents(&shared().join("corpus/dev")) {
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let theirs: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            assert!(same(&ours(&path), &theirs), "{}", path.display());
        }
    }
}
