//! Compares media types (RFC 9110, section 8.3.1).

/// Returns type and subtype in lower case, without parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns true for JSON and formats based on it (RFC 6839, section 3.1).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Returns true for text without a further structure.
pub(crate) fn is_text(media_type: &str) -> bool {
    essence(media_type).starts_with("text/")
}

/// Returns how closely a range such as `text/*` matches a media type; higher is closer. None if it does not match.
pub(crate) fn closeness(range: &str, media_type: &str) -> Option<u8> {
    let (range, media_type) = (essence(range), essence(media_type));
    if range == media_type {
        return Some(2);
    }
    if range == "*/*" {
        return Some(0);
    }
    let (kind, subtype) = range.split_once('/')?;
    let (other, _) = media_type.split_once('/')?;
    (subtype == "*" && kind == other).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_types() {
        for (range, media_type, expected) in [
            (
                "application/json",
                "Application/JSON; charset=utf-8",
                Some(2),
            ),
            ("application/json; a=b", "application/json", Some(2)),
            ("text/*", "text/plain", Some(1)),
            ("*/*", "image/png", Some(0)),
            ("text/*", "image/png", None),
            ("application/json", "application/merge-patch+json", None),
        ] {
            assert_eq!(
                closeness(range, media_type),
                expected,
                "{range} {media_type}"
            );
        }
    }

    #[test]
    fn json_has_many_names() {
        assert!(is_json("application/problem+json; charset=utf-8"));
        assert!(!is_json("application/jsonl"));
    }
}
