//! `drift-proof`: checks the compatibility that drift reports with the compiler.
//!
//! For each pair of documents, a program uses everything that the old bindings offer. It must compile with those. It
//! must compile with the new bindings exactly if drift reports no breaking change. All pairs are modules of one crate.
//! A compiler that does not find a name does not check types. For that reason it runs again without the modules that it
//! rejected, until it rejects none.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use generator::config::Api;
use generator::drift::{self, Compatibility as Meaning, RULES};
use generator::ir::Info;
use generator::{Described, Input, emit};
use serde_json::Value;

use super::export;
use crate::CommandStatus;
use crate::documents::sources;
use crate::documents::sources::FileAccess;
use crate::output::package::{LICENSE, Package, WorkspaceRole};
use crate::terminal;
use crate::terminal::Progress;
use crate::workspace;
use crate::workspace::shown;

/// Checks the compatibility that drift reports with the compiler: for every pair of documents in tests/drift, or for
/// one that is named
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Check only the pairs of these rules
    #[arg(value_name = "RULE", conflicts_with = "old")]
    rules: Vec<String>,
    /// Old document of another pair
    #[arg(long, value_name = "FILE", requires = "new")]
    old: Option<PathBuf>,
    /// New document of another pair
    #[arg(long, value_name = "FILE", requires = "old")]
    new: Option<PathBuf>,
    /// Folder of other pairs: each is a folder with old.yml and new.yml
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["rules", "old"])]
    pairs: Option<PathBuf>,
}

/// A pair of documents.
struct Pair {
    /// Name of its module.
    name: String,
    old: PathBuf,
    new: PathBuf,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let scratch = workspace::target().join("drift-proof");
    let source = scratch.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).with_context(|| format!("cannot clear {}", shown(&source)))?;
    }
    let progress = Progress::new();
    let mut verdicts: BTreeMap<String, Expected> = BTreeMap::new();
    for pair in pairs(options)? {
        progress.say(&format!("Generating {}", pair.name));
        let verdict = write(&source, &pair)?;
        verdicts.insert(pair.name.clone(), verdict);
        // The reversed pair is checked, too.
        let reversed = Pair {
            name: format!("{}_reversed", pair.name),
            old: pair.new,
            new: pair.old,
        };
        let verdict = write(&source, &reversed)?;
        verdicts.insert(reversed.name, verdict);
    }
    write_crate(&scratch)?;
    progress.say("Compiling");
    let refused = refused(&scratch, verdicts.keys())?;
    progress.clear();
    let mut wrong = Vec::new();
    let mut taken = 0;
    for (name, verdict) in &verdicts {
        if let Some(error) = refused.get(&format!("old_{name}")) {
            bail!("the program of {name} does not compile with its own bindings:\n{error}");
        }
        let error = refused.get(&format!("new_{name}"));
        match (verdict, error) {
            (Expected::Breaks, None) => {
                wrong.push(format!("{name} is reported as breaking, but compiles"));
            }
            (Expected::Renames, None) => taken += 1,
            (Expected::Compiles, Some(error)) => {
                wrong.push(format!(
                    "{name} is not reported as breaking, but does not compile:\n{error}"
                ));
            }
            _ => {}
        }
    }
    let breaking = verdicts.values().filter(|one| **one != Expected::Compiles);
    let mut output = terminal::output();
    for wrong in &wrong {
        writeln!(output, "{wrong}")?;
    }
    writeln!(
        output,
        "{} pairs, {} of them breaking: the compiler disagrees with {} reports",
        verdicts.len(),
        breaking.count(),
        wrong.len()
    )?;
    if taken > 0 {
        writeln!(
            output,
            "{taken} compile although names changed: another item of the same type has the old name"
        )?;
    }
    Ok(if wrong.is_empty() {
        CommandStatus::Success
    } else {
        CommandStatus::Failure
    })
}

fn pairs(options: &Options) -> anyhow::Result<Vec<Pair>> {
    if let (Some(old), Some(new)) = (&options.old, &options.new) {
        return Ok(vec![Pair {
            name: "named".to_owned(),
            old: old.clone(),
            new: new.clone(),
        }]);
    }
    if let Some(folder) = &options.pairs {
        return cases(folder);
    }
    let folder = workspace::root().join("tests/drift");
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    if let Some(rule) = options
        .rules
        .iter()
        .find(|rule| !known.contains(rule.as_str()))
    {
        bail!("there is no rule `{rule}`; docs/drift-rules.md lists all rules");
    }
    let asked = |id: &str| options.rules.is_empty() || options.rules.iter().any(|rule| rule == id);
    // Rules about the configuration have no documents.
    let has_pair = |id: &str| folder.join(id).is_dir();
    let ids = known.iter().filter(|id| asked(id) && has_pair(id));
    let mut pairs: Vec<Pair> = ids.map(|id| pair(id, &folder.join(id))).collect();
    if options.rules.is_empty() {
        pairs.extend(cases(&folder.join("cases"))?);
    }
    Ok(pairs)
}

fn pair(name: &str, folder: &Path) -> Pair {
    Pair {
        name: name.replace('-', "_"),
        old: folder.join("old.yml"),
        new: folder.join("new.yml"),
    }
}

/// Returns the pairs in a folder.
fn cases(folder: &Path) -> anyhow::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    let entries = fs::read_dir(folder);
    for entry in entries.with_context(|| format!("cannot read {}", shown(folder)))? {
        let entry = entry.with_context(|| format!("cannot read {}", shown(folder)))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        pairs.push(pair(&format!("case_{name}"), &entry.path()));
    }
    Ok(pairs)
}

