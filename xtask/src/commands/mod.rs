//! The subcommands of `cargo xtask`.

pub(crate) mod bench;
pub(crate) mod codegen;
pub(crate) mod corpus;
pub(crate) mod drift;
pub(crate) mod drift_proof;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod fuzz;
pub(crate) mod ir;
pub(crate) mod mock;
pub(crate) mod spec;
pub(crate) mod verify;
