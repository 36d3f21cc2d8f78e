//! What the functions that fill in a request take: a value, or an `Option` of one.
//!
//! A blanket implementation for values and another for `Option`s of values would overlap, so that each has a form of its
//! own as a further parameter of the trait. The compiler infers it, and callers never write it.

use serde_json::Value;

use super::{JsonMap, Map, Nullable};

/// The forms in which values are given.
#[doc(hidden)]
pub mod form {
    /// The value itself.
    #[derive(Debug)]
    pub struct Value;

    /// An `Option` of it.
    #[derive(Debug)]
    pub struct Optional;

    /// A [`Nullable`](super::Nullable) of it.
    #[derive(Debug)]
    pub struct Nullable;
}

/// What can be given for an optional field: whatever converts into its value, or an `Option` of that. For a field that
/// may be null, a [`Nullable`] too.
///
/// `None` leaves the field out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "not a value of this field, nor an `Option` of one"
)]
pub trait IntoField<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] of a field that is boxed, because its type contains itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "not a value of this field, nor an `Option` of one"
)]
pub trait IntoBoxed<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] of a list: whatever gives its items, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "does not give the items of this list, nor is it an `Option` of what does"
)]
pub trait IntoItems<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] of a list of text or of date-times: whatever gives items that convert into them, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "does not give what converts into the items of this list, nor is it an `Option` of what does"
)]
pub trait IntoConvertedItems<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] of a map: whatever gives pairs of a name and a value, or an `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "does not give pairs of names and values, nor is it an `Option` of what does"
)]
pub trait IntoEntries<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// [`IntoField`] of a map of text or of date-times: whatever gives pairs of a name and what converts into a value, or an
/// `Option` of that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a field of type `{Field}`",
    label = "does not give pairs of names and what converts into values, nor is it an `Option` of what does"
)]
pub trait IntoConvertedEntries<Field, Form> {
    /// The field.
    fn into_field(self) -> Field;
}

/// Implements a trait for each form of a value, for fields that may be left out and for those that may be null too.
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

/// A [`Nullable`] is taken as it is, so that the compiler infers what `Nullable::Null` is one of.
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
