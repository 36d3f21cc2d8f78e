//! Parameters: converts serializable values to the text of a path, a query, a header, a cookie or a form.

mod encode;
mod form;
mod path;
mod style;
mod value;

pub(crate) use self::encode::{Keep, encode};
pub(crate) use self::form::{form, push_pair};
pub(crate) use self::path::PathTemplate;
pub(crate) use self::style::{StyleOptions, header_value, pairs};
pub(crate) use self::value::{ParameterError, ParameterValue};
