//! Tests of the macros that define structs.

use serde_json::{Value, json};

use crate::runtime::{JsonMap, Map, Nullable, object, parameters, request_object};

request_object! {
    /// A member of a team.
    pub struct Member(id: impl Into<String>, nickname: impl Into<Option<String>>) {
        /// Its id.
        required id: String => new(id.into()),
        required nickname: Option<String> => new(nickname.into()),
        optional display_name: Option<String> = "displayName" => set(display_name: IntoField),
        #[deprecated]
        optional picture: Nullable<String> => set(picture: IntoField, clear_picture),
        optional r#type: Option<i64> = "type" => set(r#type: Into),
    }
}

request_object! {
    #[derive(Default)]
    pub struct Everything {
        optional default: Option<i64> => set(default as with_default: Into),
        optional price: Nullable<f64> => set(price: Into),
        optional inner: Option<Box<Everything>> => set(inner: IntoBoxed),
        optional members: Nullable<Vec<i64>> => set(members: IntoItems),
        optional names: Option<Vec<String>> => set(names: IntoConvertedItems),
        optional prices: Option<Map<i64>> => set(prices: IntoEntries),
        optional facts: Nullable<JsonMap> => set(facts: IntoEntries),
        optional labels: Option<Map<String>> => set(labels: IntoConvertedEntries),
        optional any: Option<Value> => set(any: (impl Into<Value> = Some(any.into()))),
    }
}

object! {
    #[derive(Default)]
    pub struct Settings {
        optional theme: Option<String>,
        ..extra: Map<i64>,
    }
}

request_object! {
    pub struct Open {
        required id: i64 => preset(7),
        ..extra: JsonMap => set(extra: impl IntoIterator<Item = (impl Into<String>, Value)> = extra.into_iter().map(|(key, value)| (key.into(), value)).collect()),
    }
}

parameters! {
    #[derive(Debug, Clone, Default)]
    pub struct ListMembers {
        /// Return at most this many.
        optional first: Option<i64> => set(first: Into),
        #[deprecated]
        optional after: Option<String> => set(after: IntoField),
    }
}

object! {
    pub struct Empty {}
}

fn error(value: Value) -> String {
    serde_json::from_value::<Member>(value)
        .unwrap_err()
        .to_string()
}

#[test]
#[allow(deprecated)]
fn what_is_absent_null_and_there_stays_apart() {
    let full = json!({"id": "a", "nickname": null, "displayName": "A", "picture": null, "type": 3});
    let member: Member = serde_json::from_value(full.clone()).unwrap();
    assert_eq!(member.nickname, None);
    assert_eq!(member.picture, Nullable::Null);
    assert_eq!(member.r#type, Some(3));
    assert_eq!(serde_json::to_value(&member).unwrap(), full);

    let bare = json!({"id": "a", "nickname": "b"});
    let member: Member = serde_json::from_value(bare.clone()).unwrap();
    assert_eq!(member.picture, Nullable::Absent);
    assert_eq!(serde_json::to_value(&member).unwrap(), bare);
}

#[test]
fn what_must_be_there_is_missed_by_its_name() {
    assert_eq!(error(json!({"nickname": null})), "missing field `id`");
    assert_eq!(error(json!({"id": "a"})), "missing field `nickname`");
    assert!(error(json!({"id": 1, "nickname": null})).contains("invalid type"));
    assert!(error(json!([])).contains("struct Member"));
}

#[test]
fn what_is_unknown_is_passed_over_and_the_last_of_several_holds() {
    let text = r#"{"id": "a", "new": {"deep": [1, 2]}, "nickname": null, "\u0069d": "b"}"#;
    let member: Member = serde_json::from_str(text).unwrap();
    assert_eq!(member.id, "b");
}

#[test]
fn the_rest_is_kept_in_order_and_typed() {
    let value = json!({"theme": "dark", "b": 2, "a": 1});
    let settings: Settings = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(settings.extra.get("a"), Some(&1));
    assert_eq!(serde_json::to_value(&settings).unwrap(), value);
    assert!(serde_json::from_value::<Settings>(json!({"a": "x"})).is_err());
    assert_eq!(
        serde_json::to_value(Settings::default()).unwrap(),
        json!({})
    );

    let value = json!({"id": 1, "anything": {"a": [null]}});
    let open: Open = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&open).unwrap(), value);
}

