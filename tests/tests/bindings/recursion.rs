//! Recursive schemas: directly, through each other, and in lists, maps and unions.

use serde_json::{Value, json};
use tests::recursion::types::{
    All, Bolt, BoxModel, Call, Chain, Component, Dot, Expression, Figure, Gear, Group, Halt,
    Instruction, Json, JsonOrNull, Left, Lever, Linked, Loop, Node, Not, NumberOrText, Owner, Part,
    Right, Ring, RuleOrText, Text, TextOrNumber, Tree,
};

#[tokio::test]
async fn recursive_values_round_trip_at_any_depth() {
    let all = echo!(
        recursion,
        json!({
            "node": {"value": 1, "next": {"value": 2, "next": {"value": 3}}, "inner": {"again": {"again": {}}}},
            "left": {"right": {"left": {"right": {}}, "lefts": [{}, {"right": {}}]}},
            "tree": [[], [[], [[]]]],
            "map": {"a": {}, "b": {"c": {"d": {}}}},
            "expression": {"sum": [{"literal": 1.5}, {"negated": {"sum": []}}]},
            "json": {"a": ["b", {"c": []}]},
        })
    );
    let node = all.node.unwrap();
    let third = node.next.and_then(|next| next.next);
    assert_eq!(third.map(|node| node.value), Some(3));
    let Some(Expression::Sum(sum)) = all.expression else {
        panic!("{:?}", all.expression);
    };
    assert!(matches!(&sum.sum[0], Expression::Literal(literal) if literal.literal > 1.0));
    assert!(matches!(&sum.sum[1], Expression::Negated(_)));
    assert!(matches!(all.json, Some(Json::Map(_))));
    assert_eq!(all.tree.unwrap().0[1].0.len(), 2);
}

#[test]
fn recursive_values_can_be_constructed() {
    let node = Node::new(1).next(Node::new(2));
    assert_eq!(
        serde_json::to_value(node).unwrap(),
        json!({"value": 1, "next": {"value": 2}})
    );
    let left = Left::new().right(Right::new().left(Left::new()));
    assert_eq!(
        serde_json::to_value(left).unwrap(),
        json!({"right": {"left": {}}})
    );
    let tree = Tree(vec![Tree(Vec::new())]);
    assert_eq!(serde_json::to_value(tree).unwrap(), json!([[]]));
}

/// A deeply nested response is an error, not a stack overflow.
#[test]
fn excessive_depth_is_an_error() {
    let depth = 100_000;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    assert!(serde_json::from_str::<Tree>(&text).is_err());
    assert!(serde_json::from_str::<Value>(&text).is_err());
}

/// A value is analysed once, however many branches accept it.
#[test]
fn nested_unions_are_decoded_in_linear_time() {
    for (innermost, fits) in [
        (json!({"y": "end"}), true),
        (json!({"new": {"unknown": [1, 2]}, "other": 1}), true),
        (json!({"inner": 5}), false),
    ] {
        let mut value = innermost;
        for level in 0..40 {
            let name = ["x", "y", "z", "w"][level % 4];
            value = json!({"inner": value, name: "a"});
        }
        let started = std::time::Instant::now();
        let found = serde_json::from_value::<Chain>(value);
        assert_eq!(found.is_ok(), fits);
        if let Err(error) = found {
            assert!(error.to_string().len() < 2_000, "{error}");
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10));
    }
}

#[tokio::test]
async fn union_that_contains_itself_as_branch_is_decoded() {
    let all = echo!(recursion, json!({"text": 5, "only": "a"}));
    assert_eq!(
        all.text,
        Some(TextOrNumber::NumberOrText(Box::new(NumberOrText::Integer(
            5
        ))))
    );
    assert_eq!(all.only.as_deref(), Some("a"));
    let all = echo!(recursion, json!({"text": "a"}));
    assert_eq!(all.text, Some(TextOrNumber::String("a".to_owned())));
    for (name, value) in [
        ("text", json!(true)),
        ("text", json!({})),
        ("only", json!(1)),
    ] {
        let error = refused!(recursion, All, json!({name: value}));
        assert!(error.contains(name), "{error}");
    }
}

#[tokio::test]
async fn recursive_variant_keeps_its_tag() {
    let group = json!({"type": "group", "children": [{"type": "text", "text": "a"}, {"type": "group", "children": []}]});
    let all = echo!(recursion, json!({"component": group, "group": group}));
    let Some(Component::Group(found)) = &all.component else {
        panic!("{:?}", all.component);
    };
    assert!(matches!(&found.children[0], Component::Text(text) if text.text == "a"));
    assert_eq!(all.group.as_ref(), Some(found));

    let instruction =
        json!({"op": "loop", "body": {"op": "halt", "after": {"op": "call", "name": "f"}}});
    let all = echo!(recursion, json!({"instruction": instruction}));
    let Some(Instruction::Loop(found)) = &all.instruction else {
        panic!("{:?}", all.instruction);
    };
    assert!(matches!(&*found.body, Instruction::Halt(halt) if halt.after.is_some()));

    let figure =
        json!({"kind": "box", "holds": [{"kind": "dot", "x": 1}, {"kind": "line", "y": 2}]});
    let all = echo!(recursion, json!({"figure": figure}));
    let Some(Figure::Box(found)) = &all.figure else {
        panic!("{:?}", all.figure);
    };
    assert!(matches!(&found.holds[0], Figure::Dot(dot) if dot.x == Some(1)));
    assert!(found.holds[1].is_unknown());
}

