//! The result of a comparison with all displayed values looked up: plain data that the formats print.

use std::path::Path;
use std::sync::Arc;

use generator::diagnostic::Severity;
use generator::drift::{Bump, Compatibility, Rule, next_version};
use toml::{Table, Value};

use crate::workspace;

/// Comparisons of all APIs.
#[derive(Debug)]
pub(crate) struct Reports {
    /// Version of the generated crate, if known.
    pub(crate) version: Option<String>,
    /// One report for each API.
    pub(crate) apis: Vec<Report>,
}

/// Changes between two documents of an API.
#[derive(Debug)]
pub(crate) struct Report {
    /// Name of the API.
    pub(crate) api: String,
    /// Document of the current bindings.
    pub(crate) old: Document,
    /// Document that it is compared with.
    pub(crate) new: Document,
    /// Options of the configuration that apply to the old document but not to the new one.
    pub(crate) warnings: Vec<String>,
    /// Diagnostics of the new document.
    pub(crate) diagnostics: Vec<Diagnosis>,
    /// True if `codegen` rejects the new document: it has warnings, and the API has `deny-warnings`.
    pub(crate) is_rejected: bool,
    /// Changes, the most severe first.
    pub(crate) changes: Vec<Change>,
}

/// One of the two documents.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Path or address.
    pub(crate) path: String,
    /// Version of the API.
    pub(crate) version: String,
    /// Path from the root of the repository, if the file is in the current repository.
    pub(crate) file: Option<String>,
}

/// A diagnostic of a document.
#[derive(Debug)]
pub(crate) struct Diagnosis {
    pub(crate) severity: Severity,
    /// Code of the diagnostic.
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) spot: Option<SourceRange>,
    /// Annotated line, if the file is in the repository.
    pub(crate) mark: Option<AnnotatedLine>,
}

/// A difference.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) rule: &'static Rule,
    /// Rule for the other direction, if the type is used in both.
    pub(crate) also: Option<&'static Rule>,
    /// Compatibility for code that is compiled again.
    pub(crate) rust: Compatibility,
    /// Compatibility on the wire.
    pub(crate) wire: Compatibility,
    /// Overall compatibility.
    pub(crate) verdict: Compatibility,
    pub(crate) what: String,
    pub(crate) old: Option<SourceRange>,
    pub(crate) new: Option<SourceRange>,
    /// Annotated line of the repository.
    pub(crate) mark: Option<AnnotatedLine>,
    pub(crate) operations: Arc<[String]>,
    /// `request`, `response` or `both`. None if the change has no direction.
    pub(crate) direction: Option<&'static str>,
}

/// A location in a document.
#[derive(Debug)]
pub(crate) struct SourceRange {
    /// Path or address of the file.
    pub(crate) file: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in characters, from 1.
    pub(crate) column: usize,
    /// JSON pointer.
    pub(crate) pointer: String,
}

/// A line of a file in the repository.
#[derive(Debug)]
pub(crate) struct AnnotatedLine {
    /// Path from the root of the repository.
    pub(crate) file: String,
    /// Line, from 1.
    pub(crate) line: usize,
}

impl AnnotatedLine {
    /// Returns the line of a location, if its file is in the repository.
    pub(crate) fn of(spot: &SourceRange) -> Option<Self> {
        let file = workspace::in_repository(&spot.file)?;
        let line = spot.line;
        Some(Self { file, line })
    }
}

impl Change {
    /// Returns the rule, and the one for the other direction.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        [self.rule].into_iter().chain(self.also)
    }

    /// Returns the reasons of the rules.
    pub(crate) fn reasons(&self, between: &str) -> String {
        let mut reasons: Vec<&str> = self.rules().map(|rule| rule.reason).collect();
        reasons.dedup();
        reasons.join(between)
    }

    /// Returns the ids of the rules.
    pub(crate) fn ids(&self) -> String {
        let ids: Vec<&str> = self.rules().map(|rule| rule.id).collect();
        ids.join(", ")
    }
}

