//! Objects: structs that are read from and written as JSON objects.
//!
//! What `derive(Serialize, Deserialize)` would do, in a fraction of the code that the compiler has to check: a derived
//! struct can also be read from a sequence or by number, has a type and a visitor for its keys, and buffers everything
//! where it has room for further properties. An object is read by name, in one loop; that loop is all there is of it
//! in the crate of an API.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap};

use super::{JsonMap, Map, Nullable};

/// A struct of `object!`.
pub trait Object<'de>: Sized {
    /// Its name, for messages.
    const NAME: &'static str;
    /// Its properties; none if it takes any.
    const FIELDS: Option<&'static [&'static str]>;

    /// Reads it, property by property.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// A member that may be left out.
pub trait Optional: Default {
    /// Whether it is.
    fn is_absent(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for Nullable<T> {
    fn is_absent(&self) -> bool {
        Nullable::is_absent(self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// Reads an object.
pub fn deserialize_object<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    match T::FIELDS {
        Some(fields) => {
            deserializer.deserialize_struct(T::NAME, fields, ObjectVisitor(PhantomData))
        }
        None => deserializer.deserialize_map(ObjectVisitor(PhantomData)),
    }
}

/// The name of a property: borrowed where the input can lend it.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a property")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }

            fn visit_string<E>(self, name: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name)))
            }
        }

        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// The next property's name.
#[inline]
pub fn next_key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    match map.next_key::<Key<'de>>() {
        Ok(key) => Ok(key.map(|key| key.0)),
        Err(error) => Err(error),
    }
}

