//! Dates with a time and an offset (RFC 3339, section 5.6).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// 1970-01-01T00:00:00
const EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// The seconds of a day.
const DAY: i32 = 24 * 60 * 60;

/// A date, a time and an offset from UTC (`format: date-time`), such as `2026-01-31T12:00:00+01:00`.
///
/// It represents every date-time of RFC 3339. A [`Timestamp`] does not: it ends before `9999-12-31T23:59:59Z`, which
/// many systems write for "never", has no leap second, and does not keep the offset. Digits of a fraction after the
/// ninth are dropped.
///
/// Two values are compared and ordered by their instant: `12:00+01:00` equals `11:00Z`. They also compare with a
/// [`Timestamp`], and convert to one with [`timestamp`](Self::timestamp). An argument that takes a `DateTime` also
/// takes a [`Timestamp`] or a [`ZonedDateTime`].
///
/// ```
#[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{DateTime, Timestamp};")]
/// let due: DateTime = "2026-01-31T12:00:00+01:00".parse()?;
/// assert_eq!(due.offset().seconds(), 3600);
/// assert_eq!(due.civil().hour(), 12);
/// assert_eq!(due.timestamp()?.to_string(), "2026-01-31T11:00:00Z");
/// assert!(due > Timestamp::UNIX_EPOCH);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTime {
    civil: civil::DateTime,
    offset: Offset,
    /// Whether the second is 60; `civil` then has 59.
    is_leap_second: bool,
}

impl DateTime {
    /// Creates a date and a time at an offset from UTC.
    #[must_use]
    pub const fn new(civil: civil::DateTime, offset: Offset) -> Self {
        Self {
            civil,
            offset,
            is_leap_second: false,
        }
    }

    /// Converts to the instant. A leap second becomes the second before it.
    ///
    /// # Errors
    ///
    /// Fails if the instant is after [`Timestamp::MAX`] (`9999-12-30T22:00:00.999999999Z`) or before
    /// [`Timestamp::MIN`].
    pub fn timestamp(self) -> Result<Timestamp, jiff::Error> {
        self.offset.to_timestamp(self.civil)
    }

    /// Returns the date and the time as written, at the [offset](Self::offset). A leap second becomes the second
    /// before it.
    #[must_use]
    pub const fn civil(self) -> civil::DateTime {
        self.civil
    }

    /// Returns the offset from UTC as written. It is zero for `Z`, and for `-00:00`, which means that the offset is
    /// unknown (RFC 3339, section 4.3).
    #[must_use]
    pub const fn offset(self) -> Offset {
        self.offset
    }

    /// Returns the key by which instants are compared: seconds since 1970, whether it is a leap second, and
    /// nanoseconds.
    fn instant(self) -> (i64, bool, i32) {
        let since = self.civil.duration_since(EPOCH);
        let (mut seconds, mut nanoseconds) = (since.as_secs(), since.subsec_nanos());
        if nanoseconds < 0 {
            seconds -= 1;
            nanoseconds += 1_000_000_000;
        }
        seconds -= i64::from(self.offset.seconds());
        (seconds, self.is_leap_second, nanoseconds)
    }
}

impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self::new(Offset::UTC.to_datetime(timestamp), Offset::UTC)
    }
}

impl From<ZonedDateTime> for DateTime {
    fn from(zoned: ZonedDateTime) -> Self {
        Self::from(&zoned)
    }
}

impl From<&ZonedDateTime> for DateTime {
    fn from(zoned: &ZonedDateTime) -> Self {
        Self::new(zoned.datetime(), zoned.offset())
    }
}

impl TryFrom<DateTime> for Timestamp {
    type Error = jiff::Error;

    fn try_from(date_time: DateTime) -> Result<Self, jiff::Error> {
        date_time.timestamp()
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.instant() == other.instant()
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant().cmp(&other.instant())
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant().hash(state);
    }
}

impl PartialEq<Timestamp> for DateTime {
    fn eq(&self, other: &Timestamp) -> bool {
        *self == Self::from(*other)
    }
}

impl PartialEq<DateTime> for Timestamp {
    fn eq(&self, other: &DateTime) -> bool {
        other == self
    }
}

impl PartialOrd<Timestamp> for DateTime {
    fn partial_cmp(&self, other: &Timestamp) -> Option<Ordering> {
        Some(self.cmp(&Self::from(*other)))
    }
}

