//! The files that a document is made of: the document itself, its overlays, and the files that it refers to.

use std::fmt;
use std::io;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use generator::diagnostic::{Location, Severity, codes};
use generator::load::{self, Root};
use untrusted::files::{self, Folder};

use crate::workspace::shown;

/// Kind of a file that is read by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// An `OpenAPI` document, or a Swagger 2.0 document.
    Document,
    /// An overlay.
    Overlay,
}

impl Part {
    /// Returns the noun for messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Overlay => "overlay",
        }
    }

    /// Returns the full name.
    fn name(self) -> &'static str {
        match self {
            Self::Document => "OpenAPI document",
            Self::Overlay => "overlay",
        }
    }

    /// Returns the root keys, one of which the file must have.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["openapi", "swagger"],
            Self::Overlay => &["overlay"],
        }
    }

    /// Returns true if a file is of this kind: if it parses and has its version key.
    fn is(self, bytes: &[u8]) -> bool {
        let keys = self.keys();
        let root = parsed(bytes);
        let root = root.document.as_ref().map(load::Document::root);
        root.is_some_and(|root| keys.iter().any(|key| root.get(key).is_some()))
    }
}

/// Parses a file alone, as the generator reads it.
fn parsed(bytes: &[u8]) -> load::Loaded {
    let none = |_: &str| Err(io::ErrorKind::NotFound.into());
    load::load("", bytes.to_owned(), &none)
}

/// Reads a file by its path.
///
/// A link or the path may lead out of `home`. A file there must be of the given kind. Otherwise diagnostics would quote
/// a file that is not part of the document, such as the environment of the process.
pub(crate) fn named(path: &Path, part: Part, home: &Folder) -> anyhow::Result<Vec<u8>> {
    let bytes = files::read(path)?;
    if home.inside(path).is_none() && !part.is(&bytes) {
        bail!(
            "it is outside of {}, and is not an {}",
            shown(home.path()),
            part.name()
        );
    }
    Ok(bytes)
}

/// Reads a file that a configuration names, which may be any file of the repository. It must be of the given kind.
/// Otherwise the error reports the problem and its position, and quotes nothing of the file.
pub(crate) fn configured(path: &Path, part: Part, home: &Folder) -> anyhow::Result<Vec<u8>> {
    let bytes = named(path, part, home)?;
    if part.is(&bytes) {
        return Ok(bytes);
    }
    let loaded = parsed(&bytes);
    let found = loaded
        .diagnostics
        .iter()
        .find_map(|found| match &found.location {
            Location::Bytes(file, span) if found.severity == Severity::Error => {
                Some((found.code, loaded.sources.line_column(*file, span.start)))
            }
            _ => None,
        });
    let message = match found {
        Some(_) => "the file cannot be read as YAML or JSON".to_owned(),
        None => format!(
            "the file is not an {}: it has no key `{}`",
            part.name(),
            part.keys().join("` or `")
        ),
    };
    let (code, (line, column)) = found.unwrap_or((codes::NOT_OPENAPI, (1, 1)));
    Err(anyhow!(UnquotedProblem {
        path: shown(path),
        line,
        column,
        code: code.id,
        message,
    }))
}

/// A problem of a file whose text must not be quoted.
#[derive(Debug)]
pub(crate) struct UnquotedProblem {
    /// Displayed path of the file.
    pub(crate) path: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in characters, from 1.
    pub(crate) column: usize,
    /// Code of the diagnostic.
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl fmt::Display for UnquotedProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            code,
            message,
        } = self;
        write!(
            formatter,
            "{path}:{line}:{column}: {message} ({code}); its text is not shown"
        )
    }
}

impl std::error::Error for UnquotedProblem {}

/// Reads a document that the command line names.
pub(crate) fn document(path: &Path) -> anyhow::Result<Vec<u8>> {
    folder(path)
        .map_err(anyhow::Error::from)
        .and_then(|home| named(path, Part::Document, &home))
        .with_context(|| format!("cannot read the document {}", shown(path)))
}

/// Returns the folder that the path of a file names.
pub(crate) fn folder(path: &Path) -> io::Result<Folder> {
    Folder::new(path.parent().unwrap_or(Path::new("")))
}

