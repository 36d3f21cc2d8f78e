//! Resolution of references.

use super::Case;
use crate::diagnostic::Severity;

/// Resolves the reference at a path; returns the pointer of its target.
fn resolved(case: &Case, path: &str) -> Option<String> {
    let reader = case.reader();
    let node = reader.resolve(case.at(&format!("{path}/$ref")))?;
    Some(case.document().pointer(node.origin()))
}

#[test]
fn pointers_are_decoded() {
    let case = Case::new(
        "a: {$ref: '#/paths/~1users~1%7Bid%7D/x~0y/1'}\nb: {$ref: '#/caf%C3%A9'}\nc: {$ref: '#'}\nd: {$ref: '#/100%'}\n\
         paths: {'/users/{id}': {'x~y': [1, 2]}}\ncafé: {}\n'100%': {}\n",
    );
    assert_eq!(
        resolved(&case, "a").unwrap(),
        "#/paths/~1users~1{id}/x~0y/1"
    );
    assert_eq!(resolved(&case, "b").unwrap(), "#/café");
    assert_eq!(resolved(&case, "c").unwrap(), "#");
    assert_eq!(resolved(&case, "d").unwrap(), "#/100%");
    assert_eq!(case.problems(), []);
}

#[test]
fn pointers_continue_through_references() {
    let case = Case::new(
        "a: {$ref: '#/components/schemas/User/properties/name'}\n\
         components:\n  schemas:\n    User: {$ref: '#/components/schemas/Person'}\n    \
         Person: {properties: {name: {type: string}}}\n",
    );
    assert_eq!(
        resolved(&case, "a").unwrap(),
        "#/components/schemas/Person/properties/name"
    );
    assert_eq!(case.problems(), []);
}

#[test]
fn unresolved_references_are_reported_with_suggestions() {
    let case = Case::new(
        "a: {$ref: '#/components/schemas/Uesr'}\nb: {$ref: '#/definitions/User'}\nc: {$ref: 'other.yml#/x'}\n\
         d: {$ref: '#nothing'}\ne: {$ref: 12}\ncomponents: {schemas: {User: {}}}\n",
    );
    for path in ["a", "b", "c", "d", "e"] {
        assert_eq!(resolved(&case, path), None, "{path}");
    }
    let document = case.loaded.document.as_ref().unwrap();
    let said = case.diagnostics.into_vec();
    let summary: Vec<_> = said
        .iter()
        .map(|found| (found.code.id, found.label.as_str(), found.help.as_deref()))
        .collect();
    assert_eq!(
        summary,
        [
            (
                "unresolved-reference",
                "there is no `Uesr`",
                Some("did you mean `#/components/schemas/User`?")
            ),
            (
                "unresolved-reference",
                "there is no `definitions`",
                Some("did you mean `#/components/schemas/User`?")
            ),
            (
                "unresolved-reference",
                "this file cannot be read: entity not found",
                None
            ),
            (
                "unresolved-reference",
                "there is no `$anchor: nothing` in this file",
                None
            ),
            ("malformed-member", "left out", None),
        ]
    );
    assert_eq!(said[0].severity, Severity::Error);
    assert_eq!(
        said[0].related[0].location,
        document
            .root()
            .get("components")
            .unwrap()
            .get("schemas")
            .unwrap()
            .key_location()
    );
}

#[test]
fn remote_references_are_not_followed() {
    let case = Case::new("a: {$ref: 'https://example.com/schemas.json#/User'}\n");
    assert_eq!(resolved(&case, "a"), None);
    let said = case.said();
    assert_eq!(
        (said[0].code.id, said[0].severity),
        ("remote-reference", Severity::Warning)
    );
    assert!(said[0].help.as_deref().unwrap().contains("save"));
}

/// No type is generated for headers, examples, links and callbacks: an unresolved reference there is only a
/// warning. A property with one of these names is a schema.
#[test]
fn unresolved_references_outside_of_types_are_warnings() {
    for (place, severity) in [
        ("headers: {a: {$ref: '#/x'}}", Severity::Warning),
        ("examples: {a: {$ref: '#/x'}}", Severity::Warning),
        ("properties: {headers: {$ref: '#/x'}}", Severity::Error),
        ("schemas: {a: {$ref: '#/x'}}", Severity::Error),
    ] {
        let case = Case::new(&format!("{place}\n"));
        let (section, name) = match place.split_once(": {") {
            Some((section, rest)) => (section, rest.split(':').next().unwrap()),
            None => panic!("{place}"),
        };
        assert_eq!(resolved(&case, &format!("{section}/{name}")), None);
        let said = case.diagnostics.into_vec();
        assert_eq!(
            (said[0].code.id, said[0].severity),
            ("unresolved-reference", severity),
            "{place}"
        );
    }
}

#[test]
fn malformed_references_are_repaired() {
    let case = Case::new(
        "a: {$ref: User}\nb: {$ref: '#components/schemas/User'}\nc: {$ref: '#/components/schemas/a/b/properties/c'}\n\
         d: {$ref: '#/components/schemas/a/b'}\ncomponents: {schemas: {User: {}, a/b: {properties: {c: {}}}}}\n",
    );
    assert_eq!(resolved(&case, "a").unwrap(), "#/components/schemas/User");
    assert_eq!(resolved(&case, "b").unwrap(), "#/components/schemas/User");
    assert_eq!(
        resolved(&case, "c").unwrap(),
        "#/components/schemas/a~1b/properties/c"
    );
    assert_eq!(resolved(&case, "d").unwrap(), "#/components/schemas/a~1b");
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        [
            "bare-reference",
            "unescaped-reference",
            "unescaped-reference"
        ]
    );
}

