//! Keyed unions: a value is an object with one property, whose name selects the variant.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{ValueError, decode_member, decode_value, describe};
use super::trial::{UnionContext, note_misfit, weight};

/// A value of a keyed union, before its variant is selected.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keyed {
    value: Value,
    /// The known key that the value contains; none unless it contains exactly one of them.
    key: Option<&'static str>,
    trial: UnionContext,
}

impl Keyed {
    /// Looks for one of these keys in a value.
    ///
    /// # Errors
    ///
    /// Fails if the value is null.
    pub fn new(
        keys: &[&'static str],
        value: Value,
        trial: &UnionContext,
    ) -> Result<Self, ValueError> {
        if value.is_null() {
            return Err(ValueError::new(format!(
                "invalid type: {}, expected an object of one member",
                describe(&value)
            )));
        }
        let mut known = keys.iter().copied().filter(|key| value.get(key).is_some());
        let key = known.next().filter(|_| known.next().is_none());
        Ok(Self {
            value,
            key,
            trial: trial.clone(),
        })
    }

    /// Returns whether the value contains this key.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        self.key == Some(key)
    }

    /// Decodes the value of the key.
    ///
    /// # Errors
    ///
    /// Fails if it does not match the type.
    pub fn decode<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        let key = self.key.unwrap_or_default();
        let others = self.value.as_object().into_iter().flatten();
        let others = others.filter(|(name, _)| *name != key);
        note_misfit(others.map(|(_, value)| weight(value)).sum());
        decode_member(&self.value, key, &self.trial)
    }

    /// Decodes a value without a key; none if it is not a scalar, or does not match the type.
    #[must_use]
    pub fn scalar<P: for<'v> Deserialize<'v>>(&self) -> Option<P> {
        if self.value.is_object() || self.value.is_array() {
            return None;
        }
        let (decoded, misfit) = decode_value(&self.value, &self.trial);
        let decoded = decoded.ok()?;
        note_misfit(misfit);
        Some(decoded)
    }

    /// Returns the value as received, for an unknown key. In a union of unions, every other variant fits better.
    #[must_use]
    pub fn into_value(self) -> Value {
        note_misfit(weight(&self.value) + 1);
        self.value
    }
}

/// Defines a keyed union: a value is an object with one property, whose name selects the variant and whose value is
/// its payload. A variant without a name is for scalars.
///
/// ```text
/// keyed_union! {
///     #[unknown = Unknown]
///     pub enum Shape {
///         /// A circle.
///         Circle(f64) = "Circle",
///         #[from(Square)]
///         Square(Box<Square>) = "Square",
///         Simple(SimpleShape),
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! keyed_union {
    (
        #[unknown = $unknown:ident]
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        $visibility:vis enum $name:ident {
            $(
                $(#[from($from:ty $(,)?)])?
                $(#[doc = $variant_doc:expr])*
                $(#[deprecated $($variant_deprecated:tt)*])?
                $variant:ident($payload:ty $(,)?) $(= $key:literal)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $($(, $derive)*)?)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                $(#[deprecated $($variant_deprecated)*])?
                $variant($payload),
            )*
            /// A value that matches no other variant, as received. The API may have added it after this client was
            /// generated.
            $unknown(::serde_json::Value),
        }

        #[allow(deprecated, reason = "deprecated items are still read and written")]
        const _: () = {
            $($(
                impl ::std::convert::From<$from> for $name {
                    fn from(value: $from) -> Self {
                        Self::$variant(::std::convert::Into::into(value))
                    }
                }
            )?)*

            impl $name {
                /// Returns whether the document does not list this value.
                pub fn is_unknown(&self) -> bool {
                    ::std::matches!(self, Self::$unknown(_))
                }
            }

            impl $crate::runtime::FromValue for $name {
                fn from_value(
                    value: ::serde_json::Value,
                    trial: &$crate::runtime::UnionContext,
                ) -> ::std::result::Result<Self, $crate::runtime::ValueError> {
                    let keyed = $crate::runtime::Keyed::new(&[$($($key,)?)*], value, trial)?;
                    $($crate::runtime::keyed_union!(@decode keyed $variant $($key)?);)*
                    ::std::result::Result::Ok(Self::$unknown(keyed.into_value()))
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    match self {
                        $(Self::$variant(payload) => {
                            $crate::runtime::keyed_union!(@serialize payload serializer $($key)?)
                        })*
                        Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                    }
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::deserialize_by_value(deserializer)
                }
            }
        };
    };
    (@decode $keyed:ident $variant:ident $key:literal) => {
        if $keyed.is($key) {
            return $keyed.decode().map(Self::$variant);
        }
    };
    (@decode $keyed:ident $variant:ident) => {
        if let ::std::option::Option::Some(payload) = $keyed.scalar() {
            return ::std::result::Result::Ok(Self::$variant(payload));
        }
    };
    (@serialize $payload:ident $serializer:ident $key:literal) => {
        $crate::runtime::serialize_keyed($key, $payload, $serializer)
    };
    (@serialize $payload:ident $serializer:ident) => {
        ::serde::Serialize::serialize($payload, $serializer)
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use keyed_union;

/// Writes an object with one property.
#[doc(hidden)]
pub fn serialize_keyed<P: Serialize, S: Serializer>(
    key: &'static str,
    payload: &P,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(Some(1))?;
    members.serialize_entry(key, payload)?;
    members.end()
}
