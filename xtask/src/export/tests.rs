//! Exported crates pass clippy, whatever words the document uses.

use std::env;
use std::process::Command;

use clap::Parser;

use super::*;
use crate::pipeline;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: Options,
}

/// Words that lints object to where a person writes them: a title in camel case without backticks
/// (`clippy::doc_markdown`), and fields with the names of `clippy::disallowed_names`.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: ThingStore API, version: BetaTwo}
paths: {}
components:
  schemas:
    Thing:
      type: object
      required: [foo, quux]
      properties:
        foo: {type: string}
        baz: {type: integer}
        quux: {type: array, items: {type: string}}
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
        // Types need few dependencies, which compile fast.
        "--types-only",
        &format!("--document={}", document.display()),
        &format!("--out={}", out.display()),
    ];
    let options = Line::try_parse_from(line).unwrap().options;
    let verdict = run(&options, &pipeline::generate).unwrap();
    assert_eq!(verdict, Verdict::Well);
    // The versions of dependencies that this workspace has.
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
