//! Documents whose schemas are nested by thousands of references.

use super::outcome;

/// Returns a document in which each component refers to the next.
fn chain(length: usize) -> String {
    let mut text = String::from(
        "openapi: 3.0.3\ninfo: {title: Chain, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n",
    );
    for index in 0..length {
        let next = index + 1;
        text.push_str(&format!(
            "    Link{index}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/Link{next}'}}}}}}\n"
        ));
    }
    text + &format!("    Link{length}: {{type: object, properties: {{end: {{type: string}}}}}}\n")
}

#[test]
fn a_long_chain_of_components_is_lowered() {
    let outcome = outcome("open_enum", &chain(3_000));
    assert!(outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    assert_eq!(outcome.counts.types, 3_001);
}

#[test]
fn overlong_chain_is_cut_with_a_warning() {
    let outcome = outcome("open_enum", &chain(6_000));
    let codes: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.id)
        .collect();
    assert_eq!(codes, ["too-deep"]);
    assert!(outcome.files.is_some());
}
