//! Schemas of both versions, and malformed ones.

use super::super::schema::{AdditionalProperties, Schema, Types};
use super::Case;
use crate::diagnostic::Severity;

/// Reads the schema `a` of a 3.1 document, passes it to `check` and returns the diagnostics.
fn read(schema: &str, check: impl Fn(Schema<'_>)) -> Vec<(&'static str, String)> {
    let case = Case::new(&format!("a: {schema}\n"));
    check(case.reader().schema(case.at("a")));
    case.problems()
}

/// The same for a 3.0 document.
fn read_v30(schema: &str, check: impl Fn(Schema<'_>)) -> Vec<(&'static str, String)> {
    let case = Case::v30(&format!("a: {schema}\n"));
    check(case.reader().schema(case.at("a")));
    case.problems()
}

fn types(names: &str) -> Types {
    let has = |name| names.split(' ').any(|other| other == name);
    Types {
        string: has("string"),
        number: has("number"),
        integer: has("integer"),
        boolean: has("boolean"),
        array: has("array"),
        object: has("object"),
    }
}

#[test]
fn types_and_null_are_read() {
    for (schema, names, nullable, null_only) in [
        ("{type: string}", "string", false, false),
        ("{type: [string, 'null']}", "string", true, false),
        ("{type: [string, null]}", "string", true, false),
        (
            "{type: [string, integer, number, boolean, array, object]}",
            "string integer number boolean array object",
            false,
            false,
        ),
        ("{type: string, nullable: true}", "string", true, false),
        ("{type: string, x-nullable: true}", "string", true, false),
        ("{type: string, nullable: false}", "string", false, false),
        ("{type: 'null'}", "", true, true),
        ("{type: null}", "", true, true),
        ("{type: ['null']}", "", true, true),
        ("{const: null}", "", true, true),
        ("{type: string, enum: [null]}", "", true, true),
        ("{type: string, enum: [a, null]}", "string", true, false),
        ("{}", "", false, false),
        ("{nullable: true}", "", true, false),
    ] {
        let problems = read(schema, |schema_read| {
            assert_eq!(schema_read.types, types(names), "{schema}");
            assert_eq!(
                (schema_read.nullable, schema_read.null_only),
                (nullable, null_only),
                "{schema}"
            );
        });
        assert_eq!(problems, [], "{schema}");
    }
    assert_eq!(
        read_v30("{type: null}", |schema| assert!(
            !schema.null_only && schema.types.is_empty()
        )),
        []
    );
}

#[test]
fn type_names_of_other_languages_are_repaired() {
    for (name, names, format) in [
        ("int", "integer", None),
        ("long", "integer", Some("int64")),
        ("float", "number", Some("float")),
        ("str", "string", None),
        ("bool", "boolean", None),
        ("date", "string", Some("date")),
        ("datetime", "string", Some("date-time")),
        ("file", "string", Some("binary")),
        ("String", "string", None),
        ("dict", "object", None),
        ("list", "array", None),
        ("any", "", None),
        ("User", "", None),
    ] {
        let problems = read(&format!("{{type: {name}}}"), |schema| {
            assert_eq!(
                (schema.types, schema.format, schema.null_only),
                (types(names), format, false),
                "{name}"
            );
        });
        assert_eq!(problems, [("unknown-type", name.to_owned())]);
    }
    read("{type: None}", |schema| {
        assert!(schema.null_only && schema.nullable);
    });
    read("{type: [any, string]}", |schema| {
        assert!(schema.types.is_empty());
    });
    read("{type: datetime, format: custom}", |schema| {
        assert_eq!(schema.format, Some("custom"));
    });
    assert_eq!(
        read("{type: {a: b}}", |schema| assert!(schema.types.is_empty()))[0].0,
        "malformed-member"
    );
}

#[test]
fn component_name_as_type_gets_a_suggestion() {
    let case = Case::new("a: {type: User}\ncomponents: {schemas: {User: {}}}\n");
    case.reader().schema(case.at("a"));
    assert_eq!(
        case.said()[0].help.as_deref(),
        Some("did you mean `$ref: '#/components/schemas/User'`?")
    );
}

#[test]
fn boolean_and_malformed_schemas_are_read() {
    assert_eq!(
        read("true", |schema| assert!(
            !schema.never && schema.types.is_empty()
        )),
        []
    );
    assert_eq!(read("false", |schema| assert!(schema.never)), []);
    for broken in ["text", "[]", "12", "~"] {
        let problems = read(broken, |schema| {
            assert!(!schema.never && schema.types.is_empty());
        });
        assert_eq!(problems, [("malformed-schema", "a".to_owned())], "{broken}");
    }
}

#[test]
fn misspelt_keyword_is_a_warning() {
    for (written, meant) in [
        ("enumm", Some("enum")),
        ("readonly", Some("readOnly")),
        ("requird", Some("required")),
        ("propertys", Some("properties")),
        ("ref", None),
        ("in", None),
        ("note", None),
        ("x-enumm", None),
        ("xml", None),
        ("$defs", None),
        ("unit", None),
    ] {
        let case = Case::new(&format!("a: {{type: string, {written}: x}}\n"));
        case.reader().schema(case.at("a"));
        let found: Vec<_> = case
            .said()
            .iter()
            .map(|one| (one.code.id, one.help.clone()))
            .collect();
        let expected: Vec<_> = meant
            .map(|meant| ("unknown-keyword", Some(format!("did you mean `{meant}`?"))))
            .into_iter()
            .collect();
        assert_eq!(found, expected, "{written}");
    }
}

#[test]
fn references_keep_adjacent_keywords() {
    let problems = read(
        "{$ref: '#/b', description: Own, nullable: true, deprecated: true}",
        |schema| {
            assert_eq!(schema.reference.unwrap().as_str(), Some("#/b"));
            assert_eq!(
                (schema.description, schema.nullable, schema.deprecated),
                (Some("Own"), true, true)
            );
        },
    );
    assert_eq!(problems, []);
    let problems = read_v30("{$ref: '#/b', nullable: true}", |schema| {
        assert!(schema.nullable);
    });
    assert_eq!(problems, [("nullable-reference", "nullable".to_owned())]);
    for element in [
        "{nullable: true}",
        "{nullable: true, description: D, example: 1}",
    ] {
        let problems = read_v30(
            &format!("{{allOf: [{{$ref: '#/b'}}, {element}]}}"),
            |schema| {
                assert!(schema.nullable, "{element}");
            },
        );
        assert_eq!(problems, [("nullable-reference", "nullable".to_owned())]);
    }
    for (schema, never) in [
        ("{not: {}}", true),
        ("{not: true}", true),
        ("{not: {type: string}}", false),
    ] {
        assert_eq!(
            read_v30(schema, |read| assert_eq!(read.never, never, "{schema}")),
            []
        );
    }
    for schema in [
        "{allOf: [{$ref: '#/b'}, {nullable: true, type: object}]}",
        "{allOf: [{$ref: '#/b'}, {nullable: false}]}",
        "{allOf: [{nullable: true}]}",
    ] {
        let problems = read_v30(schema, |read| assert!(!read.nullable, "{schema}"));
        assert_eq!(problems, [], "{schema}");
    }
    for (target, code) in [
        ("#/components/parameters/a", Some("reference-kind")),
        ("#/paths/~1a/get", Some("reference-kind")),
        ("b.yml#/components/responses/a", Some("reference-kind")),
        ("#/components/parameters/a/schema", None),
        ("#/paths/~1a/parameters", None),
        ("#/components/schemas/a", None),
    ] {
        let problems = read(&format!("{{$ref: '{target}'}}"), |_| ());
        let codes: Vec<&str> = problems.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{target}");
    }
    assert_eq!(
        read("{$ref: 12}", |schema| assert!(schema.reference.is_none()))[0].0,
        "malformed-member"
    );
}

#[test]
fn dynamic_references_are_reported() {
    let problems = read("{$dynamicRef: '#node', title: T}", |schema| {
        assert!(schema.reference.is_none());
        assert_eq!(schema.title, Some("T"));
    });
    assert_eq!(problems, [("dynamic-reference", "$dynamicRef".to_owned())]);
}

#[test]
fn properties_and_required_are_read() {
    let problems = read(
        "{properties: {a: {type: string}, b: true}, required: [a, c, a, 1]}",
        |schema| {
            let names: Vec<_> = schema.properties.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, ["a", "b"]);
            assert_eq!(schema.required, ["a", "c", "1"]);
        },
    );
    assert_eq!(problems, []);
}

#[test]
fn required_flag_on_a_property_is_repaired() {
    let problems = read(
        "{properties: {a: {required: true}, b: {required: false}, c: {required: [x]}, d: {required: 'true'}}}",
        |schema| {
            assert_eq!(schema.required, ["a", "d"]);
        },
    );
    assert_eq!(problems, vec![("required-flag", "required".to_owned()); 3]);
    assert_eq!(
        read("{type: string, required: true}", |schema| assert!(
            schema.required.is_empty()
        )),
        []
    );
}

#[test]
fn additional_properties_are_read() {
    let kind = |schema: &str| {
        let case = Case::new(&format!("a: {schema}\n"));
        let kind = match case.reader().schema(case.at("a")).additional_properties {
            AdditionalProperties::Unspecified => "unspecified",
            AdditionalProperties::Any => "any",
            AdditionalProperties::None => "none",
            AdditionalProperties::Schema(_) => "schema",
        };
        (kind, case.problems().len())
    };
    assert_eq!(kind("{}"), ("unspecified", 0));
    assert_eq!(kind("{additionalProperties: true}"), ("any", 0));
    assert_eq!(kind("{additionalProperties: {}}"), ("any", 0));
    assert_eq!(kind("{additionalProperties: {description: x}}"), ("any", 0));
    assert_eq!(kind("{additionalProperties: false}"), ("none", 0));
    assert_eq!(
        kind("{additionalProperties: {type: string}}"),
        ("schema", 0)
    );
    assert_eq!(kind("{additionalProperties: {$ref: '#/b'}}"), ("schema", 0));
    assert_eq!(kind("{unevaluatedProperties: false}"), ("none", 0));
    assert_eq!(
        kind("{unevaluatedProperties: false, additionalProperties: true}"),
        ("any", 0)
    );
    assert_eq!(kind("{additionalProperties: 'false'}"), ("none", 1));
    assert_eq!(kind("{additionalProperties: text}"), ("unspecified", 1));
}

#[test]
fn items_are_read() {
    let count = |schema: &str| {
        let case = Case::new(&format!("a: {schema}\n"));
        let read = case.reader().schema(case.at("a"));
        let counted = (read.prefix_items.len(), read.items.is_some());
        (counted, case.problems().len())
    };
    assert_eq!(count("{items: {type: string}}"), ((0, true), 0));
    assert_eq!(count("{prefixItems: [{}, {}]}"), ((2, false), 0));
    assert_eq!(count("{prefixItems: [{}, {}], items: {}}"), ((2, true), 0));
    assert_eq!(count("{items: [{}, {}]}"), ((2, false), 0));
    assert_eq!(
        count("{items: [{}, {}], additionalItems: {}}"),
        ((2, true), 0)
    );
    assert_eq!(count("{items: [{}]}"), ((0, true), 1));
    assert_eq!(count("{items: []}"), ((0, false), 0));
}

#[test]
fn combinations_and_discriminators_are_read() {
    let problems = read(
        "{type: object, oneOf: [{}, {}], anyOf: [{}], allOf: {$ref: '#/b'}, discriminator: {propertyName: kind, mapping: {x: X, y: []}}}",
        |schema| {
            assert_eq!(
                (
                    schema.one_of.len(),
                    schema.any_of.len(),
                    schema.all_of.len()
                ),
                (2, 1, 1)
            );
            assert!(schema.types.object);
            let discriminator = schema.discriminator.unwrap();
            assert_eq!(
                (discriminator.property, discriminator.mapping.len()),
                ("kind", 1)
            );
        },
    );
    let codes: Vec<_> = problems.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["malformed-member", "malformed-member"]);
    let problems = read("{discriminator: kind}", |schema| {
        assert_eq!(schema.discriminator.unwrap().property, "kind");
    });
    assert_eq!(problems[0].0, "malformed-member");
    let problems = read("{discriminator: {}}", |schema| {
        assert!(schema.discriminator.is_none());
    });
    assert_eq!(problems, [("missing-member", "discriminator".to_owned())]);
}

