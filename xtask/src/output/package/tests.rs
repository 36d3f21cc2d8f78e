use super::*;

fn info(title: &str) -> Info {
    Info {
        title: title.to_owned(),
        version: "1.2".to_owned(),
        ..Info::default()
    }
}

#[test]
fn the_manifest_needs_no_workspace() {
    let package = Package {
        name: "pet-store",
        license: LICENSE,
        info: &info("Pets \"and\"\nmore"),
        example: None,
        features: &BTreeSet::from(["multipart", "uuid"]),
        types_only: false,
    };
    let text = package.manifest(WorkspaceRole::Root).unwrap();
    let manifest: Table = text.parse().unwrap();
    assert!(!text.contains("workspace = true"), "{text}");
    assert!(
        manifest
            .get("workspace")
            .unwrap()
            .as_table()
            .unwrap()
            .is_empty()
    );
    let about = get(&manifest, &["package"]).unwrap();
    assert_eq!(about["name"].as_str(), Some("pet-store"));
    assert_eq!(
        about["description"].as_str(),
        Some("Rust bindings for Pets \"and\" more")
    );
    assert_eq!(about["license"].as_str(), Some("MIT OR Apache-2.0"));
    let features = get(&manifest, &["features"]).unwrap();
    let defaults: Vec<&str> = features["default"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature.as_str().unwrap())
        .collect();
    assert_eq!(defaults, ["rustls", "http2", "multipart", "uuid"]);
    // Every dependency has a version, optional ones stay optional, and features are merged.
    let dependencies = get(&manifest, &["dependencies"]).unwrap();
    for (name, asked) in dependencies {
        let version = asked.get("version").unwrap_or(asked);
        assert!(version.is_str(), "{name}: {asked}");
    }
    assert_eq!(dependencies["uuid"]["optional"].as_bool(), Some(true));
    assert_eq!(
        dependencies["reqwest"]["default-features"].as_bool(),
        Some(false)
    );
    assert!(text.contains("[dev-dependencies]"));

    assert!(
        !package
            .manifest(WorkspaceRole::Member)
            .unwrap()
            .contains("[workspace]")
    );
}

#[test]
fn a_crate_of_types_depends_on_nothing_else() {
    let package = Package {
        name: "pets",
        license: LICENSE,
        info: &info("Pets"),
        example: None,
        features: &BTreeSet::from(["uuid"]),
        types_only: true,
    };
    let manifest = package.manifest(WorkspaceRole::Root).unwrap();
    let table: Table = manifest.parse().unwrap();
    let dependencies: Vec<_> = get(&table, &["dependencies"]).unwrap().keys().collect();
    assert_eq!(dependencies, OF_TYPES);
    let features: Vec<_> = get(&table, &["features"]).unwrap().keys().collect();
    assert_eq!(features, ["default", "uuid"]);
    assert!(manifest.contains("default = [\"uuid\"]"), "{manifest}");
    assert!(!manifest.contains("reqwest ="), "{manifest}");
}

#[test]
fn features_of_both_manifests_add_up() {
    let workspace = "[workspace.dependencies]\nx = { version = \"1\", features = [\"a\"] }\n";
    let workspace: Table = workspace.parse().unwrap();
    assert_eq!(
        dependency(
            "x = { workspace = true, features = [\"b\"], optional = true }",
            &workspace
        )
        .unwrap(),
        "x = { version = \"1\", features = [\"a\", \"b\"], optional = true }\n"
    );
    assert_eq!(
        dependency("x.workspace = true", &workspace).unwrap(),
        "x = { version = \"1\", features = [\"a\"] }\n"
    );
    assert!(dependency("y.workspace = true", &workspace).is_err());
}

#[test]
fn title_is_escaped_in_markdown() {
    let package = Package {
        name: "pets",
        license: LICENSE,
        info: &info("`Pets` [see](https://example.com) <b>\r# x"),
        example: None,
        features: &BTreeSet::new(),
        types_only: false,
    };
    assert!(
        package.readme().contains(
            "Rust bindings for \\`Pets\\` \\[see\\](https:\\/\\/example.com) \\<b\\> \\# x, version 1.2,"
        ),
        "{}",
        package.readme()
    );
}

#[test]
fn modules_are_named_after_crates() {
    for (name, module) in [
        ("pet-store", "pet_store"),
        ("Whop", "whop"),
        ("type", "api_type"),
        ("types", "api_types"),
        ("runtime", "api_runtime"),
        ("_x", "api__x"),
        ("lib", "api_lib"),
        ("main", "api_main"),
        ("bin", "api_bin"),
    ] {
        assert_eq!(module_name(name), module);
    }
    assert!(check_crate_name("pet-store2").is_ok());
    for name in [
        "",
        "2pets",
        "pets/../x",
        "-p",
        "é",
        "fn",
        "self",
        "crate",
        "std",
        "core",
        "test",
        "proc-macro",
        "pet--store",
        "pets_",
        "Pets",
        "con",
        "lpt1",
        &"a".repeat(65),
    ] {
        assert!(check_crate_name(name).is_err(), "{name}");
    }
}

#[test]
fn the_readme_makes_a_call() {
    let example = Example {
        environment: "PETS_ID and PETS_KEY".to_owned(),
        answers: true,
        call: Some("client.pets().list(types::ListPetsParams::new())".to_owned()),
    };
    let mut package = Package {
        name: "pet-store",
        license: LICENSE,
        info: &info("Pets"),
        example: Some(&example),
        features: &BTreeSet::new(),
        types_only: false,
    };
    let program = "
use pet_store::Client;
use pet_store::types;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?; // reads PETS_ID and PETS_KEY
    let answer = client.pets().list(types::ListPetsParams::new()).await?;
    println!(\"{answer:?}\");
    Ok(())
}
```
";
    assert!(package.readme().contains(program), "{}", package.readme());

    package.example = None;
    let program = "
    let client = Client::from_env()?;
    println!(\"{client:?}\");
";
    assert!(package.readme().contains(program), "{}", package.readme());
}
