//! The Fluz client: a GraphQL endpoint whose operations are called like those of other APIs.

use generated::fluz::types::{
    AddAuthorizedUserVariables, AuthorizedUserStatus, ErrorCode, UacRoleType,
};
use generated::fluz::{Client, ClientBuilder, Error, ErrorBody};
use generated::runtime::ErrorKind;
use serde_json::{Value, json};
use tests::server::{Answer, Server};

use super::serve;

const TOKEN: &str = "user_token_1";

fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().without_environment();
    builder.base_url(server.url())
}

fn client(server: &Server) -> Client {
    builder(server).user_access_token(TOKEN).build().unwrap()
}

fn variables() -> AddAuthorizedUserVariables {
    AddAuthorizedUserVariables::new([UacRoleType::Manager]).email("a@b.c")
}

/// Returns the response around a payload.
fn data(payload: &Value) -> Value {
    json!({"data": {"addAuthorizedUser": payload}})
}

fn added() -> Value {
    data(&json!({
        "success": true,
        "authUserId": "3f0c1f7e-6f0e-4a53-9f0b-2d1a5f6b7c8d",
        "roles": ["MANAGER", "AUDITOR"],
        "status": "PENDING",
        "pendingActionId": null,
        "error": null,
    }))
}

fn refusal(code: &str, message: &str) -> Value {
    data(&json!({
        "success": false,
        "authUserId": null,
        "roles": null,
        "status": null,
        "pendingActionId": null,
        "error": {"code": code, "message": message},
    }))
}

/// Returns the error for a response, and checks that the request was sent once.
async fn refused(status: u16, body: &Value) -> Error {
    let server = serve([Answer::json(status, body)]);
    let error = client(&server)
        .authorized_users()
        .add(variables())
        .await
        .unwrap_err();
    assert_eq!(server.received().len(), 1);
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.bytes(), body.to_string().as_bytes());
    assert_eq!(error.attempts(), 1);
    error
}

