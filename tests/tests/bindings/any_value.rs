//! Schemas with few or no keywords lose nothing.

use serde_json::{Value, json};
use tests::any_value::types::All;

fn values() -> [Value; 7] {
    [
        json!("x"),
        json!(1.5),
        json!(9_007_199_254_740_993_i64),
        json!(true),
        json!([null, [1]]),
        json!({"a": {"b": null}}),
        json!([]),
    ]
}

#[tokio::test]
async fn any_json_value_round_trips() {
    for value in values() {
        for name in [
            "described",
            "titled",
            "component",
            "not",
            "inferredText",
            "inferredNumber",
            "allTypes",
        ] {
            echo!(
                any_value,
                json!({"empty": value, "anything": value, name: value})
            );
        }
    }
    // Null is a value.
    echo!(
        any_value,
        json!({"empty": null, "anything": null, "nothing": null, "allTypes": null})
    );
}

#[tokio::test]
async fn object_type_is_inferred_from_keywords() {
    let all = echo!(
        any_value,
        json!({"empty": 1, "anything": 2, "inferredObject": {"x": 3}})
    );
    assert_eq!(all.inferred_object.and_then(|object| object.x), Some(3));
}

#[tokio::test]
async fn missing_required_properties_are_errors() {
    for value in [json!({"empty": 1}), json!({"anything": 1})] {
        refused!(any_value, All, value);
    }
    let error = refused!(
        any_value,
        All,
        json!({"empty": 1, "anything": 2, "nothing": 3})
    );
    assert!(error.contains("nothing"), "{error}");
}
