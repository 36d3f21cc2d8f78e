//! Writes the page of all codes, `docs/diagnostics.md`, from their table.

use generator::diagnostic::{Code, Severity, codes};

use crate::wrap::wrapped;

/// The maximum number of columns.
const COLUMNS: usize = 120;

/// The text above the codes.
const INTRODUCTION: &str = "\
# Diagnostics

The codes of errors, warnings and notes. This page is generated from the table in `generator/src/diagnostic/codes.rs` by
`cargo xtask explain --all > docs/diagnostics.md`; a test compares the two. `cargo xtask explain CODE` prints one entry.

- An **error** means that no useful bindings can be generated: no file is written, and the exit status is 1. With the
  option `skip-invalid`, or without `--strict` in `cargo xtask export` and `cargo xtask corpus`, errors that concern one
  operation or schema are warnings.
- A **warning** means that the bindings are correct for all valid values, but more general than the document, or that
  malformed input was read in its only possible sense. With the option `deny-warnings`, warnings are errors.
- A **note** reports a part of the document that has no effect or another one than its author may expect. The bindings
  represent everything that is sent and received. Only `--all` prints notes.

The severity below is the usual one. `tests/diagnostics` contains a small document for each code, with the expected
output. Tests generate documents that are large or not UTF-8; `file-too-large` has no document.
";

/// Returns the page.
pub(super) fn page() -> String {
    let mut text = INTRODUCTION.to_owned();
    for group in codes::GROUPS {
        text.push_str(&format!("\n## {}\n", group.title));
        for code in group.codes {
            text.push_str(&entry(code));
        }
    }
    text
}

/// Returns the entry of a code. Its heading is only the id, so that links can lead to it.
fn entry(code: &Code) -> String {
    let severity = match code.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    };
    let meaning = format!("{severity}. {} {}", code.title, code.explanation);
    let remedy = format!("How to fix it: {}", code.help);
    format!(
        "\n### {}\n\n{}\n{}",
        code.id,
        wrapped(&meaning, COLUMNS, ""),
        wrapped(&remedy, COLUMNS, "")
    )
}
