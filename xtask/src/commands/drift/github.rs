//! Writes the report as annotations of GitHub Actions (workflow commands).
//!
//! Each change has an annotation at a line of the repository: its location in the new document, or in the old one if
//! the new one is not in the repository. One more annotation counts the changes of documentation.

use generator::drift::Compatibility;

use super::report::{Change, Diagnosis, REJECTED, Reports, operations};

/// Maximum number of operations named for a change.
const OPERATIONS: usize = 5;

/// Returns the annotations.
pub(crate) fn annotations(reports: &Reports) -> String {
    let mut text = String::new();
    for report in &reports.apis {
        for verdict in [Compatibility::Breaking, Compatibility::Compatible] {
            for change in report.of(verdict) {
                text.push_str(&annotation(change));
            }
        }
        for warning in &report.warnings {
            text.push_str(&format!(
                "::warning title=configuration::{}\n",
                data(&format!("{}: {warning}", report.api))
            ));
        }
        for found in &report.diagnostics {
            text.push_str(&diagnosis(found));
        }
        if report.is_rejected {
            let message = data(&format!("{}: {REJECTED}", report.api));
            text.push_str(&format!("::error title=deny-warnings::{message}\n"));
        }
        let documentation = report.of(Compatibility::Documentation).count();
        if documentation > 0 {
            let message = format!("{}: {documentation} changes of documentation", report.api);
            text.push_str(&format!(
                "::notice {}::{}\n",
                report
                    .new
                    .file
                    .as_ref()
                    .or(report.old.file.as_ref())
                    .map_or_else(String::new, |file| format!("file={}", property(file))),
                data(&message)
            ));
        }
    }
    text
}

fn diagnosis(found: &Diagnosis) -> String {
    let level = found.severity();
    let place = found.mark.as_ref().map_or_else(String::new, |mark| {
        format!("file={},line={},", property(&mark.file), mark.line)
    });
    let mut message = found.message.clone();
    if let Some(spot) = &found.spot {
        message.push_str(&format!(" ({})", spot.line()));
    }
    format!(
        "::{level} {place}title={}::{}\n",
        property(found.code),
        data(&message)
    )
}

fn annotation(change: &Change) -> String {
    let level = match change.verdict {
        Compatibility::Breaking => "error",
        Compatibility::Compatible => "warning",
        Compatibility::Documentation => "notice",
    };
    // GitHub can annotate only files of the repository.
    let place = change.mark.as_ref().map_or_else(String::new, |mark| {
        format!("file={},line={},", property(&mark.file), mark.line)
    });
    let mut message = format!("{}. {}", change.what, change.reasons(" "));
    for (side, place) in [("Old", &change.old), ("New", &change.new)] {
        if let Some(place) = place {
            message.push_str(&format!(" {side}: {} {}.", place.line(), place.pointer));
        }
    }
    if !change.operations.is_empty() {
        message.push(' ');
        message.push_str(&operations(&change.operations, OPERATIONS));
    }
    format!(
        "::{level} {place}title={}::{}\n",
        property(change.rule.id),
        data(&message)
    )
}

/// Escapes the text of a command. GitHub also reads the older form `##[error]` anywhere in a line.
fn data(text: &str) -> String {
    text.replace("##[", "\\u{23}#[")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
