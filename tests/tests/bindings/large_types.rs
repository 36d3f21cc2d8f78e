//! Types that are large in memory are boxed in fields and variants.

use std::mem::size_of;

use serde_json::{from_value, json, to_value};
use tests::large_types::types::{Leaf, Root, RootChoice, Small};
use tests::server::Answer;

use super::serve;

#[test]
fn containers_of_large_types_stay_small() {
    assert!(size_of::<Leaf>() > 1024);
    assert!(size_of::<Root>() < 256, "{}", size_of::<Root>());
    assert!(size_of::<RootChoice>() <= 32);
}

#[tokio::test]
async fn large_types_are_used_without_explicit_boxes() {
    let value = json!({
        "leaf": {"p01": "1"}, "other": {"p02": "2"}, "nullable": {"p03": "3"}, "choice": {"p04": "4"},
        "small": {"x": "5"}, "list": [{"p06": "6"}], "child": {"leaf": {"p07": "7"}, "nullable": null},
    });
    let child = Root::new(Leaf::new().p07("7")).nullable(None::<Leaf>);
    let root = Root::new(Leaf::new().p01("1"))
        .other(Leaf::new().p02("2"))
        .nullable(Leaf::new().p03("3"))
        .choice(Leaf::new().p04("4"))
        .small(Small::new().x("5"))
        .list([Leaf::new().p06("6")])
        .child(child);
    let server = serve([Answer::json(200, &value)]);
    let call = client!(large_types, server).echo().echo(root);
    let received: Root = call.await.unwrap();
    let mut sent = value.clone();
    // `None` omits the property.
    sent["child"].as_object_mut().unwrap().remove("nullable");
    assert_eq!(server.last().json(), sent);
    assert_eq!(received.leaf.p01.as_deref(), Some("1"));
    assert_eq!(
        received.other.as_ref().and_then(|leaf| leaf.p02.as_deref()),
        Some("2")
    );
    assert_eq!(to_value(&received).unwrap(), value);
    assert_eq!(from_value::<Root>(value).unwrap(), received);
}
