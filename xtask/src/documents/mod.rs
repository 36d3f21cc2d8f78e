//! Input: reading documents, and the path from a configured API to its files in memory.

pub(crate) mod fetch;
pub(crate) mod pipeline;
pub(crate) mod sources;
