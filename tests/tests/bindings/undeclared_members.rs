//! Names in `required` without a property: required, with any JSON value.

use serde_json::{Value, json, to_value};
use tests::undeclared_members::types::{All, Cat, Derived, Pet};

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
