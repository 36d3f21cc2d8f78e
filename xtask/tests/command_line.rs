//! Tests of the program: exit statuses, standard output and standard error.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{outcome, workspace, xtask};
use tempfile::TempDir;

#[test]
fn error_in_a_document_is_shown_at_its_location_and_nothing_is_written() {
    let folder = workspace("openapi: 3.1.0\ninfo:\n  title: [\n");
    for arguments in [
        &["codegen"][..],
        &["codegen", "--check"],
        &["codegen", "--api", "pets"],
        &["bench"],
    ] {
        let output = xtask(folder.path(), arguments);
        let (status, stdout, stderr) = outcome(&output);
        assert_eq!(status, 1, "{arguments:?}: {stderr}");
        assert_eq!(stdout, "");
        assert!(stderr.starts_with("error["), "{stderr}");
        assert!(stderr.contains("--> spec/pets.yml:"), "{stderr}");
        // Standard error is not a terminal: no styles, no progress.
        assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
        assert!(!folder.path().join("generated").exists());
    }
}

#[test]
fn the_workspace_is_found_from_its_folders() {
    let folder = workspace("openapi: 3.1.0\ninfo:\n  title: [\n");
    let deep = folder.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    let output = xtask(&deep, &["codegen"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 1);
    assert!(stderr.contains("spec/pets.yml:"), "{stderr}");
}

#[test]
fn intermediate_representation_is_printed_unless_the_document_has_errors() {
    let document = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      tags: [Pets]
      operationId: listPets
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}}}
";
    let folder = workspace(document);
    let output = xtask(folder.path(), &["ir", "spec/pets.yml"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""));
    for line in [
        "  list: GET \"/pets\"\n",
        "    returns application/json (Json): Pet\n",
        "struct Pet (response) in pets, \"#/components/schemas/Pet\"\n  id: String, required\n",
    ] {
        assert!(stdout.contains(line), "{stdout}");
    }
    // The document itself can be read, but not a file that it refers to.
    let split = document.replace("{type: string}", "{$ref: part.yml}");
    for document in [split.as_str(), "openapi: 3.1.0\ninfo:\n  title: [\n"] {
        let folder = workspace(document);
        fs::write(folder.path().join("spec/part.yml"), "text").unwrap();
        let output = xtask(folder.path(), &["ir", "spec/pets.yml"]);
        let (status, stdout, stderr) = outcome(&output);
        assert_eq!((status, stdout), (1, ""), "{stderr}");
        assert!(stderr.contains("error["), "{stderr}");
    }
}

#[test]
fn ir_uses_the_options_of_a_configuration() {
    let folder = workspace(PETS);
    fs::write(
        folder.path().join("spec/names.yml"),
        "apis:\n  pets:\n    document: pets.yml\n    rename: {pets.list: all}\n",
    )
    .unwrap();
    let ir = ["ir", "spec/pets.yml", "--config", "spec/names.yml"];
    let output = xtask(folder.path(), &ir);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""));
    assert!(stdout.contains("  all: GET "), "{stdout}");
}

#[test]
fn wrong_usage_is_2() {
    let folder = workspace("");
    for arguments in [
        &["codegen", "--chekc"][..],
        &["codgen"],
        &["codegen", "extra"],
        &["bench", "--runs", "0"],
        &[],
    ] {
        let output = xtask(folder.path(), arguments);
        let (status, stdout, stderr) = outcome(&output);
        assert_eq!(status, 2, "{arguments:?}");
        assert_eq!(stdout, "");
        assert!(stderr.contains("--help"), "{stderr}");
    }
}

#[test]
fn help_is_for_people() {
    let output = xtask(Path::new("/"), &["codegen", "--help"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""));
    assert!(stdout.contains("--check"), "{stdout}");
}

#[test]
fn a_document_that_cannot_be_verified_is_1_with_its_errors() {
    let folder = workspace("");
    fs::write(folder.path().join("none.yml"), "hello: 1\n").unwrap();
    let output = xtask(folder.path(), &["verify", "--document", "none.yml"]);
    let (status, stdout, _) = outcome(&output);
    assert_eq!(status, 1);
    assert!(
        stdout.contains("\nnone.yml\nerror[not-openapi]: this is not an OpenAPI document\n"),
        "{stdout}"
    );
}

