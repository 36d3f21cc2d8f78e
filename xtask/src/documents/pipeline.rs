//! Generates the files of an API of the configuration, in memory.
//!
//! Reads the document, runs the generator, and turns its diagnostics into the data that [`crate::render`] prints.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use generator::config::{Api, ConfigText};
use generator::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use generator::emit::{self, Example};
use generator::ir::Info;
use generator::load::{Document, Overlay, Sources};
use generator::openapi::Reader;
use generator::{Described, Input, Outcome};

use super::sources;
use super::sources::{FileAccess, Part, UnquotedProblem};
use crate::measure;
use crate::output::plan::FileSet;
use crate::render::{Problem, Source, SourceRange};
use crate::workspace;
use crate::workspace::{Configuration, shown};

/// Input of a generation.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// Name of the API.
    pub(crate) name: &'a str,
    /// Options of the API.
    pub(crate) api: &'a Api,
    /// Path of the document.
    pub(crate) document: PathBuf,
    /// Folder whose files the document may refer to, if the command line names one.
    pub(crate) root: Option<PathBuf>,
    /// Paths of the overlays.
    pub(crate) overlays: Vec<PathBuf>,
    /// Configuration with the options, if they come from one.
    pub(crate) configuration: Option<&'a Configuration>,
    /// Command that the first line of generated files names.
    pub(crate) command: &'static str,
}

impl<'a> Job<'a> {
    /// Returns a job for an API and a document, without a configuration.
    pub(crate) fn new(name: &'a str, api: &'a Api, document: PathBuf) -> Self {
        Self {
            name,
            api,
            document,
            root: None,
            overlays: Vec::new(),
            configuration: None,
            command: generator::CODEGEN,
        }
    }

    /// Generates for a standalone crate.
    pub(crate) fn exported(mut self) -> Self {
        self.command = generator::EXPORT;
        self
    }

    /// Sets the configuration with the API's options, and the overlays that it names.
    pub(crate) fn configured(mut self, configuration: &'a Configuration) -> Self {
        let overlays = self.api.overlays.iter();
        self.overlays = overlays
            .map(|overlay| configuration.beside(overlay))
            .collect();
        self.configuration = Some(configuration);
        self
    }

    /// Sets the folder whose files the document may refer to. None for the one of the configuration or document.
    pub(crate) fn rooted(mut self, root: Option<&Path>) -> Self {
        self.root = root.map(Path::to_owned);
        self
    }

    /// Returns the folder whose files the document may refer to: the one of the command line or of the configuration.
    /// None for the document's own folder.
    pub(crate) fn root(&self) -> anyhow::Result<Option<PathBuf>> {
        let configured = self.configuration.zip(self.api.root.as_deref());
        match (&self.root, configured) {
            (Some(root), _) => Ok(Some(root.clone())),
            (None, Some((configuration, root))) => configuration.root(self.name, root).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Returns access to the files that the document may refer to.
    pub(crate) fn beside(&self) -> anyhow::Result<FileAccess> {
        let beside = FileAccess::new(&self.document, self.root()?.as_deref())?;
        Ok(match self.configuration {
            Some(configuration) => beside.of_project(configuration.home()),
            None => beside,
        })
    }

    /// Reads the document.
    pub(crate) fn read_document(&self) -> anyhow::Result<Vec<u8>> {
        let option = Location::option(&["document"]);
        self.read(Part::Document, &self.document, &self.api.document, &option)
    }

    /// Reads the overlays.
    pub(crate) fn read_overlays(&self) -> anyhow::Result<Vec<Overlay>> {
        let overlays = self.overlays.iter().zip(&self.api.overlays).enumerate();
        overlays
            .map(|(position, (path, name))| {
                let option = Location::option(&["overlays", &position.to_string()]);
                Ok(Overlay {
                    path: shown(path),
                    bytes: self.read(Part::Overlay, path, name, &option)?,
                })
            })
            .collect()
    }

    /// Reads a file. If the configuration names it, an error includes the position of the option.
    fn read(
        &self,
        part: Part,
        path: &Path,
        name: &str,
        option: &Location,
    ) -> anyhow::Result<Vec<u8>> {
        let naming = self
            .configuration
            .filter(|configuration| configuration.beside(name) == path);
        let mut read = match (naming, self.configuration) {
            (Some(configuration), _) => sources::configured(path, part, configuration.home()),
            (None, Some(configuration)) => sources::named(path, part, configuration.home()),
            (None, None) => sources::folder(path)
                .map_err(anyhow::Error::from)
                .and_then(|home| sources::named(path, part, &home)),
        };
        let position = naming.and_then(|naming| naming.position(self.name, option));
        if let Some(position) = position {
            read = read.with_context(|| format!("{position} names a file that cannot be read"));
        }
        read.with_context(|| format!("cannot read the {} {}", part.noun(), shown(path)))
    }
}

/// Result of a generation.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// Files of the output. None if the document has errors.
    pub(crate) files: Option<FileSet>,
    /// Files with problems.
    pub(crate) sources: Vec<Source>,
    /// Problems of the document.
    pub(crate) problems: Vec<Problem>,
    pub(crate) counts: Counts,
    /// Features of the runtime that the files need.
    pub(crate) features: BTreeSet<&'static str>,
    /// Locations typed as any JSON value although the document is more specific, with reasons.
    pub(crate) fallbacks: Vec<(String, &'static str)>,
    /// Title, version and description of the API.
    pub(crate) info: Info,
    /// Example for the readme.
    pub(crate) example: Option<Example>,
}

/// Size of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Number of named types.
    pub(crate) types: usize,
    /// Number of operations.
    pub(crate) operations: usize,
}

/// A generator. Errors are about reading files; problems of the document are part of the result.
pub(crate) type Generate<'g> = dyn Fn(&Job<'_>) -> anyhow::Result<Generated> + 'g;

