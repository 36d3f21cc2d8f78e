//! See [`runtime`].

pub mod runtime;