impl Reports {
    /// Returns a result without comparisons.
    pub(crate) fn new(version: Option<String>) -> Self {
        Self {
            version,
            apis: Vec::new(),
        }
    }

    /// Returns true if `codegen` rejects one of the new documents.
    pub(crate) fn is_rejected(&self) -> bool {
        self.apis.iter().any(|report| report.is_rejected)
    }

    /// Returns the most severe compatibility of all changes.
    pub(crate) fn worst(&self) -> Option<Compatibility> {
        self.apis.iter().filter_map(Report::worst).max()
    }

    /// Returns the most severe compatibility for code.
    pub(crate) fn rust(&self) -> Option<Compatibility> {
        self.apis.iter().filter_map(Report::rust).max()
    }

    /// Returns the version of a release with these changes.
    pub(crate) fn next(&self) -> Option<(String, Bump)> {
        next_version(self.version.as_deref()?, self.rust()?)
    }

    /// Returns the part of the version that a change increments.
    pub(crate) fn bump(&self, change: &Change) -> Bump {
        let version = self.version.as_deref().unwrap_or_default();
        let major = version.split('.').next().and_then(|text| text.parse().ok());
        Bump::of(change.rust, major.unwrap_or(0))
    }
}

impl Report {
    /// Returns the most severe compatibility of the changes.
    pub(crate) fn worst(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.verdict).max()
    }

    /// Returns the most severe compatibility for code.
    pub(crate) fn rust(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.rust).max()
    }

    /// Returns the most severe compatibility on the wire.
    pub(crate) fn wire(&self) -> Option<Compatibility> {
        self.changes.iter().map(|change| change.wire).max()
    }

    /// Describes the compatibility for code and on the wire. None without a change.
    pub(crate) fn columns(&self) -> Option<String> {
        let (rust, wire) = (word(self.rust()?), word(self.wire()?));
        let promises = match self.promises() {
            0 => String::new(),
            1 => "; code must follow 1 compatible change, because the API promises more".to_owned(),
            count => format!(
                "; code must follow {count} compatible changes, because the API promises more"
            ),
        };
        Some(format!("code: {rust} · wire: {wire}{promises}"))
    }

    /// Returns the number of compatible changes that code must follow, because the API promises more.
    pub(crate) fn promises(&self) -> usize {
        let changes = self.changes.iter();
        changes
            .filter(|change| change.verdict < change.rust)
            .count()
    }

    /// Returns the changes with this overall compatibility.
    pub(crate) fn of(&self, verdict: Compatibility) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.verdict == verdict)
    }

    /// Returns the number of changes of each compatibility: `3 breaking, 1 compatible`.
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

impl SourceRange {
    /// Formats the location as editors open it.
    pub(crate) fn line(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Diagnosis {
    /// Formats severity and code: `warning[unknown-format]`.
    pub(crate) fn label(&self) -> String {
        format!("{}[{}]", self.severity(), self.code)
    }

    /// Returns the name of the severity.
    pub(crate) fn severity(&self) -> &'static str {
        match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Message for a new document that `codegen` rejects.
pub(crate) const REJECTED: &str = "`cargo xtask codegen` rejects the new document: it has warnings, and the API has `deny-warnings`";

/// Returns the name of a compatibility.
pub(crate) fn word(verdict: Compatibility) -> &'static str {
    match verdict {
        Compatibility::Documentation => "documentation",
        Compatibility::Compatible => "compatible",
        Compatibility::Breaking => "breaking",
    }
}

/// Maximum number of characters of the name of an operation.
const LONGEST: usize = 200;

/// Lists the first `most` operations, and the number of the others.
pub(crate) fn operations(all: &[String], most: usize) -> String {
    let shortened = |name: &String| match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.clone(),
    };
    let shown: Vec<String> = all.iter().take(most).map(shortened).collect();
    match all.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Returns the version of the crate of the output, which may come from its workspace.
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
