//! Passes, which analyse or change the types of an API once all of them are known.

pub(crate) mod dedup;
pub(crate) mod file_names;
pub(crate) mod graph;
pub(crate) mod rename;
pub(crate) mod secrets;
pub(crate) mod shared_types;
pub(crate) mod sizes;
pub(crate) mod updates;
pub(crate) mod visit;
