//! The ground floor: vocabulary that all stages share. It uses nothing else of the crate.

pub(crate) mod digest;
pub(crate) mod http;
pub(crate) mod info;
pub(crate) mod reserved;
pub(crate) mod server_address;
pub(crate) mod source;
pub(crate) mod spelling;
pub(crate) mod suggest;
