//! Filters: tests, comparisons and functions (sections 2.3.5 and 2.4).

use serde_json::{Value, json};

use super::{locations, selects};

#[test]
fn tests_check_existence() {
    let item = json!({"null": null, "false": false, "empty": [], "list": [1, 2, {"x": 0}]});
    for (filter, expected) in [
        ("@", true),
        ("@.null", true),
        ("@.false", true),
        ("@.empty", true),
        ("@.empty.*", false),
        ("@.none", false),
        ("!@.none", true),
        ("! @.none", true),
        ("@.list[1:]", true),
        ("@.list[5:]", false),
        ("@..x", true),
        ("$.root.one", true),
        ("$.root.two", false),
        ("@.list[?@ > 1]", true),
        ("@.list[?@ > 2]", false),
        ("@.list[?@ == $.root.one]", true),
    ] {
        assert_eq!(selects(filter, &item), expected, "{filter}");
    }
}

#[test]
fn and_binds_tighter_than_or() {
    for (filter, expected) in [
        ("1==1 || 1==2 && 1==2", true),
        ("(1==1 || 1==2) && 1==2", false),
        ("1==2 && 1==2 || 1==1", true),
        ("!(1==1) || 1==1", true),
        ("!(1==1 || 1==1)", false),
        ("!(!(1==1))", true),
        ("1==2||1==2||1==1", true),
        ("1==1&&1==1&&1==2", false),
        ("( ( 1 == 1 ) )", true),
    ] {
        assert_eq!(selects(filter, &json!(0)), expected, "{filter}");
    }
}

#[test]
fn filters_test_members_and_items() {
    let document = json!({"a": {"x": 1}, "b": [{"x": 1}, 1, {"y": 1}], "c": 2});
    assert_eq!(locations("$[?@.x]", &document), ["/a"]);
    assert_eq!(locations("$.b[?@.x]", &document), ["/b/0"]);
    assert_eq!(locations("$.c[?@]", &document), [""; 0]);
    assert_eq!(
        locations("$.b[?@.y, 0, ?@.x]", &document),
        ["/b/2", "/b/0", "/b/0"]
    );
}

/// Each row has operands, and the operators among `==`, `<` and `>` that hold between them.
#[test]
fn comparisons_follow_the_table() {
    let item = json!({
        "n": 1, "big": 9_007_199_254_740_993_u64, "float": 9_007_199_254_740_992.5, "s": "b", "null": null, "t": true,
        "list": [1, [2]], "object": {"x": 1, "y": [2]}, "reversed": {"y": [2.0], "x": 1.0}, "empty": {},
    });
    for (left, right, expected) in [
        ("1", "1", "=="),
        ("1", "1.0", "=="),
        ("100", "1e2", "=="),
        ("-0", "0", "=="),
        ("0.1", "1E-1", "=="),
        ("1", "2", "<"),
        ("2", "1.5", ">"),
        ("-2", "1", "<"),
        ("18446744073709551615", "18446744073709551614", ">"),
        ("18446744073709551615", "-1", ">"),
        ("1e308", "1e307", ">"),
        ("@.n", "1", "=="),
        ("@.big", "9007199254740992", ">"),
        ("@.float", "9007199254740992", "=="),
        ("'a'", "'a'", "=="),
        ("'a'", "\"a\"", "=="),
        ("'a'", "'b'", "<"),
        ("'a'", "'aa'", "<"),
        ("'Z'", "'a'", "<"),
        ("''", "'a'", "<"),
        // Code points, not UTF-16 units.
        ("'\\uffff'", "'\\ud800\\udc00'", "<"),
        ("@.s", "'b'", "=="),
        ("true", "true", "=="),
        ("true", "false", ""),
        ("null", "null", "=="),
        ("@.null", "null", "=="),
        ("@.t", "true", "=="),
        ("1", "'1'", ""),
        ("0", "false", ""),
        ("null", "false", ""),
        ("''", "null", ""),
        // Nothing.
        ("@.none", "@.nothing", "=="),
        ("@.none", "null", ""),
        ("@.none", "@.null", ""),
        ("@.none", "1", ""),
        ("@.none", "length(@.n)", "=="),
        // Arrays and objects.
        ("@.list", "@.list", "=="),
        ("@.list", "$.root.list", ""),
        ("@.object", "@.reversed", "=="),
        ("@.object", "@.empty", ""),
        ("@.empty", "@.empty", "=="),
        ("@.list", "1", ""),
        ("@.object", "@.list", ""),
    ] {
        let holds = |operator: &str| match operator {
            "==" | "<" | ">" => expected == operator,
            "!=" => expected != "==",
            "<=" => matches!(expected, "==" | "<"),
            _ => matches!(expected, "==" | ">"),
        };
        for operator in ["==", "!=", "<", "<=", ">", ">="] {
            let filter = format!("{left} {operator} {right}");
            assert_eq!(selects(&filter, &item), holds(operator), "{filter}");
        }
    }
}

