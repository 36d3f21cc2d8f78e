//! The page of all rules, made from their table.

use generator::drift::RULES;

use super::report::word;

/// The page.
pub(crate) fn page() -> String {
    let mut text = "\
# Rules of drift

What `cargo xtask drift` tells apart. This page is made from the table in `generator/src/drift/rules.rs`:
`cargo xtask drift --rules > docs/drift-rules.md`; a test keeps the two the same.

A change has two verdicts:

- **code**: does what compiles with the old bindings compile with the new ones? The version of the generated crate
  follows from this: breaking is the second number in `0.x` and the first from 1.0 on; compatible is the last number in
  `0.x` and the second from 1.0 on; documentation is the last.
- **wire**: does what works today go on working when the API changes: programs that are already built, and those that
  are built anew without a change?

What it means **in all** is the worse of the two, but for what an API promises more than before, by which nobody is
broken: its field was an `Option<T>` and is a `T`, so that code which looks into it must follow when it takes the new
bindings. The exit status follows from this.

Names, lines and pointers of a change stand in the report. Each rule has a pair of documents in `tests/drift`, but for those of
which the configuration is the reason.

| rule | what has changed | code | wire | in all | why |
|---|---|---|---|---|---|
"
    .to_owned();
    for rule in RULES {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            rule.id,
            rule.what,
            word(rule.rust),
            word(rule.wire),
            word(rule.verdict),
            rule.reason
        ));
    }
    text
}
