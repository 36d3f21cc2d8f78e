//! Schemas that contain themselves: by themselves, by each other, in lists, maps and unions.

use serde_json::{Value, json};
use tests::recursion::types::{
    All, Chain, Expression, Json, Left, Node, NumberOrText, Right, TextOrNumber, Tree,
};

#[tokio::test]
async fn any_depth_goes_both_ways() {
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
fn they_can_be_made() {
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

/// An answer that is nested without end is refused, not a stack that overflows.
#[test]
fn depth_is_bounded() {
    let depth = 100_000;
    let text = "[".repeat(depth) + &"]".repeat(depth);
    assert!(serde_json::from_str::<Tree>(&text).is_err());
    assert!(serde_json::from_str::<Value>(&text).is_err());
}

/// What is in a value is found out once, however many branches have room for it.
#[test]
fn branches_do_not_multiply() {
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
async fn a_union_that_is_its_own_branch_ends() {
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
