//! Typed streams: server-sent events, JSON lines and JSON records.

use serde_json::json;
use tests::runtime::StreamError;
use tests::server::{Answer, Server};
use tests::streams::ErrorBody;

use super::serve;

fn client(server: &Server) -> tests::streams::Client {
    client!(streams, server)
}

fn events(body: &str) -> Server {
    serve([Answer::raw(200, "text/event-stream", body)])
}

#[tokio::test]
async fn data_of_events_is_decoded() {
    let server = events(
        ": comment\n\nevent: token\nid: 1\ndata: {\"text\":\ndata: \"a\"}\n\ndata:\n\n\
         data: {\"text\": \"b\"}\n\ndata: [DONE]\n\ndata: {\"text\": \"c\"}\n\n",
    );
    let mut tokens = client(&server).streams().tokens().await.unwrap();
    assert_eq!(server.last().header("accept"), Some("text/event-stream"));
    let mut texts = Vec::new();
    while let Some(token) = tokens.try_next().await.unwrap() {
        texts.push(token.text);
    }
    assert_eq!(texts, ["a", "b"]);
    assert_eq!(tokens.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn event_of_another_type_is_an_error_of_that_event() {
    let server = events("data: {\"text\": 1}\n\ndata: {\"text\": \"b\"}\n\n");
    let mut tokens = client(&server).streams().tokens().await.unwrap();
    let Err(StreamError::Decode(failure)) = tokens.try_next().await else {
        panic!("the text is a number");
    };
    assert_eq!(failure.path(), "text");
    assert_eq!(tokens.try_next().await.unwrap().unwrap().text, "b");
}

#[tokio::test]
async fn names_and_ids_of_events_can_be_read() {
    let server = events("event: token\nid: 7\ndata: {\"text\": \"a\"}\n\n");
    let tokens = client(&server).streams().tokens().await.unwrap();
    let event = tokens.into_events().try_next().await.unwrap().unwrap();
    assert_eq!((&*event.name, &*event.id), ("token", "7"));
}

#[tokio::test]
async fn response_is_offered_whole_and_as_a_stream() {
    let server = serve([
        Answer::json(200, &json!({"text": "ab"})),
        Answer::raw(200, "text/event-stream", "data: {\"text\": \"a\"}\n\n"),
    ]);
    let client = client(&server);
    assert_eq!(client.streams().complete().await.unwrap().text, "ab");
    let mut parts = client.streams().complete_stream().await.unwrap();
    assert_eq!(parts.try_next().await.unwrap().unwrap().text, "a");
    assert_eq!(server.last().header("accept"), Some("text/event-stream"));
}

#[tokio::test]
async fn events_of_text_are_bytes() {
    let server = events("data: hello\n\n");
    let notices = client(&server).streams().notices().await.unwrap();
    let event = notices.events().try_next().await.unwrap().unwrap();
    assert_eq!(event.data, "hello");
}

#[tokio::test]
async fn undescribed_items_are_bytes() {
    let server = serve([
        Answer::raw(200, "application/x-ndjson", "a\nb"),
        Answer::raw(200, "text/event-stream", "data: no JSON\n\n"),
        Answer::raw(500, "text/event-stream", "data: {}\n\n"),
    ]);
    let client = client(&server);
    let mut lines = client.streams().texts().await.unwrap().lines();
    assert_eq!(lines.try_next().await.unwrap().as_deref(), Some("a"));
    let mut events = client.streams().anything().await.unwrap().events();
    let event = events.try_next().await.unwrap().unwrap();
    assert_eq!(event.data, "no JSON");
    let error = client.streams().texts().await.unwrap_err();
    let Some(ErrorBody::Bytes(body)) = error.body() else {
        panic!("{error:?}");
    };
    assert_eq!(body, "data: {}\n\n");
}

#[tokio::test]
async fn lines_are_decoded() {
    let body = "{\"n\": 1}\r\n\n{\"n\": \"x\"}\n{\"n\": 2}";
    let answer = || Answer::raw(200, "application/x-ndjson", body);
    let server = serve([answer(), answer()]);
    let client = client(&server);
    let mut entries = client.streams().entries().await.unwrap();
    assert_eq!(entries.try_next().await.unwrap().unwrap().n, 1);
    let Err(StreamError::Decode(failure)) = entries.try_next().await else {
        panic!("the number is text");
    };
    assert_eq!(failure.path(), "n");
    assert_eq!(entries.try_next().await.unwrap().unwrap().n, 2);
    assert_eq!(entries.try_next().await.unwrap(), None);
    let mut entries = client.streams().all_entries().await.unwrap();
    assert_eq!(entries.try_next().await.unwrap().unwrap().n, 1);
}

#[tokio::test]
async fn records_may_have_several_lines() {
    let body = "\u{1e}{\n\"n\": 1}\n\u{1e}null\n\u{1e}{}\n";
    let server = serve([Answer::raw(200, "application/json-seq", body)]);
    let mut records = client(&server).streams().records().await.unwrap();
    let mut found = Vec::new();
    while let Some(record) = records.try_next().await.unwrap() {
        found.push(record.map(|record| record.n));
    }
    assert_eq!(found, [Some(Some(1)), None, Some(None)]);
}
