//! The Voucherify client: two keys, an address with a variable, and a user that is identified by id or by
//! login.

use generated::runtime::{Body, ErrorKind, http};
use generated::voucherify::types::{
    AssignUserById, AssignUserByLogin, AssignUserRequest, CampaignTemplateFilters,
    CampaignTemplateOrder, InviteUserRequest, ListCampaignTemplatesParams, ProjectRole,
    StackingRulesRequest, TextConditions, TextFilter, UpdateUserRoleRequest, WebhookEvent,
    WebhookRequest,
};
use generated::voucherify::{Client, ClientBuilder, ErrorBody};
use serde_json::{Value, json};
use tests::server::{Answer, Server};

use super::serve;

const ID: &str = "management_id_1";
const TOKEN: &str = "management_token_1";
const PROJECT: &str = "proj_TrlkLiH4";

fn builder() -> ClientBuilder {
    let builder = Client::builder().without_environment().retries(0);
    builder.management_id(ID).management_token(TOKEN)
}

fn client(server: &Server) -> Client {
    builder().base_url(server.url()).build().unwrap()
}

/// Returns a user as in the API's responses.
fn user() -> Value {
    json!({
        "id": "user_1",
        "login": "jane@example.com",
        "email": "jane@example.com",
        "first_name": "Jane",
        "last_name": "Doe",
        "projects": {"proj_TrlkLiH4": "ADMIN", "proj_2": "USER_RESTRICTED", "proj_3": "role_custom"},
        "is_owner": false,
    })
}

#[tokio::test]
async fn a_user_is_assigned_by_id_with_both_keys() {
    let server = serve([Answer::json(200, &user())]);
    let who = AssignUserById::new("user_1", ProjectRole::Admin);
    let assigned = client(&server).users().assign(PROJECT, who).await.unwrap();
    assert_eq!(assigned.projects["proj_2"], ProjectRole::UserRestricted);
    assert_eq!(assigned.projects["proj_3"].as_str(), "role_custom");

    let received = server.last();
    assert_eq!(received.method, "POST");
    assert_eq!(
        received.target,
        "/management/v1/projects/proj_TrlkLiH4/users"
    );
    assert_eq!(received.header("x-management-id"), Some(ID));
    assert_eq!(received.header("x-management-token"), Some(TOKEN));
    assert_eq!(received.header("authorization"), None);
    assert_eq!(received.json(), json!({"id": "user_1", "role": "ADMIN"}));
}

#[tokio::test]
async fn a_user_is_assigned_by_login_with_a_custom_role() {
    let server = serve([Answer::json(200, &user())]);
    let who = AssignUserByLogin::new("jane@example.com", "role_custom");
    client(&server).users().assign(PROJECT, who).await.unwrap();
    let sent = json!({"login": "jane@example.com", "role": "role_custom"});
    assert_eq!(server.last().json(), sent);
    // The match is exhaustive: there is no other kind of request.
    let request = AssignUserRequest::from(AssignUserById::new("user_1", ProjectRole::User));
    match &request {
        AssignUserRequest::ById(by_id) => assert_eq!(by_id.id, "user_1"),
        AssignUserRequest::ByLogin(_) => panic!("{request:?}"),
    }
}

#[tokio::test]
async fn api_errors_are_typed() {
    for (status, key) in [
        (400, "invalid_payload"),
        (401, "unauthorized"),
        (402, "payment_required"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, "duplicate"),
        (429, "too_many_requests"),
        (500, "internal_error"),
    ] {
        let body = json!({"code": status, "key": key, "message": "No.", "details": "Not at all."});
        let server = serve([Answer::json(status, &body).header("x-request-id", "r-1")]);
        let who = AssignUserById::new("user_1", ProjectRole::Admin);
        let error = client(&server)
            .users()
            .assign(PROJECT, who)
            .await
            .unwrap_err();
        let Some(ErrorBody::ErrorResponse(refusal)) = error.body() else {
            panic!("{error:?}");
        };
        assert_eq!(refusal.code, i32::from(status));
        assert_eq!(refusal.key.as_deref(), Some(key));
        assert_eq!(refusal.details.as_deref(), Some("Not at all."));
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.message(), Some("No."));
        let shown = error.to_string();
        // The code repeats the status, so it is not shown.
        let reason = error.status().unwrap().canonical_reason().unwrap();
        assert_eq!(
            shown,
            format!("assignUser: {status} {reason}: No. (request r-1)")
        );
    }
}

#[tokio::test]
async fn unknown_project_has_its_own_error_type() {
    let body = json!({"statusCode": 400, "error": "Bad Request", "message": "no name"});
    let server = serve([Answer::json(400, &body)]);
    let change = generated::voucherify::types::UpdateProjectRequest::new().name("");
    let error = client(&server)
        .projects()
        .update(PROJECT, change)
        .await
        .unwrap_err();
    assert!(
        matches!(error.body(), Some(ErrorBody::BadRequest(body)) if body.status_code == Some(400))
    );
}

