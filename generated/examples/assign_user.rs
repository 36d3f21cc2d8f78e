//! Assigns a user to a Voucherify project.
//!
//! Calls the API at `VOUCHERIFY_BASE_URL` with the keys in `VOUCHERIFY_MANAGEMENT_ID` and `VOUCHERIFY_MANAGEMENT_TOKEN`
//! if the address is set. Otherwise it starts a small server on this machine that answers as the document's example does,
//! so that it runs without keys.

mod support;

use generated::runtime::http::Response;
use generated::voucherify::Client;
use generated::voucherify::types::{AssignUserByLogin, ProjectRole};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let voucherify = match std::env::var_os("VOUCHERIFY_BASE_URL") {
        Some(_) => Client::from_env()?,
        // The real one: `.cluster("us1.api")` in place of the address.
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

/// What the API answers, with the values of the document's examples.
const ANSWER: &str = r#"{
    "id": "user_FgEAjOV6RiObJdy36sYynXdqZNiA5gjM",
    "login": "name@youremaildomain.com",
    "email": "name@youremaildomain.com",
    "first_name": "Jane",
    "last_name": "Doe",
    "projects": {"proj_TrlkLiH4": "VIEWER"},
    "is_owner": false
}"#;
