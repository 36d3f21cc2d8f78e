//! Serializes values in a style (`OpenAPI` 3.1.1, section 4.8.12.3; RFC 6570).

use std::borrow::Cow;

use super::encode::{Keep, encode, push_encoded};
use super::value::ParameterValue;
use crate::runtime::Style;

/// How a parameter is serialized.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StyleOptions {
    /// The style.
    pub(crate) style: Style,
    /// Whether lists and objects are written item by item.
    pub(crate) explode: bool,
    /// The characters that are not percent-encoded.
    pub(crate) keep: Keep,
}

/// Appends the value of a path parameter.
pub(crate) fn path_value(
    output: &mut String,
    name: &str,
    value: &ParameterValue,
    writing: StyleOptions,
) {
    let StyleOptions {
        style,
        explode,
        keep,
    } = writing;
    match style {
        Style::Label => {
            let between = if explode { '.' } else { ',' };
            if let Some(joined) = joined(value, between, explode, keep) {
                output.push('.');
                output.push_str(&joined);
            }
        }
        Style::Matrix => matrix(output, name, value, explode, keep),
        Style::Segments => segments(output, value, keep),
        _ => output.push_str(&joined(value, ',', explode, keep).unwrap_or_default()),
    }
}

/// Appends a value of several segments: text with slashes, or a list of segments.
fn segments(output: &mut String, value: &ParameterValue, keep: Keep) {
    if let ParameterValue::List(items) = value {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                output.push('/');
            }
            output.push_str(&scalar(item, keep));
        }
        return;
    }
    let text = match value {
        ParameterValue::Null => return,
        value => text(value),
    };
    for (index, segment) in text.split('/').enumerate() {
        if index > 0 {
            output.push('/');
        }
        encode(output, segment, keep);
    }
}

fn matrix(output: &mut String, name: &str, value: &ParameterValue, explode: bool, keep: Keep) {
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
                pair(name, &scalar(item, keep));
            }
        }
        ParameterValue::Object(members) if explode => {
            for (key, member) in present(members) {
                pair(key, &scalar(member, keep));
            }
        }
        _ => {
            if let Some(joined) = joined(value, ',', false, keep) {
                pair(name, &joined);
            }
        }
    }
}

/// Returns the value of a header; none if the header is left out.
pub(crate) fn header_value(value: &ParameterValue, explode: bool) -> Option<String> {
    joined(value, ',', explode, Keep::All)
}

/// Appends the pairs of a value in a query, a cookie, a form or a multipart body: encoded names and encoded values.
///
/// Null yields no pair. Within an object that is written with brackets, it is an empty value, which servers that read
/// brackets treat as null.
pub(crate) fn pairs(
    output: &mut Vec<(String, String)>,
    name: &str,
    value: &ParameterValue,
    writing: StyleOptions,
) {
    let StyleOptions {
        style,
        explode,
        keep,
    } = writing;
    let name = encoded(name, keep.of_names());
    match (style, value) {
        (_, ParameterValue::Null) => {}
        (Style::Json, value) => output.push((name, encoded(&value.to_json(), keep))),
        // The standard does not define lists in deep objects. Servers that read brackets read these.
        (
            Style::DeepObject | Style::Brackets,
            ParameterValue::Object(_) | ParameterValue::List(_),
        ) => {
            bracketed(output, &name, value, keep);
        }
        (_, ParameterValue::List(items)) if explode => {
            output.extend(items.iter().map(|item| (name.clone(), scalar(item, keep))));
        }
        (_, ParameterValue::Object(members)) if explode => {
            for (key, member) in present(members) {
                let key = encoded(key, keep.of_names());
                match member {
                    // The standard does not define this. Servers that read exploded objects read each item as a
                    // parameter.
                    ParameterValue::List(items) if items.iter().all(is_scalar) => {
                        output.extend(items.iter().map(|item| (key.clone(), scalar(item, keep))));
                    }
                    member => output.push((key, scalar(member, keep))),
                }
            }
        }
        _ => {
            let between = match style {
                Style::SpaceDelimited => ' ',
                Style::PipeDelimited => '|',
                _ => ',',
            };
            output.extend(joined(value, between, false, keep).map(|joined| (name, joined)));
        }
    }
}

