//! Resolves unquoted YAML scalars by the core schema of YAML 1.2.2, section 10.3.2.
//!
//! The rules of YAML 1.1 do not apply: `y`, `no` and `off` are strings, and `012` is the number twelve. The text of a
//! number is kept, so that it can become a string where the schema requires one. `.inf` and `.nan` are strings,
//! because JSON, which a document describes, has no such numbers.

use super::tree::NodeKind;

/// Returns the kind of an unquoted scalar.
pub(super) fn plain_kind(text: &str) -> NodeKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => NodeKind::Boolean,
        _ if is_number(text) => NodeKind::Number,
        _ => NodeKind::String,
    }
}

/// Reports whether the text is an integer or a finite float.
fn is_number(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0o") {
        return !digits.is_empty() && digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = take_digits(unsigned);
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), take_digits);
    if whole.is_empty() && fraction.is_empty() {
        return false;
    }
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else {
        return rest.is_empty();
    };
    let (digits, rest) = take_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    !digits.is_empty() && rest.is_empty()
}

fn take_digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Returns the value of a boolean's text.
pub(super) fn boolean(text: &str) -> bool {
    text.starts_with(['t', 'T'])
}

/// Returns the value of a number's text as an integer, if it is one with at most 128 bits.
pub(super) fn integer(text: &str) -> Option<i128> {
    if let Some(digits) = text.strip_prefix("0o") {
        return i128::from_str_radix(digits, 8).ok();
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i128::from_str_radix(digits, 16).ok();
    }
    text.parse().ok()
}

/// Returns the value of a number's text as the nearest float; infinite if it is too large for one.
pub(super) fn float(text: &str) -> Option<f64> {
    match integer(text) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the nearest float is what is asked for"
        )]
        Some(integer) => Some(integer as f64),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yaml_1_1_are_strings() {
        for text in [
            "y", "Y", "n", "no", "No", "yes", "on", "off", "OFF", "1_000", "1:30", "tRUE", "nULL",
        ] {
            assert_eq!(plain_kind(text), NodeKind::String, "{text}");
        }
    }

    #[test]
    fn nulls_and_booleans() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain_kind(text), NodeKind::Null, "{text}");
        }
        for (text, value) in [
            ("true", true),
            ("True", true),
            ("FALSE", false),
            ("false", false),
        ] {
            assert_eq!(plain_kind(text), NodeKind::Boolean, "{text}");
            assert_eq!(boolean(text), value);
        }
    }

    #[test]
    fn numbers() {
        for (text, value) in [
            ("0", 0.0),
            ("-7", -7.0),
            ("+7", 7.0),
            ("012", 12.0),
            ("0o17", 15.0),
            ("0x1F", 31.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("-1.5e-3", -0.0015),
            ("1e3", 1000.0),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ] {
            assert_eq!(plain_kind(text), NodeKind::Number, "{text}");
            assert_eq!(float(text), Some(value), "{text}");
        }
        assert_eq!(integer("012"), Some(12));
        assert_eq!(integer("0x1F"), Some(31));
        assert_eq!(integer("1.0"), None);
    }

    #[test]
    fn text_similar_to_numbers_is_a_string() {
        for text in [
            ".",
            "-",
            "+",
            "e3",
            "1e",
            "1e+",
            "1.2.3",
            "0o8",
            "0o",
            "0xG",
            "0x",
            "-0x1",
            ".inf",
            "-.INF",
            ".nan",
            "2024-01-01",
            "1 2",
        ] {
            assert_eq!(plain_kind(text), NodeKind::String, "{text}");
        }
    }
}
