//! Writes the page of all rules, `docs/drift-rules.md`, from their table.

use generator::drift::{RULES, Rule};

use super::report::word;
use crate::wrap::wrapped;

/// The maximum number of columns of an entry.
const COLUMNS: usize = 120;

/// The text above the rules.
const INTRODUCTION: &str = "\
# Rules of drift

The kinds of changes that `cargo xtask drift` reports. This page is generated from the table in
`generator/src/drift/rules.rs` by `cargo xtask drift --rules > docs/drift-rules.md`; a test compares the two.

Each rule has two verdicts:

- **code**: Does code that compiles with the old bindings compile with the new ones? This verdict determines the next
  version of the generated crate. Breaking changes increment the second number in `0.x`, and the first from 1.0 on.
  Compatible changes increment the last number in `0.x`, and the second from 1.0 on. Documentation increments the last.
- **wire**: Does a program that works today still work when the API changes? This includes deployed programs, which were
  built with the old bindings, and programs that are built again without a change.

The **overall** verdict is the worse of the two, with one exception. It determines the exit status. The exception is a
response with a stronger guarantee, which breaks no deployed program. Its field was an `Option<T>` and is a `T`, so code
that reads it must change, but the overall verdict is compatible. The list shows the overall verdict of such rules.

The report contains the names, lines and pointers of a change. Each rule has a pair of documents in `tests/drift`, except
for rules that only a change of the configuration triggers.
";

/// The sections of the page: the id of the first rule, and the heading.
const SECTIONS: [(&str, &str); 10] = [
    ("api-added", "APIs and operations"),
    ("path-parameter-added", "Parameters"),
    ("required-body-added", "Request bodies"),
    ("response-body-added", "Responses and errors"),
    ("request-property-added-required", "Properties"),
    ("request-enum-value-added", "Enums and unions"),
    ("request-type-widened", "Types"),
    ("webhook-added", "Webhooks and callbacks"),
    ("credential-added", "Credentials and servers"),
    ("request-limit-tightened", "Constraints and documentation"),
];

/// Returns the page.
pub(crate) fn page() -> String {
    let mut text = INTRODUCTION.to_owned();
    for rule in RULES {
        let section = SECTIONS.iter().find(|(first, _)| *first == rule.id);
        if let Some((_, heading)) = section {
            text.push_str(&format!("\n## {heading}\n\n"));
        }
        text.push_str(&entry(rule));
    }
    text
}

/// Returns the entry of a rule.
fn entry(rule: &Rule) -> String {
    let overall = if rule.verdict == rule.rust.max(rule.wire) {
        String::new()
    } else {
        format!("; overall: {}", word(rule.verdict))
    };
    let entry = format!(
        "- **{}**: {} Code: {}; wire: {}{overall}. {}",
        rule.id,
        rule.what,
        word(rule.rust),
        word(rule.wire),
        rule.reason
    );
    wrapped(&entry, COLUMNS, "  ")
}
