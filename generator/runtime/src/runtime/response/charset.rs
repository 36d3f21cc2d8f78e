//! Decodes text in the charset of its media type (RFC 9110, section 8.3.2).

use std::borrow::Cow;

use super::decode::DecodeFailure;

/// The characters of the bytes from 0x80 to 0x9F in Windows-1252, by the Encoding standard of the WHATWG. All other
/// bytes are the code points of ISO-8859-1.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

enum Charset {
    Utf8,
    /// Big-endian or little-endian.
    Utf16 {
        big: bool,
    },
    /// Also for ISO-8859-1 and US-ASCII: text with these labels is often in this superset (Encoding standard, section
    /// 4.2).
    Windows1252,
}

/// Decodes the text of a body whose media type, with its parameters, is `content_type`.
pub(crate) fn decode<'b>(
    body: &'b [u8],
    content_type: &str,
) -> Result<Cow<'b, str>, DecodeFailure> {
    let name = charset(content_type);
    // A byte order mark takes precedence over the media type (Encoding standard, section 6).
    let (charset, body) = match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => (Charset::Utf8, rest),
        [0xfe, 0xff, rest @ ..] => (Charset::Utf16 { big: true }, rest),
        [0xff, 0xfe, rest @ ..] => (Charset::Utf16 { big: false }, rest),
        _ => (named(name)?, body),
    };
    match charset {
        Charset::Utf8 => std::str::from_utf8(body)
            .map(Cow::Borrowed)
            .map_err(|error| DecodeFailure::new(format!("the text is not UTF-8: {error}"))),
        Charset::Utf16 { big } => utf_16(body, big)
            .map(Cow::Owned)
            .ok_or_else(|| DecodeFailure::new("the text is not UTF-16")),
        Charset::Windows1252 => Ok(windows_1252(body)),
    }
}

/// Returns the value of the parameter `charset`; empty if there is none.
fn charset(content_type: &str) -> &str {
    let parameters = content_type.split(';').skip(1);
    let mut pairs = parameters.filter_map(|parameter| parameter.split_once('='));
    let found = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    found.map_or("", |(_, value)| value.trim().trim_matches('"'))
}

fn named(name: &str) -> Result<Charset, DecodeFailure> {
    const OF_ONE_BYTE: [&str; 8] = [
        "iso-8859-1",
        "iso8859-1",
        "iso_8859-1",
        "latin1",
        "us-ascii",
        "ascii",
        "windows-1252",
        "cp1252",
    ];
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    if name.is_empty() || ["utf-8", "utf8"].iter().any(is) {
        Ok(Charset::Utf8)
    } else if OF_ONE_BYTE.iter().any(is) {
        Ok(Charset::Windows1252)
    } else if is(&"utf-16be") {
        Ok(Charset::Utf16 { big: true })
    } else if ["utf-16", "utf-16le"].iter().any(is) {
        Ok(Charset::Utf16 { big: false })
    } else {
        Err(DecodeFailure::new(format!(
            "the text is in the charset `{name}`, which this client does not read: `send_raw` gives its bytes"
        )))
    }
}

fn windows_1252(body: &[u8]) -> Cow<'_, str> {
    if let Some(text) = std::str::from_utf8(body)
        .ok()
        .filter(|text| text.is_ascii())
    {
        return Cow::Borrowed(text);
    }
    let character = |byte: &u8| match usize::from(*byte).checked_sub(0x80) {
        Some(index) => WINDOWS_1252
            .get(index)
            .copied()
            .unwrap_or(char::from(*byte)),
        None => char::from(*byte),
    };
    Cow::Owned(body.iter().map(character).collect())
}

fn utf_16(body: &[u8], big: bool) -> Option<String> {
    let (units, rest) = body.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| {
        if big {
            u16::from_be_bytes(*pair)
        } else {
            u16::from_le_bytes(*pair)
        }
    };
    let units = units.iter().map(unit);
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok().filter(|_| rest.is_empty())
}
