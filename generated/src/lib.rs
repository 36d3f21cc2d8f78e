//! Rust bindings for HTTP APIs.
