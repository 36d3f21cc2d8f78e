//! The building blocks of generated types: objects, open enums, constants, unions, scalars, and fields that may be
//! absent or null.

mod arguments;
mod base64;
mod constant;
mod date;
mod date_time;
mod enums;
mod json;
pub(crate) mod json_path;
mod keyed;
mod nullable;
mod numbers;
mod object;
mod rules;
mod secret;
mod setters;
mod tagged;
mod trial;
mod untagged;

#[doc(hidden)]
pub use self::arguments::form;
pub use self::arguments::{
    IntoBoxed, IntoConvertedEntries, IntoConvertedItems, IntoEntries, IntoField, IntoItems,
};
pub use self::base64::Base64;
pub(crate) use self::base64::encode as encode_base64;
pub(crate) use self::constant::constant;
#[doc(hidden)]
pub use self::constant::{
    Literal, Null, Unsigned, deserialize_constant, format_constant, null, serialize_constant,
    unsigned,
};
pub use self::date::Date;
pub use self::date_time::DateTime;
#[doc(hidden)]
pub use self::enums::{
    IntegerEnum, StringEnum, deserialize_integer_enum, deserialize_json_enum,
    deserialize_string_enum,
};
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use self::enums::{integer_enum, json_enum, open_enum, string_enum};
#[doc(hidden)]
pub use self::json::{FromValue, ValueError, deserialize_by_value};
pub(crate) use self::keyed::keyed_union;
#[doc(hidden)]
pub use self::keyed::{Keyed, serialize_keyed};
pub use self::nullable::Nullable;
#[doc(hidden)]
pub use self::nullable::required_nullable;
pub(crate) use self::numbers::Numbers;
pub use self::numbers::Numeric;
pub(crate) use self::object::AN_ARRAY;
pub(crate) use self::object::object;
#[doc(hidden)]
pub use self::object::{
    Object, ObjectReader, ObjectWriter, Optional, Rest, Shape, Slot, deserialize_object, presence,
};
#[doc(hidden)]
pub use self::rules::{Items, Rule};
pub use self::secret::SecretString;
pub(crate) use self::setters::{parameters, request_object, setters};
pub(crate) use self::tagged::tagged_union;
#[doc(hidden)]
pub use self::tagged::{Tagged, serialize_tagged};
#[doc(hidden)]
pub use self::trial::UnionContext;
#[doc(hidden)]
pub use self::untagged::BestMatch;
pub(crate) use self::untagged::untagged_union;

/// A JSON object whose properties the document does not describe.
pub type JsonMap = serde_json::Map<String, serde_json::Value>;

/// A map from names to values, in the order received.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// An instant, without an offset; see [`DateTime`].
pub type Timestamp = jiff::Timestamp;
