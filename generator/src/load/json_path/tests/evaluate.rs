//! Selectors and segments (sections 2.3 and 2.5).

use serde_json::{Value, json};

use super::super::{StepBudget, parse, select};
use super::locations;

#[test]
fn selectors_select_children() {
    let document = json!({
        "pets": ["cat", "dog", "eel", "fox"],
        "shop": {"open": true, "it's": 1, "": 2, "ünique": 3, "a\"b": 4},
    });
    for (query, expected) in [
        ("$", &[""][..]),
        ("$.pets", &["/pets"]),
        ("$['pets']", &["/pets"]),
        ("$[\"pets\"]", &["/pets"]),
        ("$.none", &[]),
        ("$.pets.length", &[]),
        ("$.shop.ünique", &["/shop/ünique"]),
        ("$.shop['it\\'s']", &["/shop/it's"]),
        ("$.shop[\"it's\"]", &["/shop/it's"]),
        ("$.shop['']", &["/shop/"]),
        ("$.shop['a\"b']", &["/shop/a\"b"]),
        ("$.shop['\\u006fpen']", &["/shop/open"]),
        // Wildcards.
        ("$.*", &["/pets", "/shop"]),
        ("$.pets[*]", &["/pets/0", "/pets/1", "/pets/2", "/pets/3"]),
        ("$.shop.open.*", &[]),
        // Indices.
        ("$.pets[0]", &["/pets/0"]),
        ("$.pets[3]", &["/pets/3"]),
        ("$.pets[4]", &[]),
        ("$.pets[-1]", &["/pets/3"]),
        ("$.pets[-4]", &["/pets/0"]),
        ("$.pets[-5]", &[]),
        ("$.pets[9007199254740991]", &[]),
        ("$.shop[0]", &[]),
        // Several selectors in brackets.
        ("$.pets[2,0]", &["/pets/2", "/pets/0"]),
        ("$.pets[0,0]", &["/pets/0", "/pets/0"]),
        ("$.pets[3,'x',1:3]", &["/pets/3", "/pets/1", "/pets/2"]),
        ("$['shop','pets'][1,'open']", &["/shop/open", "/pets/1"]),
        // White space.
        ("$ .pets [ 1 , 0 ]", &["/pets/1", "/pets/0"]),
        ("$\n.pets\t[\r1\n:\n2\n:\n1\n]", &["/pets/1"]),
    ] {
        assert_eq!(locations(query, &document), expected, "{query}");
    }
}

#[test]
fn slices_select_items_in_steps() {
    let document = json!([0, 1, 2, 3, 4, 5]);
    for (slice, expected) in [
        (":", "012345"),
        ("::", "012345"),
        ("2:", "2345"),
        (":2", "01"),
        ("1:4", "123"),
        ("4:1", ""),
        ("-2:", "45"),
        (":-4", "01"),
        ("-100:100", "012345"),
        ("100:", ""),
        ("::2", "024"),
        ("1::3", "14"),
        ("::100", "0"),
        ("::9007199254740991", "0"),
        ("::0", ""),
        ("0:5:0", ""),
        ("::-1", "543210"),
        ("::-2", "531"),
        ("4:1:-1", "432"),
        ("4:1:-2", "42"),
        ("1:4:-1", ""),
        ("-1:-4:-1", "543"),
        ("100:-100:-1", "543210"),
        ("3::-9007199254740991", "3"),
    ] {
        let expected: Vec<String> = expected.chars().map(|digit| format!("/{digit}")).collect();
        assert_eq!(
            locations(&format!("$[{slice}]"), &document),
            expected,
            "{slice}"
        );
    }
    assert!(locations("$[0:1]", &json!({"0": 1})).is_empty());
    for slice in [":", "::-1", "-1:", ":-1:-1"] {
        assert!(
            locations(&format!("$[{slice}]"), &json!([])).is_empty(),
            "{slice}"
        );
    }
}

#[test]
fn descendants_follow_ancestors_and_earlier_siblings() {
    let document = json!({"a": {"b": [{"c": 1}, {"b": 2}]}, "b": 3});
    for (query, expected) in [
        ("$..b", &["/b", "/a/b", "/a/b/1/b"][..]),
        ("$..[1]", &["/a/b/1"]),
        ("$..['c','b']", &["/b", "/a/b", "/a/b/0/c", "/a/b/1/b"]),
        ("$..b[0]", &["/a/b/0"]),
        ("$..b..b", &["/a/b/1/b"]),
        (
            "$..*",
            &[
                "/a", "/b", "/a/b", "/a/b/0", "/a/b/1", "/a/b/0/c", "/a/b/1/b",
            ],
        ),
        ("$.a.b..*", &["/a/b/0", "/a/b/1", "/a/b/0/c", "/a/b/1/b"]),
        ("$..[?@.c]", &["/a/b/0"]),
        ("$.b..x", &[]),
    ] {
        assert_eq!(locations(query, &document), expected, "{query}");
    }
}

/// The nodes of the first input node of a segment come before those of the second one.
#[test]
fn segments_are_applied_to_each_node_in_turn() {
    let document = json!({"x": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]});
    assert_eq!(
        locations("$.x[1,0]['b','a']", &document),
        ["/x/1/b", "/x/1/a", "/x/0/b", "/x/0/a"]
    );
    assert_eq!(
        locations("$..*..*", &json!([[[1]]])),
        ["/0/0", "/0/0/0", "/0/0/0"]
    );
}

/// Only the selected nodes and those above them are kept.
#[test]
fn locations_are_shared() {
    let document = json!({
        "skipped": {"deep": [[[1, 2, 3]]]},
        "list": [{"id": 1, "name": "a"}, {"id": 2}, {"id": 3, "name": "b"}],
        "after": [1, 2, 3],
    });
    let query = parse("$..[?@.name]['name','id']").unwrap().query;
    let list = select(&query, &document, &mut StepBudget::new(1_000)).unwrap();
    assert_eq!(list.selected.len(), 4);
    assert_eq!(list.nodes.len(), 8);
    for (index, node) in list.nodes.iter().enumerate() {
        assert!(node.parent.is_none_or(|parent| parent.node < index));
    }
}

#[test]
fn deep_values_need_no_recursion() {
    let mut document = json!(1);
    for _ in 0..3_000 {
        document = Value::Array(vec![document]);
    }
    let query = parse("$..[?@]").unwrap().query;
    let list = select(&query, &document, &mut StepBudget::new(100_000)).unwrap();
    assert_eq!(list.selected.len(), 3_000);
}
