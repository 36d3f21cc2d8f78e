//! Required and optional properties, nullable or not.

use serde_json::{Value, json};
use tests::presence::types::UpdateUserRequest;
use tests::runtime::{ErrorKind, Nullable};
use tests::server::Answer;

use super::serve;

async fn sent(request: UpdateUserRequest) -> String {
    let answer = json!({"name": "n", "nickname": null, "contact": {"email": "e"}});
    let server = serve([Answer::json(200, &answer)]);
    let call = client!(presence, server).users().update("u_1", request);
    call.await.unwrap();
    let request = server.last();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("PATCH", "/users/u_1")
    );
    request.text()
}

#[tokio::test]
async fn absent_null_and_value_are_distinct() {
    let request = || UpdateUserRequest::new("Jane", None);
    assert_eq!(sent(request()).await, r#"{"name":"Jane","nickname":null}"#);
    assert_eq!(
        sent(request().clear_picture()).await,
        r#"{"name":"Jane","nickname":null,"picture":null}"#
    );
    assert_eq!(
        sent(request().picture("p.png")).await,
        r#"{"name":"Jane","nickname":null,"picture":"p.png"}"#
    );
    // The last setter wins. Fields can also be set directly.
    let mut changed = request().picture("p.png").clear_picture();
    assert_eq!(changed.picture, Nullable::Null);
    changed.picture = Nullable::Absent;
    assert_eq!(sent(changed).await, r#"{"name":"Jane","nickname":null}"#);
}

#[tokio::test]
async fn absent_optional_arguments_are_not_sent() {
    let request = || UpdateUserRequest::new("Jane", None);
    let plain = r#"{"name":"Jane","nickname":null}"#;
    let (age, picture): (Option<i64>, Option<&str>) = (None, None);
    assert_eq!(sent(request().age(age).picture(picture)).await, plain);
    assert_eq!(
        sent(request().age(Some(7)).picture(Some("p.png"))).await,
        r#"{"name":"Jane","nickname":null,"age":7,"picture":"p.png"}"#
    );
    assert_eq!(
        sent(request().picture(Nullable::or_null(None))).await,
        sent(request().clear_picture()).await
    );
}

#[tokio::test]
async fn required_fields_are_sent_and_optional_ones_if_set() {
    let request = UpdateUserRequest::new("", "J".to_owned());
    assert_eq!(sent(request).await, r#"{"name":"","nickname":"J"}"#);
    let request = UpdateUserRequest::new("Jane", None).age(0);
    assert_eq!(
        sent(request).await,
        r#"{"name":"Jane","nickname":null,"age":0}"#
    );
}

#[tokio::test]
async fn missing_and_null_are_both_none() {
    for answer in [
        json!({"name": "n", "nickname": null, "contact": {"email": "e"}}),
        json!({"name": "n", "nickname": null, "age": null, "picture": null, "contact": {"email": "e"}, "new": [1]}),
    ] {
        let server = serve([Answer::json(200, &answer)]);
        let request = UpdateUserRequest::new("n", None);
        let call = client!(presence, server).users().update("u", request);
        let user = call.await.unwrap();
        assert_eq!(
            (user.nickname, user.age, user.picture),
            (None, None, None),
            "{answer}"
        );
        assert_eq!(user.contact.email, "e");
    }
}

#[tokio::test]
async fn decode_error_has_its_path() {
    let complete = json!({"name": "n", "nickname": "k", "age": 1, "contact": {"email": "e"}});
    // The parent and name of a property that is replaced, or removed if there is no replacement.
    for (parent, member, replacement, path) in [
        ("", "name", None, "name"),
        ("", "name", Some(Value::Null), "name"),
        ("", "name", Some(json!(["n"])), "name"),
        ("", "nickname", None, "nickname"),
        ("", "nickname", Some(json!(true)), "nickname"),
        ("", "age", Some(json!("1")), "age"),
        ("", "age", Some(json!(1.5)), "age"),
        ("", "contact", None, "contact"),
        ("", "contact", Some(Value::Null), "contact"),
        ("/contact", "email", None, "contact.email"),
        ("/contact", "email", Some(Value::Null), "contact.email"),
        ("/contact", "email", Some(json!({})), "contact.email"),
    ] {
        let mut answer = complete.clone();
        let object = answer
            .pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .unwrap();
        match replacement {
            Some(value) => object.insert(member.to_owned(), value),
            None => object.remove(member),
        };
        let server = serve([Answer::json(200, &answer)]);
        let request = UpdateUserRequest::new("n", None);
        let call = client!(presence, server).users().update("u", request);
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{answer}");
        assert_eq!(error.path(), Some(path), "{answer}");
        assert!(
            error.to_string().contains(&format!("`{path}`")),
            "{error} of {answer}"
        );
        assert_eq!(error.bytes(), answer.to_string().as_bytes());
    }
}
