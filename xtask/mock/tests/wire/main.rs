//! Tests of the mock over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod bodies;
#[cfg(feature = "command")]
mod command;
mod dialects;
mod limits;
mod parameters;
mod responses;
mod samples;
mod security;
mod server;
mod support;
mod whop;