#[test]
fn members_come_in_any_order_and_an_object_may_have_none() {
    let text = r#"{"type": 1, "nickname": "n", "displayName": "d", "id": "a", "picture": "p"}"#;
    let member: Member = serde_json::from_str(text).unwrap();
    assert_eq!((member.id.as_str(), member.r#type), ("a", Some(1)));
    let empty: Empty = serde_json::from_str(r#"{"a": 1}"#).unwrap();
    assert_eq!(serde_json::to_value(&empty).unwrap(), json!({}));
}

#[test]
#[allow(deprecated)]
fn what_is_sent_is_filled_in() {
    let member = Member::new("a", None).display_name("A").picture("p");
    let sent = json!({"id": "a", "nickname": null, "displayName": "A", "picture": "p"});
    assert_eq!(serde_json::to_value(&member).unwrap(), sent);
    let member = Member::new("a", "b".to_owned()).clear_picture().r#type(2);
    let sent = json!({"id": "a", "nickname": "b", "picture": null, "type": 2});
    assert_eq!(serde_json::to_value(&member).unwrap(), sent);
    let open = Open::new().extra([("x", json!(1))]);
    assert_eq!(
        serde_json::to_value(&open).unwrap(),
        json!({"id": 7, "x": 1})
    );
}

object! {
    #[any_of(["email"], ["phone", "country"])]
    #[one_of(["id"], ["login"])]
    /// Somebody who is invited.
    #[derive(Default)]
    pub struct Invitation {
        optional email: Option<String>,
        optional phone: Nullable<String>,
        optional country: Option<String>,
        optional id: Option<i64>,
        optional login: Option<String>,
        #[min_items(1)]
        /// What they may do.
        required roles: Vec<String>,
        #[min_items(2)]
        optional colours: Option<Vec<String>>,
    }
}

#[test]
fn what_must_be_given_together_is_asked_for_when_an_object_is_written() {
    let refused =
        |invitation: &Invitation| serde_json::to_value(invitation).unwrap_err().to_string();
    let complete = Invitation {
        email: Some("a@b.c".to_owned()),
        id: Some(1),
        roles: vec!["admin".to_owned()],
        ..Invitation::default()
    };
    let sent = serde_json::to_value(&complete).unwrap();
    assert_eq!(sent, json!({"email": "a@b.c", "id": 1, "roles": ["admin"]}));

    let neither = Invitation {
        email: None,
        ..complete.clone()
    };
    assert_eq!(
        refused(&neither),
        "`email` or `phone` with `country` must be given"
    );
    let half = Invitation {
        phone: Nullable::Value("1".to_owned()),
        ..neither.clone()
    };
    assert_eq!(
        refused(&half),
        "`email` or `phone` with `country` must be given"
    );
    let other = Invitation {
        country: Some("de".to_owned()),
        ..half
    };
    assert!(serde_json::to_value(&other).is_ok());
    // A property that is null is present (JSON Schema 2020-12, validation, section 6.5.3).
    let null = Invitation {
        phone: Nullable::Null,
        country: Some("de".to_owned()),
        ..neither
    };
    assert!(serde_json::to_value(&null).is_ok());

    let both = Invitation {
        login: Some("a".to_owned()),
        ..complete.clone()
    };
    assert_eq!(refused(&both), "only one of `id` and `login` may be given");
    let none = Invitation {
        id: None,
        ..complete
    };
    assert_eq!(refused(&none), "`id` or `login` must be given");
}

#[test]
fn lists_that_are_too_short_are_not_written() {
    let mut invitation = Invitation {
        email: Some("a@b.c".to_owned()),
        id: Some(1),
        ..Invitation::default()
    };
    let error = serde_json::to_value(&invitation).unwrap_err();
    assert_eq!(error.to_string(), "`roles` must have at least 1 item");
    invitation.roles = vec!["admin".to_owned()];
    invitation.colours = Some(vec!["red".to_owned()]);
    let error = serde_json::to_value(&invitation).unwrap_err();
    assert_eq!(error.to_string(), "`colours` must have at least 2 items");
    // Received values are not validated.
    let received = json!({"roles": []});
    assert!(serde_json::from_value::<Invitation>(received).is_ok());
}

#[test]
#[allow(deprecated)]
fn parameters_are_filled_in_by_name() {
    let parameters = ListMembers::new().first(3).after("a");
    assert_eq!(
        (parameters.first, parameters.after.as_deref()),
        (Some(3), Some("a"))
    );
    assert_eq!(ListMembers::default().first, None);
}

#[test]
fn a_setter_takes_a_value_or_an_option_of_one() {
    let (some, none) = (Some("A"), None::<String>);
    let member = || Member::new("a", None);
    assert_eq!(member().display_name("A"), member().display_name(some));
    assert_eq!(member().display_name(none.clone()), member());
    assert_eq!(member().r#type(3), member().r#type(Some(3)));
    assert_eq!(member().r#type(None), member());
    let large = member().r#type(5_000_000_000);
    assert_eq!(large.r#type, Some(5_000_000_000));
    let parameters = ListMembers::new().first(Some(1)).first(None);
    assert_eq!(parameters.first, None);
}

#[test]
#[allow(deprecated)]
fn a_setter_of_what_may_be_null_takes_null() {
    let member = || Member::new("a", None);
    assert_eq!(member().picture(Some("P")), member().picture("P"));
    assert_eq!(member().picture(None::<String>).picture, Nullable::Absent);
    assert_eq!(member().picture(Nullable::Null), member().clear_picture());
    assert_eq!(
        member().picture(Nullable::or_null(None)),
        member().clear_picture()
    );
    assert_eq!(
        Everything::new().price(Nullable::Null).price,
        Nullable::Null
    );
    assert_eq!(Everything::new().price(None).price, Nullable::Absent);
}

#[test]
fn lists_and_maps_are_taken_whole_or_as_options() {
    let value = Everything::new()
        .with_default(Some(1))
        .inner(Everything::new().price(1.5))
        .members([1, 2])
        .names(Some(["a"]))
        .prices([("a", 1)])
        .facts([("b", json!(true))])
        .labels(vec![("c", String::new())])
        .any("x");
    let expected = json!({
        "default": 1, "inner": {"price": 1.5}, "members": [1, 2], "names": ["a"], "prices": {"a": 1},
        "facts": {"b": true}, "labels": {"c": ""}, "any": "x",
    });
    assert_eq!(serde_json::to_value(&value).unwrap(), expected);
    let cleared = value
        .members(Nullable::Null)
        .names(None::<Vec<&str>>)
        .prices(None::<Map<i64>>)
        .facts(None::<JsonMap>)
        .labels(None::<Map<String>>)
        .inner(None::<Everything>)
        .with_default(None);
    let expected = json!({"members": null, "any": "x"});
    assert_eq!(serde_json::to_value(&cleared).unwrap(), expected);
    assert_eq!(
        Everything::new().members([]).members,
        Nullable::Value(Vec::new())
    );
    // Setters do not hide the methods of traits.
    assert_eq!(Everything::default().clone(), Everything::new());
}