#[test]
fn constraints_keep_their_order_and_exclusive_bounds_are_normalized() {
    let constraints = |schema: &Schema<'_>| -> Vec<String> {
        schema
            .constraints
            .iter()
            .map(|(name, node)| format!("{name} {}", node.to_json()))
            .collect()
    };
    let problems = read_v30(
        "{minLength: 1, minimum: 3, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}",
        |schema| {
            assert_eq!(
                constraints(&schema),
                ["minLength 1", "exclusiveMinimum 3", "maximum 9"]
            );
        },
    );
    assert_eq!(problems, []);
    let problems = read(
        "{exclusiveMinimum: 3, pattern: '^a$', title: T, uniqueItems: true, not: {type: string}}",
        |schema| {
            assert_eq!(
                constraints(&schema),
                [
                    "exclusiveMinimum 3",
                    "pattern \"^a$\"",
                    "uniqueItems true",
                    r#"not {"type":"string"}"#
                ]
            );
        },
    );
    assert_eq!(problems, []);
    let problems = read_v30("{exclusiveMinimum: 3}", |schema| {
        assert_eq!(constraints(&schema), ["exclusiveMinimum 3"]);
    });
    assert_eq!(problems, [("exclusive-bound", "3".to_owned())]);
    let problems = read(
        "{minimum: '5', maximum: abc, maxItems: [], uniqueItems: 'true', exclusiveMaximum: x, minLength: 2, dependentRequired: 3}",
        |schema| {
            assert_eq!(
                constraints(&schema),
                ["uniqueItems \"true\"", "minLength 2"]
            );
        },
    );
    let malformed = ["'5'", "abc", "[]", "'true'", "x", "3"];
    assert_eq!(
        problems,
        malformed.map(|text| ("malformed-member", text.to_owned()))
    );
    let problems = read("{required: n, dependentRequired: {a: b}}", |schema| {
        assert_eq!(schema.required, ["n"]);
    });
    let malformed = ["n", "b"];
    assert_eq!(
        problems,
        malformed.map(|text| ("malformed-member", text.to_owned()))
    );
    let problems = read("{exclusiveMaximum: true, maximum: 3}", |schema| {
        assert_eq!(constraints(&schema), ["exclusiveMaximum 3"]);
    });
    assert_eq!(problems, [("exclusive-bound", "true".to_owned())]);
}

