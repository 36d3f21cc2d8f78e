//! The Whop client as its users have it, on the wire.

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

/// A key that nothing but the header `Authorization` may hold.
const KEY: &str = "apik_very_secret_1";

/// A server that gives these answers in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}

/// A client that calls an address, and reads nothing from the environment of whoever runs the tests.
fn builder(base_url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().without_environment().retries(0);
    builder.base_url(base_url).api_key(KEY)
}

fn client(server: &Server) -> Client {
    builder(server.url()).build().unwrap()
}

/// An authorized user, as the API answers.
fn member() -> Value {
    json!({
        "id": "ausr_1",
        "role": "moderator",
        "user": {"id": "user_1", "name": null, "username": "jane", "email": "jane@example.com"},
        "company": {"id": "biz_1", "title": "Acme"},
    })
}
