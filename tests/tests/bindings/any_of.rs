//! `anyOf` of objects: a value may match several branches at once.

use serde_json::{Value, from_value, json, to_value};
use tests::any_of::types::{
    AllExclusive, Choice, Closed, Kinds, New, Pages, Price, Repeated, SendRequest,
    SendRequestSeveral, Sizes, Wider,
};

fn decoded<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

#[tokio::test]
async fn value_of_several_branches_keeps_all_properties() {
    let forward = json!({"next": "n", "count": 1});
    assert!(matches!(decoded(&forward), Pages::Forward(page) if page.count == Some(1)));
    let backward = json!({"prev": "p"});
    assert!(matches!(decoded(&backward), Pages::Backward(_)));
    let both = json!({"next": "n", "prev": "p", "count": 2});
    assert!(matches!(
        decoded(&both),
        Pages::Several(page) if page.next.as_deref() == Some("n") && page.prev.as_deref() == Some("p") && page.count == Some(2)
    ));
    for pages in [forward, backward, both, json!({}), json!("p")] {
        echo!(any_of, json!({"pages": pages}));
    }
    // A property that no branch declares does not select a branch.
    assert!(matches!(
        decoded(&json!({"next": "n", "new": 1})),
        Pages::Forward(_)
    ));
}

#[test]
fn branches_with_different_required_properties_keep_a_value_of_both() {
    let card = json!({"number": "1"});
    assert!(matches!(decoded(&card), Choice::Card(card) if card.number == "1"));
    let both = json!({"number": "1", "iban": "2", "note": "n"});
    let choice: Choice = decoded(&both);
    assert!(matches!(&choice, Choice::Several(_)), "{choice:?}");
    assert_eq!(to_value(&choice).unwrap(), both);
}

/// The matches are exhaustive: there is no variant for several branches at once.
#[test]
fn exclusive_branches_have_no_variant_for_several() {
    match decoded(&json!({"a": "1", "b": "2"})) {
        Wider::Short(short) => panic!("{short:?}"),
        Wider::Long(long) => assert_eq!(to_value(long).unwrap(), json!({"a": "1", "b": "2"})),
    }
    // One of the variants contains the other.
    match decoded(&json!({"prev": "p"})) {
        Repeated::Forward(page) => panic!("{page:?}"),
        Repeated::Pages(page) => assert!(matches!(page, Pages::Backward(_)), "{page:?}"),
    }
    // Both objects allow no other properties.
    match decoded(&json!({"iban": "2"})) {
        Closed::Card(card) => panic!("{card:?}"),
        Closed::Bank(bank) => assert_eq!(bank.iban.as_deref(), Some("2")),
    }
    match decoded(&json!({"prev": "p"})) {
        AllExclusive::Forward(page) => panic!("{page:?}"),
        AllExclusive::Backward(page) => assert_eq!(page.prev.as_deref(), Some("p")),
    }
}

#[test]
fn optional_property_of_different_types_does_not_separate_branches() {
    let both = json!({"unit": "kg", "label": "large"});
    let sizes: Sizes = decoded(&both);
    assert!(matches!(&sizes, Sizes::Several(_)), "{sizes:?}");
    assert_eq!(to_value(&sizes).unwrap(), both);
    assert!(matches!(decoded(&json!({"size": 3})), Sizes::Counted(size) if size.size == Some(3)));
    assert!(matches!(decoded(&json!({"size": true})), Sizes::Named(_)));
    // The same holds for constants.
    let both = json!({"lives": 9, "barks": true});
    let kinds: Kinds = decoded(&both);
    assert!(matches!(&kinds, Kinds::Several(_)), "{kinds:?}");
    assert_eq!(to_value(&kinds).unwrap(), both);
    // A property of another branch is kept, too.
    let counted = json!({"size": 1, "label": "large"});
    assert_eq!(to_value(decoded::<Sizes>(&counted)).unwrap(), counted);
}

#[test]
fn request_can_have_properties_of_several_branches() {
    let request = SendRequest::from(SendRequestSeveral::new().l("1").r("2"));
    assert_eq!(to_value(request).unwrap(), json!({"l": "1", "r": "2"}));
}

#[test]
fn value_of_an_object_and_a_union_keeps_all_properties() {
    let both = json!({"id": "p", "kind": "fixed", "amount": 3});
    let price: Price = decoded(&both);
    assert!(matches!(&price, Price::Several(_)), "{price:?}");
    assert_eq!(to_value(&price).unwrap(), both);
    let fixed = json!({"kind": "fixed", "amount": 3});
    assert!(matches!(decoded(&fixed), Price::New(New::Fixed(price)) if price.amount == 3));
    let existing = json!({"id": "p"});
    assert!(matches!(decoded(&existing), Price::Existing(price) if price.id == "p"));
}
