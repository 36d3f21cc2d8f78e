//! Unit tests of private code. They are outside of `runtime`, because that folder is copied into every client.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines
)]

mod date_time;
mod decode;
mod envelope;
mod expansions;
mod numbers;
mod objects;
mod parameters;
mod types;