/// Reads a property's value. Of several with one name the last holds, as in `JSON.parse`.
#[inline]
pub fn read_value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    map: &mut A,
    slot: &mut Option<T>,
) -> Result<(), A::Error> {
    match map.next_value() {
        Ok(value) => {
            *slot = Some(value);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Passes over a property that is not known.
#[inline]
pub fn skip_value<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// Properties without a name of their own.
pub trait Rest: Default {
    /// What each of them is.
    type Value;

    /// Keeps one.
    fn put(&mut self, name: String, value: Self::Value);

    /// All of them, in order.
    fn members(&self) -> impl Iterator<Item = (&String, &Self::Value)>;
}

impl<T> Rest for Map<T> {
    type Value = T;

    fn put(&mut self, name: String, value: T) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&String, &T)> {
        self.iter()
    }
}

impl Rest for JsonMap {
    type Value = serde_json::Value;

    fn put(&mut self, name: String, value: serde_json::Value) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&String, &serde_json::Value)> {
        self.iter()
    }
}

/// Keeps a property that has no name of its own.
#[inline]
pub fn read_rest<'de, R, A>(map: &mut A, name: Cow<'de, str>, rest: &mut R) -> Result<(), A::Error>
where
    R: Rest,
    R::Value: Deserialize<'de>,
    A: MapAccess<'de>,
{
    match map.next_value() {
        Ok(value) => {
            rest.put(name.into_owned(), value);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The error of a property that must be there and is not.
#[cold]
pub fn missing<'de, A: MapAccess<'de>>(_: &A, name: &'static str) -> A::Error {
    A::Error::missing_field(name)
}

/// Writes a member.
#[inline]
pub fn write_member<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    map.serialize_entry(name, value)
}

/// Writes a member that may be left out.
#[inline]
pub fn write_optional<M: SerializeMap, T: Serialize + Optional>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    if value.is_absent() {
        Ok(())
    } else {
        map.serialize_entry(name, value)
    }
}

/// Writes members that have no name of their own.
#[inline]
pub fn write_rest<M: SerializeMap, R: Rest>(map: &mut M, rest: &R) -> Result<(), M::Error>
where
    R::Value: Serialize,
{
    rest.members()
        .try_for_each(|(name, value)| map.serialize_entry(name, value))
}

/// A struct that is read from and written as a JSON object.
///
/// A field is the property of its name, or of the name in `#[name = ".."]`, and must be there; with `#[optional]` it may
/// be left out (an `Option` or a `Nullable`). A field with `#[rest]` comes last and takes the properties that no other
/// field has.
///
/// ```text
/// object! {
///     /// A member.
///     pub struct Member {
///         /// Its id.
///         pub id: String,
///         #[name = "displayName"]
///         #[optional]
///         pub display_name: Option<String>,
///     }
/// }
/// ```
#[allow(unused_macros)]
macro_rules! object {
    (
        $(#[doc = $doc:expr])*
        $(#[deprecated $($deprecated:tt)*])?
        $(#[derive($($derive:path),* $(,)?)])?
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                $(#[deprecated $($field_deprecated:tt)*])?
                $(#[name = $wire:literal])?
                $(#[optional $($optional:tt)?])?
                pub $field:ident: $ty:ty,
            )*
            $(
                #[rest]
                pub $rest:ident: $rest_ty:ty $(,)?
            )?
        }
    ) => {
        $(#[doc = $doc])*
        $(#[deprecated $($deprecated)*])?
        #[derive(Debug, Clone, PartialEq $($(, $derive)*)?)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                $(#[deprecated $($field_deprecated)*])?
                pub $field: $ty,
            )*
            $(
                /// Properties that have no field.
                pub $rest: $rest_ty,
            )?
        }

        #[allow(deprecated)]
        const _: () = {
            impl<'de> $crate::runtime::Object<'de> for $name {
                const NAME: &'static str = ::std::stringify!($name);
                const FIELDS: ::std::option::Option<&'static [&'static str]> =
                    $crate::runtime::object!(@fields ($($field $($wire)?,)*) $($rest)?);

                fn read<A: ::serde::de::MapAccess<'de>>(mut map: A) -> ::std::result::Result<Self, A::Error> {
                    $(let mut $field: ::std::option::Option<$ty> = ::std::option::Option::None;)*
                    $(let mut $rest = <$rest_ty as ::std::default::Default>::default();)?
                    loop {
                        let property = match $crate::runtime::next_key(&mut map) {
                            ::std::result::Result::Ok(::std::option::Option::Some(property)) => property,
                            ::std::result::Result::Ok(::std::option::Option::None) => break,
                            ::std::result::Result::Err(error) => return ::std::result::Result::Err(error),
                        };
                        let read = match &*property {
                            $(
                                $crate::runtime::object!(@wire $field $($wire)?) => {
                                    $crate::runtime::read_value(&mut map, &mut $field)
                                }
                            )*
                            _ => $crate::runtime::object!(@other map property $($rest)?),
                        };
                        if let ::std::result::Result::Err(error) = read {
                            return ::std::result::Result::Err(error);
                        }
                    }
                    ::std::result::Result::Ok(Self {
                        $($field: $crate::runtime::object!(@take map $field ($($wire)?) $(optional $($optional)?)?),)*
                        $($rest,)?
                    })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    $crate::runtime::deserialize_object(deserializer)
                }
            }

            impl ::serde::Serialize for $name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    let mut map = ::serde::Serializer::serialize_map(serializer, ::std::option::Option::None)?;
                    $($crate::runtime::object!(@write map self $field ($($wire)?) $(optional $($optional)?)?);)*
                    $($crate::runtime::write_rest(&mut map, &self.$rest)?;)?
                    ::serde::ser::SerializeMap::end(map)
                }
            }
        };
    };
    (@fields ($($field:ident $($wire:literal)?,)*)) => {
        ::std::option::Option::Some(&[$($crate::runtime::object!(@wire $field $($wire)?),)*])
    };
    (@fields ($($known:tt)*) $rest:ident) => { ::std::option::Option::None };
    (@wire $field:ident) => { ::std::stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
    (@other $map:ident $property:ident) => { $crate::runtime::skip_value(&mut $map) };
    (@other $map:ident $property:ident $rest:ident) => {
        $crate::runtime::read_rest(&mut $map, $property, &mut $rest)
    };
    (@take $map:ident $field:ident ($($wire:literal)?)) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => {
                return ::std::result::Result::Err($crate::runtime::missing(
                    &$map,
                    $crate::runtime::object!(@wire $field $($wire)?),
                ));
            }
        }
    };
    (@take $map:ident $field:ident ($($wire:literal)?) optional) => {
        ::std::option::Option::unwrap_or_default($field)
    };
    (@write $map:ident $self:ident $field:ident ($($wire:literal)?)) => {
        $crate::runtime::write_member(&mut $map, $crate::runtime::object!(@wire $field $($wire)?), &$self.$field)?
    };
    (@write $map:ident $self:ident $field:ident ($($wire:literal)?) optional) => {
        $crate::runtime::write_optional(&mut $map, $crate::runtime::object!(@wire $field $($wire)?), &$self.$field)?
    };
}
#[allow(unused_imports)]
pub(crate) use object;
