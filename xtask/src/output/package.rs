//! Writes a standalone crate: the bindings of one API with the runtime, a manifest, a readme and the licences.
//!
//! Dependencies and features are those of `generator/runtime`, with the versions of the workspace, so that users get
//! what is tested here.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, bail};
use generator::emit::Example;
use generator::ir::Info;
use toml::{Table, Value};
use untrusted::text::is_effect;

use super::plan::FileSet;

/// Manifest with the features and dependencies.
const RUNTIME: &str = include_str!("../../../generator/runtime/Cargo.toml");
/// Manifest with the versions.
const WORKSPACE: &str = include_str!("../../../Cargo.toml");
/// Default licence of a crate.
pub(crate) const LICENSE: &str = "MIT OR Apache-2.0";
/// Texts of the licences by file name.
pub(crate) const LICENSES: [(&str, &str); 2] = [
    ("LICENSE-APACHE", include_str!("../../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../../LICENSE-MIT")),
];
/// Items at the root of the crate that a module of the same name would hide.
const RESERVED: [&str; 6] = [
    "client",
    "error",
    "resources",
    "runtime",
    "types",
    "webhooks",
];

/// Maximum length of a crate name on crates.io.
const LONGEST: usize = 64;

/// Crates that every Rust program can use.
const BUILT_IN_CRATES: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// The role of a crate in its workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorkspaceRole {
    /// The root of its own workspace.
    Root,
    Member,
}

/// Properties of a crate.
#[derive(Debug)]
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    /// Licence as an SPDX expression.
    pub(crate) license: &'a str,
    /// Title, version and description of the API.
    pub(crate) info: &'a Info,
    /// Example for the readme.
    pub(crate) example: Option<&'a Example>,
    /// Features of the runtime without which the crate does not compile.
    pub(crate) features: &'a BTreeSet<&'static str>,
    /// True for a crate of types without a client.
    pub(crate) types_only: bool,
}

/// Dependencies of a crate of types.
const OF_TYPES: [&str; 6] = ["base64", "indexmap", "jiff", "serde", "serde_json", "uuid"];

