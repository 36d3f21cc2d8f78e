//! Tests of every form of an RFC 3339 date-time.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::Offset;
use serde_json::{from_value, json, to_value};

use crate::runtime::{Date, DateTime};

fn parse(text: &str) -> DateTime {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn all_that_rfc_3339_allows_is_read_and_written() {
    for (text, written) in [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31t12:00:00z", "2026-01-31T12:00:00Z"),
        ("2026-01-31 12:00:00Z", "2026-01-31T12:00:00Z"),
        (
            "2026-01-31T12:00:00.401+02:00",
            "2026-01-31T12:00:00.401+02:00",
        ),
        (
            "2026-01-31T12:00:00.500000-00:30",
            "2026-01-31T12:00:00.5-00:30",
        ),
        ("2026-01-31T12:00:00-00:00", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00+23:59", "2026-01-31T12:00:00+23:59"),
        ("2026-01-31T12:00:00-23:59", "2026-01-31T12:00:00-23:59"),
        (
            "2026-01-31T12:00:00.1234567890123456789Z",
            "2026-01-31T12:00:00.123456789Z",
        ),
        ("1990-12-31T23:59:60Z", "1990-12-31T23:59:60Z"),
        (
            "1990-12-31T15:59:60.25-08:00",
            "1990-12-31T15:59:60.25-08:00",
        ),
        (
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999Z",
        ),
        ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59-23:59"),
        ("0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00+23:59"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        // Not in RFC 3339, but a `Timestamp` accepts it.
        ("2026-01-31T12:00:00+0130", "2026-01-31T12:00:00+01:30"),
        (
            "2026-01-31T12:00:00+01:00[Europe/Paris]",
            "2026-01-31T12:00:00+01:00",
        ),
    ] {
        let value: DateTime =
            from_value(json!(text)).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(to_value(value).unwrap(), json!(written));
        assert_eq!(format!("{value} {value:?}"), format!("{written} {written}"));
    }
    for text in [
        "",
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-02-30T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T12:00:61Z",
        "2026-13-01T00:00:00Z",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00+24:00",
        "2026-01-31T12:00:00-24:00[Europe/Paris]",
        "2026-01-31T12:00:00+26:00",
        "2026-01-31T12:00:00+01:60",
        "2026-01-31T12:00:00Zjunk",
    ] {
        let error = from_value::<DateTime>(json!(text)).expect_err(text);
        let start = format!("`{text:.64}` is not a date-time: ");
        assert!(error.to_string().starts_with(&start), "{error}");
    }
    assert!(from_value::<DateTime>(json!(1_767_322_445)).is_err());
}

#[test]
fn offset_outside_of_rfc_3339_is_written_as_utc() {
    for (seconds, written) in [
        (1172, "1899-12-31T23:40:28Z"),
        (-1172, "1900-01-01T00:19:32Z"),
        (86_400, "1899-12-31T00:00:00Z"),
        (93_599, "1899-12-30T22:00:01Z"),
        (86_340, "1900-01-01T00:00:00+23:59"),
    ] {
        let offset = Offset::from_seconds(seconds).unwrap();
        let value = DateTime::new(date(1900, 1, 1).at(0, 0, 0, 0), offset);
        assert_eq!(value.to_string(), written);
        assert_eq!(parse(written), value);
    }
}

#[test]
fn instants_are_compared() {
    let noon = parse("2026-01-31T12:00:00+01:00");
    assert_eq!(noon, parse("2026-01-31T11:00:00Z"));
    assert_ne!(noon, parse("2026-01-31T11:00:00.1Z"));
    let set: HashSet<DateTime> = [noon, parse("2026-01-31T10:30:00-00:30")].into();
    assert_eq!(set.len(), 1);
    let mut sorted = [
        parse("9999-12-31T23:59:59Z"),
        parse("1991-01-01T00:00:00Z"),
        parse("1990-12-31T23:59:60.5Z"),
        parse("1990-12-31T23:59:60.1Z"),
        parse("1990-12-31T23:59:59.9Z"),
        parse("1960-01-01T00:00:00.3Z"),
        parse("1960-01-01T00:00:00.2Z"),
        parse("0000-01-01T00:00:00Z"),
    ];
    let mut reversed = sorted;
    reversed.reverse();
    sorted.sort();
    assert_eq!(sorted, reversed);
}

#[test]
fn a_timestamp_is_a_date_time() {
    let timestamp: Timestamp = "2026-01-31T11:00:00.5Z".parse().unwrap();
    let value = DateTime::from(timestamp);
    assert_eq!(value.to_string(), "2026-01-31T11:00:00.5Z");
    assert_eq!(value.timestamp().unwrap(), timestamp);
    assert_eq!(value, timestamp);
    assert_eq!(timestamp, value);
    assert!(value < Timestamp::MAX);
    assert!(Timestamp::MAX > value);
    assert_eq!(
        DateTime::from(Timestamp::MAX).timestamp().unwrap(),
        Timestamp::MAX
    );
    assert_eq!(
        DateTime::from(Timestamp::MIN).timestamp().unwrap(),
        Timestamp::MIN
    );
    let never = parse("9999-12-31T23:59:59Z");
    assert!(never > Timestamp::MAX && never.timestamp().is_err());
    let leap: Timestamp = parse("1990-12-31T23:59:60Z").try_into().unwrap();
    assert_eq!(leap.to_string(), "1990-12-31T23:59:59Z");
    let offset = parse("2026-01-31T12:00:00+05:30");
    assert_eq!(
        (offset.offset().seconds(), offset.civil().hour()),
        (19_800, 12)
    );
    let zoned = timestamp.to_zoned_datetime(jiff::tz::TimeZone::fixed(offset.offset()));
    assert_eq!(
        DateTime::from(&zoned).to_string(),
        "2026-01-31T16:30:00.5+05:30"
    );
}

crate::runtime::untagged_union! {
    pub enum DayOrTime { Day(Date), Time(DateTime), Text(String) }
}

#[test]
fn dates_have_one_form() {
    for text in ["2020-01-01", "2024-02-29", "0000-01-01", "9999-12-31"] {
        let date: Date = from_value(json!(text)).unwrap();
        assert_eq!(date.to_string(), text);
        assert_eq!(to_value(date).unwrap(), json!(text));
        assert_eq!(Date::from(jiff::civil::Date::from(date)), date);
    }
    for text in [
        "",
        "2020-1-1",
        "20200101",
        "+002020-01-01",
        "-002020-01-01",
        "2020-01-01T10",
        "2020-01-01 10:00",
        "2020-01-01[UTC]",
        "2020-01-01T00:00:00+02:00",
        "2023-02-29",
        "2020-13-01",
        "２０-01",
    ] {
        assert!(text.parse::<Date>().is_err(), "{text}");
        assert!(from_value::<Date>(json!(text)).is_err(), "{text}");
    }
}

#[test]
fn a_time_is_not_a_date() {
    let day: DayOrTime = from_value(json!("2020-01-01")).unwrap();
    assert!(matches!(day, DayOrTime::Day(_)));
    for text in ["2020-01-01T00:00:00+23:59", "2020-01-01T00:00:00Z"] {
        let time: DayOrTime = from_value(json!(text)).unwrap();
        assert!(matches!(time, DayOrTime::Time(_)), "{text}");
        assert_eq!(to_value(time).unwrap(), json!(text));
    }
}
