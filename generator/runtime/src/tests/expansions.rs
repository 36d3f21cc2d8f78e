//! Compiles the examples of `docs/macros.md`, and uses the items that they define.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::runtime::{
    JsonMap, Nullable, constant, integer_enum, json_enum, keyed_union, object, parameters,
    request_object, string_enum, tagged_union, untagged_union,
};

object! {
    /// A member of a team.
    pub struct Member {
        required id: String,
        optional display_name: Option<String> = "displayName",
        ..extra: JsonMap,
    }
}

request_object! {
    /// A new member.
    #[derive(Default)]
    pub struct CreateMember {
        optional age: Option<i64> => set(age: Into),
        optional name: Nullable<String> => set(name: IntoField, clear_name),
    }
}

request_object! {
    /// A new team.
    pub struct CreateTeam(name: impl Into<String>) {
        required name: String => new(name.into()),
        required kind: TeamKind => preset(TeamKind::Team),
    }
}

parameters! {
    /// Parameters of `members().list`.
    #[derive(Debug, Clone, Default)]
    pub struct ListMembersParams {
        optional first: Option<i64> => set(first: Into),
    }
}

string_enum! {
    #[unknown = Unknown]
    /// The role of a member.
    pub enum Role {
        Owner = "owner",
        Admin = "admin",
    }
}

integer_enum! {
    #[unknown = Unknown]
    pub enum Level {
        Value1 = 1,
        ValueMinus2 = -2,
    }
}

json_enum! {
    #[unknown = Unknown]
    pub enum Limit {
        Value10 = 10,
        None = "none",
    }
}

constant! {
    pub enum TeamKind {
        Team = "team",
    }
}

tagged_union! {
    #[tag = "kind"]
    #[unknown = Unknown]
    pub enum Owner {
        #[check_tag]
        #[from(User)]
        User(User) = "user",
        #[write_tag]
        Company(Company) = "company" | "firm",
    }
}

untagged_union! {
    pub enum Payment {
        #[from(Card)]
        Card(Card),
        Text(String),
    }
}

keyed_union! {
    #[unknown = Unknown]
    pub enum Shape {
        Circle(f64) = "Circle",
        Square(f64) = "Square",
    }
}

object! {
    pub struct User {
        required kind: String,
    }
}

object! {
    pub struct Company {
        required name: String,
    }
}

object! {
    pub struct Card {
        required number: String,
    }
}

/// The traits of all types that are JSON.
fn is_json<T: Debug + Clone + PartialEq + Serialize + for<'de> Deserialize<'de>>() {}
fn is_eq_and_hash<T: Eq + Hash>() {}
fn is_copy<T: Copy>() {}

/// The example on the page is the same text as the one that is compiled here.
#[test]
fn every_example_of_the_page_is_compiled() {
    let page = include_str!("../../../../docs/macros.md");
    let source = include_str!("expansions.rs");
    let examples: Vec<&str> = page
        .split("```rust\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```").map(|(example, _)| example))
        .collect();
    assert_eq!(examples.len(), 11);
    for example in examples {
        assert!(source.contains(example), "{example}");
    }
}

#[test]
fn structs_have_the_items_of_the_page() {
    is_json::<Member>();
    let member: Member =
        serde_json::from_value(json!({"id": "m", "displayName": "n", "x": 1})).expect("a member");
    assert_eq!(
        (
            member.id.as_str(),
            member.display_name.as_deref(),
            &member.extra["x"]
        ),
        ("m", Some("n"), &json!(1))
    );
    is_json::<CreateMember>();
    let created = CreateMember::new().age(5).name("n");
    assert_eq!(
        serde_json::to_value(created).unwrap(),
        json!({"age": 5, "name": "n"})
    );
    let cleared = CreateMember::default()
        .age(None)
        .name(Some("n"))
        .name(Nullable::Null);
    assert_eq!(cleared, CreateMember::new().clear_name());
    is_json::<CreateTeam>();
    let team = CreateTeam::new("t");
    assert_eq!(
        serde_json::to_value(team).unwrap(),
        json!({"name": "t", "kind": "team"})
    );
    let parameters = ListMembersParams::new().first(5).clone();
    assert_eq!(parameters.first, Some(5));
}

#[test]
fn enums_have_the_items_of_the_page() {
    is_json::<Role>();
    is_eq_and_hash::<Role>();
    assert_eq!(Role::VALUES, ["owner", "admin"]);
    assert_eq!(Role::from("owner"), Role::Owner);
    assert_eq!(Role::from("x".to_owned()), Role::Unknown("x".to_owned()));
    let role = Role::from_str("admin").expect("no text is an error");
    let text: &str = role.as_ref();
    assert!(text == role.as_str() && role == "admin" && role == *"admin" && !role.is_unknown());
    assert_eq!(role.to_string(), "admin");

    is_json::<Level>();
    is_eq_and_hash::<Level>();
    is_copy::<Level>();
    assert_eq!(Level::VALUES, [1, -2]);
    assert_eq!(Level::from(-2), Level::ValueMinus2);
    assert_eq!(Level::Value1.as_i64(), 1);
    assert!(Level::from(7).is_unknown());
    assert_eq!(Level::from(7).to_string(), "7");

    is_json::<Limit>();
    assert_eq!(Limit::from(json!(10)), Limit::Value10);
    assert_eq!(Limit::None.to_value(), json!("none"));
    assert!(Limit::from(json!("x")).is_unknown());

    is_json::<TeamKind>();
    is_eq_and_hash::<TeamKind>();
    is_copy::<TeamKind>();
    assert_eq!(TeamKind::default().to_string(), "team");
    fn shows(value: impl Display) -> String {
        value.to_string()
    }
    assert_eq!(shows(TeamKind::Team), "team");
}

#[test]
fn unions_have_the_items_of_the_page() {
    is_json::<Owner>();
    let user: User = serde_json::from_value(json!({"kind": "other"})).unwrap();
    let owner = Owner::from(user);
    assert_eq!(
        serde_json::to_value(owner).unwrap(),
        json!({"kind": "user"})
    );
    let owner: Owner = serde_json::from_value(json!({"kind": "firm", "name": "n"})).unwrap();
    assert!(matches!(&owner, Owner::Company(company) if company.name == "n"));
    assert_eq!(
        serde_json::to_value(owner).unwrap(),
        json!({"kind": "company", "name": "n"})
    );
    let other: Owner = serde_json::from_value(json!({"kind": "x"})).unwrap();
    assert!(other.is_unknown());

    is_json::<Payment>();
    let card: Card = serde_json::from_value(json!({"number": "1"})).unwrap();
    assert!(matches!(Payment::from(card), Payment::Card(card) if card.number == "1"));
    assert!(matches!(serde_json::from_value(json!("t")), Ok(Payment::Text(text)) if text == "t"));
    assert!(serde_json::from_value::<Payment>(json!(1)).is_err());

    is_json::<Shape>();
    let shape: Shape = serde_json::from_value(json!({"Circle": 1.5})).unwrap();
    assert!(matches!(shape, Shape::Circle(size) if size > 1.0));
    let other: Shape = serde_json::from_value(json!({"Line": 1})).unwrap();
    assert!(other.is_unknown());
    assert_eq!(
        serde_json::to_value(other).unwrap(),
        Value::from_iter([("Line", 1)])
    );
}