impl Package<'_> {
    /// Returns the title of the API on one line.
    fn title(&self) -> String {
        let words: Vec<&str> = self.info.title.split_whitespace().collect();
        let title: String = words.join(" ");
        let title: String = title.chars().filter(|c| !is_effect(*c)).collect();
        if title.is_empty() {
            self.name.to_owned()
        } else {
            title
        }
    }

    /// Returns the manifest.
    pub(crate) fn manifest(&self, role: WorkspaceRole) -> anyhow::Result<String> {
        let workspace: Table = WORKSPACE.parse().context("the workspace's Cargo.toml")?;
        let package = get(&workspace, &["workspace", "package"])?;
        let text = |value: &str| Value::String(value.to_owned()).to_string();
        let inherited = |key| {
            let value = package.get(key).context("a key of [workspace.package]")?;
            Ok::<_, anyhow::Error>(format!("{key} = {value}\n"))
        };
        let mut manifest = "[package]\n".to_owned();
        manifest += &format!("name = {}\n", text(self.name));
        manifest += "version = \"0.1.0\"\n";
        let description = format!("Rust bindings for {}", self.title());
        manifest += &format!("description = {}\n", text(&description));
        manifest += &inherited("edition")?;
        manifest += &inherited("rust-version")?;
        manifest += &format!("license = {}\n", text(self.license));
        manifest += "readme = \"README.md\"\ncategories = [\"api-bindings\"]\n";
        manifest += "include = [\"/src\", \"/README.md\", \"/LICENSE-*\"]\n\n";
        manifest += "[package.metadata.docs.rs]\n";
        // docs.rs needs one TLS backend. This one has no system dependencies.
        let documented: Vec<Value> = features()?
            .into_iter()
            .filter(|name| name != "native-tls" && name != "default")
            .filter(|name| !self.types_only || name == "uuid")
            .map(Value::String)
            .collect();
        manifest += &format!("features = {}\n\n", Value::Array(documented));
        manifest += &self.runtime_part(&workspace)?;
        if !self.types_only {
            let tokio =
                "tokio = { workspace = true, features = [\"macros\", \"rt-multi-thread\"] }";
            manifest += "\n[dev-dependencies]\n# The program in the readme is a test.\n";
            manifest += &dependency(tokio, &workspace)?;
        }
        if role == WorkspaceRole::Root {
            manifest += "\n# The crate is not a member of a workspace around it.\n[workspace]\n";
        }
        Ok(manifest)
    }

    /// Returns the features and dependencies of the runtime, with comments.
    fn runtime_part(&self, workspace: &Table) -> anyhow::Result<String> {
        if self.types_only {
            return self.types_part(workspace);
        }
        let mut part = String::new();
        for line in runtime_lines() {
            let is_entry = !line.is_empty() && !line.starts_with(['#', '[']);
            if let Some(default) = line.strip_prefix("default = ") {
                part += &format!("default = {}\n", self.default_features(default)?);
            } else if is_entry && line.contains("workspace = true") {
                part += &dependency(line, workspace)?;
            } else {
                part += line;
                part.push('\n');
            }
        }
        Ok(part.trim_end().to_owned() + "\n")
    }

    /// Returns the features and dependencies of a crate of types.
    fn types_part(&self, workspace: &Table) -> anyhow::Result<String> {
        let default = if self.features.contains("uuid") {
            "[\"uuid\"]"
        } else {
            "[]"
        };
        let mut part = format!(
            "[features]\ndefault = {default}\n# `format: uuid` as `uuid::Uuid`.\nuuid = [\"dep:uuid\"]\n\n[dependencies]\n"
        );
        // Omits the comments, which are about calls.
        for line in runtime_lines().skip_while(|line| *line != "[dependencies]") {
            let name = line.split(' ').next().unwrap_or_default();
            let name = name.trim_end_matches(".workspace");
            if !OF_TYPES.contains(&name) {
                continue;
            }
            if line.contains("workspace = true") {
                part += &dependency(line, workspace)?;
            } else {
                part += &format!("{line}\n");
            }
        }
        Ok(part)
    }

    /// Returns the default features of the runtime and those that the API needs.
    fn default_features(&self, of_runtime: &str) -> anyhow::Result<String> {
        let table: Table = format!("default = {of_runtime}").parse()?;
        let Some(Value::Array(mut all)) = table.get("default").cloned() else {
            bail!("the default features of the runtime are not a list on one line")
        };
        all.extend(
            self.features
                .iter()
                .map(|name| Value::String((*name).to_owned())),
        );
        Ok(Value::Array(all).to_string())
    }

    /// Returns the files of the crate's `src`: API, runtime and root.
    pub(crate) fn sources(&self, api: &str, of_api: FileSet) -> anyhow::Result<FileSet> {
        let mut files = generator::standalone_files(api, self.types_only)?;
        files.extend(of_api);
        Ok(files)
    }

    /// Returns the readme, which is also the documentation of the crate root.
    pub(crate) fn readme(&self) -> String {
        let title = plain(&self.title());
        let crate_name = self.name.replace('-', "_");
        let version = match self.info.version.trim() {
            "" => String::new(),
            version => format!(", version {}", plain(version)),
        };
        if self.types_only {
            return format!(
                "\
# {name}

Types of the requests and responses of {title}{version}, generated from its `OpenAPI` document. The module `types`
contains them; they implement `serde::Serialize` and `serde::Deserialize`.

```toml
[dependencies]
{name} = \"0.1\"
```

## Licence

{license}. `src/runtime` is part of the generator that wrote this crate: MIT or Apache-2.0, at your choice.
",
                name = self.name,
                license = plain(self.license),
            );
        }
        format!(
            "\
# {name}

Rust bindings for {title}{version}, generated from its `OpenAPI` document.

```toml
[dependencies]
{name} = \"0.1\"
tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}
```

```rust,no_run
{example}```

- `Client` has a method for each resource. A resource has a method for each operation. Awaiting a call sends it.
- `types` contains the types of requests and responses. `new` takes the required fields; each optional field has a method.
- `Error` contains the message, status, headers and body of an error response.

## Licence

{license}. `src/runtime` is part of the generator that wrote this crate: MIT or Apache-2.0, at your choice.
",
            name = self.name,
            license = plain(self.license),
            example = self.program(&crate_name),
        )
    }

    /// Returns an example program that makes a call.
    fn program(&self, crate_name: &str) -> String {
        let mut text = format!("use {crate_name}::Client;\n");
        if self.example.is_some_and(|found| {
            found
                .call
                .as_ref()
                .is_some_and(|call| call.contains("types::"))
        }) {
            let _ = writeln!(text, "use {crate_name}::types;");
        }
        text.push_str(
            "\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n",
        );
        text.push_str("    let client = Client::from_env()?;");
        let environment = self.example.map(|found| found.environment.as_str());
        if let Some(variables) = environment.filter(|variables| !variables.is_empty()) {
            let _ = write!(text, " // reads {variables}");
        }
        text.push('\n');
        match self
            .example
            .and_then(|example| Some((example.call.as_deref()?, example.answers)))
        {
            Some((call, true)) => {
                let _ = writeln!(text, "    let answer = {call}.await?;");
                text.push_str("    println!(\"{answer:?}\");\n");
            }
            Some((call, false)) => {
                let _ = writeln!(text, "    {call}.await?;");
            }
            None => text.push_str("    println!(\"{client:?}\");\n"),
        }
        text.push_str("    Ok(())\n}\n");
        text
    }
}

