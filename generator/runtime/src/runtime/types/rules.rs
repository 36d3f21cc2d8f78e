//! What a schema asks of an object beyond the types of its members, checked when a request is written: which members
//! must be there together, and how many items a list must have.

use super::Nullable;

/// Sets of members, of which one must be there.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The names of each set.
    pub sets: &'static [&'static [&'static str]],
    /// Whether only one of them may be.
    pub exclusive: bool,
}

impl Rule {
    /// What is wrong with an object that lacks some members; none when nothing is.
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

/// A list, or none.
#[doc(hidden)]
pub trait Items {
    /// How many items there are; none when there is no list.
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
