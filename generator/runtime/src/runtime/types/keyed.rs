//! Unions whose values are objects of one member, whose name says which type they have.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{ValueError, decode_member, decode_value, describe};
use super::trial::{Trial, note_misfit, weight};

/// A value with a key, while its variant is being looked for.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keyed {
    value: Value,
    /// The only one of the known keys that the value has.
    key: Option<&'static str>,
    trial: Trial,
}

impl Keyed {
    /// Takes a value that should have one of these keys.
    ///
    /// # Errors
    ///
    /// When the value is null.
    pub fn new(keys: &[&'static str], value: Value, trial: &Trial) -> Result<Self, ValueError> {
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

    /// Whether this is the key.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        self.key == Some(key)
    }

    /// Decodes what the key names.
    ///
    /// # Errors
    ///
    /// When the value is none of this type.
    pub fn decode<P: for<'v> Deserialize<'v>>(&self) -> Result<P, ValueError> {
        let key = self.key.unwrap_or_default();
        let others = self.value.as_object().into_iter().flatten();
        let others = others.filter(|(name, _)| *name != key);
        note_misfit(others.map(|(_, value)| weight(value)).sum());
        decode_member(&self.value, key, &self.trial)
    }

    /// Decodes a value that has no key; none if it is no scalar, or not of this type.
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

    /// The value as it came, for a key that is not known. In a union of unions any other fits better.
    #[must_use]
    pub fn into_value(self) -> Value {
        note_misfit(weight(&self.value) + 1);
        self.value
    }
}

/// A union whose values are objects of one member: its name says which variant it is, and its value is what the variant
/// holds. A variant without a name is for values that are no objects.
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
            /// A value that is none that the description of the API lists, as it came.
            $unknown(::serde_json::Value),
        }

        #[allow(deprecated, reason = "what is deprecated is still read and written")]
        const _: () = {
            $($(
                impl ::std::convert::From<$from> for $name {
                    fn from(value: $from) -> Self {
                        Self::$variant(::std::convert::Into::into(value))
                    }
                }
            )?)*

            impl $name {
                /// Whether the document does not list this key.
                pub fn is_unknown(&self) -> bool {
                    ::std::matches!(self, Self::$unknown(_))
                }
            }

            impl $crate::runtime::FromValue for $name {
                fn from_value(
                    value: ::serde_json::Value,
                    trial: &$crate::runtime::Trial,
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

/// Writes an object of one member.
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
