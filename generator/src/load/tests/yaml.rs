//! Tests of YAML as it is found in documents.

use std::fmt::Write;

use serde_json::json;

use super::super::NodeKind;
use super::{json_of, load_text, problems, yaml};

#[test]
fn scalars_are_those_of_the_core_schema() {
    let loaded = yaml(
        "null: [~, null, '', \"null\", ]\nbool: [true, False, 'true', yes, no, on, off, y]\n\
         int: [1, -2, +3, 0x1F, 0o17, 012, '1']\nfloat: [1.5, 1e3, .5, 1., 1_000, .inf, -.INF, .nan]\n\
         empty:\n",
    );
    let expected = json!({
        "null": [null, null, "", "null"],
        "bool": [true, false, "true", "yes", "no", "on", "off", "y"],
        "int": [1, -2, 3, 31, 15, 12, "1"],
        "float": [1.5, 1000.0, 0.5, 1.0, "1_000", ".inf", "-.INF", ".nan"],
        "empty": null,
    });
    assert_eq!(json_of(&loaded), expected);
}

#[test]
fn leading_zeros_are_kept_in_the_text() {
    let loaded = yaml("zip: 01234\n");
    let zip = loaded.document.as_ref().unwrap().root().get("zip").unwrap();
    assert_eq!(
        (zip.as_i64(), zip.scalar_text()),
        (Some(1234), Some("01234"))
    );
}

#[test]
fn numbers_of_any_size_are_numbers() {
    let loaded = yaml(
        "[9223372036854775807, 18446744073709551615, 18446744073709551616, -99999999999999999999, 1e999]",
    );
    let root = loaded.document.as_ref().unwrap().root();
    assert!(root.items().all(|item| item.kind() == NodeKind::Number));
    assert_eq!(root.at(0).unwrap().as_i64(), Some(i64::MAX));
    assert_eq!(
        (root.at(1).unwrap().as_i64(), root.at(1).unwrap().as_u64()),
        (None, Some(u64::MAX))
    );
    assert_eq!(
        root.at(2).unwrap().as_f64(),
        Some(18_446_744_073_709_551_616.0)
    );
    assert_eq!(
        root.at(2).unwrap().scalar_text(),
        Some("18446744073709551616")
    );
    let expected = json!([
        i64::MAX,
        u64::MAX,
        18_446_744_073_709_551_616.0,
        -99_999_999_999_999_999_999.0,
        "1e999"
    ]);
    assert_eq!(root.to_json(), expected);
}

#[test]
fn keys_are_always_strings() {
    let loaded = yaml("200: a\n1.0: b\ntrue: c\n~: d\nflow: {200: e, null: f, 'x': g}\n? k\n: h\n");
    let expected = json!({
        "200": "a", "1.0": "b", "true": "c", "~": "d",
        "flow": {"200": "e", "null": "f", "x": "g"}, "k": "h",
    });
    assert_eq!(json_of(&loaded), expected);
}

#[test]
fn tags_determine_the_type_of_a_scalar() {
    let loaded = yaml(
        "- !!str 12\n- !!int 12\n- !!int '12'\n- !!int x\n- !!float 1\n- !!bool 'true'\n- !!null ''\n- !own 12\n\
         - ! 12\n- !!binary aGk=\n- !!map {a: !!seq [1]}\n",
    );
    let expected = json!(["12", 12, 12, "x", 1, true, null, "12", "12", "aGk=", {"a": [1]}]);
    assert_eq!(json_of(&loaded), expected);
}

#[test]
fn blocks_and_folding() {
    let loaded =
        yaml("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: x\n  y\nd: \"x \\\n  y\\u00e9\"\ne: 'it''s'\n");
    let expected = json!({"a": "x\ny\n", "b": "x y", "c": "x y", "d": "x yé", "e": "it's"});
    assert_eq!(json_of(&loaded), expected);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark() {
    let loaded = yaml("\u{feff}a: 1\r\nb: |\r\n  x\r\n  y\r\nc:\r\n  - z\r\n");
    assert_eq!(json_of(&loaded), json!({"a": 1, "b": "x\ny\n", "c": ["z"]}));
    assert!(
        loaded
            .sources
            .text(loaded.document.as_ref().unwrap().root().file())
            .starts_with("a:")
    );
}

#[test]
fn duplicate_key_has_its_last_value() {
    let loaded = yaml("a: 1\nb: {c: 1, d: 2, c: 3}\na: 4\n");
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": 4, "b": {"c": 3, "d": 2}})
    );
    assert_eq!(
        problems(&loaded),
        [("duplicate-key", 2, 17, "c"), ("duplicate-key", 3, 1, "a")]
    );
    let document = loaded.document.as_ref().unwrap();
    let (_, first) = document
        .span(&loaded.diagnostics[1].related[0].location)
        .unwrap();
    assert_eq!(first, 0..1);
    assert_eq!(loaded.diagnostics[1].message, "the key `a` is duplicated");
}

