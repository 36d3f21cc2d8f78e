//! One function for each fuzz target. Each takes any bytes, and panics if a property does not hold.
//!
//! `cargo xtask fuzz` calls them with random bytes. The test `replay` calls them with the seeds and findings
//! in the repository, so that fixed findings stay fixed without a nightly compiler.

#![allow(
    clippy::panic,
    clippy::expect_used,
    missing_docs,
    reason = "a target reports a finding by a panic"
)]

mod decoding;
mod documents;
mod requests;
mod streams;

/// A target with its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("document", documents::document),
    ("overlay", documents::overlay),
    ("configuration", documents::configuration),
    ("drift", documents::drift),
    ("events", streams::events),
    ("lines", streams::lines),
    ("unions", decoding::unions),
    ("mock", requests::mock),
];

/// Runs one target.
///
/// # Panics
///
/// If a property of the target does not hold, or if there is no such target.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS
        .iter()
        .find(|(target, _)| *target == name)
        .expect("the name of a target");
    target(bytes);
}

/// Splits an input at the line of `=` into two parts.
fn parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    const SEPARATOR: &[u8] = b"\n====\n";
    let at = bytes
        .windows(SEPARATOR.len())
        .position(|window| window == SEPARATOR);
    match at {
        Some(at) => {
            let (first, rest) = bytes.split_at(at);
            (first, rest.get(SEPARATOR.len()..).unwrap_or_default())
        }
        None => (bytes, &[]),
    }
}
