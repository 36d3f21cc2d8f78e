//! Converts names of a document to identifiers: splits them into words, and joins the words in the required
//! case.
//!
//! A name is split once, and cased last. For any input, [`type_name`], [`variant_name`] and [`field_name`]
//! return an identifier of Rust, which may be a keyword. It is never empty and never starts with a digit.

use crate::base::reserved::outside_prelude;
use std::borrow::Cow;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Brand names that splitting at case boundaries would break, and how they are read instead. All have
/// capitals.
const JOINED: &[(&str, &str)] = &[
    ("OAuth", "Oauth"),
    ("oAuth", "oauth"),
    ("GraphQL", "Graphql"),
    ("iOS", "Ios"),
];

/// Returns the word that replaces a symbol where only symbols distinguish a name.
pub(crate) fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' => "minus",
        '<' => "less than",
        '>' => "greater than",
        '=' => "equal",
        '!' => "not",
        '*' => "asterisk",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '?' => "question mark",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        ' ' => "space",
        '\'' => "apostrophe",
        '"' => "quote",
        '`' => "backtick",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\n' => "newline",
        '\t' => "tab",
        _ => return None,
    })
}

/// Splits a name into lower-case words. Boundaries are characters other than letters and digits, and changes
/// of case (`userId`). Of several capitals, the last begins a word if a lower-case letter follows (`APIKey`).
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut text = Cow::Borrowed(name);
    if may_be_joined(name) {
        for (from, to) in JOINED {
            if text.contains(from) {
                text = Cow::Owned(text.replace(from, to));
            }
        }
    }
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous: Option<char> = None;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if !character.is_alphanumeric() {
            flush(&mut word, &mut words);
            previous = None;
            continue;
        }
        if character.is_uppercase() {
            let after_small = previous.is_some_and(|before| !before.is_uppercase());
            let before_small =
                rest.peek().is_some_and(|next| next.is_lowercase()) && !plural_of_capitals(&rest);
            if after_small || (before_small && previous.is_some_and(char::is_uppercase)) {
                flush(&mut word, &mut words);
            }
        }
        push_small(&mut word, character);
        previous = Some(character);
    }
    flush(&mut word, &mut words);
    words
}

/// Reports whether a name may contain one of [`JOINED`]: a quick check, because almost no name does.
fn may_be_joined(name: &str) -> bool {
    let mut pairs = name.as_bytes().windows(2);
    name.bytes().any(|byte| byte.is_ascii_uppercase())
        && pairs.any(|pair| matches!(pair, b"OA" | b"oA" | b"QL" | b"OS"))
}

/// Appends a letter in lower case. A capital without a lower-case form (`𝐀`) is spelled as its code point,
/// because names of fields and methods have no capitals.
fn push_small(word: &mut String, character: char) {
    if character.is_ascii() {
        word.push(character.to_ascii_lowercase());
        return;
    }
    for small in character.to_lowercase() {
        if small.is_uppercase() {
            word.push_str(&format!("u{:x}", u32::from(small)));
        } else {
            word.push(small);
        }
    }
}