#[test]
fn both_keys_are_required() {
    for (builder, given, missing) in [
        (Client::builder().management_id(ID), "id", "token"),
        (Client::builder().management_token(TOKEN), "token", "id"),
    ] {
        let error = builder.without_environment().build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build);
        let shown = error.to_string();
        let setter = |name: &str| format!("`management_{name}`");
        assert!(shown.contains(&setter(missing)), "{shown}");
        assert!(!shown.contains(&setter(given)), "{shown}");
        assert!(!shown.contains(ID) && !shown.contains(TOKEN), "{shown}");
    }
}

#[tokio::test]
async fn cluster_is_part_of_the_address() {
    for (cluster, host) in [
        (None, "api.voucherify.io"),
        (Some("us1"), "us1.voucherify.io"),
        (Some("us1.api"), "us1.api.voucherify.io"),
    ] {
        let mut builder = builder();
        if let Some(cluster) = cluster {
            builder = builder.cluster(cluster);
        }
        let client = builder
            .transport(move |request: http::Request<Body>| async move {
                assert_eq!(request.uri().scheme_str(), Some("https"));
                assert_eq!(request.uri().host(), Some(host));
                Ok(http::Response::new(Body::from(user().to_string())))
            })
            .build()
            .unwrap();
        client.users().get(PROJECT, "user_1").await.unwrap();
    }
    let error = builder().cluster("example.com/").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
}

#[tokio::test]
async fn users_are_listed_changed_invited_and_unassigned() {
    let list = json!({"object": "list", "data_ref": "data", "data": [user()], "total": 1});
    let server = serve([
        Answer::json(200, &list),
        Answer::json(200, &user()),
        Answer::empty(204),
        Answer::empty(204),
    ]);
    let client = client(&server);
    let users = client.users();
    assert_eq!(users.list(PROJECT).await.unwrap().data.len(), 1);
    let role = UpdateUserRoleRequest::new(ProjectRole::Merchant);
    users.update_role(PROJECT, "user_1", role).await.unwrap();
    assert_eq!(server.last().method, "PUT");
    assert_eq!(server.last().json(), json!({"role": "MERCHANT"}));
    let invitation =
        InviteUserRequest::new("a@b.c", "Jane", "Doe", [(PROJECT, ProjectRole::Viewer)]);
    users.invite(invitation).await.unwrap();
    assert_eq!(server.last().target, "/management/v1/projects/users/invite");
    assert_eq!(
        server.last().json()["projects"],
        json!({"proj_TrlkLiH4": "VIEWER"})
    );
    users.unassign(PROJECT, "user/1").await.unwrap();
    let received = server.last();
    assert_eq!(received.method, "DELETE");
    assert_eq!(
        received.target,
        "/management/v1/projects/proj_TrlkLiH4/users/user%2F1"
    );
}

#[tokio::test]
async fn templates_are_filtered() {
    let list = json!({"object": "list", "data_ref": "data", "data": [], "has_more": false});
    let server = serve([Answer::json(200, &list)]);
    let conditions = TextConditions::new().r#in(["a", "b"]);
    let name = TextFilter::new().conditions(conditions);
    let parameters = ListCampaignTemplatesParams::new()
        .limit(7)
        .order(CampaignTemplateOrder::IdDescending)
        .filters(CampaignTemplateFilters::new().name(name));
    client(&server)
        .campaign_templates()
        .list(PROJECT, parameters)
        .await
        .unwrap();
    let target = server.last().target;
    assert!(target.contains("limit=7&order=-id&filters"), "{target}");
}

#[tokio::test]
async fn nullable_fields_can_be_set_to_null() {
    let error = json!({"code": 404, "message": "No."});
    let server = serve([Answer::json(404, &error)]);
    let rules = StackingRulesRequest::new()
        .redeemables_limit(5)
        .clear_applicable_redeemables_per_category_limit();
    let refused = client(&server)
        .stacking_rules()
        .update(PROJECT, "stack_1", rules)
        .await;
    assert_eq!(refused.unwrap_err().status().unwrap().as_u16(), 404);
    let sent = json!({"redeemables_limit": 5, "applicable_redeemables_per_category_limit": null});
    assert_eq!(server.last().json(), sent);
}

#[tokio::test]
async fn webhooks_are_created_for_events() {
    let webhook = json!({
        "id": "hook_1", "object": "webhook", "created_at": "2026-01-02T03:04:05Z",
        "target_url": "https://example.com", "events": ["campaign.created", "new.event"], "active": true,
    });
    let server = serve([Answer::json(200, &webhook)]);
    let request = WebhookRequest::new([WebhookEvent::CampaignCreated], "https://example.com");
    let made = client(&server)
        .webhooks()
        .create(PROJECT, request)
        .await
        .unwrap();
    assert_eq!(
        made.events[1],
        WebhookEvent::Unknown("new.event".to_owned())
    );
    assert_eq!(server.last().json()["events"], json!(["campaign.created"]));
}
