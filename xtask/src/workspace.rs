//! Where things are: the configuration, the documents it names, and the output.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use generator::config::{self, Api, Config, Text};
use generator::diagnostic::{Place, Severity};
use generator::load::Root;

use crate::render::{self, Look, Problem, Source, Spot};

/// The configuration, from the workspace's root.
const CONFIGURATION: &str = "spec/codegen.yml";
/// The folder of the output, from the workspace's root.
const OUTPUT: &str = "generated/src";

/// Where the configuration is, and where the output goes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Places {
    /// The configuration [default: spec/codegen.yml of the workspace]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of the output [default: generated/src of the workspace]
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

impl Places {
    /// The path of the configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.config
            .clone()
            .unwrap_or_else(|| root().join(CONFIGURATION))
    }

    /// The path of the folder that the output goes to.
    pub(crate) fn output(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| root().join(OUTPUT))
    }

    /// What was said on the command line about them, to be said again.
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

/// The workspace's root: the one whose binary `cargo run` started, or the one that the current folder is in.
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

/// The folder that cargo builds in, for folders of our own in it.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A path as a person would write it from the current folder, with `/` between its parts.
pub(crate) fn shown(path: &Path) -> String {
    let relative = env::current_dir()
        .ok()
        .and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    relative
        .as_deref()
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

/// The path of a file from the root of the repository that the workspace is in; none if it is elsewhere or is no file.
pub(crate) fn in_repository(path: &str) -> Option<String> {
    let workspace = fs::canonicalize(root()).ok()?;
    let repository = workspace
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    let path = fs::canonicalize(path).ok()?;
    let inside = path.strip_prefix(repository.unwrap_or(&workspace)).ok()?;
    Some(inside.to_string_lossy().replace('\\', "/"))
}

/// A path as generated files name it: from the workspace's root, whatever the current folder is; of a file that is
/// elsewhere just its name.
pub(crate) fn origin(path: &Path) -> String {
    let full = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, path) = (root(), full(path));
    // Outside of any workspace there is no root.
    let inside = Some(full(&root)).filter(|root| root.is_absolute());
    let inside = inside.and_then(|root| path.strip_prefix(root).ok());
    let name = inside.or_else(|| path.file_name().map(Path::new));
    name.unwrap_or(&path).to_string_lossy().replace('\\', "/")
}

/// The configuration, and where in it everything stands.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// What it says.
    pub(crate) config: Config,
    /// Its text.
    pub(crate) text: Text,
    folder: PathBuf,
}

impl Configuration {
    /// Reads it.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration {}", shown(path)))?;
        match config::parse(&text) {
            Ok(config) => Ok(Self {
                config,
                text: Text::new(&shown(path), &text),
                folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            }),
            Err(error) => Err(anyhow!(refusal(path, text, error))),
        }
    }

    /// The path of a file that it names.
    pub(crate) fn beside(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Where an option of an API stands, as people write it: `spec/codegen.yml:3:15`.
    pub(crate) fn position(&self, api: &str, option: &Place) -> Option<String> {
        let span = self.text.span(api, option)?;
        let (line, column) = self.text.line_column(span.start);
        Some(format!("{}:{line}:{column}", self.text.path()))
    }
}

/// What is wrong with the configuration, and where.
fn refusal(path: &Path, text: String, error: config::Error) -> String {
    let rest = text.get(error.offset..).unwrap_or_default();
    let length = rest
        .find(|c: char| c.is_whitespace() || ":,]}".contains(c))
        .unwrap_or(rest.len());
    let problem = Problem {
        severity: Severity::Error,
        code: "configuration",
        message: error.message,
        spot: Some(Spot::new(0, error.offset..error.offset + length)),
        label: String::new(),
        related: Vec::new(),
        help: error.help,
        pointer: None,
    };
    let source = Source {
        path: shown(path),
        text,
    };
    let shown = render::problems(&[source], &[problem], &Look::of_errors(true));
    format!("the configuration cannot be used\n\n{}", shown.trim_end())
}

/// The API of that name.
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

/// The files that a document may refer to: those of its folder, or of a folder that it lies in.
#[derive(Debug)]
pub(crate) struct Beside {
    folder: PathBuf,
    /// The folder as it is shown and the path of the document from there, if it is not the document's own.
    root: Option<(String, String)>,
}

