//! Objects with additional properties: maps, declared and additional properties together, patterns.

use serde_json::json;
use tests::additional_properties::types::{All, Beside, BesideTyped, Closed, PatternsBeside};

#[tokio::test]
async fn maps_round_trip() {
    let all = echo!(
        additional_properties,
        json!({
            "typed": {"b": 1, "a": 2},
            "objects": {"k": {"x": 1}},
            "nested": {"k": [{"l": true}]},
            "free": {"a": null, "b": [1, {"c": "d"}]},
            "unsaid": {"a": 1},
            "empty": {},
            "patterns": {"x-a": 1},
            "manyPatterns": {"n-a": 1, "s-a": "b"},
            "names": {"de": "ja", "en": "yes"},
            "onlyNames": {"a": [1]},
        })
    );
    let typed = all.typed.unwrap();
    // In the order of the response.
    assert_eq!(typed.keys().collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(typed["a"], 2);
    assert_eq!(all.objects.unwrap()["k"].x, 1);
    assert!(all.nested.unwrap()["k"][0]["l"]);
    assert_eq!(all.patterns.unwrap()["x-a"], 1);
    assert_eq!(all.names.unwrap()["en"], "yes");
    for (name, value) in [
        ("typed", json!({"a": "b"})),
        ("patterns", json!({"x-a": "b"})),
        ("names", json!({"de": 1})),
        ("free", json!([])),
    ] {
        let error = refused!(additional_properties, All, json!({name: value}));
        assert!(error.contains(name), "{error}");
    }
}

#[tokio::test]
async fn additional_properties_survive_a_round_trip() {
    let all = echo!(
        additional_properties,
        json!({
            "beside": {"id": "i", "new": {"a": null}},
            "besideTyped": {"id": 1, "extra": 2, "third": 3},
            "patternsBeside": {"id": "i", "x-a": 1, "other": "text"},
        })
    );
    assert_eq!(all.beside.unwrap().extra["new"], json!({"a": null}));
    let typed = all.beside_typed.unwrap();
    assert_eq!((typed.extra, typed.extra_2["third"]), (Some(2), 3));
    assert_eq!(all.patterns_beside.unwrap().extra["x-a"], 1);
    // Additional properties that are set are sent with the others.
    let mut beside = Beside::new("i");
    beside.extra.insert("k".to_owned(), json!([1]));
    assert_eq!(
        serde_json::to_value(beside).unwrap(),
        json!({"id": "i", "k": [1]})
    );
    let error = refused!(additional_properties, BesideTyped, json!({"other": "text"}));
    assert!(error.contains("other"), "{error}");
    let _: PatternsBeside = serde_json::from_value(json!({"other": [1]})).unwrap();
}

/// A response may have undeclared properties: APIs add them without a new version.
#[test]
fn closed_object_accepts_undeclared_properties() {
    let closed: Closed = serde_json::from_value(json!({"id": 1, "new": true})).unwrap();
    assert_eq!(closed.id, Some(1));
}
