//! A request: its parts as they are received, its operation and its media types.

pub(crate) mod media;
pub(crate) mod operation;
pub(crate) mod received;
