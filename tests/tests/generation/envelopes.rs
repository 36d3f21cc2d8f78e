//! Diagnostics of the options `envelope` and `pagination` that do not match the document.

use generator::diagnostic::{Location, Severity};
use generator::{Outcome, config};

use crate::{config_of, document, run};

/// Returns the diagnostics of an outcome: code, message with help, and the text from the location to the end
/// of the line.
fn errors(outcome: &Outcome, text: &str) -> Vec<(&'static str, String, String)> {
    let found = outcome.diagnostics.iter();
    found
        .map(|diagnostic| {
            let is_warning = diagnostic.code.id == "pages-differ";
            assert_eq!(diagnostic.severity == Severity::Warning, is_warning);
            let start = match &diagnostic.location {
                Location::Bytes(_, bytes) => bytes.start,
                place => {
                    let document = outcome.document.as_ref().unwrap();
                    document.span(place).unwrap().1.start
                }
            };
            let line = text[start..].lines().next().unwrap_or_default();
            let help = diagnostic.help.as_deref().unwrap_or_default();
            let message = format!("{}; {help}", diagnostic.message);
            (diagnostic.code.id, message, line.to_owned())
        })
        .collect()
}

/// Returns the diagnostics after a text in a small document or in its options is replaced.
fn errors_in(
    name: &str,
    document_change: (&str, &str),
    option_change: (&str, &str),
) -> Vec<(&'static str, String, String)> {
    let text = document(name);
    assert!(text.contains(document_change.0));
    let text = text.replacen(document_change.0, document_change.1, 1);
    let options = crate::documents().join(format!("{name}.codegen.yml"));
    let options = std::fs::read_to_string(options).unwrap();
    assert!(options.contains(option_change.0));
    let options = options.replacen(option_change.0, option_change.1, 1);
    let options = options.replace('\n', "\n    ");
    let config = format!("apis:\n  {name}:\n    document: {name}.yml\n    {options}");
    let config = config::parse(&config).unwrap();
    let outcome = run(&config, name, &format!("{name}.yml"), &text);
    errors(&outcome, &text)
}

fn errors_of(
    document_change: (&str, &str),
    option_change: (&str, &str),
) -> Vec<(&'static str, String, String)> {
    errors_in("envelope", document_change, option_change)
}

#[test]
fn envelope_document_has_no_errors() {
    let outcome = run(
        &config_of("envelope"),
        "envelope",
        "envelope.yml",
        &document("envelope"),
    );
    assert_eq!(outcome.diagnostics, []);
}

