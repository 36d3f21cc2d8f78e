//! Sorts and joins changes, and determines the next version of the generated crate.

use std::sync::Arc;

use indexmap::map::Entry;
use indexmap::{IndexMap, IndexSet};

use super::{Change, Compatibility};

/// The part of a version that a release with some changes increments (`SemVer` 2.0.0, and cargo's rules for `0.x`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The last number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Returns the lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Returns the bump for a compatibility of code and the current major version.
    pub fn of(rust: Compatibility, major: u64) -> Self {
        match (rust, major) {
            (Compatibility::Breaking, 0) => Self::Minor,
            (Compatibility::Breaking, _) => Self::Major,
            (Compatibility::Compatible, 1..) => Self::Minor,
            _ => Self::Patch,
        }
    }
}

/// Returns the version that follows `version` (`1.2.3`, optionally with a pre-release or build suffix). `None` if it
/// is malformed.
pub fn next_version(version: &str, rust: Compatibility) -> Option<(String, Bump)> {
    let numbers = version.split(['-', '+']).next()?;
    let mut numbers = numbers.split('.').map(str::parse::<u64>);
    let (major, minor, patch) = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    if numbers.next().is_some() {
        return None;
    }
    let bump = Bump::of(rust, major);
    let next = match bump {
        Bump::Major => format!("{}.0.0", major.checked_add(1)?),
        Bump::Minor => format!("{major}.{}.0", minor.checked_add(1)?),
        Bump::Patch => format!("{major}.{minor}.{}", patch.checked_add(1)?),
    };
    Some((next, bump))
}

/// Joins changes of one rule that have the same locations and the same text except for the first name. An example is
/// a change of a parameter that several operations refer to.
pub(super) fn join(changes: &mut Vec<Change>) {
    let mut joined: IndexMap<_, (Change, usize)> = IndexMap::with_capacity(changes.len());
    for (index, change) in changes.drain(..).enumerate() {
        let named = split(&change.what).filter(|_| change.old.is_some() && change.new.is_some());
        let key = match named {
            Some((before, _, after)) => {
                let places = (change.old, change.new);
                (
                    change.rule.id,
                    places,
                    before.to_owned(),
                    after.to_owned(),
                    None,
                )
            }
            None => (
                change.rule.id,
                (None, None),
                String::new(),
                String::new(),
                Some(index),
            ),
        };
        match joined.entry(key) {
            Entry::Vacant(slot) => {
                slot.insert((change, 0));
            }
            Entry::Occupied(mut slot) => {
                let (first, more) = slot.get_mut();
                *more += 1;
                if !Arc::ptr_eq(&first.operations, &change.operations) {
                    let all = first.operations.iter().chain(change.operations.iter());
                    let all: IndexSet<&String> = all.collect();
                    first.operations = all.into_iter().cloned().collect();
                }
                first.direction.request |= change.direction.request;
                first.direction.response |= change.direction.response;
                first.unused &= change.unused;
            }
        }
    }
    changes.extend(joined.into_values().map(|(mut change, more)| {
        if more > 0
            && let Some((before, name, after)) = split(&change.what)
        {
            change.what = format!("{before}{name} (and {more} more){after}");
        }
        change
    }));
}

/// Splits a text before and after its first code span.
fn split(what: &str) -> Option<(&str, &str, &str)> {
    let start = what.find('`')?;
    let (before, rest) = what.split_at_checked(start)?;
    let end = rest.get(1..)?.find('`')?.checked_add(2)?;
    let (name, after) = rest.split_at_checked(end)?;
    Some((before, name, after))
}

/// Sorts changes: the worst first, then by rule, then in the order of the document.
pub(super) fn sort(changes: &mut [Change]) {
    let rank = |change: &Change| {
        super::RULES
            .iter()
            .position(|rule| rule.id == change.rule.id)
    };
    changes.sort_by_cached_key(|change| {
        (
            std::cmp::Reverse(change.verdict()),
            rank(change),
            change.new.or(change.old),
            change.what.clone(),
        )
    });
}