/// Access to the files that a document may refer to: those of its folder, or of a folder that contains that one.
#[derive(Debug)]
pub(crate) struct FileAccess {
    folder: Folder,
    /// Displayed path of the folder and path of the document within it, if the folder is not the document's own.
    root: Option<(String, String)>,
    /// Project whose configuration names the root. Outside of it, only documents are quoted.
    home: Option<Folder>,
}

impl FileAccess {
    /// Returns access to the files of the document's own folder, or of a root. A linked document is in the folder of
    /// its target.
    pub(crate) fn new(document: &Path, root: Option<&Path>) -> anyhow::Result<Self> {
        let missing = |path: &Path| format!("cannot find {}", shown(path));
        let folder = match root {
            Some(root) => Folder::new(root).with_context(|| missing(root))?,
            None => Folder::of(document).with_context(|| missing(document))?,
        };
        if root.is_none()
            && folder == super::sources::folder(document).with_context(|| missing(document))?
        {
            return Ok(Self {
                folder,
                root: None,
                home: None,
            });
        }
        let inside = folder.inside(document).ok_or_else(|| {
            anyhow!(
                "the document {} is not in the folder {}, whose files it may refer to",
                shown(document),
                shown(folder.path())
            )
        })?;
        let inside = inside.to_string_lossy().replace('\\', "/");
        let prefix = match shown(folder.path()) {
            prefix if prefix.is_empty() || prefix.ends_with('/') => prefix,
            prefix => format!("{prefix}/"),
        };
        Ok(Self {
            folder,
            root: Some((prefix, inside)),
            home: None,
        })
    }

    /// Restricts access for a root that a configuration of this project names.
    pub(crate) fn of_project(self, home: &Folder) -> Self {
        Self {
            home: Some(home.clone()),
            ..self
        }
    }

    /// Returns access for another document, whose root is as many folders above it.
    pub(crate) fn of(&self, document: &Path) -> anyhow::Result<Self> {
        let Some((_, inside)) = &self.root else {
            return Self::new(document, None);
        };
        let own =
            Folder::of(document).with_context(|| format!("cannot find {}", shown(document)))?;
        let root = own.path().ancestors().nth(inside.matches('/').count());
        Self::new(document, Some(root.unwrap_or(own.path())))
    }

