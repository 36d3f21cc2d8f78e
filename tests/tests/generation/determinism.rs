//! Determinism: the same document gives the same output, whatever the order of its keys, and additions rename
//! nothing.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use generator::load::load;
use serde_json::{Map, Value, json};

use crate::{
    Files, config, config_of, document, documents, files, input, items, run, whop, whop_document,
    without_header, workspace,
};

/// Returns the Whop document as JSON, which is valid YAML too.
fn whop_as_json() -> Value {
    let loaded = load("whop.yml", whop_document().into_bytes(), &|path| {
        panic!("{path} is not asked for")
    });
    loaded.document.unwrap().root().to_json()
}

fn without_headers(files: &Files) -> Vec<(&str, &str)> {
    let files = files.iter();
    files
        .map(|(path, text)| (path.as_str(), without_header(text)))
        .collect()
}

/// Compares two sets. It fails with their differences, which are shorter than the sets.
fn assert_same<T: Ord + Debug>(left: &BTreeSet<T>, right: &BTreeSet<T>, what: &str) {
    let only_left: Vec<_> = left.difference(right).collect();
    let only_right: Vec<_> = right.difference(left).collect();
    assert!(
        only_left.is_empty() && only_right.is_empty(),
        "{what}: only before {only_left:#?}, only after {only_right:#?}"
    );
}

#[test]
fn same_document_gives_identical_output() {
    let document = whop_document();
    assert!(whop(&document) == whop(&document));
}

#[test]
fn json_and_yaml_give_the_same_files() {
    let (yaml, json) = (whop(&whop_document()), whop(&whop_as_json().to_string()));
    for (yaml, json) in without_headers(&yaml)
        .into_iter()
        .zip(without_headers(&json))
    {
        assert!(yaml == json, "{} differs", yaml.0);
    }
    assert_eq!(yaml.len(), json.len());
}

/// The order of components determines only the order of items in a file. The set of items, their names, files
/// and lines stay the same.
#[test]
fn component_order_affects_only_item_order() {
    let document = whop_as_json();
    let before = whop(&document.to_string());
    let reversed = |keys: &mut Vec<String>| keys.reverse();
    let by_their_ends =
        |keys: &mut Vec<String>| keys.sort_by_key(|key| key.chars().rev().collect::<String>());
    for reorder in [&reversed as &dyn Fn(&mut Vec<String>), &by_their_ends] {
        let mut shuffled = document.clone();
        let schemas = shuffled["components"]["schemas"].as_object_mut().unwrap();
        let mut keys: Vec<String> = schemas.keys().cloned().collect();
        reorder(&mut keys);
        let reordered: Map<String, Value> = keys
            .into_iter()
            .map(|key| (key.clone(), schemas[&key].clone()))
            .collect();
        assert_eq!(reordered, *schemas);
        *schemas = reordered;
        let after = whop(&shuffled.to_string());
        assert!(before.keys().eq(after.keys()));
        assert_same(&items::names(&before), &items::names(&after), "names");
        for (path, text) in &before {
            assert_same(&items::of_file(text), &items::of_file(&after[path]), path);
        }
    }
}

/// An inline error body that is a little different does not take the name of the component that other
/// operations use.
#[test]
fn inline_error_body_does_not_take_a_component_name() {
    let document = |own: Value| {
        let error = |properties: Value| {
            json!({"type": "object", "required": ["error"], "properties": {
                "error": {"type": "object", "required": ["message"], "properties": properties},
            }})
        };
        let operation = |id: &str, schema: Value| {
            json!({"get": {"operationId": id, "responses": {
                "204": {"description": "Done."},
                "400": {"description": "No.", "content": {"application/json": {"schema": schema}}},
            }}})
        };
        let component = json!({"$ref": "#/components/schemas/ErrorResponse"});
        json!({
            "openapi": "3.1.0",
            "info": {"title": "Errors", "version": "1"},
            "servers": [{"url": "https://example.com"}],
            "paths": {"/a": operation("listA", component), "/b": operation("listB", error(own))},
            "components": {"schemas": {"ErrorResponse": error(json!({"message": {"type": "string"}}))}},
        })
    };
    let names_of = |own: Value| {
        let text = document(own).to_string();
        items::of_types(&files(run(
            &config_of("errors"),
            "errors",
            "errors.yml",
            &text,
        )))
        .into_iter()
        .map(str::to_owned)
        .collect::<BTreeSet<_>>()
    };
    let before = names_of(json!({"message": {"type": "string"}}));
    let after = names_of(json!({"message": {"type": "string"}, "hint": {"type": "string"}}));
    let is_body = |item: &&String| item.contains("struct ErrorResponse");
    let bodies: Vec<_> = before.iter().filter(is_body).collect();
    assert_eq!(bodies.len(), 2, "{before:#?}");
    for body in bodies {
        let declared = body.lines().find(|line| line.contains("struct")).unwrap();
        assert!(
            after.iter().any(|item| item.contains(declared)),
            "{declared}: {after:#?}"
        );
    }
    assert!(
        after
            .iter()
            .any(|item| item.contains("struct ListBBadRequestErrorError {"))
    );
    assert!(
        !after
            .iter()
            .any(|item| item.contains("ErrorResponseError2"))
    );
}

