//! From bytes to a tree of values that knows where each of them stands.
//!
//! YAML and JSON give the same tree. Nothing here knows what `OpenAPI` is, but for `$ref` to other files, which
//! are loaded with the document; whether a reference that leads nowhere is a problem is known to whoever follows
//! it.

mod builder;
mod document;
mod files;
mod json;
mod node;
mod overlay;
mod overlay_cost;
mod parse;
mod scalar;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod yaml;

pub use document::Document;
pub use files::NotLoaded;
pub(crate) use files::percent_decode;
pub use node::{Kind, Node};
pub use source::Sources;

use crate::diagnostic::Diagnostic;

/// A file of a document; the first is the document itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// A value of a document: which file, which node. Small, and valid for the document it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The node's index in the file's tree.
    pub node: u32,
}

/// Reads another file of the document's folder, or of its [`Root`]. The path is relative to that folder, separated by
/// `/`, without `.` and `..`.
pub type ReadFile<'r> = dyn Fn(&str) -> std::io::Result<Vec<u8>> + 'r;

/// A document as far as it could be loaded.
#[derive(Debug)]
pub struct Loaded {
    /// The text of its files.
    pub sources: Sources,
    /// The document; none when its own file could not be parsed.
    pub document: Option<Document>,
    /// What is wrong with the files: encoding, syntax, limits, repeated keys.
    pub diagnostics: Vec<Diagnostic>,
}

/// An overlay: a document that changes another one before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Its path as people know it.
    pub path: String,
    /// The overlay.
    pub bytes: Vec<u8>,
}

/// The folder whose files a document may refer to, where it is not the folder of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root<'p> {
    /// The folder as people know it, with the separator behind it.
    pub folder: &'p str,
    /// The path of the document from there, separated by `/`.
    pub document: &'p str,
}

/// Loads a document and, transitively, the files that its references name. The path is how people know the file;
/// the paths that are asked of `read` are relative to its folder and never leave it.
pub fn load(path: &str, bytes: Vec<u8>, read: &ReadFile<'_>) -> Loaded {
    load_with(path, bytes, &[], read, None)
}

/// The same, with overlays that change the document's own file, one after the other, before its references are followed.
/// With a root, the paths that are asked of `read` are relative to the root and never leave it.
pub fn load_with(
    path: &str,
    bytes: Vec<u8>,
    overlays: &[Overlay],
    read: &ReadFile<'_>,
    root: Option<Root<'_>>,
) -> Loaded {
    files::load(path, bytes, overlays, read, root)
}
