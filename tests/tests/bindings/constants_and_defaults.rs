//! Constants are not asked for, always sent and checked; defaults are the API's.

use serde_json::json;
use tests::constants_and_defaults::types::{Sent, SentColor, SentFlag, SentObject};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn constants_are_sent_without_being_asked_for() {
    let server = serve([Answer::json(
        200,
        &json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "size": 3}),
    )]);
    let call = client!(constants_and_defaults, server)
        .echo()
        .post(Sent::new(3));
    let received = call.await.unwrap();
    let sent = json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "size": 3, "flag": "yes"});
    assert_eq!(server.last().json(), sent);
    assert_eq!(received.object, SentObject::Plan);
    // An optional one is sent too, unless it is taken out.
    let mut sent = Sent::new(3);
    assert_eq!(sent.flag, Some(SentFlag::Yes));
    sent.flag = None;
    assert_eq!(serde_json::to_value(sent).unwrap().get("flag"), None);
}

#[tokio::test]
async fn all_of_them() {
    let sent = echo!(
        constants_and_defaults,
        json!({
            "object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "size": 0,
            "flag": "yes", "nothing": null, "whole": {"a": [1, null]},
            "color": "blue", "list": ["x"],
        })
    );
    assert_eq!((sent.size, sent.color), (0, Some(SentColor::Blue)));
}

#[tokio::test]
async fn another_value_is_refused() {
    let complete = json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only", "size": 3});
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
async fn a_default_is_what_the_api_takes_when_nothing_is_sent() {
    let value = serde_json::to_value(Sent::new(3)).unwrap();
    for name in ["color", "list", "nothing", "whole"] {
        assert_eq!(value.get(name), None, "{name}");
    }
    // What is required must come, whatever its default is.
    let value =
        json!({"object": "plan", "version": 2, "live": true, "ratio": 1.5, "single": "only"});
    let error = refused!(constants_and_defaults, Sent, value);
    assert!(error.contains("size"), "{error}");
}
