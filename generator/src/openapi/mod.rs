//! Typed views of a document, read on demand: `OpenAPI` 3.0 and 3.1 through the same eyes.
//!
//! This is the dialect stage: whatever way a document says a thing (`nullable: true` or `type: [T, 'null']`,
//! `exclusiveMinimum` as a number or as a flag, `const` or an `enum` of one), a view says it in one way, and slips
//! of real documents are mended here with a warning at their place. A view borrows from the document and reads one
//! object deep: its children are nodes that are read when they are needed, so that one broken schema costs one
//! diagnostic.
//!
//! The types of [`openapiv3`] are used where they fit: for info, servers, tags and security schemes, which are the
//! same in both versions. Schemas and operations are views of our own: `openapiv3` reads a schema as an untagged
//! union, which keeps one of `type` and `oneOf` and drops the other, knows nothing of 3.1 (`type` as a list,
//! `const`, `$defs`), and refuses a whole operation for one bad leaf without saying where it is.

mod effort;
mod fixed_fields;
mod members;
pub mod operation;
pub mod reader;
mod references;
pub mod schema;
pub mod security;
pub mod servers;
#[cfg(test)]
mod tests;
mod uri;

pub use reader::{Reader, Version};
pub use security::{SecurityScheme, SecuritySchemeKind};
