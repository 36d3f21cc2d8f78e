//! The server, and how it responds to valid requests.

pub(crate) mod control;
pub(crate) mod record;
pub(crate) mod reply;
pub(crate) mod server;
pub(crate) mod service;
