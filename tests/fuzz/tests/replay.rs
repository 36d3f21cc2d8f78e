//! Every seed and every finding, with a stable compiler.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder, in order; none where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

#[test]
fn seeds_and_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (target, run) in fuzz::TARGETS {
        let seeds = files(&folder.join("seeds").join(target));
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for file in seeds
            .into_iter()
            .chain(files(&folder.join("findings").join(target)))
        {
            println!("{}", file.display());
            run(&fs::read(&file).expect("a file"));
        }
    }
}

/// The targets of libFuzzer are those of the library.
#[test]
fn every_target_has_a_program() {
    let manifest = include_str!("../libfuzzer/Cargo.toml");
    let named: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"targets/"))
        .filter_map(|line| line.strip_suffix(".rs\""))
        .collect();
    let targets: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, targets);
}
