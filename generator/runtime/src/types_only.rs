//! The parts of generated types.
//!
//! Feature: `uuid`. Items that only generated code needs are hidden.

#[allow(dead_code, unused_imports, reason = "calls use the rest of it")]
mod types;

pub use self::types::{
    Base64, Date, DateTime, IntoBoxed, IntoEntries, IntoField, IntoItems, IntoConvertedEntries, IntoConvertedItems, JsonMap,
    Map, Nullable, Numeric, SecretString, Timestamp,
};
#[doc(hidden)]
pub use self::types::{
    BestMatch, FromValue, form, IntegerEnum, Items as ListItems, Keyed, Literal, Null, Object, ObjectReader,
    ObjectWriter, Optional, Rest, Rule, Shape, Slot, StringEnum, Tagged, UnionContext, Unsigned, ValueError, deserialize_by_value,
    deserialize_constant,
    deserialize_integer_enum, deserialize_json_enum, deserialize_object, deserialize_string_enum, format_constant, null, presence,
    required_nullable, serialize_constant, serialize_keyed, serialize_tagged, unsigned,
};
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use self::types::{
    Numbers, constant, integer_enum, json_enum, keyed_union, object, open_enum, parameters,
    request_object, setters, string_enum, tagged_union, untagged_union,
};

#[cfg(feature = "uuid")]
pub use uuid::Uuid;
