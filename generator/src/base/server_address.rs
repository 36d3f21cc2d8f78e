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
    // A name contains no braces, so a variable begins at the last `{` before its end. Each part is then read once.
    while filled.len() <= limit
        && let Some((before, after)) = rest.split_once('}')
    {
        let variable = before.rsplit_once('{');
        let found = variable.and_then(|(literal, name)| Some((literal, default_of(name)?)));
        if let Some((literal, default)) = found {
            filled.push_str(literal);
            filled.push_str(default);
        } else {
            filled.push_str(before);
            filled.push('}');
        }
        rest = after;
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
            ("{a}b}{port}", "{a}b}443"),
            ("}{port}{", "}443{"),
            ("{a{b{port}}", "{a{b443}"),
            ("{}{port}", "{}443"),
        ] {
            assert_eq!(with_defaults(address, default_of, 100), filled);
        }
        assert_eq!(
            with_defaults("{host}/{port}", default_of, 3),
            "{port}/{port}"
        );
    }

    /// A search for the end of the variable at each `{` would take minutes.
    #[test]
    fn the_time_is_linear_in_the_length() {
        let open = "{".repeat(2_000_000);
        for address in [
            open.clone(),
            format!("{open}}}"),
            format!("{open}/{}", "}".repeat(2_000_000)),
        ] {
            assert_eq!(with_defaults(&address, |_| None, usize::MAX), address);
        }
        let default_of = |name: &str| (name == "port").then_some("443");
        let filled = with_defaults(&format!("{open}{{port}}"), default_of, usize::MAX);
        assert_eq!(filled, format!("{open}443"));
    }
}
