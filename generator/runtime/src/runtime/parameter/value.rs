//! The value of a parameter before a style is applied: a scalar as text, a list, an object, or null.
//!
//! It is not a JSON value and has its own serializer, to keep the order of properties and the shortest text of an
//! `f32`.

use std::fmt;

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Value;

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ParameterValue {
    /// Not sent; in a list, an empty item.
    Null,
    /// A string.
    Text(String),
    /// A number or a boolean, as JSON writes it.
    Literal(String),
    /// A list, in order.
    List(Vec<ParameterValue>),
    /// An object, whose properties are in order.
    Object(Vec<(String, ParameterValue)>),
}

impl ParameterValue {
    /// Converts a serializable value.
    pub(crate) fn new<T: Serialize + ?Sized>(value: &T) -> Result<Self, ParameterError> {
        value.serialize(ToValue)
    }

    /// Returns the text of a scalar, which is empty for null; none for lists and objects.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Null => Some(""),
            Self::Text(text) | Self::Literal(text) => Some(text),
            Self::List(_) | Self::Object(_) => None,
        }
    }

    /// Returns the value as JSON, where no style applies.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match self {
            Self::Null => json.push_str("null"),
            Self::Text(text) => json.push_str(&Value::from(text.as_str()).to_string()),
            Self::Literal(literal) => json.push_str(literal),
            Self::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    json.push_str(if index == 0 { "" } else { "," });
                    item.write_json(json);
                }
                json.push(']');
            }
            Self::Object(members) => {
                json.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    json.push_str(if index == 0 { "" } else { "," });
                    json.push_str(&Value::from(name.as_str()).to_string());
                    json.push(':');
                    value.write_json(json);
                }
                json.push('}');
            }
        }
    }
}

/// A description of why a value cannot be written as a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParameterError(pub(crate) String);

impl fmt::Display for ParameterError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ParameterError {}

impl serde::ser::Error for ParameterError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Result<T, E = ParameterError> = std::result::Result<T, E>;

struct ToValue;

macro_rules! literals {
    ($($method:ident($type:ty);)*) => {
        $(fn $method(self, value: $type) -> Result<ParameterValue> {
            Ok(ParameterValue::Literal(value.to_string()))
        })*
    };
}

impl Serializer for ToValue {
    type Ok = ParameterValue;
    type Error = ParameterError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Variant<List>;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Variant<Object>;

    literals! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
    }

    fn serialize_f32(self, value: f32) -> Result<ParameterValue> {
        if value.is_finite() {
            Ok(ParameterValue::Literal(value.to_string()))
        } else {
            Err(not_finite())
        }
    }

    fn serialize_f64(self, value: f64) -> Result<ParameterValue> {
        if value.is_finite() {
            Ok(ParameterValue::Literal(value.to_string()))
        } else {
            Err(not_finite())
        }
    }

    fn serialize_char(self, value: char) -> Result<ParameterValue> {
        Ok(ParameterValue::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<ParameterValue> {
        Ok(ParameterValue::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<ParameterValue> {
        Ok(ParameterValue::Text(
            String::from_utf8_lossy(value).into_owned(),
        ))
    }

    fn serialize_none(self) -> Result<ParameterValue> {
        Ok(ParameterValue::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<ParameterValue> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<ParameterValue> {
        Ok(ParameterValue::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<ParameterValue> {
        Ok(ParameterValue::Null)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<ParameterValue> {
        Ok(ParameterValue::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<ParameterValue> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<ParameterValue> {
        Ok(ParameterValue::Object(vec![(
            variant.to_owned(),
            value.serialize(self)?,
        )]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List> {
        Ok(List(Vec::with_capacity(length.unwrap_or(0).min(1024))))
    }

    fn serialize_tuple(self, length: usize) -> Result<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Variant<List>> {
        Ok(Variant {
            variant,
            parts: self.serialize_seq(Some(length))?,
        })
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Object> {
        Ok(Object {
            members: Vec::new(),
            key: None,
        })
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Object> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Variant<Object>> {
        Ok(Variant {
            variant,
            parts: self.serialize_map(None)?,
        })
    }
}

fn not_finite() -> ParameterError {
    ParameterError("a number that is not finite cannot be sent".to_owned())
}

struct List(Vec<ParameterValue>);

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.0.push(value.serialize(ToValue)?);
        Ok(())
    }

    fn finish(self) -> ParameterValue {
        ParameterValue::List(self.0)
    }
}

impl SerializeSeq for List {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(self.finish())
    }
}

impl SerializeTuple for List {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(self.finish())
    }
}

impl SerializeTupleStruct for List {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(self.finish())
    }
}

struct Object {
    members: Vec<(String, ParameterValue)>,
    key: Option<String>,
}

impl Object {
    fn finish(self) -> ParameterValue {
        ParameterValue::Object(self.members)
    }
}

impl SerializeMap for Object {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        match key.serialize(ToValue)? {
            ParameterValue::Text(key) | ParameterValue::Literal(key) => self.key = Some(key),
            _ => {
                return Err(ParameterError(
                    "the key of a map must be a string".to_owned(),
                ));
            }
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = self.key.take().unwrap_or_default();
        self.members.push((key, value.serialize(ToValue)?));
        Ok(())
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(self.finish())
    }
}

impl SerializeStruct for Object {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<()> {
        self.members
            .push((key.to_owned(), value.serialize(ToValue)?));
        Ok(())
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(self.finish())
    }
}

/// The serializer of an enum's variant: an object with the variant's name as its only property.
struct Variant<P> {
    variant: &'static str,
    parts: P,
}

impl<P> Variant<P> {
    fn wrap(variant: &'static str, value: ParameterValue) -> ParameterValue {
        ParameterValue::Object(vec![(variant.to_owned(), value)])
    }
}

impl SerializeTupleVariant for Variant<List> {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.parts.push(value)
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(Self::wrap(self.variant, self.parts.finish()))
    }
}

impl SerializeStructVariant for Variant<Object> {
    type Ok = ParameterValue;
    type Error = ParameterError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<()> {
        SerializeStruct::serialize_field(&mut self.parts, key, value)
    }

    fn end(self) -> Result<ParameterValue> {
        Ok(Self::wrap(self.variant, self.parts.finish()))
    }
}
