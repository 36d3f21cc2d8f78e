//! Typed views of a document, read on demand: `OpenAPI` 3.0 and 3.1 through the same eyes.
//!
//! This is the dialect stage: whatever way a document says a thing (`nullable: true` or `type: [T, 'null']`,
//! `exclusiveMinimum` as a number or as a flag, `const` or an `enum` of one), a view says it in one way, and slips
//! of real documents are mended here with a warning at their place. A view borrows from the document and reads one
//! object deep: its children are nodes that are read when they are needed, so that one broken schema costs one
//! diagnostic.

pub mod operation;
pub mod reader;
pub mod schema;

pub use reader::{Reader, Version};
