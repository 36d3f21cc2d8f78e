//! Prints Rust code: items, the text of paths and expressions, and files with their imports.
//!
//! Frequent items are text, which one `Writer` writes (`text`): calls of macros, and methods that consist of chained
//! calls (`layout`). Other items are tokens, which `syn` parses and `prettyplease` prints (`item`). Doc comments are
//! text in both (`comments`).

pub(crate) mod code;
mod comments;
pub(crate) mod item;
pub(crate) mod layout;
pub(crate) mod text;
pub(crate) mod writer;

pub(crate) use code::RustCode;
pub use item::EmitError;
pub(crate) use item::Item;
pub(crate) use writer::FileWriter;
