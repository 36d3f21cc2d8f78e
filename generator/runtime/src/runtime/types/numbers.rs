//! Numbers as JSON Schema defines them, and numbers that may also arrive as text.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::json::BY_VALUE;

/// The texts that are accepted as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// None.
    Rejected,
    /// Texts that are JSON numbers without the quotes.
    Accepted,
}

/// A deserializer that accepts a number with a fraction of zero where an integer is expected. `3.0` and `1e3` are
/// integers (JSON Schema 2020-12 Validation, section 6.1.1), and `serde_json` reads them as floats.
///
/// Values in a list, a map or an `Option` are read the same way. Values in an object are read by the object's own
/// fields.
pub(crate) struct Numbers<D> {
    deserializer: D,
    texts: Texts,
}

impl<D> Numbers<D> {
    pub(crate) fn new(deserializer: D) -> Self {
        Self {
            deserializer,
            texts: Texts::Rejected,
        }
    }
}

/// A seed that deserializes a value with [`Numbers`].
pub(crate) struct Seed<S> {
    seed: S,
    texts: Texts,
}

impl<T> Seed<PhantomData<T>> {
    pub(crate) fn new(texts: Texts) -> Self {
        Self {
            seed: PhantomData,
            texts,
        }
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.seed.deserialize(Numbers {
            deserializer,
            texts: self.texts,
        })
    }
}

macro_rules! unchanged {
    ($($method:ident)*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.deserializer.$method(visitor)
        })*
    };
}

macro_rules! integers {
    ($($method:ident)*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            match self.texts {
                Texts::Rejected => self.deserializer.$method(Integer(visitor)),
                Texts::Accepted => self.deserializer.deserialize_any(NumberOrText(Integer(visitor))),
            }
        })*
    };
}

macro_rules! floats {
    ($($method:ident)*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            match self.texts {
                Texts::Rejected => self.deserializer.$method(visitor),
                Texts::Accepted => self.deserializer.deserialize_any(NumberOrText(visitor)),
            }
        })*
    };
}

