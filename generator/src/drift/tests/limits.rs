//! Tests of constraints and defaults at each location that can declare them.

use super::*;

/// Returns a document that sends an item with one property, and has the further schema `Beside`.
fn document(property: &str, beside: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Shop, version: '1'}}
servers: [{{url: 'https://api.example.com'}}]
paths:
  /items:
    post:
      tags: [Items]
      operationId: createItem
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Item'}}}}}}}}
      responses: {{'204': {{description: Done.}}}}
components:
  schemas:
    Item: {{type: object, properties: {{x: {property}}}}}
    Beside: {beside}
"
    )
}

/// Returns the report for a changed property.
fn changes(old: &str, new: &str) -> Vec<String> {
    told(&drift(
        &document(old, "{type: string}"),
        &document(new, "{type: string}"),
    ))
}

#[test]
fn limits_are_compared_at_every_location() {
    let long = "a".repeat(100);
    for (old, new, expected) in [
        (
            "{allOf: [{type: string}, {maxLength: 9}]}",
            "{allOf: [{type: string}, {maxLength: 5}]}",
            "request-limit-tightened: `Item.x`: maximum length was `9`, is `5`",
        ),
        (
            "{oneOf: [{type: string, maxLength: 9}, {type: 'null'}]}",
            "{oneOf: [{type: string, maxLength: 5}, {type: 'null'}]}",
            "request-limit-tightened: `Item.x`: maximum length was `9`, is `5`",
        ),
        (
            "{type: array, items: {type: array, items: {type: integer, maximum: 9}}}",
            "{type: array, items: {type: array, items: {type: integer, maximum: 5}}}",
            "request-limit-tightened: `Item.x`: maximum of an item of an item was `9`, is `5`",
        ),
        (
            "{type: object, propertyNames: {pattern: a}, additionalProperties: {type: string}}",
            "{type: object, propertyNames: {pattern: b}, additionalProperties: {type: string}}",
            "request-limit-tightened: `Item.x`: pattern of a name was `a`, is `b`",
        ),
        (
            "{type: object, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: {type: string}, dependentRequired: {a: [b]}}",
            "request-limit-tightened: `Item.x`: required together was none, is `{\"a\":[\"b\"]}`",
        ),
        (
            "{type: string, format: uri}",
            "{type: string, format: email}",
            "request-limit-tightened: `Item.x`: format was `uri`, is `email`",
        ),
        (
            "{type: string, format: email}",
            "{type: string}",
            "limit-changed: `Item.x`: format was `email`, is none",
        ),
        (
            "{type: integer, minimum: 5}",
            "{type: integer, exclusiveMinimum: 5}",
            "request-limit-tightened: `Item.x`: minimum was `5`, is `6`",
        ),
        (
            "{type: number, maximum: 5}",
            "{type: number, exclusiveMaximum: 5}",
            "request-limit-tightened: `Item.x`: maximum was `5`, is `5` (exclusive)",
        ),
        (
            "{type: string, pattern: a}",
            "{type: string, pattern: b}",
            "request-limit-tightened: `Item.x`: pattern was `a`, is `b`",
        ),
        (
            "{anyOf: [{type: string, maxLength: 9}, {type: integer}]}",
            "{anyOf: [{type: string, maxLength: 5}, {type: integer}]}",
            "request-limit-tightened: `ItemX`: maximum length of the string was `9`, is `5`",
        ),
    ] {
        assert_eq!(changes(old, new), [expected], "{new}");
    }
    let (old, new) = (
        format!("{{type: string, pattern: {long}}}"),
        format!("{{type: string, pattern: {long}b}}"),
    );
    assert_eq!(
        changes(&old, &new),
        [format!(
            "request-limit-tightened: `Item.x`: pattern was `{long}`, is `{long}b`"
        )]
    );
    assert_eq!(changes(&old, "{type: string}").len(), 1);
}

#[test]
fn equivalent_limits_are_no_change() {
    for (old, new) in [
        (
            "{type: integer, exclusiveMinimum: 0}",
            "{type: integer, minimum: 1}",
        ),
        (
            "{type: integer, exclusiveMaximum: 10}",
            "{type: integer, maximum: 9}",
        ),
        ("{type: number, minimum: 1}", "{type: number, minimum: 1.0}"),
        ("{type: number, default: 1}", "{type: number, default: 1.0}"),
        ("{type: string}", "{type: string, minLength: 0}"),
        (
            "{type: array, items: {type: string}}",
            "{type: array, items: {type: string}, uniqueItems: false}",
        ),
        (
            "{type: string, maxLength: 9}",
            "{allOf: [{type: string, maxLength: 9}]}",
        ),
        (
            "{type: string, maxLength: 9}",
            "{type: string, allOf: [{maxLength: 9}, {maxLength: 20}]}",
        ),
    ] {
        assert_eq!(changes(old, new), Vec::<String>::new(), "{new}");
    }
}

#[test]
fn limits_move_with_their_schema() {
    let told = |old: (&str, &str), new: (&str, &str)| {
        told(&drift(&document(old.0, old.1), &document(new.0, new.1)))
    };
    let of_beside = "{$ref: '#/components/schemas/Beside'}";
    let inline = "{type: string, maxLength: 9, default: a}";
    assert_eq!(
        told((inline, inline), (of_beside, inline)),
        Vec::<String>::new()
    );
    assert_eq!(
        told((of_beside, inline), (inline, inline)),
        Vec::<String>::new()
    );
    // A change of a named type is reported once, at the type.
    let tighter = "{type: string, maxLength: 5, default: a}";
    let expected = ["request-limit-tightened: `Beside`: maximum length was `9`, is `5`"];
    assert_eq!(told((of_beside, inline), (of_beside, tighter)), expected);
    let list = format!("{{type: array, items: {of_beside}}}");
    assert_eq!(told((&list, inline), (&list, tighter)), expected);
    // If a named type is new, its constraints are those of the location.
    assert_eq!(
        told((inline, tighter), (of_beside, tighter)),
        ["request-limit-tightened: `Item.x`: maximum length was `9`, is `5`"]
    );
}

#[test]
fn limits_of_all_schemas_of_a_property_are_compared() {
    let document = |least: u32| {
        document("{type: integer}", "{type: string}").replace(
            "    Item: {type: object, properties: {x: {type: integer}}}",
            &format!("    Item: {{allOf: [{{type: object, properties: {{x: {{type: integer}}}}}}, {{properties: {{x: {{minimum: {least}}}}}}}]}}"),
        )
    };
    assert_eq!(
        told(&drift(&document(1), &document(2))),
        ["request-limit-tightened: `Item.x`: minimum was `1`, is `2`"]
    );
}

#[test]
fn limits_of_a_list_body_are_compared() {
    let document = |most: u32| {
        document("{type: string}", "{type: string}").replace(
            "{$ref: '#/components/schemas/Item'}",
            &format!(
                "{{type: array, maxItems: {most}, items: {{type: string, maxLength: {most}}}}}"
            ),
        )
    };
    assert_eq!(
        told(&drift(&document(9), &document(5))),
        [
            "request-limit-tightened: the body of `items().create`: maximum items was `9`, is `5`",
            "request-limit-tightened: the body of `items().create`: maximum length of an item was `9`, is `5`",
        ]
    );
}
