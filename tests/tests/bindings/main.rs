//! The bindings of the documents in `tests/documents`, on the wire: what they send, and what they make of an answer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

/// A client of one of the documents that calls a server on this machine.
macro_rules! client {
    ($api:ident, $server:expr) => {
        tests::$api::Client::builder()
            .without_environment()
            .base_url($server.url())
            .retries(0)
            .build()
            .unwrap()
    };
}

mod binary;
mod boolean_response;
mod contested_names;
mod date_time;
mod free_form;
mod null_branch;
mod open_enum;
mod pages;
mod presence;
mod query_brackets;
mod query_parameters;
mod structural_sharing;
mod tagged_union;
mod webhooks;

use tests::server::{Answer, Server};

/// A server that gives these answers in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}

/// A query, decoded, in the order in which it was sent.
fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// Pairs to compare with [`pairs`].
fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
