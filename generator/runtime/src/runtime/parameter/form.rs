//! Bodies of type `application/x-www-form-urlencoded`.

use super::encode::Keep;
use super::style::{StyleOptions, encoded, pairs};
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

/// Serializes an object as a body of type `application/x-www-form-urlencoded`.
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
            Some(&(_, style, explode, allow_reserved)) => StyleOptions {
                style,
                explode,
                keep: if allow_reserved {
                    Keep::Reserved
                } else {
                    Keep::Unreserved
                },
            },
            None => StyleOptions {
                style: Style::Form,
                explode: true,
                keep: Keep::Unreserved,
            },
        };
        match value {
            // A cleared field. Forms cannot express null; servers read an empty value as null.
            ParameterValue::Null => {
                written.push((encoded(&name, Keep::Unreserved), String::new()));
            }
            // The default for a property that is an object (`OpenAPI` 3.1.1, section 4.8.15.1.1).
            ParameterValue::Object(_) if declared.is_none() => {
                let json = ParameterValue::Text(value.to_json());
                pairs(&mut written, &name, &json, writing);
            }
            value => pairs(&mut written, &name, &value, writing),
        }
    }
    let mut text = String::new();
    for (key, value) in written {
        push_pair(&mut text, '&', &key, &value);
    }
    Ok(text)
}
