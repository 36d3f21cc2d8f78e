//! From bytes to a tree of values that knows where each of them stands.
//!
//! YAML and JSON are read by one parser (JSON is YAML). Nothing here knows what `OpenAPI` is, but for `$ref` to
//! other files, which are loaded when they are followed.

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
