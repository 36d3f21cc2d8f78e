#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod addresses;
mod arrangement;
mod corpus;
mod limits;
mod operations;
mod random;
mod shared;
mod values;
mod whop;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::diagnostic::{Severity, codes};
use crate::{Described, Input, describe};

/// Reads a document, which must be free of errors.
pub(super) fn read(text: &str) -> Described {
    read_with(text, "")
}

/// Reads a document with options of the configuration.
fn read_with(text: &str, options: &str) -> Described {
    let config = format!("apis:\n  pets:\n    document: pets.yml\n{options}");
    let config = crate::config::parse(&config).unwrap();
    let described = describe(Input {
        name: "pets",
        api: config.apis.get("pets").unwrap(),
        path: "pets.yml",
        origin: "pets.yml",
        command: crate::CODEGEN,
        bytes: text.as_bytes().to_vec(),
        overlays: &[],
        read: &|path| Err(std::io::Error::other(path.to_owned())),
        root: None,
    });
    let errors: Vec<_> = described
        .diagnostics
        .iter()
        // An option may name something that only the other document has.
        .filter(|found| {
            found.severity == Severity::Error && found.code != codes::OPTION_WITHOUT_EFFECT
        })
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    described
}

/// Returns the changes between two documents.
pub(super) fn drift(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (read(old), read(new));
    compare(old.api.as_ref().unwrap(), new.api.as_ref().unwrap())
}

/// Returns the rule and text of each change.
pub(super) fn told(changes: &[Change]) -> Vec<String> {
    let told = |change: &Change| format!("{}: {}", change.rule.id, change.what);
    changes.iter().map(told).collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/drift")
}

/// Returns the rules that two documents can trigger. The others need a change of the configuration.
fn of_documents() -> impl Iterator<Item = &'static Rule> {
    let rules = RULES.iter().copied();
    let of_configuration = |id: &str| id.starts_with("api-") || id == "envelope-changed";
    rules.filter(move |rule| !of_configuration(rule.id))
}

