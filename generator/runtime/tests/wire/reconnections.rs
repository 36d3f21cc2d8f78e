//! Tests of streams of events whose connection breaks.

use std::time::{Duration, Instant};

use runtime::runtime::{EventStream, Method, StreamError};

use super::support::{Client, Reply, Server};

/// Returns the head of a response and a part of its body.
fn part_of_response(part: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked";
    format!("{head}\r\n\r\n{:x}\r\n{part}\r\n", part.len()).into_bytes()
}

/// Sends a part of a body and closes the connection before its end.
fn broken(part: &str) -> Reply {
    Reply::Raw(part_of_response(part))
}

fn complete(body: &str) -> Reply {
    Reply::Response(
        200,
        vec![("content-type", "text/event-stream".to_owned())],
        body.as_bytes().to_vec(),
    )
}

async fn numbers(server: &Server) -> EventStream<u32> {
    let client = Client::of(server);
    let call = client.request(Method::GET, "/numbers", "listNumbers");
    let call = call.returns_events::<u32, super::support::ErrorBody>();
    call.await.unwrap()
}

/// Reads all items, and the error that ends the stream.
async fn read(mut stream: EventStream<u32>) -> (Vec<u32>, Option<StreamError>) {
    let mut items = Vec::new();
    loop {
        match stream.try_next().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(error) => return (items, Some(error)),
        }
    }
}

fn ids(server: &Server) -> Vec<Option<String>> {
    let requests = server.requests();
    let ids = requests
        .iter()
        .map(|request| request.header("last-event-id"));
    ids.map(|id| id.map(str::to_owned)).collect()
}

#[tokio::test]
async fn stream_continues_after_the_last_complete_event() {
    let server = Server::start(|_, index| match index {
        // The delay arrives in an event without data. The last event is incomplete, so its id does not count.
        0 => broken("retry: 20\n\nid: a\ndata: 1\n\nid: b\ndata: 2\n\nid: c\ndata: 3\n"),
        // An event without an id keeps the last one.
        1 => broken("id: c\ndata: 3\n\ndata: 4\n\n"),
        _ => complete("id: e\ndata: 5\n\n"),
    })
    .await;
    let started = Instant::now();
    let (items, error) = read(numbers(&server).await).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, [1, 2, 3, 4, 5]);
    assert_eq!(ids(&server), [None, Some("b".into()), Some("c".into())]);
    // Other headers are those of the first request.
    for request in server.requests() {
        assert_eq!(request.target, "/v1/numbers");
        assert!(request.header("authorization").is_some());
    }
    assert!(started.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn events_without_ids_are_not_requested_again() {
    let server = Server::start(|_, _| broken("retry: 1\n\ndata: 1\n\n")).await;
    let (items, error) = read(numbers(&server).await).await;
    assert_eq!(items, [1]);
    assert!(matches!(error, Some(StreamError::Read(_))), "{error:?}");
    assert_eq!(ids(&server), [None]);
}

#[tokio::test]
async fn unsafe_calls_and_calls_without_retries_are_not_repeated() {
    let server = Server::start(|_, _| broken("retry: 1\nid: a\ndata: 1\n\n")).await;
    let client = Client::of(&server);
    let call = |method| {
        let call = client.request(method, "/numbers", "listNumbers");
        call.returns_events::<u32, super::support::ErrorBody>()
    };
    for call in [call(Method::POST), call(Method::GET).retries(0)] {
        let (items, error) = read(call.await.unwrap()).await;
        assert_eq!(items, [1]);
        assert!(error.is_some());
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn caller_can_declare_that_a_call_is_safe() {
    let server = Server::start(|request, index| {
        assert_eq!(request.json(), "text");
        match index {
            0 => broken("retry: 1\nid: a\ndata: 1\n\n"),
            _ => complete("data: 2\n\n"),
        }
    })
    .await;
    let client = Client::of(&server);
    let call = client.request(Method::POST, "/numbers", "createNumbers");
    let call = call.json("text");
    let call = call.returns_events::<u32, super::support::ErrorBody>();
    let (items, error) = read(call.safe_to_retry().await.unwrap()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, [1, 2]);
}

#[tokio::test]
async fn number_of_connections_without_an_event_is_limited() {
    let server = Server::start(|_, index| match index {
        0 | 2 => broken("retry: 1\nid: a\ndata: 1\n\n"),
        _ => broken(": nothing\n\n"),
    })
    .await;
    let (items, error) = read(numbers(&server).await).await;
    assert_eq!(items, [1, 1]);
    assert!(error.is_some());
    // The event of the third connection begins a new count of two retries.
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn server_can_end_or_refuse_a_reconnection() {
    let after = |reply: fn() -> Reply, delay: &'static str| {
        Server::start(move |_, index| match index {
            0 => broken(&format!("retry: {delay}\nid: a\ndata: 1\n\n")),
            _ => reply(),
        })
    };
    let server = after(|| Reply::Response(204, Vec::new(), Vec::new()), "1").await;
    let (items, error) = read(numbers(&server).await).await;
    assert_eq!((items, server.requests().len()), (vec![1], 2));
    assert!(error.is_none(), "{error:?}");

    for (reply, part) in [
        (
            (|| Reply::json(403, "{}")) as fn() -> Reply,
            "listNumbers: 403",
        ),
        (|| Reply::json(200, "{}"), "`application/json`"),
    ] {
        let server = after(reply, "1").await;
        let mut stream = numbers(&server).await;
        assert_eq!(stream.try_next().await.unwrap(), Some(1));
        let error = stream.try_next().await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(stream.try_next().await.unwrap(), None);
    }

    // Longer than a minute.
    let server = after(|| complete(""), "60001").await;
    let (items, error) = read(numbers(&server).await).await;
    assert_eq!((items, server.requests().len()), (vec![1], 1));
    assert!(error.is_some());
}

#[tokio::test]
async fn silent_connection_is_replaced() {
    let server = Server::start(|_, index| match index {
        0 => Reply::RawThenSilence(part_of_response("retry: 1\nid: a\ndata: 1\n\n")),
        _ => complete("data: 2\n\n"),
    })
    .await;
    let client = Client::of(&server);
    let call = client.request(Method::GET, "/numbers", "listNumbers");
    let call = call.returns_events::<u32, super::support::ErrorBody>();
    let stream = call.timeout(Duration::from_millis(300)).await.unwrap();
    let (items, error) = read(stream).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, [1, 2]);
    assert_eq!(ids(&server), [None, Some("a".into())]);
}
