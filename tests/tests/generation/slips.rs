//! Slips of real documents are mended with a warning at their place; what cannot be mended is refused.

use generator::Outcome;
use generator::diagnostic::{Place, Severity};

use crate::{document, outcome};

/// The diagnostics of an outcome: severity, code and what stands at their place, to the end of the line.
fn found(outcome: &Outcome, text: &str) -> Vec<(Severity, &'static str, String)> {
    let found = outcome.diagnostics.iter();
    found
        .map(|diagnostic| {
            let start = match &diagnostic.place {
                Place::Bytes(_, bytes) => bytes.start,
                place => {
                    outcome
                        .document
                        .as_ref()
                        .unwrap()
                        .span(place)
                        .unwrap()
                        .1
                        .start
                }
            };
            let rest = text.get(start..).unwrap();
            let line = rest.lines().next().unwrap_or_default();
            (diagnostic.severity, diagnostic.code, line.to_owned())
        })
        .collect()
}

#[test]
fn each_is_said_at_its_place() {
    let text = document("slips");
    let outcome = outcome("slips", &text);
    // Places count from behind the byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(outcome.files.is_some());
    let found = found(&outcome, text);
    for (severity, code, line) in &found {
        assert_eq!(*severity, Severity::Warning, "{code}: {line}");
    }
    for (code, start) in [
        ("undeclared-path-parameter", "/items/{id}/{part}"),
        ("optional-path-parameter", "{name: part"),
        ("unknown-type", "int}}"),
        ("unknown-location", "Query"),
        ("parameter-without-schema", "{name: filter"),
        ("missing-responses", "delete:"),
        ("required-flag", "required: true}"),
        ("required-flag", "required: false}"),
        ("unknown-type", "any}"),
        ("unknown-type", "int, minimum"),
        ("unknown-type", "Integer}"),
        ("unknown-type", "bool}"),
        ("unknown-type", "float}"),
        ("unknown-type", "datetime}"),
        ("unknown-type", "file}"),
        ("exclusive-bound", "0}"),
        ("nullable-reference", "nullable: true}"),
        ("value-mismatch", "two]"),
        ("value-mismatch", "'true', 'false']"),
        ("value-mismatch", "'false']"),
        ("value-mismatch", "'0.5', '2']"),
        ("value-mismatch", "'1', '2']"),
        ("value-mismatch", "'true']"),
        ("value-mismatch", "'10'}"),
        ("value-mismatch", "'true'}"),
        ("value-mismatch", "0}"),
        ("value-mismatch", "99999999999999999999, 1]"),
        ("default-mismatch", "many}"),
        ("default-mismatch", "green}"),
        ("duplicate-key", "twice: {type: string}"),
        ("bare-reference", "Owner}"),
        ("list-of-items", "items: [{type: string}]"),
        ("missing-level", "requestBody: {$ref"),
        ("missing-level", "'200': {description: One., schema"),
        ("missing-level", "application/json: {type"),
        ("missing-level", "json: {$ref"),
        ("malformed-media-type", "json: {$ref"),
        ("missing-content", "requestBody: {description"),
        ("missing-responses", "responses:"),
        ("path-syntax", "/headers/:name"),
        ("malformed-member", "key]"),
        ("header-name", "'X-Trace:'"),
        ("header-name", "X Odd"),
        ("header-name", "'X-Key:'"),
    ] {
        let at = |(_, found, line): &&(Severity, &str, String)| {
            *found == code && line.starts_with(start)
        };
        assert_eq!(
            found.iter().filter(at).count(),
            1,
            "{code} at {start}: {found:#?}"
        );
    }
}

/// A document in which one schema is replaced.
fn with_schema(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Thing: {schema}\n"
    )
}

