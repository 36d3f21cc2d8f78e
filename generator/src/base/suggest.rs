//! Finds the name that is closest to an unknown one, for "did you mean" suggestions.

use std::cell::Cell;

/// The number of suggestions for a document. A document that needs more has a different problem, and each suggestion
/// takes time in proportion to the number of names.
const SUGGESTIONS: usize = 200;

/// The number of pairs of letters that all suggestions for a document may compare: names may be long and many.
const COMPARISONS: usize = 20_000_000;

/// The suggestions and comparisons that are left for a document.
#[derive(Debug)]
pub(crate) struct Budget {
    suggestions: Cell<usize>,
    comparisons: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            suggestions: Cell::new(SUGGESTIONS),
            comparisons: Cell::new(COMPARISONS),
        }
    }
}

impl Budget {
    /// Returns the closest candidate to a name, unless the budget is used up.
    pub(crate) fn nearest<'c>(
        &self,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        let left = self.suggestions.get().checked_sub(1)?;
        self.suggestions.set(left);
        nearest_within(name, candidates, &self.comparisons)
    }
}

/// Returns the candidate that `name` is most likely a misspelling of; none if no candidate is close.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    nearest_within(name, candidates, &Cell::new(COMPARISONS))
}

/// Finds the closest candidate within a number of comparisons.
fn nearest_within<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    comparisons: &Cell<usize>,
) -> Option<&'c str> {
    let written: Vec<char> = name.to_lowercase().chars().collect();
    let limit = (written.len() / 3).clamp(1, 5);
    candidates
        .into_iter()
        .map_while(|candidate| {
            let cost = cost(&written, candidate, limit);
            comparisons.set(comparisons.get().checked_sub(cost)?);
            Some(candidate)
        })
        .filter_map(|candidate| Some((distance(&written, candidate, limit)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Estimates how many pairs of letters [`distance`] compares.
fn cost(written: &[char], candidate: &str, limit: usize) -> usize {
    let is_close =
        candidate.len() + limit >= written.len() && candidate.len() <= (written.len() + limit) * 4;
    1 + if is_close {
        written.len() * candidate.len()
    } else {
        0
    }
}

/// Returns how many letters must be added, removed, replaced or swapped with their neighbour, regardless of case;
/// none if the number exceeds the limit.
fn distance(written: &[char], candidate: &str, limit: usize) -> Option<usize> {
    if candidate.len() > (written.len() + limit) * 4 || candidate.len() + limit < written.len() {
        return None;
    }
    let other: Vec<char> = candidate.to_lowercase().chars().collect();
    if other.len().abs_diff(written.len()) > limit {
        return None;
    }
    // Rows of the table of distances between prefixes of both names: `before` is two rows up, `row` the previous one.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (index, letter) in written.iter().enumerate() {
        let mut next = Vec::with_capacity(other.len() + 1);
        next.push(index + 1);
        let mut lowest = index + 1;
        let cell =
            |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
        for (column, against) in other.iter().enumerate() {
            let exchanged = cell(&row, column) + usize::from(letter != against);
            let mut best = exchanged
                .min(cell(&row, column + 1) + 1)
                .min(cell(&next, column) + 1);
            let last = column.checked_sub(1);
            if let Some(last) =
                last.filter(|last| previous == Some(against) && other.get(*last) == Some(letter))
            {
                best = best.min(cell(&before, last) + 1);
            }
            next.push(best);
            lowest = lowest.min(best);
        }
        // The minimum of a row is at most one more than that of the row above. So all cells of both rows exceed the
        // limit, and later rows, which depend on these two, exceed it too.
        if lowest > limit + 1 {
            return None;
        }
        previous = Some(letter);
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closest_name_is_suggested() {
        let names = ["User", "UserList", "Payment", "payment_method"];
        assert_eq!(nearest("user", names), Some("User"));
        assert_eq!(nearest("Paymnet", names), Some("Payment"));
        assert_eq!(nearest("payment-method", names), Some("payment_method"));
        assert_eq!(nearest("Uesr", names), Some("User"));
        assert_eq!(nearest("Invoice", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn long_names_are_compared_within_the_budget() {
        let names: Vec<String> = (0..1_000)
            .map(|index| format!("{index}{}", "x".repeat(2_000)))
            .collect();
        let comparisons = Cell::new(COMPARISONS);
        let name = "x".repeat(2_004);
        let found = nearest_within(&name, names.iter().map(String::as_str), &comparisons);
        assert_eq!(found, Some(names[0].as_str()));
        assert!(comparisons.get() < 2_000 * 2_004);
    }
}
