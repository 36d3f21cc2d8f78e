use std::fs;
use std::time::Duration;

use serde_json::json;

use super::allow::{Entry, List};
use super::prepare;
use super::report::{Failure, Outcome, Report, Row, Verified};
use super::{Documents, Target};
use crate::commands::export;
use crate::documents::pipeline::Job;

fn target() -> Target {
    Target {
        root: None,
        document: "api.yml".into(),
        shown: "api.yml".to_owned(),
        crate_name: "api".to_owned(),
        configured: None,
    }
}

fn failure(class: &str, pointer: &str) -> Failure {
    Failure {
        class: class.to_owned(),
        pointer: pointer.to_owned(),
        line: Some(7),
        subject: "User".to_owned(),
        direction: "response".to_owned(),
        instance: json!({"id": 1}),
        message: "missing field `name`".to_owned(),
        count: 2,
        allowed: None,
    }
}

fn row(failures: Vec<Failure>) -> Row {
    let mut row = Row::new(&target(), Outcome::Verified, None);
    row.verified = Verified {
        schemas: 2,
        instances: 30,
        failures,
        ..Verified::default()
    };
    row
}

fn entry(pointer: &str) -> Entry {
    Entry {
        document: "api.yml".to_owned(),
        class: "refuses".to_owned(),
        pointer: pointer.to_owned(),
        reason: "the document says so".to_owned(),
    }
}

fn report(rows: Vec<Row>, entries: Vec<Entry>) -> (Report, String) {
    let report = Report::new(rows, &List { allow: entries }, Duration::ZERO);
    let text = anstream::adapter::strip_str(&report.text()).to_string();
    (report, text)
}

#[test]
fn failures_show_location_and_value() {
    let (report, text) = report(vec![row(vec![failure("refuses", "#/a")])], Vec::new());
    assert!(report.has_failures(Documents::Named));
    assert!(
        text.contains(
            "\nrefuses api.yml:7 #/a\n    User (response, 2 values)\n    {\"id\":1}\n    missing field `name`\n"
        ),
        "{text}"
    );
    assert!(text.contains("1 failure, 0 allowed"), "{text}");
}

#[test]
fn listed_failures_pass() {
    let failures = || vec![failure("refuses", "#/a/b"), failure("refuses", "#/a/c")];
    let (passed, text) = report(vec![row(failures())], vec![entry("#/a/*")]);
    assert!(!passed.has_failures(Documents::Named), "{text}");
    assert!(text.contains("0 failures, 2 allowed"), "{text}");
    let (failed, text) = report(vec![row(failures())], vec![entry("#/a/b")]);
    assert!(failed.has_failures(Documents::Named));
    assert!(text.contains("#/a/c") && !text.contains("#/a/b"), "{text}");
    // A failure of another class is not covered.
    let (failed, _) = report(
        vec![row(vec![failure("differs", "#/a/b")])],
        vec![entry("#/a/b")],
    );
    assert!(failed.has_failures(Documents::Named));
}

#[test]
fn unneeded_entries_are_failures() {
    let (failed, text) = report(vec![row(Vec::new())], vec![entry("#/a")]);
    assert!(failed.has_failures(Documents::Named));
    assert!(text.contains("needless xtask/verify-allow.toml"), "{text}");
    // A document that was not verified completely proves nothing about its entries.
    let mut other = row(Vec::new());
    other.document = "other.yml".to_owned();
    assert!(
        !report(vec![other], vec![entry("#/a")])
            .0
            .has_failures(Documents::Named)
    );
    let mut unfinished = row(Vec::new());
    unfinished.verified.skipped = 1;
    assert!(
        !report(vec![unfinished], vec![entry("#/a")])
            .0
            .has_failures(Documents::Named)
    );
}

#[test]
fn documents_that_cannot_be_verified_are_failures() {
    for (outcome, fails) in [
        (Outcome::Verified, [false, false]),
        (Outcome::Invalid, [true, false]),
        (Outcome::NotBuilt, [true, true]),
        (Outcome::Crashed, [true, true]),
        (Outcome::TimedOut, [true, true]),
    ] {
        let row = Row::new(&target(), outcome, Some("why".to_owned()));
        let (report, text) = report(vec![row], Vec::new());
        let of = [Documents::Named, Documents::Found];
        let found = of.map(|documents| report.has_failures(documents));
        assert_eq!(found, fails, "{outcome:?}");
        assert!(text.contains("api.yml\nwhy\n"), "{text}");
    }
}

#[test]
fn list_is_valid_and_has_reasons() {
    let list = List::read().unwrap();
    for entry in list.allow {
        assert!(entry.reason.trim().len() > 10, "{entry:?}");
        assert!(entry.pointer.contains('#'), "{entry:?}");
    }
}

#[test]
fn program_has_an_entry_for_each_location() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yml");
    let text = "openapi: 3.1.0
info: {title: A, version: '1'}
paths:
  /users:
    post:
      operationId: createUser
      parameters: [{name: id, in: query, schema: {type: string, format: uuid}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    User: {type: object, required: [id], properties: {id: {type: string}, name: {type: [string, 'null']}}}
";
    fs::write(&path, text).unwrap();
    let (_, options) = export::without_options("api").unwrap();
    let files = prepare::files(&Job::new("api", &options, path.clone()), "verified")
        .unwrap()
        .unwrap();
    let table: serde_json::Value = serde_json::from_str(&files["table.json"]).unwrap();
    let user = &table["types"][0];
    assert_eq!(user["pointer"], "#/components/schemas/User");
    let operation = &table["operations"][0];
    assert_eq!(operation["pointer"], "#/paths/~1users/post");
    assert_eq!(operation["requests"][0]["entry"], user["entry"]);
    assert_eq!(operation["successes"][0]["entry"], user["entry"]);
    let entries = &files["src/entries.rs"];
    assert!(
        entries.contains("crate::entry::plain::<types::User>"),
        "{entries}"
    );
    assert!(
        entries.contains("types::User::new(members.required::<String>(\"id\")?)"),
        "{entries}"
    );
    // Only a parameter has the type that needs the feature.
    assert!(entries.contains("crate::runtime::Uuid"), "{entries}");
    let manifest = &files["Cargo.toml"];
    assert!(manifest.contains("default = [\"uuid\"]"), "{manifest}");
    assert!(files.contains_key("src/runtime/mod.rs") && files.contains_key("src/api/types/mod.rs"));

    fs::write(&path, "openapi: 3.1.0\npaths: {\n").unwrap();
    let errors = prepare::files(&Job::new("api", &options, path.clone()), "verified")
        .unwrap()
        .unwrap_err();
    assert!(errors.starts_with("error["), "{errors}");
}
