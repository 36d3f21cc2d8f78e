//! The output: planning, writing and comparing a folder of generated files.

pub(crate) mod diff;
pub(crate) mod features;
pub(crate) mod lock;
pub(crate) mod package;
pub(crate) mod plan;
pub(crate) mod staging;
pub(crate) mod write;
