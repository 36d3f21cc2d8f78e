//! Reads two documents of an API and compares what is made of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use generator::config::Api;
use generator::diagnostic::{Place, Severity};
use generator::ir::Direction;
use generator::load::{Origin, Overlay};
use generator::{Described, Input, drift};

use super::report::{self, Change, Report, Spot};
use crate::fetch;
use crate::pipeline;
use crate::render::{self, Look};
use crate::workspace::{self, shown};

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path or address, as it is shown.
    pub(crate) path: String,
    /// Its text.
    pub(crate) bytes: Vec<u8>,
    described: Described,
}

impl Document {
    /// The document of the configuration.
    pub(crate) fn bundled(config: &Path, name: &str, api: &Api) -> anyhow::Result<Self> {
        let folder = config.parent().unwrap_or(Path::new(""));
        Self::file(config, name, api, folder.join(&api.document))
    }

    /// A document by its path or address.
    pub(crate) fn at(config: &Path, name: &str, api: &Api, at: &str) -> anyhow::Result<Self> {
        if fetch::is_address(at) {
            return Self::published(config, name, api, at, fetch::fetch(at)?);
        }
        Self::file(config, name, api, PathBuf::from(at))
    }

    fn file(config: &Path, name: &str, api: &Api, path: PathBuf) -> anyhow::Result<Self> {
        let bytes = fs::read(&path)
            .with_context(|| format!("cannot read the document {}", shown(&path)))?;
        Self::read(config, name, api, (shown(&path), Some(path)), bytes)
    }

    /// A document that was fetched. What lies beside it is not followed.
    pub(crate) fn published(
        config: &Path,
        name: &str,
        api: &Api,
        address: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Self> {
        Self::read(config, name, api, (address.to_owned(), None), bytes)
    }

    /// Reads a document with the options of its API; warnings of it are none of ours.
    fn read(
        config: &Path,
        name: &str,
        api: &Api,
        (path, file): (String, Option<PathBuf>),
        bytes: Vec<u8>,
    ) -> anyhow::Result<Self> {
        let mut api = api.clone();
        api.deny_warnings = false;
        let overlays = overlays(config, &api)?;
        let described = generator::describe(Input {
            name,
            api: &api,
            path: &path,
            origin: &path,
            command: generator::CODEGEN,
            bytes: bytes.clone(),
            overlays: &overlays,
            read: &|beside| match &file {
                Some(file) => workspace::read_beside(file, beside),
                None => Err(io::Error::other("a published document is read alone")),
            },
        });
        Ok(Self {
            path,
            bytes,
            described,
        })
    }

    /// How many warnings and errors it has.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let found = self.described.diagnostics.iter();
        found.filter(|found| found.severity == severity).count()
    }

    /// What is wrong with it, as it is printed.
    pub(crate) fn problems(&self, all: bool) -> String {
        let (sources, problems) = pipeline::problems(
            &self.described.sources,
            self.described.document.as_ref(),
            &self.described.diagnostics,
        );
        render::problems(&sources, &problems, &Look::of_errors(all))
    }

    /// The API that it describes; an error shows what is wrong with it.
    fn api(&self) -> anyhow::Result<&generator::ir::Api> {
        let is_sound = self.count(Severity::Error) == 0;
        let api = self.described.api.as_ref().filter(|_| is_sound);
        api.ok_or_else(|| {
            let problems = self.problems(false);
            anyhow!("{} has errors\n\n{}", self.path, problems.trim_end())
        })
    }

    fn spot(&self, origin: Origin) -> Option<Spot> {
        let document = self.described.document.as_ref()?;
        let (file, span) = document
            .span(&Place::Key(origin))
            .or_else(|| document.span(&Place::Value(origin)))?;
        let (line, column) = self.described.sources.line_column(file, span.start);
        Some(Spot {
            file: self.described.sources.path(file).to_owned(),
            line,
            column,
            pointer: document.pointer(origin).replace(char::is_control, " "),
        })
    }

    fn shown(&self) -> report::Document {
        let api = self.described.api.as_ref();
        report::Document {
            path: self.path.clone(),
            version: api.map(|api| api.info.version.clone()).unwrap_or_default(),
        }
    }
}

fn overlays(config: &Path, api: &Api) -> anyhow::Result<Vec<Overlay>> {
    let folder = config.parent().unwrap_or(Path::new(""));
    let paths = api.overlays.iter().map(|overlay| folder.join(overlay));
    paths
        .map(|path| {
            let bytes = fs::read(&path)
                .with_context(|| format!("cannot read the overlay {}", shown(&path)))?;
            let path = shown(&path);
            Ok(Overlay { path, bytes })
        })
        .collect()
}

/// Compares two documents of an API.
pub(crate) fn compare(name: &str, old: &Document, new: &Document) -> anyhow::Result<Report> {
    let (was, is) = (old.api()?, new.api()?);
    let changes = drift::compare(was, is).into_iter().map(|change| Change {
        rule: change.rule,
        what: change.what,
        old: change.old.and_then(|origin| old.spot(origin)),
        new: change.new.and_then(|origin| new.spot(origin)),
        operations: change.operations,
        direction: direction(change.direction),
    });
    Ok(Report {
        api: name.to_owned(),
        old: old.shown(),
        new: new.shown(),
        changes: changes.collect(),
    })
}

fn direction(direction: Direction) -> Option<&'static str> {
    match (direction.request, direction.response) {
        (true, true) => Some("both"),
        (true, false) => Some("request"),
        (false, true) => Some("response"),
        (false, false) => None,
    }
}
