//! Scopes in which names are unique.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};

use super::words;
use crate::base::spelling::{is_separator, same_letters};

/// The variant of an enum or a tagged union for what the document does not describe. The name does not depend
/// on the document: if a value `unknown` is added, code that matches `Unknown(..)` still compiles.
pub(crate) const UNKNOWN: &str = "Unknown";

/// Returns the name of a variant that the document describes. `noun`, the kind of the variant, is appended to
/// a name that equals [`UNKNOWN`].
pub(crate) fn described(name: String, noun: &str) -> String {
    if name.eq_ignore_ascii_case(UNKNOWN) {
        format!("{UNKNOWN}{noun}")
    } else {
        name
    }
}

/// A set of taken names. Names that differ only in case count as equal: readers confuse them, and so do some
/// file systems.
#[derive(Debug, Default, Clone)]
pub(crate) struct NameScope {
    taken: HashSet<String>,
    /// The first number that may be free, by the name before it. All lower numbers are known to be taken,
    /// which keeps frequent names fast.
    numbers: HashMap<String, u32>,
}

impl NameScope {
    /// Creates a scope in which some names are taken.
    pub(crate) fn with_reserved<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            taken: names.into_iter().map(key).collect(),
            numbers: HashMap::default(),
        }
    }

    /// Reports whether a name is taken.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.taken.contains(&key(name))
    }

    /// Takes a name if it is free, and reports whether it was.
    pub(crate) fn try_claim(&mut self, name: &str) -> bool {
        self.taken.insert(key(name))
    }

    /// Takes a name and returns it, with a number appended if it is not free: `name_2` or `Name2`.
    pub(crate) fn claim(&mut self, name: &str) -> String {
        if self.try_claim(name) {
            return name.to_owned();
        }
        let pascal = name.starts_with(char::is_uppercase)
            && !name.ends_with(|last: char| last.is_ascii_digit());
        let stem = format!("{name}{}", if pascal { "" } else { "_" });
        let mut number = self.numbers.get(&key(&stem)).copied().unwrap_or(2);
        let mut candidate = format!("{stem}{number}");
        while !self.try_claim(&candidate) {
            number = number.saturating_add(1);
            candidate = format!("{stem}{number}");
        }
        self.numbers.insert(key(&stem), number.saturating_add(1));
        candidate
    }
}

/// How close a Rust name is to the name in the document. The closest name has the best claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fidelity {
    /// The same characters.
    Exact,
    /// The same letters and digits with different case or separators: `userId` as `user_id`.
    Cased,
    /// A name with characters left out or added: `@id` as `id`.
    Repaired,
}

impl Fidelity {
    /// Compares `name` with `wire_name`, the name in the document.
    pub(crate) fn of(name: &str, wire_name: &str) -> Self {
        if name == wire_name {
            return Self::Exact;
        }
        let trimmed = wire_name.trim_matches(is_separator);
        if trimmed == wire_name && same_letters(name, wire_name) {
            Self::Cased
        } else {
            Self::Repaired
        }
    }
}

/// Returns distinct names for the fields of a scope. `wanted` has the document's name and the preferred name
/// of each.
///
/// An exact name takes precedence over a repaired one. A field whose name is taken spells out its symbols
/// (`@id` becomes `at_id` if there is an `id`) or gets a number. The order of the document does not matter.
pub(crate) fn distinct<'n>(
    scope: &mut NameScope,
    wanted: &[(&str, Cow<'n, str>)],
) -> Vec<Cow<'n, str>> {
    let keys: Vec<String> = wanted.iter().map(|(_, name)| key(name)).collect();
    let mut names: Vec<Cow<'n, str>> = wanted.iter().map(|(_, name)| name.clone()).collect();
    let mut seen = HashSet::default();
    if keys
        .iter()
        .all(|key| !scope.taken.contains(key) && seen.insert(key))
    {
        scope.taken.extend(keys);
        return names;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_cached_key(|&at| {
        wanted
            .get(at)
            .map(|(wire_name, name)| (Fidelity::of(name, wire_name), wire_name.len(), *wire_name))
    });
    for at in order {
        let (Some((wire_name, name)), Some(slot)) = (wanted.get(at), names.get_mut(at)) else {
            continue;
        };
        if scope.try_claim(name) {
            continue;
        }
        let spelled = words::spelled_field_name(wire_name);
        *slot = Cow::Owned(if scope.try_claim(&spelled) {
            spelled
        } else {
            scope.claim(name)
        });
    }
    names
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Fidelity, NameScope, distinct};

    #[test]
    fn exact_name_precedes_a_repaired_one() {
        let names = |wire_names: &[&'static str]| -> Vec<String> {
            let wanted: Vec<_> = wire_names
                .iter()
                .map(|name| (*name, Cow::Owned(super::words::field_name(name))))
                .collect();
            let names = distinct(&mut NameScope::default(), &wanted);
            names.into_iter().map(Cow::into_owned).collect()
        };
        assert_eq!(names(&["@id", "id", "@type"]), ["at_id", "id", "type"]);
        assert_eq!(names(&["id", "@id", "@type"]), ["id", "at_id", "type"]);
        assert_eq!(names(&["name!", "name"]), ["name_not", "name"]);
        assert_eq!(
            names(&["StartTime<", "StartTime>", "StartTime"]),
            [
                "start_time_less_than",
                "start_time_greater_than",
                "start_time"
            ]
        );
        assert_eq!(names(&["_limit", "limit"]), ["underscore_limit", "limit"]);
        assert_eq!(
            names(&["userId", "user_id", "user-id"]),
            ["user_id_2", "user_id", "user_id_3"]
        );
        assert_eq!(
            names(&["user-id", "userId", "user_id"]),
            ["user_id_3", "user_id_2", "user_id"]
        );
        // A numbered name does not displace a field whose own name it is.
        assert_eq!(names(&["a-b", "a b", "a_b_2"]), ["a_b_3", "a_b", "a_b_2"]);
    }

    #[test]
    fn fidelity_of_names() {
        for (name, wire_name, expected) in [
            ("id", "id", Fidelity::Exact),
            ("user_id", "userId", Fidelity::Cased),
            ("user_id", "user-id", Fidelity::Cased),
            ("Url", "URL", Fidelity::Cased),
            ("id", "@id", Fidelity::Repaired),
            ("id", "_id", Fidelity::Repaired),
            ("ids", "ids[]", Fidelity::Repaired),
        ] {
            assert_eq!(Fidelity::of(name, wire_name), expected, "{wire_name}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut scope = NameScope::default();
        assert_eq!(scope.claim("asc"), "asc");
        assert_eq!(scope.claim("ASC"), "ASC2");
        assert_eq!(scope.claim("asc"), "asc_2");
        assert_eq!(scope.claim("Plus1"), "Plus1");
        assert_eq!(scope.claim("Plus1"), "Plus1_2");
    }
}
