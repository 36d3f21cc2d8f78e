//! Decodes JSON values that are already parsed, for unions, which inspect a value before they know its type.
//!
//! Errors contain the path inside the value. Properties without a field are counted, so that unions can compare their
//! variants.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::{Map, Value};

use super::constant::OTHER_CONSTANT;
use super::json_path::{JsonPath, split_located};
use super::numbers::Numbers;
use super::object::CLOSED;
use super::trial::{Step, UnionContext, decode_listed, measured, note_misfit, weight};

/// The name by which a union requests the whole value. [`ValueDeserializer`] then hands its trial over to the union.
pub(super) const BY_VALUE: &str = "$runtime::by_value";

/// A description of why a JSON value does not match a type, with its path.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueError {
    path: JsonPath,
    message: String,
}

impl ValueError {
    /// Creates an error about the value itself.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            path: JsonPath::default(),
            message: message.into(),
        }
    }

    /// Returns whether the error is about a direct property that should be a constant.
    pub(super) fn is_of_constant_member(&self) -> bool {
        self.path.is_key() && self.message.starts_with(OTHER_CONSTANT)
    }

    fn under_key(mut self, key: &str) -> Self {
        self.path.push_front_key(key);
        self
    }

    fn under_index(mut self, index: usize) -> Self {
        self.path.push_front_index(index);
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return formatter.write_str(&self.message);
        }
        write!(formatter, "at `{}`: {}", self.path, self.message)
    }
}

impl std::error::Error for ValueError {}

impl serde::de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        match split_located(&text) {
            Some((path, message)) => Self {
                path: JsonPath::from_rendered(path),
                message: message.to_owned(),
            },
            None => Self::new(text),
        }
    }
}

/// Decodes a value of a union, and returns its misfit: the number of values in it that the type does not describe.
pub(super) fn decode_value<'v, T: Deserialize<'v>>(
    value: &'v Value,
    trial: &UnionContext,
) -> (Result<T, ValueError>, usize) {
    measured(|| {
        let decode = || T::deserialize(Numbers::new(ValueDeserializer::root(value, None, trial)));
        decode_listed(value, decode)
    })
}

/// Decodes an object as if it did not have this property.
pub(super) fn decode_value_without<'v, T: Deserialize<'v>>(
    value: &'v Value,
    member: &'static str,
    trial: &UnionContext,
) -> Result<T, ValueError> {
    let deserializer = ValueDeserializer::root(value, Some(member), trial);
    T::deserialize(Numbers::new(deserializer))
}

/// Decodes a property of an object.
pub(super) fn decode_member<'v, T: Deserialize<'v>>(
    value: &'v Value,
    key: &str,
    trial: &UnionContext,
) -> Result<T, ValueError> {
    let mut members = value.as_object().into_iter().flatten().enumerate();
    let Some((index, (_, member))) = members.find(|(_, (name, _))| *name == key) else {
        return Err(ValueError::new(format!("missing field `{key}`")));
    };
    let deserializer = ValueDeserializer::root(value, None, trial).inside(member, index);
    T::deserialize(Numbers::new(deserializer)).map_err(|error| error.under_key(key))
}

#[derive(Clone, Copy)]
struct ValueDeserializer<'v, 't> {
    value: &'v Value,
    /// A property that is skipped.
    without: Option<&'static str>,
    trial: &'t UnionContext,
    /// The number of the value in the trial.
    part: usize,
    /// Whether it is the value that the union decides on, and not one inside of it.
    is_root: bool,
}

impl<'v, 't> ValueDeserializer<'v, 't> {
    fn root(value: &'v Value, without: Option<&'static str>, trial: &'t UnionContext) -> Self {
        let part = trial.part();
        Self {
            value,
            without,
            trial,
            part: without.map_or(part, |member| trial.step(part, Step::Without(member))),
            is_root: true,
        }
    }

    /// Returns the deserializer of a value inside of this one.
    fn inside(self, value: &'v Value, index: usize) -> Self {
        // A scalar is faster to decode than to look up.
        let part = if value.is_object() || value.is_array() {
            self.trial.step(self.part, Step::Inside(index))
        } else {
            self.part
        };
        Self {
            value,
            without: None,
            part,
            is_root: false,
            ..self
        }
    }
}

