//! Names: words and identifiers, scopes in which names are unique, and the names of anonymous types.

pub(crate) mod candidate;
pub(crate) mod enum_values;
pub(crate) mod file_names;
pub(crate) mod scope;
pub(crate) mod shared_types;
pub(crate) mod words;
