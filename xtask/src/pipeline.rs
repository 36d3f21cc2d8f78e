//! From an API of the configuration to its generated files, in memory.
//!
//! Reads the document and hands it to the generator, then turns what the generator says of it into what
//! [`crate::render`] prints.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use generator::Outcome;
use generator::config::Api;
use generator::diagnostic::{Diagnostic, Diagnostics, Place};
use generator::emit::{self, Example};
use generator::ir::Info;
use generator::load::{Document, Overlay, Sources};
use generator::openapi::Reader;

use crate::measure;
use crate::plan::FileSet;
use crate::render::{Problem, Source, Spot};
use crate::workspace::{self, shown};

/// What is to be generated.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// The API's name.
    pub(crate) name: &'a str,
    /// Its options.
    pub(crate) api: &'a Api,
    /// The path of its document.
    pub(crate) document: PathBuf,
    /// The paths of the overlays that change it.
    pub(crate) overlays: Vec<PathBuf>,
    /// The command that writes the files, as their first line names it.
    pub(crate) command: &'static str,
}

impl<'a> Job<'a> {
    /// An API, from a document.
    pub(crate) fn new(name: &'a str, api: &'a Api, document: PathBuf) -> Self {
        Self {
            name,
            api,
            document,
            overlays: Vec::new(),
            command: generator::CODEGEN,
        }
    }

    /// For a crate of its own.
    pub(crate) fn exported(mut self) -> Self {
        self.command = generator::EXPORT;
        self
    }

    /// With the overlays of its configuration, which stands in this folder.
    pub(crate) fn overlaid(mut self, folder: &Path) -> Self {
        let overlays = self.api.overlays.iter();
        self.overlays = overlays.map(|overlay| folder.join(overlay)).collect();
        self
    }
}

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// The files of the output; none if the document has errors.
    pub(crate) files: Option<FileSet>,
    /// The files that problems are in; empty if there is no problem.
    pub(crate) sources: Vec<Source>,
    /// What is wrong with the document.
    pub(crate) problems: Vec<Problem>,
    /// How much it is.
    pub(crate) counts: Counts,
    /// The features of the runtime that the files need.
    pub(crate) features: BTreeSet<&'static str>,
    /// The places that are any JSON value although the document says more of them, and why.
    pub(crate) generalised: Vec<(String, &'static str)>,
    /// What the API says of itself.
    pub(crate) info: Info,
    /// How a program that uses them begins.
    pub(crate) example: Option<Example>,
}

/// How much was generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Named types.
    pub(crate) types: usize,
    /// Operations.
    pub(crate) operations: usize,
}

/// A function that does the job. An error is trouble with files; what is wrong with the document is in the result.
pub(crate) type Generate<'g> = dyn Fn(&Job<'_>) -> anyhow::Result<Generated> + 'g;

/// A function that makes the files that belong to no API, from the names of all.
pub(crate) type Common<'g> = dyn Fn(&[&str]) -> anyhow::Result<FileSet> + 'g;

/// The root of the crate and the runtime.
pub(crate) fn common(names: &[&str]) -> anyhow::Result<FileSet> {
    Ok(generator::crate_files(names.iter().copied())?)
}

/// Does the job with the generator.
pub(crate) fn generate(job: &Job<'_>) -> anyhow::Result<Generated> {
    let path = shown(&job.document);
    let bytes =
        fs::read(&job.document).with_context(|| format!("cannot read the document {path}"))?;
    let mut overlays = Vec::new();
    for overlay in &job.overlays {
        let path = shown(overlay);
        let bytes = fs::read(overlay).with_context(|| format!("cannot read the overlay {path}"))?;
        overlays.push(Overlay { path, bytes });
    }
    let outcome = generator::generate(generator::Input {
        name: job.name,
        api: job.api,
        path: &path,
        origin: &workspace::origin(&job.document),
        command: job.command,
        bytes,
        overlays: &overlays,
        read: &|beside| workspace::read_beside(&job.document, beside),
    })?;
    let (sources, problems) = problems(
        &outcome.sources,
        outcome.document.as_ref(),
        &outcome.diagnostics,
    );
    let generalised = generalised(&outcome);
    Ok(Generated {
        sources,
        files: outcome.files,
        problems,
        counts: Counts {
            types: outcome.counts.types,
            operations: outcome.counts.operations,
        },
        generalised,
        features: outcome.features,
        info: outcome.info,
        example: outcome.example,
    })
}

/// Does the job stage by stage, and tells how much processor time each of them took.
pub(crate) fn stages(job: &Job<'_>) -> anyhow::Result<Vec<(&'static str, Duration)>> {
    let path = shown(&job.document);
    let bytes =
        fs::read(&job.document).with_context(|| format!("cannot read the document {path}"))?;
    let mut before = measure::own_processor_time();
    let mut spent = || {
        let now = measure::own_processor_time();
        now.saturating_sub(std::mem::replace(&mut before, now))
    };
    let read = |beside: &str| workspace::read_beside(&job.document, beside);
    let loaded = generator::load::load(&path, bytes, &read);
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
    };
    emit::api(&api, &header)?;
    Ok(vec![("load", load), ("lower", lower), ("emit", spent())])
}

/// Diagnostics as they are printed, with their places looked up, and the text of the files that they are in: none if
/// there is no problem.
pub(crate) fn problems(
    sources: &Sources,
    document: Option<&Document>,
    diagnostics: &[Diagnostic],
) -> (Vec<Source>, Vec<Problem>) {
    if diagnostics.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let texts = sources.files().map(|file| Source {
        path: sources.path(file).to_owned(),
        text: sources.text(file).to_owned(),
    });
    let problems = diagnostics.iter().map(|found| problem(document, found));
    (texts.collect(), problems.collect())
}

/// A diagnostic, with its places looked up.
fn problem(document: Option<&Document>, diagnostic: &Diagnostic) -> Problem {
    let related = diagnostic.related.iter();
    Problem {
        severity: diagnostic.severity,
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        spot: spot(document, &diagnostic.place),
        label: diagnostic.label.clone(),
        related: related
            .filter_map(|label| Some((spot(document, &label.place)?, label.text.clone())))
            .collect(),
        help: diagnostic.help.clone(),
        pointer: pointer(document, &diagnostic.place),
    }
}

/// The places where types say less than the document.
fn generalised(outcome: &Outcome) -> Vec<(String, &'static str)> {
    let document = outcome.document.iter();
    document
        .flat_map(|document| {
            let found = outcome.generalised.iter();
            found.map(|(origin, reason)| (document.pointer(*origin), *reason))
        })
        .collect()
}

fn spot(document: Option<&Document>, place: &Place) -> Option<Spot> {
    let (file, span) = match place {
        Place::Bytes(file, span) => (*file, span.clone()),
        Place::Value(_) | Place::Key(_) => document?.span(place)?,
    };
    Some(Spot::new(usize::from(file.0), span))
}

fn pointer(document: Option<&Document>, place: &Place) -> Option<String> {
    match place {
        Place::Bytes(..) => None,
        Place::Value(origin) | Place::Key(origin) => Some(document?.pointer(*origin)),
    }
}