impl Beside {
    /// The files of a document's own folder, or of a root.
    pub(crate) fn new(document: &Path, root: Option<&Path>) -> anyhow::Result<Self> {
        let own = match document.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let Some(root) = root else {
            return Ok(Self {
                folder: own.to_owned(),
                root: None,
            });
        };
        let find = |folder: &Path| {
            fs::canonicalize(folder)
                .with_context(|| format!("cannot find the folder {}", shown(folder)))
        };
        let (folder, real) = (find(root)?, find(own)?);
        let inside = real.strip_prefix(&folder).map_err(|_| {
            anyhow!(
                "the document {} is not in the folder {}, whose files it may refer to",
                shown(document),
                shown(&folder)
            )
        })?;
        let inside = inside.join(document.file_name().unwrap_or_default());
        let inside = inside.to_string_lossy().replace('\\', "/");
        let prefix = match shown(&folder) {
            prefix if prefix.is_empty() || prefix.ends_with('/') => prefix,
            prefix => format!("{prefix}/"),
        };
        Ok(Self {
            folder,
            root: Some((prefix, inside)),
        })
    }

    /// The same for another document: a root is as many folders above it.
    pub(crate) fn of(&self, document: &Path) -> anyhow::Result<Self> {
        let Some((_, inside)) = &self.root else {
            return Self::new(document, None);
        };
        let real = fs::canonicalize(document)
            .with_context(|| format!("cannot find {}", shown(document)))?;
        let root = real.ancestors().nth(inside.split('/').count());
        Self::new(document, Some(root.unwrap_or(&real)))
    }

    /// The root, for the generator.
    pub(crate) fn root(&self) -> Option<Root<'_>> {
        let (folder, document) = self.root.as_ref()?;
        Some(Root { folder, document })
    }

    /// Reads a file for the generator, which asks for paths that it has normalised. What a link leads to must be in the
    /// folder too.
    pub(crate) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let file = fs::canonicalize(self.folder.join(path))?;
        if !file.starts_with(fs::canonicalize(&self.folder)?) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "a link leads out of the folder whose files may be read",
            ));
        }
        fs::read(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("specs/v1/api.yml", "document");
        put("specs/v1/own.yml", "own");
        put("specs/common/user.yml", "user");
        put("secret.yml", "secret");
        let document = folder.path().join("specs/v1/api.yml");
        let own = Beside::new(&document, None).unwrap();
        assert_eq!(own.root(), None);
        assert_eq!(own.read("own.yml").unwrap(), b"own");
        let root = folder.path().join("specs/v1/..");
        let wide = Beside::new(&document, Some(&root)).unwrap();
        let shown = wide.root().unwrap();
        assert_eq!(shown.document, "v1/api.yml");
        assert!(shown.folder.ends_with("specs/"), "{shown:?}");
        assert_eq!(wide.read("common/user.yml").unwrap(), b"user");
        assert!(wide.read("../secret.yml").is_err());
        // The same folder for another document of it.
        put("other/v2/api.yml", "document");
        let other = wide.of(&folder.path().join("other/v2/api.yml")).unwrap();
        assert!(other.root().unwrap().folder.ends_with("other/"));
        // A document must be in its root.
        let root = folder.path().join("specs/common");
        let error = Beside::new(&document, Some(&root)).unwrap_err();
        assert!(
            error.to_string().contains("is not in the folder"),
            "{error}"
        );
        let root = folder.path().join("missing");
        assert!(Beside::new(&document, Some(&root)).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out_of_the_folder() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let specs = folder.path().join("specs");
        fs::create_dir(&specs).unwrap();
        fs::write(folder.path().join("secret.yml"), "secret").unwrap();
        fs::write(specs.join("own.yml"), "own").unwrap();
        symlink("../secret.yml", specs.join("file.yml")).unwrap();
        symlink("..", specs.join("folder")).unwrap();
        symlink("own.yml", specs.join("inside.yml")).unwrap();
        let beside = Beside::new(&specs.join("api.yml"), None).unwrap();
        for path in ["file.yml", "folder/secret.yml"] {
            let error = beside.read(path).unwrap_err();
            assert!(error.to_string().contains("leads out"), "{error}");
        }
        assert_eq!(beside.read("inside.yml").unwrap(), b"own");
        let root = Some(folder.path());
        let beside = Beside::new(&specs.join("api.yml"), root).unwrap();
        assert_eq!(beside.read("specs/file.yml").unwrap(), b"secret");
    }
}
