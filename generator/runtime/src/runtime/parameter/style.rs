//! Applying a style to a value (`OpenAPI` 3.1.1, section 4.8.12.3; RFC 6570).

use super::encode::{Keep, encode, push_encoded};
use super::value::{ParameterError, ParameterValue};
use crate::runtime::Style;

/// How a parameter is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing {
    /// The style.
    pub(crate) style: Style,
    /// Whether lists and objects are written item by item.
    pub(crate) explode: bool,
    /// What is not percent-encoded.
    pub(crate) keep: Keep,
}

/// A value that stands in a path.
pub(crate) fn path_value(
    output: &mut String,
    name: &str,
    value: &ParameterValue,
    writing: Writing,
) -> Result<(), ParameterError> {
    let Writing {
        style,
        explode,
        keep,
    } = writing;
    match style {
        Style::Label => {
            let between = if explode { '.' } else { ',' };
            if let Some(joined) = joined(value, between, explode, keep)? {
                output.push('.');
                output.push_str(&joined);
            }
        }
        Style::Matrix => matrix(output, name, value, explode, keep)?,
        _ => output.push_str(&joined(value, ',', explode, keep)?.unwrap_or_default()),
    }
    Ok(())
}

fn matrix(
    output: &mut String,
    name: &str,
    value: &ParameterValue,
    explode: bool,
    keep: Keep,
) -> Result<(), ParameterError> {
    let mut pair = |name: &str, text: &str| {
        output.push(';');
        encode(output, name, Keep::Unreserved);
        if !text.is_empty() {
            output.push('=');
            output.push_str(text);
        }
    };
    match value {
        ParameterValue::List(items) if explode => {
            for item in items {
                pair(name, &scalar(item, keep)?);
            }
        }
        ParameterValue::Object(members) if explode => {
            for (key, member) in present(members) {
                pair(key, &scalar(member, keep)?);
            }
        }
        _ => {
            if let Some(joined) = joined(value, ',', false, keep)? {
                pair(name, &joined);
            }
        }
    }
    Ok(())
}

/// A value that stands in a header; none when it is left out.
pub(crate) fn header_value(
    value: &ParameterValue,
    explode: bool,
) -> Result<Option<String>, ParameterError> {
    joined(value, ',', explode, Keep::All)
}

/// The pairs of a value that stands in a query, a cookie or a form: encoded names and encoded values.
pub(crate) fn pairs(
    output: &mut Vec<(String, String)>,
    name: &str,
    value: &ParameterValue,
    writing: Writing,
) -> Result<(), ParameterError> {
    let Writing {
        style,
        explode,
        keep,
    } = writing;
    let mut push = |key: String, text: String| output.push((key, text));
    match (style, value) {
        (_, ParameterValue::Null) => {}
        (Style::Json, value) => push(
            encoded(name, Keep::Unreserved),
            encoded(&value.to_json(), keep),
        ),
        (Style::DeepObject | Style::Brackets, ParameterValue::Object(_))
        | (Style::Brackets, ParameterValue::List(_)) => {
            bracketed(output, &encoded(name, Keep::Unreserved), value, keep);
        }
        (_, ParameterValue::List(items)) if explode || style == Style::DeepObject => {
            for item in items {
                push(encoded(name, Keep::Unreserved), scalar(item, keep)?);
            }
        }
        (_, ParameterValue::Object(members)) if explode => {
            for (key, member) in present(members) {
                push(encoded(key, Keep::Unreserved), scalar(member, keep)?);
            }
        }
        _ => {
            let between = match style {
                Style::SpaceDelimited => ' ',
                Style::PipeDelimited => '|',
                _ => ',',
            };
            if let Some(joined) = joined(value, between, false, keep)? {
                push(encoded(name, Keep::Unreserved), joined);
            }
        }
    }
    Ok(())
}

/// `name[key]=value`, and `name[]=item` for lists; to any depth, as servers that read brackets do.
fn bracketed(output: &mut Vec<(String, String)>, name: &str, value: &ParameterValue, keep: Keep) {
    match value {
        ParameterValue::Null => {}
        ParameterValue::Text(text) | ParameterValue::Literal(text) => {
            output.push((name.to_owned(), encoded(text, keep)));
        }
        ParameterValue::List(items) => {
            for item in items {
                let name = format!("{name}%5B%5D");
                match item {
                    ParameterValue::Null => output.push((name, String::new())),
                    _ => bracketed(output, &name, item, keep),
                }
            }
        }
        ParameterValue::Object(members) => {
            for (key, member) in members {
                bracketed(
                    output,
                    &format!("{name}%5B{}%5D", encoded(key, Keep::Unreserved)),
                    member,
                    keep,
                );
            }
        }
    }
}

/// A scalar, or the parts of a list or an object with a delimiter between them: `a,b` and `key,a` or, exploded,
/// `key=a`. None when there is nothing to join, which is not the same as an empty string.
fn joined(
    value: &ParameterValue,
    between: char,
    explode: bool,
    keep: Keep,
) -> Result<Option<String>, ParameterError> {
    let mut joined = String::new();
    let mut first = true;
    let mut delimit = |joined: &mut String| {
        if !std::mem::take(&mut first) {
            // `,` and `.` stand for themselves wherever a value may stand; the others do not.
            if keep == Keep::All || ",.".contains(between) {
                joined.push(between);
            } else {
                push_encoded(joined, between);
            }
        }
    };
    match value {
        ParameterValue::Null => return Ok(None),
        ParameterValue::Text(text) | ParameterValue::Literal(text) => {
            encode(&mut joined, text, keep);
        }
        ParameterValue::List(items) => {
            if items.is_empty() {
                return Ok(None);
            }
            for item in items {
                delimit(&mut joined);
                encode(&mut joined, item_text(item)?, keep);
            }
        }
        ParameterValue::Object(members) => {
            let mut any = false;
            for (key, member) in present(members) {
                any = true;
                delimit(&mut joined);
                encode(&mut joined, key, keep);
                if explode {
                    joined.push('=');
                } else {
                    delimit(&mut joined);
                }
                encode(&mut joined, item_text(member)?, keep);
            }
            if !any {
                return Ok(None);
            }
        }
    }
    Ok(Some(joined))
}

fn present(members: &[(String, ParameterValue)]) -> impl Iterator<Item = (&str, &ParameterValue)> {
    members
        .iter()
        .filter(|(_, value)| *value != ParameterValue::Null)
        .map(|(key, value)| (key.as_str(), value))
}

fn scalar(value: &ParameterValue, keep: Keep) -> Result<String, ParameterError> {
    item_text(value).map(|text| encoded(text, keep))
}

fn item_text(value: &ParameterValue) -> Result<&str, ParameterError> {
    value.as_text().ok_or_else(|| {
        ParameterError("lists and objects inside of lists and objects have no form here".into())
    })
}

fn encoded(text: &str, keep: Keep) -> String {
    let mut output = String::with_capacity(text.len());
    encode(&mut output, text, keep);
    output
}
