//! Tuples and lists.

use serde_json::json;
use tests::tuples_and_lists::types::{All, AllRestItem};

#[tokio::test]
async fn tuples_have_their_exact_length() {
    let all = echo!(
        tuples_and_lists,
        json!({"point": [1.5, 2.5], "entry": ["a", {"x": 1}]})
    );
    assert_eq!(all.point, Some((1.5, 2.5)));
    let (name, item) = all.entry.unwrap();
    assert_eq!((name.as_str(), item.x), ("a", 1));
    for value in [
        json!([1.5]),
        json!([1.5, 2.5, 3.5]),
        json!(["a", 1]),
        json!({}),
    ] {
        let error = refused!(tuples_and_lists, All, json!({"point": value}));
        assert!(error.contains("point"), "{error}");
    }
}

/// An array with additional or optional items is a list.
#[tokio::test]
async fn open_tuples_are_lists() {
    for (name, values) in [
        (
            "open",
            json!([[], ["a"], ["a", 1], ["a", 1, null, {"x": []}]]),
        ),
        ("least", json!([["a", 1], ["a", 1, true]])),
        ("most", json!([[], ["a"], ["a", 1]])),
        ("closed", json!([[], [1.5], [1.5, 2.5]])),
        ("rest", json!([[], ["a"], ["a", 1, 2, 3]])),
    ] {
        for value in values.as_array().unwrap() {
            echo!(tuples_and_lists, json!({name: value}));
        }
    }
    let all = echo!(tuples_and_lists, json!({"closed": [1.5], "rest": ["a", 1]}));
    assert_eq!(all.closed, Some(vec![1.5]));
    assert!(matches!(
        all.rest.as_deref(),
        Some([AllRestItem::String(_), AllRestItem::Integer(1)])
    ));
    let error = refused!(tuples_and_lists, All, json!({"rest": ["a", {}]}));
    assert!(error.contains("rest[1]"), "{error}");
}

#[tokio::test]
async fn lists_round_trip() {
    let all = echo!(
        tuples_and_lists,
        json!({
            "plain": [1, "a", null],
            "anything": [{"x": []}],
            "none": [],
            // The API is responsible for order and uniqueness.
            "unique": ["b", "a", "b"],
            "matrix": [[1, 2], [], [3]],
            "holes": [1, null],
            "untyped": ["x"],
        })
    );
    assert_eq!(all.unique.unwrap(), ["b", "a", "b"]);
    assert_eq!(all.matrix.unwrap(), [vec![1, 2], vec![], vec![3]]);
    assert_eq!(all.holes.unwrap(), [Some(1), None]);
    assert_eq!(all.untyped.unwrap(), ["x"]);
    let error = refused!(tuples_and_lists, All, json!({"matrix": [[1], ["a"]]}));
    assert!(error.contains("matrix"), "{error}");
}
