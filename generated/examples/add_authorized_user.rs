//! Adds a user to the caller's Fluz account.
//!
//! Set `FLUZ_BASE_URL`, and `FLUZ_USER_ACCESS_TOKEN` or `FLUZ_API_KEY`, to call the API. Without an address,
//! the example starts a local server that returns the response of the document's example, so that it runs
//! without credentials.

mod support;

use generated::fluz::types::{AddAuthorizedUserVariables, ErrorCode, UacRoleType};
use generated::fluz::{Client, ErrorBody};
use generated::runtime::http::Response;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fluz = match std::env::var_os("FLUZ_BASE_URL") {
        Some(_) => Client::from_env()?,
        None => Client::builder()
            .base_url(support::serve(|_| Response::new(ANSWER.to_owned()))?)
            .user_access_token("local")
            .build()?,
    };

    let who = AddAuthorizedUserVariables::new([UacRoleType::Manager]).email("jane@example.com");
    match fluz.authorized_users().add(who).await {
        Ok(added) => println!("added, {:?}", added.status),
        // The API reports business errors with the status 200. The client returns them as errors.
        Err(error) => match error.body() {
            Some(ErrorBody::UserError(refusal)) if refusal.code == ErrorCode::AlreadyActive => {
                println!("nothing to do: {}", refusal.message);
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}

/// The response of the local server, with the values of the document's example.
const ANSWER: &str = r#"{"data": {"addAuthorizedUser": {
    "success": true,
    "authUserId": "3f0c1f7e-6f0e-4a53-9f0b-2d1a5f6b7c8d",
    "roles": ["MANAGER"],
    "status": "PENDING",
    "pendingActionId": "8a5cf1d2-7b1f-4c34-8f27-0e9d8c7b6a50",
    "error": null
}}}"#;