#[test]
fn unresolved_pointer_is_reported_where_it_ends() {
    let found = errors_of(("", ""), ("payload: /result", "payload: /resul"));
    let [(code, message, place)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(*code, "envelope-pointer");
    assert_eq!(
        message,
        "`/resul` of the option `envelope` does not resolve: there is no `resul` here; did you mean `result`?"
    );
    assert!(place.starts_with("type: object"), "{place}");

    let found = errors_of(
        ("", ""),
        ("request: /params/target", "request: /params/aim"),
    );
    let [("envelope-not-constant", message, place)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        message.starts_with("`target` is required next to `/params/aim`"),
        "{message}"
    );
    assert!(place.starts_with("type: object"), "{place}");

    // `variables` is optional here. The pointer of the option does not resolve, which must not be ignored.
    let found = errors_of(
        ("required: [query, variables]", "required: [query]"),
        ("request: /variables", "request: /arguments"),
    );
    assert!(
        found
            .iter()
            .any(|(code, message, _)| *code == "envelope-pointer"
                && message.contains("`/arguments`")
                && message
                    .ends_with("the properties are: query, operationName, variables, extensions")),
        "{found:?}"
    );
}

#[test]
fn error_pointer_must_resolve_in_one_operation() {
    let found = errors_of(("", ""), ("success: /data/*/ok", "success: /data/*/okay"));
    let [(code, message, place)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(*code, "envelope-pointer");
    assert!(
        message.starts_with(
            "`/data/*/okay` of the option `envelope` does not resolve in any operation"
        ),
        "{message}"
    );
    assert_eq!(place, "$ref: '#/components/schemas/AddBookPayload'");

    let found = errors_of(("", ""), ("message: /text", "message: /sentence"));
    assert!(
        found.iter().all(
            |(code, message, _)| *code == "envelope-pointer" && message.contains("`/sentence`")
        ),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn properties_around_the_body_must_be_constant() {
    let found = errors_of(
        (
            "method:\n                  enum: [shelf.move]",
            "method:\n                  type: string",
        ),
        ("", ""),
    );
    let [("envelope-not-constant", message, place)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        message.starts_with("`method` is required next to `/params/target`"),
        "{message}"
    );
    assert_eq!(place, "type: string");
}

#[test]
fn envelope_requires_json_and_existing_operations() {
    let found = errors_of(
        ("", ""),
        (
            "  getHealth:\n    envelope: none",
            "  getHealt:\n    envelope: none",
        ),
    );
    let codes: Vec<&str> = found.iter().map(|(code, ..)| *code).collect();
    assert_eq!(
        codes,
        ["envelope-pointer", "option-without-effect"],
        "{found:?}"
    );
    assert!(
        found[1].1.ends_with("did you mean `getHealth`?"),
        "{found:?}"
    );

    let found = errors_of(
        ("application/graphql+json", "application/graphql"),
        ("", ""),
    );
    let [("envelope-without-json", message, _)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        message.starts_with("the request body has no JSON"),
        "{message}"
    );
}

#[test]
fn prefix_is_for_header_keys_only() {
    let text = document("credential_prefix");
    let text = text.replace("in: header", "in: query");
    let outcome = run(
        &config_of("credential_prefix"),
        "credential_prefix",
        "credential_prefix.yml",
        &text,
    );
    let found = errors(&outcome, &text);
    let [("unusable-prefix", message, place)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        message.starts_with("`key` is not a key in a header"),
        "{message}"
    );
    assert_eq!(place, "type: apiKey");
}

#[test]
fn wrong_pagination_options_are_errors() {
    const NOT_SO: &str = "the list of this operation does not match its option `pagination`: ";
    for (was, is, reason) in [
        (
            "cursor: /next}",
            "cursor: /following}",
            "the response has no text and no number at `/following`",
        ),
        (
            "cursor: /next}",
            "cursor: /books}",
            "the response has no text and no number at `/books`",
        ),
        (
            "parameter: position",
            "parameter: cursor",
            "it has no parameter `cursor` in the query that takes text or a number",
        ),
        (
            "{parameter: position",
            "{items: volumes, parameter: position",
            "the response has no list `volumes`",
        ),
        (
            "page-info: paging",
            "page-info: page",
            "it takes no `after`, or `page` has no `has_next_page` and `end_cursor`",
        ),
    ] {
        let found = errors_in("page_options", ("", ""), (was, is));
        let [("pagination-not-so", message, place)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(*message, format!("{NOT_SO}{reason}; "));
        assert!(place.starts_with("tags: ["), "{place}");
    }
    let found = errors_in(
        "page_options",
        ("", ""),
        ("parameter: from", "parameter: origin"),
    );
    let [("pagination-not-so", message, _)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        message,
        "no operation has a list that matches the option `pagination`; "
    );
}

#[test]
fn conflicting_pagination_of_one_response_is_reported() {
    let response = "      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Page'}
";
    let operation = |parameter: &str| {
        format!(
            "  /{parameter}:
    get:
      parameters: [{{name: {parameter}, in: query, schema: {{type: string}}}}]
{response}"
        )
    };
    let text = format!(
        "openapi: 3.1.0
info: {{title: Pages, version: '1'}}
paths:
{}{}components:
  schemas:
    Page:
      type: object
      properties:
        items: {{type: array, items: {{type: string}}}}
        next_cursor: {{type: string}}
",
        operation("cursor"),
        operation("after")
    );
    let config = config::parse("apis:\n  pages:\n    document: pages.yml\n").unwrap();
    let outcome = run(&config, "pages", "pages.yml", &text);
    assert!(outcome.files.is_some());
    let found = errors(&outcome, &text);
    let [("pages-differ", message, _)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        message,
        "the pages of this operation are requested differently than those of `GET /after`, which has the same response; the method returns one page; give the operation its own response schema"
    );
}
