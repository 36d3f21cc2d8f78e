//! Properties of `if`, `then`, `else`, `dependentSchemas` and `patternProperties`.

use serde_json::{from_value, json, to_value};
use tests::conditional::types::{
    AllWithoutIf, Either, Order, OrderShip, OrderValue, Prefixed, Recursive, Sub,
};

#[tokio::test]
async fn properties_under_conditions_are_kept() {
    for value in [
        json!({"referring": {"kind": "card", "number": 5}}),
        json!({"combined": {"kind": "cash", "number": 5, "pin": "1"}}),
        json!({"combined": {"kind": "cash", "number": 5, "iris": "1"}}),
        json!({"dependent": {"kind": "card", "number": 5}}),
        json!({"nested": {"kind": "firm", "owner": {"name": "n", "tax": "t"}}}),
        json!({"tested": {"unit": "cm", "size": 1}}),
        json!({"tested": {"unit": 7}}),
        json!({"rows": [{"a": "1", "b": 1}, {"a": "2"}]}),
        json!({"listed": {"kind": "k", "rows": [{"a": "1", "b": 1}]}}),
        json!({"patterned": {"kind": "card", "x-y": "1"}}),
        json!({"tested_in_part": {"unit": "cm", "size": 1}}),
        json!({"beside_reference": {"name": "n", "tax": "t"}}),
        json!({"with_tax": {"owner": {"name": "n", "tax": "t"}}}),
        json!({"with_vat": {"owner": {"name": "n", "vat": "v"}}}),
        json!({"older": {"kind": "k", "number": [1], "pin": "1"}}),
        json!({"circular": {"next": {"name": "n"}}}),
        json!({"required_beside": {"name": "n", "tag": 1}}),
        json!({"patterns_beside": {"name": "n", "x-a": "1"}}),
        json!({"nested_name": {"o": {"a": "1", "q": true}}}),
        json!({"nested_condition": {"a": "1", "v": 1, "w": [true]}}),
    ] {
        echo!(conditional, value);
    }
    let recursive: Recursive = from_value(json!({"depth": 1})).unwrap();
    assert_eq!(recursive.depth, Some(1));
}

#[tokio::test]
async fn names_that_only_a_condition_has_are_kept() {
    for value in [
        json!({"demanded": {"kind": "card", "number": 5}}),
        json!({"dependents": {"card": true, "number": "5", "kind": "k"}}),
    ] {
        echo!(conditional, value);
    }
    // One of the alternatives is required.
    assert!(to_value(Either::default()).is_err());
    let either = Either::default().sort(json!("name"));
    assert_eq!(to_value(either).unwrap(), json!({"sort": "name"}));
}

#[tokio::test]
async fn names_that_match_no_pattern_have_any_value() {
    echo!(conditional, json!({"named": {"x-a": "1", "other": 5}}));
    echo!(conditional, json!({"prefixed": {"a": "1"}}));
    assert!(from_value::<Prefixed>(json!({"a": 1})).is_err());
    assert_eq!(to_value(Prefixed::default()).unwrap(), json!({}));
}

#[test]
fn types_are_named_after_the_component_that_declares_them() {
    let ship = OrderShip::new().n("n");
    let order = Order::new().ship(ship.clone());
    assert_eq!(to_value(order).unwrap(), json!({"ship": {"n": "n"}}));
    let value = OrderValue::new().e("e");
    let sub = Sub::new().ship(ship).extra([("x", value)]);
    assert_eq!(
        to_value(sub).unwrap(),
        json!({"ship": {"n": "n"}, "x": {"e": "e"}})
    );
    // `then` without `if` declares nothing.
    assert_eq!(
        to_value(AllWithoutIf::new().a("1")).unwrap(),
        json!({"a": "1"})
    );
    let ignored: AllWithoutIf = from_value(json!({"a": "1", "b": "2"})).unwrap();
    assert_eq!(to_value(ignored).unwrap(), json!({"a": "1"}));
}
