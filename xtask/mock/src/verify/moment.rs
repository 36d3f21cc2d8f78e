//! Parses timestamps (RFC 3339, section 5.6), to compare different notations.

/// Returns seconds and nanoseconds since 1970-01-01T00:00:00Z. None if the text is not a `date-time`.
pub(super) fn moment(text: &str) -> Option<(i64, u32)> {
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let sign = |at: usize, allowed: &[u8]| -> Option<()> {
        let byte = text.as_bytes().get(at)?;
        allowed.contains(byte).then_some(())
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    sign(4, b"-")?;
    sign(7, b"-")?;
    sign(10, b"Tt ")?;
    sign(13, b":")?;
    sign(16, b":")?;
    let mut rest = text.get(19..)?;
    let mut nanoseconds = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.find(|digit: char| !digit.is_ascii_digit())?;
        let digits: String = fraction
            .get(..end)?
            .chars()
            .chain("000000000".chars())
            .take(9)
            .collect();
        nanoseconds = digits.parse().ok()?;
        rest = fraction.get(end..)?;
    }
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] => 0,
        [direction @ (b'+' | b'-'), ..] if rest.len() == 6 => {
            let hours: i64 = rest.get(1..3)?.parse().ok()?;
            let minutes: i64 = rest.get(4..6)?.parse().ok()?;
            let seconds = hours * 3600 + minutes * 60;
            if *direction == b'-' {
                -seconds
            } else {
                seconds
            }
        }
        _ => return None,
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some((seconds - offset, nanoseconds))
}

/// Returns the days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_compared_by_instant() {
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(moment("2000-03-01T00:00:00Z"), Some((951_868_800, 0)));
        assert_eq!(
            moment("2024-01-02T03:04:05.5+02:00"),
            moment("2024-01-02t01:04:05.500z")
        );
        assert_ne!(
            moment("2024-01-02T03:04:05Z"),
            moment("2024-01-02T03:04:05.000000001Z")
        );
        for wrong in [
            "2024-01-02",
            "2024-01-02T03:04:05",
            "no",
            "2024-01-02T03:04:05.Z+",
        ] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