/// Reports whether the rest begins with the `s` of a plural (`IDs`, `URLs`), which is not a word of its own.
fn plural_of_capitals(rest: &std::iter::Peekable<impl Iterator<Item = char> + Clone>) -> bool {
    let mut rest = rest.clone();
    rest.next() == Some('s')
        && rest
            .next()
            .is_none_or(|next| next.is_uppercase() || !next.is_alphanumeric())
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Splits a name into words, including the sign of a leading number. A name of symbols alone is spelled out.
pub(crate) fn words_or_symbols(name: &str) -> Vec<String> {
    let mut found = words(name);
    let mut characters = name.chars();
    if let (Some(sign @ ('+' | '-')), Some(next)) = (characters.next(), characters.next())
        && next.is_ascii_digit()
    {
        found.insert(0, symbol(sign).unwrap_or_default().to_owned());
    }
    if found.is_empty() {
        for character in name.chars() {
            match symbol(character) {
                Some(text) => found.extend(text.split(' ').map(str::to_owned)),
                None => found.push(format!("u{:x}", u32::from(character))),
            }
        }
    }
    found
}

/// Joins words in Pascal case. Adjacent numbers stay apart: `1_1` is not `11`.
pub(crate) fn pascal<S: AsRef<str>>(words: &[S]) -> String {
    let mut text = String::new();
    for word in words {
        let word = word.as_ref();
        if text.ends_with(|last: char| last.is_numeric())
            && word.starts_with(|first: char| first.is_numeric())
        {
            text.push('_');
        }
        if is_simple(word) {
            let mut characters = word.chars();
            text.extend(characters.next().map(|first| first.to_ascii_uppercase()));
            text.push_str(characters.as_str());
            continue;
        }
        let cased = word.to_upper_camel_case();
        text.push_str(if cased.is_empty() { word } else { &cased });
    }
    // A letter without a capital (`ª`) would begin the name in lower case.
    if text.starts_with(char::is_lowercase) {
        text.insert(0, 'X');
    }
    text
}

/// Reports whether a word has only lower-case ASCII letters and digits, so that it needs no casing rules.
fn is_simple(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Joins words in snake case.
pub(crate) fn snake<S: AsRef<str>>(words: &[S]) -> String {
    let joined: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let text = joined.join("_");
    if joined.iter().all(|word| is_simple(word)) {
        return text;
    }
    let cased = text.to_snake_case();
    if cased.is_empty() { text } else { cased }
}

/// Makes an identifier of cased text. Characters that Rust does not allow are left out. `prefix` is added if
/// the first character cannot begin an identifier, and is the whole name if nothing is left.
pub(crate) fn identifier(text: &str, prefix: &str) -> String {
    let allowed = |character: char| character == '_' || is_continue(character);
    let kept: Cow<'_, str> = if text.chars().all(allowed) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(
            text.chars()
                .filter(|&character| allowed(character))
                .collect(),
        )
    };
    let stem = kept.trim_start_matches('_');
    limit_length(match stem.chars().next() {
        None => prefix.trim_end_matches('_').to_owned(),
        Some(first) if is_start(first) => stem.to_owned(),
        Some(_) => format!("{prefix}{stem}"),
    })
}

/// The limit of the length of a name, in bytes. Names are made of other names, and each occurs in many
/// places.
const LONGEST: usize = 240;

/// Cuts a name to at most 240 bytes.
pub(crate) fn limit_length(name: String) -> String {
    cut(name, LONGEST)
}

