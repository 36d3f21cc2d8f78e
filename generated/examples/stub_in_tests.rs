//! Tests a program without the API. A function replaces the HTTP transport: it decodes each request into its
//! type, and returns responses from typed values.

use generated::runtime::{Body, Operation, TransportError, from_json, http};
use generated::whop::types::{AuthorizedUser, AuthorizedUserRoles, CreateAuthorizedUserRequest};
use generated::whop::{Client, Error};
use serde_json::json;

/// The code under test.
async fn promote(whop: &Client, user: &str) -> Result<String, Error> {
    let request = CreateAuthorizedUserRequest::new("biz_1", AuthorizedUserRoles::Admin, user);
    match whop.authorized_users().create(request).await {
        Ok(member) => Ok(format!("{} is {}", member.id, member.role)),
        Err(error) if error.status().is_some_and(|status| status == 403) => {
            Ok("not allowed".to_owned())
        }
        Err(error) => Err(error),
    }
}

/// Replaces the transport. The client calls it for each request and stores the [`Operation`] in the request's
/// extensions.
async fn answer(request: http::Request<Body>) -> Result<http::Response<Body>, TransportError> {
    let operation = request.extensions().get::<Operation>().cloned();
    let body = request
        .into_body()
        .collect()
        .await
        .map_err(TransportError::broken)?;
    match operation.as_ref().map(Operation::id) {
        Some("createAuthorizedUser") => {
            let sent: CreateAuthorizedUserRequest =
                serde_json::from_slice(&body).map_err(TransportError::broken)?;
            if sent.user_id == "user_2" {
                let refusal = json!({"error": {"type": "forbidden", "message": "You may not."}});
                let mut response = answered(&refusal)?;
                *response.status_mut() = http::StatusCode::FORBIDDEN;
                return Ok(response);
            }
            // Response types have no `new`, because the API may add properties. Decode them from JSON; an
            // error names missing properties. Their fields are public.
            let mut member: AuthorizedUser = from_json(json!({
                "id": "ausr_1",
                "role": "sales_manager",
                "user": {"id": sent.user_id, "name": null, "username": "jane", "email": null},
                "company": {"id": sent.company_id, "title": "Pickaxe"},
            }))
            .map_err(TransportError::broken)?;
            member.role = sent.role;
            answered(&member)
        }
        other => Err(TransportError::broken(format!("{other:?} is not expected"))),
    }
}

fn answered<T: serde::Serialize>(value: &T) -> Result<http::Response<Body>, TransportError> {
    let body = Body::json(value).map_err(TransportError::broken)?;
    Ok(http::Response::new(body))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let whop = Client::builder()
        .api_key("test")
        .transport(answer)
        .build()?;

    assert_eq!(promote(&whop, "user_1").await?, "ausr_1 is admin");
    assert_eq!(promote(&whop, "user_2").await?, "not allowed");

    println!("the program does what it should");
    Ok(())
}
