//! Constants: values that requests fill in, and that are checked in responses.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserializer, Visitor};
use serde_json::Value;

use super::json::describe;

/// JSON's null as a literal of [`json_enum!`](super::json_enum).
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Null;

/// JSON's null, spelled as in a document.
#[doc(hidden)]
#[allow(non_upper_case_globals)]
pub const null: Null = Null;

impl fmt::Display for Null {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("null")
    }
}

/// An integer beyond `i64` as a literal of [`constant!`](super::constant) and [`json_enum!`](super::json_enum).
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub struct Unsigned(u64);

/// Creates an integer beyond `i64`.
#[doc(hidden)]
#[must_use]
pub const fn unsigned(value: u64) -> Unsigned {
    Unsigned(value)
}

impl fmt::Display for Unsigned {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A scalar of a document, as a literal in generated code. `i64` is the only primitive integer that implements it, so
/// a literal needs no suffix.
#[doc(hidden)]
pub trait Literal: Copy + fmt::Display + Serialize {
    /// Returns the literal as JSON.
    fn to_value(self) -> Value;

    /// Returns whether a value equals the literal. Numbers are compared as in JSON Schema, where 1 equals 1.0.
    fn is(self, value: &Value) -> bool {
        match (self.to_value(), value) {
            // Different integers may be equal as `f64`, so two integers are not compared as floats.
            (Value::Number(own), Value::Number(other)) if own.is_f64() || other.is_f64() => {
                own.as_f64() == other.as_f64()
            }
            (own, other) => own == *other,
        }
    }

    /// Returns whether a string equals the literal.
    fn is_text(self, _text: &str) -> bool {
        false
    }
}

impl Literal for &'static str {
    fn to_value(self) -> Value {
        self.into()
    }

    fn is(self, value: &Value) -> bool {
        value.as_str() == Some(self)
    }

    fn is_text(self, text: &str) -> bool {
        text == self
    }
}

impl Literal for i64 {
    fn to_value(self) -> Value {
        self.into()
    }
}

impl Literal for Unsigned {
    fn to_value(self) -> Value {
        self.0.into()
    }
}

impl Literal for f64 {
    fn to_value(self) -> Value {
        self.into()
    }
}

impl Literal for bool {
    fn to_value(self) -> Value {
        self.into()
    }

    fn is(self, value: &Value) -> bool {
        value.as_bool() == Some(self)
    }
}

impl Literal for Null {
    fn to_value(self) -> Value {
        Value::Null
    }
}

/// Serializes a constant.
#[doc(hidden)]
pub fn serialize_constant<L: Literal, S: serde::Serializer>(
    value: L,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// Formats a constant.
#[doc(hidden)]
pub fn format_constant<L: Literal>(value: L, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    value.fmt(formatter)
}

/// Decodes a constant, and rejects every other value.
#[doc(hidden)]
pub fn deserialize_constant<'de, L: Literal, D: Deserializer<'de>>(
    deserializer: D,
    expected: L,
) -> Result<(), D::Error> {
    deserializer.deserialize_any(ConstantVisitor(expected))
}

/// The beginning of the message of an error about a constant. An error of serde consists only of its text.
pub(super) const OTHER_CONSTANT: &str = "expected the constant ";

struct ConstantVisitor<L>(L);

impl<L: Literal> ConstantVisitor<L> {
    fn check<E: serde::de::Error>(self, found: &Value) -> Result<(), E> {
        if self.0.is(found) {
            return Ok(());
        }
        Err(E::custom(format_args!(
            "{OTHER_CONSTANT}`{}`, found {}",
            self.0,
            describe(found)
        )))
    }
}

impl<L: Literal> Visitor<'_> for ConstantVisitor<L> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the constant `{}`", self.0)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.check(&value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.check(&value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.check(&value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.check(&value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        if self.0.is_text(value) {
            Ok(())
        } else {
            self.check(&value.into())
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.check(&Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.check(&Value::Null)
    }
}

/// Defines a type with one value.
///
/// ```text
/// constant! {
///     /// The type of the object.
///     pub enum ProductObject {
///         Product = "product",
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! constant {
    (
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        $visibility:vis enum $name:ident {
            $(#[doc = $variant_doc:expr])*
            $variant:ident = $value:expr $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash $($(, $derive)*)?)]
        $visibility enum $name {
            $(#[doc = $variant_doc])*
            #[doc = ""]
            #[doc = ::std::concat!("On the wire: `` ", ::std::stringify!($value), " ``.")]
            #[default]
            $variant,
        }

        #[allow(deprecated, reason = "deprecated items are still read and written")]
        const _: () = {
            #[allow(unused_imports, reason = "few constants need it")]
            use $crate::runtime::unsigned;

            impl ::std::fmt::Display for $name {
                fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    $crate::runtime::format_constant($value, formatter)
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    $crate::runtime::serialize_constant($value, serializer)
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::deserialize_constant(deserializer, $value)
                        .map(|()| Self::$variant)
                }
            }
        };
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use constant;
