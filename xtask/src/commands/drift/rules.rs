//! The page of all rules, made from their table.

use generator::drift::RULES;

use super::report::word;

/// The page.
pub(crate) fn page() -> String {
    let mut text = "\
# Rules of drift

The kinds of changes that `cargo xtask drift` reports. This page is generated from the table in
`generator/src/drift/rules.rs` by `cargo xtask drift --rules > docs/drift-rules.md`; a test keeps the two the same.

A change has two verdicts:

- **code**: does code that compiles with the old bindings compile with the new ones? This determines the next version of
  the generated crate: breaking is the second number in `0.x` and the first from 1.0 on; compatible is the last number in
  `0.x` and the second from 1.0 on; documentation is the last.
- **wire**: does a program that works today still work when the API changes, whether it was built before or is built
  again without a change?

The verdict **in all** is the worse of the two. It determines the exit status. There is one exception: a response that
promises more than before breaks no client. Its field was an `Option<T>` and is a `T`, so code that reads it must change
with the new bindings, but the verdict is compatible.

The report contains the names, lines and pointers of a change. Each rule has a pair of documents in `tests/drift`, except
for rules that only a change of the configuration triggers.

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
