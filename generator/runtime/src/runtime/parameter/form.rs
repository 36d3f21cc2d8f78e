//! Bodies of type `application/x-www-form-urlencoded`.

use super::encode::Keep;
use super::style::{Writing, pairs};
use super::value::{ParameterError, ParameterValue};
use crate::runtime::Style;

pub(crate) fn push_pair(output: &mut String, between: char, key: &str, value: &str) {
    if !output.is_empty() {
        output.push(between);
    }
    output.push_str(key);
    output.push('=');
    output.push_str(value);
}

/// A body of type `application/x-www-form-urlencoded`.
pub(crate) fn form(
    value: ParameterValue,
    encoding: &[(&str, Style, bool, bool)],
) -> Result<String, ParameterError> {
    let members = match value {
        ParameterValue::Object(members) => members,
        ParameterValue::Null => Vec::new(),
        _ => {
            return Err(ParameterError(
                "only an object can be sent as a form".to_owned(),
            ));
        }
    };
    let mut written = Vec::new();
    for (name, value) in members {
        let declared = encoding.iter().find(|(known, ..)| *known == name);
        let writing = match declared {
            Some(&(_, style, explode, allow_reserved)) => Writing {
                style,
                explode,
                keep: if allow_reserved {
                    Keep::Reserved
                } else {
                    Keep::Unreserved
                },
            },
            None => Writing {
                style: Style::Form,
                explode: true,
                keep: Keep::Unreserved,
            },
        };
        let value = if declared.is_some() {
            value
        } else {
            flat(value)
        };
        pairs(&mut written, &name, &value, writing)?;
    }
    let mut text = String::new();
    for (key, value) in written {
        push_pair(&mut text, '&', &key, &value);
    }
    Ok(text)
}

/// Objects as JSON, in lists too: the default of a property that is not a scalar (`OpenAPI` 3.1.1, section 4.8.15.1.1).
fn flat(value: ParameterValue) -> ParameterValue {
    match value {
        ParameterValue::Object(_) => ParameterValue::Text(value.to_json()),
        ParameterValue::List(items) => ParameterValue::List(
            items
                .into_iter()
                .map(|item| {
                    if item.as_text().is_none() {
                        ParameterValue::Text(item.to_json())
                    } else {
                        item
                    }
                })
                .collect(),
        ),
        scalar => scalar,
    }
}
