//! Loads a document: from bytes to a tree of values with their locations.
//!
//! YAML and JSON become the same tree. Nothing here depends on `OpenAPI`, except that files which a `$ref` or a
//! discriminator's `mapping` names are loaded with the document. Unresolved references are not reported here: the
//! code that resolves a reference decides whether that is a problem.

mod builder;
mod document;
mod files;
mod json;
mod json_path;
mod node;
mod overlay;
mod overlay_limits;
mod overlay_targets;
mod parse;
mod scalar;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod yaml;

pub use crate::base::source::{FileId, Origin};
pub use document::{Document, NotLoaded};
pub(crate) use files::percent_decode;
pub use node::Node;
pub use source::Sources;
pub use tree::NodeKind;

use crate::diagnostic::Diagnostic;

/// Reads another file from the document's folder, or from its [`Root`]. The path is relative to that folder, with `/`
/// between its parts, and without `.` and `..`.
pub type ReadFile<'r> = dyn Fn(&str) -> std::io::Result<Vec<u8>> + 'r;

/// The result of loading a document.
#[derive(Debug)]
pub struct Loaded {
    /// The text of all files that were read.
    pub sources: Sources,
    /// The document; none if its own file could not be parsed.
    pub document: Option<Document>,
    /// The problems of the files: encoding, syntax, limits, duplicate keys.
    pub diagnostics: Vec<Diagnostic>,
}

/// An overlay: a document that changes another one before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The path for diagnostics.
    pub path: String,
    /// The bytes of the overlay.
    pub bytes: Vec<u8>,
}

/// The folder whose files a document may refer to, if it is not the folder of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root<'p> {
    /// The path of the folder for diagnostics, with a trailing separator.
    pub folder: &'p str,
    /// The path of the document relative to the folder, with `/` between its parts.
    pub document: &'p str,
}

/// Loads a document and all files that it refers to, directly or indirectly. `path` is the path of the document for
/// diagnostics. The paths that `read` receives are relative to the document's folder and never leave it.
pub fn load(path: &str, bytes: Vec<u8>, read: &ReadFile<'_>) -> Loaded {
    load_with(path, bytes, &[], read, None)
}

/// Loads a document like [`load`], with overlays and an optional root. The overlays change the document's own file in
/// turn, before its references are followed. With a root, the paths that `read` receives are relative to the root and
/// never leave it.
pub fn load_with(
    path: &str,
    bytes: Vec<u8>,
    overlays: &[Overlay],
    read: &ReadFile<'_>,
    root: Option<Root<'_>>,
) -> Loaded {
    files::load(path, bytes, overlays, read, root)
}
