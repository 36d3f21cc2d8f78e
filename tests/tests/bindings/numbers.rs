//! Numbers: integers, their widths, and numbers that arrive as text.

use serde_json::{from_value, json, to_value};
use tests::numbers::types::{
    All, AllEither, AllPostcode, ByValue, ByValueTagged, ByValueUnlisted, ByValueWeight,
    EchoParams, Level, Step,
};
use tests::runtime::{Nullable, Numeric};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn zero_fraction_is_an_integer() {
    let answer = r#"{"count": 3.0, "counts": [1.0, 2e3], "level": 1.0, "either": 4.0, "temperature": 5.0,
        "readings": [6.0], "ticks": 7e0}"#;
    let server = serve([Answer::raw(200, "application/json", answer)]);
    let call = client!(numbers, server)
        .echo()
        .echo(1, EchoParams::new(), All::new(1));
    let all = call.await.unwrap();
    assert_eq!((all.count, all.counts), (Some(3), Some(vec![1, 2000])));
    assert_eq!(all.level, Some(Level::Value1));
    assert_eq!(all.either, Some(AllEither::Integer(4)));
    assert_eq!((all.temperature, all.ticks), (5, Nullable::Value(7)));
    assert_eq!(all.readings, Some(vec![6]));
    for value in [
        json!({"temperature": 1, "count": 1.5}),
        json!({"temperature": 1, "counts": [1.5]}),
        json!({"temperature": 1, "level": 0.5}),
    ] {
        refused!(numbers, All, value);
    }
}

#[test]
fn integer_type_covers_the_range_of_the_schema() {
    let value = json!({
        "temperature": 1,
        "amount": 1_234_567.89,
        "unsigned": u32::MAX,
        "signed": i64::from(i32::MIN) - 1,
        "positive": i32::MAX,
        "exclusive": i64::MAX,
        "beyond": 9_223_372_036_854_775_808_u64,
        "rounded": i64::MIN,
        "unlimited": i64::MAX,
        "exemplary": u64::MAX,
        "preset": u64::MAX,
        "huge": u64::MAX,
    });
    let all: All = from_value(value.clone()).unwrap();
    assert_eq!(to_value(&all).unwrap(), value);
    let (_, _): (Option<f64>, Option<u32>) = (all.amount, all.unsigned);
    let (_, _): (Option<i64>, Option<i32>) = (all.signed, all.positive);
    let (_, _): (Option<i64>, Option<u64>) = (all.exclusive, all.beyond);
    let (_, _): (Option<i64>, Option<i64>) = (all.rounded, all.unlimited);
    let (_, _): (Option<u64>, Option<u64>) = (all.exemplary, all.preset);
    let text = r#"{"temperature":1,"huge":-170141183460469231731687303715884105728}"#;
    let all: All = serde_json::from_str(text).unwrap();
    assert_eq!(all.huge, Some(i128::MIN));
    let written = serde_json::to_string(&all).unwrap();
    assert!(
        written.contains("\"huge\":-170141183460469231731687303715884105728"),
        "{written}"
    );
}

#[tokio::test]
async fn numbers_are_read_from_text_and_sent_as_numbers() {
    let answer = json!({
        "temperature": "-21", "humidity": "0.5", "ticks": "9223372036854775807", "readings": ["1", 2],
        "named": "3", "postcode": "01234", "account": "0123",
    });
    let sent = json!({
        "temperature": -21, "humidity": 0.5, "ticks": i64::MAX, "readings": [1, 2],
        "named": 3, "postcode": "01234", "account": "0123",
    });
    let server = serve([Answer::json(200, &answer)]);
    let request = All::new(-21)
        .humidity(0.5)
        .ticks(i64::MAX)
        .readings([1, 2])
        .named(3)
        .postcode("01234".to_owned())
        .account("0123".to_owned());
    let call = client!(numbers, server)
        .echo()
        .echo(-7, EchoParams::new().days(3), request.clone());
    let received = call.await.unwrap();
    assert_eq!(server.last().target, "/echo/-7?days=3");
    assert_eq!(server.last().json(), sent);
    assert_eq!(to_value(&received).unwrap(), sent);
    assert_eq!(received, request);
    assert_eq!(received.named, Some(Numeric(3)));
    assert_eq!(
        received.postcode,
        Some(AllPostcode::String("01234".to_owned()))
    );
    assert_eq!(AllEither::from(7), AllEither::Integer(7));
    for value in [
        json!({"temperature": "warm"}),
        json!({"temperature": "1.5"}),
        json!({"temperature": true}),
        json!({"temperature": 1, "count": "1"}),
    ] {
        refused!(numbers, All, value);
    }
}

#[test]
fn listed_numbers_are_integers_by_value() {
    assert_eq!(Step::VALUES, [1, 20, 0]);
    assert_eq!(Step::from(20), Step::Value20);
    for text in [
        r#"{"exact":1000,"step":20,"weight":1,"version":2,"unlisted":2,"tagged":{"v":2,"b":"x"}}"#,
        r#"{"exact":1e3,"step":2e1,"weight":1.0,"version":2.0,"unlisted":2.0,"tagged":{"v":2.0,"b":"x"}}"#,
    ] {
        let all: ByValue = serde_json::from_str(text).unwrap();
        assert_eq!(all.step, Some(Step::Value20), "{text}");
        assert_eq!(all.weight, Some(ByValueWeight::Value1), "{text}");
        assert_eq!(all.unlisted, Some(ByValueUnlisted::Value2), "{text}");
        assert!(
            matches!(&all.tagged, Some(ByValueTagged::Second(_))),
            "{text}"
        );
        let written = to_value(&all).unwrap();
        let value = |name: &str| written[name].as_f64().unwrap().to_string();
        assert_eq!(
            [
                value("exact"),
                value("step"),
                value("weight"),
                value("version"),
                value("unlisted")
            ],
            ["1000", "20", "1", "2", "2"],
            "{written}"
        );
    }
    let other: Step = from_value(json!(7)).unwrap();
    assert!(other.is_unknown());
    assert!(from_value::<Step>(json!("1")).is_err());
    assert!(from_value::<ByValue>(json!({"exact": 1001})).is_err());
}
