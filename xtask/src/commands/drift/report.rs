//! A comparison with everything looked up that is shown of it: plain data, which the formats print.

use std::path::Path;

use generator::diagnostic::Severity;
use generator::drift::{Bump, Compatibility, Rule, next_version};
use toml::{Table, Value};

use crate::workspace;

/// What was compared, over all APIs.
#[derive(Debug)]
pub(crate) struct Reports {
    /// The version of the generated crate, if it is known.
    pub(crate) version: Option<String>,
    /// One for each API.
    pub(crate) apis: Vec<Report>,
}

/// What differs between two documents of an API.
#[derive(Debug)]
pub(crate) struct Report {
    /// The API's name.
    pub(crate) api: String,
    /// The document that the bindings are of.
    pub(crate) old: Document,
    /// The one that it is compared with.
    pub(crate) new: Document,
    /// What of the configuration fits the old document and not the new one.
    pub(crate) warnings: Vec<String>,
    /// What is wrong with the new document.
    pub(crate) diagnostics: Vec<Diagnosis>,
    /// Whether `codegen` rejects the new document: it has warnings, and the API has `deny-warnings`.
    pub(crate) is_rejected: bool,
    /// What differs, the worst first.
    pub(crate) changes: Vec<Change>,
}

/// One of the two documents.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its path or address.
    pub(crate) path: String,
    /// The version of the API in it.
    pub(crate) version: String,
    /// Its path from the root of the repository, if it is in the one that we are in.
    pub(crate) file: Option<String>,
}

/// Something that is wrong with a document.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    pub(crate) severity: Severity,
    /// The name of this kind of problem.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) spot: Option<Spot>,
    /// The line, if its file is in the repository.
    pub(crate) mark: Option<Mark>,
}

/// A difference.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) rule: &'static Rule,
    /// The rule that it has the other way, for what is sent and comes.
    pub(crate) also: Option<&'static Rule>,
    /// What it means for code.
    pub(crate) rust: Compatibility,
    /// What it means on the wire.
    pub(crate) wire: Compatibility,
    /// What it means in all.
    pub(crate) verdict: Compatibility,
    pub(crate) what: String,
    pub(crate) old: Option<Spot>,
    pub(crate) new: Option<Spot>,
    /// Where it is marked for who looks at the repository.
    pub(crate) mark: Option<Mark>,
    pub(crate) operations: Vec<String>,
    /// `request`, `response` or `both`; none for what does not travel.
    pub(crate) direction: Option<&'static str>,
}

/// A place in a document.
#[derive(Debug)]
pub(crate) struct Spot {
    /// The path or address of the file.
    pub(crate) file: String,
    /// Counted from one.
    pub(crate) line: usize,
    /// Counted from one, in characters.
    pub(crate) column: usize,
    /// The JSON pointer.
    pub(crate) pointer: String,
}

/// A line of a file in the repository.
#[derive(Debug)]
pub(crate) struct Mark {
    /// The path from the root of the repository.
    pub(crate) file: String,
    /// Counted from one.
    pub(crate) line: usize,
}

impl Mark {
    /// The line of a place, if its file is in the repository.
    pub(crate) fn of(spot: &Spot) -> Option<Self> {
        let file = workspace::in_repository(&spot.file)?;
        let line = spot.line;
        Some(Self { file, line })
    }
}

impl Change {
    /// The rule, and that of the other way.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        [self.rule].into_iter().chain(self.also)
    }

    /// Why it means what it means.
    pub(crate) fn reasons(&self, between: &str) -> String {
        let mut reasons: Vec<&str> = self.rules().map(|rule| rule.reason).collect();
        reasons.dedup();
        reasons.join(between)
    }

    /// The names of its rules.
    pub(crate) fn ids(&self) -> String {
        let ids: Vec<&str> = self.rules().map(|rule| rule.id).collect();
        ids.join(", ")
    }
}

impl Reports {
    /// Nothing compared yet.
    pub(crate) fn new(version: Option<String>) -> Self {
        Self {
            version,
            apis: Vec::new(),
        }
    }

    /// Whether `codegen` refuses one of the new documents.
    pub(crate) fn is_rejected(&self) -> bool {
        self.apis.iter().any(|report| report.is_rejected)
    }

