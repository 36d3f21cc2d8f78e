//! Enums that keep values that the document does not list.

use std::collections::HashSet;

use serde_json::{Value, from_value, json, to_value};
use tests::open_enum::types::{Member, MemberLevel, MemberOrder, Role};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn known_and_unknown_values_round_trip() {
    let answer = json!({"role": "auditor", "level": 7, "order": "ASC"});
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(open_enum, server);
    let sent = Member::new(Role::SalesManager)
        .level(MemberLevel::Value10)
        .order(MemberOrder::Plus1);
    let member = client.members().create(sent).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"role": "sales_manager", "level": 10, "order": "+1"})
    );

    assert_eq!(member.role, Role::Unknown("auditor".to_owned()));
    assert_eq!(member.level, Some(MemberLevel::Unknown(7)));
    assert_eq!(member.order, Some(MemberOrder::ASC));
    client.members().create(member).await.unwrap();
    assert_eq!(server.last().json(), answer);
}

#[tokio::test]
async fn text_and_numbers_convert_to_values() {
    let server = serve([Answer::json(200, &json!({"role": "owner"}))]);
    let client = client!(open_enum, server);
    let sent = Member::new("intern").level(3_i64).order("-1");
    let member = client.members().create(sent).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"role": "intern", "level": 3, "order": "-1"})
    );
    assert_eq!(
        (member.role, member.level, member.order),
        (Role::Owner, None, None)
    );
}

#[test]
fn listed_values_are_distinct_variants() {
    let mut variants = HashSet::new();
    for text in ["asc", "ASC", "+1", "-1", "<", "", "a-b", "a_b", "unknown"] {
        let value: MemberOrder = text.parse().unwrap();
        assert!(!value.is_unknown(), "{text:?}");
        assert_eq!(value.as_str(), text);
        assert_eq!(value.to_string(), text);
        assert_eq!(value, text);
        assert_eq!(to_value(&value).unwrap(), json!(text));
        assert_eq!(from_value::<MemberOrder>(json!(text)).unwrap(), value);
        assert!(variants.insert(value), "{text:?} is the same as another");
    }
    assert_eq!(MemberOrder::VALUES.len(), variants.len());
}

#[test]
fn unlisted_text_is_kept() {
    for text in ["Asc", "unknown ", "Owner", "é", "\u{0}"] {
        let value: MemberOrder = text.parse().unwrap();
        assert_eq!(value, MemberOrder::Unknown(text.to_owned()));
        assert!(value.is_unknown());
        assert_eq!(value.to_string(), text);
        assert_eq!(to_value(&value).unwrap(), json!(text));
    }
    // The listed value `unknown` is a normal variant. Unlisted values are `Unknown` nevertheless.
    assert_eq!(MemberOrder::from("unknown"), MemberOrder::UnknownValue);
}

#[test]
fn integer_enums_convert_from_integers() {
    assert_eq!(
        from_value::<MemberLevel>(json!(2)).unwrap(),
        MemberLevel::Value2
    );
    assert_eq!(MemberLevel::from(-4), MemberLevel::Unknown(-4));
    assert_eq!(to_value(MemberLevel::Unknown(-4)).unwrap(), json!(-4));
    assert_eq!(MemberLevel::Value10.as_i64(), 10);
    assert_eq!(MemberLevel::Value10.to_string(), "10");
    assert_eq!(MemberLevel::VALUES, [1, 2, 10]);
    assert!(from_value::<MemberLevel>(json!("1")).is_err());
}

#[tokio::test]
async fn value_of_another_type_is_an_error_with_its_path() {
    for (role, level, path) in [
        (json!(5), json!(1), "role"),
        (Value::Null, json!(1), "role"),
        (json!("owner"), json!("1"), "level"),
    ] {
        let server = serve([Answer::json(200, &json!({"role": role, "level": level}))]);
        let call = client!(open_enum, server)
            .members()
            .create(Member::new("owner"));
        assert_eq!(call.await.unwrap_err().path(), Some(path));
    }
}
