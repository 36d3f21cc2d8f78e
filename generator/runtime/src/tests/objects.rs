//! Structs that are read from and written as JSON objects.

use serde_json::json;

use crate::runtime::{JsonMap, Map, Nullable, decode_json, object, tagged_union, untagged_union};

object! {
    /// A member of a team.
    pub struct Member {
        /// Its id.
        pub id: String,
        pub nickname: Option<String>,
        #[name = "displayName"]
        #[optional]
        pub display_name: Option<String>,
        #[deprecated]
        #[optional]
        pub picture: Nullable<String>,
        #[name = "type"]
        #[optional]
        pub r#type: Option<i64>,
    }
}

object! {
    #[derive(Default)]
    pub struct Settings {
        #[optional]
        pub theme: Option<String>,
        #[rest]
        pub extra: Map<i64>,
    }
}

object! {
    pub struct Open {
        pub id: i64,
        #[rest]
        pub extra: JsonMap,
    }
}

fn error(value: serde_json::Value) -> String {
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

object! {
    pub struct Nested {
        pub member: Member,
        pub members: Vec<Member>,
        #[optional]
        pub settings: Option<Settings>,
        #[optional]
        pub owner: Option<Owner>,
    }
}

tagged_union! {
    #[tag = "type"]
    #[unknown = Unknown]
    pub enum Owner {
        #[write_tag]
        Settings(Settings) = "settings",
        #[write_tag]
        Nested(Box<Nested>) = "nested",
    }
}

untagged_union! { pub enum Either { Open(Open), Nested(Box<Nested>), Settings(Settings) } }

#[test]
fn errors_inside_of_objects_are_named_by_their_path() {
    let path = |text: &str| {
        decode_json::<Nested>(text.as_bytes())
            .unwrap_err()
            .path()
            .to_owned()
    };
    let member = r#"{"id": "a", "nickname": null}"#;
    for (text, expected) in [
        (r#"{"member": {}, "members": []}"#.to_owned(), "member.id"),
        (
            r#"{"member": {"nickname": null, "displayName": 1}}"#.to_owned(),
            "member.displayName",
        ),
        (
            format!(r#"{{"member": {member}, "members": [{member}, {{"id": "b"}}]}}"#),
            "members[1].nickname",
        ),
        (
            format!(r#"{{"member": {member}, "members": [], "settings": {{"a": "x"}}}}"#),
            "settings.a",
        ),
        (
            format!(r#"{{"owner": {{"a": "x", "type": "settings"}}, "member": {member}}}"#),
            "owner.a",
        ),
        (
            format!(r#"{{"owner": {{"type": "nested", "member": {member}, "members": [{{}}]}}}}"#),
            "owner.members[0].id",
        ),
        (format!(r#"{{"member": {member}}}"#), "members"),
    ] {
        assert_eq!(path(&text), expected, "{text}");
    }
}

#[test]
fn objects_in_unions_are_told_apart_and_tagged() {
    let decode = |value| serde_json::from_value::<Either>(value).unwrap();
    // Both take any further property; the first wins.
    assert!(matches!(decode(json!({"id": 1, "x": 2})), Either::Open(_)));
    assert!(matches!(
        decode(json!({"theme": "dark"})),
        Either::Settings(_)
    ));
    // The tag is none of the further properties.
    let settings = json!({"type": "settings", "a": 1});
    let owner: Owner = serde_json::from_value(settings.clone()).unwrap();
    assert_eq!(serde_json::to_value(&owner).unwrap(), settings);
    let member = json!({"id": "a", "nickname": null});
    assert!(matches!(
        decode(json!({"member": member, "members": []})),
        Either::Nested(_)
    ));
    let owner = Owner::Nested(Box::new(
        serde_json::from_value(json!({"member": member, "members": []})).unwrap(),
    ));
    assert_eq!(
        serde_json::to_string(&owner).unwrap(),
        r#"{"type":"nested","member":{"id":"a","nickname":null},"members":[]}"#
    );
}
