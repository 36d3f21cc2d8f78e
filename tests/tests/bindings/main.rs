//! The bindings of the documents in `tests/documents`, over HTTP: requests, and results for responses.

#![allow(
    confusable_idents,
    mixed_script_confusables,
    uncommon_codepoints,
    reason = "some of the documents are in other languages"
)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

/// Creates a client of a document that calls a local server.
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

/// Sends a value through the bindings of a document whose only operation returns its request body. Checks
/// that the value is sent and decoded unchanged.
macro_rules! echo {
    ($api:ident, $value:expr) => {{
        let value: serde_json::Value = $value;
        let server = $crate::serve([tests::server::Answer::json(200, &value)]);
        let body = serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("{error}: {value}"));
        let call = client!($api, server).echo().echo(body);
        let received = call
            .await
            .unwrap_or_else(|error| panic!("{error}: {value}"));
        assert_eq!(server.last().json(), value);
        assert_eq!(serde_json::to_value(&received).unwrap(), value);
        received
    }};
}

/// Returns the message of the error for a response that does not match its type.
macro_rules! refused {
    ($api:ident, $ty:ty, $value:expr) => {{
        let value: serde_json::Value = $value;
        let server = $crate::serve([tests::server::Answer::json(200, &value)]);
        let client = client!($api, server);
        let call = client.request::<$ty>(tests::runtime::Method::GET, "/");
        let error = call.await.expect_err(&format!("{value} should be refused"));
        assert_eq!(error.kind(), tests::runtime::ErrorKind::Decode);
        error.to_string()
    }};
}

mod additional_properties;
mod all_of;
mod any_of;
mod any_value;
mod binary;
mod boolean_response;
mod callbacks;
mod conditional;
mod constants_and_defaults;
mod contested_names;
mod credential_prefix;
mod date_time;
mod discriminators;
mod enumerations;
mod envelope;
mod error_bodies;
mod exact_names;
mod form_bodies;
mod formats;
mod free_form;
mod header_and_cookie_parameters;
mod include;
mod incomplete;
mod json_schema;
mod keyed_union;
mod large_types;
mod lints;
mod media_types;
mod methods;
mod mistakes;
mod multipart_bodies;
mod names;
mod null_branch;
mod nullable;
mod numbers;
mod open_enum;
mod operation_names;
mod other_files;
mod page_options;
mod pages;
mod path_keys;
mod path_parameters;
mod plain_scalars;
mod presence;
mod prose;
mod query_brackets;
mod query_parameters;
mod query_styles;
mod read_write;
mod recursion;
mod references;
mod rename;
mod request_bodies;
mod required_together;
mod responses;
mod secrets;
mod security;
mod server_addresses;
mod servers;
mod shared_types;
mod streams;
mod structural_sharing;
mod tagged_union;
mod taken_names;
mod tuples_and_lists;
mod type_lists;
mod type_overrides;
mod undeclared_members;
mod unicode_names;
mod union_bases;
mod untagged_union;

mod value_names;
mod webhooks;

use tests::server::{Answer, Server};

/// Starts a server that returns these responses in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}

/// Returns the decoded pairs of a query, in order.
fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// Returns pairs to compare with [`pairs`].
fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
