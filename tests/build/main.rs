//! Generates bindings for every document in `documents/`. They are compiled into this crate and tested over
//! HTTP. A document may have options in `<name>.codegen.yml`.
//!
//! For the bundled APIs, whose bindings are in `generated`, it writes a call of every operation.

mod operations;
mod verification;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Pairs of documents in `drift/` without breaking changes. A program that uses everything in the bindings of
/// the old document is compiled with those of the new one. `cargo xtask drift-proof` does the same for all
/// pairs.
const DRIFT: [&str; 7] = [
    "cases/property-named-clear",
    "cases/setters-of-trait-methods",
    "cases/union-gains-unknown",
    "operation-added",
    "optional-parameter-added",
    "request-property-added-optional",
    "response-enum-value-added",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("documents");
    let documents = root.join("documents");
    println!("cargo::rerun-if-changed={}", documents.display());
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut modules = String::new();
    // The example call of a readme must compile for every document.
    let mut examples = String::new();
    for name in names(&documents)? {
        let config = config(&documents, &name)?;
        let example = generate(&documents.join(format!("{name}.yml")), &name, &config, &out)?;
        if let Some((call, answers)) = example.and_then(|it| Some((it.call?, it.answers))) {
            let call = if answers {
                format!("let answer = {call}.await?; println!(\"{{answer:?}}\");")
            } else {
                format!("{call}.await?;")
            };
            writeln!(
                examples,
                "pub async fn {name}(client: crate::{name}::Client) -> Result<(), Box<dyn std::error::Error>> {{\n    #[allow(unused_imports)]\n    use crate::{name}::types;\n    {call}\n    Ok(())\n}}"
            )?;
        }
        let path = out.join(&name).join("mod.rs");
        let path = path.to_string_lossy();
        writeln!(modules, "#[path = {path:?}]\npub mod {name};")?;
    }
    let pairs = root.join("drift");
    println!("cargo::rerun-if-changed={}", pairs.display());
    for rule in DRIFT {
        modules.push_str(&drift(&pairs.join(rule), rule, &out)?);
    }
    writeln!(modules, "pub mod examples {{\n{examples}}}")?;
    modules.push_str(&verification::write(&root, &out)?);
    fs::write(out.join("modules.rs"), modules)?;
    operations::write("whop", &root.join("../spec"), out.parent().unwrap_or(&out))?;
    Ok(())
}

/// Writes the bindings of the new document of a pair, and a program that uses everything in the bindings of
/// the old one.
fn drift(pair: &Path, rule: &str, out: &Path) -> Result<String, Box<dyn Error>> {
    let name = format!("drift_{}", rule.replace(['-', '/'], "_"));
    let config = format!("apis:\n  {name}:\n    document: new.yml\n");
    generate(&pair.join("new.yml"), &name, &config, out)?;
    let config = generator::config::parse(&config)?;
    let described = generator::describe(generator::Input {
        name: &name,
        api: config
            .apis
            .get(&name)
            .ok_or("the API is in its own configuration")?,
        path: "old.yml",
        origin: "old.yml",
        command: generator::CODEGEN,
        bytes: fs::read(pair.join("old.yml"))?,
        overlays: &[],
        read: &|path| fs::read(pair.join(path)),
        root: None,
    });
    let old = described.api.ok_or("the old document is none")?;
    let program = out.join(&name).join("usage.rs");
    fs::write(&program, generator::emit::usage(&old))?;
    let (bindings, program) = (out.join(&name).join("mod.rs"), program);
    let (bindings, program) = (bindings.to_string_lossy(), program.to_string_lossy());
    Ok(format!(
        "#[path = {bindings:?}]\npub mod {name};\nmod uses_{name} {{\n    use crate::{name} as api;\n    #[path = {program:?}]\n    mod usage;\n}}\n"
    ))
}

/// Returns the configuration of a document, with the options from `<name>.codegen.yml`.
fn config(folder: &Path, name: &str) -> Result<String, Box<dyn Error>> {
    let options =
        fs::read_to_string(folder.join(format!("{name}.codegen.yml"))).unwrap_or_default();
    let mut config = format!("apis:\n  {name}:\n    document: {name}.yml\n");
    for line in options.lines() {
        writeln!(config, "    {line}")?;
    }
    Ok(config)
}

/// Returns the names of the documents, sorted.
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

/// Writes the bindings of a document, and returns their example call.
fn generate(
    document: &Path,
    name: &str,
    config: &str,
    out: &Path,
) -> Result<Option<generator::emit::Example>, Box<dyn Error>> {
    let folder = document.parent().unwrap_or(Path::new(""));
    let file = document.file_name().unwrap_or_default().to_string_lossy();
    let config = generator::config::parse(config)?;
    let api = config
        .apis
        .get(name)
        .ok_or("the API is in its own configuration")?;
    let outcome = generator::generate(generator::Input {
        name,
        api,
        path: &file,
        origin: &file,
        command: generator::CODEGEN,
        bytes: fs::read(document)?,
        overlays: &[],
        read: &|path| fs::read(folder.join(path)),
        root: None,
    })?;
    let Some(files) = outcome.files else {
        return Err(format!("{file}: {:#?}", outcome.diagnostics).into());
    };
    for (path, text) in files {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, text)?;
    }
    Ok(outcome.example)
}