#[test]
fn duplicate_key_in_a_large_object_is_reported() {
    let members: Vec<String> = (0..30)
        .map(|index| format!("k{}: {index}\n", index % 29))
        .collect();
    let loaded = yaml(&members.concat());
    let root = loaded.document.as_ref().unwrap().root();
    assert_eq!(root.len(), 29);
    assert_eq!(root.get("k0").unwrap().as_i64(), Some(29));
    assert_eq!(root.entries().next().unwrap().0, "k0");
    assert_eq!(problems(&loaded), [("duplicate-key", 30, 1, "k0")]);
}

#[test]
fn aliases_are_copies() {
    let loaded = yaml("a: &x {b: [1, &y two]}\nc: *x\nd: [*y, *x]\n&k e: f\ng: *k\n*k : h\n");
    let expected = json!({
        "a": {"b": [1, "two"]}, "c": {"b": [1, "two"]}, "d": ["two", {"b": [1, "two"]}], "e": "h", "g": "e",
    });
    let document = loaded.document.as_ref().unwrap();
    assert_eq!(document.root().to_json(), expected);
    assert_eq!(problems(&loaded), [("duplicate-key", 6, 1, "*k")]);
    let inner = document.root().get("c").unwrap().get("b").unwrap();
    assert_eq!(document.pointer(inner.origin()), "#/c/b");
    assert_eq!(
        document
            .span(&document.root().get("c").unwrap().location())
            .unwrap()
            .1,
        26..28
    );
    assert_eq!(document.span(&inner.location()).unwrap().1, 10..21);
}

#[test]
fn multiplying_aliases_are_rejected_immediately() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(text, "a{level}: &a{level} [{items}]").unwrap();
    }
    let start = std::time::Instant::now();
    let loaded = yaml(&text);
    assert!(loaded.document.is_none());
    assert_eq!(problems(&loaded)[0].0, "too-many-aliases");
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn aliases_that_multiply_text_are_rejected() {
    let text = "x".repeat(40_000);
    for (anchor, alias) in [
        (format!("a: &a {text}\n"), "*a"),
        (format!("a: &a {{? {text} : 1}}\n"), "*a"),
        (format!("a: &a [{text}]\n"), "*a"),
    ] {
        let few = format!("{anchor}b: [{}]\n", vec![alias; 100].join(", "));
        assert!(yaml(&few).document.is_some());
        let many = format!("{anchor}b: [{}]\n", vec![alias; 2_000].join(", "));
        let loaded = yaml(&many);
        assert!(loaded.document.is_none());
        assert_eq!(problems(&loaded)[0].0, "too-many-aliases");
    }
}

#[test]
fn recursive_alias_is_rejected() {
    let loaded = yaml("a: &x\n  b: *x\n");
    assert_eq!(problems(&loaded), [("recursive-alias", 2, 6, "*x")]);
}

#[test]
fn merge_keys_add_missing_properties() {
    let loaded = yaml(
        "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\none:\n  <<: *base\n  b: 5\n\
         many:\n  d: 6\n  <<: [*base, *more]\nquoted: {'<<': 7}\n",
    );
    let root = loaded.document.as_ref().unwrap().root();
    assert_eq!(json_of(&loaded)["one"], json!({"a": 1, "b": 5}));
    assert_eq!(
        json_of(&loaded)["many"],
        json!({"d": 6, "a": 1, "b": 2, "c": 4})
    );
    assert_eq!(json_of(&loaded)["quoted"], json!({"<<": 7}));
    assert_eq!(
        root.get("one").unwrap().get("a").unwrap().parent(),
        root.get("one")
    );
}

#[test]
fn merge_key_accepts_only_objects() {
    let loaded = yaml("a:\n  <<: 1\n  b: 2\n");
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": {"b": 2}})
    );
    assert_eq!(problems(&loaded), [("merge-key", 2, 3, "<<")]);
}

#[test]
fn indenting_tabs_are_repaired() {
    let loaded = yaml("a:\n\tb:\n\t\t- c: 1\n\t\t  d: 2\n\te: x\n");
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": {"b": [{"c": 1, "d": 2}], "e": "x"}})
    );
    assert_eq!(problems(&loaded), [("tab-indentation", 2, 1, "\t")]);
}

#[test]
fn tabs_among_spaces_are_rejected() {
    let loaded = yaml("a:\n  b: 1\n\tc: 2\n");
    assert!(loaded.document.is_none());
    assert_eq!(problems(&loaded), [("syntax", 3, 1, "\t")]);
    let loaded = yaml("a:\n    b: 1\n\t  c: 2\n    d: 3\n");
    assert_eq!(problems(&loaded), [("syntax", 3, 1, "\t")]);
    let loaded = yaml("a:\n    b:\n\t  c: 2\n    d: 3\n");
    assert_eq!(problems(&loaded), [("syntax", 3, 1, "\t")]);
}

