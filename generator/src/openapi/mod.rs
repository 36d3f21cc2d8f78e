//! Typed views of a document, read on demand; the same for `OpenAPI` 3.0, 3.1 and 3.2.
//!
//! This is the dialect stage. Where documents have several notations for one thing, a view has one: for
//! example `nullable: true` and `type: [T, 'null']`, or `exclusiveMinimum` as a number and as a flag.
//! Malformed input of real documents is repaired here, with a warning at its location. A view borrows from
//! the document and is one object deep. Its children are nodes that are read when they are needed, so that
//! one broken schema costs one diagnostic.
//!
//! The types of [`openapiv3`] are used for info, tags and security schemes, which are the same in both
//! versions. Servers, schemas and operations have views of their own. `openapiv3` reads a schema as an
//! untagged union: of `type` and `oneOf` it keeps one and drops the other. It does not know 3.1 (`type` as a
//! list, `const`, `$defs`). It also rejects a whole operation because of one malformed value, without the
//! location.

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

pub(crate) use members::flag;
pub use reader::{Reader, Version};
pub use security::{SecurityScheme, SecuritySchemeKind};
