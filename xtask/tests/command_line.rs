//! The program as it is started: exit statuses, and what goes where.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a configuration and a document.
fn workspace(document: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    fs::create_dir(&spec).unwrap();
    fs::write(
        spec.join("codegen.yml"),
        "apis:\n  pets:\n    document: pets.yml\n",
    )
    .unwrap();
    fs::write(spec.join("pets.yml"), document).unwrap();
    folder
}

fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap()
}

/// Exit status, standard output, standard error.
fn outcome(output: &Output) -> (i32, &str, &str) {
    (
        output.status.code().unwrap(),
        std::str::from_utf8(&output.stdout).unwrap(),
        std::str::from_utf8(&output.stderr).unwrap(),
    )
}

#[test]
fn an_error_in_a_document_is_shown_at_its_place_and_nothing_is_written() {
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
        // Not a terminal: no styles, no progress.
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
fn trouble_with_files_is_2() {
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
fn a_wrong_configuration_is_2_and_shown_at_its_place() {
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