#[test]
fn what_has_no_form_in_rust_is_said_and_becomes_what_has_room_for_it() {
    for (schema, code, place, ty) in [
        (
            "{allOf: [{type: string}, {type: integer}]}",
            "contradiction",
            "{type: integer}",
            "Value",
        ),
        (
            "{$dynamicRef: '#node'}",
            "dynamic-reference",
            "$dynamicRef",
            "Value",
        ),
        (
            "{const: 18446744073709551616}",
            "number-too-large",
            "18446744073709551616",
            "f64",
        ),
        (
            "{type: integer, enum: [1, -9223372036854775809]}",
            "number-too-large",
            "-9223372036854775809",
            "f64",
        ),
        ("{const: 1e400}", "number-too-large", "1e400", "Value"),
        (
            "{enum: [a, -9223372036854775809]}",
            "number-too-large",
            "-9223372036854775809",
            "Value",
        ),
    ] {
        let text = with_schema("3.1.0", schema);
        let outcome = outcome("slips", &text);
        let found = found(&outcome, &text);
        let [(Severity::Warning, is, line)] = found.as_slice() else {
            panic!("{found:#?}");
        };
        assert_eq!(*is, code);
        assert!(line.starts_with(place), "{line}");
        let files = outcome.files.unwrap();
        let types: String = files.values().cloned().collect();
        assert!(
            types.contains(&format!("pub type Thing = {ty};")),
            "{types}"
        );
    }
}

#[test]
fn what_can_neither_be_sent_nor_called_is_said() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    x-any-method: {responses: {}}\n    \
                get:\n      parameters:\n        - {name: a b, in: cookie, schema: {type: string}}\n        \
                - {name: content-length, in: header, schema: {type: integer}}\n      responses: {'204': {description: N}}\n";
    let outcome = outcome("slips", text);
    let found = found(&outcome, text);
    for (code, start) in [
        ("extension-operation", "x-any-method"),
        ("cookie-name", "a b"),
        ("content-length", "{name: content-length"),
    ] {
        assert!(
            found
                .iter()
                .any(|(_, is, line)| *is == code && line.starts_with(start)),
            "{code}: {found:#?}"
        );
    }
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn xml_beside_json_of_another_schema_can_be_sent() {
    let body = |xml: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      requestBody:\n        \
             content:\n          application/json: {{schema: {{type: object, properties: {{a: {{type: string}}}}}}}}\n          \
             text/xml: {{schema: {xml}}}\n      responses: {{'204': {{description: N}}}}\n"
        );
        let files = outcome("slips", &text).files.unwrap();
        files.values().cloned().collect::<String>()
    };
    assert!(body("{type: string}").contains("Sent as `text/xml`"));
    // Another writing of the same value.
    let same = "{type: object, properties: {a: {type: string}}}";
    assert!(!body(same).contains("text/xml"));
}

#[test]
fn tabs_and_a_byte_order_mark() {
    let text = with_schema("3.0.3", "\n      type:\tobject");
    assert!(outcome("slips", &text).files.is_some());
    let text = "openapi: 3.0.3\ninfo:\n\ttitle: T\n\tversion: '1'\npaths: {}\n";
    let mended = outcome("slips", text);
    let found = found(&mended, text);
    assert!(
        found.iter().any(|(_, code, _)| *code == "tab-indentation"),
        "{found:#?}"
    );
    let text = format!("\u{feff}{}", with_schema("3.0.3", "{type: object}"));
    let outcome = outcome("slips", &text);
    assert_eq!(outcome.diagnostics, []);
}

#[test]
fn swagger_2_is_refused_with_one_line_that_says_what_to_do() {
    let text =
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {}}}\n";
    let outcome = outcome("slips", text);
    let [diagnostic] = outcome.diagnostics.as_slice() else {
        panic!("{:#?}", outcome.diagnostics);
    };
    assert_eq!(diagnostic.severity, Severity::Error);
    assert!(diagnostic.message.contains("Swagger 2.0"), "{diagnostic:?}");
    assert!(
        diagnostic
            .help
            .as_ref()
            .is_some_and(|help| help.contains("convert")),
        "{diagnostic:?}"
    );
    assert_eq!(outcome.files, None);
}