/// A generator for the files that belong to no API, from the names of all APIs.
pub(crate) type Common<'g> = dyn Fn(&[&str]) -> anyhow::Result<FileSet> + 'g;

/// Returns the root of the crate and the runtime.
pub(crate) fn common(names: &[&str]) -> anyhow::Result<FileSet> {
    Ok(generator::crate_files(names.iter().copied())?)
}

/// Runs the generator.
pub(crate) fn generate(job: &Job<'_>) -> anyhow::Result<Generated> {
    let path = shown(&job.document);
    let read = job.read_document();
    let read = read.and_then(|bytes| Ok((bytes, job.read_overlays()?)));
    let (bytes, overlays) = match read {
        Ok(read) => read,
        Err(error) => return unquoted_problem(error),
    };
    let beside = job.beside()?;
    let outcome = generator::generate(Input {
        name: job.name,
        api: job.api,
        path: &path,
        origin: &workspace::origin(&job.document),
        command: job.command,
        bytes,
        overlays: &overlays,
        read: &|path| beside.read(path),
        root: beside.root(),
    })?;
    let (sources, problems) = problems(
        &outcome.sources,
        outcome.document.as_ref(),
        job.configuration
            .map(|configuration| (configuration, job.name)),
        &outcome.diagnostics,
    );
    let fallbacks = fallbacks(&outcome);
    Ok(Generated {
        sources,
        files: outcome.files,
        problems,
        counts: Counts {
            types: outcome.counts.types,
            operations: outcome.counts.operations,
        },
        fallbacks,
        features: outcome.features,
        info: outcome.info,
        example: outcome.example,
    })
}

/// Returns the problem of a file that must not be quoted. Blanks replace its text.
fn unquoted_problem(error: anyhow::Error) -> anyhow::Result<Generated> {
    let Some(found) = error.downcast_ref::<UnquotedProblem>() else {
        return Err(error);
    };
    let blanks = |character: &str, count: usize| character.repeat(count.saturating_sub(1));
    let text = blanks("\n", found.line) + &blanks(" ", found.column);
    let problem = Problem {
        severity: Severity::Error,
        code: found.code,
        message: found.message.clone(),
        spot: Some(SourceRange::new(0, text.len()..text.len())),
        label: "its text is not shown".to_owned(),
        related: Vec::new(),
        help: Some(
            "the configuration names this file; name it on the command line to see its text"
                .to_owned(),
        ),
        pointer: None,
    };
    let path = found.path.clone();
    Ok(Generated {
        sources: vec![Source { path, text }],
        problems: vec![problem],
        ..Generated::default()
    })
}

/// Reads a document and runs the stages before emission.
pub(crate) fn describe(job: &Job<'_>, overlays: &[Overlay]) -> anyhow::Result<Described> {
    let bytes = job.read_document()?;
    let path = shown(&job.document);
    let beside = job.beside()?;
    Ok(generator::describe(Input {
        name: job.name,
        api: job.api,
        path: &path,
        origin: &path,
        command: job.command,
        bytes,
        overlays,
        read: &|path| beside.read(path),
        root: beside.root(),
    }))
}