#[test]
fn constructed_value_has_its_tag() {
    let group = || Group::new([Component::from(Text::new("a"))]);
    let value = json!({"type": "group", "children": [{"type": "text", "text": "a"}]});
    assert_eq!(serde_json::to_value(group()).unwrap(), value);
    assert_eq!(
        serde_json::to_value(Component::from(group())).unwrap(),
        value
    );
    let body = Instruction::from(Halt::new().after(Instruction::from(Call::new("f"))));
    assert_eq!(
        serde_json::to_value(Loop::new(body)).unwrap(),
        json!({"op": "loop", "body": {"op": "halt", "after": {"op": "call", "name": "f"}}})
    );
    let holds = BoxModel::new([Figure::from(Dot::new().x(1))]);
    assert_eq!(
        serde_json::to_value(holds).unwrap(),
        json!({"kind": "box", "holds": [{"kind": "dot", "x": 1}]})
    );
}

#[tokio::test]
async fn most_specific_branch_is_selected_in_a_cycle() {
    let rule = json!({"not": {"not": "a"}});
    let all = echo!(recursion, json!({"rule": rule}));
    let Some(RuleOrText::Not(outer)) = &all.rule else {
        panic!("{:?}", all.rule);
    };
    let outer: &Not = outer;
    assert!(matches!(&outer.not, RuleOrText::Not(_)));
    let all = echo!(recursion, json!({"rule": {"or": {"not": "b"}}}));
    assert!(
        matches!(all.rule, Some(RuleOrText::Map(_))),
        "{:?}",
        all.rule
    );
}

#[tokio::test]
async fn null_is_decoded_in_recursive_nullables() {
    let value = json!([null, {"a": null, "b": [1.5, true, "c"]}]);
    let all = echo!(recursion, json!({"value": value}));
    assert!(
        matches!(&all.value.into_value(), Some(JsonOrNull::JsonOrNullList(items)) if items[0].is_none())
    );
    let linked = json!({"value": 1, "next": {"value": 2, "next": null}});
    let all = echo!(recursion, json!({"linked": linked}));
    let second = all.linked.into_value().and_then(|first: Linked| first.next);
    assert_eq!(
        second.map(|second| (second.value, second.next)),
        Some((2, None))
    );
    echo!(recursion, json!({"deep": [null, "a", [null]]}));
    echo!(
        recursion,
        json!({"value": null, "linked": null, "deep": null})
    );
    refused!(recursion, All, json!({"linked": {"value": 1}}));
}

#[tokio::test]
async fn subtype_of_a_recursive_base_has_typed_properties() {
    let bolt = || Part::from(Bolt::new().length(3));
    let owner = || Owner::new().part(bolt()).parts([bolt()]);
    let parts = [
        Part::from(Bolt::new().parent(bolt()).owner(owner())),
        Part::from(Gear::new().parent(bolt()).owner(owner())),
        Part::from(Lever::new().parent(bolt()).owner(owner()).joints([bolt()])),
    ];
    for part in parts {
        let value = serde_json::to_value(&part).unwrap();
        assert_eq!(value["parent"], json!({"sort": "Bolt", "length": 3}));
        assert_eq!(value["owner"]["parts"][0]["length"], 3);
        let all = echo!(recursion, json!({"part": value}));
        assert_eq!(all.part, Some(part));
    }
}

#[test]
fn any_of_one_recursive_base_equals_the_base() {
    let inner = Part::from(Gear::new().teeth(2));
    let part = Part::from(Bolt::new().mate(inner.clone()));
    let value = serde_json::to_value(&part).unwrap();
    assert_eq!(
        value,
        json!({"sort": "Bolt", "mate": {"sort": "Gear", "teeth": 2}})
    );
    let decoded: Part = serde_json::from_value(value).unwrap();
    let Part::Bolt(bolt) = decoded else {
        panic!("{decoded:?}")
    };
    let cleared: Part = serde_json::from_value(json!({"sort": "Bolt", "mate": null})).unwrap();
    assert_eq!(serde_json::to_value(&cleared).unwrap()["mate"], json!(null));
    // A decoded value can be sent again.
    let again = Part::from(Lever::new().mate(bolt.mate));
    assert_eq!(serde_json::to_value(&again).unwrap()["mate"]["teeth"], 2);
}

#[test]
fn required_null_ends_the_recursion() {
    let ring = Ring::new(Ring::new(None));
    assert_eq!(
        serde_json::to_value(&ring).unwrap(),
        json!({"next": {"next": null}})
    );
    assert_eq!(Ring::new(Some(Ring::new(None))), ring);
}
