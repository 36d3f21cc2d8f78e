//! `nullable` in 3.0.

use serde_json::json;
use tests::nullable::types::{All, AllEither, AllLevel, Owner};
use tests::runtime::Nullable;

#[tokio::test]
async fn null_and_values_round_trip() {
    let all = echo!(
        nullable,
        json!({"text": null, "level": null, "owner": null, "items": [null, "a"], "map": {"a": null, "b": 1}})
    );
    assert_eq!((&all.text, &all.level, &all.owner), (&None, &None, &None));
    assert_eq!(all.items, [None, Some("a".to_owned())]);
    assert_eq!((all.map["a"], all.map["b"]), (None, Some(1)));
    assert!(all.maybe.is_absent() && all.either.is_absent() && all.list.is_absent());
    let all = echo!(
        nullable,
        json!({
            "text": "t", "level": "low", "owner": {"name": "o"}, "items": [], "map": {},
            "maybe": null, "either": null, "list": null, "object": null,
        })
    );
    assert_eq!(all.level, Some(AllLevel::Low));
    assert_eq!(all.owner, Some(Owner::new("o")));
    assert_eq!(all.maybe, Nullable::Null);
    assert_eq!(all.either, Nullable::Null);
    let all = echo!(
        nullable,
        json!({
            "text": "t", "level": "other", "owner": {"name": "o"}, "items": [], "map": {},
            "maybe": {"name": "m"}, "either": 1, "list": [1], "object": {"x": 1},
        })
    );
    assert_eq!(all.level, Some(AllLevel::Unknown("other".to_owned())));
    assert_eq!(all.either, Nullable::Value(AllEither::Integer(1)));
    assert_eq!(all.list, Nullable::Value(vec![1]));
}

#[tokio::test]
async fn required_nullable_property_must_be_present() {
    let complete = json!({"text": null, "level": null, "owner": null, "items": [], "map": {}});
    for name in ["text", "level", "owner", "items", "map"] {
        let mut value = complete.clone();
        value.as_object_mut().unwrap().remove(name);
        let error = refused!(nullable, All, value);
        assert!(error.contains(name), "{error}");
    }
    let mut value = complete;
    value["items"] = json!(null);
    let error = refused!(nullable, All, value);
    assert!(error.contains("items"), "{error}");
}
