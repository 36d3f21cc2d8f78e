//! The Voucherify and Fluz clients as their users have them, on the wire.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod fluz;
mod mocked;
mod voucherify;

use tests::server::{Answer, Server};

/// A server that gives these answers in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}