#[test]
fn unclosed_quotes_are_reported_at_their_start() {
    for (text, line, column, quote) in [
        ("a:\n  b: \"x\n  c: \"y\"\n", 2, 6, "\""),
        ("a:\n  b: 'it''s\n  c: 1\n", 2, 6, "'"),
        ("a: [1, \"x]\nb: 1\n", 1, 8, "\""),
    ] {
        let loaded = yaml(text);
        assert_eq!(
            problems(&loaded),
            [("syntax", line, column, quote)],
            "{text}"
        );
    }
}

#[test]
fn other_tabs_are_white_space() {
    assert_eq!(
        json_of(&yaml("a:\t1\nb: [1,\n\t2]\nc: \"x\ty\"\n")),
        json!({"a": 1, "b": [1, 2], "c": "x\ty"})
    );
}

#[test]
fn depth_is_limited_and_dropped_without_recursion() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let text = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert!(yaml(&text(200)).document.is_some());
        let loaded = yaml(&text(300));
        assert!(loaded.document.is_none());
        assert_eq!(problems(&loaded)[0].0, "too-deep");
    }
    let block: Vec<String> = (0..400)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert_eq!(problems(&yaml(&block.concat()))[0].0, "too-deep");
    let aliases = format!(
        "a: &a {}1{}\nb: {}*a{}\n",
        "[".repeat(200),
        "]".repeat(200),
        "[".repeat(100),
        "]".repeat(100)
    );
    assert_eq!(problems(&yaml(&aliases))[0].0, "too-deep");
}

#[test]
fn unrepresentable_yaml_is_rejected() {
    for (text, expected) in [
        ("", ("empty-document", 1, 1, "")),
        ("# nothing\n", ("empty-document", 1, 1, "")),
        ("a: 1\n---\nb: 2\n", ("several-documents", 2, 1, "---")),
        ("? [a]\n: 1\n", ("complex-key", 1, 3, "[")),
        ("a: &x [1]\n*x : 1\n", ("complex-key", 2, 1, "*x")),
    ] {
        let loaded = yaml(text);
        assert!(loaded.document.is_none(), "{text}");
        assert_eq!(problems(&loaded), [expected], "{text}");
    }
    assert_eq!(
        json_of(&yaml("%YAML 1.2\n---\na: 1\n...\n")),
        json!({"a": 1})
    );
}

#[test]
fn syntax_errors_have_location_and_help() {
    for (text, place, help) in [
        ("a: b: c\n", (1, 5, ":"), "quotes"),
        ("x: 1\na: @b\n", (2, 4, "@"), "quotes"),
        ("a: *b\n", (1, 4, "*"), "quotes"),
        ("a: 'b\n", (1, 4, "'"), "quotes"),
        ("a: \"\\q\"\n", (1, 4, "\""), "single quotes"),
        ("- a\nb: c\n", (2, 1, "b"), "indentation"),
    ] {
        let loaded = yaml(text);
        assert!(loaded.document.is_none());
        let found = problems(&loaded);
        assert_eq!(
            (found[0].0, (found[0].1, found[0].2, found[0].3)),
            ("syntax", place),
            "{text}"
        );
        let said = loaded.diagnostics[0].help.as_deref().unwrap();
        assert!(said.contains(help), "{text}: {said}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let loaded = load_text("document.yml", b"a: 1\nb: \xff\xff\n".to_vec());
    assert!(loaded.document.is_none());
    assert_eq!(problems(&loaded), [("not-utf8", 2, 4, "\u{fffd}")]);
    let wide: Vec<u8> = "\u{feff}a: 1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let loaded = load_text("document.yml", wide);
    assert_eq!(loaded.diagnostics[0].message, "the file is UTF-16");
}

/// The lines are folded whatever their indentation, as in `libyaml`.
#[test]
fn quoted_lines_may_begin_at_the_margin() {
    let text = "a:\n  b: \"BEGIN\nMII\n\nEND\"\n  c: 'x\n  y'\n  d: \"p\n    q\n  \"\n  e: 1\nf: [\"g\nh\"]\n";
    let loaded = load_text("api.yml", text);
    assert_eq!(
        loaded.document.as_ref().unwrap().root().to_json(),
        json!({"a": {"b": "BEGIN MII\nEND", "c": "x y", "d": "p q ", "e": 1}, "f": ["g h"]})
    );
    let found: Vec<(&str, &str)> = loaded
        .diagnostics
        .iter()
        .map(|found| match &found.location {
            crate::diagnostic::Location::Bytes(_, range) => (found.code.id, &text[range.clone()]),
            place => panic!("{place:?}"),
        })
        .collect();
    assert_eq!(
        found,
        [("unindented-text", "MII"), ("unindented-text", "  y'")]
    );
    // The location of the value after them is correct.
    let root = loaded.document.as_ref().unwrap().root();
    let after = root.get("a").unwrap().get("e").unwrap();
    assert_eq!(&text[after.value_span()], "1");
}
