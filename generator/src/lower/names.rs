//! Scopes in which names are unique.

use foldhash::{HashMap, HashSet};

/// The variant of an enum or a tagged union for what the document does not describe. It has this name whatever the
/// document lists: where `unknown` is listed one day, code that matches `Unknown(..)` still compiles.
pub(super) const UNKNOWN: &str = "Unknown";

/// The name of a variant that the document describes, which is not [`UNKNOWN`]; `noun` is what the variant is.
pub(super) fn described(name: String, noun: &str) -> String {
    if name.eq_ignore_ascii_case(UNKNOWN) {
        format!("{UNKNOWN}{noun}")
    } else {
        name
    }
}

/// Names that are taken. Two names that differ only in case are the same name to a reader, and to some file systems.
#[derive(Debug, Default, Clone)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// The first number that may be free, by the name before it: of names that are often wanted, the lower ones are
    /// known to be taken.
    numbers: HashMap<String, u32>,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn reserving<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            taken: names.into_iter().map(key).collect(),
            numbers: HashMap::default(),
        }
    }

    /// Whether a name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(&key(name))
    }

    /// Takes a name if it is free.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(key(name))
    }

    /// Takes a name, with a number behind it where it is not free: `name_2` or `Name2`.
    pub(super) fn claim(&mut self, name: &str) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let pascal = name.starts_with(char::is_uppercase)
            && !name.ends_with(|last: char| last.is_ascii_digit());
        let stem = format!("{name}{}", if pascal { "" } else { "_" });
        let mut number = self.numbers.get(&key(&stem)).copied().unwrap_or(2);
        let mut candidate = format!("{stem}{number}");
        while !self.take(&candidate) {
            number = number.saturating_add(1);
            candidate = format!("{stem}{number}");
        }
        self.numbers.insert(key(&stem), number.saturating_add(1));
        candidate
    }
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn never_gives_a_name_twice() {
        let mut scope = Scope::default();
        assert_eq!(scope.claim("asc"), "asc");
        assert_eq!(scope.claim("ASC"), "ASC2");
        assert_eq!(scope.claim("asc"), "asc_2");
        assert_eq!(scope.claim("Plus1"), "Plus1");
        assert_eq!(scope.claim("Plus1"), "Plus1_2");
    }
}
