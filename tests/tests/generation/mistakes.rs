//! Malformed input of real documents: what has only one possible meaning is repaired with a warning at its
//! location, other errors are reported.

use generator::Outcome;
use generator::diagnostic::{Location, Severity};

use crate::{document, outcome};

/// Returns the diagnostics of an outcome: severity, code, and the text from the location to the end of the
/// line.
fn found(outcome: &Outcome, text: &str) -> Vec<(Severity, &'static str, String)> {
    let found = outcome.diagnostics.iter();
    found
        .map(|diagnostic| {
            let start = match &diagnostic.location {
                Location::Bytes(_, bytes) => bytes.start,
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
            (diagnostic.severity, diagnostic.code.id, line.to_owned())
        })
        .collect()
}

#[test]
fn repairs_are_reported_at_their_locations() {
    let text = document("mistakes");
    let outcome = outcome("mistakes", &text);
    // Locations do not count the byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(outcome.files.is_some());
    let found = found(&outcome, text);
    for (severity, code, line) in &found {
        assert_eq!(*severity, Severity::Warning, "{code}: {line}");
    }
    for (code, start) in [
        ("undeclared-path-parameter", "get:"),
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

/// Returns a document with the given schema.
fn with_schema(version: &str, schema: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Thing: {schema}\n"
    )
}

#[test]
fn unrepresentable_schemas_fall_back_with_a_warning() {
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
        let outcome = outcome("mistakes", &text);
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
fn unsendable_operations_are_reported() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    x-any-method: {responses: {}}\n    \
                get:\n      parameters:\n        - {name: a b, in: cookie, schema: {type: string}}\n        \
                - {name: content-length, in: header, schema: {type: integer}}\n        \
                - {name: Host, in: header, schema: {type: string}}\n      responses: {'204': {description: N}}\n";
    let outcome = outcome("mistakes", text);
    let found = found(&outcome, text);
    for (code, start) in [
        ("extension-operation", "x-any-method"),
        ("cookie-name", "a b"),
        ("connection-header", "{name: content-length"),
        ("connection-header", "{name: Host"),
    ] {
        assert!(
            found
                .iter()
                .any(|(_, is, line)| *is == code && line.starts_with(start)),
            "{code}: {found:#?}"
        );
    }
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn xml_with_a_different_schema_than_json_can_be_sent() {
    let body = |xml: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      requestBody:\n        \
             content:\n          application/json: {{schema: {{type: object, properties: {{a: {{type: string}}}}}}}}\n          \
             text/xml: {{schema: {xml}}}\n      responses: {{'204': {{description: N}}}}\n"
        );
        let files = outcome("mistakes", &text).files.unwrap();
        files.values().cloned().collect::<String>()
    };
    assert!(body("{type: string}").contains("Sent as `text/xml`"));
    // The same schema in another notation.
    let same = "{type: object, properties: {a: {type: string}}}";
    assert!(!body(same).contains("text/xml"));
}

#[test]
fn tabs_and_byte_order_mark_are_accepted() {
    let text = with_schema("3.0.3", "\n      type:\tobject");
    assert!(outcome("mistakes", &text).files.is_some());
    let text = "openapi: 3.0.3\ninfo:\n\ttitle: T\n\tversion: '1'\npaths: {}\n";
    let repaired = outcome("mistakes", text);
    let found = found(&repaired, text);
    assert!(
        found.iter().any(|(_, code, _)| *code == "tab-indentation"),
        "{found:#?}"
    );
    let text = format!("\u{feff}{}", with_schema("3.0.3", "{type: object}"));
    let outcome = outcome("mistakes", &text);
    assert_eq!(outcome.diagnostics, []);
}

#[test]
fn swagger_2_is_rejected_with_a_suggestion() {
    let text =
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {}}}\n";
    let outcome = outcome("mistakes", text);
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

