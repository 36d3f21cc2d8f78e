//! Tests of types that are used in many locations, and whose changes are reported once.

use super::{drift, told};

/// Returns operations with the same error body, except for the 400 responses of the first `own` operations. Each of
/// those has a property of its own.
fn refusals(own: usize) -> String {
    let mut text = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
"
    .to_owned();
    let error = |more: &str| {
        format!(
            "{{description: Refused., content: {{application/json: {{schema: {{type: object, required: [message], properties: {{message: {{type: string}}{more}}}}}}}}}}}"
        )
    };
    for (index, name) in ["cats", "dogs", "birds", "fish", "ants", "bees"]
        .into_iter()
        .enumerate()
    {
        let more = format!(", {name}: {{type: string}}");
        let bad = error(if index < own { &more } else { "" });
        let lacking = error("");
        text.push_str(&format!(
            "  /{name}:
    get:
      tags: [Pets]
      operationId: list_{name}
      responses:
        '204': {{description: All.}}
        '400': {bad}
        '404': {lacking}
"
        ));
    }
    text
}

#[test]
fn separated_error_bodies_are_reported_once() {
    let changes = drift(&refusals(0), &refusals(1));
    assert_eq!(
        told(&changes),
        [
            "error-body-changed: the error 400 is `ErrorBody::ListCatsBadRequestError`, was `ErrorBody::ErrorResponse`"
        ]
    );
    let changes = drift(&refusals(0), &refusals(5));
    assert_eq!(
        told(&changes),
        [
            "error-body-changed: errors are no longer `ErrorBody::ErrorResponse`: 400 is `ErrorBody::ListCatsBadRequestError`, 400 is `ErrorBody::ListDogsBadRequestError`, 400 is `ErrorBody::ListBirdsBadRequestError`, 400 is `ErrorBody::ListFishBadRequestError` (and 1 more)"
        ]
    );
    assert_eq!(changes[0].operations.len(), 5);
    let back = told(&drift(&refusals(5), &refusals(0)));
    for told in [
        "variant-renamed: `ErrorBody::ListCatsBadRequestError`, `ErrorBody::ListDogsBadRequestError`, `ErrorBody::ListBirdsBadRequestError`, `ErrorBody::ListFishBadRequestError` (and 1 more) are now called `ErrorBody::ErrorResponse`",
        "type-renamed: `ListCatsBadRequestError`, `ListDogsBadRequestError`, `ListBirdsBadRequestError`, `ListFishBadRequestError` (and 1 more) are now called `ErrorResponse`",
    ] {
        assert!(back.iter().any(|line| line == told), "{back:#?}");
    }
}

#[test]
fn separated_aliases_are_reported_once() {
    let place = |name: &str, more: &str| {
        format!(
            "    {name}: {{type: object, properties: {{name: {{type: string}}, owner: {{type: object, required: [surname], properties: {{surname: {{type: string}}{more}}}}}}}}}\n"
        )
    };
    let document = |more: &str| {
        let names = ["Cat", "Kitten", "Puma", "Lynx", "Dogge", "Birdie", "Fishes"];
        let mut text = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
"
        .to_owned();
        for name in names {
            text.push_str(&format!("  /{name}: {{get: {{tags: [Pets], operationId: get{name}, responses: {{'200': {{description: One., content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}}}\n"));
        }
        text.push_str("components:\n  schemas:\n");
        for name in names {
            let more = match name {
                "Dogge" | "Birdie" | "Fishes" => more,
                _ => "",
            };
            text.push_str(&place(name, more));
        }
        text
    };
    let (old, new) = (document(""), document(", telephone: {type: string}"));
    let changes = drift(&old, &new);
    let separated = "type-separated: `DoggeOwner`, `BirdieOwner`, `FishesOwner` are no longer the same type as ";
    let at = told(&changes)
        .iter()
        .position(|line| line.starts_with(separated));
    assert_eq!(
        *changes[at.unwrap()].operations,
        ["GET /Dogge", "GET /Birdie", "GET /Fishes"]
    );
    let united =
        "type-united: `DoggeOwner`, `BirdieOwner`, `FishesOwner` are now the same type as ";
    let back = told(&drift(&new, &old));
    assert!(
        back.iter().any(|line| line.starts_with(united)),
        "{back:#?}"
    );
}

/// Thousands of changes of a type share the list of the operations that use it.
#[test]
fn changes_of_one_type_share_their_operations() {
    let document = |mark: &str| {
        let paths: Vec<String> = (0..5)
            .map(|index| {
                format!("  /p{index}: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}")
            })
            .collect();
        let paths = paths.join("\n");
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\ncomponents:\n  schemas:\n    A: {{type: object, required: [{mark}1, {mark}2], properties: {{{mark}1: {{type: integer}}, {mark}2: {{type: boolean}}}}}}\n"
        )
    };
    let changes = drift(&document("a"), &document("b"));
    assert!(changes.len() > 1, "{:?}", told(&changes));
    for change in &changes {
        assert_eq!(change.operations.len(), 5);
        assert!(std::sync::Arc::ptr_eq(
            &change.operations,
            &changes[0].operations
        ));
    }
}
