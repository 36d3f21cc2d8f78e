//! Names that generated items cannot have.

/// Names that every Rust program uses without importing them. A type with such a name would shadow it when a
/// caller imports all types.
pub(crate) const PRELUDE: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Send",
    "Sync",
    "Sized",
    "Copy",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "FromIterator",
    "Debug",
    "Hash",
    "Self",
];

/// The methods of every client, its constructors, and methods of traits that code calls on it. A resource cannot have these
/// names.
pub(crate) const CLIENT_METHODS: &[&str] = &[
    "borrow",
    "builder",
    "clone",
    "core",
    "description",
    "from",
    "from_core",
    "from_env",
    "into",
    "new",
    "request",
    "to_builder",
    "to_owned",
    "try_from",
    "try_into",
];

/// The methods of every builder of a client, which the setters of credentials and server variables must not replace.
pub(crate) const BUILDER_METHODS: &[&str] = &[
    "base_url",
    "basic_credential",
    "borrow",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "default",
    "from",
    "from_client",
    "header",
    "http_client",
    "idempotency_header",
    "into",
    "new",
    "proxy",
    "retries",
    "retry_delays",
    "server",
    "server_variable",
    "timeout",
    "to_owned",
    "transport",
    "try_from",
    "try_into",
    "user_agent",
    "without_credentials",
    "without_environment",
];

/// Names that methods of a resource cannot have: the constructor, and methods of traits that all types implement and that
/// take `self` by value (`client.users().into()`). The compiler would find these first.
pub(crate) const RESOURCE_METHODS: &[&str] = &["new", "into", "try_into"];

/// Returns the name of a type, with a noun appended to a name of the prelude.
pub(crate) fn outside_prelude(name: String, noun: &str) -> String {
    if PRELUDE.contains(&name.as_str()) {
        name + noun
    } else {
        name
    }
}
