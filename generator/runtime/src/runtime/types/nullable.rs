//! Fields of requests that can be absent, null or a value.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a request that can be absent, null or a value. Many APIs clear a property that is null, and keep one that is
/// absent.
///
/// An `Option` becomes a `Nullable` by [`From`]: `None` leaves the member out, so that an update never clears what its
/// caller did not mention. [`Nullable::or_null`] makes `None` null instead. `Option::from` gives the value.
///
/// ```text
/// Nullable::from(Some("Jane"))     // "Jane"
/// Nullable::from(None::<&str>)     // left out
/// Nullable::or_null(None::<&str>)  // null
/// ```
///
/// As a field it goes with `#[serde(default, skip_serializing_if = "Nullable::is_absent")]`.
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
    /// Whether the field is not sent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is sent as `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// `None` if absent, `Some(None)` if null.
    pub const fn as_option(&self) -> Option<Option<&T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// The same of a reference to the value.
    #[allow(
        clippy::should_implement_trait,
        reason = "as `Option::as_ref`, which is no `AsRef` either"
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

    /// The value of an `Option`, or null. `Nullable::from` leaves the member out instead.
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// `None` if absent, `Some(None)` if null.
    pub fn into_option(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// The inverse of [`into_option`](Self::into_option): `None` is absent, `Some(None)` is null.
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

/// `None` is absent.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

/// The value, if there is one.
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

/// Decodes a member that must be there but may be null: `#[serde(deserialize_with = …)]` keeps serde from taking a
/// missing `Option` for `None`.
#[doc(hidden)]
pub fn required_nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
