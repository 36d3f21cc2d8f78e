//! Tests of strict JSON, and of JSON with common deviations.

use serde_json::{Value, json};

use super::super::NodeKind;
use super::{json_of, load_text, problems};

/// Returns the value of a text, or where and why the JSON reader rejects it. [`load_text`] would then read it as YAML.
fn strict(text: &str) -> Result<Value, (usize, &'static str)> {
    use super::super::{FileId, builder::Builder, json};
    let mut builder = Builder::new(FileId(0), text);
    match json::read(text, &mut builder) {
        Ok(()) => Ok(json_of(&load_text("document.json", text))),
        Err(json::Failure::Syntax(at, expected)) => Err((at, expected)),
        Err(json::Failure::LimitExceeded(problem)) => panic!("{problem:?}"),
    }
}

#[test]
fn agrees_with_serde_json() {
    for text in [
        "{}",
        "[]",
        " [ ] ",
        r#"{"a":{},"b":[],"c":[[],{}]}"#,
        r#"{"a": [1, -2, 0, 0.5, -1.5e+3, 2E-2, 18446744073709551615], "b": [true, false, null]}"#,
        r#"["", "x", "a\"b\\c\/d\b\f\n\r\t", "\u00e9\u4e2d", "é中😀", "\ud83d\ude00", "x\u0000y"]"#,
        "{\r\n\t\"a\" : 1 ,\r\n\t\"b\" : [ 1 , 2 ]\r\n}\r\n",
    ] {
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(strict(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn non_strict_json_is_detected() {
    for (text, at, expected) in [
        ("{\"a\": 1,}", 8, "a key in double quotes"),
        ("[1, 2,]", 6, "a value"),
        ("[1 2]", 3, "`,` or `]`"),
        ("{\"a\": 1 \"b\": 2}", 8, "`,` or `}`"),
        ("{\"a\" 1}", 5, "`:`"),
        ("{a: 1}", 1, "a key in double quotes"),
        ("[01]", 2, "`,` or `]`"),
        ("[1.]", 3, "a digit"),
        ("[-]", 2, "a digit"),
        ("[1e]", 3, "a digit"),
        ("[tru]", 1, "a value"),
        ("[\"a]", 4, "the closing `\"`"),
        (
            "[\"a\nb\"]",
            3,
            "an escape such as `\\n` for this control character",
        ),
        ("[\"\\x\"]", 2, "one of the escapes of JSON"),
        ("[\"\\u12g4\"]", 4, "four hexadecimal digits"),
        ("[\"\\u12", 4, "four hexadecimal digits"),
        ("[1] x", 4, "the end of the file"),
        ("[1]]", 3, "the end of the file"),
        ("[1}", 2, "`,` or `]`"),
        ("[", 1, "a value"),
        ("{", 1, "a key in double quotes"),
        ("[\"\\", 2, "one of the escapes of JSON"),
    ] {
        assert_eq!(strict(text), Err((at, expected)), "{text}");
    }
}

#[test]
fn common_deviations_from_json_are_read_as_yaml() {
    let loaded = load_text(
        "document.json",
        "{\n  # a comment\n  \"a\": [1, 2,],\n  b: 'x',\n}\n",
    );
    assert_eq!(json_of(&loaded), json!({"a": [1, 2], "b": "x"}));
}

#[test]
fn comments_and_trailing_commas_are_skipped() {
    let text = "// first\n{\n  \"a\": [1, 2 , /* ü, */ ],\n\t\"b\": \"// no, /* comment */ \\\",}\", // ,\n}\n";
    let loaded = load_text("document.json", text.trim_start_matches("// first\n"));
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": [1, 2], "b": "// no, /* comment */ \",}"})
    );
    assert_eq!(problems(&loaded), [("not-json", 2, 14, ",")]);
    // The location of the value after the comments is correct.
    let document = loaded.document.as_ref().unwrap();
    let value = document.root().get("b").unwrap();
    let (_, range) = document.span(&value.location()).unwrap();
    assert!(loaded.sources.text(value.file())[range].starts_with("\"// no"));
    let loaded = load_text("document.json", text);
    assert_eq!(problems(&loaded), [("not-json", 1, 1, "/")]);
    for text in ["{/", "{\"", "[1,/*", "{//", "[,]", "[1,,]"] {
        let loaded = load_text("document.json", text);
        assert!(loaded.document.is_none(), "{text}");
        assert_eq!(problems(&loaded)[0].0, "syntax", "{text}");
    }
}

#[test]
fn errors_after_comments_are_reported_as_json() {
    let loaded = load_text("document.json", "{\n  // c\n  \"a\": 1\n  \"b\": 2\n}\n");
    assert_eq!(problems(&loaded), [("syntax", 4, 3, "\"")]);
    assert!(loaded.diagnostics[0].message.contains("JSON"));
    assert!(loaded.diagnostics[0].help.is_some());
}

#[test]
fn errors_in_json_are_reported_as_json() {
    let loaded = load_text("document.json", "{\n  \"a\": {\"b\": 1\n  \"c\": 2\n}\n");
    assert!(loaded.document.is_none());
    assert_eq!(problems(&loaded), [("syntax", 3, 3, "\"")]);
    assert_eq!(
        loaded.diagnostics[0].message,
        "this is not JSON: expected `,` or `}`"
    );
}

#[test]
fn half_a_surrogate_is_replaced() {
    for text in [
        r#"["\ud83d"]"#,
        r#"["\ud83d\u0041"]"#,
        r#"["\ude00"]"#,
        r#"["\ud83dx"]"#,
    ] {
        let loaded = load_text("document.json", text);
        assert_eq!(problems(&loaded)[0].0, "lone-surrogate", "{text}");
        let item = loaded.document.as_ref().unwrap().root().at(0).unwrap();
        assert!(item.as_str().unwrap().starts_with('\u{fffd}'));
    }
    let loaded = load_text("document.json", r#"["\ud83d\u0041"]"#);
    assert_eq!(
        loaded.document.unwrap().root().to_json(),
        json!(["\u{fffd}A"])
    );
}

#[test]
fn repeated_keys_and_depth() {
    let loaded = load_text("document.json", r#"{"a": 1, "b": 2, "a": 3}"#);
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": 3, "b": 2})
    );
    assert_eq!(problems(&loaded), [("duplicate-key", 1, 18, "\"a\"")]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let loaded = load_text("document.json", deep);
    assert_eq!(problems(&loaded)[0].0, "too-deep");
    assert_eq!(
        load_text("document.json", "[[]]")
            .document
            .unwrap()
            .root()
            .kind(),
        NodeKind::Array
    );
}
