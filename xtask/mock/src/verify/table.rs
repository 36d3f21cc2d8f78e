//! What the generator says of its types: which entry of the program stands for which part of the document.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Table {
    pub(super) types: Vec<Type>,
    pub(super) operations: Vec<Operation>,
    pub(super) webhooks: Vec<Use>,
    /// Schemas that are any JSON value although the document says more of them.
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
    /// The entry that fills it in with `new` and setters.
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
    /// The entry of what it holds; none for null.
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
    /// None where all successes are alike.
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