#[tokio::test]
async fn a_user_is_added_by_email() {
    let server = serve([Answer::json(200, &added())]);
    let fluz = client(&server);
    let added = fluz.authorized_users().add(variables()).await.unwrap();
    assert!(added.success);
    assert_eq!(
        added.auth_user_id.unwrap().to_string(),
        "3f0c1f7e-6f0e-4a53-9f0b-2d1a5f6b7c8d"
    );
    let roles = added.roles.unwrap();
    assert_eq!(
        roles,
        [
            UacRoleType::Manager,
            UacRoleType::Unknown("AUDITOR".to_owned())
        ]
    );
    assert_eq!(added.status, Some(AuthorizedUserStatus::Pending));
    assert_eq!((added.pending_action_id, added.error), (None, None));

    let received = server.last();
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("POST", "/graphql")
    );
    assert_eq!(
        received.header("authorization"),
        Some("Bearer user_token_1")
    );
    let sent = received.json();
    assert_eq!(
        sent["variables"],
        json!({"email": "a@b.c", "roles": ["MANAGER"]})
    );
    let query = sent["query"].as_str().unwrap();
    assert!(
        query.starts_with(
            "mutation AddAuthorizedUser($email: String, $phone: String, $roles: [UACRoleType!]!)"
        ),
        "{query}"
    );
    assert_eq!(query.matches('{').count(), query.matches('}').count());
    assert_eq!(sent.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn api_key_is_sent_unchanged() {
    let server = serve([Answer::json(200, &added())]);
    let fluz = builder(&server).api_key("key:1").build().unwrap();
    let variables = AddAuthorizedUserVariables::new([UacRoleType::Viewer]).phone("+15550100");
    fluz.authorized_users().add(variables).await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Basic key:1"));
    assert_eq!(
        server.last().json()["variables"],
        json!({"phone": "+15550100", "roles": ["VIEWER"]})
    );

    let error = builder(&server).build().unwrap_err().to_string();
    assert!(
        error.contains("`user_access_token`") && error.contains("`api_key`"),
        "{error}"
    );
}

#[tokio::test]
async fn request_without_user_or_role_is_rejected() {
    let server = serve([Answer::json(200, &added())]);
    let fluz = client(&server);
    for (variables, problem) in [
        (
            AddAuthorizedUserVariables::new([UacRoleType::Admin]),
            "`email` or `phone` must be given",
        ),
        (
            AddAuthorizedUserVariables::new([]).email("a@b.c"),
            "`roles` must have at least 1 item",
        ),
    ] {
        let error = fluz.authorized_users().add(variables).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build);
        let shown = format!("addAuthorizedUser: cannot build the request: the body: {problem}");
        assert_eq!(error.to_string(), shown);
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn business_errors_are_typed_by_code() {
    for (code, known) in [
        ("ARG-0001", ErrorCode::InvalidArguments),
        ("ARG-0002", ErrorCode::MissingArguments),
        ("AUTH-0008", ErrorCode::InvalidUserAccess),
        ("AUTH-0031", ErrorCode::ScopeNotGranted),
        ("AUTH-0034", ErrorCode::NoUserFound),
        ("AUTH-0035", ErrorCode::AlreadyActive),
        ("AUTH-0037", ErrorCode::UnableToManage),
        ("AUTH-9999", ErrorCode::Unknown("AUTH-9999".to_owned())),
    ] {
        let error = refused(200, &refusal(code, "It is so.")).await;
        let Some(ErrorBody::UserError(body)) = error.body() else {
            panic!("{error:?}");
        };
        assert_eq!((&body.code, body.message.as_str()), (&known, "It is so."));
        assert_eq!(
            (error.code(), error.message()),
            (Some(code), Some("It is so."))
        );
        assert_eq!(
            error.to_string(),
            format!("addAuthorizedUser: 200 {code}: It is so.")
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn graphql_errors_are_errors_with_or_without_data() {
    let errors = json!([
        {"message": "Not allowed", "path": ["addAuthorizedUser", 0], "extensions": {"code": "AUTH-0031", "trace": "t"}},
    ]);
    for data in [json!(null), added()["data"].clone()] {
        let error = refused(200, &json!({"errors": errors, "data": data})).await;
        let Some(ErrorBody::GraphqlErrors(body)) = error.body() else {
            panic!("{error:?}");
        };
        let extensions = body[0].extensions.as_ref().unwrap();
        assert_eq!(extensions.code, Some(ErrorCode::ScopeNotGranted));
        assert_eq!(extensions.extra["trace"], "t");
        assert_eq!(
            error.to_string(),
            "addAuthorizedUser: 200 AUTH-0031: Not allowed"
        );
    }
    // With an error status, and without a code.
    let error = refused(400, &json!({"errors": [{"message": "Syntax Error"}]})).await;
    assert!(matches!(error.body(), Some(ErrorBody::GraphqlErrors(errors)) if errors.len() == 1));
    assert_eq!(error.message(), Some("Syntax Error"));
}

#[tokio::test]
async fn failure_without_a_reason_is_an_error() {
    let mut body = refusal("", "");
    body["data"]["addAuthorizedUser"]["error"] = Value::Null;
    let error = refused(200, &body).await;
    assert_eq!((error.body(), error.code()), (None, None));
}

#[tokio::test]
async fn mutation_is_not_retried_without_an_idempotency_key() {
    for status in [409, 429, 503] {
        let error = refused(status, &json!({})).await;
        assert!(error.is_retryable());
    }
    let server = serve([Answer::empty(503), Answer::json(200, &added())]);
    let call = client(&server).authorized_users().add(variables());
    call.idempotency_key("k-1").await.unwrap();
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn secrets_are_redacted() {
    let error = refused(401, &json!({"errors": [{"message": "no"}]})).await;
    let server = serve([]);
    let shown = format!("{error} {error:#} {error:?} {:?}", client(&server));
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn malformed_payload_is_an_error_with_its_path() {
    let mut body = added();
    body["data"]["addAuthorizedUser"]["authUserId"] = json!("no uuid");
    let server = serve([Answer::json(200, &body)]);
    let error = client(&server)
        .authorized_users()
        .add(variables())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.path(), Some("data.addAuthorizedUser.authUserId"));
}
