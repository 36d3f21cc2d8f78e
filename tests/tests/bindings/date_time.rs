//! Timestamps and dates (RFC 3339).

use serde_json::{json, to_value};
use tests::date_time::types::{ListEventsParams, NewEvent};
use tests::runtime::{Date, DateTime, Timestamp};
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn times_are_sent_in_the_query() {
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
async fn lists_and_maps_accept_convertible_times() {
    let at: Timestamp = "2026-01-02T01:04:05Z".parse().unwrap();
    let kept: DateTime = "2026-01-02T03:04:05+02:00".parse().unwrap();
    let server = serve([Answer::json(200, &json!([])), Answer::empty(204)]);
    let client = client!(date_time, server);
    let parameters = ListEventsParams::new().at([at]);
    client.events().list(parameters).await.unwrap();
    assert_eq!(
        pairs(server.last().query()),
        expected(&[("at", "2026-01-02T01:04:05Z")])
    );
    let event = NewEvent::new([at])
        .reminders(Some(vec![kept]))
        .named([("start", at)]);
    client.events().create(event).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({
            "days": ["2026-01-02T01:04:05Z"],
            "reminders": ["2026-01-02T03:04:05+02:00"],
            "named": {"start": "2026-01-02T01:04:05Z"},
        })
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
    let ended_at = events[0].ended_at.unwrap().timestamp().unwrap();
    assert_eq!(ended_at.duration_since(at).as_millis(), 500);
    // The offset is kept, and sent back unchanged.
    assert_eq!(events[0].at.offset().seconds(), 7200);
    assert_eq!(events[0].day.unwrap().to_string(), "2026-02-28");
    assert_eq!((events[1].ended_at, events[2].day), (None, None));
    assert_eq!(
        to_value(&events[2]).unwrap(),
        json!({"at": "2026-01-01T20:04:05-05:00"})
    );
}

#[tokio::test]
async fn rfc_3339_date_times_round_trip() {
    for text in [
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T00:00:00-12:00",
        "0001-01-01T00:00:00Z",
        "1990-12-31T23:59:60Z",
        "2026-01-02T03:04:05.123456789+05:45",
    ] {
        let server = serve([Answer::json(200, &json!([{"at": text}]))]);
        let call = client!(date_time, server)
            .events()
            .list(ListEventsParams::new());
        let events = call.await.unwrap();
        assert_eq!(to_value(&events).unwrap(), json!([{"at": text}]));
        let at: DateTime = text.parse().unwrap();
        assert_eq!(events[0].at, at);
    }
}

#[tokio::test]
async fn invalid_time_is_an_error_with_its_path() {
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
