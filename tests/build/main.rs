//! Generates bindings for every document in `documents/`, so that they are compiled into this crate and can be
//! exercised on the wire. Options of a document stand beside it in `<name>.codegen.yml`.
//!
//! For the bundled APIs, whose bindings are in `generated`, it writes a call of every operation.

mod operations;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("documents");
    let documents = root.join("documents");
    println!("cargo::rerun-if-changed={}", documents.display());
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut modules = String::new();
    for name in names(&documents)? {
        generate(&documents, &name, &out)?;
        let path = out.join(&name).join("mod.rs");
        let path = path.to_string_lossy();
        writeln!(modules, "#[path = {path:?}]\npub mod {name};")?;
    }
    fs::write(out.join("modules.rs"), modules)?;
    operations::write("whop", &root.join("../spec"), out.parent().unwrap_or(&out))?;
    Ok(())
}

/// The documents by name, in the order of the alphabet.
fn names(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".yml").filter(|name| !name.contains('.')) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn generate(folder: &Path, name: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    let document = format!("{name}.yml");
    let options =
        fs::read_to_string(folder.join(format!("{name}.codegen.yml"))).unwrap_or_default();
    let mut config = format!("apis:\n  {name}:\n    document: {document}\n");
    for line in options.lines() {
        writeln!(config, "    {line}")?;
    }
    let config = generator::config::parse(&config)?;
    let api = config
        .apis
        .get(name)
        .ok_or("the API is in its own configuration")?;
    let outcome = generator::generate(generator::Input {
        name,
        api,
        path: &document,
        origin: &document,
        command: generator::CODEGEN,
        bytes: fs::read(folder.join(&document))?,
        overlays: &[],
        read: &|path| fs::read(folder.join(path)),
    })?;
    let Some(files) = outcome.files else {
        return Err(format!("{document}: {:#?}", outcome.diagnostics).into());
    };
    for (path, text) in files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, text)?;
    }
    Ok(())
}