/// Writes the modules of a pair: the bindings of each document, and next to each the program that uses the old ones.
/// Returns the expected result.
fn write(source: &Path, pair: &Pair) -> anyhow::Result<Expected> {
    let (_, options) = export::without_options("api")?;
    let (old, new) = (read(&pair.old, &options)?, read(&pair.new, &options)?);
    let (Some(was), Some(is)) = (&old.api, &new.api) else {
        bail!("{} has a document that cannot be read", pair.name);
    };
    let usage = emit::usage(was);
    for (side, api) in [("old", was), ("new", is)] {
        // The name of the API is that of its module, which is at the root of the crate.
        let module = format!("{side}_{}", pair.name);
        let mut api = api.clone();
        api.name.clone_from(&module);
        let header = emit::Header {
            document: &pair.name,
            digest: "",
            command: "cargo xtask drift-proof",
            public_module: true,
        };
        for (path, text) in emit::api(&api, &header)?.files {
            put(&source.join(path), &text)?;
        }
        let program = source.join(format!("uses_{module}"));
        let root = format!("pub use crate::{module} as api;\npub mod usage;\n");
        put(&program.join("mod.rs"), &root)?;
        put(&program.join("usage.rs"), &usage)?;
    }
    let changes = drift::compare(was, is);
    let breaking = changes
        .iter()
        .filter(|change| change.rust() == Meaning::Breaking);
    let mut rules = breaking.flat_map(|change| [Some(change.rule), change.also]);
    let mut expected = Expected::Compiles;
    for rule in rules.by_ref().flatten() {
        if rule.rust != Meaning::Breaking {
            continue;
        }
        if !is_name_rule(rule.id) {
            return Ok(Expected::Breaks);
        }
        expected = Expected::Renames;
    }
    Ok(expected)
}

/// Expected result of compiling a program with the new bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Compiles,
    /// The compiler rejects the program unless something of the same type took every changed name. Then it compiles
    /// with another meaning, which no compiler detects.
    Renames,
    Breaks,
}

/// Returns true for rules about names: a new name, or a name with another type.
fn is_name_rule(id: &str) -> bool {
    id.ends_with("-renamed") || matches!(id, "type-replaced" | "path-parameter-moved")
}

fn read(path: &Path, api: &Api) -> anyhow::Result<Described> {
    let bytes = sources::document(path)?;
    let shown = shown(path);
    let beside = FileAccess::new(path, None)?;
    Ok(generator::describe(Input {
        name: "api",
        api,
        path: &shown,
        origin: &shown,
        command: generator::CODEGEN,
        bytes,
        overlays: &[],
        read: &|path| beside.read(path),
        root: None,
    }))
}

/// Writes what all modules share: the manifest, the lock file and the runtime.
fn write_crate(scratch: &Path) -> anyhow::Result<()> {
    let package = Package {
        name: "drift-proof",
        license: LICENSE,
        info: &Info::default(),
        example: None,
        features: &BTreeSet::from(["multipart", "uuid", "webhooks"]),
        types_only: false,
    };
    put(
        &scratch.join("Cargo.toml"),
        &package.manifest(WorkspaceRole::Root)?,
    )?;
    let versions = workspace::root().join("Cargo.lock");
    fs::copy(&versions, scratch.join("Cargo.lock"))
        .with_context(|| format!("cannot copy {}", shown(&versions)))?;
    for (path, text) in emit::runtime_files() {
        put(&scratch.join("src").join(path), text)?;
    }
    Ok(())
}

/// Returns the modules that the compiler rejects, with the first error of each.
fn refused<'n>(
    scratch: &Path,
    names: impl Iterator<Item = &'n String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut modules: BTreeSet<String> = names
        .flat_map(|name| [format!("old_{name}"), format!("new_{name}")])
        .collect();
    let mut refused = BTreeMap::new();
    loop {
        let mut root = "#![allow(warnings)]\npub mod runtime;\n".to_owned();
        for module in &modules {
            root.push_str(&format!("pub mod {module};\npub mod uses_{module};\n"));
        }
        put(&scratch.join("src/lib.rs"), &root)?;
        let found = check(scratch)?;
        if found.is_empty() {
            return Ok(refused);
        }
        for (module, error) in found {
            if !modules.remove(&module) {
                bail!("the compiler rejects code outside of the pairs:\n{error}");
            }
            refused.insert(module, error);
        }
    }
}

/// Returns the modules with errors.
fn check(scratch: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--message-format", "json"])
        .current_dir(scratch)
        .env("CARGO_INCREMENTAL", "0")
        .env(
            "CARGO_TARGET_DIR",
            workspace::target().join("drift-proof/target"),
        )
        .stdin(Stdio::null())
        .output()
        .context("cannot start cargo")?;
    let mut found = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let Some(message) = line.get("message").filter(|said| is_error(said)) else {
            continue;
        };
        let text = message.get("rendered").and_then(Value::as_str);
        let text = text.unwrap_or_default().to_owned();
        if let Some(module) = module(message) {
            found.entry(module).or_insert(text);
        }
    }
    if found.is_empty() && !output.status.success() {
        bail!(
            "cargo failed: {}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(found)
}

fn is_error(message: &Value) -> bool {
    message.get("level").and_then(Value::as_str) == Some("error")
}

/// Returns the module whose program has an error, or else the module that contains it.
fn module(message: &Value) -> Option<String> {
    let spans = message.get("spans")?.as_array()?;
    let files = spans
        .iter()
        .filter_map(|span| span.get("file_name")?.as_str());
    let mut folders = files.filter_map(|file| file.strip_prefix("src/")?.split('/').next());
    let first = folders.clone().next();
    let of_pair = folders.find_map(|folder| folder.strip_prefix("uses_"));
    of_pair.or(first).map(str::to_owned)
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", shown(folder)))?;
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", shown(path)))
}