macro_rules! containers {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {
        $(#[inline]
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            let visitor = Container { visitor, texts: self.texts };
            self.deserializer.$method($($argument,)* visitor)
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Numbers<D> {
    type Error = D::Error;

    unchanged! {
        deserialize_any deserialize_bool deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let texts = self.texts;
        let wide = Wide { visitor, texts };
        self.deserializer
            .deserialize_newtype_struct(raw_value(), wide)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_i128(visitor)
    }

    floats! { deserialize_f32 deserialize_f64 }

    containers! {
        deserialize_option()
        deserialize_seq()
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_map()
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_unit_struct(name, visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        // A union reads the whole value before it decides.
        if name == BY_VALUE {
            return self.deserializer.deserialize_newtype_struct(name, visitor);
        }
        let visitor = Container {
            visitor,
            texts: self.texts,
        };
        self.deserializer.deserialize_newtype_struct(name, visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_struct(name, fields, visitor)
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_enum(name, variants, visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.deserializer.is_human_readable()
    }
}

macro_rules! forward {
    ($($method:ident($type:ty))*) => {
        $(#[inline]
        fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

/// The visitor of an integer, which accepts a float with a fraction of zero.
struct Integer<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Integer<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    forward! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128) visit_u128(u128) visit_str(&str)
        visit_string(String)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<V::Value, E> {
        match whole(value) {
            Some(value) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => self.0.visit_i64(value),
                (_, Ok(value)) => self.0.visit_u64(value),
                _ => self.0.visit_i128(value),
            },
            None => self.0.visit_f64(value),
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }
}

/// Returns the integer of 128 bits that equals a float, if there is one.
fn whole(value: f64) -> Option<i128> {
    // 2^127; the comparison is false for NaN.
    let fits = value.abs() < 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value is within the range and has no fraction"
    )]
    (fits && value.fract() == 0.0).then_some(value as i128)
}

/// The visitor of a number that may arrive as text.
struct NumberOrText<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for NumberOrText<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    forward! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128) visit_u128(u128) visit_f64(f64)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<V::Value, E> {
        let Ok(number) = text.parse::<Number>() else {
            return self.0.visit_str(text);
        };
        if let Some(value) = number.as_i64() {
            self.0.visit_i64(value)
        } else if let Some(value) = number.as_u64() {
            self.0.visit_u64(value)
        } else {
            self.0.visit_f64(number.as_f64().unwrap_or(f64::NAN))
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }
}

/// The visitor of an integer of 128 bits.
///
/// For an integer of 128 bits, `serde_json` reads all digits, but no fraction and no exponent. For any number, it reads
/// these too, but rounds beyond 64 bits. The visitor therefore reads the text of the number if the deserializer
/// provides it.
struct Wide<V> {
    visitor: V,
    texts: Texts,
}

impl<V> Wide<V> {
    /// Reads the JSON text of a value.
    fn read<'de, E: serde::de::Error>(self, json: &str) -> Result<V::Value, E>
    where
        V: Visitor<'de>,
    {
        let quoted = match self.texts {
            Texts::Accepted => serde_json::from_str::<String>(json).ok(),
            Texts::Rejected => None,
        };
        let number = quoted.as_deref().unwrap_or(json);
        match (number.parse::<Number>(), number.parse::<i128>()) {
            (Ok(_), Ok(integer)) => self.visitor.visit_i128(integer),
            (Ok(number), Err(_)) => number
                .deserialize_any(Integer(self.visitor))
                .map_err(E::custom),
            (Err(_), _) => serde_json::from_str::<Value>(json)
                .and_then(|value| value.deserialize_any(Integer(self.visitor)))
                .map_err(E::custom),
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Wide<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    /// Receives the text from `serde_json`.
    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        let raw = Box::<RawValue>::deserialize(MapAccessDeserializer::new(access))?;
        self.read(raw.get())
    }

    /// Receives the value from any other deserializer.
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        match self.texts {
            Texts::Rejected => deserializer.deserialize_i128(Integer(self.visitor)),
            Texts::Accepted => deserializer.deserialize_any(NumberOrText(Integer(self.visitor))),
        }
    }
}

/// Returns the name of the newtype by which a [`RawValue`] requests the text of a value.
fn raw_value() -> &'static str {
    struct Name(Cell<&'static str>);

    impl<'de> Deserializer<'de> for &Name {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom("no value"))
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            self.0.set(name);
            self.deserialize_any(visitor)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    let name = Name(Cell::new(""));
    // It fails once it has requested the value.
    let _ = Box::<RawValue>::deserialize(&name);
    name.0.get()
}

/// The visitor of a value that contains other values.
struct Container<V> {
    visitor: V,
    texts: Texts,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Container<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(formatter)
    }

    #[inline]
    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    #[inline]
    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Numbers {
            deserializer,
            texts: self.texts,
        })
    }

    #[inline]
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(Numbers {
            deserializer,
            texts: self.texts,
        })
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Values {
            access,
            texts: self.texts,
        })
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Values {
            access,
            texts: self.texts,
        })
    }
}

/// The items of a list, or the entries of a map.
struct Values<A> {
    access: A,
    texts: Texts,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Values<A> {
    type Error = A::Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.access.next_element_seed(Seed {
            seed,
            texts: self.texts,
        })
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Values<A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.access.next_key_seed(seed)
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.access.next_value_seed(Seed {
            seed,
            texts: self.texts,
        })
    }

    fn size_hint(&self) -> Option<usize> {
        self.access.size_hint()
    }
}

/// A number that may also arrive as text (`21` or `"21"`); it is sent as a number.
///
/// A field that contains such a number has the plain number type. This type is for other places, such as a named type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numeric<T>(pub T);

impl<T> From<T> for Numeric<T> {
    fn from(number: T) -> Self {
        Self(number)
    }
}

impl<T: PartialEq> PartialEq<T> for Numeric<T> {
    fn eq(&self, other: &T) -> bool {
        self.0 == *other
    }
}

impl<T: fmt::Display> fmt::Display for Numeric<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Serialize> Serialize for Numeric<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Numeric<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = Numbers {
            deserializer,
            texts: Texts::Accepted,
        };
        T::deserialize(numbers).map(Self)
    }
}