    /// Returns the folder without links.
    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Returns the root for the generator.
    pub(crate) fn root(&self) -> Option<Root<'_>> {
        let (folder, document) = self.root.as_ref()?;
        Some(Root { folder, document })
    }

    /// Reads a file for the generator. The path is relative to the folder. Diagnostics quote the text of a file:
    /// outside of the project, it must be YAML or JSON.
    pub(crate) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let bytes = self.folder.read(Path::new(path))?;
        let is_outside = |home: &Folder| home.inside(&self.folder.path().join(path)).is_none();
        if self.home.as_ref().is_some_and(is_outside) && parsed(&bytes).document.is_none() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "it is outside of the project, and neither YAML nor JSON",
            ));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        let own = FileAccess::new(&document, None).unwrap();
        assert_eq!(own.root(), None);
        assert_eq!(own.read("own.yml").unwrap(), b"own");
        let root = folder.path().join("specs/v1/..");
        let wide = FileAccess::new(&document, Some(&root)).unwrap();
        let shown = wide.root().unwrap();
        assert_eq!(shown.document, "v1/api.yml");
        assert!(shown.folder.ends_with("specs/"), "{shown:?}");
        assert_eq!(wide.read("common/user.yml").unwrap(), b"user");
        assert!(wide.read("../secret.yml").is_err());
        // The same relative root for another document.
        put("other/v2/api.yml", "document");
        let other = wide.of(&folder.path().join("other/v2/api.yml")).unwrap();
        assert!(other.root().unwrap().folder.ends_with("other/"));
        // A document must be inside its root.
        let root = folder.path().join("specs/common");
        let error = FileAccess::new(&document, Some(&root)).unwrap_err();
        assert!(
            error.to_string().contains("is not in the folder"),
            "{error}"
        );
        let root = folder.path().join("missing");
        assert!(FileAccess::new(&document, Some(&root)).is_err());
    }

    #[test]
    fn outside_of_the_project_only_yaml_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let specs = folder.path().join("project/specs");
        fs::create_dir_all(&specs).unwrap();
        let document = specs.join("api.yml");
        fs::write(&document, "document").unwrap();
        fs::write(specs.join("broken.yml"), "a: [").unwrap();
        fs::write(folder.path().join("part.yml"), "a: 1").unwrap();
        fs::write(folder.path().join("environ"), "TOKEN=secret\0: [").unwrap();
        let home = Folder::new(&specs).unwrap();
        let beside = FileAccess::new(&document, Some(folder.path())).unwrap();
        assert!(beside.read("environ").is_ok());
        let beside = beside.of_project(&home);
        assert!(beside.read("environ").is_err());
        assert_eq!(beside.read("part.yml").unwrap(), b"a: 1");
        assert_eq!(beside.read("project/specs/broken.yml").unwrap(), b"a: [");
    }

    #[test]
    fn only_documents_are_quoted_of_files_that_a_configuration_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let home = Folder::new(folder.path()).unwrap();
        for (text, part, reason) in [
            ("openapi: 3.1.0\n", Part::Document, None),
            ("{\"swagger\": \"2.0\"}", Part::Document, None),
            ("overlay: 1.0.0\n", Part::Overlay, None),
            ("auth: secret\n", Part::Document, Some("no key `openapi`")),
            ("auth: secret\n", Part::Overlay, Some("no key `overlay`")),
            ("//host/:_auth=secret\n", Part::Document, Some("no key")),
            ("TOKEN=secret: [", Part::Document, Some("file:1:")),
            (
                "openapi: 3.1.0\nsecret: x: [",
                Part::Document,
                Some("file:2:"),
            ),
            ("", Part::Document, Some("file:1:1")),
        ] {
            fs::write(&path, text).unwrap();
            match (configured(&path, part, &home), reason) {
                (Ok(bytes), None) => assert_eq!(bytes, text.as_bytes()),
                (Err(error), Some(reason)) => {
                    let error = format!("{error:#}");
                    assert!(error.contains(reason), "{text}: {error}");
                    assert!(!error.contains("secret"), "{error}");
                }
                (read, _) => panic!("{text}: {read:?}"),
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn linked_document_refers_to_files_next_to_its_target() {
        let folder = tempfile::tempdir().unwrap();
        let (specs, real) = (folder.path().join("specs"), folder.path().join("real"));
        fs::create_dir(&specs).unwrap();
        fs::create_dir(&real).unwrap();
        fs::write(real.join("api.yml"), "document").unwrap();
        fs::write(real.join("part.yml"), "part").unwrap();
        fs::write(specs.join("other.yml"), "other").unwrap();
        let document = specs.join("link.yml");
        std::os::unix::fs::symlink("../real/api.yml", &document).unwrap();
        let beside = FileAccess::new(&document, None).unwrap();
        assert_eq!(beside.read("part.yml").unwrap(), b"part");
        assert!(beside.read("other.yml").is_err());
        let root = beside.root().unwrap();
        assert_eq!(root.document, "api.yml");
        assert!(root.folder.ends_with("real/"), "{root:?}");
        // A link that leads out of the root is rejected.
        assert!(FileAccess::new(&document, Some(&specs)).is_err());
        assert!(FileAccess::new(&document, Some(folder.path())).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn link_out_of_the_folder_must_lead_to_a_document() {
        let folder = tempfile::tempdir().unwrap();
        let specs = folder.path().join("specs");
        fs::create_dir(&specs).unwrap();
        let link = specs.join("api.yml");
        std::os::unix::fs::symlink("../target", &link).unwrap();
        for (text, part, is_read) in [
            ("openapi: 3.1.0\n", Part::Document, true),
            ("{\"swagger\": \"2.0\"}", Part::Document, true),
            ("overlay: 1.0.0\n", Part::Overlay, true),
            ("overlay: 1.0.0\n", Part::Document, false),
            ("auths: {host: secret}\n", Part::Document, false),
            ("TOKEN=secret\0openapi: 3.1.0\n", Part::Document, false),
        ] {
            fs::write(folder.path().join("target"), text).unwrap();
            let home = self::folder(&link).unwrap();
            let read = named(&link, part, &home);
            assert_eq!(read.is_ok(), is_read, "{text}");
            if let Err(error) = read {
                assert!(!format!("{error:#}").contains("secret"), "{error:#}");
            }
            // If `home` contains both the link and its target, any file is read and its problems are shown.
            let home = Folder::new(folder.path()).unwrap();
            assert!(named(&link, part, &home).is_ok());
        }
    }
}