/// Runs the generator stage by stage. Returns the processor time of each stage.
pub(crate) fn stages(job: &Job<'_>) -> anyhow::Result<Vec<(&'static str, Duration)>> {
    let path = shown(&job.document);
    let bytes = job.read_document()?;
    let beside = job.beside()?;
    let mut before = measure::own_processor_time();
    let mut spent = || {
        let now = measure::own_processor_time();
        now.saturating_sub(std::mem::replace(&mut before, now))
    };
    let loaded =
        generator::load::load_with(&path, bytes, &[], &|path| beside.read(path), beside.root());
    let load = spent();
    let found = Diagnostics::default();
    let reader = loaded
        .document
        .as_ref()
        .and_then(|document| Reader::new(document, &found))
        .context("the document cannot be read")?;
    let api = generator::lower::lower(&reader, job.name, job.api, &found);
    let lower = spent();
    let header = emit::Header {
        document: &path,
        digest: "",
        command: "",
        public_module: true,
    };
    emit::api(&api, &header)?;
    Ok(vec![("load", load), ("lower", lower), ("emit", spent())])
}

/// Looks up the locations of diagnostics. Returns the problems and the text of the files that they are in. Without a
/// configuration, the location of a wrong option is the document.
pub(crate) fn problems(
    sources: &Sources,
    document: Option<&Document>,
    configuration: Option<(&Configuration, &str)>,
    diagnostics: &[Diagnostic],
) -> (Vec<Source>, Vec<Problem>) {
    let places = SourceMap {
        document,
        configuration: configuration.map(|(configuration, api)| Options {
            text: &configuration.text,
            api,
            source: sources.files().count(),
        }),
    };
    places.problems(sources, diagnostics)
}

/// Approximate maximum number of bytes of a displayed JSON pointer.
const LONGEST_POINTER: usize = 1_000;

/// Files for looking up locations.
struct SourceMap<'a> {
    document: Option<&'a Document>,
    configuration: Option<Options<'a>>,
}

/// The text of an API's options.
struct Options<'a> {
    text: &'a ConfigText,
    api: &'a str,
    /// Index of the text among the sources.
    source: usize,
}

impl SourceMap<'_> {
    fn problems(
        &self,
        sources: &Sources,
        diagnostics: &[Diagnostic],
    ) -> (Vec<Source>, Vec<Problem>) {
        if diagnostics.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let of_document = sources.files().map(|file| Source {
            path: sources.path(file).to_owned(),
            text: sources.text(file).to_owned(),
        });
        let options = self.configuration.iter().map(|options| Source {
            path: options.text.path().to_owned(),
            text: options.text.text().to_owned(),
        });
        let problems = diagnostics.iter().map(|found| self.problem(found));
        (of_document.chain(options).collect(), problems.collect())
    }

    /// Looks up the locations of a diagnostic.
    fn problem(&self, diagnostic: &Diagnostic) -> Problem {
        let related = diagnostic.related.iter();
        Problem {
            severity: diagnostic.severity,
            code: diagnostic.code.id,
            message: diagnostic.message.clone(),
            spot: self
                .spot(&diagnostic.location)
                .or_else(|| self.in_document(&diagnostic.location)),
            label: diagnostic.label.clone(),
            related: related
                .filter_map(|label| Some((self.spot(&label.location)?, label.text.clone())))
                .collect(),
            help: diagnostic.help.clone(),
            pointer: self.pointer(&diagnostic.location),
        }
    }

    /// Looks up a location. None for an option without a configuration.
    fn spot(&self, place: &Location) -> Option<SourceRange> {
        match place {
            Location::Bytes(file, span) => {
                Some(SourceRange::new(usize::from(file.0), span.clone()))
            }
            Location::Value(_) | Location::Key(_) => self.in_document(place),
            Location::Option(_) | Location::OptionKey(_) => {
                let options = self.configuration.as_ref()?;
                let span = options.text.span(options.api, place)?;
                Some(SourceRange::new(options.source, span))
            }
        }
    }

    fn in_document(&self, place: &Location) -> Option<SourceRange> {
        let (file, span) = self.document?.span(place)?;
        Some(SourceRange::new(usize::from(file.0), span))
    }

    fn pointer(&self, place: &Location) -> Option<String> {
        match place {
            Location::Bytes(..) | Location::Option(_) | Location::OptionKey(_) => None,
            Location::Value(origin) | Location::Key(origin) => {
                Some(self.document?.pointer_within(*origin, LONGEST_POINTER))
            }
        }
    }
}

/// Returns the locations of fallbacks, with reasons.
fn fallbacks(outcome: &Outcome) -> Vec<(String, &'static str)> {
    let document = outcome.document.iter();
    document
        .flat_map(|document| {
            let found = outcome.fallbacks.iter();
            found.map(|(origin, reason)| {
                (document.pointer_within(*origin, LONGEST_POINTER), *reason)
            })
        })
        .collect()
}
