//! An entry for the changelog of the generated crate: what its users have to do, what they gain, by API.

use generator::drift::Compatibility;

use super::markdown::safe;
use super::report::{Change, Reports, operations};

/// How many operations are named of those that a change concerns.
const OPERATIONS: usize = 3;

/// Whether a change stands in a part.
type Belongs = fn(&Change) -> bool;

/// The parts of an entry: how their items begin, and which changes stand in them.
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

/// The entry, with the version that the changes ask for.
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
        // Who reads a changelog has code: what it must follow comes first, whoever is to blame for it.
        for (mark, belongs) in PARTS {
            for change in report.changes.iter().filter(|change| belongs(change)) {
                text.push_str(&item(mark, change));
            }
        }
        let documentation = report.of(Compatibility::Documentation).count();
        match documentation {
            0 => {}
            1 => text.push_str("- The documentation of one thing is another.\n"),
            count => text.push_str(&format!(
                "- The documentation of {count} things is another.\n"
            )),
        }
    }
    text
}

fn item(mark: &str, change: &Change) -> String {
    let operations = match change.operations.as_slice() {
        [] => String::new(),
        all => format!(" ({})", safe(&operations(all, OPERATIONS))),
    };
    let what = safe(&change.what);
    format!("- {mark}{what}{operations}.\n")
}
