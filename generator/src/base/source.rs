//! Values of a document by file and node.

/// A file of a document; the first is the document itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// The file and node of a value. It is small, and valid only for the document that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The node's index in the file's tree.
    pub node: u32,
}
