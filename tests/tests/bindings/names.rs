//! Names that are not valid in Rust, and names that Rust or the runtime already uses.

use serde_json::json;
use tests::names::types::{self, Collisions, Keywords, Methods, Strange};

#[tokio::test]
async fn property_names_are_valid_and_unique() {
    let all = echo!(
        names,
        json!({
            "keywords": {"type": "t", "match": "m", "self": 1, "Self": 2, "super": 3, "crate": 4, "async": true, "gen": false, "_": 5},
            "collisions": {"userId": 1, "user_id": 2, "user-id": 3, "UserID": 4, "user id": 5, "a": {"x": 6}, "A": {"y": 7}},
            "strange": {
                "": 1, "1": 2, "2nd": 3, "+1": 4, "-1": 5, "@type": "t", "$ref-like": "r", "a.b[c]": "s",
                "größe": 6, "日本": 7, "🦀": 8, "quote\"s and \\": 9, "line\nbreak": 10,
            },
            "methods": {"new": 1, "clone": 2, "default": 3, "from": 4, "into": 5, "clear": null, "x": null, "clear_x": 6},
        })
    );
    let Some(keywords) = all.keywords else {
        panic!()
    };
    assert_eq!(
        (keywords.r#type.as_str(), keywords.self_, keywords.self_2),
        ("t", 1, 2)
    );
    let Some(collisions) = all.collisions else {
        panic!()
    };
    // The property that is spelled `user_id` gets that name. The others are numbered by their names, independent
    // of their order.
    assert_eq!(collisions.user_id, Some(2));
    assert_eq!(
        (
            collisions.user_id_2,
            collisions.user_id_3,
            collisions.user_id_4,
            collisions.user_id_5
        ),
        (Some(4), Some(1), Some(5), Some(3))
    );
    assert_eq!(collisions.a.map(|a| a.x), Some(6));
    assert_eq!(collisions.a_2.map(|a| a.y), Some(7));
    let Some(strange) = all.strange else { panic!() };
    assert_eq!(
        (strange.empty, strange.plus_1, strange.minus_1),
        (Some(1), Some(4), Some(5))
    );
    assert_eq!((strange.größe, strange.日本), (Some(6), Some(7)));
}

#[test]
fn setters_have_the_names_of_fields() {
    let value = serde_json::to_value(Keywords::new(1, 2, "t").r#match("m").super_(3)).unwrap();
    assert_eq!(
        value,
        json!({"type": "t", "match": "m", "self": 1, "Self": 2, "super": 3})
    );
    let value = serde_json::to_value(Collisions::new().user_id(1).user_id_3(3)).unwrap();
    assert_eq!(value, json!({"user_id": 1, "userId": 3}));
    let value = serde_json::to_value(Strange::new().empty(1).日本(2)).unwrap();
    assert_eq!(value, json!({"": 1, "日本": 2}));
}

#[test]
fn setters_do_not_shadow_trait_methods() {
    let methods = Methods::new(1)
        .with_clone(2)
        .with_default(3)
        .with_into(4)
        .with_eq(5)
        .with_clear_x(6)
        .hash(7);
    let same = methods.clone();
    assert!(methods.eq(&same));
    let same: Option<Methods> = same.into();
    assert_eq!(
        same.as_ref().map(|same| (same.new, same.clone)),
        Some((1, Some(2)))
    );
    assert_eq!(
        serde_json::to_value(methods).unwrap(),
        json!({"new": 1, "clone": 2, "default": 3, "into": 4, "eq": 5, "clear_x": 6, "hash": 7})
    );
}

#[tokio::test]
async fn type_names_are_valid_and_unique() {
    echo!(
        names,
        json!({"standard": {
            "option": {"x": null}, "vec": {"x": ["a"]}, "string": {"x": "a"}, "result": {"ok": true},
            "box": {"x": {"x": {}}}, "client": {"x": 1}, "page": {"x": 1}, "call": {"x": 1},
            "request": {"x": 1}, "nullable": {"x": null}, "value": {"x": [1]}, "map": {"x": 1},
            "into": {"x": "a"}, "serialize": {"x": 1}, "str": "a", "some": "None", "selfType": {"x": 1},
            "dotted": {"x": 1}, "slashed": {"x": 1}, "generic": {"x": 1}, "spaced": {"x": 1},
            "lower": {"a": 1}, "upper": {"b": 1}, "digits": {"x": 1},
        }})
    );
    let thing = types::Thing::new().b(1);
    let other = types::Thing2::new().a(1);
    assert_eq!(serde_json::to_value(thing).unwrap(), json!({"b": 1}));
    assert_eq!(serde_json::to_value(other).unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn component_named_error_is_usable() {
    let answer = tests::server::Answer::json(400, &json!({"message": "m"}));
    let server = super::serve([answer]);
    let error: tests::names::Error = client!(names, server)
        .echo()
        .echo(types::All::new())
        .await
        .unwrap_err();
    assert_eq!(error.message(), Some("m"));
    assert_eq!(error.body().map(|_| ()), Some(()));
}
