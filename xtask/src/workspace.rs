//! Paths of the configuration, the documents and the output.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use generator::config::{self, Api, Config, ConfigText};
use generator::diagnostic::{Location, Severity, codes};
use untrusted::files::{self, Folder};
use untrusted::text;

use crate::render::{self, Listing, Problem, RenderOptions, Source, SourceRange};

/// Path of the configuration from the root of the workspace.
const CONFIGURATION: &str = "spec/codegen.yml";
/// Path of the output folder from the root of the workspace.
const OUTPUT: &str = "generated/src";

/// Paths of the configuration and the output.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Places {
    /// Configuration [default: spec/codegen.yml of the workspace]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the output [default: generated/src of the workspace]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl Places {
    /// Returns the path of the configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.config
            .clone()
            .unwrap_or_else(|| root().join(CONFIGURATION))
    }

    /// Returns the path of the output folder.
    pub(crate) fn output(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| root().join(OUTPUT))
    }

    /// Rejects a link that leads out of the workspace, unless the command line names the output: a pull request may
    /// contain links.
    pub(crate) fn check_output(&self) -> anyhow::Result<()> {
        if self.output.is_some() {
            return Ok(());
        }
        let (workspace, output) = (Folder::new(&root())?, self.output());
        // Missing folders are created, so no link leads elsewhere.
        let is_there = |path: &&Path| fs::symlink_metadata(path).is_ok();
        let there = output.ancestors().find(is_there);
        if there.is_some_and(|there| workspace.inside(there).is_none()) {
            bail!(
                "{OUTPUT} leads out of the workspace; name the folder that it leads to with --output"
            );
        }
        Ok(())
    }

    /// Returns the arguments of the command line for these paths, to suggest another command.
    pub(crate) fn arguments(&self) -> String {
        let mut arguments = String::new();
        for (option, value) in [("--config", &self.config), ("--output", &self.output)] {
            if let Some(value) = value {
                let _ = write!(arguments, " {option} {}", value.display());
            }
        }
        arguments
    }
}

/// Returns the root of the workspace: the one whose binary `cargo run` started, or the one of the current folder.
pub(crate) fn root() -> PathBuf {
    let started = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .and_then(|crate_folder| {
            let root = crate_folder.parent()?;
            root.join(CONFIGURATION).exists().then(|| root.to_owned())
        });
    let here = || {
        let current = env::current_dir().ok()?;
        let found = current
            .ancestors()
            .find(|folder| folder.join(CONFIGURATION).exists());
        found.map(Path::to_owned)
    };
    started.or_else(here).unwrap_or_default()
}

/// Returns cargo's target folder, for temporary folders.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Formats a path relative to the current folder, with `/` as separator, for display only. Escapes everything that a
/// terminal would interpret.
pub(crate) fn shown(path: &Path) -> String {
    let relative = env::current_dir()
        .ok()
        .and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    let path = relative.as_deref().unwrap_or(path).to_string_lossy();
    text::line(&path.replace('\\', "/")).into_owned()
}

/// Returns the path of a file from the root of the workspace's repository. None if it is elsewhere or not a file.
pub(crate) fn in_repository(path: &str) -> Option<String> {
    let workspace = fs::canonicalize(root()).ok()?;
    let repository = workspace
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    let path = fs::canonicalize(path).ok()?;
    let inside = path.strip_prefix(repository.unwrap_or(&workspace)).ok()?;
    Some(inside.to_string_lossy().replace('\\', "/"))
}

/// Returns a path as generated files name it: from the root of the workspace, independent of the current folder. For a
/// file elsewhere, only its name.
pub(crate) fn origin(path: &Path) -> String {
    let full = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, path) = (root(), full(path));
    // Outside of a workspace, the root is a relative path.
    let inside = Some(full(&root)).filter(|root| root.is_absolute());
    let inside = inside.and_then(|root| path.strip_prefix(root).ok());
    let name = inside.or_else(|| path.file_name().map(Path::new));
    name.unwrap_or(&path).to_string_lossy().replace('\\', "/")
}

/// The configuration with the positions of its options.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// Parsed configuration.
    pub(crate) config: Config,
    /// Text of the configuration.
    pub(crate) text: ConfigText,
    folder: PathBuf,
    home: Folder,
}

