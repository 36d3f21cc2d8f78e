//! Rust types that the configuration chooses for formats.

use serde_json::json;
use tests::chosen::Day;
use tests::chosen_types::types::{EchoParams, Event};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn formats_have_the_types_that_are_chosen() {
    let day = || Day("2026-01-31".to_owned());
    let answer = json!({
        "at": "whenever", "day": "2026-01-31", "days": ["2026-01-31"], "ends": null, "cents": 12,
        "tags": "a,b",
    });
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(chosen_types, server);
    let event = Event::new("whenever", day())
        .days(vec![day()])
        .clear_ends()
        .cents(12)
        .tags(Box::new(Day("a,b".to_owned())));
    let parameters = EchoParams::new().since(day());
    let received = client
        .echo()
        .post(&day(), parameters, event.clone())
        .await
        .unwrap();
    assert_eq!(received, event);
    let (_, _, _): (String, Day, Option<i64>) = (received.at, received.day, received.cents);
    assert_eq!(server.last().json(), answer);
    assert_eq!(server.last().target, "/echo/2026-01-31?since=2026-01-31");
}
