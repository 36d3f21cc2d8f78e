//! Keywords next to a union apply to each branch.

use serde_json::{Value, from_value, json, to_value};
use tests::server::Answer;
use tests::union_bases::types::{
    All, AllChosen, AllEither, AllLimitedName, AllListed, AllNarrowed, AllNested, Animal, Being,
    Color, Companion, ContactWithCompany, Counters, Delivery, DeliveryCourier,
    DeliveryCourierAddress, Demanding, Described, Detailed, Exact, Extended, Kinds, Labels, Level,
    LevelStop, Login, LoginRequestWithMail, Marked, Maybe, Measured, MotorVessel, Payment,
    PaymentCurrency, Points, Row, Shape, Signal, Single, Term, TermOperation, Token, Vessel,
};

use super::serve;

fn decoded<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> T {
    let found: T = decoded(value);
    assert_eq!(to_value(&found).unwrap(), *value);
    found
}

#[tokio::test]
async fn property_of_the_union_and_of_a_branch_has_the_properties_of_both() {
    let value = json!({"way": "courier", "address": {"street": "s", "zip": "z"}, "door": "d"});
    let delivery = round_trip(&value);
    assert!(
        matches!(&delivery, Delivery::Courier(found) if found.address.street == "s" && found.address.zip == "z")
    );
    echo!(union_bases, json!({"delivery": value}));
    // A request can be built.
    let address = DeliveryCourierAddress::new("s", "z");
    let built = Delivery::from(DeliveryCourier::new(address, "d"));
    let built = to_value(built).unwrap();
    assert_eq!(built["way"], "courier");
    assert_eq!(
        built["address"].as_object().map(serde_json::Map::len),
        Some(2)
    );
    // `street` is required in each branch.
    let without = json!({"way": "locker", "address": {"code": 1}, "box": "b"});
    assert!(from_value::<Delivery>(without).is_err());
}

#[test]
fn narrower_type_of_a_property_holds() {
    let value = json!({"value": 9_007_199_254_740_993_i64, "unit": "mm"});
    assert!(matches!(
        round_trip(&value),
        Measured::Reading(reading) if reading.value == 9_007_199_254_740_993
    ));
    let value = json!({"value": 1, "low": 0.5, "high": 1.5});
    assert!(matches!(round_trip(&value), Measured::WithLow(_)));
}

#[test]
fn property_of_all_variants_is_refined() {
    let value = json!({"kind": "cat", "owner": {"name": "n", "email": "e"}});
    assert!(matches!(
        round_trip(&value),
        Detailed::Cat(cat) if cat.owner.as_ref().is_some_and(|owner| owner.email.as_deref() == Some("e"))
    ));
}

#[test]
fn branch_that_is_a_union_has_the_properties_too() {
    for value in [
        json!({"id": "i", "radius": 1}),
        json!({"id": "i", "axes": [1, 2]}),
    ] {
        assert!(matches!(round_trip(&value), Shape::Round(_)), "{value}");
    }
    assert!(matches!(
        round_trip(&json!({"id": "i", "sides": 3})),
        Shape::WithSides(shape) if shape.id == "i"
    ));
    assert!(from_value::<Shape>(json!({"radius": 1})).is_err());
}

#[test]
fn additional_properties_and_items_next_to_a_union_are_kept() {
    let value = json!({"hits": 1, "others": 2});
    assert!(matches!(
        round_trip(&value),
        Counters::WithHits(found) if found.extra.get("others") == Some(&2)
    ));
    assert!(from_value::<Counters>(json!({"hits": 1, "others": "2"})).is_err());
    let _: Points = round_trip(&json!([{"x": 1, "y": 2}]));
    let _: Points = round_trip(&json!([{"x": 1}, {"x": 2}]));
}

#[test]
fn property_that_the_union_requires_selects_the_branch() {
    assert!(matches!(
        round_trip(&json!({"kind": "right", "r": "1"})),
        Kinds::Right(_)
    ));
    assert!(matches!(
        round_trip(&json!({"kind": "new", "n": "1"})),
        Kinds::Unknown(_)
    ));
}