#[test]
fn text_flag_and_content_keywords_are_read() {
    let problems = read(
        "{title: 12, description: '', format: date, readOnly: true, writeOnly: 'true', deprecated: 1, contentEncoding: base64, \
         contentMediaType: image/png, externalDocs: {url: https://a.example}, patternProperties: {'^x': {}}, propertyNames: {pattern: a}}",
        |schema| {
            assert_eq!(
                (schema.title, schema.description, schema.format),
                (Some("12"), None, Some("date"))
            );
            assert_eq!(
                (schema.read_only, schema.write_only, schema.deprecated),
                (true, true, false)
            );
            assert_eq!(
                (schema.content_encoding, schema.content_media_type),
                (Some("base64"), Some("image/png"))
            );
            assert_eq!(schema.external_docs, Some("https://a.example"));
            assert_eq!(
                (
                    schema.pattern_properties.len(),
                    schema.property_names.is_some()
                ),
                (1, true)
            );
        },
    );
    let codes: Vec<_> = problems.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["malformed-member", "malformed-member"]);
}

#[test]
fn schema_examples_are_read() {
    let texts = |schema: &Schema<'_>| -> Vec<String> {
        schema
            .examples
            .iter()
            .map(|example| example.to_json().to_string())
            .collect()
    };
    read("{examples: [1, 2], example: 3}", |schema| {
        assert_eq!(texts(&schema), ["3", "1", "2"]);
    });
    read("{examples: {a: {value: 1}, b: 2}}", |schema| {
        assert_eq!(texts(&schema), ["1", "2"]);
    });
}

