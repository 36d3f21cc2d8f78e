//! Tests that every sample is valid.

use serde_json::json;

use super::*;

const COMPONENTS: &str = "
components:
  schemas:
    Text: {type: string, minLength: 2}
    Tree:
      type: object
      required: [name]
      properties:
        name: {type: string}
        parent: {oneOf: [{$ref: '#/components/schemas/Tree'}, {type: 'null'}]}
        children: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        other: {$ref: '#/components/schemas/Tree'}
    Endless: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Endless'}}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [kind, bark], properties: {kind: {type: string}, bark: {type: boolean}}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {tom: '#/components/schemas/Cat'}}
    Base:
      type: object
      required: [type]
      properties: {type: {type: string}}
      discriminator: {propertyName: type, mapping: {more: '#/components/schemas/More'}}
    More:
      allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [extra], properties: {extra: {type: integer}}}]
";

fn sample(schema: &str, fill: Fill) -> Option<Value> {
    let text = format!("openapi: 3.1.0{COMPONENTS}    It: {schema}\n");
    let document = Document::parse(&text).unwrap();
    let schemas = Schemas::default();
    let place = document.place(0, "/components/schemas/It").unwrap();
    let sampler = Sampler::new(&document, &schemas, Direction::Response, fill);
    let value = sampler.value(&place).unwrap()?;
    let violations = schemas
        .check(&document, Direction::Response, &place, &value)
        .unwrap();
    assert_eq!(violations, [], "{schema}: {value}");
    Some(value)
}

#[test]
fn values_are_valid_and_what_one_expects() {
    let reference = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    for (schema, expected) in [
        ("{type: string}", json!("string")),
        ("{type: string, minLength: 8}", json!("stringxx")),
        // A bound beyond the integers of Rust.
        (
            "{type: integer, maximum: 1.7976931348623157e+308}",
            json!(1),
        ),
        ("{type: string, maxLength: 3}", json!("str")),
        (
            "{type: string, format: date-time}",
            json!("2024-01-02T03:04:00Z"),
        ),
        (
            "{type: string, pattern: '^a+$', minLength: 3}",
            json!("aaa"),
        ),
        ("{type: string, example: e, default: d}", json!("e")),
        ("{type: string, default: d}", json!("d")),
        ("{type: integer, example: wrong}", json!(1)),
        ("{type: integer, minimum: 5}", json!(5)),
        ("{type: integer, exclusiveMinimum: 5}", json!(6)),
        ("{type: integer, maximum: -3}", json!(-3)),
        ("{type: integer, minimum: 7, multipleOf: 5}", json!(10)),
        ("{type: number}", json!(1.5)),
        (
            "{type: number, minimum: 0, exclusiveMaximum: 1}",
            json!(0.5),
        ),
        ("{type: number, multipleOf: 0.25, maximum: 1}", json!(0.75)),
        ("{type: boolean}", json!(true)),
        ("{type: [string, 'null']}", json!("string")),
        ("{type: 'null'}", json!(null)),
        ("{enum: [null, a]}", json!("a")),
        ("{const: {a: 1}}", json!({"a": 1})),
        ("{}", json!("string")),
        ("{type: object}", json!({})),
        ("{additionalProperties: {type: integer}}", json!({"key": 1})),
        (
            "{type: object, minProperties: 2, additionalProperties: {type: integer}}",
            json!({"key": 1, "key2": 1}),
        ),
        (
            "{patternProperties: {'^x-': {type: integer}}, additionalProperties: false}",
            json!({"x-": 1}),
        ),
        (
            "{additionalProperties: true, propertyNames: {enum: [a, b]}}",
            json!({"a": "string"}),
        ),
        ("{type: array, items: {type: integer}}", json!([1])),
        (
            "{type: array, uniqueItems: true, minItems: 3, items: {type: string}}",
            json!(["string", "1string", "2string"]),
        ),
        (
            "{prefixItems: [{type: string}, {type: boolean}]}",
            json!(["string", true]),
        ),
        (
            "{allOf: [{properties: {a: {type: integer, minimum: 3}}}, {properties: {a: {maximum: 3}}, required: [a]}]}",
            json!({"a": 3}),
        ),
        (
            "{properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a], not: {required: [b]}}, {required: [b]}]}",
            json!({"a": "string", "b": "string"}),
        ),
        (
            "{properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [b]}, required: [a]}",
            json!({"a": "string", "b": "string"}),
        ),
        (
            &reference("Tree"),
            json!({"name": "string", "parent": null, "children": []}),
        ),
        (&reference("Pet"), json!({"kind": "tom", "lives": 1})),
        (&reference("Base"), json!({"type": "more", "extra": 1})),
        (
            "{properties: {a: {type: string, writeOnly: true}, b: {type: string, readOnly: true}}, required: [a, b]}",
            json!({"b": "string"}),
        ),
        (
            "{properties: {has_more: {type: boolean}, hasNextPage: {type: boolean, example: true}, has: {type: boolean}}}",
            json!({"has_more": false, "hasNextPage": false, "has": true}),
        ),
    ] {
        assert_eq!(sample(schema, Fill::Example), Some(expected), "{schema}");
    }
}

#[test]
fn what_requires_itself_has_no_value() {
    assert_eq!(
        sample("{$ref: '#/components/schemas/Endless'}", Fill::All),
        None
    );
    assert_eq!(sample("false", Fill::All), None);
}

