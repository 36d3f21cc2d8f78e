//! Lists of types, such as `[string, integer]`.

use serde_json::json;
use tests::runtime::Nullable;
use tests::type_lists::types::{
    All, AllFlagOrText, AllFormatted, AllNumbers, AllOrNull, AllTextOrList, AllTextOrNumber,
    AllTextOrObject,
};

#[tokio::test]
async fn listed_types_are_variants() {
    let all = echo!(
        type_lists,
        json!({"one": "a", "textOrNumber": 1, "orNull": 1.5, "textOrList": [1], "textOrObject": {"x": 1}, "flagOrText": true})
    );
    assert_eq!(all.text_or_number, Some(AllTextOrNumber::Integer(1)));
    assert_eq!(all.or_null, Nullable::Value(AllOrNull::Number(1.5)));
    assert_eq!(all.text_or_list, Some(AllTextOrList::IntegerList(vec![1])));
    assert!(matches!(all.text_or_object, Some(AllTextOrObject::Object(object)) if object.x == 1));
    assert_eq!(all.flag_or_text, Some(AllFlagOrText::Boolean(true)));
    let all = echo!(
        type_lists,
        json!({"textOrNumber": "1", "orNull": "x", "textOrList": "y", "textOrObject": "z", "flagOrText": "true"})
    );
    assert_eq!(
        all.text_or_number,
        Some(AllTextOrNumber::String("1".to_owned()))
    );
    assert_eq!(
        all.or_null,
        Nullable::Value(AllOrNull::String("x".to_owned()))
    );
    assert_eq!(
        all.flag_or_text,
        Some(AllFlagOrText::String("true".to_owned()))
    );
    assert_eq!(
        echo!(type_lists, json!({"orNull": null})).or_null,
        Nullable::Null
    );
}

#[tokio::test]
async fn formats_and_items_apply_to_their_type() {
    let all = echo!(
        type_lists,
        json!({"formatted": 5, "numbers": 2.5, "listOrNull": [1, null]})
    );
    assert_eq!(all.formatted, Some(AllFormatted::Integer(5)));
    assert_eq!(all.numbers, Some(AllNumbers::Number(2.5)));
    let whole = echo!(type_lists, json!({"numbers": 9_007_199_254_740_993_i64}));
    assert_eq!(
        whole.numbers,
        Some(AllNumbers::Integer(9_007_199_254_740_993))
    );
    assert_eq!(all.list_or_null, Nullable::Value(vec![Some(1), None]));
    let all = echo!(
        type_lists,
        json!({"formatted": "2026-01-31T00:00:00Z", "listOrNull": null})
    );
    assert!(matches!(all.formatted, Some(AllFormatted::DateTime(_))));
    assert_eq!(all.list_or_null, Nullable::Null);
    for (name, value) in [
        ("textOrNumber", json!(1.5)),
        ("textOrNumber", json!([])),
        ("textOrList", json!(["a"])),
        ("textOrObject", json!({})),
        ("flagOrText", json!(1)),
    ] {
        let error = refused!(type_lists, All, json!({name: value}));
        assert!(error.contains(name), "{error}");
    }
}
