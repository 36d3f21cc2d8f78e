//! Tests of the paths in decoding errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::runtime::{Timestamp, decode_json, from_json};

#[derive(Debug, Deserialize)]
struct Outer {
    #[serde(default)]
    list: Vec<Inner>,
    #[serde(default)]
    map: BTreeMap<String, Inner>,
    #[serde(default)]
    pair: Option<(u8, String)>,
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    boxed: Option<Box<Outer>>,
}

#[derive(Debug, Deserialize)]
struct Inner {
    a: u8,
    b: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Flat {
    id: String,
    #[serde(flatten)]
    extra: BTreeMap<String, u8>,
}

fn failure<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (String, String) {
    let failure = decode_json::<T>(json.as_bytes()).unwrap_err();
    (failure.path().to_owned(), failure.message().to_owned())
}

#[test]
fn the_path_is_that_of_the_value_that_is_wrong() {
    for (json, path) in [
        (r#"{"list":[{"a":1},{"b":true}]}"#, "list[1].a"),
        (r#"{"list":[{"a":1},{"a":"x"}]}"#, "list[1].a"),
        (r#"{"list":[{"a":256}]}"#, "list[0].a"),
        (r#"{"list":[{"a":-1}]}"#, "list[0].a"),
        (r#"{"list":[{"a":1.5}]}"#, "list[0].a"),
        (r#"{"list":[{"a":null}]}"#, "list[0].a"),
        (r#"{"list":[{"a":{}}]}"#, "list[0].a"),
        (r#"{"list":[{"a":[]}]}"#, "list[0].a"),
        (r#"{"list":[{"a":1,"b":0}]}"#, "list[0].b"),
        (r#"{"list":[{"a":1,"a":1}]}"#, "list[0].a"),
        (r#"{"list":[{"a":1},7]}"#, "list[1]"),
        (r#"{"list":{"a":1}}"#, "list"),
        (r#"{"list":true,"map":{}}"#, "list"),
        (r#"{"map":{"x":{"a":1},"y z":{"a":""}}}"#, r#"map["y z"].a"#),
        (r#"{"map":{"a.b":{}}}"#, r#"map["a.b"].a"#),
        (r#"{"map":{"q\"\\":{}}}"#, r#"map["q\"\\"].a"#),
        (r#"{"map":{"{[,:":{"a":1},"x":{}}}"#, "map.x.a"),
        (r#"{"pair":[1]}"#, "pair"),
        (r#"{"pair":[1,2]}"#, "pair[1]"),
        (r#"{"at":"yesterday"}"#, "at"),
        (
            r#"{"boxed":{"boxed":{"list":[{}]}}}"#,
            "boxed.boxed.list[0].a",
        ),
        (
            "{\n  \"list\": [\n    {\"a\": 1},\n    {\"a\": \"x\"}\n  ]\n}",
            "list[1].a",
        ),
        ("{\n\n\"list\":\n\n[{}\n]}", "list[0].a"),
        (r#"{"list":[{"a":1},{"a":"#, "list[1].a"),
        (r#"{"list":[{"a":1},{"a"#, "list[1]"),
        (r#"{"list":[{"a":1}"#, "list[0]"),
        ("[", "[0]"),
        ("true", ""),
        ("x", ""),
    ] {
        assert_eq!(failure::<Outer>(json).0, path, "{json}");
    }
    assert_eq!(
        failure::<Vec<Inner>>(r#"[{"a":1},{}]"#),
        ("[1].a".into(), "missing field `a`".into())
    );
    assert_eq!(
        failure::<Flat>(r#"{"x":1}"#),
        ("id".into(), "missing field `id`".into())
    );
    assert_eq!(failure::<Flat>("{}\u{0}").0, "id");
}

#[test]
fn messages_have_no_position_of_bytes() {
    let (_, message) = failure::<Outer>(r#"{"list":[{"a":"x"}]}"#);
    assert_eq!(message, "invalid type: string \"x\", expected u8");
    assert_eq!(failure::<Outer>("").1, "the body is empty");
    assert_eq!(failure::<Outer>("{").1, "EOF while parsing an object");
}

/// A response that is cut off anywhere is an error. A wrong byte anywhere causes no panic.
#[test]
fn every_text_that_is_broken_is_an_error() {
    let text = r#"{"list":[{"a":1,"b":true}],"map":{"\u00fc \\\" ü":{"a":2}},"pair":[3,"x"],"at":"2023-12-01T05:00:00Z"}"#;
    assert!(decode_json::<Outer>(text.as_bytes()).is_ok());
    for end in 0..text.len() {
        assert!(decode_json::<Outer>(&text.as_bytes()[..end]).is_err());
        for wrong in *b"\"\\}]{[,:\n\0\xff" {
            let mut bytes = text.as_bytes().to_vec();
            bytes[end] = wrong;
            if let Err(failure) = decode_json::<Outer>(&bytes) {
                assert!(!failure.message().contains(" at line "), "{failure}");
            }
        }
    }
}

/// RFC 8259, section 8.1: JSON is UTF-8.
#[test]
fn what_is_not_utf_8_is_refused_with_its_path() {
    let failure = decode_json::<Outer>(b"{\"list\":[{\"a\":\"\xff\"}]}").unwrap_err();
    assert_eq!(failure.path(), "list[0].a");
    assert_eq!(failure.message(), "invalid unicode code point");

    let failure = decode_json::<Outer>(b"{\"list\":[]}\xff").unwrap_err();
    assert_eq!(failure.message(), "trailing characters");

    let marked = decode_json::<Inner>(b"\xef\xbb\xbf{\"a\":1}").unwrap();
    assert_eq!(marked.a, 1);
}

crate::runtime::object! {
    pub struct Closed {
        required list: Vec<Leaf>,
        required leaf: Leaf,
        required text: String,
    }
}

crate::runtime::object! {
    pub struct Leaf {
        required id: i64,
    }
}

/// An array instead of an object, an object instead of an array, and either instead of a scalar.
#[test]
fn the_path_of_an_array_is_not_that_of_its_first_item() {
    for (json, path) in [
        (r#"{"leaf":[]}"#, "leaf"),
        (r#"{"leaf":[1]}"#, "leaf"),
        (r#"{"leaf": [ [1]]}"#, "leaf"),
        (r#"{"leaf":[{"id":1}]}"#, "leaf"),
        ("{\"leaf\":[\n  1\n]}", "leaf"),
        (r#"{"list":[{"id":1},[2]]}"#, "list[1]"),
        (r#"{"list":[[]]}"#, "list[0]"),
        (r#"{"list":[[[1]]]}"#, "list[0]"),
        (r#"{"list":{"id":1}}"#, "list"),
        (r#"{"list":[{"id":[1]}]}"#, "list[0].id"),
        (r#"{"list":[{"id":{}}]}"#, "list[0].id"),
        (r#"{"text":["a"]}"#, "text"),
        (r#"{"text":{"a":1}}"#, "text"),
        ("[]", ""),
        ("[1]", ""),
    ] {
        assert_eq!(failure::<Closed>(json).0, path, "{json}");
    }
    let (_, message) = failure::<Closed>("[1]");
    assert_eq!(message, "invalid type: array, expected struct Closed");
    // For types that decode with `deserialize_any`, the bracket may have been read too.
    assert_eq!(failure::<Vec<Leaf>>("[[]]").0, "[0]");
    assert_eq!(failure::<Vec<String>>(r#"[["a"]]"#).0, "[0]");
    assert_eq!(failure::<Vec<AnyText>>(r#"["a",["a"]]"#).0, "[1]");
    assert_eq!(
        failure::<BTreeMap<String, AnyText>>(r#"{"a":["a"]}"#).0,
        "a"
    );
}

#[derive(Debug)]
struct AnyText(usize);

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = AnyText;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("text")
            }
            fn visit_str<E>(self, text: &str) -> Result<AnyText, E> {
                Ok(AnyText(text.len()))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

#[test]
fn values_for_tests_are_decoded_as_responses_are() {
    let json = serde_json::json!({"list": [{"a": 1, "b": null}]});
    assert_eq!(from_json::<Outer>(json).unwrap().list[0].a, 1);
    let json = serde_json::json!({"list": [{"a": 1}, {"b": true}]});
    let failure = from_json::<Outer>(json).unwrap_err();
    assert_eq!(
        (failure.path(), failure.message()),
        ("list[1].a", "missing field `a`")
    );
}