#[test]
fn unreadable_files_are_2() {
    let folder = workspace("");
    fs::remove_file(folder.path().join("spec/pets.yml")).unwrap();
    let output = xtask(folder.path(), &["codegen"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 2);
    assert!(
        stderr.starts_with("error: cannot read the document spec/pets.yml\n  caused by: "),
        "{stderr}"
    );

    let output = xtask(folder.path(), &["codegen", "--config", "none.yml"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 2);
    assert!(
        stderr.starts_with("error: cannot read the configuration none.yml\n"),
        "{stderr}"
    );
}

#[test]
fn wrong_configuration_is_2_and_shown_at_its_location() {
    let folder = workspace("");
    fs::write(
        folder.path().join("spec/codegen.yml"),
        "apis:\n  pets:\n    documnt: pets.yml\n",
    )
    .unwrap();
    let output = xtask(folder.path(), &["codegen"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stdout), (2, ""));
    assert!(stderr.contains(" --> spec/codegen.yml:3:5\n"), "{stderr}");
    assert!(
        stderr.contains("3 |     documnt: pets.yml\n  |     ^^^^^^^\n"),
        "{stderr}"
    );
    assert!(
        stderr.contains("= help: did you mean `document`?\n"),
        "{stderr}"
    );
}

#[test]
fn tab_in_the_configuration_has_the_same_message_as_in_a_document() {
    let folder = workspace("");
    for (text, place, help) in [
        (
            "apis:\n  pets:\n\t document: pets.yml\n",
            "3:1",
            "indent with spaces",
        ),
        (
            "apis:\n\tpets:\n\t\tdocument: pets.yml\n",
            "2:1",
            "replace the tabs by spaces",
        ),
    ] {
        fs::write(folder.path().join("spec/codegen.yml"), text).unwrap();
        let output = xtask(folder.path(), &["codegen"]);
        let (status, stdout, stderr) = outcome(&output);
        assert_eq!((status, stdout), (2, ""));
        let place = format!(" --> spec/codegen.yml:{place}\n");
        assert!(stderr.contains(&place), "{stderr}");
        assert!(stderr.contains(&format!("= help: {help}\n")), "{stderr}");
    }
}

#[test]
fn missing_file_is_reported_where_it_is_named() {
    let folder = workspace(PETS);
    let config = "apis:\n  pets:\n    document: pets.yml\n    overlays: [mended.yml]\n";
    fs::write(folder.path().join("spec/codegen.yml"), config).unwrap();
    for (missing, place) in [
        ("overlay spec/mended.yml", "4:16"),
        ("document spec/pets.yml", "3:15"),
    ] {
        let output = xtask(folder.path(), &["codegen"]);
        let (status, _, stderr) = outcome(&output);
        assert_eq!(status, 2);
        let expected = format!(
            "error: cannot read the {missing}\n  caused by: spec/codegen.yml:{place} names a file that cannot be read\n  caused by: "
        );
        assert!(stderr.starts_with(&expected), "{stderr}");
        let _ = fs::remove_file(folder.path().join("spec/pets.yml"));
    }
    // A path of the command line is not reported in the configuration.
    let output = xtask(folder.path(), &["bench", "--document", "none.yml"]);
    let (_, _, stderr) = outcome(&output);
    assert!(!stderr.contains("codegen.yml"), "{stderr}");
}

#[test]
fn a_misspelt_security_scheme_is_an_error_in_the_configuration() {
    let scheme = "components: {securitySchemes: {apiKey: {type: apiKey, in: header, name: Key}}}\n";
    let folder = workspace(&format!("{PETS}{scheme}"));
    let config = "apis:\n  pets:\n    document: pets.yml\n    credentials:\n      apikey: {prefix: 'Basic '}\n";
    let path = folder.path().join("spec/codegen.yml");
    fs::write(&path, config).unwrap();
    let output = xtask(folder.path(), &["codegen"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 1);
    for part in [
        "error[credential-without-scheme]: ",
        " --> spec/codegen.yml:5:7\n",
        "5 |       apikey: {prefix: 'Basic '}\n  |       ^^^^^^\n",
        "= help: did you mean `apiKey`?\n",
    ] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    assert!(!folder.path().join("generated").exists());
    fs::write(&path, config.replace("apikey", "apiKey")).unwrap();
    assert_eq!(xtask(folder.path(), &["codegen"]).status.code(), Some(0));
}

#[test]
fn the_output_is_the_same_from_every_folder() {
    let folder = workspace(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths: {}\n",
    );
    let output = xtask(folder.path(), &["codegen"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let module = folder.path().join("generated/src/pets/mod.rs");
    let first = fs::read_to_string(module).unwrap();
    let first = first.lines().next().unwrap();
    assert!(first.contains("from spec/pets.yml."), "{first}");
    let output = xtask(&folder.path().join("spec"), &["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

const PETS: &str = "openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
servers: [{url: 'https://example.com'}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: All pets.
          content:
            application/json:
              schema: {type: array, items: {type: string, format: uuid}}
";

#[test]
fn export_replaces_only_generated_files() {
    let folder = workspace(PETS);
    let export = || {
        xtask(
            folder.path(),
            &[
                "export",
                "--document",
                "spec/pets.yml",
                "--crate-name",
                "pet-store",
                "--out",
                "out",
            ],
        )
    };
    let output = export();
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""));
    assert!(stdout.starts_with("pet-store: "), "{stdout}");
    let path = |name: &str| folder.path().join("out").join(name);
    let text = |name: &str| fs::read_to_string(path(name)).unwrap();
    assert!(text("Cargo.toml").contains("default = [\"rustls\", \"http2\", \"uuid\"]"));
    assert!(text("src/lib.rs").contains("pub use self::pet_store::*;"));
    assert!(path("src/pet_store/client.rs").exists() && path("LICENSE-MIT").exists());
    assert!(text("README.md").contains("use pet_store::Client;"));

    fs::write(path("Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    fs::write(path("src/pet_store/stale.rs"), "// @generated\n").unwrap();
    assert_eq!(outcome(&export()).0, 0);
    assert_eq!(text("Cargo.toml"), "[package]\nname = \"mine\"\n");
    assert!(!path("src/pet_store/stale.rs").exists());
}

#[test]
fn corpus_report_has_a_row_for_each_document() {
    let folder = workspace(PETS);
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("good.yml"), PETS).unwrap();
    fs::write(corpus.join("old.yml"), "swagger: '2.0'\n").unwrap();
    fs::write(corpus.join("wrong.json"), "{").unwrap();
    let run = |arguments: &[&str]| {
        let mut all = vec!["corpus", "corpus"];
        all.extend(arguments);
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(all)
            .current_dir(folder.path())
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .unwrap()
    };
    let output = run(&["--json"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""), "{stdout}");
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let outcomes: Vec<&str> = report
        .get("rows")
        .and_then(serde_json::Value::as_array)
        .unwrap()
        .iter()
        .filter_map(|row| row.get("outcome")?.as_str())
        .collect();
    assert_eq!(outcomes, ["good", "refused", "invalid"]);

    // A process that exceeds its limit is a failure of its document only.
    let output = run(&["--memory", "1", "--only", "good"]);
    let (status, stdout, _) = outcome(&output);
    if cfg!(target_os = "linux") {
        assert_eq!(status, 1, "{stdout}");
        assert!(stdout.contains("1 crashed"), "{stdout}");
    }
    let output = run(&["--only", "good", "--timeout", "0"]);
    let (status, stdout, _) = outcome(&output);
    assert_eq!(status, 1, "{stdout}");
    assert!(stdout.contains("1 timed out"), "{stdout}");
}

#[test]
fn drift_has_its_own_exit_statuses() {
    let folder = workspace(PETS);
    fs::write(folder.path().join("same.yml"), PETS).unwrap();
    fs::write(
        folder.path().join("more.yml"),
        PETS.replace(
            "paths:\n",
            "paths:\n  /count:\n    get: {operationId: countPets, responses: {'204': {description: Done.}}}\n",
        ),
    )
    .unwrap();
    fs::write(
        folder.path().join("other.yml"),
        PETS.replace("format: uuid", "format: date"),
    )
    .unwrap();
    fs::write(
        folder.path().join("words.yml"),
        PETS.replace("title: Pets", "title: Animals"),
    )
    .unwrap();
    fs::write(
        folder.path().join("broken.yml"),
        "openapi: 3.1.0\ninfo: [\n",
    )
    .unwrap();
    for (arguments, expected) in [
        (&["--against", "same.yml"][..], 0),
        (&["--against", "words.yml"], 0),
        (&["--against", "words.yml", "--fail-on", "any"], 1),
        (&["--against", "more.yml"], 1),
        (&["--against", "more.yml", "--fail-on", "breaking"], 0),
        (&["--against", "other.yml"], 2),
        (&["--against", "other.yml", "--fail-on", "none"], 0),
        (&["--against", "broken.yml"], 3),
        (&["--against", "missing.yml"], 3),
        (&["--against", "http://example.com/pets.yml"], 3),
        (&["--agianst", "same.yml"], 3),
        (&[], 3),
    ] {
        let mut all = vec!["drift"];
        all.extend(arguments);
        let output = xtask(folder.path(), &all);
        let (status, stdout, stderr) = outcome(&output);
        assert_eq!(status, expected, "{arguments:?}: {stdout}{stderr}");
        assert_eq!(stderr.is_empty(), expected < 3, "{arguments:?}: {stderr}");
    }
    let output = xtask(folder.path(), &["drift", "--against", "broken.yml"]);
    let (_, _, stderr) = outcome(&output);
    assert!(stderr.contains("broken.yml has errors"), "{stderr}");
    assert!(stderr.contains("--> broken.yml:"), "{stderr}");
}

#[test]
fn drift_reports_the_diagnostics_of_the_new_document() {
    let folder = workspace(PETS);
    let other = PETS.replace("title: Pets", "title: Animals").replace(
        "paths:\n",
        "paths:\n  /count:\n    get: {operationId: countPets, responses: {'200': {description: Done., content: {application/json: {schema: {type: object, properties: {a: {type: string, required: true}}}}}}}}\n",
    );
    fs::write(folder.path().join("new.yml"), other).unwrap();
    let against = ["drift", "--against", "new.yml"];
    let run = |deny: bool, more: &[&str]| {
        let config = format!("apis:\n  pets:\n    document: pets.yml\n    deny-warnings: {deny}\n");
        fs::write(folder.path().join("spec/codegen.yml"), config).unwrap();
        let mut arguments = against.to_vec();
        arguments.extend(more);
        xtask(folder.path(), &arguments)
    };
    let output = run(false, &[]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (1, ""), "{stdout}");
    assert!(stdout.contains("  warning[required-flag]: "), "{stdout}");
    assert!(stdout.contains(" new.yml:"), "{stdout}");
    // `codegen` rejects the document, whatever changed.
    for more in [&[][..], &["--fail-on", "none"], &["--changelog"]] {
        let output = run(true, more);
        let (status, stdout, _) = outcome(&output);
        assert_eq!(status, 3, "{stdout}");
    }
    let output = run(true, &[]);
    let (_, stdout, _) = outcome(&output);
    assert!(stdout.contains("operation-added"), "{stdout}");
    assert!(
        stdout.contains("codegen` rejects the new document"),
        "{stdout}"
    );
}

#[test]
fn a_wrong_option_is_shown_in_the_configuration_when_documents_are_compared() {
    let folder = workspace(PETS);
    fs::write(
        folder.path().join("spec/codegen.yml"),
        "apis:\n  pets:\n    document: pets.yml\n    credentials:\n      nobody: {setter: key}\n",
    )
    .unwrap();
    fs::write(folder.path().join("same.yml"), PETS).unwrap();
    for arguments in [
        &["drift", "--against", "same.yml"][..],
        &["spec", "pull", "--from", "same.yml", "--yes"],
    ] {
        let output = xtask(folder.path(), arguments);
        let (_, _, stderr) = outcome(&output);
        assert!(stderr.contains("--> spec/codegen.yml:5:7"), "{stderr}");
    }
    fs::write(
        folder.path().join("spec/codegen.yml"),
        "apis:\n  pets:\n    document: nothing.yml\n",
    )
    .unwrap();
    let output = xtask(folder.path(), &["drift", "--against", "same.yml"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 3);
    assert!(
        stderr.contains("spec/codegen.yml:3:15 names a file that cannot be read"),
        "{stderr}"
    );
}

#[test]
fn a_pull_request_is_compared_with_its_base_api_by_api() {
    let base = workspace(PETS);
    let head = workspace(PETS);
    let config = |names: &[&str]| {
        let apis = names
            .iter()
            .map(|name| format!("  {name}:\n    document: {name}.yml\n"));
        format!("apis:\n{}", apis.collect::<String>())
    };
    let put = |folder: &TempDir, name: &str, text: &str| {
        fs::write(folder.path().join("spec").join(name), text).unwrap();
    };
    put(&base, "codegen.yml", &config(&["pets", "toys", "gone"]));
    put(&head, "codegen.yml", &config(&["pets", "toys", "come"]));
    put(&base, "toys.yml", PETS);
    put(&base, "gone.yml", PETS);
    put(&head, "come.yml", PETS);
    put(
        &head,
        "toys.yml",
        &PETS.replace(
            "paths:\n",
            "paths:\n  /count:\n    get: {operationId: countToys, responses: {'204': {description: Done.}}}\n",
        ),
    );
    let base_config = base.path().join("spec/codegen.yml");
    let drift = |arguments: &[&str]| {
        let mut all = vec!["drift", "--base", base_config.to_str().unwrap()];
        all.extend(arguments);
        xtask(head.path(), &all)
    };
    let output = drift(&["--format", "json"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (2, ""), "{stdout}");
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let apis = report.get("apis").unwrap().as_array().unwrap();
    let told: Vec<(&str, &str)> = apis
        .iter()
        .map(|api| {
            let rule = api
                .pointer("/changes/0/rule")
                .and_then(|rule| rule.as_str());
            (
                api.get("api").unwrap().as_str().unwrap(),
                rule.unwrap_or("none"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("pets", "none"),
            ("toys", "operation-added"),
            ("gone", "api-removed"),
            ("come", "api-added"),
        ]
    );
    let output = drift(&["--api", "toys", "--fail-on", "breaking"]);
    assert_eq!(outcome(&output).0, 0, "{output:?}");
    // New items are annotated at their current line: the base file is not in this repository.
    let output = drift(&["--api", "toys", "--format", "github"]);
    let (_, stdout, _) = outcome(&output);
    let line = PETS.lines().position(|line| line == "paths:").unwrap() + 3;
    let mark = format!("::warning file=spec/toys.yml,line={line},title=operation-added::");
    assert!(stdout.starts_with(&mark), "{stdout}");
}

#[test]
fn annotations_are_at_lines_that_a_reviewer_can_see() {
    let folder = workspace(PETS);
    let elsewhere = tempfile::tempdir().unwrap();
    let new = elsewhere.path().join("new.yml");
    fs::write(
        &new,
        PETS.replace(
            "paths:\n",
            "paths:\n  /count:\n    get: {operationId: countPets, responses: {'204': {description: Done.}}}\n",
        ),
    )
    .unwrap();
    let arguments = [
        "drift",
        "--format",
        "github",
        "--against",
        new.to_str().unwrap(),
    ];
    let output = xtask(folder.path(), &arguments);
    let (_, stdout, _) = outcome(&output);
    // The new document is not in the repository, so a new item is annotated at the `paths` of the old one.
    let line = PETS.lines().position(|line| line == "paths:").unwrap() + 1;
    let mark = format!("::warning file=spec/pets.yml,line={line},title=operation-added::");
    assert!(stdout.starts_with(&mark), "{stdout}");
}

#[test]
fn pulled_document_replaces_the_old_one_and_is_recorded_in_a_lock_file() {
    let folder = workspace(PETS);
    let path = |name: &str| folder.path().join(name);
    let new = PETS.replace("title: Pets", "title: Animals");
    fs::write(path("new.yml"), &new).unwrap();
    let pull = |arguments: &[&str]| {
        let mut all = vec!["spec", "pull", "--from", "new.yml"];
        all.extend(arguments);
        xtask(folder.path(), &all)
    };
    // Standard input is not a terminal.
    let output = pull(&[]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 2);
    assert!(stderr.contains("pass --yes"), "{stderr}");
    assert_eq!(fs::read_to_string(path("spec/pets.yml")).unwrap(), PETS);

    let output = pull(&["--yes"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""), "{stdout}");
    assert!(stdout.contains("pets: 1 documentation\n"), "{stdout}");
    assert!(
        stdout.contains("next run cargo xtask codegen\n"),
        "{stdout}"
    );
    assert_eq!(fs::read_to_string(path("spec/pets.yml")).unwrap(), new);
    let lock = fs::read_to_string(path("spec/pets.yml.lock")).unwrap();
    assert!(
        lock.contains("source: \"new.yml\"\n") && lock.contains("\nsha256: "),
        "{lock}"
    );

    let output = pull(&[]);
    let (status, stdout, _) = outcome(&output);
    assert_eq!(status, 0);
    assert_eq!(stdout, "spec/pets.yml is up to date\n");

    fs::write(path("new.yml"), "openapi: 3.1.0\ninfo: [\n").unwrap();
    let output = pull(&["--yes"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 1, "{stderr}");
    assert_eq!(fs::read_to_string(path("spec/pets.yml")).unwrap(), new);
}

#[test]
fn malformed_document_is_pulled_with_keep_going() {
    let folder = workspace(PETS);
    fs::write(
        folder.path().join("spec/codegen.yml"),
        "apis:\n  pets:\n    document: pets.yml\n    deny-warnings: true\n",
    )
    .unwrap();
    let mistake = format!("{PETS}  /slip: 1\n");
    fs::write(folder.path().join("new.yml"), &mistake).unwrap();
    let pull = ["spec", "pull", "--from", "new.yml", "--yes"];
    let output = xtask(folder.path(), &pull);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 1, "{stderr}");
    assert!(stderr.contains("--keep-going"), "{stderr}");
    let mut pull = pull.to_vec();
    pull.push("--keep-going");
    let output = xtask(folder.path(), &pull);
    assert_eq!(outcome(&output).0, 0, "{output:?}");
    assert_eq!(
        fs::read_to_string(folder.path().join("spec/pets.yml")).unwrap(),
        mistake
    );
}

#[test]
fn a_document_refers_to_the_files_of_its_root() {
    const USERS: &str = "openapi: 3.1.0\ninfo: {title: Users, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n  /user:\n    get:\n      \
                         operationId: getUser\n      responses:\n        '200':\n          description: One.\n          \
                         content: {application/json: {schema: {$ref: '../common/user.yml'}}}\n";
    let folder = workspace(PETS);
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("spec/v1/api.yml", USERS);
    put(
        "spec/common/user.yml",
        "type: object\nproperties: {id: {type: string}}\n",
    );
    put("corpus/v1/api.yml", USERS);
    put(
        "corpus/common/user.yml",
        "type: object\nproperties: {id: {type: string}}\n",
    );
    let export = |further: &[&str]| {
        let mut all = vec![
            "export",
            "--document",
            "spec/v1/api.yml",
            "--crate-name",
            "users",
        ];
        all.extend(["--out", "out"]);
        all.extend(further);
        xtask(folder.path(), &all)
    };
    let output = export(&[]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 0, "{stderr}");
    assert!(
        stderr.contains("outside of the folder") && stderr.contains("`--root`"),
        "{stderr}"
    );
    let output = export(&["--root", "spec"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""));
    let output = export(&["--root", "corpus"]);
    let (status, _, stderr) = outcome(&output);
    assert_eq!(status, 2, "{stderr}");
    assert!(stderr.contains("is not in the folder"), "{stderr}");

    let corpus = |further: &[&str]| {
        let mut all = vec!["corpus", "corpus", "--strict", "--json"];
        all.extend(further);
        let output = xtask(folder.path(), &all);
        let report: serde_json::Value = serde_json::from_str(outcome(&output).1).unwrap();
        let outcomes = report
            .get("rows")
            .and_then(serde_json::Value::as_array)
            .unwrap();
        outcomes
            .iter()
            .any(|row| row.get("outcome").is_some_and(|found| found == "good"))
    };
    assert!(!corpus(&[]));
    assert!(corpus(&["--root", "corpus"]));

    put(
        "spec/codegen.yml",
        "apis:\n  users:\n    document: v1/api.yml\n",
    );
    let output = xtask(folder.path(), &["codegen"]);
    assert_eq!(outcome(&output).0, 1);
    put(
        "spec/codegen.yml",
        "apis:\n  users:\n    document: v1/api.yml\n    root: .\n",
    );
    let output = xtask(folder.path(), &["codegen"]);
    let (status, stdout, stderr) = outcome(&output);
    assert!(
        !stderr.contains("warning[") && !stderr.contains("outside"),
        "{stderr}"
    );
    assert_eq!(status, 0, "{stdout}{stderr}");
    // Another document has the same depth in its own root.
    let output = xtask(folder.path(), &["drift", "--against", "corpus/v1/api.yml"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!((status, stderr), (0, ""), "{stdout}");
}

#[test]
fn a_tag_that_is_too_long_for_a_file_is_shortened() {
    let tag = "Управлениепользователямиинастройкамибезопасностикомпаниивнутрисистемы";
    let folder = workspace(&PETS.replace("operationId: listPets", &format!("tags: [{tag}]")));
    let output = xtask(folder.path(), &["codegen"]);
    let (status, stdout, stderr) = outcome(&output);
    assert_eq!(status, 0, "{stdout}{stderr}");
    let folder = folder.path().join("generated/src/pets/resources");
    let mut files = fs::read_dir(folder).unwrap();
    assert!(files.any(|file| {
        let name = file.unwrap().file_name().into_string().unwrap();
        name.starts_with("u443u43fu440") && name.len() <= 255
    }));
}

/// A configuration may be untrusted: it must not make the command write elsewhere.
#[cfg(unix)]
#[test]
fn pulled_document_is_written_only_in_the_project() {
    let outer = tempfile::tempdir().unwrap();
    let path = |name: &str| outer.path().join(name);
    for folder in ["project/spec", "project/.git", "project/real", "elsewhere"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    fs::write(path("elsewhere/pets.yml"), PETS).unwrap();
    fs::write(path("project/.git/config"), "[core]\n").unwrap();
    fs::write(path("project/real/pets.yml"), PETS).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", path("project/spec/out")).unwrap();
    std::os::unix::fs::symlink("../real", path("project/spec/in")).unwrap();
    std::os::unix::fs::symlink("../real/pets.yml", path("project/spec/link.yml")).unwrap();
    let new = PETS.replace("title: Pets", "title: Animals");
    fs::write(path("new.yml"), &new).unwrap();
    let pull = |document: &str| {
        let configuration = format!("apis:\n  pets:\n    document: {document}\n");
        fs::write(path("project/spec/codegen.yml"), configuration).unwrap();
        let arguments = ["spec", "pull", "--from", "../new.yml", "--yes"];
        let output = xtask(&path("project"), &arguments);
        let (status, _, stderr) = outcome(&output);
        (status, stderr.to_owned())
    };
    for (document, reason) in [
        ("../../elsewhere/pets.yml", "it is outside of"),
        ("out/pets.yml", "it is outside of"),
        ("../.git/config", "it is in the folder `.git`"),
        ("in/pets.yml", "its path leads through a link"),
        ("link.yml", "it is a link"),
    ] {
        let (status, stderr) = pull(document);
        assert_eq!(status, 2, "{document}: {stderr}");
        assert!(stderr.contains(reason), "{document}: {stderr}");
    }
    for file in ["elsewhere/pets.yml", "project/real/pets.yml"] {
        assert_eq!(fs::read_to_string(path(file)).unwrap(), PETS, "{file}");
    }
    assert_eq!(
        fs::read_to_string(path("project/.git/config")).unwrap(),
        "[core]\n"
    );
    assert!(!path("elsewhere/pets.yml.lock").exists());
    for document in ["../real/pets.yml", "./new.yml"] {
        let (status, stderr) = pull(document);
        assert_eq!(status, 0, "{document}: {stderr}");
    }
    assert_eq!(
        fs::read_to_string(path("project/real/pets.yml")).unwrap(),
        new
    );
}
