//! Checks the names of headers and cookies, which must be tokens (RFC 9110, sections 5.1 and 5.6.2).

use crate::diagnostic::{Code, Diagnostic, codes};
use crate::load::Node;

use crate::openapi::Reader;

/// Where the name of a header is in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameLocation {
    /// It is the key of the member.
    Key,
    /// It is the value of the member.
    Value,
}

impl<'a> Reader<'a> {
    /// Returns a header name that can be sent, without white space around it and without a colon at its end.
    /// Returns none, with a warning, if that is not a token either. The name is in `member`.
    pub(crate) fn header_name(
        &self,
        name: &'a str,
        member: Node<'a>,
        written: NameLocation,
    ) -> Option<&'a str> {
        self.token(("header", codes::HEADER_NAME), name, member, written)
    }

    /// Returns a cookie name that can be sent, which must be a token too (RFC 6265, section 4.1.1).
    pub(crate) fn cookie_name(&self, name: &'a str, member: Node<'a>) -> Option<&'a str> {
        self.token(
            ("cookie", codes::COOKIE_NAME),
            name,
            member,
            NameLocation::Value,
        )
    }

    fn token(
        &self,
        (of, code): (&str, &'static Code),
        name: &'a str,
        member: Node<'a>,
        written: NameLocation,
    ) -> Option<&'a str> {
        if is_token(name) {
            return Some(name);
        }
        let meant = name.trim().trim_end_matches(':').trim_end();
        let meant = Some(meant).filter(|meant| is_token(meant));
        let place = match written {
            NameLocation::Key => member.key_location(),
            NameLocation::Value => member.location(),
        };
        let message = format!("`{}` is not a valid {of} name", name.escape_debug());
        let label = match meant {
            Some(meant) => format!("sent as `{meant}`"),
            None => "left out: it is never sent".to_owned(),
        };
        self.push(
            Diagnostic::warning(code, place, message)
                .label(label)
                .help(format!(
                    "the name of a {of} consists of letters, digits and signs such as `-`"
                )),
        );
        meant
    }
}

pub(crate) fn is_token(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::is_token;

    #[test]
    fn header_names_must_be_tokens() {
        for name in ["X-Api-Key", "x_1", "a.b", "~"] {
            assert!(is_token(name), "{name}");
        }
        for name in ["", "X:", "X Y", "Ä", "a/b", "a(b)", "a\n"] {
            assert!(!is_token(name), "{name}");
        }
    }
}
