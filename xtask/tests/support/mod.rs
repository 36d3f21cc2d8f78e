//! Runs the program in its own folder.
#![allow(unreachable_pub, reason = "a module of several tests")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Creates a folder with a configuration and a document.
pub fn workspace(document: &str) -> TempDir {
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

/// Runs the program with these arguments.
pub fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap()
}

/// Returns exit status, standard output and standard error.
pub fn outcome(output: &Output) -> (i32, &str, &str) {
    (
        output.status.code().unwrap(),
        std::str::from_utf8(&output.stdout).unwrap(),
        std::str::from_utf8(&output.stderr).unwrap(),
    )
}
