//! Writes the report as Markdown, for a comment on a pull request or an issue.

use generator::drift::Compatibility;

use super::report::{Change, REJECTED, Report, Reports, operations, word};

/// Maximum number of changes of one compatibility: a comment is limited to about 65,000 characters.
const MOST: usize = 100;
/// Maximum number of changes of documentation.
const DOCUMENTATION: usize = 40;
/// Maximum number of diagnostics of a document.
const DIAGNOSTICS: usize = 20;
/// Maximum number of operations named for a change.
const OPERATIONS: usize = 5;

/// Returns the report as Markdown.
pub(crate) fn report(reports: &Reports) -> String {
    let mut text = "# Spec drift\n".to_owned();
    if let (Some((next, bump)), Some(version)) = (reports.next(), &reports.version) {
        text.push_str(&format!(
            "\nThe generated crate is {}; these changes require {} ({}).\n",
            code(version),
            code(&next),
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
        "\n## {}: {}\n\n{} → {}\n",
        code(&report.api),
        report.counts(),
        code(&report.old.path),
        code(&report.new.path)
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

/// Escapes a line that may contain text of a document. Text between two backticks becomes code. Nothing else is read as
/// Markdown, HTML, a link, a mention or an issue.
pub(super) fn safe(text: &str) -> String {
    let mut safe = String::new();
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        let is_closed = parts.peek().is_some();
        match (is_code, is_closed) {
            (false, _) => push_text(&mut safe, part),
            (true, false) => {
                safe.push_str("&#96;");
                push_text(&mut safe, part);
            }
            (true, true) if part.is_empty() => safe.push_str("&#96;&#96;"),
            (true, true) => push_span(&mut safe, part),
        }
        is_code = !is_code;
    }
    safe
}

/// Appends code that has no backtick. A `|` ends a table cell even in code.
fn push_span(safe: &mut String, code: &str) {
    for (position, part) in code.split('|').enumerate() {
        if position > 0 {
            safe.push_str("&#124;");
        }
        if part.is_empty() {
            continue;
        }
        // Separates two spans, whose backticks would otherwise join.
        if safe.ends_with('`') {
            safe.push(' ');
        }
        let part = part.replace(['\n', '\r'], " ");
        safe.push_str(&format!("`{part}`"));
    }
}

/// Appends text outside of code. GitHub also links addresses, mentions and issues in escaped text, but not in code.
fn push_text(safe: &mut String, text: &str) {
    for (at, character) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        let ends = |end: &str| {
            let start = before.len().checked_sub(end.len());
            let found = start.and_then(|start| before.get(start..));
            found.is_some_and(|found| found.eq_ignore_ascii_case(end))
        };
        let is_number = after.starts_with(|next: char| next.is_ascii_digit());
        match character {
            '@' => push_span(safe, "@"),
            ':' if after.starts_with("//") => push_span(safe, ":"),
            '.' if ends("www") => push_span(safe, "."),
            '-' if ends("gh") && is_number => push_span(safe, "-"),
            '#' if is_number => push_span(safe, "#"),
            '\\' | '<' | '>' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '$' => {
                safe.push('\\');
                safe.push(character);
            }
            '&' => safe.push_str("&amp;"),
            '|' => safe.push_str("&#124;"),
            '\n' | '\r' => safe.push(' '),
            character => safe.push(character),
        }
    }
}

/// Returns text as code, between more backticks than it has in a row. Not for table cells.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|character| character != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    let space = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}
