//! Writes the report as text for a terminal: the counts, then breaking, compatible and documentation changes.

use generator::diagnostic::Severity;
use generator::drift::Compatibility;

use super::report::{Change, Diagnosis, REJECTED, Report, Reports, operations, word};
use crate::render::Listing;
use crate::terminal::{ADDITION, ERROR, NOTE, PLACE, STRONG, WARNING, styled};

/// Maximum number of changes of documentation.
const DOCUMENTATION: usize = 10;
/// Maximum number of diagnostics of a document.
const DIAGNOSTICS: usize = 10;
/// Maximum number of operations named for a change.
const OPERATIONS: usize = 3;

/// Returns the report as text.
pub(crate) fn terminal(reports: &Reports, listing: Listing) -> String {
    let mut text = String::new();
    for report in &reports.apis {
        text.push_str(&format!(
            "{}: {}\n  {} → {}\n",
            styled(STRONG, &report.api),
            summary(report),
            styled(PLACE, &report.old.path),
            styled(PLACE, &report.new.path),
        ));
        if let Some(columns) = report.columns() {
            text.push_str(&format!("  {columns}\n"));
        }
        for warning in &report.warnings {
            text.push_str(&format!("  {}: {warning}\n", styled(WARNING, "warning")));
        }
        text.push_str(&diagnostics(report, listing));
    }
    if let (Some((next, bump)), Some(version)) = (reports.next(), &reports.version) {
        text.push_str(&format!(
            "The generated crate is {version}; these changes require {next} ({}).\n",
            bump.as_str()
        ));
    }
    for report in &reports.apis {
        for verdict in [
            Compatibility::Breaking,
            Compatibility::Compatible,
            Compatibility::Documentation,
        ] {
            let changes: Vec<&Change> = report.of(verdict).collect();
            if changes.is_empty() {
                continue;
            }
            text.push_str(&format!("\n{} ({})\n", heading(verdict), changes.len()));
            let most = match verdict {
                Compatibility::Documentation => listing.limit(DOCUMENTATION),
                Compatibility::Breaking | Compatibility::Compatible => changes.len(),
            };
            for change in changes.iter().take(most) {
                text.push_str(&shown(reports, change));
            }
            if changes.len() > most {
                let more = changes.len() - most;
                text.push_str(&format!("  … and {more} more (--all shows them)\n"));
            }
        }
    }
    text
}

/// Lists the diagnostics of the new document.
fn diagnostics(report: &Report, listing: Listing) -> String {
    let most = listing.limit(DIAGNOSTICS);
    let shown = report.diagnostics.iter().take(most).map(diagnosis);
    let mut text: String = shown.collect();
    if report.diagnostics.len() > most {
        let more = report.diagnostics.len() - most;
        text.push_str(&format!("  … and {more} more (--all shows them)\n"));
    }
    if report.is_rejected {
        text.push_str(&format!("  {}: {REJECTED}\n", styled(ERROR, "error")));
    }
    text
}

fn diagnosis(found: &Diagnosis) -> String {
    let style = match found.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Note => NOTE,
    };
    let place = found.spot.as_ref().map(|spot| styled(PLACE, spot.line()));
    format!(
        "  {}: {}  {}\n",
        styled(style, found.label()),
        found.message,
        place.unwrap_or_default()
    )
}

fn summary(report: &Report) -> String {
    let style = match report.worst() {
        Some(Compatibility::Breaking) => ERROR,
        Some(Compatibility::Compatible) => WARNING,
        Some(Compatibility::Documentation) | None => ADDITION,
    };
    styled(style, report.counts())
}

fn heading(verdict: Compatibility) -> String {
    match verdict {
        Compatibility::Breaking => styled(ERROR, "Breaking"),
        Compatibility::Compatible => styled(WARNING, "Compatible"),
        Compatibility::Documentation => styled(STRONG, "Documentation"),
    }
}

fn shown(reports: &Reports, change: &Change) -> String {
    if change.verdict == Compatibility::Documentation {
        let place = change.new.as_ref().or(change.old.as_ref());
        let place = place.map(|place| styled(PLACE, place.line()));
        return format!("  {}  {}\n", change.what, place.unwrap_or_default());
    }
    let mut text = format!("  {} [{}]\n", styled(STRONG, &change.what), change.ids());
    let mut facts = vec![
        format!("code: {}", word(change.rust)),
        format!("wire: {}", word(change.wire)),
        reports.bump(change).as_str().to_owned(),
    ];
    facts.extend(change.direction.map(str::to_owned));
    text.push_str(&format!(
        "    {}\n    {}\n",
        facts.join(" · "),
        change.reasons("\n    ")
    ));
    for (side, place) in [("old", &change.old), ("new", &change.new)] {
        if let Some(place) = place {
            let line = styled(PLACE, place.line());
            text.push_str(&format!("    {side} {line} {}\n", place.pointer));
        }
    }
    if !change.operations.is_empty() {
        let operations = operations(&change.operations, OPERATIONS);
        text.push_str(&format!("    {operations}\n"));
    }
    text
}
