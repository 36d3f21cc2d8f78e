//! Which of what one side has is the same as which of what the other has.

use std::collections::{HashMap, HashSet};

/// What two things are the same by.
type Key<'k, T> = &'k dyn Fn(&T) -> String;

/// For each of the old ones the new one that is the same: by the first of the keys that finds one. Each is the same as
/// one other at most.
pub(super) fn matched<T>(old: &[T], new: &[T], keys: &[Key<'_, T>]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken: HashSet<usize> = HashSet::new();
    for key in keys {
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, one) in new.iter().enumerate().rev() {
            if !taken.contains(&at) {
                index.entry(key(one)).or_default().push(at);
            }
        }
        for (one, slot) in old.iter().zip(&mut matched) {
            if slot.is_none()
                && let Some(at) = index.get_mut(&key(one)).and_then(Vec::pop)
            {
                taken.insert(at);
                *slot = Some(at);
            }
        }
    }
    matched
}

/// Pairs of what is the same, or of which one side has nothing: first what the old side has, in its order.
pub(super) fn paired<'a, T>(
    old: &'a [T],
    new: &'a [T],
    keys: &[Key<'_, T>],
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let matched = matched(old, new, keys);
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = Vec::new();
    for (was, at) in old.iter().zip(&matched) {
        pairs.push((Some(was), at.and_then(|at| new.get(at))));
    }
    let taken: HashSet<usize> = matched.into_iter().flatten().collect();
    let left = new.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    pairs.extend(left.map(|(_, is)| (None, Some(is))));
    pairs
}

/// A media type without its parameters, in which case says nothing (RFC 9110, section 8.3.1).
pub(super) fn essence(media_type: &str) -> String {
    let name = media_type.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{essence, paired};

    #[test]
    fn each_is_the_same_as_one_at_most() {
        let first = |word: &&str| word.chars().take(1).collect();
        let whole = |word: &&str| (*word).to_owned();
        let found = paired(
            &["ab", "ac", "b"],
            &["c", "ac", "ad", "ae"],
            &[&whole, &first],
        );
        assert_eq!(
            found,
            [
                (Some(&"ab"), Some(&"ad")),
                (Some(&"ac"), Some(&"ac")),
                (Some(&"b"), None),
                (None, Some(&"c")),
                (None, Some(&"ae")),
            ]
        );
    }

    #[test]
    fn parameters_and_case_say_nothing() {
        assert_eq!(essence("Text/CSV ; charset=utf-8"), "text/csv");
        assert_eq!(essence(""), "");
    }
}
