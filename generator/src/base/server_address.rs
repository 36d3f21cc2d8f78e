//! Addresses of servers, with variables in braces (`OpenAPI` 3.1.1, section 4.8.5).

/// Returns an address with the defaults of its variables filled in. A default is text: `{` in it begins no variable. After
/// `limit` bytes, no further variable is filled in.
pub(crate) fn with_defaults<'d>(
    address: &str,
    default_of: impl Fn(&str) -> Option<&'d str>,
    limit: usize,
) -> String {
    let mut filled = String::new();
    let mut rest = address;
    while let Some((literal, after)) = rest.split_once('{') {
        filled.push_str(literal);
        let found = after
            .split_once('}')
            .and_then(|(name, after)| Some((default_of(name)?, after)));
        if let Some((default, after)) = found {
            filled.push_str(default);
            rest = after;
        } else {
            filled.push('{');
            rest = after;
        }
        if filled.len() > limit {
            break;
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::with_defaults;

    #[test]
    fn defaults_are_filled_in_once() {
        let default_of = |name: &str| match name {
            "host" => Some("{port}"),
            "port" => Some("443"),
            _ => None,
        };
        for (address, filled) in [
            ("https://{host}:{port}/{path}", "https://{port}:443/{path}"),
            ("https://a{", "https://a{"),
            ("{{port}}", "{443}"),
            ("/", "/"),
        ] {
            assert_eq!(with_defaults(address, default_of, 100), filled);
        }
        assert_eq!(
            with_defaults("{host}/{port}", default_of, 3),
            "{port}/{port}"
        );
    }
}
