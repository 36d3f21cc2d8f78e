//! Reads an API description and emits Rust bindings.
//!
//! One direction, no stage reaches back:
//!
//! ```text
//! bytes ──load──▶ Document ──openapi──▶ views ──lower──▶ Api (ir) ──emit──▶ Package
//! ```
//!
//! The crate does no input or output of its own: files are read through a function that the caller passes in,
//! and what is emitted is a map from path to text. Every problem is a [`diagnostic::Diagnostic`]; nothing here
//! panics on a document.

pub mod config;
pub mod diagnostic;
pub mod drift;
pub mod emit;
mod generate;
pub mod ir;
pub mod load;
pub mod lower;
pub mod openapi;
mod spelling;
mod suggest;

pub use generate::{
    CODEGEN, Counts, Described, EXPORT, Input, Outcome, crate_files, describe, digest, generate,
    standalone_files,
};
