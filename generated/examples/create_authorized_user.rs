//! Adds a user to the team of a company.
//!
//! Set `WHOP_BASE_URL` and `WHOP_API_KEY` to call the API. Without an address, the example starts a local
//! server that returns the response of the document's example, so that it runs without a key.

mod support;

use generated::runtime::http::Response;
use generated::whop::Client;
use generated::whop::types::{AuthorizedUserRoles, CreateAuthorizedUserRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let whop = match std::env::var_os("WHOP_BASE_URL") {
        Some(_) => Client::from_env()?,
        None => Client::builder()
            .base_url(support::serve(|_| Response::new(ANSWER.to_owned()))?)
            .api_key("local")
            .build()?,
    };

    let request = CreateAuthorizedUserRequest::new(
        "biz_xxxxxxxxxxxxxx",
        AuthorizedUserRoles::Moderator,
        "user_xxxxxxxxxxxxx",
    )
    .send_emails(false);
    let member = whop.authorized_users().create(request).await?;

    println!("{} is {}", member.id, member.role);
    Ok(())
}

/// The response of the local server, with the values of the document's examples.
const ANSWER: &str = r#"{
    "id": "ausr_xxxxxxxxxxxxx",
    "role": "moderator",
    "user": {"id": "user_xxxxxxxxxxxxx", "name": "John Doe", "username": "johndoe42", "email": "john.doe@example.com"},
    "company": {"id": "biz_xxxxxxxxxxxxxx", "title": "Pickaxe"}
}"#;
