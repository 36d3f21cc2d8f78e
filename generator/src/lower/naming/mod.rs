//! Names: words and identifiers, scopes in which names are unique, and names of anonymous types, shared
//! types, enum values and files.

pub(crate) mod candidate;
pub(crate) mod scope;
pub(crate) mod words;
