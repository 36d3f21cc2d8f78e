//! Adds a Fluz user to the caller's account.
//!
//! Calls the API at `FLUZ_BASE_URL` with the token in `FLUZ_USER_ACCESS_TOKEN` or the key in `FLUZ_API_KEY` if the
//! address is set. Otherwise it starts a small server on this machine that answers as the document's example does, so that
//! it runs without a key.

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
        // What the API refuses comes as an error, although its status is 200.
        Err(error) => match error.body() {
            Some(ErrorBody::UserError(refusal)) if refusal.code == ErrorCode::AlreadyActive => {
                println!("nothing to do: {}", refusal.message);
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}

/// What the API answers, with the values of the document's example.
const ANSWER: &str = r#"{"data": {"addAuthorizedUser": {
    "success": true,
    "authUserId": "3f0c1f7e-6f0e-4a53-9f0b-2d1a5f6b7c8d",
    "roles": ["MANAGER"],
    "status": "PENDING",
    "pendingActionId": "8a5cf1d2-7b1f-4c34-8f27-0e9d8c7b6a50",
    "error": null
}}}"#;