#[test]
fn anchors_and_ids_are_resolved() {
    let case = Case::new(
        "a: {$ref: '#user'}\nb: {$ref: 'https://example.com/schemas/user'}\n\
         components:\n  schemas:\n    User:\n      $anchor: user\n      $id: https://example.com/schemas/user\n      \
         properties: {address: {$ref: address}, self: {$ref: '#/$defs/Name'}, root: {$ref: '#/components/schemas/Root'}}\n      \
         $defs: {Name: {type: string}}\n    Address: {$id: 'https://example.com/schemas/address'}\n    Root: {}\n",
    );
    let user = "components/schemas/User/properties";
    assert_eq!(resolved(&case, "a").unwrap(), "#/components/schemas/User");
    assert_eq!(resolved(&case, "b").unwrap(), "#/components/schemas/User");
    assert_eq!(
        resolved(&case, &format!("{user}/address")).unwrap(),
        "#/components/schemas/Address"
    );
    assert_eq!(
        resolved(&case, &format!("{user}/self")).unwrap(),
        "#/components/schemas/User/$defs/Name"
    );
    assert_eq!(
        resolved(&case, &format!("{user}/root")).unwrap(),
        "#/components/schemas/Root"
    );
    assert_eq!(case.problems(), []);
}

#[test]
fn references_between_files_are_resolved() {
    let case = Case::of(
        "openapi: 3.1.0\na: {$ref: 'schemas/user.yml#/User'}\ncomponents: {schemas: {Shared: {}}}\n",
        &[(
            "schemas/user.yml",
            "User: {$ref: '#/Person'}\nPerson: {$ref: '../api.yml#/a'}\nc: {$ref: '#/components/schemas/Shared'}\n\
             whole: {$ref: user.yml}\n",
        )],
    );
    let reader = case.reader();
    let pointer =
        |node: Option<crate::load::Node<'_>>| case.document().pointer(node.unwrap().origin());
    let user = reader.resolve(case.at("a/$ref")).unwrap();
    assert_eq!(pointer(Some(user)), "schemas/user.yml#/User");
    let person = reader.resolve(user.get("$ref").unwrap()).unwrap();
    assert_eq!(pointer(Some(person)), "schemas/user.yml#/Person");
    assert_eq!(pointer(reader.resolve(person.get("$ref").unwrap())), "#/a");
    let file = user.parent().unwrap();
    assert_eq!(
        reader.resolve(file.get("whole").unwrap().get("$ref").unwrap()),
        Some(file)
    );
    let shared = file.get("c").unwrap().get("$ref").unwrap();
    assert_eq!(
        pointer(reader.resolve(shared)),
        "#/components/schemas/Shared"
    );
    assert_eq!(
        case.problems(),
        [(
            "reference-to-root",
            "'#/components/schemas/Shared'".to_owned()
        )]
    );
}

#[test]
fn reference_cycles_are_reported() {
    let case = Case::new(
        "paths:\n  /a: {get: {responses: {200: {$ref: '#/components/responses/A'}, 201: {$ref: '#/components/responses/S'}}}}\n\
         components:\n  responses:\n    A: {$ref: '#/components/responses/B'}\n    B: {$ref: '#/components/responses/A'}\n    \
         S: {$ref: '#/components/responses/S'}\nx: {$ref: '#/x/y'}\n",
    );
    assert!(case.reader().operations()[0].responses.is_empty());
    assert_eq!(resolved(&case, "x"), None);
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        ["reference-cycle", "reference-cycle", "unresolved-reference"]
    );
}

#[test]
fn pointers_through_multiplying_references_are_limited() {
    let members: Vec<String> = (1..60)
        .map(|n| format!("m{n}: {{$ref: '#/d/m{}/m{}'}}", n - 1, n - 1))
        .collect();
    let case = Case::new(&format!(
        "d: {{m0: {{$ref: '#/d'}}, {}}}\n",
        members.join(", ")
    ));
    let start = std::time::Instant::now();
    resolved(&case, "d/m59");
    assert!(start.elapsed().as_secs() < 2);
}

#[test]
fn mapping_values_may_be_names_or_references() {
    let case = Case::of(
        "openapi: 3.1.0\ndiscriminator:\n  mapping: {a: Cat, b: '#/components/schemas/Dog', c: pets.yml#/Bird, d: Cta, e: a.b}\n\
         components: {schemas: {Cat: {}, Dog: {}, a.b: {}}}\n",
        &[("pets.yml", "Bird: {}\n")],
    );
    let reader = case.reader();
    let mapped = |key: &str| {
        let node = reader.resolve_mapping(case.at("discriminator/mapping").get(key).unwrap())?;
        Some(case.document().pointer(node.origin()))
    };
    assert_eq!(mapped("a").unwrap(), "#/components/schemas/Cat");
    assert_eq!(mapped("b").unwrap(), "#/components/schemas/Dog");
    assert_eq!(mapped("c").unwrap(), "pets.yml#/Bird");
    assert_eq!(mapped("e").unwrap(), "#/components/schemas/a.b");
    assert_eq!(mapped("d"), None);
    let said = case.said();
    assert_eq!(
        (said.len(), said[0].code.id, said[0].help.as_deref()),
        (1, "unresolved-mapping", Some("did you mean `Cat`?"))
    );
}