    /// The worst of all changes.
    pub(crate) fn worst(&self) -> Option<Compatibility> {
        self.apis.iter().filter_map(Report::worst).max()
    }

    /// What the changes mean for code.
    pub(crate) fn rust(&self) -> Option<Compatibility> {
        self.apis.iter().filter_map(Report::rust).max()
    }

    /// The version that a release with the changes has.
    pub(crate) fn next(&self) -> Option<(String, Bump)> {
        next_version(self.version.as_deref()?, self.rust()?)
    }

    /// What follows from a change for the version.
    pub(crate) fn bump(&self, change: &Change) -> Bump {
        let version = self.version.as_deref().unwrap_or_default();
        let major = version.split('.').next().and_then(|text| text.parse().ok());
        Bump::of(change.rust, major.unwrap_or(0))
    }
}

impl Report {
    /// The worst of the changes.
    pub(crate) fn worst(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.verdict).max()
    }

    /// What the changes mean for code.
    pub(crate) fn rust(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.rust).max()
    }

    /// What the changes mean on the wire.
    pub(crate) fn wire(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.wire).max()
    }

    /// What the changes mean for code and on the wire, in words; none without a change.
    pub(crate) fn columns(&self) -> Option<String> {
        let (rust, wire) = (word(self.rust()?), word(self.wire()?));
        let promises = match self.promises() {
            0 => String::new(),
            1 => {
                "; code must follow 1 compatible change, by which the API promises more".to_owned()
            }
            count => format!(
                "; code must follow {count} compatible changes, by which the API promises more"
            ),
        };
        Some(format!("code: {rust} · wire: {wire}{promises}"))
    }

    /// How many changes ask code to follow although they break nobody.
    pub(crate) fn promises(&self) -> usize {
        let changes = self.changes.iter();
        changes
            .filter(|change| change.verdict < change.rust)
            .count()
    }

    /// The changes with a verdict.
    pub(crate) fn of(&self, verdict: Compatibility) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.verdict == verdict)
    }

    /// How many there are of each: `3 breaking, 1 compatible`.
    pub(crate) fn counts(&self) -> String {
        let all = [
            Compatibility::Breaking,
            Compatibility::Compatible,
            Compatibility::Documentation,
        ];
        let counts = all.map(|verdict| (self.of(verdict).count(), word(verdict)));
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if counts.is_empty() {
            "no drift".to_owned()
        } else {
            counts.join(", ")
        }
    }
}

impl Spot {
    /// As editors open it.
    pub(crate) fn line(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Diagnosis {
    /// How bad it is, and its kind, as `warning[unknown-format]`.
    pub(crate) fn label(&self) -> String {
        format!("{}[{}]", self.severity(), self.code)
    }

    /// How bad it is, in a word.
    pub(crate) fn severity(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Why `codegen` rejects the new document.
pub(crate) const REJECTED: &str = "`cargo xtask codegen` rejects the new document: it has warnings, and the API has `deny-warnings`";

/// A verdict in a word.
pub(crate) fn word(verdict: Compatibility) -> &'static str {
    match verdict {
        Compatibility::Documentation => "documentation",
        Compatibility::Compatible => "compatible",
        Compatibility::Breaking => "breaking",
    }
}

/// The first of some operations, and how many more there are.
pub(crate) fn operations(all: &[String], most: usize) -> String {
    let shown: Vec<&str> = all.iter().take(most).map(String::as_str).collect();
    match all.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The version of the crate that the output is in, which may be that of its workspace.
pub(crate) fn crate_version(output: &Path) -> Option<String> {
    let folder = output.parent()?;
    let version = |manifest: &Table| manifest.get("package")?.get("version").cloned();
    if let Value::String(version) = version(&manifest(folder)?)? {
        return Some(version);
    }
    let workspaces = folder.ancestors().skip(1).filter_map(manifest);
    let mut versions =
        workspaces.filter_map(|manifest| version(manifest.get("workspace")?.as_table()?));
    Some(versions.next()?.as_str()?.to_owned())
}

fn manifest(folder: &Path) -> Option<Table> {
    let text = untrusted::files::read_to_string(&folder.join("Cargo.toml")).ok()?;
    text.parse().ok()
}
