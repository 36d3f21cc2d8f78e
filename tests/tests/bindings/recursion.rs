//! Schemas that contain themselves: by themselves, by each other, in lists, maps and unions.

use serde_json::{Value, json};
use tests::recursion::types::{Expression, Json, Left, Node, Right, Tree};

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
