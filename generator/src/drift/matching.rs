//! Matches the elements of two lists by keys.

use std::collections::{HashMap, HashSet};

/// A function that returns the key of an element.
type Key<'k, T> = &'k dyn Fn(&T) -> String;

/// Returns, for each old element, the index of the matching new one. The keys are tried in order, and each element
/// has at most one match.
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

/// Returns pairs of matching elements, and elements without a match alone. Old elements come first, in their order.
pub(super) fn paired<'a, T>(
    old: &'a [T],
    new: &'a [T],
    keys: &[Key<'_, T>],
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let matched = matched(old, new, keys);
    let mut pairs: Vec<(Option<&T>, Option<&T>)> = Vec::new();
    for (old_item, at) in old.iter().zip(&matched) {
        pairs.push((Some(old_item), at.and_then(|at| new.get(at))));
    }
    let taken: HashSet<usize> = matched.into_iter().flatten().collect();
    let left = new.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    pairs.extend(left.map(|(_, new_item)| (None, Some(new_item))));
    pairs
}

/// Returns a media type without its parameters, in lower case: case is insignificant (RFC 9110, section 8.3.1).
pub(super) fn essence(media_type: &str) -> String {
    let name = media_type.split(';').next().unwrap_or_default();
    name.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{essence, paired};

    #[test]
    fn each_element_has_at_most_one_match() {
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
    fn essence_ignores_parameters_and_case() {
        assert_eq!(essence("Text/CSV ; charset=utf-8"), "text/csv");
        assert_eq!(essence(""), "");
    }
}