#[test]
fn dispensable_parts_are_reported_once() {
    let text = document("incomplete");
    let outcome = outcome("incomplete", &text);
    let mut found = found(&outcome, &text);
    found.sort();
    let expected = [
        ("malformed-media-type", "_embedded: {example"),
        ("missing-level", "Problem: {$ref"),
        ("missing-member", "{in: header, name: ''"),
        ("missing-member", "{in: path, required"),
        ("missing-member", "{name: categories"),
        ("missing-member", "{name: number"),
        ("undeclared-path-parameter", "put:"),
        ("unknown-error-body", "'503': {$ref"),
        ("unresolved-path-parameter", "$ref: 'common.yml"),
        ("unresolved-reference", "'#/components/responses/Missing'"),
        ("unresolved-reference", "'common.yml#/"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((severity, code, line), (expected, start)) in found.iter().zip(expected) {
        assert_eq!(
            (*severity, *code),
            (Severity::Warning, expected),
            "{found:#?}"
        );
        assert!(line.starts_with(start), "{code}: {line}");
    }
    assert_eq!(outcome.counts.operations, 5);
}

/// A schema that contradicts another keyword in one use is still valid in its other uses.
#[test]
fn contradiction_is_reported_where_the_schemas_are_merged() {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                Things: {type: array, items: , $ref: '#/components/schemas/Thing'}\n    \
                Thing: {type: object, properties: {name: {type: string}}}\n";
    let outcome = outcome("mistakes", text);
    let found = found(&outcome, text);
    let [(Severity::Warning, "contradiction", line)] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert!(line.starts_with("{type: array"), "{line}");
    let related = &outcome.diagnostics[0].related;
    assert_eq!(related.len(), 1, "{related:?}");
    let span = outcome
        .document
        .as_ref()
        .unwrap()
        .span(&related[0].location);
    assert_eq!(&text[span.unwrap().1], "Thing");
    let types: String = outcome.files.unwrap().values().cloned().collect();
    assert!(types.contains("pub struct Thing {"), "{types}");
}

/// The argument of a nullable map does not use the type of its values.
#[test]
fn unused_types_are_not_imported() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n  \
                /a:\n    put:\n      requestBody:\n        required: true\n        content: {application/json: {schema: \
                {type: object, required: [map], properties: {map: {type: object, nullable: true}}}}}\n      \
                responses: {'204': {description: Done.}}\n";
    let files = outcome("mistakes", text).files.unwrap();
    let types: String = files
        .iter()
        .filter(|(path, _)| path.contains("/types/"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(types.contains("Option<JsonMap>"), "{types}");
    assert!(!types.contains("serde_json"), "{types}");
}

/// rustdoc writes a file for each type.
#[test]
fn overlong_type_names_are_shortened_with_a_warning() {
    let long = "Word".repeat(60);
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: {long}\n      parameters: [{{name: q, in: query, schema: {{type: string}}}}]\n      responses: {{'200': {{description: D, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{long}'}}}}}}}}}}\ncomponents:\n  schemas:\n    {long}: {{type: object, properties: {{a: {{type: string}}}}}}\n"
    );
    let outcome = outcome("mistakes", &text);
    let found = found(&outcome, &text);
    let codes: Vec<_> = found.iter().map(|(_, code, _)| *code).collect();
    assert_eq!(
        codes,
        ["long-file-name", "long-file-name", "long-name"],
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .all(|(severity, ..)| *severity == Severity::Warning)
    );
    let files = outcome.files.unwrap();
    let names = files
        .values()
        .flat_map(|text| text.split("struct ").skip(1));
    let names = names.filter_map(|text| text.split(|c: char| !c.is_alphanumeric()).next());
    let types = names.filter(|name| name.starts_with("WordWord"));
    let longest = types.map(str::len).max();
    assert!(
        longest.is_some_and(|length| (150..=200).contains(&length)),
        "{longest:?}"
    );
}

/// Returns a document with one operation that has these tags.
fn tagged(path: &str, tags: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  {path}:\n    get: {{tags: [{tags}], operationId: getA, responses: {{'204': {{description: None.}}}}}}\n"
    )
}

#[test]
fn overlong_file_names_are_shortened_with_a_warning() {
    // Non-ASCII letters are written as code points in file names: 69 letters are 276 bytes.
    let tag = "Управлениепользователямиинастройкамибезопасностикомпаниивнутрисистемы";
    let path = format!("/{}", "accounts-".repeat(30));
    for (text, start) in [
        (tagged("/a", tag), tag),
        (tagged(&path, ""), "get:"),
        (tagged(&path, "'--'"), "get:"),
    ] {
        let outcome = outcome("mistakes", &text);
        let found = found(&outcome, &text);
        let [(severity, code, line)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!((*severity, *code), (Severity::Warning, "long-file-name"));
        assert!(line.starts_with(start), "{line}");
        let files = outcome.files.unwrap();
        let resources = files.keys().filter(|path| path.contains("/resources/"));
        let names = resources.filter_map(|path| path.rsplit('/').next());
        let longest = names.map(str::len).max();
        assert!(longest.is_some_and(|length| (100..=205).contains(&length)));
    }

    // A shorter name is also a shorter file name.
    let config = format!(
        "apis:\n  long:\n    document: long.yml\n    rename: {{{}: users}}\n",
        tag.to_lowercase()
    );
    let config = generator::config::parse(&config).unwrap();
    let outcome = crate::run(&config, "long", "long.yml", &tagged("/a", tag));
    assert_eq!(outcome.diagnostics, []);
    let files = outcome.files.unwrap();
    assert!(files.contains_key("long/resources/users.rs"), "{files:?}");
}
