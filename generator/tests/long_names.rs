//! Names that are too long are cut, and a warning names the place.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, missing_docs)]

use generator::{Input, Outcome, config};

fn generate(document: &str) -> Outcome {
    let config = config::parse("apis:\n  names:\n    document: names.yml\n").unwrap();
    generator::generate(Input {
        name: "names",
        api: &config.apis["names"],
        path: "names.yml",
        origin: "names.yml",
        command: generator::CODEGEN,
        bytes: document.as_bytes().to_vec(),
        overlays: &[],
        read: &|path| Err(std::io::Error::other(format!("there is no {path}"))),
        root: None,
    })
    .unwrap()
}

/// The codes of the warnings, with what has the name.
fn warnings(document: &str) -> Vec<(&'static str, String)> {
    let outcome = generate(document);
    assert!(outcome.files.is_some());
    let warnings = outcome.diagnostics.into_iter();
    warnings
        .map(|found| (found.code.id, found.message))
        .collect()
}

fn document(operation: &str, path: &str, further: &str, property: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
servers: [{{url: 'https://a.example'}}]
paths:
  {path}:
    get:
      operationId: {operation}
      {further}
      responses: {{'200': {{description: D, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}
components:
  schemas:
    A: {{type: object, properties: {{{property}: {{type: string}}}}}}
"
    )
}

#[test]
fn each_name_that_is_cut_has_one_warning() {
    let long = "word_".repeat(60);
    let long = format!("{long}end");
    for (operation, path, further, property, noun) in [
        ("get", "/a", String::new(), long.as_str(), "property"),
        (
            "get",
            "/a",
            format!("parameters: [{{name: {long}, in: query, schema: {{type: string}}}}]"),
            "a",
            "parameter",
        ),
        (
            "get",
            &format!("/{{{long}}}"),
            format!(
                "parameters: [{{name: {long}, in: path, required: true, schema: {{type: string}}}}]"
            ),
            "a",
            "parameter",
        ),
    ] {
        let found = warnings(&document(operation, path, &further, property));
        let expected = format!("the name of this {noun} is too long and is shortened");
        assert_eq!(found, [("long-name", expected)], "{noun}");
    }
    let found = warnings(&document(&long, "/a", "", "a"));
    let of_operation = "the name of this operation is too long and is shortened".to_owned();
    assert!(found.contains(&("long-name", of_operation)), "{found:?}");
}

#[test]
fn names_of_files_have_a_warning() {
    let long = "word-".repeat(60);
    for text in [
        document("get", &format!("/{long}end"), "", "a"),
        document("get", "/a", &format!("tags: [{long}end]"), "a"),
    ] {
        let found = warnings(&text);
        let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["long-file-name"], "{found:?}");
    }
}

#[test]
fn names_that_fit_have_no_warning() {
    let name = "w".repeat(240);
    assert_eq!(warnings(&document("get", "/a", "", &name)), []);
}
