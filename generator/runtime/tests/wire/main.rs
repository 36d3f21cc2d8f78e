//! Tests of calls, against a server on 127.0.0.1. They are one binary, which links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod blocking;
mod calls;
mod clients;
mod errors;
mod events;
mod lines;
mod multipart;
mod pages;
mod paths;
mod reconnections;
mod redirects;
mod retries;
mod support;
mod text;
mod timeouts;
mod tls;
mod tracing;
mod webhooks;