impl<'v> Deserializer<'v> for ValueDeserializer<'v, '_> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => {
                if let Some(value) = number.as_u64() {
                    visitor.visit_u64(value)
                } else if let Some(value) = number.as_i64() {
                    visitor.visit_i64(value)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
                }
            }
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => {
                let mut access = Items {
                    rest: items.iter(),
                    index: 0,
                    parent: self,
                };
                let decoded = visitor.visit_seq(&mut access)?;
                let left = access.rest.len();
                if left > 0 {
                    return Err(ValueError::new(format!("{left} more items than expected")));
                }
                Ok(decoded)
            }
            Value::Object(members) => decode_listed(self.value, || {
                visitor.visit_map(Members {
                    rest: members.iter(),
                    next: None,
                    index: 0,
                    parent: self,
                })
            }),
        }
    }

    fn deserialize_option<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'v>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if name != BY_VALUE {
            return visitor.visit_newtype_struct(self);
        }
        self.trial.hand_over(self.part, self.is_root);
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'v>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if let Value::Object(members) = self.value {
            let unknown = members.iter().filter(|(key, _)| {
                !fields.contains(&key.as_str()) && self.without != Some(key.as_str())
            });
            let unknown: usize = unknown.map(|(_, value)| weight(value)).sum();
            note_misfit(unknown);
            // The document forbids unknown properties in a closed object, so another variant fits better.
            if unknown > 0 && name == CLOSED {
                note_misfit(weight(self.value));
            }
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'v>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.value
            .deserialize_enum(name, variants, visitor)
            .map_err(ValueError::custom)
    }

    fn deserialize_ignored_any<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'v>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct identifier
    }

    fn deserialize_map<V: Visitor<'v>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            // A map of `serde_json` accepts null as an empty map.
            Value::Null => Err(ValueError::invalid_type(Unexpected::Unit, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }
}

struct Items<'v, 'c> {
    rest: std::slice::Iter<'v, Value>,
    index: usize,
    parent: ValueDeserializer<'v, 'c>,
}

impl<'v> SeqAccess<'v> for Items<'v, '_> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'v>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ValueError> {
        let Some(item) = self.rest.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(self.parent.inside(item, index))
            .map(Some)
            .map_err(|error| error.under_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Members<'v, 'c> {
    rest: serde_json::map::Iter<'v>,
    next: Option<(&'v str, &'v Value)>,
    /// The index of the property after `next`, not counting a skipped one.
    index: usize,
    parent: ValueDeserializer<'v, 'c>,
}

impl<'v> MapAccess<'v> for Members<'v, '_> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'v>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ValueError> {
        let without = self.parent.without;
        let Some((key, value)) = self.rest.find(|(key, _)| without != Some(key.as_str())) else {
            return Ok(None);
        };
        self.next = Some((key, value));
        seed.deserialize(BorrowedStrDeserializer::new(key))
            .map(Some)
            .map_err(|error: ValueError| error.under_key(key))
    }

    fn next_value_seed<V: DeserializeSeed<'v>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let Some((key, value)) = self.next.take() else {
            return Err(ValueError::new("a value was requested before its key"));
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(self.parent.inside(value, index))
            .map_err(|error| error.under_key(key))
    }
}

impl<'v> IntoDeserializer<'v, ValueError> for ValueDeserializer<'v, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A union, which inspects the whole value before it selects a variant.
#[doc(hidden)]
pub trait FromValue: Clone + Sized + 'static {
    /// Decodes the value.
    fn from_value(value: Value, trial: &UnionContext) -> Result<Self, ValueError>;
}

/// Reads a value, then selects the variant. The selection happens inside of the visitor. `serde_json` therefore
/// attributes an error to the location of this value, and not to that of the object around it.
#[doc(hidden)]
pub fn deserialize_by_value<'de, T: FromValue, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(BY_VALUE, ByValue(PhantomData))
}

struct ByValue<T>(PhantomData<T>);

/// Selects the variant of a scalar. The result is not kept, because decoding again costs less.
fn decide<T: FromValue, E: serde::de::Error>(value: impl Into<Value>) -> Result<T, E> {
    UnionContext::taken_over()
        .deciding::<T>()
        .and_then(|trial| T::from_value(value.into(), &trial))
        .map_err(E::custom)
}

impl<'de, T: FromValue> Visitor<'de> for ByValue<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<T, E> {
        decide(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        decide(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        decide(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        decide(value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        decide(value)
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<T, E> {
        decide(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<T, E> {
        decide(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<T, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        let trial = UnionContext::taken_over().deciding::<T>();
        let trial = trial.map_err(A::Error::custom)?;
        if let Some(found) = trial.recall() {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return found.map_err(A::Error::custom);
        }
        let mut values = Vec::new();
        while let Some(value) = items.next_element()? {
            values.push(value);
        }
        trial
            .remember(|| T::from_value(Value::Array(values), &trial))
            .map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
        let trial = UnionContext::taken_over().deciding::<T>();
        let trial = trial.map_err(A::Error::custom)?;
        if let Some(found) = trial.recall() {
            return found.map_err(A::Error::custom);
        }
        let mut values = Map::new();
        while let Some((key, value)) = members.next_entry()? {
            values.insert(key, value);
        }
        trial
            .remember(|| T::from_value(Value::Object(values), &trial))
            .map_err(A::Error::custom)
    }
}

/// Describes a value in a few words, for messages.
pub(crate) fn describe(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => format!("`{value}`").into(),
        Value::Number(number) => format!("`{number}`").into(),
        Value::String(text) if text.chars().count() <= 60 => format!("`{text}`").into(),
        Value::String(_) => "a string".into(),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
    }
}
