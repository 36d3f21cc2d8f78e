//! Points in time and days (RFC 3339).

use serde_json::{json, to_value};
use tests::date_time::types::ListEventsParams;
use tests::runtime::{Date, Timestamp};
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn times_travel_in_the_query() {
    let server = serve([Answer::json(200, &json!([]))]);
    let after: Timestamp = "2026-01-02T03:04:05.678+02:00".parse().unwrap();
    let on: Date = "2024-02-29".parse().unwrap();
    let parameters = ListEventsParams::new().created_after(after).on(on);
    let call = client!(date_time, server).events().list(parameters);
    assert!(call.await.unwrap().is_empty());
    assert_eq!(
        pairs(server.last().query()),
        expected(&[
            ("created_after", "2026-01-02T01:04:05.678Z"),
            ("on", "2024-02-29")
        ])
    );
}

#[tokio::test]
async fn times_are_read_with_any_offset() {
    let server = serve([Answer::json(
        200,
        &json!([
            {"at": "2026-01-02T03:04:05+02:00", "ended_at": "2026-01-02T01:04:05.500Z", "day": "2026-02-28"},
            {"at": "2026-01-02t01:04:05z", "ended_at": null},
            {"at": "2026-01-01T20:04:05.000000000-05:00"},
        ]),
    )]);
    let call = client!(date_time, server)
        .events()
        .list(ListEventsParams::new());
    let events = call.await.unwrap();
    assert_eq!(server.last().target, "/events");
    let at: Timestamp = "2026-01-02T01:04:05Z".parse().unwrap();
    assert!(events.iter().all(|event| event.at == at), "{events:?}");
    assert_eq!(
        events[0].ended_at.unwrap().duration_since(at).as_millis(),
        500
    );
    assert_eq!(events[0].day.unwrap().to_string(), "2026-02-28");
    assert_eq!((events[1].ended_at, events[2].day), (None, None));
    assert_eq!(
        to_value(&events[2]).unwrap(),
        json!({"at": "2026-01-02T01:04:05Z"})
    );
}

#[tokio::test]
async fn what_is_no_time_is_an_error_at_its_place() {
    for (event, path) in [
        (json!({"at": "yesterday"}), "[0].at"),
        (json!({"at": "2026-01-02T03:04:05"}), "[0].at"),
        (json!({"at": 1_767_322_445}), "[0].at"),
        (
            json!({"at": "2026-01-02T03:04:05Z", "day": "2026-02-30"}),
            "[0].day",
        ),
    ] {
        let server = serve([Answer::json(200, &json!([event]))]);
        let call = client!(date_time, server)
            .events()
            .list(ListEventsParams::new());
        let error = call.await.unwrap_err();
        assert_eq!(error.path(), Some(path), "{error}");
    }
}
