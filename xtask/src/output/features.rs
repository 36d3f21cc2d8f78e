//! Checks whether the crate of the output has the features that each API needs: its manifest is not generated.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use toml::{Table, Value};

use crate::documents::sources;
use crate::workspace::shown;

/// Returns a sentence for each API with features that the manifest lacks. Empty if there is no manifest.
pub(crate) fn lacking(
    output: &Path,
    needed: &[(String, BTreeSet<&'static str>)],
) -> anyhow::Result<Vec<String>> {
    let Some(path) = output.parent().map(|folder| folder.join("Cargo.toml")) else {
        return Ok(Vec::new());
    };
    if !path.exists() {
        return Ok(Vec::new());
    }
    // An error quotes the manifest: a link must not lead to another file.
    let text = sources::folder(&path)
        .and_then(|folder| folder.read(Path::new("Cargo.toml")))
        .with_context(|| format!("cannot read {}", shown(&path)))?;
    let text = String::from_utf8_lossy(&text);
    let manifest: Table = text
        .parse()
        .with_context(|| format!("{} is not a valid manifest", shown(&path)))?;
    let empty = Table::new();
    let features = manifest
        .get("features")
        .and_then(Value::as_table)
        .unwrap_or(&empty);
    let mut told = Vec::new();
    for (api, wanted) in needed {
        let has = enabled(features, api);
        let lacks = wanted.iter().any(|feature| !has.contains(*feature));
        if features.contains_key(api) && !lacks {
            continue;
        }
        let listed = features.get(api).and_then(Value::as_array);
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        let all: BTreeSet<&str> = listed.chain(wanted.iter().copied()).collect();
        let all: Vec<String> = all.iter().map(|name| format!("\"{name}\"")).collect();
        told.push(format!(
            "the code of `{api}` needs features that it does not have in {}: write `{api} = [{}]` under `[features]`",
            shown(&path),
            all.join(", ")
        ));
    }
    Ok(told)
}

/// Returns the features that one feature enables.
fn enabled<'t>(features: &'t Table, name: &str) -> BTreeSet<&'t str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut unvisited = vec![name];
    while let Some(name) = unvisited.pop() {
        let list = features.get(name).and_then(Value::as_array);
        for feature in list.into_iter().flatten().filter_map(Value::as_str) {
            if found.insert(feature) {
                unvisited.push(feature);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn told(manifest: &str, wanted: &[&'static str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        let needed = [("one".to_owned(), wanted.iter().copied().collect())];
        lacking(&folder.path().join("src"), &needed).unwrap()
    }

    #[test]
    fn missing_features_of_the_manifest_are_reported() {
        let manifest = "[features]\none = [\"forms\", \"uuid\"]\nforms = [\"multipart\"]\nmultipart = []\nuuid = []\n";
        assert_eq!(told(manifest, &["uuid", "multipart"]), [""; 0]);
        let found = told(manifest, &["webhooks"]);
        assert!(
            found[0].contains("`one = [\"forms\", \"uuid\", \"webhooks\"]`"),
            "{found:?}"
        );
        assert!(told("[features]\n", &[])[0].contains("`one = []`"));
        let nowhere = tempfile::tempdir().unwrap();
        assert_eq!(lacking(&nowhere.path().join("src"), &[]).unwrap(), [""; 0]);
    }
}