/// Returns the name of the API's module in a crate.
pub(crate) fn module_name(crate_name: &str) -> String {
    let mut name: String = crate_name
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let works = |name: &str| {
        let options = format!("apis:\n  {name}:\n    document: document.yml\n");
        generator::config::parse(&options).is_ok() && !RESERVED.contains(&name)
    };
    if !works(&name) {
        name = format!("api_{name}");
    }
    name
}

/// Rejects a module name that would hide an item at the root of the crate.
pub(crate) fn check_module_name(name: &str) -> anyhow::Result<()> {
    if RESERVED.contains(&name) {
        bail!("an API cannot be called `{name}`: its own module has an item with that name");
    }
    Ok(())
}

/// Rejects names that cargo or registries do not accept for a crate.
pub(crate) fn check_crate_name(name: &str) -> anyhow::Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_plain) {
        bail!(
            "`{name}` is not a valid crate name: use letters, digits, `-` and `_`, with a letter first"
        );
    }
    let as_module = name.replace('-', "_");
    let is_keyword = syn::parse_str::<syn::Ident>(&as_module).is_err();
    if is_keyword || BUILT_IN_CRATES.contains(&as_module.as_str()) {
        bail!("`{name}` is not a valid crate name: Rust reserves it");
    }
    if name.len() > LONGEST {
        bail!("`{name}` is not a valid crate name: registries allow at most {LONGEST} characters");
    }
    if generator::config::is_device(&as_module) {
        bail!("`{name}` is not a valid crate name: Windows allows no folder with that name");
    }
    if name.ends_with(['-', '_']) || as_module.contains("__") {
        bail!("`{name}` is not a valid crate name: use one `-` or `_` between words");
    }
    if name.contains(|c: char| c.is_ascii_uppercase()) {
        bail!("`{name}` is not a valid crate name: use lowercase letters");
    }
    Ok(())
}

/// Returns the lines of the runtime's manifest from the features up to the dev-dependencies.
fn runtime_lines() -> impl Iterator<Item = &'static str> {
    RUNTIME
        .lines()
        .skip_while(|line| *line != "[features]")
        .take_while(|line| *line != "[dev-dependencies]")
}

/// Returns the names of the runtime's features.
fn features() -> anyhow::Result<Vec<String>> {
    let manifest: Table = RUNTIME.parse().context("the runtime's Cargo.toml")?;
    Ok(get(&manifest, &["features"])?.keys().cloned().collect())
}

/// Replaces `workspace = true` in a dependency by the version of the workspace.
fn dependency(line: &str, workspace: &Table) -> anyhow::Result<String> {
    let entry: Table = line.parse().with_context(|| format!("the line {line:?}"))?;
    let mut text = String::new();
    for (name, own) in &entry {
        let shared = get(workspace, &["workspace", "dependencies"])?
            .get(name)
            .with_context(|| format!("the workspace has no version of `{name}`"))?;
        let mut all = match shared {
            Value::Table(table) => table.clone(),
            version => Table::from_iter([("version".to_owned(), version.clone())]),
        };
        for (key, value) in own.as_table().into_iter().flatten() {
            match (key.as_str(), all.get_mut(key), value) {
                ("workspace", ..) => {}
                (_, Some(Value::Array(there)), Value::Array(more)) => there.extend(more.clone()),
                _ => drop(all.insert(key.clone(), value.clone())),
            }
        }
        text += &format!("{name} = {}\n", specification(&all));
    }
    Ok(text)
}

/// Formats the keys of a dependency in the usual order.
fn specification(all: &Table) -> String {
    if let (Some(version), 1) = (all.get("version"), all.len()) {
        return version.to_string();
    }
    let order = ["version", "default-features", "features", "optional"];
    let known = order.into_iter().filter(|key| all.contains_key(*key));
    let others = all
        .keys()
        .map(String::as_str)
        .filter(|key| !order.contains(key));
    let parts: Vec<String> = known
        .chain(others)
        .filter_map(|key| Some(format!("{key} = {}", all.get(key)?)))
        .collect();
    format!("{{ {} }}", parts.join(", "))
}

fn get<'t>(table: &'t Table, path: &[&str]) -> anyhow::Result<&'t Table> {
    path.iter().try_fold(table, |table, key| {
        table
            .get(*key)
            .and_then(Value::as_table)
            .with_context(|| format!("the manifest has no [{}]", path.join(".")))
    })
}

/// Escapes text of the document for Markdown.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        if "\\`*_[]<>#|~&$/@".contains(c) {
            plain.push('\\');
        }
        plain.push(if is_effect(c) { ' ' } else { c });
    }
    plain
}
