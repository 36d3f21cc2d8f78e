//! Enums of strings, numbers and mixtures. Unlisted values are kept.

use serde_json::{Value, from_value, json, to_value};
use tests::enumerations::types::{
    All, AllDescribed, AllNarrowed, AllNullable, EchoParams, Level, Mixed, Order, Ratio, Symbol,
};
use tests::runtime::Nullable;
use tests::server::Answer;

use super::serve;

async fn echoed(value: Value) -> All {
    let server = serve([Answer::json(200, &value)]);
    let call = client!(enumerations, server)
        .echo()
        .echo(EchoParams::new(), from_value(value.clone()).unwrap());
    let received = call.await.unwrap();
    assert_eq!(server.last().json(), value);
    assert_eq!(to_value(&received).unwrap(), value);
    received
}

#[tokio::test]
async fn integer_enums_keep_unknown_values() {
    for (value, level) in [
        (0, Level::None),
        (1, Level::Low),
        (-1, Level::Negative),
        (10, Level::High),
        (7, Level::Unknown(7)),
    ] {
        assert_eq!(echoed(json!({"level": value})).await.level, Some(level));
    }
    refused!(enumerations, Level, json!("1"));
    let server = serve([Answer::json(200, &json!({}))]);
    let parameters = EchoParams::new().level(Level::Negative);
    let call = client!(enumerations, server)
        .echo()
        .echo(parameters, All::new());
    call.await.unwrap();
    assert_eq!(server.last().query(), "level=-1");
}

#[tokio::test]
async fn adjacent_enum_narrows_the_branches() {
    for (value, narrowed) in [(4, AllNarrowed::List), (1, AllNarrowed::Unknown(1))] {
        let all = echoed(json!({"narrowed": value})).await;
        assert_eq!(all.narrowed, Some(narrowed));
    }
}

#[tokio::test]
async fn non_scalar_values_are_any_value() {
    let all = echoed(json!({"lists": [1, 2], "constants": [2], "listsAndText": {"a": 1}})).await;
    assert_eq!(all.lists, Some(json!([1, 2])));
    assert_eq!(all.lists_and_text, Some(json!({"a": 1})));
    assert_eq!(all.constants, Some(json!([2])));
}

#[tokio::test]
async fn number_and_mixed_enums_are_decoded() {
    for (value, ratio) in [
        (json!(0.5), Ratio::Value0_5),
        (json!(1), Ratio::Value1),
        (json!(2.5), Ratio::Value2_5),
    ] {
        assert_eq!(echoed(json!({"ratio": value})).await.ratio, Some(ratio));
    }
    // Numbers are equal in every notation.
    assert_eq!(from_value::<Ratio>(json!(1.0)).unwrap(), Ratio::Value1);
    for (value, mixed) in [
        (json!("auto"), Mixed::Auto),
        (json!(1), Mixed::Value1),
        (json!(1.5), Mixed::Value1_5),
        (json!(true), Mixed::True),
        (json!("1"), Mixed::Unknown(json!("1"))),
        (json!(false), Mixed::Unknown(json!(false))),
    ] {
        assert_eq!(
            echoed(json!({"mixed": value})).await.mixed,
            Nullable::Value(mixed)
        );
    }
    assert_eq!(echoed(json!({"mixed": null})).await.mixed, Nullable::Null);
}

#[test]
fn values_of_other_json_types_are_errors() {
    for (value, expected) in [
        (json!("1"), "a string, expected a number"),
        (json!(true), "a boolean, expected a number"),
        (json!([0.5]), "an array, expected a number"),
    ] {
        let error = from_value::<Ratio>(value).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let error = from_value::<Mixed>(json!({"new": [1]})).unwrap_err();
    let expected = "an object, expected a boolean or a number or a string";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn similar_values_are_distinct_variants() {
    let values = [
        "asc", "ASC", "Asc", "a-b", "a_b", "a b", "", "unknown", "Unknown", "self", "1", "01",
    ];
    let mut seen: Vec<Order> = Vec::new();
    for value in values {
        let order = echoed(json!({"order": value})).await.order.unwrap();
        assert!(!matches!(order, Order::Unknown(_)), "{value}");
        assert!(!seen.contains(&order), "{value}");
        assert_eq!((order.as_str(), order.to_string().as_str()), (value, value));
        assert_eq!(value.parse::<Order>().unwrap(), order);
        seen.push(order);
    }
    let order = echoed(json!({"order": "aSc"})).await.order;
    assert_eq!(order, Some(Order::Unknown("aSc".to_owned())));
    let symbols = ["<", ">", "<=", "+1", "-1", "*", "日本", "a\nb", "\""];
    for value in symbols {
        let symbol = echoed(json!({"symbol": value})).await.symbol.unwrap();
        assert!(!matches!(symbol, Symbol::Unknown(_)), "{value}");
        assert_eq!(symbol.as_str(), value);
    }
}

#[tokio::test]
async fn enums_work_in_lists_maps_and_nullable_places() {
    let all = echoed(json!({
        "nullable": null,
        "switch": false,
        "untyped": "x",
        "list": ["asc", "new"],
        "byLevel": {"a": 1, "b": 99},
        "described": "b",
    }))
    .await;
    assert_eq!(all.nullable, Nullable::Null);
    assert_eq!(all.switch, Some(false));
    assert_eq!(
        all.list,
        Some(vec![Order::Asc_, Order::Unknown("new".to_owned())])
    );
    assert_eq!(all.by_level.map(|map| map["b"]), Some(Level::Unknown(99)));
    #[allow(
        deprecated,
        reason = "that it is deprecated is a part of what is tested"
    )]
    let described = AllDescribed::B;
    assert_eq!(all.described, Some(described));
    let all = echoed(json!({"nullable": "on", "described": "a"})).await;
    assert_eq!(all.nullable, Nullable::Value(AllNullable::On));
    assert_eq!(all.described, Some(AllDescribed::First));
}
