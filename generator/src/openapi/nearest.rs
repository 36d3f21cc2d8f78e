//! "Did you mean": the name that is closest to one that does not exist.

/// The candidate that a person who wrote `name` most likely meant; none when nothing is close.
pub(super) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let written: Vec<char> = name.to_lowercase().chars().collect();
    let limit = (written.len() / 3).clamp(1, 5);
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(&written, candidate, limit)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, removed or exchanged, regardless of case; none when it is more than the limit.
fn distance(written: &[char], candidate: &str, limit: usize) -> Option<usize> {
    if candidate.len() > written.len() * 4 + limit * 4 {
        return None;
    }
    let other: Vec<char> = candidate.to_lowercase().chars().collect();
    if other.len().abs_diff(written.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in written.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (above, against) in row.iter().skip(1).zip(&other) {
            let exchanged = diagonal + usize::from(letter != against);
            left = exchanged.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names = ["User", "UserList", "Payment", "payment_method"];
        assert_eq!(nearest("user", names), Some("User"));
        assert_eq!(nearest("Paymnet", names), Some("Payment"));
        assert_eq!(nearest("payment-method", names), Some("payment_method"));
        assert_eq!(nearest("Invoice", names), None);
        assert_eq!(nearest("", names), None);
    }
}
