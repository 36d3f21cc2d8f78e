//! Values of `enum`, `const` and `default` that do and do not match the type.

use serde_json::{Value, json};

use super::Case;

/// Returns the values of `enum` as JSON, and the diagnostics.
fn values(schema: &str) -> (Value, Vec<(&'static str, String)>) {
    let case = Case::new(&format!("a: {schema}\n"));
    let read = case.reader().schema(case.at("a"));
    let values = read.values.iter().map(|value| read.json(*value)).collect();
    (values, case.problems())
}

#[test]
fn matching_values_are_kept() {
    for (schema, expected) in [
        (
            "{type: string, enum: [a, b, a, '', 'null']}",
            json!(["a", "b", "", "null"]),
        ),
        ("{type: integer, enum: [1, 2, 1]}", json!([1, 2])),
        ("{type: number, enum: [1, 1.5]}", json!([1, 1.5])),
        ("{type: [string, integer], enum: [a, 1]}", json!(["a", 1])),
        (
            "{enum: [a, 1, true, {b: 1}, [2]]}",
            json!(["a", 1, true, {"b": 1}, [2]]),
        ),
        ("{type: [string, 'null'], enum: [a, null]}", json!(["a"])),
        ("{type: string, enum: []}", json!([])),
    ] {
        assert_eq!(values(schema), (expected, vec![]), "{schema}");
    }
}

#[test]
fn values_of_another_yaml_type_are_converted() {
    let mended = |text: &str| vec![("value-mismatch", text.to_owned())];
    assert_eq!(
        values("{type: string, enum: [a, 1]}"),
        (json!(["a", "1"]), mended("1"))
    );
    assert_eq!(
        values("{type: string, enum: [true, 'x']}"),
        (json!(["true", "x"]), mended("true"))
    );
    assert_eq!(
        values("{type: string, enum: [012, x]}"),
        (json!(["012", "x"]), mended("012"))
    );
    assert_eq!(
        values("{type: integer, enum: ['1', 2]}"),
        (json!([1, 2]), mended("'1'"))
    );
    assert_eq!(
        values("{type: boolean, enum: ['true']}"),
        (json!([true]), mended("'true'"))
    );
    assert_eq!(
        values("{type: string, enum: [1, '1']}"),
        (json!(["1"]), mended("1"))
    );
}

#[test]
fn contradicting_values_are_left_out() {
    let (left, said) = values("{type: integer, enum: [1, a, 2]}");
    assert_eq!((left, said[0].1.as_str()), (json!([1, 2]), "a"));
    let (left, said) = values("{type: array, items: {type: string}, enum: [a, b]}");
    assert_eq!((left, said.len()), (json!([]), 1));
}

#[test]
fn type_without_matching_values_is_left_out() {
    let case = Case::new("a: {type: integer, enum: [a, b]}\n");
    let read = case.reader().schema(case.at("a"));
    assert!(read.types.string && !read.types.integer);
    assert_eq!(read.values.len(), 2);
    assert_eq!(case.problems(), [("value-mismatch", "a".to_owned())]);
}

#[test]
fn constants_are_read() {
    let constant = |schema: &str| {
        let case = Case::new(&format!("a: {schema}\n"));
        let read = case.reader().schema(case.at("a"));
        let value = read.constant.map(|value| read.json(value));
        (value, read.types.string, case.problems().len())
    };
    assert_eq!(constant("{const: a}"), (Some(json!("a")), false, 0));
    assert_eq!(
        constant("{type: string, const: 1}"),
        (Some(json!("1")), true, 1)
    );
    assert_eq!(
        constant("{type: integer, const: a}"),
        (Some(json!("a")), true, 1)
    );
    assert_eq!(constant("{const: null}"), (None, false, 0));
}

#[test]
fn defaults_are_read() {
    let default = |schema: &str| {
        let case = Case::new(&format!("a: {schema}\n"));
        let value = case
            .reader()
            .schema(case.at("a"))
            .default
            .map(crate::load::Node::to_json);
        (
            value,
            case.problems()
                .into_iter()
                .map(|(code, _)| code)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        default("{type: string, default: a}"),
        (Some(json!("a")), vec![])
    );
    assert_eq!(
        default("{type: integer, default: 1.0}"),
        (Some(json!(1.0)), vec![])
    );
    assert_eq!(
        default("{type: number, default: 1}"),
        (Some(json!(1)), vec![])
    );
    assert_eq!(
        default("{default: {a: 1}}"),
        (Some(json!({"a": 1})), vec![])
    );
    assert_eq!(
        default("{type: string, nullable: true, default: null}"),
        (Some(json!(null)), vec![])
    );
    assert_eq!(
        default("{type: string, enum: [a, b], default: b}"),
        (Some(json!("b")), vec![])
    );
    assert_eq!(
        default("{$ref: '#/b', default: 1}"),
        (Some(json!(1)), vec![])
    );
    for (mended, value) in [
        ("{type: string, default: 1}", json!(1)),
        ("{type: integer, default: '1'}", json!("1")),
        ("{type: boolean, default: 'true'}", json!("true")),
        ("{type: integer, enum: [1, 2], default: '1'}", json!("1")),
    ] {
        assert_eq!(
            default(mended),
            (Some(value), vec!["value-mismatch"]),
            "{mended}"
        );
    }
    assert_eq!(default("{type: string, default: null}"), (None, vec![]));
    for mismatch in [
        "{type: integer, default: 1.5}",
        "{type: array, default: a}",
        "{type: string, enum: [a, b], default: c}",
    ] {
        assert_eq!(
            default(mismatch),
            (None, vec!["default-mismatch"]),
            "{mismatch}"
        );
    }
}
