//! Names for the values of an enum.
//!
//! A name depends on the value and on the values that would have the same name, not on the order of the
//! document. A name that is spelled out or numbered also avoids the names of all other values.

use crate::ir::Docs;
use foldhash::{HashMap, HashSet};
use serde_json::Value;

use crate::lower::naming::scope::{NameScope, UNKNOWN, described};
use crate::lower::naming::words;

/// A listed value with its documentation.
#[derive(Debug, Clone)]
pub(crate) struct EnumCandidate {
    pub value: Value,
    /// The name that the document assigns.
    pub name: Option<String>,
    pub docs: Docs,
    pub deprecated: bool,
}

/// The limit of a value's length in bytes; symbols of longer values are not examined.
const LONGEST: usize = 200;

/// The symbols that can be signs.
const SIGNS: &[char] = &['<', '>', '=', '!', '+', '-', '#'];

/// Returns the name of a value of the document, without regard to other values.
pub(crate) fn of_text(text: &str) -> String {
    if text.is_empty() {
        return "Empty".to_owned();
    }
    if !text.contains(SIGNS) {
        return words::variant_name(text);
    }
    let spelled = spell(text, is_sign);
    let spelled = if spelled.contains(char::is_alphanumeric) {
        &spelled
    } else {
        text
    };
    words::variant_name(spelled)
}

/// Returns the names of distinct values, in their order.
///
/// If several values would have the same name, the plainest value has it. A value that the document names
/// comes first, then numbers and booleans, then the text that is the name, then the one with the fewest symbols, then the one with the fewest
/// capitals. The others spell out their symbols or keep their capitals; only the remaining ones are numbered.
pub(crate) fn name(listed: &[EnumCandidate]) -> Vec<String> {
    let texts: Vec<String> = listed.iter().map(text).collect();
    let wanted: Vec<String> = listed.iter().zip(&texts).map(wanted).collect();
    let keys: Vec<String> = wanted.iter().map(|name| name.to_lowercase()).collect();
    let mut seen = HashSet::default();
    if keys.iter().all(|key| seen.insert(key)) {
        return wanted;
    }
    let mut groups: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, key) in keys.into_iter().enumerate() {
        groups.entry(key).or_default().push(index);
    }
    let plainness = |index: &usize| {
        let has_own = listed.get(*index).is_some_and(|item| item.name.is_some());
        // The number 1 comes before the text "1".
        let is_text = listed
            .get(*index)
            .is_some_and(|item| item.value.is_string());
        let is_exact = !is_text || texts.get(*index) == wanted.get(*index);
        let plainness = texts.get(*index).map(|text| plainness(text));
        (!has_own, !is_exact, plainness, is_text)
    };
    let mut names: Vec<String> = vec![String::new(); listed.len()];
    let mut scope = NameScope::with_reserved([UNKNOWN]);
    let mut exact = HashSet::default();
    let mut rest = Vec::new();
    for members in groups.values_mut() {
        members.sort_by_key(plainness);
        let mut members = members.iter().copied();
        if let Some(first) = members.next()
            && let (Some(slot), Some(name)) = (names.get_mut(first), wanted.get(first))
        {
            scope.try_claim(name);
            exact.insert(name.clone());
            slot.clone_from(name);
        }
        rest.extend(members);
    }
    rest.sort_by_key(plainness);
    for index in rest {
        let (Some(slot), Some(wanted), Some(text)) =
            (names.get_mut(index), wanted.get(index), texts.get(index))
        else {
            continue;
        };
        let spelled = words::variant_name(&spell(text, |_| true));
        let cased = cased(text);
        *slot = if scope.try_claim(&spelled) {
            spelled
        } else if cased.starts_with(char::is_uppercase)
            && cased.to_lowercase() == wanted.to_lowercase()
            && !exact.contains(&cased)
        {
            cased
        } else {
            scope.claim(wanted)
        };
        exact.insert(slot.clone());
    }
    names
}

