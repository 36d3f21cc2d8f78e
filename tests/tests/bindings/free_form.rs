//! Objects without declared properties lose nothing.

use serde_json::{Value, json};
use tests::free_form::types::{Thing, ThingSettings};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn received_object_can_be_sent_back_unchanged() {
    let whole = json!({
        "metadata": {"z": 1, "a": {"b": [null, 1.5, "x", true]}, "big": 9_007_199_254_740_993_i64, "": ""},
        "counts": {"z": 1, "a": -2},
        "anything": [1, {"k": null}],
        "settings": {"theme": "dark", "font": "mono", "type": "x"},
    });
    let server = serve([Answer::json(200, &whole)]);
    let client = client!(free_form, server);
    let empty: [(&str, Value); 0] = [];
    let thing = client.things().create(Thing::new(empty)).await.unwrap();
    assert_eq!(server.last().json(), json!({"metadata": {}}));

    assert_eq!(thing.metadata["a"]["b"][1], json!(1.5));
    let counts = thing.counts.as_ref().unwrap();
    assert_eq!(counts.keys().collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(counts["a"], -2);
    let settings = thing.settings.as_ref().unwrap();
    assert_eq!(settings.theme, "dark");
    assert_eq!(settings.extra["font"], "mono");

    client.things().create(thing).await.unwrap();
    assert_eq!(server.last().json(), whole);
}

#[tokio::test]
async fn any_value_can_be_sent() {
    let answer = json!({"metadata": {}});
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(free_form, server);
    for value in [
        json!(null),
        json!(false),
        json!("x"),
        json!([[]]),
        json!({}),
    ] {
        let thing = Thing::new([("key", value.clone())]).anything(value.clone());
        client.things().create(thing).await.unwrap();
        assert_eq!(
            server.last().json(),
            json!({"metadata": {"key": value}, "anything": value})
        );
    }
    let settings = ThingSettings::new("dark").extra([("font", "mono")]);
    let thing = Thing::new([("k", json!(1))])
        .counts([("x", 2)])
        .settings(settings);
    client.things().create(thing).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"metadata": {"k": 1}, "counts": {"x": 2}, "settings": {"theme": "dark", "font": "mono"}})
    );
}

#[tokio::test]
async fn typed_values_are_checked() {
    for (answer, path) in [
        (json!({"metadata": []}), "metadata"),
        (json!({"metadata": {}, "counts": {"x": "1"}}), "counts.x"),
        (
            json!({"metadata": {}, "settings": {"theme": "t", "font": 1}}),
            "settings.font",
        ),
        (json!({"metadata": {}, "settings": {}}), "settings.theme"),
    ] {
        let server = serve([Answer::json(200, &answer)]);
        let thing = Thing::new([("k", json!(1))]);
        let call = client!(free_form, server).things().create(thing);
        let error = call.await.unwrap_err();
        assert_eq!(error.path(), Some(path), "{error}");
    }
}
