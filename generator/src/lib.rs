//! Generates Rust bindings from an API description.
//!
//! The stages run in one direction, and none calls an earlier one:
//!
//! ```text
//! bytes ──load──▶ Document ──openapi──▶ views ──lower──▶ Api (ir) ──emit──▶ Package
//! ```
//!
//! The crate does no input or output of its own. It reads files through a function that the caller passes in, and
//! returns the emitted files as a map from path to text. Every problem is a [`diagnostic::Diagnostic`]; no document
//! makes the crate panic.

mod base;
pub mod config;
pub mod diagnostic;
pub mod drift;
pub mod emit;
mod generate;
pub mod ir;
pub mod load;
pub mod lower;
pub mod openapi;

pub use base::digest::digest;
pub use generate::{
    CODEGEN, Counts, Described, EXPORT, Input, Outcome, crate_files, describe, generate,
    standalone_files,
};
