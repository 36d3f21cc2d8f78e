//! Constants are not arguments; they are sent and checked. Defaults are left to the API.

use serde_json::json;
use tests::constants_and_defaults::types::{
    Sent, SentColor, SentFlag, SentLarge, SentObject, SentOutcome, SentStatus,
};
use tests::server::Answer;

use super::serve;

fn required() -> Sent {
    Sent::new(None, 3, Some(SentStatus::Failed))
}

#[tokio::test]
async fn constants_are_sent_automatically() {
    let server = serve([Answer::json(
        200,
        &json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "status": "failed", "outcome": null, "size": 3}),
    )]);
    let call = client!(constants_and_defaults, server)
        .echo()
        .echo(required());
    let received = call.await.unwrap();
    let sent = json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "status": "failed", "outcome": null, "size": 3, "flag": "yes", "largest": u64::MAX});
    assert_eq!(server.last().json(), sent);
    assert_eq!(received.object, SentObject::Plan);
    // An optional constant is sent too, unless the field is set to `None`.
    let mut sent = required();
    assert_eq!(sent.flag, Some(SentFlag::Yes));
    sent.flag = None;
    assert_eq!(serde_json::to_value(sent).unwrap().get("flag"), None);
}

#[tokio::test]
async fn constants_and_defaults_round_trip() {
    let sent = echo!(
        constants_and_defaults,
        json!({
            "object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "status": "failed", "outcome": null, "size": 0,
            "flag": "yes", "nothing": null, "whole": {"a": [1, null]},
            "largest": u64::MAX, "large": 9_223_372_036_854_775_808_u64, "color": "blue", "list": ["x"],
        })
    );
    assert_eq!((sent.size, sent.color), (0, Some(SentColor::Blue)));
}

#[tokio::test]
async fn wrong_constant_is_an_error() {
    let complete = json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "status": "failed", "outcome": null, "size": 3});
    for (name, other) in [
        ("object", json!("user")),
        ("version", json!(3)),
        ("live", json!(false)),
        ("ratio", json!(2.5)),
        ("flag", json!("no")),
        ("nothing", json!(1)),
    ] {
        let mut value = complete.clone();
        value[name] = other;
        let error = refused!(constants_and_defaults, Sent, value);
        assert!(error.contains(name), "{error}");
    }
}

#[tokio::test]
async fn optional_defaults_are_left_to_the_api() {
    let value = serde_json::to_value(required()).unwrap();
    for name in ["color", "list", "nothing", "whole"] {
        assert_eq!(value.get(name), None, "{name}");
    }
    // A required property must be present in a response, even if it has a default.
    let value = json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "status": null, "outcome": "done"});
    let error = refused!(constants_and_defaults, Sent, value);
    assert!(error.contains("size"), "{error}");
}

#[test]
fn nullable_constant_is_an_argument() {
    let outcome = Sent::new(Some(SentOutcome::Done), 3, None);
    let value = serde_json::to_value(outcome).unwrap();
    assert_eq!(value["status"], json!(null));
    assert_eq!(value["outcome"], json!("done"));
}

#[test]
fn unsigned_constants_exceed_the_signed_range() {
    let large = |value: u64| serde_json::from_value::<SentLarge>(json!(value)).unwrap();
    assert_eq!(
        large(9_223_372_036_854_775_808),
        SentLarge::Value9223372036854775808
    );
    assert!(large(9_223_372_036_854_775_809).is_unknown());
    assert_eq!(
        serde_json::to_value(large(u64::MAX)).unwrap(),
        json!(u64::MAX)
    );
}
