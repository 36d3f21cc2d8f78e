//! Malformed input of real documents: its meaning is what is sent and decoded.

use serde_json::json;
use tests::mistakes::types::{
    GetHeadersParams, GetItemParams, Item, ItemColor, ItemHalf, ItemLarge, ItemLevel, ItemWhole,
    Owner, UpdateLevelRequest,
};
use tests::runtime::Nullable;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn malformed_operations_work() {
    let item = json!({
        "name": "n", "anything": [1], "count": 1, "size": 2, "flag": true, "ratio": 0.5,
        "at": "2026-01-31T00:00:00Z", "attachment": "a", "positive": 1, "owner": null,
        "quoted": false, "half": 0.5, "whole": 2, "always": true, "large": "99999999999999999999",
        "page": 3, "all": true, "text": "t", "nothing": "n",
        "level": "1", "mixed": 1, "limit": 5, "color": "red", "twice": "t", "list": ["x"], "1": 1,
    });
    let server = serve([Answer::json(200, &item), Answer::empty(204)]);
    let client = client!(mistakes, server);
    let parameters = GetItemParams::new().filter("f");
    let found: Item = client.items().get("i", 2, parameters).await.unwrap();
    assert_eq!(server.last().target, "/items/i/2?filter=f");
    assert_eq!(found.owner, Nullable::Null);
    // With `type: string`, values of `enum` are texts in every notation.
    assert_eq!(found.level, Some(ItemLevel::Value1));
    assert_eq!(found.color, Some(ItemColor::Red));
    // Quoted values have the type of the schema.
    assert_eq!(found.quoted, Some(false));
    assert_eq!(found.half, Some(ItemHalf::Value0_5));
    assert_eq!(found.whole, Some(ItemWhole::Value2));
    assert_eq!(found.large, Some(ItemLarge::Value99999999999999999999));
    assert_eq!(serde_json::to_value(&found).unwrap(), item);
    client.items().delete("i", 2).await.unwrap();
    let request = server.last();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("DELETE", "/items/i/2")
    );
    // The property with `required: true` is the only required one.
    let item = Item::new("n").owner(Owner::new("m", "o"));
    client.items().create(item).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"name": "n", "owner": {"name": "o", "missing": "m"}, "always": true})
    );
    let error = refused!(mistakes, Item, json!({"count": 1}));
    assert!(error.contains("name"), "{error}");
}

#[tokio::test]
async fn shorthand_bodies_work() {
    let owner = json!({"name": "o", "missing": "m"});
    let server = serve([
        Answer::json(200, &owner),
        Answer::json(200, &owner),
        Answer::empty(204),
    ]);
    let client = client!(mistakes, server);
    let levels = client.levels();
    let found: Owner = levels.create(Owner::new("m", "o")).await.unwrap();
    assert_eq!(
        (found.name.as_str(), server.last().json()),
        ("o", owner.clone())
    );
    let found: Owner = levels.update(UpdateLevelRequest::new("o")).await.unwrap();
    assert_eq!(
        (found.name.as_str(), server.last().json()),
        ("o", json!({"name": "o"}))
    );
    assert_eq!(server.last().header("accept"), Some("application/json"));
    levels.delete().await.unwrap();
    assert_eq!(server.last().text(), "");
}

#[tokio::test]
async fn invalid_header_names_are_repaired() {
    let server = serve([Answer::empty(204)]);
    let client = tests::mistakes::Client::builder()
        .without_environment()
        .base_url(server.url())
        .key("secret")
        .build()
        .unwrap();
    let parameters = GetHeadersParams::new("t");
    client
        .levels()
        .get_headers("a/b", parameters)
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(request.target, "/headers/a%2Fb");
    assert_eq!(request.header("x-trace"), Some("t"));
    assert_eq!(request.header("x-key"), Some("secret"));
}