#[test]
fn malformed_keywords_are_warnings() {
    let case = Case::new(
        "a: {properties: [a], required: {}, items: ~, enum: x, allOf: 1, title: {}, nullable: [], externalDocs: y}\n",
    );
    let reader = case.reader();
    let schema = reader.schema(case.at("a"));
    assert!(schema.properties.is_empty() && schema.required.is_empty() && schema.all_of.is_empty());
    let said = case.said();
    assert_eq!(said.len(), 7);
    assert!(
        said.iter()
            .all(|found| found.code.id == "malformed-member" && found.severity == Severity::Warning)
    );
    assert_eq!(
        said[0].message,
        "`properties` must be an object, but is a list here"
    );
}

#[test]
fn extensions_in_properties_are_left_out() {
    let properties = "{properties: {a: {type: string}, x-b: {type: string}, x-order: 1, x-tags: [a], x-flag: true}}";
    let problems = read_v30(properties, |schema| {
        let names: Vec<&str> = schema.properties.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["a", "x-b"]);
    });
    let left_out = ["x-order", "x-tags", "x-flag"];
    let expected = left_out.map(|name| ("extension-property", name.to_owned()));
    assert_eq!(problems, expected);
    // Since 3.1, a boolean is a schema.
    read(properties, |schema| assert_eq!(schema.properties.len(), 3));
    let case = Case::new("components: {schemas: {A: {}, x-B: {}, x-note: text}}\n");
    let names: Vec<&str> = case
        .reader()
        .component_schemas()
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(names, ["A", "x-B"]);
}
