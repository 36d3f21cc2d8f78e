//! Serializes JSON to send. A number that is not finite is an error; `serde_json` would write null, which has another
//! meaning.

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::value::RawValue;

use crate::runtime::types::json_path::path_at;

const NOT_FINITE: &str = "a number that is not finite, which JSON cannot represent";

/// Serializes a value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Vec::with_capacity(128);
    let mut serializer = serde_json::Serializer::new(&mut json);
    match value.serialize(FiniteNumbers(&mut serializer)) {
        Ok(()) => Ok(json),
        Err(error) => Err(located(error, &json)),
    }
}

/// Serializes a value as JSON that becomes a part of other JSON.
pub(crate) fn to_raw_json<T: Serialize + ?Sized>(
    value: &T,
) -> Result<Box<RawValue>, serde_json::Error> {
    let json = String::from_utf8(to_json(value)?).map_err(serde_json::Error::custom)?;
    RawValue::from_string(json)
}

/// Adds the path of the number to the error: the path at the end of the text that was written so far.
fn located(error: serde_json::Error, json: &[u8]) -> serde_json::Error {
    if error.to_string() != NOT_FINITE {
        return error;
    }
    let path = path_at(json, json.len());
    if path.is_empty() {
        return error;
    }
    serde_json::Error::custom(format!("`{path}` is {NOT_FINITE}"))
}

/// A serializer, its serializer of compound values, or a value, with the check of numbers.
struct FiniteNumbers<S>(S);

impl<T: Serialize + ?Sized> Serialize for FiniteNumbers<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(FiniteNumbers(serializer))
    }
}

macro_rules! as_it_is {
    ($($method:ident($($value:ident: $type:ty),*);)*) => {
        $(fn $method(self, $($value: $type),*) -> Result<S::Ok, S::Error> {
            self.0.$method($($value),*)
        })*
    };
}

macro_rules! of_parts {
    ($($method:ident($($value:ident: $type:ty),*) -> $part:ident;)*) => {
        $(fn $method(self, $($value: $type),*) -> Result<Self::$part, S::Error> {
            self.0.$method($($value),*).map(FiniteNumbers)
        })*
    };
}

impl<S: Serializer> Serializer for FiniteNumbers<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = FiniteNumbers<S::SerializeSeq>;
    type SerializeTuple = FiniteNumbers<S::SerializeTuple>;
    type SerializeTupleStruct = FiniteNumbers<S::SerializeTupleStruct>;
    type SerializeTupleVariant = FiniteNumbers<S::SerializeTupleVariant>;
    type SerializeMap = FiniteNumbers<S::SerializeMap>;
    type SerializeStruct = FiniteNumbers<S::SerializeStruct>;
    type SerializeStructVariant = FiniteNumbers<S::SerializeStructVariant>;

    as_it_is! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_u128(value: u128);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    of_parts! {
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, length: usize)
            -> SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, length: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, length: usize)
            -> SerializeStructVariant;
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            self.0.serialize_f32(value)
        } else {
            Err(S::Error::custom(NOT_FINITE))
        }
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if value.is_finite() {
            self.0.serialize_f64(value)
        } else {
            Err(S::Error::custom(NOT_FINITE))
        }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&FiniteNumbers(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &FiniteNumbers(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0
            .serialize_newtype_variant(name, index, variant, &FiniteNumbers(value))
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Implements the serializers of compound values: `serialize_field(value)`, or `serialize_field(key, value)`.
macro_rules! parts {
    ($($part:ident { $method:ident($($key:ident)?) })*) => {
        $(impl<C: $part> $part for FiniteNumbers<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($key: &'static str,)?
                value: &T,
            ) -> Result<(), C::Error> {
                self.0.$method($($key,)? &FiniteNumbers(value))
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        })*
    };
}

parts! {
    SerializeSeq { serialize_element() }
    SerializeTuple { serialize_element() }
    SerializeTupleStruct { serialize_field() }
    SerializeTupleVariant { serialize_field() }
    SerializeStruct { serialize_field(key) }
    SerializeStructVariant { serialize_field(key) }
}

impl<C: SerializeMap> SerializeMap for FiniteNumbers<C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        self.0.serialize_value(&FiniteNumbers(value))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), C::Error> {
        self.0.serialize_entry(key, &FiniteNumbers(value))
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::value::RawValue;

    use super::{to_json, to_raw_json};

    #[derive(Serialize)]
    enum Everything {
        Unit,
        Newtype(Option<i64>),
        Tuple(bool, char),
        Struct {
            a: (u8, Vec<f32>),
            b: BTreeMap<i32, &'static str>,
        },
    }

    #[test]
    fn all_that_json_can_say_is_written_as_ever() {
        let raw = RawValue::from_string(r#"{"exact": 1.00000000000000000001}"#.to_owned()).unwrap();
        let value = (
            [
                Everything::Unit,
                Everything::Newtype(None),
                Everything::Newtype(Some(-1)),
                Everything::Tuple(true, '"'),
                Everything::Struct {
                    a: (1, vec![0.1, -2.5]),
                    b: [(1, "\u{1}")].into(),
                },
            ],
            raw,
            (),
            u128::MAX,
            std::net::Ipv4Addr::LOCALHOST,
        );
        assert_eq!(
            to_json(&value).unwrap(),
            serde_json::to_vec(&value).unwrap()
        );
    }

    #[test]
    fn a_number_that_is_not_finite_is_named_by_its_place() {
        let inner = BTreeMap::from([("a", vec![(1, 0.5), (2, f64::NAN)])]);
        for (error, place) in [
            (
                to_json(&[("x", &inner)]).unwrap_err(),
                "`[0][1].a[1][1]` is ",
            ),
            (
                to_json(&BTreeMap::from([("a b", Some(f32::INFINITY))])).unwrap_err(),
                "`[\"a b\"]` is ",
            ),
            (to_json(&f64::NEG_INFINITY).unwrap_err(), ""),
            (to_raw_json(&f64::NAN).unwrap_err(), ""),
        ] {
            assert_eq!(
                error.to_string(),
                format!("{place}a number that is not finite, which JSON cannot represent")
            );
        }
    }
}
