//! Names in `required` without a property: required, with any JSON value.

use serde_json::{Value, json, to_value};
use tests::undeclared_members::types::{
    All, AllCounters, AllGreetings, AllNotes, AllTexts, AllTextsValue, Cat, Derived, Pet,
};

#[tokio::test]
async fn undeclared_required_properties_are_arguments() {
    for ghost in [json!(1), json!("x"), json!({"a": [1]}), Value::Null] {
        let all = echo!(undeclared_members, json!({"name": "n", "ghost": ghost}));
        assert_eq!(all, All::new(ghost, "n"));
    }
    let error = refused!(undeclared_members, All, json!({"name": "n"}));
    assert!(error.contains("ghost"), "{error}");
}

#[tokio::test]
async fn another_part_may_declare_required_properties() {
    let derived = Derived::new("d", 7);
    let all = All::new(1, "n").derived(derived);
    let value = to_value(&all).unwrap();
    assert_eq!(value["derived"], json!({"id": "d", "kind": 7}));
    echo!(undeclared_members, value);
}

#[tokio::test]
async fn required_tag_is_no_argument() {
    let all = All::new(1, "n").pet(Cat::new(9));
    let value = to_value(&all).unwrap();
    assert_eq!(value["pet"], json!({"species": "Cat", "lives": 9}));
    let all = echo!(undeclared_members, value);
    assert!(matches!(all.pet, Some(Pet::Cat(cat)) if cat.lives == 9));
}

#[tokio::test]
async fn additional_properties_describe_required_names() {
    let greetings = AllGreetings::new("hello").extra([("de", "hallo")]);
    let texts = AllTexts::new(AllTextsValue::new("a"), AllTextsValue::new("b"));
    let notes = AllNotes::new(None);
    let counters = AllCounters::new(3);
    let all = All::new(1, "n")
        .greetings(greetings)
        .texts(texts)
        .notes(notes)
        .counters(counters);
    let value = to_value(&all).unwrap();
    assert_eq!(
        value,
        json!({
            "name": "n",
            "ghost": 1,
            "greetings": {"en": "hello", "de": "hallo"},
            "texts": {"de": {"text": "a"}, "en": {"text": "b"}},
            "notes": {"en": null},
            "counters": {"x-total": 3},
        })
    );
    assert_eq!(echo!(undeclared_members, value), all);
    for (name, incomplete) in [
        ("greetings", json!({"de": "hallo"})),
        ("texts", json!({"en": {"text": "b"}})),
        ("notes", json!({})),
        ("counters", json!({"x-a": 1})),
    ] {
        let error = refused!(
            undeclared_members,
            All,
            json!({"name": "n", "ghost": 1, name: incomplete})
        );
        assert!(error.contains("missing field"), "{error}");
    }
}