/// Cuts a name to at most `longest` bytes. A cut name ends with a digest of the whole, so that different
/// names stay different.
pub(crate) fn cut(name: String, longest: usize) -> String {
    if name.len() <= longest {
        return name;
    }
    let digest = crate::base::digest::digest(name.as_bytes());
    let digest = digest.get(..DIGEST).unwrap_or_default();
    let mut end = longest.saturating_sub(1 + digest.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let kept = name.get(..end).unwrap_or_default();
    // Names of types have no underscores; names of fields may have them.
    if name.starts_with(char::is_uppercase) {
        format!("{kept}X{digest}")
    } else {
        format!("{}_{digest}", kept.trim_end_matches('_'))
    }
}

/// The number of characters of the digest at the end of a cut name.
const DIGEST: usize = 16;

/// Reports whether a name was cut: it ends with a digest, which at most a number may follow.
pub(crate) fn is_cut(name: &str) -> bool {
    let bytes = name.as_bytes();
    let start = bytes.len().saturating_sub(DIGEST + 12);
    let is_digest = |part: &[u8]| {
        part.split_first().is_some_and(|(first, digest)| {
            matches!(first, b'_' | b'X')
                && digest
                    .iter()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
    };
    bytes.len() > LONGEST - 2 * DIGEST
        && bytes
            .get(start..)
            .is_some_and(|end| end.windows(1 + DIGEST).any(is_digest))
}

/// Reports whether a character can begin an identifier. For characters outside ASCII, `syn` decides.
fn is_start(character: char) -> bool {
    character.is_ascii_alphabetic()
        || (!character.is_ascii()
            && syn::parse_str::<syn::Ident>(character.encode_utf8(&mut [0; 4])).is_ok())
}

fn is_continue(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let mut text = String::from("a");
    text.push(character);
    syn::parse_str::<syn::Ident>(&text).is_ok()
}

/// Returns the name of a type: Pascal case of a document's name.
pub(crate) fn type_name(name: &str) -> String {
    identifier(&pascal(&words_or_symbols(name)), "Type")
}

/// Returns the name of a variant for a value of the document.
pub(crate) fn variant_name(value: &str) -> String {
    if value.is_empty() {
        return "Empty".to_owned();
    }
    identifier(&pascal(&words_or_symbols(value)), "Value")
}

/// Returns the name of a field, a method or a module.
pub(crate) fn field_name(name: &str) -> String {
    if name.is_empty() {
        return "empty".to_owned();
    }
    identifier(&snake(&words_or_symbols(name)), "value_")
}

/// Returns the name of a field whose plain name is taken: its symbols are words, except those that separate
/// words.
pub(crate) fn spelled_field_name(name: &str) -> String {
    let is_word = |character: char| character.is_alphanumeric();
    let (Some(first), Some(last)) = (name.find(is_word), name.rfind(is_word)) else {
        return field_name(name);
    };
    let mut text = String::with_capacity(name.len());
    for (at, character) in name.char_indices() {
        let separates = matches!(character, '_' | '-' | ' ') && at > first && at < last;
        match symbol(character) {
            Some(spelled) if !separates => {
                text.push(' ');
                text.push_str(spelled);
                text.push(' ');
            }
            _ => text.push(character),
        }
    }
    field_name(&text)
}

/// Returns the singular of an English word if it is easy to determine, otherwise the word itself.
pub(crate) fn singular(word: &str) -> String {
    const SAME: &[&str] = &[
        "series", "species", "news", "address", "status", "data", "media", "sms", "gps", "https",
        "dns", "css", "aws",
    ];
    if SAME.contains(&word) || word.len() < 3 {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies")
        && stem.len() > 1
    {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zzes"] {
        if word.ends_with(ending) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    if let Some(stem) = word.strip_suffix("uses")
        && ["stat", "b", "vir", "camp", "bon"].contains(&stem)
    {
        return format!("{stem}us");
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Returns the words with the last one in the singular.
pub(crate) fn singular_words(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// Returns the name of a resource's type. It is outside the prelude, which the code in the same module uses.
pub(crate) fn resource_type_name(resource: &str) -> String {
    outside_prelude(type_name(resource), "Resource")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_names_are_recognized() {
        for long in [
            "a".repeat(300),
            "Ab".repeat(200),
            "ab_".repeat(100),
            "ü".repeat(200),
        ] {
            let cut = limit_length(long);
            assert!(cut.len() <= LONGEST, "{cut}");
            assert!(is_cut(&cut), "{cut}");
            assert!(is_cut(&format!("{cut}_12")), "{cut}");
        }
        for whole in ["a".repeat(LONGEST), format!("id_{}", "0123456789abcdef")] {
            assert!(!is_cut(&limit_length(whole)));
        }
    }

    #[test]
    fn splits_names_into_words() {
        for (name, expected) in [
            ("createAuthorizedUser", "create authorized user"),
            ("Authorized users", "authorized users"),
            ("APIKey", "api key"),
            ("userIDs", "user ids"),
            ("HTMLParser", "html parser"),
            ("SendNotificationV2Input", "send notification v2 input"),
            ("repos/get-branch", "repos get branch"),
            ("OAuth2Token", "oauth2 token"),
            ("a_b.c", "a b c"),
            ("line1", "line1"),
            ("größeÄndern", "größe ändern"),
            ("OAuthApp", "oauth app"),
            ("useOAuth", "use oauth"),
            ("oAuthToken", "oauth token"),
            ("GraphQLQuery", "graphql query"),
            ("iOSDevice", "ios device"),
            ("", ""),
            ("--", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn every_name_is_an_identifier() {
        for (name, variant, field) in [
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("<", "LessThan", "less_than"),
            (">=", "GreaterThanEqual", "greater_than_equal"),
            ("", "Empty", "empty"),
            ("1.5", "Value1_5", "value_1_5"),
            ("2024-01-01", "Value2024_01_01", "value_2024_01_01"),
            ("type", "Type", "type"),
            ("@id", "Id", "id"),
            ("a-b", "AB", "a_b"),
            ("😀", "U1f600", "u1f600"),
            ("名前", "名前", "名前"),
            ("Straße", "Straße", "straße"),
        ] {
            assert_eq!(variant_name(name), variant, "{name}");
            assert_eq!(field_name(name), field, "{name}");
            assert!(
                syn::parse_str::<syn::Ident>(&variant_name(name)).is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn long_names_are_cut_by_their_bytes() {
        for long in ["A".repeat(201), "Größe".repeat(60), "零".repeat(100)] {
            let short = cut(long.clone(), 200);
            assert!(short.len() <= 200, "{short}");
            assert!(short.len() > 190, "{short}");
            assert_eq!(short, cut(long.clone(), 200));
            assert_ne!(short, cut(format!("{long}B"), 200));
            assert!(syn::parse_str::<syn::Ident>(&short).is_ok(), "{short}");
        }
        assert_eq!(cut("Short".to_owned(), 200), "Short");
    }

    #[test]
    fn singular_of_common_words() {
        for (plural, expected) in [
            ("users", "user"),
            ("companies", "company"),
            ("addresses", "address"),
            ("status", "status"),
            ("statuses", "status"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("data", "data"),
            ("series", "series"),
            ("analysis", "analysis"),
            ("bus", "bus"),
            ("entries", "entry"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }
}
