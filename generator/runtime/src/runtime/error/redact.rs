//! Redacts credentials in text that is shown: APIs may echo a request, literally or escaped.

use std::ops::Range;

use crate::runtime::BoxError;
use crate::runtime::client::credential::Secret;

/// Returns the text without the secrets in it.
pub(crate) fn redact(mut text: String, secrets: &[Secret]) -> String {
    for token in tokens(secrets) {
        text = without(text, token);
    }
    text
}

/// Returns a part of a text without the secrets that overlap it.
pub(crate) fn redact_part(text: &str, part: Range<usize>, secrets: &[Secret]) -> String {
    let mut found: Vec<Range<usize>> = tokens(secrets)
        .flat_map(|token| all(text, token))
        .filter(|found| found.start < part.end && part.start < found.end)
        .collect();
    found.sort_by_key(|found| found.start);
    let mut kept = String::new();
    let mut start = part.start;
    for found in found {
        // If secrets overlap, the second begins before the first ends.
        kept.push_str(text.get(start..found.start).unwrap_or_default());
        if found.end > start {
            kept.push_str("[redacted]");
            start = found.end;
        }
    }
    kept.push_str(text.get(start..part.end).unwrap_or_default());
    kept
}

/// Returns the maximum number of bytes that a secret takes in text: each of its bytes may be written as `\u0041` or
/// as a percent-encoded triplet.
pub(crate) fn longest(secrets: &[Secret]) -> usize {
    let lengths = tokens(secrets).map(|token| token.len().saturating_mul(6));
    lengths.max().unwrap_or_default()
}

fn tokens(secrets: &[Secret]) -> impl Iterator<Item = &str> {
    let tokens = secrets.iter().map(|secret| {
        let token = secret.expose();
        // The part after `Bearer ` or another scheme.
        token.rsplit(' ').next().unwrap_or(token)
    });
    // A shorter text is more likely a word of a sentence than a key.
    tokens.filter(|token| token.len() >= 6)
}

/// Returns the ranges of all occurrences of a token in a text.
fn all<'t>(text: &'t str, token: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let (start, length) = find(text.get(from..)?, token)?;
        let start = from + start;
        from = start + length;
        Some(start..from)
    })
}

fn without(text: String, token: &str) -> String {
    let mut kept = String::new();
    let mut rest = text.as_str();
    while let Some((start, length)) = find(rest, token) {
        let (before, found) = rest.split_at(start);
        kept.push_str(before);
        kept.push_str("[redacted]");
        rest = found.get(length..).unwrap_or_default();
    }
    if kept.is_empty() {
        return text;
    }
    kept.push_str(rest);
    kept
}

/// Returns the offset of a token in a text, and the number of bytes that it takes there.
fn find(text: &str, token: &str) -> Option<(usize, usize)> {
    let starts = text.char_indices().map(|(start, _)| start);
    starts
        .filter_map(|start| Some((start, text.get(start..)?)))
        .find_map(|(start, tail)| Some((start, length(tail, token)?)))
}

/// Returns how many bytes at the beginning of a text are the token: literally, escaped in JSON (RFC 8259, section 7)
/// or percent-encoded (RFC 3986, section 2.1). None if the text does not begin with it.
fn length(text: &str, token: &str) -> Option<usize> {
    let mut rest = text;
    let mut left = token.chars();
    while let Some(wanted) = left.next() {
        let escaped = behind_escape(rest, wanted).or_else(|| behind_triplets(rest, wanted));
        rest = match (rest.strip_prefix(wanted), escaped) {
            // A backslash or a percent sign may be literal, or begin an escape of itself.
            (Some(plain), Some(escaped)) => match length(escaped, left.as_str()) {
                Some(length) => return Some(text.len() - escaped.len() + length),
                None => plain,
            },
            (plain, escaped) => plain.or(escaped)?,
        };
    }
    Some(text.len() - rest.len())
}

fn behind_escape(text: &str, wanted: char) -> Option<&str> {
    let escaped = text.strip_prefix('\\')?;
    let Some(digits) = escaped.strip_prefix('u') else {
        return escaped.strip_prefix(wanted);
    };
    let (code, rest) = digits.split_at_checked(4)?;
    let code = u32::from_str_radix(code, 16).ok()?;
    (code == u32::from(wanted)).then_some(rest)
}

fn behind_triplets(text: &str, wanted: char) -> Option<&str> {
    let mut buffer = [0; 4];
    let mut bytes = wanted.encode_utf8(&mut buffer).bytes();
    bytes.try_fold(text, |rest, byte| {
        let (code, rest) = rest.strip_prefix('%')?.split_at_checked(2)?;
        (u8::from_str_radix(code, 16) == Ok(byte)).then_some(rest)
    })
}

/// Returns the error, or only its redacted message if the error or one of its sources shows a secret.
pub(crate) fn redact_error(error: BoxError, secrets: &[Secret]) -> BoxError {
    let mut shown = format!("{error:?}");
    let mut cause: Option<&dyn std::error::Error> = Some(&*error);
    while let Some(error) = cause {
        shown.push_str(&error.to_string());
        cause = error.source();
    }
    if redact(shown.clone(), secrets) == shown {
        error
    } else {
        redact(error.to_string(), secrets).into()
    }
}