#[test]
fn objects_and_arrays_are_compared_by_content() {
    for (left, right, expected) in [
        (json!([]), json!([]), true),
        (json!([1, 2]), json!([2, 1]), false),
        (json!([1]), json!([1, 1]), false),
        (json!([[1], [2]]), json!([[1], [2]]), true),
        (json!({"a": 1}), json!({"b": 1}), false),
        (json!({"a": 1}), json!({"a": 1, "b": 1}), false),
        (json!({"a": [{}]}), json!({"a": [{}]}), true),
        (json!({"a": "text"}), json!({"a": "Text"}), false),
    ] {
        let item = json!({"left": left, "right": right});
        assert_eq!(selects("@.left == @.right", &item), expected, "{item}");
        assert_eq!(selects("@.right == @.left", &item), expected, "{item}");
        assert_eq!(selects("@.left <= @.right", &item), expected, "{item}");
        assert!(!selects("@.left < @.right", &item), "{item}");
    }
}

#[test]
fn functions_return_values() {
    let item = json!({"text": "häß𝄞", "list": [1, 2, 3], "object": {"x": 1}, "number": 12});
    for (filter, expected) in [
        ("length(@.text) == 4", true),
        ("length('') == 0", true),
        ("length(@.list) == 3", true),
        ("length(@.object) == 1", true),
        // Nothing.
        ("length(@.number) == @.none", true),
        ("length(@.none) == @.none", true),
        ("length(null) == 0", false),
        ("length(length(@.text)) == @.none", true),
        ("length(value(@..x)) == @.none", true),
        ("length(value($.root.list)) == 2", true),
        ("count(@.list.*) == 3", true),
        ("count(@.list[0,0]) == 2", true),
        ("count(@..*) == 8", true),
        ("count(@.none) == 0", true),
        ("count(@) == 1", true),
        ("count(@.list[?@ > 1]) == 2", true),
        ("count( @.* ) >= 4", true),
        ("value(@..x) == 1", true),
        ("value(@.list[*]) == 1", false),
        ("value(@.list[*]) == @.none", true),
        ("value(@.none) == @.none", true),
        ("value(@.list[?@ == 2]) == 2", true),
    ] {
        assert_eq!(selects(filter, &item), expected, "{filter}");
    }
}

#[test]
fn regular_expressions_match_whole_texts_or_parts() {
    let item = json!({"text": "cats", "pattern": "c.*", "wrong": "c(", "number": 1});
    for (filter, expected) in [
        ("match(@.text, 'cats')", true),
        ("match(@.text, 'cat')", false),
        ("match(@.text, 'c|cats')", true),
        ("search(@.text, 'at')", true),
        ("search(@.text, 'dog')", false),
        ("!search(@.text, 'dog')", true),
        ("match(@.text, @.pattern)", true),
        ("search('cat', @.pattern)", true),
        ("match(value(@.text), value(@.pattern))", true),
        ("match('a\"', 'a\\u0022')", true),
        // What is not a string, and what is not a regular expression, matches nothing.
        ("match(@.number, '1')", false),
        ("match('1', @.number)", false),
        ("match(@.none, '')", false),
        ("search(@.text, @.wrong)", false),
        ("match(@.text, @.wrong)", false),
        ("!match(@.text, @.wrong)", true),
    ] {
        assert_eq!(selects(filter, &item), expected, "{filter}");
    }
}

#[test]
fn queries_inside_filters_begin_at_the_value_or_at_the_root() {
    let document = json!({
        "limit": 2,
        "groups": [
            {"name": "a", "items": [1, 2]},
            {"name": "b", "items": [3, 4]},
        ],
    });
    for (query, expected) in [
        ("$.groups[?@.items[?@ > $.limit]]", &["/groups/1"][..]),
        ("$.groups[?@.items[?@ > $.limit]].name", &["/groups/1/name"]),
        (
            "$.groups[*].items[?@ > $.limit]",
            &["/groups/1/items/0", "/groups/1/items/1"],
        ),
        (
            "$.groups[?count(@.items[?@ == $.groups[0].items[1]]) == 1]",
            &["/groups/0"],
        ),
        ("$.groups[?@.name == $.groups[-1].name]", &["/groups/1"]),
    ] {
        assert_eq!(locations(query, &document), expected, "{query}");
    }
}

/// A query in a filter uses the stacks of the query around it.
#[test]
fn nested_queries_do_not_change_the_outer_query() {
    let document: Value = (0..20).map(|index| json!({"v": index % 3})).collect();
    assert_eq!(locations("$[?@.v == 1]", &document).len(), 7);
    assert_eq!(
        locations("$[?count($[?@.v == 1]) == 7]", &document).len(),
        20
    );
    assert_eq!(locations("$[?$[?$[?@.v == 2]]]", &document).len(), 20);
}
