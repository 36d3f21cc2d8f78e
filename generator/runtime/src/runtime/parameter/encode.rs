//! Percent-encoding (RFC 3986, section 2.1).

/// The characters that are not encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Letters, digits and `-._~` (RFC 3986, section 2.3).
    Unreserved,
    /// Unreserved and reserved characters, and triplets that are already encoded (RFC 6570, section 3.2.3), except `#`,
    /// `&` and `+`, which would end or change a value of a query.
    Reserved,
    /// The characters that a cookie's value may contain (RFC 6265, section 4.1.1).
    Cookie,
    /// All characters, for headers and parts.
    All,
}

impl Keep {
    /// Returns the characters that are kept in names if these are kept in values.
    pub(crate) fn of_names(self) -> Self {
        match self {
            Self::All => Self::All,
            _ => Self::Unreserved,
        }
    }

    fn keeps(self, byte: u8) -> bool {
        match self {
            Self::Unreserved => is_unreserved(byte),
            Self::Reserved => is_unreserved(byte) || b":/?[]@!$'()*,;=".contains(&byte),
            Self::Cookie => byte.is_ascii_graphic() && !b"\"%,;\\".contains(&byte),
            Self::All => true,
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Appends the text to the output, encoded.
pub(crate) fn encode(output: &mut String, text: &str, keep: Keep) {
    if keep == Keep::All {
        output.push_str(text);
        return;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let kept = rest.bytes().take_while(|byte| keep.keeps(*byte)).count();
        let (plain, tail) = rest.split_at(kept);
        output.push_str(plain);
        let mut characters = tail.chars();
        let Some(character) = characters.next() else {
            break;
        };
        if keep == Keep::Reserved && is_triplet(tail) {
            output.push('%');
        } else {
            push_encoded(output, character);
        }
        rest = characters.as_str();
    }
}

/// Appends a character to the output as percent-encoded UTF-8.
pub(crate) fn push_encoded(output: &mut String, character: char) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let mut buffer = [0; 4];
    for byte in character.encode_utf8(&mut buffer).bytes() {
        output.push('%');
        output.extend(DIGITS.get(usize::from(byte >> 4)));
        output.extend(DIGITS.get(usize::from(byte & 15)));
    }
}

fn is_triplet(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'%')
        && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
        && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
}
