//! Names for the values of an enum.
//!
//! A name depends on the value and on the values that would have the same name, not on the order of the
//! document. A name that is spelled out also avoids the names of all other values.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use crate::ir::Docs;
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
/// If several values would have the same name, the first of these has it: a value that the document names, a number or
/// boolean, text that is already a valid name, the plainest text. Text is plainer with fewer symbols, then with fewer
/// capitals. The other values spell out their symbols. A value that differs from those before it only in case or JSON
/// type has a name with an underscore at the end. No value has such a name by itself, so a further value never takes it.
pub(crate) fn name(listed: &[EnumCandidate]) -> Vec<String> {
    let all: Vec<Wanted<'_>> = listed.iter().map(Wanted::of).collect();
    let keys: Vec<String> = all.iter().map(|it| it.name.to_lowercase()).collect();
    let mut seen = HashSet::default();
    if keys.iter().all(|key| seen.insert(key)) {
        return all.into_iter().map(|it| it.name).collect();
    }
    let mut groups: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, key) in keys.into_iter().enumerate() {
        groups.entry(key).or_default().push(index);
    }
    let rank = |index: &usize| all.get(*index).map(Wanted::rank);
    let mut names: Vec<String> = vec![String::new(); all.len()];
    let mut scope = NameScope::with_reserved([UNKNOWN]);
    // `Self` is a keyword, which becomes `Self_`.
    let mut taken: HashSet<String> = HashSet::from_iter(["Self_".to_owned()]);
    let mut rest = Vec::new();
    for members in groups.values_mut() {
        members.sort_by_key(rank);
        let mut has_exact = false;
        let mut is_first = true;
        for &index in &*members {
            let (Some(slot), Some(wanted)) = (names.get_mut(index), all.get(index)) else {
                continue;
            };
            let is_exact = members.len() > 1 && wanted.is_exact();
            let name = if is_exact {
                wanted.text.as_ref()
            } else {
                &wanted.name
            };
            let takes_name = is_exact
                || std::mem::take(&mut is_first) && (!has_exact || wanted.spelled() == wanted.name);
            if takes_name && taken.insert(name.to_owned()) {
                scope.try_claim(name);
                name.clone_into(slot);
                has_exact |= is_exact;
            } else {
                rest.push(index);
            }
        }
    }
    rest.sort_by_key(rank);
    for index in rest {
        let (Some(slot), Some(wanted)) = (names.get_mut(index), all.get(index)) else {
            continue;
        };
        let mut name = wanted.spelled();
        if !scope.try_claim(&name) {
            name = wanted.marked();
            while taken.contains(&name) {
                name.push('_');
            }
        }
        taken.insert(name.clone());
        *slot = name;
    }
    names
}

/// A value and the name that it would have alone.
struct Wanted<'v> {
    item: &'v EnumCandidate,
    text: Cow<'v, str>,
    name: String,
}

impl<'v> Wanted<'v> {
    fn of(item: &'v EnumCandidate) -> Self {
        let text = match &item.value {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            other => Cow::Owned(other.to_string()),
        };
        let name = match &item.name {
            Some(name) => words::variant_name(name),
            None => of_text(&text),
        };
        Self {
            item,
            name: described(name, "Value"),
            text,
        }
    }

    /// Reports whether the value is text that can be its name without a change.
    fn is_exact(&self) -> bool {
        self.item.name.is_none()
            && self.item.value.is_string()
            && self.text.starts_with(char::is_uppercase)
            && cased(&self.text) == self.text
            && self.text.to_lowercase() == self.name.to_lowercase()
    }

    /// Returns a sort key for values that would have the same name; the one with the best claim has the lowest key.
    fn rank(&self) -> (bool, bool, bool, (u32, usize, usize, &str)) {
        (
            self.item.name.is_none(),
            self.item.value.is_string(),
            !self.is_exact(),
            plainness(&self.text),
        )
    }

    /// Returns the name with all symbols as words.
    fn spelled(&self) -> String {
        words::variant_name(&spell(&self.text, |_| true))
    }

    /// Returns the name with the value's own capitals and an underscore at the end.
    fn marked(&self) -> String {
        let own = capitalized(&cased(&self.text));
        let name = if self.item.name.is_none() && own.to_lowercase() == self.name.to_lowercase() {
            &own
        } else {
            &self.name
        };
        format!("{name}_")
    }
}

/// Returns the letters and digits of a value in their own case (`ASC`).
fn cased(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .collect();
    words::identifier(&kept, "Value")
}

/// Returns a name with a capital as its first letter.
fn capitalized(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// Returns a sort key for texts; the plainest one has the lowest key.
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
            let is_of_exponent = is_mantissa(before) && is_digits(after);
            begins
                || is_after_word
                    && is_digit_next
                    && (around.letter == '+' || is_zone || is_of_exponent)
        }
        _ => false,
    }
}

/// Reports whether a text is a number up to the sign of its exponent, such as `1.5e`.
fn is_mantissa(text: &str) -> bool {
    let number = text.strip_suffix(['e', 'E']).unwrap_or_default();
    let number = number.strip_prefix(['+', '-']).unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    is_digits(whole) && is_digits(fraction)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
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
            ("1e-7", "Value1eMinus7"),
            ("-1.5E-7", "Minus1_5EMinus7"),
            ("1e+7", "Value1ePlus7"),
            ("1e7", "Value1e7"),
            ("cafe-7", "Cafe7"),
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
            (json!(["ASC", "asc", "Asc"]), vec!["ASC", "Asc_", "Asc"]),
            (json!(["ASC", "asc"]), vec!["ASC", "Asc"]),
            (json!(["abc", "Abc"]), vec!["Abc_", "Abc"]),
            (json!(["aB", "AB"]), vec!["AB_", "AB"]),
            (json!(["AB"]), vec!["Ab"]),
            (
                json!(["aB", "AB", "ab", "Ab"]),
                vec!["AB_", "AB", "Ab_", "Ab"],
            ),
            (json!(["v1", "V1"]), vec!["V1_", "V1"]),
            (
                json!(["v1", "v1.2", "V1", "v1_2"]),
                vec!["V1_", "V1Dot2", "V1", "V1_2"],
            ),
            (json!(["a_b", "Ab"]), vec!["AUnderscoreB", "Ab"]),
            (json!(["self", "Self"]), vec!["Self__", "Self"]),
            (
                json!(["unknown", "Unknown"]),
                vec!["UnknownValue", "UnknownValue_"],
            ),
            (
                json!(["a b", "a_b", "a-b", "a.b"]),
                vec!["ASpaceB", "AB", "ADashB", "ADotB"],
            ),
            (
                json!(["1.5", "1-5", "15"]),
                vec!["Value1Dot5", "Value1_5", "Value15"],
            ),
            (json!(["", "empty"]), vec!["EmptyText", "Empty"]),
            (json!(["C", "C#", "c"]), vec!["C", "CHash", "C_"]),
            (json!(["a", "A", "a2"]), vec!["A_", "A", "A2"]),
            (
                json!([1, -1, "1", 1.5, 1.2]),
                vec!["Value1", "Minus1", "Value1_", "Value1_5", "Value1_2"],
            ),
            (json!([true, "True"]), vec!["True", "True_"]),
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