fn text(item: &EnumCandidate) -> String {
    match &item.value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn wanted((item, text): (&EnumCandidate, &String)) -> String {
    let name = match &item.name {
        Some(name) => words::variant_name(name),
        None => of_text(text),
    };
    described(name, "Value")
}

/// Returns the letters and digits of a value in their own case (`ASC`).
fn cased(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .collect();
    words::identifier(&kept, "Value")
}

/// Returns a sort key for values that would have the same name; the plainest value has the lowest key.
fn plainness(text: &str) -> (u32, usize, usize, &str) {
    let symbols = text.chars().map(|character| match character {
        _ if character.is_alphanumeric() => 0,
        '_' => 1,
        '-' => 2,
        ' ' => 3,
        '.' => 4,
        _ => 8,
    });
    // Empty text is less plain than text without symbols.
    let symbols = if text.is_empty() { 1 } else { symbols.sum() };
    let capitals = text.chars().filter(|character| character.is_uppercase());
    (symbols, capitals.count(), text.len(), text)
}

/// A symbol with the text around it.
struct Symbol<'t> {
    before: &'t str,
    letter: char,
    after: &'t str,
}

/// Replaces some symbols of a text with words.
fn spell(text: &str, is_spelled: impl Fn(&Symbol<'_>) -> bool) -> String {
    if text.is_empty() {
        return "empty text".to_owned();
    }
    if text.len() > LONGEST {
        return text.to_owned();
    }
    let mut spelled = String::with_capacity(text.len());
    for (start, symbol) in text.char_indices() {
        let (before, rest) = text.split_at_checked(start).unwrap_or_default();
        let after = rest.get(symbol.len_utf8()..).unwrap_or_default();
        let around = Symbol {
            before,
            letter: symbol,
            after,
        };
        if symbol.is_alphanumeric() || !is_spelled(&around) {
            spelled.push(symbol);
            continue;
        }
        spelled.push(' ');
        match words::symbol(symbol) {
            // A hyphen that is not a sign is a dash.
            Some("minus") if !is_sign(&around) => spelled.push_str("dash"),
            Some(word) => spelled.push_str(word),
            None => spelled.push_str(&format!("u{:x}", u32::from(symbol))),
        }
        spelled.push(' ');
    }
    spelled
}

/// Reports whether a symbol has a meaning and is not a separator: a sign (`-created_at`, `GMT+1`, `UTC-1`), a
/// comparison (`>=5`), or a mark at the end (`A-`, `18+`, `C++`, `C#`).
fn is_sign(around: &Symbol<'_>) -> bool {
    let is_word = |character: char| character.is_alphanumeric();
    let (before, after) = (around.before, around.after);
    let previous = before.chars().next_back();
    let next = after.chars().next();
    let is_last = !after.contains(is_word);
    let is_first = !before.contains(is_word);
    let only = |text: &str, symbols: &[char]| text.chars().all(|other| symbols.contains(&other));
    let is_end = is_last && !is_first;
    match around.letter {
        '<' | '>' | '=' | '!' => is_first && only(before, &['<', '>', '=', '!']) && !is_last,
        '+' if is_end => only(after, &['+']) && before.trim_end_matches('+').ends_with(is_word),
        '-' if is_end => after.is_empty() && previous.is_some_and(is_word),
        '#' => is_end && after.is_empty() && previous.is_some_and(is_word),
        '+' | '-' => {
            let is_after_word = previous.is_some_and(is_word);
            let is_digit_next = next.is_some_and(|next| next.is_ascii_digit());
            let begins = next.is_some_and(is_word)
                && previous.is_none_or(|previous| !is_word(previous) && !"+-_".contains(previous));
            let is_zone = ["GMT", "UTC"].iter().any(|zone| {
                before
                    .strip_suffix(zone)
                    .is_some_and(|rest| !rest.ends_with(is_word))
            });
            begins || is_after_word && is_digit_next && (around.letter == '+' || is_zone)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{EnumCandidate, name, of_text};
    use crate::ir::Docs;

    fn named(values: &[Value]) -> Vec<String> {
        let listed: Vec<EnumCandidate> = values
            .iter()
            .map(|value| EnumCandidate {
                value: value.clone(),
                name: None,
                docs: Docs::default(),
                deprecated: false,
            })
            .collect();
        name(&listed)
    }

    #[test]
    fn signs_are_words() {
        for (text, expected) in [
            ("created_at", "CreatedAt"),
            ("-created_at", "MinusCreatedAt"),
            ("+created_at", "PlusCreatedAt"),
            ("-INF", "MinusInf"),
            ("-1", "Minus1"),
            ("+1", "Plus1"),
            ("A", "A"),
            ("A+", "APlus"),
            ("A-", "AMinus"),
            ("AA++", "AaPlusPlus"),
            ("C#", "CHash"),
            ("c++", "CPlusPlus"),
            ("18+", "Value18Plus"),
            ("Etc/GMT+1", "EtcGmtPlus1"),
            ("Etc/GMT+12", "EtcGmtPlus12"),
            ("Etc/GMT-1", "EtcGmtMinus1"),
            ("UTC-05:00", "UtcMinus05_00"),
            (">5", "GreaterThan5"),
            (">=5", "GreaterThanEqual5"),
            ("!admin", "NotAdmin"),
            ("name,-created_at", "NameMinusCreatedAt"),
            // Separators have no meaning.
            ("chat:read", "ChatRead"),
            ("utf-8", "Utf8"),
            ("us-east-1", "UsEast1"),
            ("2024-01-31", "Value2024_01_31"),
            ("image/svg+xml", "ImageSvgXml"),
            ("--verbose", "Verbose"),
            ("a - b", "AB"),
            ("@id", "Id"),
            ("", "Empty"),
            ("-", "Minus"),
            ("+", "Plus"),
            (">=", "GreaterThanEqual"),
            ("*", "Asterisk"),
        ] {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }

    #[test]
    fn plainest_value_gets_the_plain_name() {
        for (values, expected) in [
            (json!(["-name", "name"]), vec!["MinusName", "Name"]),
            (
                json!(["A/", "A-", "A", "A+"]),
                vec!["ASlash", "AMinus", "A", "APlus"],
            ),
            (json!(["ASC", "asc", "Asc"]), vec!["ASC", "Asc2", "Asc"]),
            (json!(["abc", "Abc"]), vec!["Abc2", "Abc"]),
            (
                json!(["a b", "a_b", "a-b", "a.b"]),
                vec!["ASpaceB", "AB", "ADashB", "ADotB"],
            ),
            (
                json!(["1.5", "1-5", "15"]),
                vec!["Value1Dot5", "Value1_5", "Value15"],
            ),
            (json!(["", "empty"]), vec!["EmptyText", "Empty"]),
            (json!(["C", "C#", "c"]), vec!["C", "CHash", "C2"]),
            (json!(["a", "A", "a2"]), vec!["A3", "A", "A2"]),
            (
                json!([1, -1, "1", 1.5]),
                vec!["Value1", "Minus1", "Value1_2", "Value1_5"],
            ),
            (json!([true, "True"]), vec!["True", "True2"]),
        ] {
            let values: Vec<Value> = values.as_array().unwrap().clone();
            let names = named(&values);
            assert_eq!(names, expected, "{values:?}");
            let backwards: Vec<Value> = values.iter().rev().cloned().collect();
            let mut again = named(&backwards);
            again.reverse();
            assert_eq!(again, expected, "backwards: {values:?}");
        }
    }

    #[test]
    fn inserted_value_renames_no_other() {
        let before = named(&[
            json!("A"),
            json!("A+"),
            json!("-x"),
            json!("b c"),
            json!("b_c"),
        ]);
        let after = named(&[
            json!("A/"),
            json!("A"),
            json!("A-"),
            json!("A+"),
            json!("x"),
            json!("-x"),
            json!("b"),
            json!("b c"),
            json!("b.c"),
            json!("b_c"),
        ]);
        for name in before {
            assert!(after.contains(&name), "{name}: {after:?}");
        }
    }
}
