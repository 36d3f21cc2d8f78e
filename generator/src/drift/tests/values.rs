//! Tests of enums and other values.

use super::{Compatibility, compare, drift, read_with, told};

const PETS: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets:
    get: {tags: [Pets], operationId: listPets, parameters: [{name: kind, in: query, schema: {$ref: '#/components/schemas/Kind'}}], responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}
    post: {tags: [Pets], operationId: createPet, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}}}}, responses: {'204': {description: Made.}}}
components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, kinds: {type: array, items: {$ref: '#/components/schemas/Kind'}}, size: {type: string, enum: [small, large]}, family: {type: string, const: Mammal}}}
    Kind: {type: string, enum: [cat, dog, ant_eater]}
";

#[test]
fn component_that_is_no_longer_an_enum_is_reported_once() {
    let new = PETS.replace(", enum: [cat, dog, ant_eater]", "");
    let changes = drift(PETS, &new);
    assert_eq!(
        told(&changes),
        ["enum-withdrawn: `Kind` was an enum of strings, is `String`"]
    );
    assert_eq!(*changes[0].operations, ["GET /pets", "POST /pets"]);
    assert_eq!(
        (changes[0].rust(), changes[0].wire()),
        (Compatibility::Breaking, Compatibility::Compatible)
    );
    // In reverse, fewer values may be sent.
    assert_eq!(
        told(&drift(&new, PETS)),
        ["request-type-changed: `Kind` was `String`, is an enum of strings"]
    );
}

#[test]
fn component_that_became_a_struct_is_reported_once() {
    let new = PETS.replace(
        "Kind: {type: string, enum: [cat, dog, ant_eater]}",
        "Kind: {type: object, properties: {name: {type: string}}}",
    );
    let changes = told(&drift(PETS, &new));
    assert_eq!(
        changes,
        ["request-type-changed: `Kind` was an enum of strings, is a struct"]
    );
    let old = PETS.replace(", enum: [cat, dog, ant_eater]", "");
    assert_eq!(
        told(&drift(&old, &new)),
        ["request-type-changed: `Kind` was `String`, is a struct"]
    );
}

#[test]
fn inline_enum_that_became_text_is_withdrawn() {
    let new = PETS.replace(
        "size: {type: string, enum: [small, large]}",
        "size: {type: string}",
    );
    assert_eq!(
        told(&drift(PETS, &new)),
        ["enum-withdrawn: `Pet.size` was `PetSize`, is `String`"]
    );
}

#[test]
fn value_of_another_case_keeps_its_variant() {
    for value in ["Ant_Eater", "ANT-EATER", "antEater"] {
        let changes = drift(PETS, &PETS.replace("ant_eater", value));
        assert_eq!(
            told(&changes),
            [format!(
                "variant-value-changed: `Kind::AntEater` was `ant_eater`, is `{value}`"
            )]
        );
        assert_eq!(
            (changes[0].rust(), changes[0].wire()),
            (Compatibility::Compatible, Compatibility::Breaking)
        );
    }
    assert_eq!(
        told(&drift(PETS, &PETS.replace("Mammal", "MAMMAL"))),
        ["variant-value-changed: `PetFamily::Mammal` was `Mammal`, is `MAMMAL`"]
    );
}

#[test]
fn secret_without_its_option_is_text() {
    let told = |new: &str| {
        let options = "    secrets: [Pet.code]\n";
        let old = PETS.replace("family:", "code: {type: string}, family:");
        let (old, new) = (read_with(&old, options), read_with(new, options));
        told(&compare(
            old.api.as_ref().unwrap(),
            new.api.as_ref().unwrap(),
        ))
    };
    let renamed = PETS.replace("family:", "pass_code: {type: string}, family:");
    assert_eq!(
        told(&renamed),
        [
            "response-property-renamed: `Pet.code` is now called `pass_code`",
            "secrecy-changed: `Pet.code` was `SecretString`, is `String`",
        ]
    );
    let other = renamed
        .replace("pass_code", "code")
        .replace("Pet:", "Animal:")
        .replace("schemas/Pet", "schemas/Animal");
    assert_eq!(
        told(&other),
        [
            "secrecy-changed: `Pet.code` was `SecretString`, is `String`",
            "type-renamed: `Pet` is now called `Animal`",
            "type-renamed: `PetSize` is now called `AnimalSize`",
            "type-renamed: `PetFamily` is now called `AnimalFamily`",
        ]
    );
}

