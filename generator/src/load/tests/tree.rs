//! Tests of trees: locations, pointers and lookups.

use serde_json::json;

use super::super::{NodeKind, Origin};
use super::{json_of, load_text, yaml};
use crate::diagnostic::Location;

#[test]
fn every_key_and_value_has_a_location() {
    let text = "a:\n  b: 1 # c\n  c:\n    - x\n    - {k: \"v\"}\nd: |\n  text\n\ne:\nf: 2\n";
    let loaded = yaml(text);
    let document = loaded.document.as_ref().unwrap();
    let at = |place: &Location| {
        let (file, range) = document.span(place).unwrap();
        &loaded.sources.text(file)[range]
    };
    let root = document.root();
    let a = root.get("a").unwrap();
    assert_eq!(at(&a.key_location()), "a");
    assert_eq!(
        at(&a.location()),
        "b: 1 # c\n  c:\n    - x\n    - {k: \"v\"}"
    );
    assert_eq!(at(&a.get("b").unwrap().location()), "1");
    let list = a.get("c").unwrap();
    assert_eq!(at(&list.at(0).unwrap().location()), "x");
    assert_eq!(at(&list.at(1).unwrap().location()), "{k: \"v\"}");
    assert_eq!(
        at(&list.at(1).unwrap().get("k").unwrap().location()),
        "\"v\""
    );
    assert_eq!(at(&list.at(1).unwrap().key_location()), "{k: \"v\"}");
    assert_eq!(at(&root.get("d").unwrap().location()), "text");
    assert_eq!(at(&root.get("e").unwrap().location()), "");
    assert_eq!(at(&root.get("e").unwrap().key_location()), "e");
    let (file, range) = document.span(&root.get("f").unwrap().location()).unwrap();
    assert_eq!(loaded.sources.line_column(file, range.start), (10, 4));
}

#[test]
fn locations_in_json_are_the_same() {
    let text = r#"{"a": {"b": [1, "x\ny", {}]}, "c\u0064": null}"#;
    let loaded = load_text("document.json", text);
    let document = loaded.document.as_ref().unwrap();
    let at = |place: &Location| &text[document.span(place).unwrap().1];
    let root = document.root();
    let list = root.get("a").unwrap().get("b").unwrap();
    assert_eq!(at(&root.location()), text);
    assert_eq!(at(&list.key_location()), "\"b\"");
    assert_eq!(at(&list.at(1).unwrap().location()), r#""x\ny""#);
    assert_eq!(at(&list.at(2).unwrap().location()), "{}");
    assert_eq!(at(&root.get("cd").unwrap().key_location()), r#""c\u0064""#);
}

#[test]
fn columns_are_characters_and_lines_begin_at_one() {
    let loaded = yaml("é: ü\r\nß: x\n");
    let document = loaded.document.as_ref().unwrap();
    let place = |key: &str| {
        let (file, range) = document
            .span(&document.root().get(key).unwrap().location())
            .unwrap();
        loaded.sources.line_column(file, range.start)
    };
    assert_eq!(place("é"), (1, 4));
    assert_eq!(place("ß"), (2, 4));
    assert_eq!(
        loaded
            .sources
            .line_column(document.root().file(), usize::MAX),
        (3, 1)
    );
}

#[test]
fn pointers_escape_keys_and_number_items() {
    let loaded = yaml("paths:\n  /a~b/{id}:\n    - x: 1\n");
    let document = loaded.document.as_ref().unwrap();
    let item = document
        .root()
        .get("paths")
        .unwrap()
        .get("/a~b/{id}")
        .unwrap()
        .at(0)
        .unwrap();
    assert_eq!(
        document.pointer(item.get("x").unwrap().origin()),
        "#/paths/~1a~0b~1{id}/0/x"
    );
    assert_eq!(document.pointer(document.root().origin()), "#");
    assert_eq!(format!("{item:?}"), "#/paths/~1a~0b~1{id}/0 (Object)");
}

#[test]
fn large_objects_are_looked_up_like_small_ones() {
    for count in [1, 11, 12, 13, 5000] {
        let members: Vec<String> = (0..count)
            .map(|index| format!("\"k{index}\": {index}"))
            .collect();
        let loaded = load_text("document.json", format!("{{{}}}", members.join(",")));
        let root = loaded.document.as_ref().unwrap().root();
        assert_eq!(root.len(), count);
        for index in 0..count {
            let found = root.get(&format!("k{index}")).unwrap();
            assert_eq!(found.as_i64(), Some(i64::try_from(index).unwrap()));
        }
        assert!(root.get("k").is_none());
        assert!(root.get(&format!("k{count}")).is_none());
        assert_eq!(
            root.entries().nth(count - 1).unwrap().0,
            format!("k{}", count - 1)
        );
    }
}

#[test]
fn nodes_know_their_parents_and_keys() {
    let loaded = yaml("a: {b: [c]}");
    let document = loaded.document.as_ref().unwrap();
    let item = document
        .root()
        .get("a")
        .unwrap()
        .get("b")
        .unwrap()
        .at(0)
        .unwrap();
    assert_eq!(item.key(), None);
    let list = item.parent().unwrap();
    assert_eq!(list.key(), Some("b"));
    assert_eq!(list.parent().unwrap().parent(), Some(document.root()));
    assert_eq!(document.root().parent(), None);
    assert_eq!(document.node(item.origin()), Some(item));
    assert_eq!(
        document.node(Origin {
            node: 99,
            ..item.origin()
        }),
        None
    );
    assert_ne!(item, list);
}

#[test]
fn values_of_another_kind_are_none() {
    let loaded = yaml("s: '1'\nn: 1\nb: true\nf: 1.0\nl: [1]\no: {a: 1}\nz:\n");
    let root = loaded.document.as_ref().unwrap().root();
    let get = |key| root.get(key).unwrap();
    assert_eq!(
        (get("s").as_str(), get("n").as_str(), get("b").as_str()),
        (Some("1"), None, None)
    );
    assert_eq!(
        (get("s").as_i64(), get("n").as_i64(), get("f").as_i64()),
        (None, Some(1), None)
    );
    assert_eq!(
        (get("f").as_f64(), get("n").as_f64(), get("s").as_f64()),
        (Some(1.0), Some(1.0), None)
    );
    assert_eq!((get("b").as_bool(), get("s").as_bool()), (Some(true), None));
    assert_eq!(
        (get("l").at(0).is_some(), get("l").get("a"), get("o").at(0)),
        (true, None, None)
    );
    assert_eq!(
        (get("l").entries().count(), get("o").items().count()),
        (0, 0)
    );
    assert_eq!(
        (get("l").scalar_text(), get("f").scalar_text()),
        (None, Some("1.0"))
    );
    assert_eq!(
        (get("z").kind(), get("z").is_null(), get("z").is_empty()),
        (NodeKind::Null, true, true)
    );
    let value = json!({"s": "1", "n": 1, "b": true, "f": 1.0, "l": [1], "o": {"a": 1}, "z": null});
    assert_eq!(json_of(&loaded), value);
}
