//! References to other files of the same folder, to parts of them, and back.

use serde_json::json;
use tests::other_files::types::{Currency, Order};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn schema_of_another_file_is_one_type() {
    let order = json!({
        "id": 1,
        "items": [{"price": 2.5}],
        "parent": {"id": 2, "items": []},
        "currency": "usd",
    });
    let server = serve([Answer::json(200, &order), Answer::empty(204)]);
    let client = client!(other_files, server);
    let found: Order = client.orders().get(1).await.unwrap();
    assert_eq!(server.last().target, "/orders/1");
    assert_eq!(found.currency, Some(Currency::Usd));
    assert!((found.items[0].price - 2.5).abs() < f64::EPSILON);
    let parent: Option<&Order> = found.parent.as_deref();
    assert_eq!(parent.map(|parent| parent.id), Some(2));
    client.orders().put(2, found).await.unwrap();
    assert_eq!(server.last().json(), order);
}
