//! The report as annotations of GitHub Actions (workflow commands): one for each change, at its place in the document
//! of the repository, and one that counts what documentation changes.

use generator::drift::Verdict;

use super::report::{Change, Report, Reports, operations};

/// How many operations are named of those that a change concerns.
const OPERATIONS: usize = 5;

/// The annotations.
pub(crate) fn annotations(reports: &Reports) -> String {
    let mut text = String::new();
    for report in &reports.apis {
        for verdict in [Verdict::Breaking, Verdict::Compatible] {
            for change in report.of(verdict) {
                text.push_str(&annotation(report, change));
            }
        }
        let documentation = report.of(Verdict::Documentation).count();
        if documentation > 0 {
            let message = format!("{}: {documentation} changes of documentation", report.api);
            text.push_str(&format!(
                "::notice file={}::{}\n",
                property(&report.old.path),
                data(&message)
            ));
        }
    }
    text
}

fn annotation(report: &Report, change: &Change) -> String {
    let level = match change.rule.verdict() {
        Verdict::Breaking => "error",
        Verdict::Compatible => "warning",
        Verdict::Documentation => "notice",
    };
    // Only files of the repository can be annotated: what is new stands at the beginning of the old document.
    let (file, line) = change.old.as_ref().map_or_else(
        || (report.old.path.as_str(), 1),
        |place| (place.file.as_str(), place.line),
    );
    let mut message = format!("{}. {}", change.what, change.rule.reason);
    if let Some(place) = &change.new {
        message.push_str(&format!(" New: {} {}.", place.line(), place.pointer));
    }
    if !change.operations.is_empty() {
        message.push(' ');
        message.push_str(&operations(&change.operations, OPERATIONS));
    }
    format!(
        "::{level} file={},line={line},title={}::{}\n",
        property(file),
        property(change.rule.id),
        data(&message)
    )
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
