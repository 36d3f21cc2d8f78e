//! The arguments of setters: a value, or an `Option` of one.
//!
//! A blanket implementation for values and another for `Option`s of values would overlap. Each therefore has its own
//! form, a further parameter of the trait. The compiler infers it, and callers never write it.

use serde_json::Value;

use super::{JsonMap, Map, Nullable};

/// The forms of an argument.
#[doc(hidden)]
pub mod form {
    /// The value itself.
    #[derive(Debug)]
    pub struct Value;

    /// An `Option` of the value.
    #[derive(Debug)]
    pub struct Optional;

    /// A [`Nullable`](super::Nullable) of the value.
    #[derive(Debug)]
    pub struct Nullable;
}

/// The argument of a setter of an optional field: anything that converts into the field's value, or an `Option` of
/// that. For a nullable field, a [`Nullable`] too.
///
/// `None` leaves the field out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "not a value of this field, nor an `Option` of one"
)]
pub trait IntoField<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] for a field that is boxed, because its type contains itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "not a value of this field, nor an `Option` of one"
)]
pub trait IntoBoxed<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] for a list: anything that iterates over its items, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "is not an iterator of items of this list, or an `Option` of one"
)]
pub trait IntoItems<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] for a list of text or of date-times: anything that iterates over values that convert into the items,
/// or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "is not an iterator of values that convert into items of this list, or an `Option` of one"
)]
pub trait IntoConvertedItems<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] for a map: anything that iterates over pairs of a name and a value, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "is not an iterator of name-value pairs, or an `Option` of one"
)]
pub trait IntoEntries<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] for a map of text or of date-times: anything that iterates over pairs of a name and something that
/// converts into a value, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "is not an iterator of pairs of a name and a convertible value, or an `Option` of one"
)]
pub trait IntoConvertedEntries<Field, Form> {
    /// Converts the argument to the field.
    fn into_field(self) -> Field;
}

/// Implements a trait for values and for `Option`s of values, for optional fields and for nullable ones.
macro_rules! forms {
    ($trait:ident: $given:ident [$($parameters:tt)*] => $field:ty, $convert:expr) => {
        impl<$($parameters)*> $trait<Option<$field>, form::Value> for $given {
            fn into_field(self) -> Option<$field> {
                Some($convert(self))
            }
        }

        impl<$($parameters)*> $trait<Option<$field>, form::Optional> for Option<$given> {
            fn into_field(self) -> Option<$field> {
                self.map($convert)
            }
        }

        impl<$($parameters)*> $trait<Nullable<$field>, form::Value> for $given {
            fn into_field(self) -> Nullable<$field> {
                Nullable::Value($convert(self))
            }
        }

        impl<$($parameters)*> $trait<Nullable<$field>, form::Optional> for Option<$given> {
            fn into_field(self) -> Nullable<$field> {
                self.map($convert).into()
            }
        }
    };
}

/// Implements a trait for a [`Nullable`] of exactly the field's type, so that the compiler infers the type of
/// `Nullable::Null`.
macro_rules! nullable {
    ($trait:ident [$($parameter:ident)?] $given:ty => $field:ty, $convert:expr) => {
        impl$(<$parameter>)? $trait<Nullable<$field>, form::Nullable> for Nullable<$given> {
            fn into_field(self) -> Nullable<$field> {
                self.map($convert)
            }
        }
    };
}

nullable!(IntoField [T] T => T, |value| value);
nullable!(IntoBoxed [T] T => Box<T>, Box::new);
nullable!(IntoItems [T] Vec<T> => Vec<T>, |items| items);
nullable!(IntoConvertedItems [T] Vec<T> => Vec<T>, |items| items);
nullable!(IntoEntries [T] Map<T> => Map<T>, |entries| entries);
nullable!(IntoEntries [] JsonMap => JsonMap, |entries| entries);
nullable!(IntoConvertedEntries [T] Map<T> => Map<T>, |entries| entries);

forms!(IntoField: V [T, V: Into<T>] => T, Into::into);
forms!(IntoBoxed: V [T, V: Into<T>] => Box<T>, |value: V| Box::new(value.into()));
forms!(IntoItems: I [T, I: IntoIterator<Item = T>] => Vec<T>, |items: I| items.into_iter().collect());
forms!(
    IntoConvertedItems: I [T, V: Into<T>, I: IntoIterator<Item = V>] => Vec<T>,
    |items: I| items.into_iter().map(Into::into).collect()
);
forms!(
    IntoEntries: I [K: Into<String>, T, I: IntoIterator<Item = (K, T)>] => Map<T>,
    |entries: I| entries.into_iter().map(|(name, value)| (name.into(), value)).collect()
);
forms!(
    IntoEntries: I [K: Into<String>, I: IntoIterator<Item = (K, Value)>] => JsonMap,
    |entries: I| entries.into_iter().map(|(name, value)| (name.into(), value)).collect()
);
forms!(
    IntoConvertedEntries: I [K: Into<String>, T, V: Into<T>, I: IntoIterator<Item = (K, V)>] => Map<T>,
    |entries: I| entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
);
