//! Tests that another order or another notation is not a change.

use super::{drift, told};

fn bodies(content: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
servers:
  - {{url: 'https://{{region}}.example.com', variables: {{region: {{default: eu, enum: [eu, us, asia]}}}}}}
paths:
  /pets:
    post:
      tags: [Pets]
      operationId: createPet
      requestBody:
        required: true
        content:
{content}      responses: {{'204': {{description: Made.}}}}
"
    )
}

const JSON: &str = "          application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}\n";
const PARTS: &str = "          multipart/form-data: {schema: {type: object, required: [photo], properties: {photo: {type: string, format: binary}, note: {type: string}}}, encoding: {photo: {contentType: image/png, headers: {X-One: {schema: {type: string, const: '1'}}, X-Two: {schema: {type: string, const: '2'}}}}}}\n";
const TEXT: &str = "          text/plain: {schema: {type: string}}\n";
const BYTES: &str = "          application/octet-stream: {}\n";

#[test]
fn order_of_alternative_bodies_is_insignificant() {
    let all = [JSON, PARTS, TEXT, BYTES];
    let old = bodies(&all.concat());
    for first in 0..all.len() {
        let mut turned = all;
        turned.rotate_left(first);
        let new = bodies(&turned.concat());
        assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{new}");
        turned.reverse();
        let new = bodies(&turned.concat());
        assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{new}");
    }
}

#[test]
fn order_of_part_headers_and_server_values_is_insignificant() {
    let old = bodies(PARTS);
    let one = "X-One: {schema: {type: string, const: '1'}}";
    let two = "X-Two: {schema: {type: string, const: '2'}}";
    let new = old.replace(&format!("{one}, {two}"), &format!("{two}, {one}"));
    assert_ne!(old, new);
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
    let new = old.replace("[eu, us, asia]", "[asia, us, eu]");
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
}

#[test]
fn order_of_union_branches_is_insignificant() {
    let branches = [
        "{type: object, required: [meow], properties: {meow: {type: string}}}",
        "{type: object, required: [bark], properties: {bark: {type: integer}}}",
        "{type: object, properties: {wing: {type: string}, span: {type: number}}}",
        "{type: string}",
        "{type: array, items: {type: string}}",
    ];
    let document = |keyword: &str, branches: &[&str]| {
        let body = format!(
            "          application/json: {{schema: {{{keyword}: [{}]}}}}\n",
            branches.join(", ")
        );
        bodies(&body)
    };
    for keyword in ["oneOf", "anyOf"] {
        let old = document(keyword, &branches);
        for first in 0..branches.len() {
            let mut turned = branches;
            turned.rotate_left(first);
            let new = document(keyword, &turned);
            assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{new}");
        }
    }
}

#[test]
fn order_of_presence_rules_is_insignificant() {
    let body = |rules: &str| {
        bodies(&format!(
            "          application/json: {{schema: {{type: object, properties: {{a: {{type: string}}, b: {{type: string}}, c: {{type: string}}}}, anyOf: [{rules}]}}}}\n"
        ))
    };
    let old = body("{required: [a]}, {required: [b, c]}");
    let new = body("{required: [c, b]}, {required: [a]}");
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
}

#[test]
fn order_of_tags_is_insignificant_if_the_variant_has_the_tag_property() {
    let document = |tags: &str, sent: bool| {
        let union = format!(
            "{{schema: {{oneOf: [{{type: object, required: [kind], properties: {{kind: {{type: string, enum: [{tags}]}}, bark: {{type: string}}}}}}, {{type: object, required: [kind], properties: {{kind: {{type: string, const: cat}}, meow: {{type: string}}}}}}]}}}}"
        );
        if sent {
            return bodies(&format!("          application/json: {union}\n"));
        }
        bodies(JSON).replace(
            "'204': {description: Made.}",
            &format!("'200': {{description: Made., content: {{application/json: {union}}}}}"),
        )
    };
    for sent in [true, false] {
        let (old, new) = (document("dog, wolf", sent), document("wolf, dog", sent));
        assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{new}");
        let more = document("dog, wolf, fox", sent);
        assert!(!told(&drift(&old, &more)).is_empty());
    }
}

/// Returns a document whose response combines two components that both describe the items of one list.
fn combined(items: &str) -> String {
    bodies(JSON).replace(
        "'204': {description: Made.}",
        "'200': {description: Ok., content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/More'}]}}}}",
    ) + &format!(
        "components:
  schemas:
    Detail: {{type: object, properties: {{issue: {{type: string}}, field: {{type: string}}}}}}
    Base: {{type: object, properties: {{id: {{type: string}}, details: {{type: array, items: {items}}}}}}}
    More: {{type: object, properties: {{details: {{type: array, items: {{anyOf: [{{type: object, properties: {{issue: {{type: string, enum: [FIRST]}}}}}}, {{type: object, properties: {{issue: {{type: string, enum: [SECOND]}}}}}}]}}}}}}}}
"
    )
}

#[test]
fn all_of_one_reference_equals_the_reference_next_to_other_schemas() {
    let old = combined("{$ref: '#/components/schemas/Detail'}");
    let new = combined("{allOf: [{$ref: '#/components/schemas/Detail'}]}");
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
    assert_eq!(told(&drift(&new, &old)), Vec::<String>::new());
}

#[test]
fn form_with_a_single_branch_union_equals_the_branch() {
    let form = |schema: &str| {
        bodies(&format!(
            "          multipart/form-data: {{schema: {schema}}}\n"
        )) + "components: {schemas: {Upload: {type: object, required: [file], properties: {file: {type: string, format: binary}}}}}\n"
    };
    let old = form("{$ref: '#/components/schemas/Upload'}");
    let new = form("{oneOf: [{$ref: '#/components/schemas/Upload'}]}");
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
    assert_eq!(told(&drift(&new, &old)), Vec::<String>::new());
}
