//! Reads two documents of an API and compares their bindings.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use generator::config::Api;
use generator::diagnostic::{Diagnostic, Location, Severity, codes};
use generator::ir::Directions;
use generator::load::{Node, NodeKind, Origin, Overlay};
use generator::{Described, Input, drift};
use untrusted::files::Folder;
use untrusted::text;

use super::report;
use super::report::{AnnotatedLine, Change, Diagnosis, Report, SourceRange};
use crate::documents::fetch;
use crate::documents::pipeline;
use crate::documents::pipeline::Job;
use crate::documents::sources;
use crate::documents::sources::FileAccess;
use crate::render;
use crate::render::{Listing, Problem, RenderOptions, Source};
use crate::workspace;
use crate::workspace::{Configuration, shown};

/// Approximate maximum number of bytes of a displayed JSON pointer.
const LONGEST_POINTER: usize = 1_000;

/// A document and the result of generating from it.
#[derive(Debug)]
pub(crate) struct Document {
    /// Displayed path or address.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    described: Described,
    /// True if `codegen` rejects the document because of a warning.
    denies_warnings: bool,
    sources: Vec<Source>,
    problems: Vec<Problem>,
}

/// Source of a document.
struct From {
    /// Displayed path or address.
    shown: String,
    /// Path of the file. None for a fetched document.
    file: Option<PathBuf>,
}

impl Document {
    /// Reads the document of an API of a configuration.
    pub(crate) fn bundled(
        configuration: &Configuration,
        name: &str,
        api: &Api,
    ) -> anyhow::Result<Self> {
        let path = configuration.beside(&api.document);
        let job = Job::new(name, api, path.clone()).configured(configuration);
        let bytes = job.read_document()?;
        Self::file(configuration, name, api, path, bytes)
    }

    /// Reads a document by its path or address, with the options of an API.
    pub(crate) fn at(
        configuration: &Configuration,
        name: &str,
        api: &Api,
        at: &str,
    ) -> anyhow::Result<Self> {
        if fetch::is_address(at) {
            return Self::published(configuration, name, api, at, fetch::fetch(at)?);
        }
        let bytes = sources::document(Path::new(at))?;
        Self::file(configuration, name, api, PathBuf::from(at), bytes)
    }

