//! Bindings of the documents in `tests/documents`, and what their tests share.
//!
//! Every document is small and about one thing. The build script generates its bindings; they are compiled here
//! together with the runtime, as in a crate that users depend on, and exercised by the tests beside.

// What a document of a test is called says nothing to users, and nobody reads its documentation.
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
