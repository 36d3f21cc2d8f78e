//! Fields of requests that can be absent, null or a value.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a request that can be absent, null or a value. Many APIs clear a property that is sent as null, and leave
/// an absent property unchanged.
///
/// An `Option` becomes a `Nullable` by [`From`]: `None` is absent, so that an update never clears a property that its
/// caller did not mention. [`Nullable::or_null`] makes `None` null instead. `Option::from` returns the value.
///
/// ```text
/// Nullable::from(Some("Jane"))     // "Jane"
/// Nullable::from(None::<&str>)     // left out
/// Nullable::or_null(None::<&str>)  // null
/// ```
///
/// In a struct of your own, the field needs `#[serde(default, skip_serializing_if = "Nullable::is_absent")]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// Not sent.
    #[default]
    Absent,
    /// Sent as `null`; in a form, and in a deep object of the query, as an empty value.
    Null,
    /// Sent.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns whether the field is not sent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the field is sent as `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, if there is one, consuming `self`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Converts to nested options: `None` if absent, `Some(None)` if null.
    pub const fn as_option(&self) -> Option<Option<&T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// Converts from `&Nullable<T>` to `Nullable<&T>`.
    #[allow(
        clippy::should_implement_trait,
        reason = "as `Option::as_ref`, which is not `AsRef` either"
    )]
    pub const fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Dereferences the value: `Nullable<&str>` from `Nullable<String>`.
    pub fn as_deref(&self) -> Nullable<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(Deref::deref)
    }

    /// Converts an `Option`: `None` becomes null. `Nullable::from` makes it absent instead.
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// Converts to nested options: `None` if absent, `Some(None)` if null.
    pub fn into_option(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// Converts from nested options, the inverse of [`into_option`](Self::into_option): `None` is absent,
    /// `Some(None)` is null.
    pub fn from_option(value: Option<Option<T>>) -> Self {
        value.map_or(Self::Absent, Self::or_null)
    }

    /// Applies a function to the value, if there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` becomes absent. See [`Nullable::or_null`] for null.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

/// Absent and null become `None`.
impl<T> From<Nullable<T>> for Option<T> {
    fn from(nullable: Nullable<T>) -> Self {
        nullable.into_value()
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::or_null)
    }
}

/// Decodes a property that is required but may be null. `#[serde(deserialize_with = …)]` keeps serde from reading a
/// missing `Option` as `None`.
#[doc(hidden)]
pub fn required_nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
