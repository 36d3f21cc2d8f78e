//! Fuzz target for decoding: types decode what they encoded.

use tests::entry::{Entry, plain};

/// Types with unions, maps, null, numbers and recursion.
const TYPES: &[(&str, Entry)] = &[
    (
        "additional_properties",
        plain::<tests::additional_properties::types::All>,
    ),
    ("any_of", plain::<tests::any_of::types::All>),
    ("any_value", plain::<tests::any_value::types::All>),
    ("discriminators", plain::<tests::discriminators::types::All>),
    ("enumerations", plain::<tests::enumerations::types::All>),
    ("json_schema", plain::<tests::json_schema::types::All>),
    ("keyed_union", plain::<tests::keyed_union::types::All>),
    ("names", plain::<tests::names::types::All>),
    ("nullable", plain::<tests::nullable::types::All>),
    ("numbers", plain::<tests::numbers::types::All>),
    ("recursion", plain::<tests::recursion::types::All>),
    (
        "tuples_and_lists",
        plain::<tests::tuples_and_lists::types::All>,
    ),
    ("type_lists", plain::<tests::type_lists::types::All>),
    (
        "undeclared_members",
        plain::<tests::undeclared_members::types::All>,
    ),
    ("untagged_union", plain::<tests::untagged_union::types::All>),
];

/// Decodes any text as each type. Each decoded value is encoded, decoded and encoded again, with the same
/// result.
pub(crate) fn unions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for (name, entry) in TYPES {
        let Ok((_, first)) = entry(text) else {
            continue;
        };
        match entry(&first) {
            Ok((_, second)) => assert_eq!(first, second, "{name}: {text}"),
            Err(error) => panic!("{name}: {error}: {first}, written for {text}"),
        }
    }
}
