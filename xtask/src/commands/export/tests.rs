//! Exported crates pass clippy, whatever text the document contains.

use std::env;
use std::process::Command;

use clap::Parser;

use super::*;
use crate::documents::pipeline;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

/// Text and structures that clippy rejects in handwritten code: a camel-case title without backticks, names such as
/// `foo`, quotes in links, numbers close to constants, several lists of booleans, a request type that shares no field
/// with its response type.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: ThingStore API, version: BetaTwo}
paths:
  /things:
    post:
      operationId: createThing
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Status'}}}, required: true}
      responses:
        '200': {description: Made., content: {application/json: {schema: {$ref: '#/components/schemas/Status'}}}}
components:
  schemas:
    Thing:
      type: object
      required: [foo, quux]
      properties:
        foo: {type: string}
        baz: {type: integer, description: 'See [\"Retrieve a thing\"](https://example.com/things).'}
        quux: {type: array, items: {type: string}}
        pi: {const: 3.14159}
        ratios: {type: number, enum: [2.718281828459045235, 1.4142]}
        kind: {const: '\u{200b}'}
        nested: {type: array, items: {anyOf: [{type: string}, {type: object, properties: {a: {type: boolean}}}]}}
    Status:
      type: object
      required: [secret]
      properties:
        id: {type: string, readOnly: true}
        secret: {const: always, writeOnly: true}
        note: {type: [string, 'null'], writeOnly: true}
    Keyed:
      oneOf:
        - {type: object, required: [Circle], properties: {Circle: {type: number}}, additionalProperties: false}
        - {type: object, required: [Square], properties: {Square: {type: number}}, additionalProperties: false}
    Tagged:
      oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]
    One: {type: object, required: [type], properties: {type: {const: one}, a: {type: boolean}, b: {type: boolean}, c: {type: boolean}, d: {type: boolean}}}
    Two: {type: object, required: [type], properties: {type: {const: two}, status: {$ref: '#/components/schemas/Status'}}}
";

#[test]
fn exported_crates_pass_clippy() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let clippy = Command::new(&cargo).args(["clippy", "--version"]).output();
    if !clippy.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: clippy is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("things.yml");
    fs::write(&document, DOCUMENT).unwrap();
    let out = folder.path().join("things");
    let line = [
        "export",
        "--crate-name=things",
        // Crates of types have few dependencies, which compile fast.
        "--types-only",
        &format!("--document={}", document.display()),
        &format!("--out={}", out.display()),
    ];
    let options = Line::try_parse_from(line).unwrap().options;
    let verdict = run(&options, &pipeline::generate).unwrap();
    assert_eq!(verdict, CommandStatus::Success);
    // The crate uses the versions of dependencies of this workspace.
    fs::copy(workspace::root().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();

    let output = Command::new(&cargo)
        .args(["clippy", "--offline", "--quiet", "--"])
        .args(["-D", "warnings", "-D", "clippy::pedantic"])
        .current_dir(&out)
        .env("CARGO_TARGET_DIR", workspace::target().join("lints"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "");
}
