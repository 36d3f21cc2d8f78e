//! Reads JSON and YAML as JSON values.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Parses JSON. Duplicate names are an error, because readers differ in which value they use (RFC 8259, section 4).
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    if bytes.is_empty() {
        return Err("it is empty, which is not JSON".to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Reader::Strict
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| format!("it is not JSON: {error}"))
}

/// Parses YAML. Numbers beyond 64-bit integers become floats, and the last one of duplicate properties counts.
pub(crate) fn loose(text: &str) -> Result<Value, serde_yaml::Error> {
    Reader::Loose.deserialize(serde_yaml::Deserializer::from_str(text))
}

/// Strictness of reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Duplicate names and numbers out of range are errors.
    Strict,
    /// They are accepted.
    Loose,
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "the nearest float is good enough"
    )]
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "the nearest float is good enough"
    )]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        match (Number::from_f64(value), self) {
            (Some(number), _) => Ok(Value::Number(number)),
            (None, Self::Loose) => Ok(Value::Null),
            (None, Self::Strict) => Err(E::custom("a number is out of range")),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if self == Self::Strict && object.contains_key(&name) {
                return Err(A::Error::custom(format_args!(
                    "the member `{name}` occurs twice"
                )));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_as_they_stand() {
        let text = r#"{"b": [1, -1, 1.5, 18446744073709551615], "a": {"c": null, "d": true, "e": "\u00e9"}}"#;
        let value = parse(text.as_bytes()).unwrap();
        assert_eq!(
            value,
            json!({"b": [1, -1, 1.5, u64::MAX], "a": {"c": null, "d": true, "e": "é"}})
        );
    }

    #[test]
    fn numbers_that_are_too_large_become_floats() {
        let text = "a: 123456789012345678901234567890\nb: [1, -2, true, null, x, 1.5]\n200: y\n";
        assert_eq!(
            loose(text).unwrap(),
            json!({"a": 123_456_789_012_345_678_901_234_567_890.0, "b": [1, -2, true, null, "x", 1.5], "200": "y"})
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, expected) in [
            ("", "empty"),
            ("{\"a\": 1", "line 1 column 7"),
            ("{\"x\": {\"a\": 1, \"a\": 2}}", "`a` occurs twice"),
            ("{} {}", "trailing"),
        ] {
            let message = parse(text.as_bytes()).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }
}
