//! Emits the methods of operations: each returns a call and sends nothing.

mod arguments;
mod method;
mod output;
pub(crate) mod request;
pub(crate) mod resources;
