//! Formats: the matching Rust type, or the base type.

use serde_json::json;
use tests::formats::types::{All, AllInt64Number};

#[tokio::test]
async fn number_formats_have_matching_types() {
    let all = echo!(
        formats,
        json!({
            "int": i64::MAX, "int32": i32::MIN, "int64": i64::MIN, "uint32": u32::MAX,
            "uint64": u64::MAX, "int8": -128, "number": 1.25, "float": 0.5, "double": -1e300,
            "decimalNumber": 1.5, "integerNumber": 1.0, "unixTime": 1_767_225_600_i64,
        })
    );
    for number in [json!(9_007_199_254_740_993_i64), json!(1.5), json!(-1)] {
        let all = echo!(
            formats,
            json!({"int64Number": number, "wide": -5, "signed": -1})
        );
        let (_, _): (Option<i128>, Option<i128>) = (all.wide, all.signed);
        assert_eq!(
            matches!(all.int64_number, Some(AllInt64Number::Integer(_))),
            number.is_i64()
        );
    }
    let all_positive = echo!(formats, json!({"positive": u64::MAX}));
    assert_eq!(all_positive.positive, Some(u64::MAX));
    let (_, _): (Option<i32>, Option<i64>) = (all.int32, all.int64);
    let (_, _): (Option<u32>, Option<u64>) = (all.uint32, all.uint64);
    let (_, _): (Option<f64>, Option<f64>) = (all.float, all.double);
    for (name, value) in [
        ("int32", json!(i64::from(i32::MAX) + 1)),
        ("int64", json!(u64::MAX)),
        ("uint32", json!(-1)),
        ("uint64", json!(-1)),
        ("int", json!(1.5)),
        ("number", json!("1")),
    ] {
        let error = refused!(formats, All, json!({name: value}));
        assert!(error.contains(name), "{error}");
    }
}

#[tokio::test]
async fn text_formats_have_matching_types() {
    let all = echo!(
        formats,
        json!({
            "dateTime": "2026-01-31T01:02:03.5Z", "date": "2026-01-31", "time": "01:02:03Z",
            "duration": "P1DT2H", "uuid": "00000000-0000-4000-8000-000000000001",
            "byte": "AP8=", "encoded": "AP8=", "binary": "\u{0}raw", "uri": "https://example.com/?a#b",
            "email": "a@example.com", "ipv4": "127.0.0.1", "ipv6": "::1", "decimal": "1.10",
            "int64Text": "9007199254740993", "password": "p", "unknown": "42.5", "misplaced": true,
            "dates": ["2026-01-31"], "byId": {"a": "00000000-0000-4000-8000-000000000001"},
        })
    );
    assert_eq!(all.date_time.unwrap().to_string(), "2026-01-31T01:02:03.5Z");
    assert_eq!(all.date.unwrap().day(), 31);
    assert_eq!(all.uuid.unwrap().as_u128() & 0xff, 1);
    assert_eq!(all.byte.unwrap().0, [0, 255]);
    assert_eq!(all.encoded.unwrap().0, [0, 255]);
    // Base64 with line breaks (RFC 2045, section 6.8).
    let lines: All = serde_json::from_value(json!({"byte": "AP\r\n8A\n /w=="})).unwrap();
    assert_eq!(lines.byte.unwrap().0, [0, 255, 0, 255]);
    assert_eq!(all.int64_text.as_deref(), Some("9007199254740993"));
    assert_eq!(all.dates.unwrap()[0].month(), 1);
    for (name, value) in [
        ("dateTime", "yesterday"),
        ("date", "2026-02-30"),
        ("uuid", "1"),
        ("byte", "not base64!"),
    ] {
        let error = refused!(formats, All, json!({name: value}));
        assert!(error.contains(name), "{error}");
    }
}
