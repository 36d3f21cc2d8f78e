//! Writes random documents into a folder, for `cargo xtask corpus FOLDER --check`:
//! `cargo run -p generator --example random_documents -- FOLDER COUNT`.
#![allow(clippy::indexing_slicing, missing_docs)]

#[path = "../tests/random/documents.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod documents;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err("say a folder and how many documents".into());
    };
    let folder = PathBuf::from(folder);
    let count: usize = count.to_string_lossy().parse()?;
    fs::create_dir_all(&folder)?;
    let mut runner = TestRunner::new(Config::default());
    for number in 0..count {
        let document = documents::document()
            .new_tree(&mut runner)
            .map_err(|reason| reason.to_string())?
            .current();
        let path = folder.join(format!("random-{number}.json"));
        fs::write(path, serde_json::to_string_pretty(&document)?)?;
    }
    Ok(())
}