/// Appends `name[key]=value`, and for lists `name[]=item`. If items of a list are lists or objects, it appends
/// `name[0][key]=value`, because the parts of different items could not be distinguished otherwise. The depth is not
/// limited, as in servers that read brackets.
fn bracketed(output: &mut Vec<(String, String)>, name: &str, value: &ParameterValue, keep: Keep) {
    let within = |key: &str| {
        let names = keep.of_names();
        [
            name,
            &encoded("[", names),
            &encoded(key, names),
            &encoded("]", names),
        ]
        .concat()
    };
    match value {
        ParameterValue::Null | ParameterValue::Text(_) | ParameterValue::Literal(_) => {
            output.push((name.to_owned(), scalar(value, keep)));
        }
        ParameterValue::List(items) if items.iter().all(is_scalar) => {
            let name = within("");
            output.extend(items.iter().map(|item| (name.clone(), scalar(item, keep))));
        }
        ParameterValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                bracketed(output, &within(&index.to_string()), item, keep);
            }
        }
        ParameterValue::Object(members) => {
            for (key, member) in members {
                bracketed(output, &within(key), member, keep);
            }
        }
    }
}

/// Returns a scalar, or the parts of a list or an object with a delimiter between them: `a,b` and `key,a` or, exploded,
/// `key=a`. None if there is nothing to join, which differs from an empty string.
fn joined(value: &ParameterValue, between: char, explode: bool, keep: Keep) -> Option<String> {
    let mut joined = String::new();
    let mut first = true;
    let mut delimit = |joined: &mut String| {
        if !std::mem::take(&mut first) {
            // `,` and `.` may be literal wherever a value may be; the others may not.
            if keep == Keep::All || ",.".contains(between) {
                joined.push(between);
            } else {
                push_encoded(joined, between);
            }
        }
    };
    match value {
        ParameterValue::Null => return None,
        ParameterValue::Text(text) | ParameterValue::Literal(text) => {
            encode(&mut joined, text, keep);
        }
        ParameterValue::List(items) => {
            if items.is_empty() {
                return None;
            }
            for item in items {
                delimit(&mut joined);
                encode(&mut joined, &text(item), keep);
            }
        }
        ParameterValue::Object(members) => {
            present(members).next()?;
            for (key, member) in present(members) {
                delimit(&mut joined);
                encode(&mut joined, key, keep);
                if explode {
                    joined.push('=');
                } else {
                    delimit(&mut joined);
                }
                encode(&mut joined, &text(member), keep);
            }
        }
    }
    Some(joined)
}

/// Returns the properties with a value. The others are left out (RFC 6570, section 2.3).
fn present(members: &[(String, ParameterValue)]) -> impl Iterator<Item = (&str, &ParameterValue)> {
    members
        .iter()
        .filter(|(_, value)| *value != ParameterValue::Null)
        .map(|(key, value)| (key.as_str(), value))
}

fn is_scalar(value: &ParameterValue) -> bool {
    value.as_text().is_some()
}

fn scalar(value: &ParameterValue, keep: Keep) -> String {
    encoded(&text(value), keep)
}

/// Returns the text of a value in a list or an object. The standard does not define lists and objects there: they are
/// written as JSON, as parameters with `content` are.
fn text(value: &ParameterValue) -> Cow<'_, str> {
    match value.as_text() {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(value.to_json()),
    }
}

pub(super) fn encoded(text: &str, keep: Keep) -> String {
    let mut output = String::with_capacity(text.len());
    encode(&mut output, text, keep);
    output
}
