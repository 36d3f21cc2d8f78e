//! Handles untrusted input: documents, configurations of pull requests, file names, requests. [`files`] reads it
//! safely, and [`text`] makes it printable.

pub mod files;
pub mod text;