impl Configuration {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let trouble = || format!("cannot read the configuration {}", shown(path));
        let text = files::read_to_string(path).with_context(trouble)?;
        let own = Folder::new(&folder).with_context(trouble)?;
        match config::parse(&text) {
            Ok(config) => Ok(Self {
                config,
                text: ConfigText::new(&shown(path), &text),
                folder,
                home: home(own)?,
            }),
            // The error would quote the text, and a link may lead to a file with secrets.
            Err(_) if own.inside(path).is_none() => bail!(
                "{} is a link to a file outside of its folder, which is not a configuration",
                shown(path)
            ),
            Err(error) => Err(anyhow!(refusal(path, text, error))),
        }
    }

    /// Returns the folder of the configuration's project.
    pub(crate) fn home(&self) -> &Folder {
        &self.home
    }

    /// Returns the path of a file that the configuration names.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Returns the path of the folder that the option `root` of an API names. A configuration may be untrusted, so the
    /// folder must be in its repository or workspace.
    pub(crate) fn root(&self, api: &str, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.beside(name);
        let folder = Folder::new(&path).with_context(|| format!("cannot find {}", shown(&path)))?;
        if self.contains(&folder) {
            return Ok(path);
        }
        let position = self.position(api, &Location::option(&["root"]));
        bail!(
            "{}: the root `{}` is outside of the repository or workspace of the configuration",
            position.unwrap_or_else(|| self.text.path().to_owned()),
            text::line(name)
        )
    }

    /// Returns true if a folder is in the repository or workspace of the configuration.
    pub(crate) fn contains(&self, folder: &Folder) -> bool {
        let root = root();
        let workspace = Some(root).filter(|root| !root.as_os_str().is_empty());
        let workspace = workspace.and_then(|root| Folder::new(&root).ok());
        // The current folder can be anywhere: its workspace counts only if it contains the configuration.
        let workspace =
            workspace.filter(|workspace| self.home.path().starts_with(workspace.path()));
        let homes = [Some(&self.home), workspace.as_ref()];
        homes
            .into_iter()
            .flatten()
            .any(|home| folder.path().starts_with(home.path()))
    }

    /// Returns the position of an option: `spec/codegen.yml:3:15`.
    pub(crate) fn position(&self, api: &str, option: &Location) -> Option<String> {
        let span = self.text.span(api, option)?;
        let (line, column) = self.text.line_column(span.start);
        Some(format!("{}:{line}:{column}", self.text.path()))
    }
}

/// Returns the repository of a folder, or the folder itself if it is in none.
pub(crate) fn home(folder: Folder) -> io::Result<Folder> {
    let mut ancestors = folder.path().ancestors();
    match ancestors.find(|ancestor| ancestor.join(".git").exists()) {
        Some(repository) => Folder::new(repository),
        None => Ok(folder),
    }
}

/// Formats an error of the configuration with its position.
fn refusal(path: &Path, text: String, error: config::Error) -> String {
    let rest = text.get(error.offset..).unwrap_or_default();
    let length = rest
        .find(|c: char| c.is_whitespace() || ":,]}".contains(c))
        .unwrap_or(rest.len());
    let problem = Problem {
        severity: Severity::Error,
        code: codes::CONFIGURATION.id,
        message: error.message,
        spot: Some(SourceRange::new(0, error.offset..error.offset + length)),
        label: String::new(),
        related: Vec::new(),
        help: error.help,
        pointer: None,
    };
    let source = Source {
        path: shown(path),
        text,
    };
    let shown = render::problems(
        &[source],
        &[problem],
        &RenderOptions::for_standard_error(Listing::Complete),
    );
    format!("the configuration cannot be used\n\n{}", shown.trim_end())
}

/// Returns the API with this name.
pub(crate) fn api<'a>(config: &'a Config, name: &str) -> anyhow::Result<&'a Api> {
    if let Some(api) = config.apis.get(name) {
        return Ok(api);
    }
    let known: Vec<&str> = config.apis.keys().map(String::as_str).collect();
    bail!(
        "there is no API `{name}` in the configuration, which has: {}",
        known.join(", ")
    )
}
