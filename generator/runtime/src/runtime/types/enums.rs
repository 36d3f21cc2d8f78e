//! Open enums: the document lists their values, and any other value that the API sends is kept.

use std::fmt;
use std::marker::PhantomData;
use std::mem;

use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_json::Value;

use super::numbers::Numbers;
use super::trial::note_unlisted;

/// The interface of the enums of [`string_enum!`] for the code that they share.
#[doc(hidden)]
pub trait StringEnum: Sized {
    /// Returns the variant of a value that the document lists.
    fn known(text: &str) -> Option<Self>;
    /// Returns the variant of any other value.
    fn unknown(text: String) -> Self;

    /// Returns the variant of a value. Only an unlisted value is allocated.
    #[must_use]
    fn from_text(text: &str) -> Self {
        Self::known(text).unwrap_or_else(|| Self::unknown(text.to_owned()))
    }

    /// Returns the variant of a value, and keeps an unlisted value without a copy.
    #[must_use]
    fn from_string(text: String) -> Self {
        Self::known(&text).unwrap_or_else(|| Self::unknown(text))
    }
}

/// Decodes a string enum. Only an unlisted value is allocated.
#[doc(hidden)]
pub fn deserialize_string_enum<'de, T: StringEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(StringEnumVisitor(PhantomData))
}

struct StringEnumVisitor<T>(PhantomData<T>);

impl<T: StringEnum> Visitor<'_> for StringEnumVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        Ok(T::known(text).unwrap_or_else(|| {
            note_unlisted();
            T::unknown(text.to_owned())
        }))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<T, E> {
        Ok(T::known(&text).unwrap_or_else(|| {
            note_unlisted();
            T::unknown(text)
        }))
    }
}

/// The interface of the enums of [`integer_enum!`] for the code that they share.
#[doc(hidden)]
pub trait IntegerEnum: Sized {
    /// The values that the document lists.
    const LISTED: &'static [i64];

    /// Returns the variant of a value.
    fn from_integer(value: i64) -> Self;
}

/// Decodes an integer enum.
#[doc(hidden)]
pub fn deserialize_integer_enum<'de, T: IntegerEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = i64::deserialize(Numbers::new(deserializer))?;
    if !T::LISTED.contains(&value) {
        note_unlisted();
    }
    Ok(T::from_integer(value))
}

/// Decodes an enum over JSON scalars. A value that is not listed is kept if a listed value has its JSON type, and is
/// an error otherwise.
#[doc(hidden)]
pub fn deserialize_json_enum<'de, T: From<Value>, D: Deserializer<'de>>(
    deserializer: D,
    is_unknown: fn(&T) -> bool,
    listed: fn() -> Vec<Value>,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let kind = mem::discriminant(&value);
    let shown = kind_name(&value);
    let decoded = T::from(value);
    if is_unknown(&decoded) {
        let listed = listed();
        if !listed.iter().any(|value| mem::discriminant(value) == kind) {
            let mut kinds: Vec<&str> = listed.iter().map(kind_name).collect();
            kinds.sort_unstable();
            kinds.dedup();
            let expected = kinds.join(" or ");
            return Err(D::Error::custom(format!(
                "invalid type: {shown}, expected {expected}"
            )));
        }
        note_unlisted();
    }
    Ok(decoded)
}

fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Defines an open enum over strings.
///
/// ```text
/// string_enum! {
///     #[unknown = Unknown]
///     /// The role of a member.
///     pub enum Role {
///         /// May do everything.
///         Owner = "owner",
///         #[deprecated]
///         Admin = "admin",
///     }
/// }
/// ```
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! string_enum {
    ($($definition:tt)*) => {
        $crate::runtime::open_enum! { (@string ::std::string::String, Eq, Hash) $($definition)* }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use string_enum;

/// Defines an open enum over integers; see [`string_enum!`].
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! integer_enum {
    ($($definition:tt)*) => {
        $crate::runtime::open_enum! { (@integer i64, Copy, Eq, Hash) $($definition)* }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use integer_enum;

/// Defines an open enum over JSON scalars, `null` among them; see [`string_enum!`].
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! json_enum {
    ($($definition:tt)*) => {
        $crate::runtime::open_enum! { (@json ::serde_json::Value) $($definition)* }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use json_enum;

/// Defines an open enum. The parentheses contain the rule that implements its conversions, the type of unlisted values
/// and the traits that this type allows to derive.
#[allow(unused_macros, reason = "not every API needs it")]
macro_rules! open_enum {
    (
        (@$conversions:ident $unlisted:ty $(, $always:path)*)
        #[unknown = $unknown:ident]
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])*
                $(#[deprecated $($variant_deprecated:tt)*])?
                $variant:ident = $value:expr
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $(, $always)* $($(, $derive)*)?)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[doc = $variant_doc])*
                #[doc = ""]
                #[doc = ::std::concat!("On the wire: `` ", ::std::stringify!($value), " ``.")]
                $(#[deprecated $($variant_deprecated)*])?
                $variant,
            )*
            /// A value that the document does not list. The API may have added it after this client was generated.
            $unknown($unlisted),
        }

        #[allow(deprecated, reason = "deprecated items are still read and written")]
        const _: () = {
            impl $name {
                /// Returns whether the document does not list this value.
                pub fn is_unknown(&self) -> bool {
                    ::std::matches!(self, Self::$unknown(_))
                }
            }

            $crate::runtime::open_enum! { @$conversions $name $unknown $($variant = $value),* }
        };
    };
    (@string $name:ident $unknown:ident $($variant:ident = $value:expr),*) => {
        impl $name {
            /// The values that the document lists.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// Returns the value as it is sent and received.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::StringEnum for $name {
            fn known(text: &str) -> ::std::option::Option<Self> {
                match text {
                    $(text if text == $value => ::std::option::Option::Some(Self::$variant),)*
                    _ => ::std::option::Option::None,
                }
            }

            fn unknown(text: ::std::string::String) -> Self {
                Self::$unknown(text)
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::runtime::StringEnum::from_text(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::runtime::StringEnum::from_string(text)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(text.into())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_string_enum(deserializer)
            }
        }
    };
    (@integer $name:ident $unknown:ident $($variant:ident = $value:expr),*) => {
        impl $name {
            /// The values that the document lists.
            pub const VALUES: &'static [i64] = &[$($value),*];

            /// Returns the value as it is sent and received.
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::IntegerEnum for $name {
            const LISTED: &'static [i64] = $name::VALUES;

            fn from_integer(value: i64) -> Self {
                $(if value == $value {
                    return Self::$variant;
                })*
                Self::$unknown(value)
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                $crate::runtime::IntegerEnum::from_integer(value)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_integer_enum(deserializer)
            }
        }
    };
    (@json $name:ident $unknown:ident $($variant:ident = $value:expr),*) => {
        #[allow(unused_imports, reason = "not every API needs it")]
        use $crate::runtime::{null, unsigned};

        impl $name {
            /// Returns the value as it is sent and received.
            pub fn to_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::runtime::Literal::to_value($value),)*
                    Self::$unknown(value) => value.clone(),
                }
            }
        }

        impl ::std::convert::From<::serde_json::Value> for $name {
            fn from(value: ::serde_json::Value) -> Self {
                $(if $crate::runtime::Literal::is($value, &value) {
                    return Self::$variant;
                })*
                Self::$unknown(value)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::deserialize_json_enum(deserializer, $name::is_unknown, || {
                    ::std::vec![$($crate::runtime::Literal::to_value($value)),*]
                })
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use open_enum;