#[test]
fn every_rule_has_documents_that_trigger_only_it() {
    let mut wrong = Vec::new();
    for rule in of_documents() {
        let folder = folder().join(rule.id);
        let text = |name: &str| fs::read_to_string(folder.join(name));
        let (Ok(old), Ok(new)) = (text("old.yml"), text("new.yml")) else {
            wrong.push(format!("{}: no documents", rule.id));
            continue;
        };
        // Some rules never occur alone: pagination is added only with a further property, for example.
        let also = text("also").unwrap_or_default();
        let expected: BTreeSet<&str> = also.lines().chain([rule.id]).collect();
        let changes = drift(&old, &new);
        let found: BTreeSet<&str> = changes.iter().map(|change| change.rule.id).collect();
        if found != expected {
            wrong.push(format!("{}: {:#?}", rule.id, told(&changes)));
        }
        assert!(
            changes
                .iter()
                .all(|change| change.old.is_some() || change.new.is_some())
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_documents_belongs_to_a_rule() {
    let rules: BTreeSet<String> = of_documents().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(rules.len(), of_documents().count());
    let entries = fs::read_dir(folder()).unwrap();
    let folders: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "cases")
        .collect();
    assert_eq!(folders, rules);
}

/// Compares pairs of documents that were once reported incorrectly with the correct report: the verdicts for code and
/// on the wire, the rule and the text.
#[test]
fn every_case_is_reported_as_expected() {
    let mut wrong = Vec::new();
    let mut cases: Vec<_> = fs::read_dir(folder().join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let text = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
        let changes = drift(&text("old.yml"), &text("new.yml"));
        let verdicts = changes.iter().map(|change| {
            let verdicts = format!("{:?}, {:?}", change.rust(), change.wire());
            verdicts.to_lowercase()
        });
        let lines = verdicts.zip(told(&changes));
        let lines: Vec<String> = lines
            .map(|(verdicts, told)| format!("{verdicts}: {told}"))
            .collect();
        let found = lines.join("\n");
        if found.trim() != text("expected").trim() {
            wrong.push(format!("{}:\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn reversed_pairs_have_changes() {
    for rule in of_documents() {
        let text = |name: &str| fs::read_to_string(folder().join(rule.id).join(name)).unwrap();
        let (old, new) = (text("old.yml"), text("new.yml"));
        assert!(!drift(&new, &old).is_empty(), "{}", rule.id);
        assert!(drift(&old, &old).is_empty(), "{}", rule.id);
    }
}

const SHARED: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /cats:
    get: {tags: [Cats], operationId: listCats, responses: {'200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}
    post: {tags: [Cats], operationId: createCat, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {'204': {description: Made.}}}
  /dogs:
    get: {tags: [Dogs], operationId: listDogs, responses: {'200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}, kind: {$ref: '#/components/schemas/Kind'}, parent: {$ref: '#/components/schemas/Pet'}}}
    Kind: {type: string, enum: [cat, dog]}
";

#[test]
fn change_has_operations_direction_and_locations() {
    let new = SHARED.replace("[cat, dog]", "[cat, dog, fish]");
    let (old, new) = (read(SHARED), read(&new));
    let changes = compare(old.api.as_ref().unwrap(), new.api.as_ref().unwrap());
    assert_eq!(
        told(&changes),
        ["request-enum-value-added: `Kind` gained `fish`"]
    );
    let change = changes.first().unwrap();
    assert_eq!(*change.operations, ["GET /cats", "POST /cats", "GET /dogs"]);
    assert!(change.direction.request && change.direction.response);
    for (side, origin) in [(&old, change.old), (&new, change.new)] {
        let pointer = side.document.as_ref().unwrap().pointer(origin.unwrap());
        assert_eq!(pointer, "#/components/schemas/Kind");
    }
}

#[test]
fn types_only_bindings_have_changes_of_types_only() {
    let new = SHARED
        .replace("[cat, dog]", "[cat, dog, fish]")
        .replace("listCats", "findCats");
    let told = |options: &str| {
        let (old, new) = (read_with(SHARED, options), read_with(&new, options));
        let changes = compare(old.api.as_ref().unwrap(), new.api.as_ref().unwrap());
        changes
            .iter()
            .map(|change| change.rule.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(""), ["operation-renamed", "request-enum-value-added"]);
    assert_eq!(told("    types-only: true\n"), ["request-enum-value-added"]);
}

#[test]
fn types_of_removed_and_renamed_operations_are_reported_for_types_only() {
    let document = |path: &str| {
        let text = format!(
            "openapi: 3.1.0
info: {{title: Pets, version: '1'}}
servers: [{{url: https://api.example.com}}]
paths:
  /pets:
    get: {{tags: [Pets], operationId: listPets, responses: {{'204': {{description: None.}}}}}}
{path}"
        );
        read_with(&text, "    types-only: true\n")
    };
    let operation = |id: &str, schema: &str| {
        format!(
            "  /cats:
    post: {{tags: [Cats], operationId: {id}, requestBody: {{required: true, content: {{application/json: {{schema: {schema}}}}}}}, responses: {{'204': {{description: Made.}}}}}}
"
        )
    };
    let told = |old: &str, new: &str| {
        let (old, new) = (document(old), document(new));
        told(&compare(
            old.api.as_ref().unwrap(),
            new.api.as_ref().unwrap(),
        ))
    };
    let schema = "{type: object, properties: {size: {enum: [big, small]}}}";
    let old = operation("createCat", schema);
    assert_eq!(
        told(&old, ""),
        [
            "type-removed: `CreateCatRequest` is removed",
            "type-removed: `CreateCatRequestSize` is removed"
        ]
    );
    assert_eq!(
        told("", &old),
        [
            "type-added: `CreateCatRequest` is new",
            "type-added: `CreateCatRequestSize` is new"
        ]
    );
    assert_eq!(
        told(&old, &operation("createCat", "{type: string}")),
        [
            "type-removed: `CreateCatRequest` is removed",
            "type-removed: `CreateCatRequestSize` is removed"
        ]
    );
    assert_eq!(
        told(&old, &operation("addCat", schema)),
        [
            "type-renamed: `CreateCatRequest` is now called `AddCatRequest`",
            "type-renamed: `CreateCatRequestSize` is now called `AddCatRequestSize`"
        ]
    );
}

#[test]
fn type_of_both_directions_has_the_worse_compatibility() {
    let changes = drift(SHARED, &SHARED.replace("required: [name]", "required: []"));
    assert_eq!(
        told(&changes),
        ["response-property-became-optional: `Pet.name` is optional"]
    );
    let changes = drift(
        SHARED,
        &SHARED.replace("required: [name]", "required: [name, kind]"),
    );
    assert_eq!(
        told(&changes),
        ["request-property-became-required: `Pet.kind` is required"]
    );
}

#[test]
fn type_of_both_directions_has_the_rules_of_both() {
    let also = |new: &str| {
        let changes = drift(SHARED, &SHARED.replace("[cat, dog]", new));
        let change = changes.first().unwrap();
        (change.rule.id, change.also.map(|rule| rule.id))
    };
    assert_eq!(
        also("[cat, dog, fish]"),
        (
            "request-enum-value-added",
            Some("response-enum-value-added")
        )
    );
    assert_eq!(
        also("[cat]"),
        (
            "request-enum-value-removed",
            Some("response-enum-value-removed")
        )
    );
    let changes = drift(SHARED, &SHARED.replace("required: [name]", "required: []"));
    let change = changes.first().unwrap();
    assert_eq!(
        change.also.map(|rule| rule.id),
        Some("request-property-became-optional")
    );
    assert_eq!(
        (change.rust(), change.wire(), change.verdict()),
        (
            Compatibility::Breaking,
            Compatibility::Breaking,
            Compatibility::Breaking
        )
    );
}

#[test]
fn stronger_promise_of_the_api_breaks_only_code() {
    let old = fs::read_to_string(folder().join("response-property-became-required/old.yml"));
    let new = fs::read_to_string(folder().join("response-property-became-required/new.yml"));
    let changes = drift(&old.unwrap(), &new.unwrap());
    assert_eq!(worst(&changes), Some(Compatibility::Compatible));
    let change = changes.first().unwrap();
    assert_eq!(
        (change.rust(), change.wire()),
        (Compatibility::Breaking, Compatibility::Compatible)
    );
    // If the type is also sent, the API requires more.
    let changes = drift(
        SHARED,
        &SHARED.replace("required: [name]", "required: [name, kind]"),
    );
    assert_eq!(worst(&changes), Some(Compatibility::Breaking));
}

/// Returns a document with two structurally equal schemas with different descriptions: one type with two names.
fn owners(dog: &str) -> String {
    let path = folder().join("type-separated/old.yml");
    let text = fs::read_to_string(path).unwrap();
    format!("{}{dog}", text.trim_end())
}

#[test]
fn separated_alias_keeps_its_location_and_docs() {
    let (old, new) = (
        owners("\n"),
        owners("\n            telephone: {type: string}\n"),
    );
    let (old_described, new_described) = (read(&old), read(&new));
    let changes = compare(
        old_described.api.as_ref().unwrap(),
        new_described.api.as_ref().unwrap(),
    );
    assert_eq!(
        told(&changes),
        [
            "type-renamed: `Owner` is now called `CatOwner`",
            "type-separated: `DoggyOwner` is no longer the same type as `CatOwner`",
            "response-property-added: `DoggyOwner.telephone` is new",
        ]
    );
    for change in changes.iter().skip(1) {
        assert_eq!(*change.operations, ["GET /dog"]);
        let pointer = |side: &Described, origin: Option<Origin>| {
            side.document.as_ref().unwrap().pointer(origin.unwrap())
        };
        let owner = "#/components/schemas/Doggy/properties/owner";
        assert_eq!(pointer(&old_described, change.old), owner);
        assert!(pointer(&new_described, change.new).starts_with(owner));
    }
    // In reverse, the type becomes an alias, and code that names it compiles.
    assert_eq!(
        told(&drift(&new, &old)),
        [
            "response-optional-property-removed: `DoggyOwner.telephone` is removed",
            "type-united: `DoggyOwner` is now the same type as `CatOwner`",
        ]
    );
    let described = new.replace("walks", "feeds");
    assert_eq!(
        told(&drift(&old, &described))[3..],
        ["documentation-changed: `Doggy.owner` (and 1 more) has another description"]
    );
}

#[test]
fn replaced_type_keeps_its_own_docs_and_values() {
    let old = SHARED.replace(
        "    Kind: {",
        "    Sort: {type: string, description: A sort., enum: [cat, dog, fish]}\n    Kind: {description: A kind., ",
    );
    let new = old.replace("schemas/Kind", "schemas/Sort");
    assert_eq!(
        told(&drift(&old, &new)),
        ["type-replaced: `Sort` is used where `Kind` was"]
    );
    let fewer = old
        .replace("schemas/Sort", "schemas/Kind")
        .replace("schemas/Kind", "schemas/Sort");
    assert_eq!(
        told(&drift(&fewer, &old)),
        ["request-type-changed: `Pet.kind` was `Sort`, is `Kind`"]
    );
    let new = new.replace("A kind.", "The kind.");
    assert_eq!(
        told(&drift(&old, &new))[1..],
        ["documentation-changed: `Kind` has another description"]
    );
}

#[test]
fn envelopes_are_compared() {
    let old = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /graphql:
    post:
      tags: [Pets]
      operationId: addPet
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [query, variables]
              properties:
                query: {type: string, const: 'mutation { addPet { name } }'}
                variables: {type: object, properties: {name: {type: string}}}
      responses: {'204': {description: Done.}}
";
    let told = |new: &str| {
        let options = "    envelope:\n      request: /variables\n";
        let (old, new) = (read_with(old, options), read_with(new, options));
        told(&compare(
            old.api.as_ref().unwrap(),
            new.api.as_ref().unwrap(),
        ))
    };
    assert!(told(old).is_empty());
    assert_eq!(
        told(&old.replace("{ name }", "{ name kind }")),
        ["envelope-changed: the envelope of the body of `pets().add` differs"]
    );
}

#[test]
fn shared_parameter_is_reported_once() {
    let old = SHARED
        .replace(
            "operationId: listCats,",
            "operationId: listCats, parameters: [{$ref: '#/components/parameters/First'}],",
        )
        .replace(
            "operationId: listDogs,",
            "operationId: listDogs, parameters: [{$ref: '#/components/parameters/First'}],",
        )
        + "  parameters:
    First: {name: first, in: query, schema: {type: integer}}
";
    let new = old.replace("type: integer", "type: integer, maximum: 50");
    let changes = drift(&old, &new);
    assert_eq!(
        told(&changes),
        ["request-limit-tightened: `ListCatsParams.first` (and 1 more): maximum was none, is `50`"]
    );
    assert_eq!(
        *changes.first().unwrap().operations,
        ["GET /cats", "GET /dogs"]
    );
}

#[test]
fn renamed_webhook_is_matched_by_its_tag_value() {
    let old = fs::read_to_string(folder().join("webhook-renamed/old.yml")).unwrap();
    let new = old.replace("pet.born:", "pet_born:");
    assert_eq!(
        told(&drift(&old, &new)),
        ["documentation-changed: the webhook `pet.born` is now called `pet_born`"]
    );
    // The payload may change at the same time.
    let new = old
        .replace("  pet.born:", "  pet.arrived:")
        .replacen("required: [type, name]", "required: [type, nick]", 1)
        .replacen("name: {type: string}", "nick: {type: integer}", 1);
    assert_eq!(
        told(&drift(&old, &new)).first().map(String::as_str),
        Some("response-property-removed: `Birth.name` is removed")
    );
}

#[test]
fn next_version_depends_on_the_compatibility_of_code() {
    for (version, verdict, next) in [
        ("0.1.0", Compatibility::Breaking, "0.2.0"),
        ("0.1.9", Compatibility::Compatible, "0.1.10"),
        ("0.1.9", Compatibility::Documentation, "0.1.10"),
        ("1.2.3", Compatibility::Breaking, "2.0.0"),
        ("1.2.3", Compatibility::Compatible, "1.3.0"),
        ("1.2.3", Compatibility::Documentation, "1.2.4"),
        ("2.0.0-rc.1", Compatibility::Compatible, "2.1.0"),
    ] {
        assert_eq!(next_version(version, verdict).unwrap().0, next);
    }
    for wrong in ["", "1", "1.2", "1.2.x", "1.2.3.4"] {
        assert_eq!(next_version(wrong, Compatibility::Breaking), None);
    }
}

#[test]
fn control_characters_of_a_document_are_escaped() {
    let new = SHARED.replace("[cat, dog]", "[cat, dog, \"\\e[2J`x\"]");
    let changes = drift(SHARED, &new);
    let what = &changes.first().unwrap().what;
    assert!(!what.contains(char::is_control), "{what:?}");
}

/// A choice may have two bodies of one kind, so media types alone do not distinguish its bodies.
#[test]
fn unchanged_body_choice_with_two_json_bodies_has_no_changes() {
    let text = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: createPet
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}
          '*/*': {schema: {type: object, properties: {note: {type: string}}}}
      responses: {'204': {description: Made.}}
";
    assert_eq!(told(&drift(text, text)), Vec::<String>::new());
    let new = text.replace(
        "note: {type: string}",
        "note: {type: string}, age: {type: integer}",
    );
    assert_eq!(drift(text, &new).len(), 1);
}

/// A name is removed, but its type is still used elsewhere under another name.
#[test]
fn removed_name_of_a_used_type_is_reported() {
    let old = "openapi: 3.1.0
info: {title: Users, version: '1'}
paths:
  /users:
    get:
      tags: [Users]
      operationId: listUsers
      responses: {'200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}}
  /user:
    get:
      tags: [Users]
      operationId: getUser
      responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    Item:
      type: object
      required: [picture]
      properties: {picture: {type: object, required: [url], properties: {url: {type: string}}}}
    User:
      type: object
      required: [picture]
      properties: {picture: {type: object, required: [url], properties: {url: {type: string}}}}
";
    let own = "properties: {picture: {type: object, required: [url], properties: {url: {type: string}}}}\n";
    let at = old.rfind(own).unwrap();
    let new = format!(
        "{}properties: {{picture: {{$ref: '#/components/schemas/Item/properties/picture'}}}}\n",
        &old[..at]
    );
    let found = told(&drift(old, &new));
    assert_eq!(
        found,
        ["type-renamed: `Picture`, `UserPicture` are now called `ItemPicture`"]
    );
}

#[test]
fn constructor_order_changes_only_with_names() {
    let document = |required: &[&str]| {
        let names = required.join(", ");
        let properties: Vec<String> = required
            .iter()
            .map(|name| format!("{name}: {{type: string}}"))
            .collect();
        format!(
            "openapi: 3.1.0
info: {{title: Trips, version: 1.0.0}}
paths:
  /trips:
    post:
      tags: [Trips]
      operationId: createTrip
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Trip'}}}}}}}}
      responses: {{'204': {{description: Done.}}}}
components:
  schemas:
    Trip: {{type: object, required: [{names}], properties: {{{}}}}}
",
            properties.join(", ")
        )
    };
    let moved = |old: &[&str], new: &[&str]| {
        let changes = drift(&document(old), &document(new));
        changes
            .iter()
            .any(|change| change.rule.id == "constructor-order")
    };
    // The order of properties has no effect.
    assert!(drift(&document(&["start", "end"]), &document(&["end", "start"])).is_empty());
    // `new(end, start)` becomes `new(begin, end)`, and calls compile as before.
    assert!(moved(&["start", "end"], &["end", "begin"]));
    // With one argument more or fewer, calls do not compile.
    assert!(!moved(&["start", "end"], &["start", "end", "class"]));
    assert!(!moved(&["start", "end"], &["start"]));
    assert!(!moved(&["start", "end"], &["starts", "end"]));
}

#[test]
fn struct_of_two_variants_takes_its_tag() {
    let document = |mug: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Shop, version: 1.0.0}}
paths:
  /items:
    post:
      tags: [Items]
      operationId: createItem
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses: {{'204': {{description: Done.}}}}
components:
  schemas:
    Thing:
      oneOf: [{{$ref: '#/components/schemas/Cup'}}, {{$ref: '#/components/schemas/Mug'}}]
      discriminator: {{propertyName: kind, mapping: {{cup: '#/components/schemas/Cup', mug: '#/components/schemas/Mug'}}}}
    Cup: {{type: object, required: [kind], properties: {{kind: {{type: string}}, size: {{type: integer}}}}}}
    Mug: {mug}
"
        )
    };
    let own = document(
        "{type: object, required: [kind], properties: {kind: {type: string}, size: {type: integer}}}",
    );
    let alias = document("{allOf: [{$ref: '#/components/schemas/Cup'}]}");
    let changes = drift(&own, &alias);
    // A `Mug` is a `Cup` now, and is sent as either variant, so `new` takes the tag as an argument.
    let preset = changes
        .iter()
        .find(|change| change.rule.id == "preset-changed");
    assert!(preset.is_some(), "{:#?}", told(&changes));
}
