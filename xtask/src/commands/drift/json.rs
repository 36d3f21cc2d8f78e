//! Writes the report as JSON. docs/drift.md describes the format; later versions only add to it.

use std::cell::Cell;

use generator::drift::Compatibility;
use serde_json::{Value, json};
use untrusted::text;

use super::report::{Change, Diagnosis, Document, Report, Reports, SourceRange, word};

/// Maximum bytes of the names of operations in a report. Further names are counted.
const OPERATIONS: usize = 8 << 20;

/// Version of the format.
const FORM: u32 = 1;

/// Returns the report as JSON.
pub(crate) fn report(reports: &Reports) -> anyhow::Result<String> {
    let release = reports
        .next()
        .map(|(next, bump)| json!({ "from": reports.version, "to": next, "bump": bump.as_str() }));
    let left = Cell::new(OPERATIONS);
    let apis: Vec<Value> = reports
        .apis
        .iter()
        .map(|one| api(reports, one, &left))
        .collect();
    let value = json!({
        "form": FORM,
        "verdict": verdict(reports.worst()),
        "release": release,
        "apis": apis,
    });
    Ok(text::json(&serde_json::to_string_pretty(&value)?).into_owned() + "\n")
}

fn verdict(worst: Option<Compatibility>) -> &'static str {
    worst.map_or("none", word)
}

fn api(reports: &Reports, report: &Report, left: &Cell<usize>) -> Value {
    let count = |verdict| report.of(verdict).count();
    let changes: Vec<Value> = report
        .changes
        .iter()
        .map(|one| change(reports, one, left))
        .collect();
    json!({
        "api": report.api,
        "verdict": verdict(report.worst()),
        "rust": verdict(report.rust()),
        "wire": verdict(report.wire()),
        "old": document(&report.old),
        "new": document(&report.new),
        "counts": {
            "breaking": count(Compatibility::Breaking),
            "compatible": count(Compatibility::Compatible),
            "documentation": count(Compatibility::Documentation),
        },
        "warnings": report.warnings,
        "rejected": report.is_rejected,
        "diagnostics": report.diagnostics.iter().map(diagnosis).collect::<Vec<_>>(),
        "changes": changes,
    })
}

fn document(document: &Document) -> Value {
    json!({ "path": document.path, "version": document.version })
}

fn change(reports: &Reports, change: &Change, left: &Cell<usize>) -> Value {
    let fits = |name: &&String| {
        let rest = left.get().checked_sub(name.len());
        left.set(rest.unwrap_or_default());
        rest.is_some()
    };
    let operations: Vec<&String> = change.operations.iter().take_while(fits).collect();
    json!({
        "rule": change.rule.id,
        "also": change.also.map(|rule| rule.id),
        "what": change.what,
        "reason": change.reasons(" "),
        "verdict": word(change.verdict),
        "rust": word(change.rust),
        "wire": word(change.wire),
        "bump": reports.bump(change).as_str(),
        "direction": change.direction,
        "old": change.old.as_ref().map(spot),
        "new": change.new.as_ref().map(spot),
        "moreOperations": change.operations.len() - operations.len(),
        "operations": operations,
    })
}

fn diagnosis(found: &Diagnosis) -> Value {
    json!({
        "severity": found.severity(),
        "code": found.code,
        "message": found.message,
        "place": found.spot.as_ref().map(spot),
    })
}

fn spot(spot: &SourceRange) -> Value {
    json!({
        "file": spot.file,
        "line": spot.line,
        "column": spot.column,
        "pointer": spot.pointer,
    })
}
