//! The Voucherify and Fluz clients, as users have them, over HTTP.

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

/// Starts a server that returns these responses in turn.
fn serve(answers: impl IntoIterator<Item = Answer>) -> Server {
    Server::start(answers).unwrap()
}
