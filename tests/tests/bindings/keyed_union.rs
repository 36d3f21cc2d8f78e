//! Unions whose values are objects with one property, whose name selects the branch.

use serde_json::{Value, from_value, json, to_value};
use tests::keyed_union::types::{
    All, Contact, Equals, Filter, Message, MessageMove, MessageValue, Open,
};

fn decoded<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

#[tokio::test]
async fn key_selects_the_variant() {
    let moved = json!({"Move": {"x": 3}});
    assert!(matches!(
        decoded(&moved),
        Message::Move(MessageMove { x: 3, .. })
    ));
    let text = json!({"Write": "hello"});
    assert!(matches!(decoded(&text), Message::Write(text) if text == "hello"));
    let color = json!({"Color": [1, 2]});
    assert!(matches!(decoded(&color), Message::Color((1, 2))));
    let erase = json!({"Erase": null});
    assert!(matches!(decoded(&erase), Message::Erase(())));
    let quit = json!("Quit");
    assert!(matches!(decoded(&quit), Message::Enum(MessageValue::Quit)));
    let pong = json!("Pong");
    assert!(matches!(decoded(&pong), Message::Enum(MessageValue::Pong)));
    for message in [moved, text, color, erase, quit, pong] {
        echo!(keyed_union, json!({"message": message}));
    }
    assert_eq!(
        to_value(Message::Write("hi".to_owned())).unwrap(),
        json!({"Write": "hi"})
    );
    assert_eq!(
        to_value(Message::from(MessageMove::new(1))).unwrap(),
        json!({"Move": {"x": 1}})
    );
}

#[tokio::test]
async fn unknown_key_is_kept() {
    for message in [
        json!({"Newer": 1}),
        json!({}),
        json!({"Move": {"x": 1}, "Write": "both"}),
        json!([1]),
        json!(5),
    ] {
        let found: Message = decoded(&message);
        assert!(found.is_unknown(), "{found:?}");
        echo!(keyed_union, json!({"message": message}));
    }
    let unit: Message = decoded(&json!("Newer"));
    assert!(matches!(unit, Message::Enum(MessageValue::Unknown(_))));
    echo!(
        keyed_union,
        json!({"message": "Newer", "open": {"Other": [1]}})
    );
}

#[tokio::test]
async fn nested_error_has_its_path() {
    let error = refused!(keyed_union, All, json!({"message": {"Move": {"x": "1"}}}));
    assert!(error.contains("message.Move.x"), "{error}");
    refused!(keyed_union, Message, json!(null));
}

#[tokio::test]
async fn keyed_unions_may_be_recursive() {
    let filter = json!({"not": {"all": [{"equals": {"field": "f"}}, {"newer": 1}]}});
    let Filter::Not(inner) = decoded(&filter) else {
        panic!("{filter}");
    };
    assert!(
        matches!(&*inner, Filter::All(all) if matches!(&all[0], Filter::Equals(Equals { field, .. }) if field == "f") && all[1].is_unknown())
    );
    echo!(keyed_union, json!({"filter": filter}));
}

#[tokio::test]
async fn pascal_case_keys_select_variants() {
    assert!(matches!(decoded(&json!({"Text": "a"})), Open::Text(text) if text == "a"));
    assert!(matches!(
        decoded(&json!({"Count": 1, "new": 2})),
        Open::Count(1)
    ));
    assert!(matches!(
        decoded(&json!({"email": "e", "new": 1})),
        Contact::WithEmail(_)
    ));
    echo!(
        keyed_union,
        json!({"open": {"Count": 1}, "contact": {"phone": "1"}})
    );
}
