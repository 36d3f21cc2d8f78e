//! Requests of calls, and results for their responses.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use generated::runtime::ErrorKind;
use generated::whop::ErrorBody;
use generated::whop::types::{
    AuthorizedUserRoles, CreateAuthorizedUserRequest, ListAuthorizedUsersParams,
};
use serde_json::{Value, json};
use tests::server::Answer;

use super::{KEY, builder, client, member, serve};

fn request() -> CreateAuthorizedUserRequest {
    CreateAuthorizedUserRequest::new("biz_1", AuthorizedUserRoles::Moderator, "user_1")
}

#[tokio::test]
async fn an_authorized_user_is_created() {
    let server = serve([Answer::json(201, &member())]);
    let call = client(&server).authorized_users().create(request());
    let created = call.await.unwrap();

    let sent = server.last();
    assert_eq!(server.received().len(), 1);
    assert_eq!(
        (sent.method.as_str(), sent.target.as_str()),
        ("POST", "/authorized_users")
    );
    assert_eq!(
        sent.text(),
        r#"{"company_id":"biz_1","role":"moderator","user_id":"user_1"}"#
    );
    assert_eq!(
        sent.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("api-version-date"), Some("2026-07-20"));

    assert_eq!(created.id, "ausr_1");
    assert_eq!(created.role, AuthorizedUserRoles::Moderator);
    assert_eq!(created.user.name, None);
    assert_eq!(created.user.email.as_deref(), Some("jane@example.com"));
    assert_eq!(created.company.title, "Acme");
}

#[tokio::test]
async fn explicit_null_and_false_are_sent() {
    let server = serve([Answer::json(200, &member())]);
    let members = client(&server);
    let call = members
        .authorized_users()
        .create(request().send_emails(false));
    call.await.unwrap();
    assert_eq!(server.last().json()["send_emails"], json!(false));
    let call = members
        .authorized_users()
        .create(request().send_emails(generated::runtime::Nullable::Null));
    call.await.unwrap();
    assert_eq!(server.last().json().get("send_emails"), Some(&Value::Null));
}

#[tokio::test]
async fn missing_property_is_an_error_with_its_path() {
    for (parent, name, path) in [
        ("", "id", "id"),
        ("", "role", "role"),
        ("", "user", "user"),
        ("/user", "username", "user.username"),
        ("/user", "email", "user.email"),
        ("/company", "title", "company.title"),
    ] {
        let mut answer = member();
        let object = answer.pointer_mut(parent).and_then(Value::as_object_mut);
        object.unwrap().remove(name).unwrap();
        let server = serve([Answer::json(200, &answer)]);
        let call = client(&server).authorized_users().retrieve("ausr_1");
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.path(), Some(path));
        assert_eq!(error.operation(), "retrieveAuthorizedUser");
        assert_eq!(error.bytes(), answer.to_string().as_bytes());
    }
}

#[tokio::test]
async fn error_path_contains_the_list_index() {
    let page_info = json!({"has_next_page": false, "has_previous_page": false, "start_cursor": null, "end_cursor": null});
    let mut second = member();
    second["user"]["username"] = json!(1);
    let answer = json!({"data": [member(), second], "page_info": page_info});
    let server = serve([Answer::json(200, &answer)]);
    let call = client(&server).authorized_users().list(
        ListAuthorizedUsersParams::new()
            .company_id("biz_1")
            .first(2),
    );
    let error = call.await.unwrap_err();
    assert_eq!(error.path(), Some("data[1].user.username"));
    assert_eq!(
        server.last().target,
        "/authorized_users?first=2&company_id=biz_1"
    );
}

#[tokio::test]
async fn api_error_has_its_typed_body() {
    let body = json!({"error": {"type": "forbidden", "message": "Not yours", "code": "no_scope"}});
    let server = serve([Answer::json(403, &body).header("x-request-id", "req_1")]);
    let call = client(&server).authorized_users().create(request());
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.code(), Some("no_scope"));
    assert_eq!(error.message(), Some("Not yours"));
    assert_eq!(error.request_id(), Some("req_1"));
    let Some(ErrorBody::ErrorResponse(body)) = error.body() else {
        panic!("{error:?}");
    };
    assert_eq!(body.error.r#type, "forbidden");
}

#[tokio::test]
async fn missing_response_times_out() {
    // The system accepts connections, but there are no responses.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let limit = Duration::from_millis(50);
    let started = Instant::now();

    let hasty = builder(&*address).timeout(limit).build().unwrap();
    let of_client = hasty.authorized_users().retrieve("ausr_1").await;
    let patient = builder(&*address).build().unwrap();
    let call = patient.authorized_users().retrieve("ausr_1");
    let of_call = call.timeout(limit).await;

    for result in [of_client, of_call] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.is_timeout() && error.is_retryable());
        assert!(error.bytes().is_empty());
    }
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn unreachable_server_is_a_connect_error() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let whop = builder(address).build().unwrap();
    let error = whop
        .authorized_users()
        .retrieve("ausr_1")
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.status(), None);
}
