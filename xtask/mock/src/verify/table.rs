//! The table of the generator, which maps entries of the program to parts of the document.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    pub(super) types: Vec<Type>,
    pub(super) operations: Vec<Operation>,
    pub(super) webhooks: Vec<Use>,
    /// Schemas typed as any JSON value although the document is more specific.
    pub(super) fallbacks: Vec<String>,
}

/// A named type.
#[derive(Debug, Deserialize)]
pub(super) struct Type {
    pub(super) name: String,
    pub(super) pointer: String,
    pub(super) request: bool,
    pub(super) response: bool,
    pub(super) entry: usize,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) variants: Vec<Variant>,
    /// Entry that builds the type with `new` and setters.
    #[serde(default)]
    pub(super) builder: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Struct,
    Enum,
    Constant,
    Union,
    Newtype,
    Scalar,
    Call,
}

#[derive(Debug, Deserialize)]
pub(super) struct Variant {
    pub(super) name: String,
    /// Entry of the content. None for null.
    pub(super) entry: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    pub(super) pointer: String,
    pub(super) requests: Vec<Content>,
    pub(super) successes: Vec<Content>,
    pub(super) errors: Vec<Content>,
    pub(super) parameters: Vec<Use>,
}

/// A body.
#[derive(Debug, Deserialize)]
pub(super) struct Content {
    /// None if all success responses are equal.
    pub(super) status: Option<String>,
    pub(super) media_type: String,
    pub(super) entry: usize,
}

/// A type where it is used.
#[derive(Debug, Deserialize)]
pub(super) struct Use {
    pub(super) pointer: String,
    pub(super) entry: usize,
}
