//! Constraints that types do not express, checked when a request is serialized: which properties must be present
//! together, and how many items a list must have.

use super::Nullable;

/// A rule of presence: sets of properties, of which one must be present.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The names of the properties in each set.
    pub sets: &'static [&'static [&'static str]],
    /// Whether only one of the sets may be present.
    pub exclusive: bool,
}

impl Rule {
    /// Returns how an object that lacks some properties violates the rule; none if it does not.
    pub(super) fn problem(&self, absent: &[&str]) -> Option<String> {
        let is_there = |set: &&&[&str]| !set.iter().any(|name| absent.contains(name));
        let given = self.sets.iter().filter(is_there).count();
        let sets: Vec<String> = self.sets.iter().map(|set| shown(set)).collect();
        match given {
            0 => Some(format!("{} must be given", sets.join(" or "))),
            1 => None,
            _ if self.exclusive => Some(format!("only one of {} may be given", sets.join(" and "))),
            _ => None,
        }
    }
}

fn shown(set: &[&str]) -> String {
    let names: Vec<String> = set.iter().map(|name| format!("`{name}`")).collect();
    names.join(" with ")
}

/// A list, which may be optional or nullable.
#[doc(hidden)]
pub trait Items {
    /// Returns the number of items; none if there is no list.
    fn count(&self) -> Option<usize>;
}

impl<T> Items for Vec<T> {
    fn count(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Items> Items for Option<T> {
    fn count(&self) -> Option<usize> {
        self.as_ref().and_then(T::count)
    }
}

impl<T: Items> Items for Nullable<T> {
    fn count(&self) -> Option<usize> {
        self.value().and_then(T::count)
    }
}
