//! The report as a comment on a pull request or an issue.

use generator::drift::Compatibility;

use super::report::{Change, REJECTED, Report, Reports, operations, word};

/// How many changes of one verdict are shown; a comment has room for about 65,000 characters.
const MOST: usize = 100;
/// How many of documentation.
const DOCUMENTATION: usize = 40;
/// How many diagnostics of a document.
const DIAGNOSTICS: usize = 20;
/// How many operations are named of those that a change concerns.
const OPERATIONS: usize = 5;

/// The report.
pub(crate) fn report(reports: &Reports) -> String {
    let mut text = "# Spec drift\n".to_owned();
    if let (Some((next, bump)), Some(version)) = (reports.next(), &reports.version) {
        text.push_str(&format!(
            "\nThe generated crate is `{version}`; with this it is `{next}` ({}).\n",
            bump.as_str()
        ));
    }
    for report in &reports.apis {
        text.push_str(&api(report));
    }
    text
}

fn api(report: &Report) -> String {
    let mut text = format!(
        "\n## `{}`: {}\n\n`{}` → `{}`\n",
        report.api,
        report.counts(),
        report.old.path,
        report.new.path
    );
    if let Some(columns) = report.columns() {
        text.push_str(&format!("\n{columns}.\n"));
    }
    for warning in &report.warnings {
        text.push_str(&format!("\n**Warning:** {}.\n", safe(warning)));
    }
    if report.is_rejected {
        text.push_str(&format!("\n**Error:** {REJECTED}.\n"));
    }
    if !report.diagnostics.is_empty() {
        text.push_str("\nThe new document has diagnostics:\n\n");
        for found in report.diagnostics.iter().take(DIAGNOSTICS) {
            let place = found.spot.as_ref();
            let place = place.map_or_else(String::new, |spot| format!(", line {}", spot.line));
            text.push_str(&format!(
                "- `{}`: {}{place}\n",
                found.label(),
                safe(&found.message)
            ));
        }
        text.push_str(&more(report.diagnostics.len(), DIAGNOSTICS));
    }
    for verdict in [Compatibility::Breaking, Compatibility::Compatible] {
        let changes: Vec<&Change> = report.of(verdict).collect();
        if changes.is_empty() {
            continue;
        }
        let heading = if verdict == Compatibility::Breaking {
            "Breaking"
        } else {
            "Compatible"
        };
        text.push_str(&format!(
            "\n### {heading}\n\n| what | code | wire | where | operations |\n|---|---|---|---|---|\n"
        ));
        for change in changes.iter().take(MOST) {
            text.push_str(&row(change));
        }
        text.push_str(&more(changes.len(), MOST));
    }
    let documentation: Vec<&Change> = report.of(Compatibility::Documentation).collect();
    if !documentation.is_empty() {
        text.push_str(&format!(
            "\n<details><summary>Documentation ({})</summary>\n\n",
            documentation.len()
        ));
        for change in documentation.iter().take(DOCUMENTATION) {
            text.push_str(&format!("- {}\n", safe(&change.what)));
        }
        text.push_str(&more(documentation.len(), DOCUMENTATION));
        text.push_str("\n</details>\n");
    }
    text
}

fn more(count: usize, most: usize) -> String {
    match count.saturating_sub(most) {
        0 => String::new(),
        more => format!("\n… and {more} more.\n"),
    }
}

fn row(change: &Change) -> String {
    let places = [("old", &change.old), ("new", &change.new)];
    let places = places.into_iter().filter_map(|(side, place)| {
        let place = place.as_ref()?;
        Some(format!("{side} line {}", place.line))
    });
    let places: Vec<String> = places.collect();
    format!(
        "| {} (`{}`) | {} | {} | {} | {} |\n",
        safe(&change.what),
        change.ids().replace(", ", "`, `"),
        word(change.rust),
        word(change.wire),
        places.join("<br>"),
        safe(&operations(&change.operations, OPERATIONS)),
    )
}

/// Text that may have anything of a document in it, within a cell or an item: code stays code, and nothing else is
/// taken for Markdown, HTML, or a mention.
fn safe(text: &str) -> String {
    let mut safe = String::new();
    let mut in_code = false;
    for character in text.chars() {
        match character {
            '`' => {
                in_code = !in_code;
                safe.push('`');
            }
            '|' => safe.push_str("\\|"),
            '\n' | '\r' => safe.push(' '),
            '<' | '>' | '*' | '_' | '[' | ']' | '#' | '~' if !in_code => {
                safe.push('\\');
                safe.push(character);
            }
            '@' if !in_code => safe.push_str("&#64;"),
            character => safe.push(character),
        }
    }
    if in_code {
        safe.push('`');
    }
    safe
}
