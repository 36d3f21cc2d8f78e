//! What others wrote is input that may be hostile: a document, a configuration of a pull request, the name of a file, a
//! request. This crate has the two boundaries that such input passes: [`files`] reads it, [`text`] makes it printable.

pub mod files;
pub mod text;
