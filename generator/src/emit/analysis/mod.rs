//! Decides about an API before anything is written: the names of items, the files and their content, and the relations
//! between types, fields and operations. It writes no Rust code: no imports, no tokens.

pub(crate) mod context;
pub(crate) mod conversions;
pub(crate) mod error_tables;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod multipart;
pub(crate) mod names;
pub(crate) mod pages;
pub(crate) mod references;
pub(crate) mod shapes;
pub(crate) mod sources;
