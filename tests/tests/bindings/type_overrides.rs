//! Rust types that the configuration sets for formats.

use serde_json::json;
use tests::chosen::{Day, Money};
use tests::server::Answer;
use tests::type_overrides::types::{Color, EchoParams, Event, EventEither, Point};

use super::serve;

#[tokio::test]
async fn formats_use_the_configured_types() {
    let day = || Day("2026-01-31".to_owned());
    let answer = json!({
        "at": "whenever", "day": "2026-01-31", "days": ["2026-01-31"], "ends": null, "cents": 12,
        "tags": "a,b",
    });
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(type_overrides, server);
    let event = Event::new("whenever", day())
        .days(vec![day()])
        .clear_ends()
        .cents(12)
        .tags(Box::new(Day("a,b".to_owned())));
    let parameters = EchoParams::new().since(day());
    let received = client
        .echo()
        .echo(&day(), parameters, event.clone())
        .await
        .unwrap();
    assert_eq!(received, event);
    let (_, _, _): (String, Day, Option<i64>) = (received.at, received.day, received.cents);
    assert_eq!(server.last().json(), answer);
    assert_eq!(server.last().target, "/echo/2026-01-31?since=2026-01-31");
}

#[test]
fn schemas_use_the_configured_types() {
    let event: Event = serde_json::from_value(json!({
        "at": "now", "day": "2026-01-31", "price": {"amount": 5, "currency": "EUR"}, "share": 0.5,
        "color": "green", "point": {"x": 1}, "either": {"y": 2},
    }))
    .unwrap();
    let price = Money {
        amount: 5,
        currency: "EUR".to_owned(),
    };
    assert_eq!(event.price.clone().into_value(), Some(price.clone()));
    let _: Option<f32> = event.share;
    let sent = Event::new("now", Day("2026-01-31".to_owned()))
        .price(price)
        .clear_price();
    assert_eq!(serde_json::to_value(sent).unwrap()["price"], json!(null));
    let Some(EventEither::Point(point)) = event.either else {
        panic!("{:?}", event.either);
    };
    assert_eq!(point.y, Some(2));
}

#[test]
fn types_have_the_configured_derives() {
    assert!(Color::Red < Color::Green);
    let points: std::collections::HashSet<Point> = [Point::default(), Point::default()].into();
    assert_eq!(points.len(), 1);
}
