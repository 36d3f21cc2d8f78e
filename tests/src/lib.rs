//! Bindings of the documents in `tests/documents`, and helpers of their tests.
//!
//! Every document is small and covers one subject. The build script generates its bindings. They are compiled
//! here together with the runtime, as in a crate of a user, and tested by the integration tests.

// Test documents have no descriptions, and nobody reads the documentation of this crate.
#![allow(missing_docs)]
#![allow(
    confusable_idents,
    mixed_script_confusables,
    uncommon_codepoints,
    reason = "some of the documents are in other languages"
)]

#[path = "../../generator/runtime/src/runtime/mod.rs"]
pub mod runtime;

#[path = "../../xtask/src/commands/verify/program/entry.rs"]
pub mod entry;

pub mod chosen;
pub mod server;

include!(concat!(env!("OUT_DIR"), "/documents/modules.rs"));