#[test]
fn property_that_may_be_null_selects_no_branch() {
    let null = round_trip(&json!({"mark": null, "x": "1"}));
    let b = round_trip(&json!({"mark": "b", "y": "1"}));
    match (&null, &b) {
        (Marked::WithX(x), Marked::WithY(_)) => assert!(x.mark.is_none()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn branch_without_other_properties_is_not_selected_for_them() {
    let value = json!({"name": "n", "number": 1});
    assert!(matches!(decoded(&value), Exact::Numbered(found) if found.number == 1));
    assert!(matches!(round_trip(&json!({"name": "n"})), Exact::Named(_)));
    // A property that is added later does not make the value unreadable.
    assert!(matches!(
        decoded(&json!({"name": "n", "new": 1})),
        Exact::Named(_)
    ));
}

#[test]
fn text_that_would_be_sent_in_another_form_is_not_base64() {
    let id = json!({"c": "7d444840-9dc0-11d1-b245-5ffdce74fad2"});
    assert!(matches!(round_trip(&id), Token::Id(_)));
    let bytes = json!({"c": "aGVsbG8="});
    assert!(matches!(round_trip(&bytes), Token::Bytes(_)));
}

#[test]
fn additional_properties_and_first_items_of_several_schemas_are_merged() {
    let _: Labels = round_trip(&json!({"l": {"text": "t", "color": "c"}}));
    let _: Row = round_trip(&json!([{"a": "1", "b": "2"}, "3"]));
}

#[test]
fn contradictions_are_any_value() {
    let _: Maybe = round_trip(&json!({"flag": true}));
    let _: Maybe = round_trip(&json!({"flag": 1, "gone": {"a": 1}}));
}

#[test]
fn condition_next_to_a_union_does_not_always_apply() {
    for value in [
        json!({"paid": true, "state": "closed", "receipt": "r", "card": "c"}),
        json!({"paid": false, "state": "open", "card": "c"}),
        json!({"state": "open", "iban": "i"}),
    ] {
        let _: Payment = round_trip(&value);
    }
    // A type that is declared next to the union has no branch in its name.
    let value = json!({"currency": "eur", "card": "c"});
    assert!(matches!(
        round_trip(&value),
        Payment::WithCard(found) if found.currency == Some(PaymentCurrency::Eur)
    ));
    let value = json!({"state": "open", "iban": "i", "receipt": "r"});
    assert!(matches!(
        round_trip(&value),
        Payment::WithIban(found) if found.state.as_deref() == Some("open") && found.receipt.as_deref() == Some("r")
    ));
}

#[test]
fn branch_that_is_the_base_of_an_inheritance_keeps_its_subtypes() {
    for value in [
        json!({"id": 1, "species": "Lion", "mane": true}),
        json!({"id": 1, "species": "Wolf", "pack": "p"}),
    ] {
        assert!(matches!(round_trip(&value), Being::Animal(_)), "{value}");
    }
    let stone = round_trip(&json!({"id": 1, "weight": 2}));
    assert!(matches!(stone, Being::Stone(found) if found.id == 1));
    assert!(from_value::<Being>(json!({"species": "Lion", "mane": true})).is_err());
}

#[test]
fn discriminator_is_declared_next_to_the_union() {
    let stop = round_trip(&json!({"color": "red", "seconds": 3}));
    assert!(matches!(stop, Signal::Red(found) if found.seconds == Some(3)));
    let blue = round_trip(&json!({"color": "blue", "seconds": 3}));
    assert!(matches!(blue, Signal::Unknown(_)));
}

#[test]
fn condition_of_a_single_branch_is_kept() {
    let single: Single = round_trip(&json!({"n": 1, "extra": "e"}));
    assert_eq!(single.extra.as_deref(), Some("e"));
}

#[tokio::test]
async fn alternatives_of_required_properties_apply_to_each_branch() {
    let server = serve([Answer::empty(204)]);
    let client = client!(union_bases, server);
    let send = |contact: ContactWithCompany| client.contacts().create(contact);
    let shown = send(ContactWithCompany::new("c")).await.unwrap_err();
    let shown = shown.to_string();
    assert!(
        shown.ends_with("`mail` or `phone` must be given"),
        "{shown}"
    );
    assert!(server.received().is_empty());
    let complete = ContactWithCompany::new("c").mail("m");
    send(complete).await.unwrap();
    assert_eq!(server.last().json(), json!({"company": "c", "mail": "m"}));
}

#[test]
fn schema_with_the_union_gives_the_discriminator_its_type() {
    let level = round_trip(&json!({"rank": 1, "seconds": 3}));
    assert!(matches!(&level, Level::Stop(found) if found.seconds == Some(3)));
    let built = Level::from(LevelStop::new(1).seconds(4));
    assert_eq!(to_value(built).unwrap(), json!({"rank": 1, "seconds": 4}));
    assert!(matches!(round_trip(&json!({"rank": 3})), Level::Unknown(_)));
}

#[test]
fn only_branch_that_is_the_base_of_an_inheritance_keeps_its_subtypes() {
    let lion = round_trip(&json!({"nickname": "n", "species": "Lion", "mane": true}));
    assert!(matches!(lion, Companion::Lion(found) if found.mane && found.nickname == "n"));
    let add = round_trip(&json!({"line": 1, "operator": "Add", "left": 2}));
    assert!(matches!(add, Term::Operation(_)));
    // Another operator is not an addition.
    let other = json!({"line": 1, "operator": "Negate", "left": 2});
    assert!(matches!(
        round_trip(&other),
        Term::Operation(TermOperation::Unknown(_))
    ));
}

#[tokio::test]
async fn direction_of_a_property_next_to_a_union_holds_in_the_branches() {
    let server = serve([Answer::json(201, &json!({"id": "i", "mail": "m"}))]);
    let client = client!(union_bases, server);
    let login = LoginRequestWithMail::new("m", "s");
    let created = client.logins().create(login).await.unwrap();
    assert_eq!(server.last().json(), json!({"mail": "m", "secret": "s"}));
    assert!(matches!(created, Login::WithMail(found) if found.id == "i"));
}

#[test]
fn properties_next_to_a_union_are_kept_whatever_declares_them() {
    let described = round_trip(&json!({"id": "i", "b": [1]}));
    assert!(matches!(described, Described::WithB(found) if found.b == json!([1])));
    let extended = round_trip(&json!({"c": "v", "x-a": "y"}));
    assert!(matches!(extended, Extended::WithC(found) if found.extra.contains_key("x-a")));
    let demanding = round_trip(&json!({"f": 1, "x": [2]}));
    assert!(matches!(demanding, Demanding::WithF(found) if found.x == json!([2])));
    assert!(from_value::<Demanding>(json!({"f": 1})).is_err());
}

#[tokio::test]
async fn reference_to_a_base_keeps_the_subtypes() {
    let lion = json!({"species": "Lion", "age": 3, "mane": true});
    for value in [
        json!({"annotated": lion}),
        json!({"narrowed": lion}),
        json!({"beside": lion}),
    ] {
        echo!(union_bases, value);
    }
    let all: All = round_trip(&json!({"annotated": lion, "narrowed": lion}));
    assert!(matches!(all.annotated, Some(Animal::Lion(lion)) if lion.mane));
    assert!(matches!(all.narrowed, Some(AllNarrowed::Lion(lion)) if lion.age == 3));
    let without_age = json!({"narrowed": {"species": "Lion", "mane": true}});
    assert!(from_value::<All>(without_age).is_err());
    // A schema with properties of its own is not one of the subtypes.
    let all: All = round_trip(&json!({"extending": {"species": "Lion", "keeper": "k"}}));
    let extending = all.extending.unwrap();
    assert_eq!(
        (extending.species.as_str(), extending.keeper.as_deref()),
        ("Lion", Some("k"))
    );
}

#[test]
fn other_forms_of_a_reference_to_a_base_keep_the_subtypes() {
    let lion = json!({"species": "Lion", "mane": true});
    let all: All = round_trip(&json!({"nested": lion, "limited_name": lion, "either": lion}));
    assert!(matches!(all.nested, Some(AllNested::Lion(lion)) if lion.mane));
    assert!(matches!(all.limited_name, Some(AllLimitedName::Lion(lion)) if lion.mane));
    assert!(matches!(all.either, Some(AllEither::Lion(lion)) if lion.mane));
}

#[test]
fn keywords_next_to_a_reference_hold() {
    let wide = 10_000_000_000;
    let all: All = round_trip(&json!({"wide": wide, "wide_beside": wide}));
    assert_eq!((all.wide, all.wide_beside), (Some(wide), Some(wide)));
    // The type that restates that of an enum changes nothing.
    let all: All = round_trip(&json!({"same_type": "red", "listed": "a"}));
    assert_eq!(all.same_type, Some(Color::Red));
    assert_eq!(all.listed, Some(AllListed::A));
    // A variant with an annotated reference is named after the component.
    let all: All = round_trip(&json!({"chosen": {"weight": 1}}));
    assert!(matches!(all.chosen, Some(AllChosen::Stone(stone)) if stone.weight == 1));
}

#[test]
fn component_without_a_tag_value_is_no_variant() {
    for (kind, is_selected) in [
        (
            "ferry",
            (|found| matches!(found, Vessel::Ferry(_))) as fn(&Vessel) -> bool,
        ),
        ("tug", |found| matches!(found, Vessel::Tug(_))),
        ("canoe", |found| matches!(found, Vessel::Canoe(_))),
    ] {
        // Nothing but the tag distinguishes the subtypes.
        let vessel: Vessel = round_trip(&json!({"kind": kind}));
        assert!(is_selected(&vessel), "{vessel:?}");
    }
    let tug: MotorVessel = round_trip(&json!({"kind": "tug", "power": "steam", "pull": 3}));
    assert!(matches!(tug, MotorVessel::Tug(tug) if tug.pull == Some(3)));
}

#[test]
fn forbidden_property_distinguishes_branches() {
    for value in [
        json!({"a": "1"}),
        json!({"b": "2"}),
        json!({"a": "1", "b": "2"}),
    ] {
        let _: All = round_trip(&json!({"picked": value}));
    }
}