/// A named scalar and an inline one have the same constraints.
#[test]
fn limits_of_named_and_inline_scalars_are_equal() {
    let named = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /pets/{name}:
    post: {tags: [Pets], operationId: createPet, parameters: [{name: name, in: path, required: true, schema: {$ref: '#/components/schemas/Name'}}, {name: other, in: query, schema: {$ref: '#/components/schemas/Name'}}], requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {nick: {$ref: '#/components/schemas/Name'}}}}}}, responses: {'204': {description: Made.}}}
components: {schemas: {Name: {type: string, maxLength: 64}}}
";
    let (head, components) = named.split_at(named.find("components:").unwrap());
    let inline = head.replace(
        "$ref: '#/components/schemas/Name'",
        "type: string, maxLength: 64",
    );
    for (old, new) in [
        (named.to_owned(), inline.clone() + components),
        (inline.clone() + components, named.to_owned()),
    ] {
        assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
    }
    let tighter = inline.replacen("maxLength: 64", "maxLength: 32", 1) + components;
    assert_eq!(
        told(&drift(named, &tighter)),
        ["request-limit-tightened: `name` of `pets().create`: maximum length was `64`, is `32`"]
    );
}

#[test]
fn aliases_of_one_scalar_are_interchangeable() {
    let old = PETS.replace(
        "    Kind:",
        "    Weight: {type: integer}\n    Height: {$ref: '#/components/schemas/Weight'}\n    Kind:",
    );
    let old = old.replace("size:", "weight: {$ref: '#/components/schemas/Weight'}, height: {$ref: '#/components/schemas/Height'}, size:");
    let new = old.replace(
        "Height: {$ref: '#/components/schemas/Weight'}",
        "Height: {type: integer}",
    );
    assert_eq!(told(&drift(&old, &new)), Vec::<String>::new());
    assert_eq!(told(&drift(&new, &old)), Vec::<String>::new());
}

/// A location uses a type that existed before, and its own type is removed: the properties of neither type change.
#[test]
fn replaced_type_is_not_reported_as_renamed() {
    let pets = |tag: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
servers: [{{url: https://api.example.com}}]
paths:
  /pets:
    get:
      tags: [Pets]
      operationId: listPets
      responses:
        '200': {{description: All., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Dog'}}}}}}}}
  /owner:
    get:
      tags: [Pets]
      operationId: getOwner
      responses:
        '200': {{description: One., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Owner'}}}}}}}}
components:
  schemas:
    Dog: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
    Owner: {{type: object, required: [pet], properties: {{pet: {tag}}}}}
"
        )
    };
    let own = "{type: object, required: [kind], properties: {kind: {type: string}}}";
    let changes = drift(&pets(own), &pets("{$ref: '#/components/schemas/Dog'}"));
    assert_eq!(
        told(&changes),
        ["response-type-changed: `Owner.pet` was `OwnerPet`, is `Dog`"]
    );
}

#[test]
fn changed_default_of_a_server_variable_is_reported_with_its_value() {
    let document = |default: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
servers:
  - {{url: 'https://{{region}}.example.com', variables: {{region: {{default: {default}, enum: [eu, us]}}}}}}
paths: {{}}
"
        )
    };
    assert_eq!(
        told(&drift(&document("eu"), &document("us"))),
        ["server-variable-changed: the variable `region` of the address has the default `us`"]
    );
}
