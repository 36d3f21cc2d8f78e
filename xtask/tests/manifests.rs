//! Tests that the manifests of the workspace agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::process::Command;

use serde_json::Value;

/// Returns the manifest of a member as cargo reads it.
fn member(name: &str) -> Value {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--locked",
            "--format-version=1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let workspace: Value = serde_json::from_slice(&output.stdout).unwrap();
    let members = workspace["packages"].as_array().unwrap();
    members
        .iter()
        .find(|member| member["name"] == name)
        .unwrap()
        .clone()
}

/// Returns the dependencies for users of the member.
fn dependencies(member: &Value) -> Vec<&Value> {
    member["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dependency["kind"].is_null())
        .collect()
}

/// The output contains the runtime, so it needs the same dependencies.
#[test]
fn generated_depends_on_what_the_runtime_depends_on() {
    let runtime = member("runtime");
    let generated = member("generated");
    for dependency in dependencies(&runtime) {
        assert!(
            dependencies(&generated).contains(&dependency),
            "generated/Cargo.toml should have this dependency of generator/runtime/Cargo.toml: {dependency:#}"
        );
    }
    for (feature, parts) in runtime["features"].as_object().unwrap() {
        let Some(found) = generated["features"].get(feature) else {
            panic!(
                "generated/Cargo.toml should have the feature `{feature}` of generator/runtime/Cargo.toml"
            );
        };
        for part in parts.as_array().unwrap() {
            assert!(
                found.as_array().unwrap().contains(part),
                "the feature `{feature}` of generated/Cargo.toml should have {part}"
            );
        }
    }
}

/// A broken output must remain regenerable.
#[test]
fn nothing_that_generates_depends_on_what_is_generated() {
    for name in ["xtask", "generator", "runtime"] {
        let member = member(name);
        let all = member["dependencies"].as_array().unwrap();
        assert!(
            all.iter()
                .all(|dependency| dependency["name"] != "generated"),
            "{name} depends on generated"
        );
    }
}