#[test]
fn filling_decides_what_is_there() {
    let schema = "{type: object, required: [a, c], properties: {a: {type: [string, 'null'], example: x}, b: {type: integer}, c: {type: array, items: {}}}, example: {a: y, c: []}}";
    for (fill, expected) in [
        (Fill::Example, json!({"a": "y", "c": []})),
        (Fill::All, json!({"a": "x", "b": 1, "c": ["string"]})),
        (Fill::Required, json!({"a": "x", "c": []})),
        (Fill::Null, json!({"a": null, "b": 1, "c": ["string"]})),
    ] {
        assert_eq!(sample(schema, fill), Some(expected), "{fill:?}");
    }
}

#[test]
fn every_branch_and_every_value_has_its_turn() {
    let schema = "{oneOf: [{type: string, enum: [a, b], example: a}, {type: object, properties: {c: {anyOf: [{type: integer}, {type: boolean}]}}}]}";
    for (turn, expected) in [
        (0, json!("a")),
        (1, json!({"c": 1})),
        (2, json!("b")),
        (3, json!({"c": true})),
    ] {
        assert_eq!(sample(schema, Fill::Turn(turn)), Some(expected), "{turn}");
    }
    let schema = "{type: string, enum: [a, b, c], example: a}";
    let values: Vec<_> = (0..4)
        .map(|turn| sample(schema, Fill::Turn(turn)))
        .collect();
    let expected = ["a", "b", "c", "a"].map(|value| Some(json!(value)));
    assert_eq!(values, expected);
}

#[test]
fn conditions_are_met() {
    let schema = "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}, if: {properties: {a: {const: string}}}, then: {required: [b]}}";
    assert_eq!(
        sample(schema, Fill::Required),
        Some(json!({"a": "string", "b": 1}))
    );
}

#[test]
fn values_do_not_change_from_run_to_run() {
    let schema = "{$ref: '#/components/schemas/Tree'}";
    assert_eq!(sample(schema, Fill::All), sample(schema, Fill::All));
}

/// Returns the sample of a schema that may exceed a limit.
fn too_large(schema: &str, components: &str) -> Result<Option<Value>, TooLarge> {
    let text = format!("openapi: 3.1.0\ncomponents:\n  schemas:\n{components}    It: {schema}\n");
    let document = Document::parse(&text).unwrap();
    let schemas = Schemas::default();
    let place = document.place(0, "/components/schemas/It").unwrap();
    let direction = Direction::Response;
    fitting(&document, &schemas, direction, Fill::Example, &place)
}

#[test]
fn samples_are_limited_in_size() {
    for schema in [
        "{type: array, minItems: 100000000}",
        "{type: array, minItems: 1000000, uniqueItems: true, items: {type: string, minLength: 10000}}",
        "{type: string, minLength: 100000000}",
        "{type: string, minLength: 100000000, pattern: '^a*$'}",
        "{type: object, minProperties: 100000000, additionalProperties: {type: string}}",
        "{type: object, minProperties: 100000000, patternProperties: {'^a*$': {}}}",
        "{type: array, minItems: 10000, items: {type: array, minItems: 10000, items: {type: integer}}}",
        "{type: array, minItems: 2000000, items: {enum: [a]}}",
    ] {
        assert_eq!(too_large(schema, ""), Err(TooLarge), "{schema}");
    }
    // A large sample within the limits is generated.
    let schema = "{type: array, minItems: 20000, items: {type: string, minLength: 20}}";
    let value = too_large(schema, "").unwrap().unwrap();
    assert_eq!(value.as_array().map(Vec::len), Some(20_000));
}

/// Each schema requires two values of the next one, so the number of values is exponential.
#[test]
fn required_pairs_are_limited() {
    let mut components = String::new();
    for level in 0..30 {
        let next = level + 1;
        components.push_str(&format!(
            "    S{level}: {{type: object, required: [a, b], properties: {{a: {{$ref: '#/components/schemas/S{next}'}}, b: {{$ref: '#/components/schemas/S{next}'}}}}}}\n"
        ));
    }
    components.push_str("    S30: {type: string}\n");
    let schema = "{$ref: '#/components/schemas/S0'}";
    assert_eq!(too_large(schema, &components), Err(TooLarge));
    let schema = "{$ref: '#/components/schemas/S20'}";
    assert!(too_large(schema, &components).unwrap().is_some());
}

/// No combination of branches is valid, and the number of combinations is exponential.
#[test]
fn combinations_of_branches_are_limited() {
    let branches: Vec<String> = (0..30).map(|n| format!("{{minLength: {n}}}")).collect();
    let union = format!("{{anyOf: [{}]}}", branches.join(", "));
    let unions = [union.as_str(); 12].join(", ");
    let schema = format!("{{type: string, maxLength: 1, minLength: 2, allOf: [{unions}]}}");
    assert_eq!(too_large(&schema, ""), Err(TooLarge));
}

/// Each schema is a union of two references to the next one, so the number of branches for a value is exponential.
#[test]
fn unions_of_unions_are_limited() {
    for keyword in ["anyOf", "oneOf"] {
        let mut components = String::new();
        for level in 0..40 {
            let next = level + 1;
            components.push_str(&format!(
                "    S{level}: {{{keyword}: [{{$ref: '#/components/schemas/S{next}'}}, {{$ref: '#/components/schemas/S{next}'}}]}}\n"
            ));
        }
        components.push_str("    S40: {type: string, pattern: '^$', minLength: 1}\n");
        let schema = "{$ref: '#/components/schemas/S0'}";
        assert_eq!(too_large(schema, &components), Err(TooLarge), "{keyword}");
    }
}
