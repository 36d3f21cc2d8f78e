//! Programs that test the bindings of an API.

pub(crate) mod usage;
pub(crate) mod verification;