    fn file(
        configuration: &Configuration,
        name: &str,
        api: &Api,
        path: PathBuf,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Self> {
        let from = From {
            shown: shown(&path),
            file: Some(path),
        };
        Self::read(configuration, name, api, from, bytes)
    }

    /// Reads a fetched document. References to other files are not followed.
    pub(crate) fn published(
        configuration: &Configuration,
        name: &str,
        api: &Api,
        address: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Self> {
        let from = From {
            shown: address.to_owned(),
            file: None,
        };
        Self::read(configuration, name, api, from, bytes)
    }

    /// Reads a document with the options of its API. Ignores `deny-warnings`, so that the changes of a document with
    /// warnings can be shown.
    fn read(
        configuration: &Configuration,
        name: &str,
        api: &Api,
        from: From,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Self> {
        let mut lenient = api.clone();
        lenient.deny_warnings = false;
        let job = Job::new(name, &lenient, PathBuf::new()).configured(configuration);
        let overlays: Vec<Overlay> = job.read_overlays()?;
        // The root of another document has the same relative position as the root of the configuration's document.
        let beside = match &from.file {
            Some(file) if api.root.is_some() => {
                let document = configuration.beside(&api.document);
                let beside = FileAccess::new(&document, job.root()?.as_deref())?.of(file)?;
                check_root(configuration, file, &beside)?;
                Some(beside)
            }
            Some(file) => Some(FileAccess::new(file, None)?),
            None => None,
        };
        let beside = beside.map(|beside| beside.of_project(configuration.home()));
        let described = generator::describe(Input {
            name,
            api: &lenient,
            path: &from.shown,
            origin: &from.shown,
            command: generator::CODEGEN,
            bytes: bytes.clone(),
            overlays: &overlays,
            read: &|path| match &beside {
                Some(beside) => beside.read(path),
                None => Err(io::Error::other(
                    "other files of a published document are not read",
                )),
            },
            root: beside.as_ref().and_then(FileAccess::root),
        });
        let (sources, problems) = pipeline::problems(
            &described.sources,
            described.document.as_ref(),
            Some((configuration, name)),
            &described.diagnostics,
        );
        Ok(Self {
            path: from.shown,
            bytes,
            described,
            denies_warnings: api.deny_warnings,
            sources,
            problems,
        })
    }

    /// Returns the number of errors or warnings.
    ///
    /// Options that name nothing are not counted: the other document may have what they name. They are reported
    /// separately.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let found = self.described.diagnostics.iter();
        let counts = |found: &&Diagnostic| {
            found.severity == severity && found.code != codes::OPTION_WITHOUT_EFFECT
        };
        found.filter(counts).count()
    }

    /// Returns the diagnostics as printed text.
    pub(crate) fn problems(&self, listing: Listing) -> String {
        render::problems(
            &self.sources,
            &self.problems,
            &RenderOptions::for_standard_error(listing),
        )
    }

    /// Returns the API. Fails with the diagnostics if the document has errors.
    fn api(&self) -> anyhow::Result<&generator::ir::Api> {
        let is_sound = self.count(Severity::Error) == 0;
        let api = self.described.api.as_ref().filter(|_| is_sound);
        api.ok_or_else(|| {
            let problems = self.problems(Listing::Shortened);
            anyhow!("{} has errors\n\n{}", self.path, problems.trim_end())
        })
    }

    /// Returns the options of the configuration that do not apply to the document.
    fn inapplicable_options(&self) -> Vec<String> {
        let of_options = |found: &&Diagnostic| {
            let place = &found.location;
            matches!(place, Location::Option(_) | Location::OptionKey(_))
        };
        let found = self.described.diagnostics.iter().filter(of_options);
        let told = found.map(|found| match &found.help {
            Some(help) => format!("{}; {help}", found.message),
            None => found.message.clone(),
        });
        told.map(|told| text::line(&told).into_owned()).collect()
    }

    /// Returns the diagnostics of the document itself.
    fn diagnoses(&self) -> Vec<Diagnosis> {
        let found = self.described.diagnostics.iter();
        // A change of the document does not turn a note into news.
        let found = found.filter(|found| found.severity > Severity::Note);
        let found = found.filter_map(|found| {
            let spot = match &found.location {
                Location::Option(_) | Location::OptionKey(_) => return None,
                Location::Value(origin) | Location::Key(origin) => self.spot(*origin),
                Location::Bytes(file, span) => {
                    let (line, column) = self.described.sources.line_column(*file, span.start);
                    Some(SourceRange {
                        file: self.described.sources.path(*file).to_owned(),
                        line,
                        column,
                        pointer: String::new(),
                    })
                }
            };
            Some(Diagnosis {
                severity: found.severity,
                code: found.code.id,
                message: text::line(&found.message).into_owned(),
                mark: spot.as_ref().and_then(AnnotatedLine::of),
                spot,
            })
        });
        found.collect()
    }

    /// Returns true if `codegen` rejects the document for warnings, although it has no errors.
    fn is_rejected(&self) -> bool {
        self.denies_warnings && self.count(Severity::Warning) > 0
    }

    fn spot(&self, origin: Origin) -> Option<SourceRange> {
        let document = self.described.document.as_ref()?;
        let (file, span) = document
            .span(&Location::Key(origin))
            .or_else(|| document.span(&Location::Value(origin)))?;
        let (line, column) = self.described.sources.line_column(file, span.start);
        Some(SourceRange {
            file: self.described.sources.path(file).to_owned(),
            line,
            column,
            pointer: text::line(&document.pointer_within(origin, LONGEST_POINTER)).into_owned(),
        })
    }

    /// Returns the location of something of the other document in this one, or of its nearest parent that is here.
    fn nearest(&self, other: &Self, origin: Origin) -> Option<SourceRange> {
        let pointer = other.described.document.as_ref()?.pointer(origin);
        let mut node = self.described.document.as_ref()?.root();
        let steps = pointer.split_once('#').map_or("", |(_, steps)| steps);
        for step in steps.split('/').skip(1) {
            let Some(inner) = member(node, &step.replace("~1", "/").replace("~0", "~")) else {
                break;
            };
            node = inner;
        }
        self.spot(node.origin())
    }

    fn shown(&self) -> report::Document {
        let api = self.described.api.as_ref();
        report::Document {
            path: self.path.clone(),
            version: api
                .map(|api| text::line(&api.info.version).into_owned())
                .unwrap_or_default(),
            file: workspace::in_repository(&self.path),
        }
    }
}

fn member<'d>(node: Node<'d>, step: &str) -> Option<Node<'d>> {
    match node.kind() {
        NodeKind::Array => node.at(step.parse().ok()?),
        _ => node.get(step),
    }
}

