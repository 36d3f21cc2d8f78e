//! Envelopes around request and response bodies, and errors in responses with a success status.

use serde_json::{Value, json};
use tests::envelope::types::{AddBookVariables, BookErrorCode, GetBookVariables, MoveShelfTarget};
use tests::envelope::{Error, ErrorBody};
use tests::runtime::ErrorKind;
use tests::server::Answer;

use super::serve;

/// Calls `addBook` with this response, and checks that the request was sent once.
async fn add(answer: Answer) -> Result<bool, Error> {
    let server = serve([answer]);
    let client = tests::envelope::Client::builder()
        .without_environment()
        .base_url(server.url())
        .retries(2)
        .build()
        .unwrap();
    let result = client.books().add(AddBookVariables::new("Dune")).await;
    assert_eq!(server.received().len(), 1, "nothing is sent twice");
    result.map(|payload| payload.ok)
}

async fn refused(body: Value) -> Error {
    let error = add(Answer::json(200, &body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.bytes(), body.to_string().as_bytes());
    error
}

#[tokio::test]
async fn caller_passes_the_body_inside_the_envelope() {
    let answer = json!({"data": {"book": {"id": "b-1", "title": "Dune"}}});
    let server = serve([Answer::json(200, &answer)]);
    let books = client!(envelope, server);
    let book = books
        .books()
        .get(GetBookVariables::new("b-1"))
        .await
        .unwrap();
    assert_eq!(book.unwrap().title, "Dune");
    let received = server.last();
    // The fragment of the path is not sent.
    assert_eq!(
        (received.method.as_str(), received.target.as_str()),
        ("POST", "/graphql")
    );
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(
        received.text(),
        r#"{"query":"query Book($id: ID!) { book(id: $id) { id title } }","variables":{"id":"b-1"},"extensions":{"trace":true}}"#
    );
}

#[tokio::test]
async fn envelope_properties_can_be_added() {
    let server = serve([Answer::json(200, &json!({"data": {"book": null}}))]);
    let books = client!(envelope, server);
    let call = books.books().get(GetBookVariables::new("b-1"));
    let none = call.body_member("operationName", "Book").await.unwrap();
    assert_eq!(none, None);
    assert_eq!(server.last().json()["operationName"], "Book");
    assert_eq!(server.last().json()["variables"], json!({"id": "b-1"}));
}

#[tokio::test]
async fn constant_body_is_sent() {
    let server = serve([Answer::json(
        200,
        &json!({"data": {"books": []}, "errors": []}),
    )]);
    let books = client!(envelope, server).books().list().await.unwrap();
    assert!(books.is_empty());
    assert_eq!(
        server.last().json(),
        json!({"query": "{ books { id title } }"})
    );
    assert_eq!(
        server.last().header("content-type"),
        Some("application/json")
    );
}

#[tokio::test]
async fn constant_text_keeps_line_breaks_and_media_type() {
    let answer = json!({"data": {"addBook": {"ok": true, "error": null}}});
    let server = serve([Answer::json(200, &answer)]);
    let added = client!(envelope, server)
        .books()
        .add(AddBookVariables::new("\"\n"))
        .await;
    assert!(added.unwrap().ok);
    let received = server.last();
    assert_eq!(
        received.header("content-type"),
        Some("application/graphql+json")
    );
    let sent = received.json();
    let query = sent["query"].as_str().unwrap();
    assert!(
        query.starts_with("mutation AddBook($title: String!) {\n  addBook"),
        "{query}"
    );
    assert_eq!(sent["variables"], json!({"title": "\"\n"}));
}

#[tokio::test]
async fn errors_in_the_data_are_call_errors() {
    let failed = json!({"ok": false, "error": {"code": "BOOK-1", "message": "There is one."}});
    let error = refused(json!({"data": {"addBook": failed}})).await;
    let Some(ErrorBody::BookError(body)) = error.body() else {
        panic!("{error:?}");
    };
    assert_eq!(body.code, BookErrorCode::TitleTaken);
    assert_eq!(
        (error.code(), error.message()),
        (Some("BOOK-1"), Some("There is one."))
    );
    assert_eq!(error.to_string(), "addBook: 200 BOOK-1: There is one.");
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert!(!error.is_retryable());
    assert_eq!(error.path(), None);
}

#[tokio::test]
async fn errors_next_to_data_are_call_errors() {
    let errors =
        json!([{"message": "Slow", "extensions": {"code": "TIMEOUT"}}, {"message": "Two"}]);
    let data = json!({"addBook": {"ok": true}});
    let error = refused(json!({"data": data, "errors": errors})).await;
    let Some(ErrorBody::GraphErrors(body)) = error.body() else {
        panic!("{error:?}");
    };
    let messages: Vec<&str> = body.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(messages, ["Slow", "Two"]);
    assert_eq!(error.to_string(), "addBook: 200 TIMEOUT: Slow");
    // Without a code, and without data.
    let error = refused(json!({"data": null, "errors": [{"message": "Syntax"}]})).await;
    assert_eq!((error.code(), error.message()), (None, Some("Syntax")));
    // Malformed errors are errors too.
    let error = refused(json!({"errors": "broken"})).await;
    assert_eq!(error.body(), None);
}

#[tokio::test]
async fn false_success_flag_is_an_error_without_a_body() {
    let error = refused(json!({"data": {"addBook": {"ok": false}}})).await;
    assert_eq!(
        (error.body(), error.code(), error.message()),
        (None, None, None)
    );
}

#[tokio::test]
async fn other_statuses_have_their_own_or_shared_error_bodies() {
    let error = add(Answer::json(401, &json!({"reason": "token"})))
        .await
        .unwrap_err();
    assert!(matches!(error.body(), Some(ErrorBody::Unauthorized(body)) if body.reason == "token"));
    let errors = json!({"errors": [{"message": "Bad", "extensions": {"code": "PARSE"}}]});
    let error = add(Answer::json(400, &errors)).await.unwrap_err();
    assert!(matches!(error.body(), Some(ErrorBody::GraphErrors(errors)) if errors.len() == 1));
    assert_eq!(error.to_string(), "addBook: 400 PARSE: Bad");
    // A mutation is not retried, whatever the status is.
    let error = add(Answer::json(503, &json!({}))).await.unwrap_err();
    assert!(error.is_retryable());
}

#[tokio::test]
async fn malformed_payload_is_an_error_with_its_path() {
    let error = add(Answer::json(
        200,
        &json!({"data": {"addBook": {"ok": "yes"}}}),
    ))
    .await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.path(), Some("data.addBook.ok"));
    for nothing in [json!({}), json!({"data": null})] {
        let error = add(Answer::json(200, &nothing)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error.to_string().contains("there is nothing at `/data/*`"),
            "{error}"
        );
    }
    let error = add(Answer::raw(200, "text/html", "<html>"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn operation_can_override_the_envelope() {
    let server = serve([
        Answer::json(200, &json!({"jsonrpc": "2.0", "id": 1, "result": true})),
        Answer::json(
            200,
            &json!({"error": {"code": -32_602, "text": "no such room"}}),
        ),
    ]);
    let shelves = client!(envelope, server);
    let target = || MoveShelfTarget::new(7, "s-1");
    assert!(shelves.shelves().move_shelf(target()).await.unwrap());
    assert_eq!(
        server.last().text(),
        r#"{"jsonrpc":"2.0","id":1,"method":"shelf.move","params":{"target":{"shelf":"s-1","room":7},"dry":false}}"#
    );
    let error = shelves.shelves().move_shelf(target()).await.unwrap_err();
    assert_eq!(error.to_string(), "moveShelf: 200 -32602: no such room");
}

#[tokio::test]
async fn operation_can_disable_the_envelope() {
    let server = serve([Answer::json(200, &json!({"errors": ["disk"]}))]);
    let health = client!(envelope, server).health().get().await.unwrap();
    assert_eq!(health.errors, ["disk"]);
}
