//! Tuples and lists.

use serde_json::{Value, json};
use tests::tuples_and_lists::types::All;

#[tokio::test]
async fn tuples() {
    let all = echo!(
        tuples_and_lists,
        json!({"point": [1.5, 2.5], "entry": ["a", {"x": 1}], "open": ["a", 1]})
    );
    assert_eq!(all.point, Some((1.5, 2.5)));
    let (name, item) = all.entry.unwrap();
    assert_eq!((name.as_str(), item.x), ("a", 1));
    assert_eq!(all.open, Some(("a".to_owned(), 1)));
    for value in [
        json!([1.5]),
        json!([1.5, 2.5, 3.5]),
        json!(["a", 1]),
        json!({}),
    ] {
        let error = refused!(tuples_and_lists, All, json!({"point": value}));
        assert!(error.contains("point"), "{error}");
    }
    // Where more may follow, it is a list.
    for rest in [json!([]), json!(["a"]), json!(["a", 1, 2, 3])] {
        let all = echo!(tuples_and_lists, json!({"rest": rest.clone()}));
        assert_eq!(all.rest.map(Value::from), Some(rest));
    }
}

#[tokio::test]
async fn lists() {
    let all = echo!(
        tuples_and_lists,
        json!({
            "plain": [1, "a", null],
            "anything": [{"x": []}],
            "none": [],
            // Order and repetition are the API's.
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
