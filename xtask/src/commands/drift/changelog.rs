//! Writes an entry for the changelog of the generated crate, by API: breaking changes, then additions.

use generator::drift::Compatibility;

use super::markdown::safe;
use super::report::{Change, Reports, operations};

/// Maximum number of operations named for a change.
const OPERATIONS: usize = 3;

/// Predicate that assigns a change to a part.
type Belongs = fn(&Change) -> bool;

/// The parts of an entry: the prefix of their items, and the changes that belong to them.
const PARTS: [(&str, Belongs); 3] = [
    ("**Breaking:** ", |change| {
        change.rust == Compatibility::Breaking
    }),
    ("**The API changed:** ", |change| {
        change.rust < Compatibility::Breaking && change.wire == Compatibility::Breaking
    }),
    ("", |change| {
        change.rust.max(change.wire) == Compatibility::Compatible
    }),
];

/// Returns the entry, with the version that the changes require.
pub(crate) fn entry(reports: &Reports) -> String {
    let Some(worst) = reports.worst() else {
        return "Nothing differs: there is nothing to release.\n".to_owned();
    };
    let mut text = match (reports.next(), &reports.version) {
        (Some((next, bump)), Some(version)) => {
            format!(
                "## {next}\n\nA {} release after {version}.\n",
                bump.as_str()
            )
        }
        _ => "## Unreleased\n".to_owned(),
    };
    if worst == Compatibility::Documentation {
        text.push_str("\nOnly documentation changes.\n");
    }
    for report in &reports.apis {
        if report.changes.is_empty() {
            continue;
        }
        text.push_str(&format!("\n### `{}`", report.api));
        if report.old.version == report.new.version {
            text.push_str("\n\n");
        } else {
            text.push_str(&format!(
                " ({} → {})\n\n",
                safe(&report.old.version),
                safe(&report.new.version)
            ));
        }
        // Readers of a changelog have code: changes that it must follow come first, whatever their cause.
        for (mark, belongs) in PARTS {
            for change in report.changes.iter().filter(|change| belongs(change)) {
                text.push_str(&item(mark, change));
            }
        }
        let documentation = report.of(Compatibility::Documentation).count();
        match documentation {
            0 => {}
            1 => text.push_str("- The documentation of 1 item changed.\n"),
            count => text.push_str(&format!("- The documentation of {count} items changed.\n")),
        }
    }
    text
}

fn item(mark: &str, change: &Change) -> String {
    let operations = match &*change.operations {
        [] => String::new(),
        all => format!(" ({})", safe(&operations(all, OPERATIONS))),
    };
    let what = safe(&change.what);
    format!("- {mark}{what}{operations}.\n")
}
