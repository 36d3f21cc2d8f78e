//! Assigns a user to a Voucherify project.
//!
//! Set `VOUCHERIFY_BASE_URL`, `VOUCHERIFY_MANAGEMENT_ID` and `VOUCHERIFY_MANAGEMENT_TOKEN` to call the API.
//! Without an address, the example starts a local server that returns the response of the document's example,
//! so that it runs without credentials.

mod support;

use generated::runtime::http::Response;
use generated::voucherify::Client;
use generated::voucherify::types::{AssignUserByLogin, ProjectRole};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let voucherify = match std::env::var_os("VOUCHERIFY_BASE_URL") {
        Some(_) => Client::from_env()?,
        // For the real API, call `.cluster("us1.api")` instead of `.base_url(…)`.
        None => Client::builder()
            .base_url(support::serve(|_| Response::new(ANSWER.to_owned()))?)
            .management_id("local")
            .management_token("local")
            .build()?,
    };

    let who = AssignUserByLogin::new("name@youremaildomain.com", ProjectRole::Viewer);
    let user = voucherify.users().assign("proj_TrlkLiH4", who).await?;

    for (project, role) in &user.projects {
        println!("{} is {role} of {project}", user.login);
    }
    Ok(())
}

/// The response of the local server, with the values of the document's examples.
const ANSWER: &str = r#"{
    "id": "user_FgEAjOV6RiObJdy36sYynXdqZNiA5gjM",
    "login": "name@youremaildomain.com",
    "email": "name@youremaildomain.com",
    "first_name": "Jane",
    "last_name": "Doe",
    "projects": {"proj_TrlkLiH4": "VIEWER"},
    "is_owner": false
}"#;
