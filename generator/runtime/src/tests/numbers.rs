//! Tests of numbers with a fraction of zero, and of numbers that arrive as text.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::runtime::{JsonMap, Map, Nullable, Numeric, decode_json};

crate::runtime::integer_enum! { #[unknown = Unknown] pub enum Level { Low = 1, High = 2 } }

crate::runtime::untagged_union! {
    pub enum Amount { Integer(i64), Number(f64), Text(String) }
}

crate::runtime::object! {
    pub struct Counts {
        required count: i64,
        optional small: Option<i32>,
        optional nullable: Nullable<u32>,
        optional large: Option<u64>,
        optional huge: Option<i128>,
        optional list: Option<Vec<i64>>,
        optional pairs: Option<(i32, String)>,
        optional by_name: Option<Map<i64>>,
        optional level: Option<Level>,
        optional amount: Option<Amount>,
        optional any: Option<Value>,
        optional nested: Option<Box<Counts>>,
        ..extra: Map<i64>,
    }
}

crate::runtime::object! {
    pub struct Weather {
        required_numeric temperature: i32,
        optional_numeric humidity: Option<f64>,
        optional_numeric days: Nullable<Vec<i64>>,
        optional code: Option<Numeric<u64>>,
        optional plain: Option<i32>,
        ..extra: JsonMap,
    }
}

fn decode<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, String> {
    let decoded = decode_json::<T>(text.as_bytes()).map_err(|error| error.to_string());
    let direct = serde_json::from_str::<T>(text).map_err(|error| error.to_string());
    assert_eq!(
        decoded.is_ok(),
        direct.is_ok(),
        "{text}: {direct:?}",
        direct = direct.err()
    );
    decoded
}

#[test]
fn a_number_without_a_fraction_is_an_integer() {
    let counts: Counts = decode(
        r#"{"count": 1.0, "small": 1e3, "nullable": 2.0, "large": 1.8e19, "huge": 170141183460469231731687303715884105727, "list": [1, 2.0, 3e0],
            "pairs": [4.0, "a"], "by_name": {"a": 5.0}, "level": 2.0, "amount": 6.0, "any": 7.0,
            "nested": {"count": -0.0, "level": 3e0}, "other": 8.00}"#,
    )
    .unwrap();
    assert_eq!((counts.count, counts.small), (1, Some(1000)));
    assert_eq!(counts.nullable, Nullable::Value(2));
    assert_eq!(counts.large, Some(18_000_000_000_000_000_000));
    assert_eq!(counts.huge, Some(i128::MAX));
    assert_eq!(counts.list, Some(vec![1, 2, 3]));
    assert_eq!(counts.pairs, Some((4, "a".to_owned())));
    assert_eq!(counts.by_name.unwrap()["a"], 5);
    assert_eq!(counts.level, Some(Level::High));
    assert_eq!(counts.amount, Some(Amount::Integer(6)));
    assert_eq!(counts.any, Some(json!(7.0)));
    let nested = counts.nested.unwrap();
    assert_eq!((nested.count, nested.level), (0, Some(Level::Unknown(3))));
    assert_eq!(counts.extra["other"], 8);
    assert_eq!(decode_json::<Vec<i64>>(b"[1.0, 2]").unwrap(), [1, 2]);
    assert_eq!(decode_json::<i32>(b"1e2").unwrap(), 100);
}

#[test]
#[expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "the values were rounded the same way"
)]
fn integers_of_128_bits_are_read_in_every_form() {
    for (text, expected) in [
        ("99999999999999999999", 99_999_999_999_999_999_999),
        ("-99999999999999999999", -99_999_999_999_999_999_999),
        ("1e20", 100_000_000_000_000_000_000),
        ("3.0", 3),
        ("-0", 0),
        (" 7 ", 7),
    ] {
        let counts: Counts = decode(&format!(r#"{{"count": 1, "huge": {text}}}"#)).unwrap();
        assert_eq!(counts.huge, Some(expected), "{text}");
        let value: Value =
            serde_json::from_str(&format!(r#"{{"count": 1, "huge": {text}}}"#)).unwrap();
        let counts: Counts = serde_json::from_value(value).unwrap();
        // A parsed value has rounded the number.
        assert_eq!(counts.huge.unwrap() as f64, expected as f64, "{text}");
        let listed: Vec<Option<Numeric<i128>>> =
            decode(&format!(r#"[null, {text}, "{}"]"#, text.trim())).unwrap();
        assert_eq!(
            listed,
            [None, Some(Numeric(expected)), Some(Numeric(expected))]
        );
    }
    for (text, problem) in [
        ("1.5", "invalid type: floating point `1.5`, expected i128"),
        ("1e40", "expected i128"),
        ("\"1\"", "invalid type: string \"1\", expected i128"),
        ("{}", "invalid type: map, expected i128"),
        ("true", "invalid type: boolean `true`, expected i128"),
    ] {
        let error = decode::<Counts>(&format!(r#"{{"count": 1, "huge": {text}}}"#)).unwrap_err();
        assert!(error.contains(problem), "{text}: {error}");
    }
}

#[test]
fn other_numbers_are_no_integers() {
    for (member, problem) in [
        (
            r#""count": 1.5"#,
            "invalid type: floating point `1.5`, expected i64",
        ),
        (
            r#""count": 1e300"#,
            "invalid type: floating point `1e+300`, expected i64",
        ),
        (r#""count": 9223372036854775808"#, "expected i64"),
        (r#""count": 1e19"#, "expected i64"),
        (r#""count": "1""#, "expected i64"),
        (r#""count": 1, "small": 3e9"#, "expected i32"),
        (r#""count": 1, "nullable": -1.0"#, "expected u32"),
        (r#""count": 1, "level": 1.5"#, "expected i64"),
        (r#""count": 1, "list": [1.5]"#, "expected i64"),
    ] {
        let error = decode::<Counts>(&format!("{{{member}}}")).unwrap_err();
        assert!(error.contains(problem), "{member}: {error}");
    }
    let amount: Amount = serde_json::from_value(json!(1.5)).unwrap();
    assert_eq!(amount, Amount::Number(1.5));
}

#[test]
fn numbers_that_arrive_as_text() {
    let weather: Weather = decode(
        r#"{"temperature": "-21", "humidity": "0.5", "days": ["1", 2, "3.0"], "code": "18446744073709551615"}"#,
    )
    .unwrap();
    assert_eq!(
        serde_json::to_value(&weather).unwrap(),
        json!({"temperature": -21, "humidity": 0.5, "days": [1, 2, 3], "code": u64::MAX})
    );
    assert_eq!(weather.code.unwrap(), u64::MAX);
    let plain: Weather = decode(r#"{"temperature": 21.0, "humidity": 1, "days": null}"#).unwrap();
    assert_eq!((plain.temperature, plain.humidity), (21, Some(1.0)));
    assert_eq!(plain.days, Nullable::Null);
    for text in [
        r#"{"temperature": "warm"}"#,
        r#"{"temperature": ""}"#,
        r#"{"temperature": "1.5"}"#,
        r#"{"temperature": "2147483648"}"#,
        r#"{"temperature": " 1"}"#,
        r#"{"temperature": "1", "humidity": "NaN"}"#,
        r#"{"temperature": true}"#,
        r#"{"temperature": null}"#,
        r#"{"temperature": 1, "code": "-1"}"#,
        r#"{"temperature": 1, "plain": "1"}"#,
    ] {
        assert!(decode::<Weather>(text).is_err(), "{text}");
    }
}
