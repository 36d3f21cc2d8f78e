//! Names: words and identifiers, scopes in which names are unique, and names of anonymous types, shared
//! types, enum values and files.

pub(crate) mod candidate;
pub(crate) mod enum_values;
pub(crate) mod file_names;
pub(crate) mod scope;
pub(crate) mod shared_types;
pub(crate) mod words;
