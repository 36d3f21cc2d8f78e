//! The Whop client, as users have it, over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod addresses;
mod calls;
mod keys;
mod operations;
mod published;

use generated::whop::{Client, ClientBuilder};
use serde_json::{Value, json};
use tests::server::{Answer, Server};

/// A key that must appear only in the header `Authorization`.
const KEY: &str = "apik_very_secret_1";

/// Starts a server that returns these responses in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}

/// Returns a builder for a client that calls an address and ignores environment variables.
fn builder(base_url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().without_environment().retries(0);
    builder.base_url(base_url).api_key(KEY)
}

fn client(server: &Server) -> Client {
    builder(server.url()).build().unwrap()
}

/// Returns an authorized user as in the API's responses.
fn member() -> Value {
    json!({
        "id": "ausr_1",
        "role": "moderator",
        "user": {"id": "user_1", "name": null, "username": "jane", "email": "jane@example.com"},
        "company": {"id": "biz_1", "title": "Acme"},
    })
}