pub(crate) fn compare(name: &str, old: &Document, new: &Document) -> anyhow::Result<Report> {
    let (was, is) = (old.api()?, new.api()?);
    let (old_shown, new_shown) = (old.shown(), new.shown());
    let changes = drift::compare(was, is).into_iter().map(|change| {
        let mark = if new_shown.file.is_some() {
            let there = change.new.and_then(|origin| new.spot(origin));
            there.or_else(|| new.nearest(old, change.old?))
        } else {
            let there = change.old.and_then(|origin| old.spot(origin));
            there.or_else(|| old.nearest(new, change.new?))
        };
        Change {
            rust: change.rust(),
            wire: change.wire(),
            verdict: change.verdict(),
            rule: change.rule,
            also: change.also,
            what: change.what,
            old: change.old.and_then(|origin| old.spot(origin)),
            new: change.new.and_then(|origin| new.spot(origin)),
            mark: mark.and_then(|spot| AnnotatedLine::of(&spot)),
            operations: change.operations,
            direction: direction(change.direction),
        }
    });
    let before = old.inapplicable_options();
    let mut warnings = new.inapplicable_options();
    warnings.retain(|warning| !before.contains(warning));
    Ok(Report {
        api: name.to_owned(),
        warnings,
        diagnostics: new.diagnoses(),
        is_rejected: new.is_rejected(),
        changes: changes.collect(),
        old: old_shown,
        new: new_shown,
    })
}

/// Returns the report for an API that the new configuration removes.
pub(crate) fn api_removed(name: &str, old: &Document) -> Report {
    alone(name, drift::api_removed(name), (Side::Old, old))
}

/// Returns the report for an API that the new configuration adds.
pub(crate) fn api_added(name: &str, new: &Document) -> Report {
    alone(name, drift::api_added(name), (Side::New, new))
}

/// The side of a comparison that has an API.
enum Side {
    Old,
    New,
}

fn alone(name: &str, change: drift::Change, (side, document): (Side, &Document)) -> Report {
    let there = document.shown();
    let nothing = report::Document {
        path: "nothing".to_owned(),
        version: there.version.clone(),
        file: None,
    };
    let mark = there
        .file
        .clone()
        .map(|file| AnnotatedLine { file, line: 1 });
    let spot = |origin: Option<Origin>| document.spot(origin?);
    let ((old, new), (diagnostics, is_rejected)) = match side {
        Side::Old => ((there, nothing), (Vec::new(), false)),
        Side::New => (
            (nothing, there),
            (document.diagnoses(), document.is_rejected()),
        ),
    };
    Report {
        api: name.to_owned(),
        warnings: Vec::new(),
        diagnostics,
        is_rejected,
        changes: vec![Change {
            rust: change.rust(),
            wire: change.wire(),
            verdict: change.verdict(),
            rule: change.rule,
            also: change.also,
            what: change.what,
            old: spot(change.old),
            new: spot(change.new),
            mark,
            operations: change.operations,
            direction: None,
        }],
        old,
        new,
    }
}

fn direction(direction: Directions) -> Option<&'static str> {
    match (direction.request, direction.response) {
        (true, true) => Some("both"),
        (true, false) => Some("request"),
        (false, true) => Some("response"),
        (false, false) => None,
    }
}

/// Rejects a root from the configuration that is outside of the project for another document.
fn check_root(
    configuration: &Configuration,
    file: &Path,
    beside: &FileAccess,
) -> anyhow::Result<()> {
    let folder = beside.folder();
    let home = workspace::home(Folder::of(file)?)?;
    if configuration.contains(folder) || folder.path().starts_with(home.path()) {
        return Ok(());
    }
    bail!(
        "for {}, the option `root` names a folder outside of any project",
        shown(file)
    )
}
