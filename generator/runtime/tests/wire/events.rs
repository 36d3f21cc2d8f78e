//! Tests of server-sent events, whose body arrives in chunks of any length.

use std::time::Duration;

use runtime::runtime::{Body, Bytes, Event, EventStream, Method, StreamError, http};
use serde_json::{Value, json};

use super::support::{Client, ErrorBody, KEY};

const BODY: &str = "\u{feff}: a comment\n\
    data: {\"delta\":\"hé\"}\n\n\
    event: ping\r\n\r\n\
    event: done\rid: 7\rretry: 1500\rdata:one\rdata: two\rdata\r\r\
    id: a\0b\nretry: soon\nother: x\ndata:  [DONE]\n\n\
    id\ndata:\r\n\r\n\
    data: never ended\n";

fn events(found: &[Event]) -> Vec<Value> {
    found
        .iter()
        .map(|event| json!([event.name, event.data, event.id]))
        .collect()
}

fn expected() -> Vec<Value> {
    vec![
        json!(["message", "{\"delta\":\"hé\"}", ""]),
        // The event without data is discarded.
        json!(["done", "one\ntwo\n", "7"]),
        json!(["message", " [DONE]", "7"]),
        json!(["message", "", ""]),
    ]
}

/// Returns the events of a response whose body arrives in chunks of this length.
async fn received(length: usize) -> EventStream {
    received_in(BODY.as_bytes().chunks(length).map(Bytes::from).collect()).await
}

/// Returns the events of a response whose body arrives in these chunks.
async fn received_in(pieces: Vec<Bytes>) -> EventStream {
    let transport = move |_: http::Request<Body>| {
        let pieces = pieces.clone().into_iter().map(Ok::<_, std::io::Error>);
        let body = Body::stream(futures_util::stream::iter(pieces));
        std::future::ready(Ok(http::Response::new(body)))
    };
    let client = Client::builder()
        .credential(0, KEY.into())
        .transport(transport)
        .build()
        .unwrap();
    let call = client.request(Method::GET, "/events", "listEvents");
    let stream = call.returns_stream::<ErrorBody>().await.unwrap();
    stream.events()
}

#[tokio::test]
async fn events_are_what_the_standard_says() {
    for length in 1..=BODY.len() {
        let mut stream = received(length).await;
        let mut found = Vec::new();
        while let Some(event) = stream.try_next().await.unwrap() {
            found.push(event);
        }
        assert_eq!(events(&found), expected(), "pieces of {length}");
        assert_eq!(found[1].retry, Some(Duration::from_millis(1500)));
        assert_eq!(found[2].retry, None);
        let delta: Value = found[0].json().unwrap();
        assert_eq!(delta, json!({"delta": "hé"}));
        assert!(found[2].json::<Value>().is_err());
        assert_eq!(stream.try_next().await.unwrap(), None);
    }
}

#[cfg(feature = "blocking")]
#[test]
fn events_can_be_waited_for() {
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let stream = executor.block_on(received(5));
    let found: Result<Vec<Event>, StreamError> = stream.into_blocking_iter().collect();
    assert_eq!(events(&found.unwrap()), expected());
}

#[tokio::test]
async fn limit_applies_to_one_event() {
    // Many events in one chunk, which is longer than the limit.
    let event = "data: x\n\n";
    let many = event.repeat((17 << 20) / event.len());
    let mut stream = received_in(vec![many.into()]).await;
    for _ in 0..1000 {
        assert_eq!(stream.try_next().await.unwrap().unwrap().data, "x");
    }
    // An event of many lines, and one of a single line.
    let line = Bytes::from(format!("data: {}\n", "x".repeat(1 << 20)));
    let part = Bytes::from("x".repeat(1 << 20));
    for piece in [line, part] {
        let mut stream = received_in(vec![piece; 18]).await;
        let error = stream.try_next().await.unwrap_err();
        assert!(error.to_string().contains("16 MiB"), "{error}");
        assert_eq!(stream.try_next().await.unwrap(), None);
    }
}
