//! Names in `required` that no property has: any value, which must be there.

use serde_json::{Value, json, to_value};
use tests::undeclared_members::types::{All, Cat, Derived, Pet};

#[tokio::test]
async fn they_are_asked_for_and_kept() {
    for ghost in [json!(1), json!("x"), json!({"a": [1]}), Value::Null] {
        let all = echo!(undeclared_members, json!({"name": "n", "ghost": ghost}));
        assert_eq!(all, All::new(ghost, "n"));
    }
    let error = refused!(undeclared_members, All, json!({"name": "n"}));
    assert!(error.contains("ghost"), "{error}");
}

#[tokio::test]
async fn another_part_may_declare_them() {
    let derived = Derived::new("d", 7);
    let all = All::new(1, "n").derived(derived);
    let value = to_value(&all).unwrap();
    assert_eq!(value["derived"], json!({"id": "d", "kind": 7}));
    echo!(undeclared_members, value);
}

#[tokio::test]
async fn the_tag_of_a_union_is_not_asked_for() {
    let all = All::new(1, "n").pet(Cat::new(9));
    let value = to_value(&all).unwrap();
    assert_eq!(value["pet"], json!({"species": "Cat", "lives": 9}));
    let all = echo!(undeclared_members, value);
    assert!(matches!(all.pet, Some(Pet::Cat(cat)) if cat.lives == 9));
}
