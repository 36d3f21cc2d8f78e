//! Dates without a time (RFC 3339, section 5.6).

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::civil;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date without a time (`format: date`), such as `2026-01-31`.
///
/// It is read only from the format of RFC 3339, so that no time or offset is lost. It has the methods of
/// [`jiff::civil::Date`] and converts from and to it; an argument that takes a `Date` also takes a
/// [`jiff::civil::Date`].
///
/// ```
#[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::Date;")]
/// let due: Date = "2026-01-31".parse()?;
/// assert_eq!(due.year(), 2026);
/// assert!("2026-01-31T12:00:00".parse::<Date>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Deref for Date {
    type Target = civil::Date;

    fn deref(&self) -> &civil::Date {
        &self.0
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl PartialEq<civil::Date> for Date {
    fn eq(&self, other: &civil::Date) -> bool {
        self.0 == *other
    }
}

impl PartialEq<Date> for civil::Date {
    fn eq(&self, other: &Date) -> bool {
        *self == other.0
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for Date {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let is_full_date = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_full_date {
            return Err(jiff::Error::from_args(format_args!(
                "`{text:.64}` is not a date of the form `2026-01-31`"
            )));
        }
        text.parse().map(Self)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateVisitor)
    }
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = Date;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(E::custom)
    }
}