#[test]
fn additions_rename_nothing() {
    let document = whop_as_json();
    let before = whop(&document.to_string());
    let mut grown = document;
    put_first(
        &mut grown["components"]["schemas"],
        "AardvarkBurrow",
        json!({
            "type": "object",
            "required": ["id", "depth"],
            "properties": {
                "id": {"type": "string"},
                "depth": {"type": "number"},
                "state": {"type": "string", "enum": ["dug", "caved_in"]},
                "owner": {"type": "object", "properties": {"nickname": {"type": "string"}}},
            },
        }),
    );
    put_first(
        &mut grown["paths"],
        "/aardvark_burrows/{id}",
        json!({
            "get": {
                "tags": ["Aardvark burrows"],
                "operationId": "retrieveAardvarkBurrow",
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {
                    "description": "The burrow.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AardvarkBurrow"}}},
                }},
            },
        }),
    );
    let after = whop(&grown.to_string());

    let (old, new) = (items::names(&before), items::names(&after));
    let gone: Vec<_> = old.difference(&new).collect();
    assert!(gone.is_empty(), "{gone:#?}");
    let added: Vec<_> = new.difference(&old).map(String::as_str).collect();
    assert_eq!(
        added,
        [
            "client.rs: fn aardvark_burrows",
            "enum AardvarkBurrowState",
            "resources/aardvark_burrows.rs: fn retrieve",
            "resources/aardvark_burrows.rs: struct AardvarkBurrows",
            "struct AardvarkBurrow",
            "struct AardvarkBurrowOwner",
        ]
    );
    // Items with the same name have the same text.
    let (old, new) = (items::of_types(&before), items::of_types(&after));
    let changed: Vec<_> = old.difference(&new).collect();
    assert!(changed.is_empty(), "{changed:#?}");
    for (path, text) in before
        .iter()
        .filter(|(path, _)| path.starts_with("resources/"))
    {
        if path != "resources/mod.rs" {
            assert!(
                without_header(text) == without_header(&after[path]),
                "{path} differs"
            );
        }
    }
}

fn put_first(object: &mut Value, key: &str, value: Value) {
    let object = object.as_object_mut().unwrap();
    let rest = std::mem::take(object);
    object.insert(key.to_owned(), value);
    object.extend(rest);
}

/// The committed bindings are what the generator makes of the committed documents and configuration.
#[test]
fn committed_output_is_up_to_date() {
    let config = config();
    let names = config.apis.keys().map(String::as_str);
    let mut expected = generator::crate_files(names).unwrap();
    for (name, api) in &config.apis {
        let path = format!("spec/{}", api.document);
        let text = fs::read_to_string(workspace().join(&path)).unwrap();
        expected.extend(run(&config, name, &path, &text).files.unwrap());
    }
    let root = workspace().join("generated/src");
    let mut committed = Files::new();
    read_generated(&root, &root, &mut committed);
    let paths: BTreeSet<&String> = expected.keys().chain(committed.keys()).collect();
    let differing: Vec<_> = paths
        .into_iter()
        .filter(|path| expected.get(*path) != committed.get(*path))
        .collect();
    assert!(
        differing.is_empty(),
        "run `cargo xtask codegen`: {differing:#?} of generated/src differ from what would be generated"
    );
}

/// Reads all files below a folder that are marked as generated.
fn read_generated(root: &Path, folder: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_generated(root, &path, files);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text
            .lines()
            .next()
            .is_some_and(|line| line.contains("@generated"))
        {
            let path = path.strip_prefix(root).unwrap().components();
            let parts: Vec<_> = path
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            files.insert(parts.join("/"), text);
        }
    }
}

/// The published document has inline schemas where the bundled one has references. Its items are the same for
/// callers. The bundled document may have more, which were added by hand.
#[test]
fn published_document_has_the_same_items() {
    let path = workspace().join("../shared/whop/upstream/openapi.documented.yml");
    let Ok(text) = fs::read_to_string(&path) else {
        eprintln!("SKIPPED: there is no {}", path.display());
        return;
    };
    let (bundled, published) = (whop(&whop_document()), whop(&text));
    let (bundled, published) = (items::names(&bundled), items::names(&published));
    let lacking: Vec<_> = published.difference(&bundled).collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn documents_have_no_drift_from_themselves() {
    let mut names: Vec<String> = fs::read_dir(documents())
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".yml")?.to_owned())
        })
        .filter(|name| !name.contains('.'))
        .collect();
    names.sort();
    assert!(names.len() > 50, "{names:?}");
    let mut all: Vec<_> = names
        .iter()
        .map(|name| (config_of(name), name.as_str(), document(name)))
        .collect();
    let bundled = config();
    for (name, api) in &bundled.apis {
        let text = fs::read_to_string(workspace().join("spec").join(&api.document)).unwrap();
        all.push((bundled.clone(), name, text));
    }
    for (config, name, text) in &all {
        let path = format!("{name}.yml");
        let described = || generator::describe(input(config, name, &path, text)).api;
        let (old, new) = (described().unwrap(), described().unwrap());
        let changes = generator::drift::compare(&old, &new);
        assert!(changes.is_empty(), "{name}: {changes:#?}");
    }
}