impl PartialOrd<DateTime> for Timestamp {
    fn partial_cmp(&self, other: &DateTime) -> Option<Ordering> {
        Some(DateTime::from(*self).cmp(other))
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for DateTime {
    /// Formats the value by RFC 3339. An offset that it cannot express (with seconds, or of 24 hours and more) becomes
    /// `Z`, with the same instant.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !is_expressible(self.offset)
            && let Ok(civil) = self
                .civil
                .checked_sub(SignedDuration::from_secs(self.offset.seconds().into()))
        {
            return fmt::Display::fmt(
                &Self {
                    civil,
                    offset: Offset::UTC,
                    is_leap_second: self.is_leap_second,
                },
                formatter,
            );
        }
        if self.is_leap_second {
            let (date, time) = (self.civil.date(), self.civil.time());
            write!(
                formatter,
                "{date}T{:02}:{:02}:60",
                time.hour(),
                time.minute()
            )?;
            if time.subsec_nanosecond() > 0 {
                let digits = format!("{:09}", time.subsec_nanosecond());
                write!(formatter, ".{}", digits.trim_end_matches('0'))?;
            }
        } else {
            write!(formatter, "{}", self.civil)?;
        }
        let offset = self.offset.seconds();
        if offset == 0 {
            return formatter.write_str("Z");
        }
        let minutes = offset.abs() / 60;
        let sign = if offset < 0 { '-' } else { '+' };
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        if let Some(parsed) = Parser(text.as_bytes()).date_time() {
            return parsed;
        }
        // Other formats that a `Timestamp` is read from, such as one with the name of a time zone.
        let pieces = Pieces::parse(text)?;
        match (pieces.time(), pieces.to_numeric_offset()) {
            (Some(_), Some(offset)) if offset.seconds().abs() >= DAY => Err(
                jiff::Error::from_args(format_args!("the offset {offset} has 24 hours or more")),
            ),
            (Some(time), Some(offset)) => Ok(Self::new(pieces.date().to_datetime(time), offset)),
            // It is not a timestamp, and the error describes what it lacks.
            _ => text.parse::<Timestamp>().map(Self::from),
        }
    }
}

/// Returns whether RFC 3339 can express an offset: whole minutes, less than 24 hours.
fn is_expressible(offset: Offset) -> bool {
    let seconds = offset.seconds();
    seconds % 60 == 0 && seconds.abs() < DAY
}

/// The rest of a text that is being parsed.
struct Parser<'t>(&'t [u8]);

impl Parser<'_> {
    /// Parses a whole text as a `date-time` of RFC 3339. None if it has another format, an error if there is no such
    /// day or time.
    fn date_time(mut self) -> Option<Result<DateTime, jiff::Error>> {
        let year = self.number(4)?;
        self.one_of(b"-")?;
        let month = self.two_digits()?;
        self.one_of(b"-")?;
        let day = self.two_digits()?;
        self.one_of(b"Tt ")?;
        let hour = self.two_digits()?;
        self.one_of(b":")?;
        let minute = self.two_digits()?;
        self.one_of(b":")?;
        let second = self.two_digits()?;
        let nanosecond = if self.one_of(b".").is_some() {
            self.fraction()?
        } else {
            0
        };
        let offset = self.offset()?;
        if !self.0.is_empty() {
            return None;
        }
        let is_leap_second = second == 60;
        let second = if is_leap_second { 59 } else { second };
        let civil = civil::DateTime::new(year, month, day, hour, minute, second, nanosecond);
        Some(civil.and_then(|civil| {
            Ok(DateTime {
                civil,
                offset: Offset::from_seconds(offset)?,
                is_leap_second,
            })
        }))
    }

    fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        if !expected.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self, digits: usize) -> Option<i16> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        let mut value = 0;
        for digit in number {
            if !digit.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i16::from(digit - b'0');
        }
        self.0 = rest;
        Some(value)
    }

    fn two_digits(&mut self) -> Option<i8> {
        i8::try_from(self.number(2)?).ok()
    }

    /// Parses the digits behind a decimal point, as nanoseconds.
    fn fraction(&mut self) -> Option<i32> {
        let mut nanoseconds = 0;
        let mut unit = 100_000_000;
        let mut rest = self.0;
        while let Some((digit, after)) = rest.split_first()
            && digit.is_ascii_digit()
        {
            nanoseconds += unit * i32::from(digit - b'0');
            unit /= 10;
            rest = after;
        }
        if rest.len() == self.0.len() {
            return None;
        }
        self.0 = rest;
        Some(nanoseconds)
    }

    /// Parses the offset, in seconds.
    fn offset(&mut self) -> Option<i32> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.two_digits().filter(|hours| *hours < 24)?;
        self.one_of(b":")?;
        let minutes = self.two_digits().filter(|minutes| *minutes < 60)?;
        Some(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateTimeVisitor)
    }
}

struct DateTimeVisitor;

impl Visitor<'_> for DateTimeVisitor {
    type Value = DateTime;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date-time (RFC 3339)")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DateTime, E> {
        text.parse()
            .map_err(|error| E::custom(format_args!("`{text:.64}` is not a date-time: {error}")))
    }
}
