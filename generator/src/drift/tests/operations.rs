//! Tests of the matching of operations.

use super::{drift, told};

fn document(paths: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
servers: [{{url: https://api.example.com}}]
paths:
{paths}components:
  securitySchemes: {{login: {{type: oauth2, flows: {{implicit: {{authorizationUrl: https://example.com, scopes: {{read: All., write: All.}}}}}}}}}}
"
    )
}

fn list(path: &str, id: &str, items: &str) -> String {
    format!(
        "  {path}:
    get:
      tags: [Pets]
      operationId: {id}
      security: [{{login: [read]}}]
      responses: {{'200': {{description: All., content: {{application/json: {{schema: {{type: array, items: {{type: {items}}}}}}}}}}}}}
"
    )
}

#[test]
fn operations_that_exchange_their_paths_keep_their_methods() {
    let old = list("/cats", "listCats", "string") + &list("/dogs", "listDogs", "integer");
    let new = list("/dogs", "listCats", "string") + &list("/cats", "listDogs", "integer");
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        [
            "operation-moved: `pets().list_cats` calls `GET /dogs`",
            "operation-moved: `pets().list_dogs` calls `GET /cats`",
        ]
    );
}

#[test]
fn exchanged_names_are_matched_by_path_if_types_differ() {
    let old = list("/cats", "listCats", "string") + &list("/dogs", "listDogs", "integer");
    let new = list("/cats", "listDogs", "string") + &list("/dogs", "listCats", "integer");
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        [
            "operation-renamed: `pets().list_cats` is now called `pets().list_dogs`",
            "operation-renamed: `pets().list_dogs` is now called `pets().list_cats`",
        ]
    );
    // Operations with equal types are matched by their Rust methods: code that calls them compiles.
    let old = list("/cats", "listCats", "string") + &list("/dogs", "listDogs", "string");
    let new = list("/cats", "listDogs", "string") + &list("/dogs", "listCats", "string");
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        [
            "operation-moved: `pets().list_dogs` calls `GET /cats`",
            "operation-moved: `pets().list_cats` calls `GET /dogs`",
        ]
    );
}

#[test]
fn method_with_another_path_is_moved() {
    let old = list("/v1/pets", "listPets", "string");
    let new =
        list("/v1/pets", "listPetsBefore", "string") + &list("/v2/pets", "listPets", "string");
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        [
            "operation-moved: `pets().list` calls `GET /v2/pets`",
            "operation-added: `pets().list_before` is new",
        ]
    );
}

#[test]
fn security_changes_name_the_operations() {
    let old = list("/cats", "listCats", "string") + &list("/dogs", "listDogs", "integer");
    let new = old.replace("[read]", "[read, write]");
    let changes = drift(&document(&old), &document(&new));
    assert_eq!(
        told(&changes),
        ["scopes-added: `pets().list_cats`, `pets().list_dogs` also require the scope `write`"]
    );
    assert_eq!(*changes[0].operations, ["GET /cats", "GET /dogs"]);
    let new = old.replacen("[read]", "[]", 1);
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        ["scopes-removed: `pets().list_cats` no longer requires the scope `read`"]
    );
    let new = old.replacen("[{login: [read]}]", "[]", 1);
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        ["security-relaxed: `pets().list_cats` required `login`, requires no credentials"]
    );
}

#[test]
fn removal_names_the_types_that_are_gone_with_it() {
    let events = "webhooks:
  pet.born: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Birth'}}}}, responses: {'200': {description: Taken.}}}}
  pet.died: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Death'}}}}, responses: {'200': {description: Taken.}}}}
";
    let schemas = "  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Cause: {type: string, enum: [age, illness]}
    Birth: {type: object, required: [type], properties: {type: {type: string, const: pet.born}, pet: {$ref: '#/components/schemas/Pet'}}}
    Death: {type: object, required: [type], properties: {type: {type: string, const: pet.died}, pet: {$ref: '#/components/schemas/Pet'}, cause: {$ref: '#/components/schemas/Cause'}}}
";
    let old = document("  {}\n") + schemas + events;
    let kept = |line: &&str| !line.contains("Death") && !line.contains("Cause");
    let new: Vec<&str> = old.lines().filter(kept).collect();
    let new = new.join("\n");
    assert_eq!(
        told(&drift(&old, &new)),
        ["webhook-removed: the webhook `pet.died` is removed, with `Death`, `DeathType`, `Cause`"]
    );
}

#[test]
fn operations_that_differ_in_a_fragment_are_distinguished() {
    let operation = |path: &str, id: &str, more: &str| {
        format!(
            "  '{path}':\n    post: {{tags: [Pets], operationId: {id}, {more}responses: {{'204': {{description: Done.}}}}}}\n"
        )
    };
    let document = |operations: [String; 2]| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: Pets, version: '1'}}\nservers: [{{url: https://api.example.com}}]\npaths:\n{}",
            operations.concat()
        )
    };
    let add = operation("/graphql#add", "addPet", "");
    let drop = operation("/graphql#drop", "dropPet", "");
    let body = "requestBody: {content: {application/json: {schema: {type: string}}}}, ";
    let other = operation("/graphql#drop", "dropPet", body);
    let old = document([add.clone(), drop.clone()]);
    assert!(drift(&old, &document([drop, add.clone()])).is_empty());
    assert_eq!(
        told(&drift(&old, &document([other, add]))),
        ["optional-body-added: the body of `pets().drop` is new"]
    );
}

#[test]
fn removal_names_the_empty_resource_and_the_event_type() {
    let old = list("/cats", "listCats", "string")
        + &list("/dogs", "listDogs", "string").replace("tags: [Pets]", "tags: [Dogs]");
    let new = list("/cats", "listCats", "string");
    assert_eq!(
        told(&drift(&document(&old), &document(&new))),
        ["operation-removed: `dogs().list` is removed, with `Dogs`"]
    );
    let event = |name: &str| {
        format!(
            "  {name}: {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: object, required: [type], properties: {{type: {{type: string, const: {name}}}, pet: {{$ref: '#/components/schemas/Pet'}}}}}}}}}}}}, responses: {{'200': {{description: Taken.}}}}}}}}\n"
        )
    };
    let new = document(&list("/cats", "listCats", "string"));
    let schemas = "  schemas: {Pet: {type: object, properties: {name: {type: string}}}}\n";
    let old = format!(
        "{new}{schemas}webhooks:\n{}{}",
        event("pet.born"),
        event("pet.died")
    );
    assert_eq!(
        told(&drift(&old, &new)),
        [
            "webhook-removed: the webhook `pet.born` is removed, with `WebhookPayload`, `PetBornEvent`, `PetBornEventType`, `Pet`",
            "webhook-removed: the webhook `pet.died` is removed, with `PetDiedEvent`, `PetDiedEventType`",
        ]
    );
}

#[test]
fn parameter_added_to_all_operations_is_reported_once() {
    let header = "parameters: [{name: X-Trace, in: header, schema: {type: string}}]";
    let with = |text: &str, parameters: &str| {
        text.replace("      tags:", &format!("      {parameters}\n      tags:"))
    };
    let old = list("/cats", "listCats", "string") + &list("/dogs", "listDogs", "string");
    let new = document(&with(&old, header));
    assert_eq!(
        told(&drift(&document(&old), &new)),
        [
            "parameters-introduced: `pets().list_cats`, `pets().list_dogs` have parameters: `X-Trace`"
        ]
    );
    let more = header.replace(
        "[{",
        "[{name: first, in: query, schema: {type: integer}}, {",
    );
    let more = document(&with(&old, &more));
    assert_eq!(
        told(&drift(&new, &more)),
        [
            "optional-parameter-added: the parameter `first` of several operations is new: `ListCatsParams.first`, `ListDogsParams.first`"
        ]
    );
    assert_eq!(
        told(&drift(&more, &new)),
        [
            "parameter-removed: the parameter `first` of several operations is removed: `ListCatsParams.first`, `ListDogsParams.first`"
        ]
    );
}

#[test]
fn removal_names_the_errors_that_are_gone_with_it() {
    let error = "'409': {description: No., content: {application/json: {schema: {type: object, properties: {reason: {type: string}}}}}}";
    let dogs = list("/dogs", "listDogs", "string").replace("{'200'", &format!("{{{error}, '200'"));
    let cats = list("/cats", "listCats", "string");
    let old = document(&(cats.clone() + &dogs));
    assert_eq!(
        told(&drift(&old, &document(&cats))),
        [
            "operation-removed: `pets().list_dogs` is removed, with `ErrorBody::ErrorResponse`, `ErrorResponse`"
        ]
    );
    let same = cats.replace("{'200'", &format!("{{{error}, '200'"));
    assert_eq!(
        told(&drift(&document(&(same.clone() + &dogs)), &document(&same))),
        ["operation-removed: `pets().list_dogs` is removed"]
    );
}
