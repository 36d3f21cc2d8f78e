//! Methods of OpenAPI 3.2: `query`, and any other in `additionalOperations`.

use serde_json::json;
use tests::methods::types::{CopyNoteParams, SearchNotesRequest};
use tests::server::{Answer, Server};

use super::serve;

fn client(server: &Server) -> tests::methods::Client {
    client!(methods, server)
}

#[tokio::test]
async fn query_is_sent_with_a_body() {
    let server = serve([Answer::json(200, &json!([{"id": "1"}]))]);
    let notes = client(&server).notes().search(SearchNotesRequest::new("x"));
    assert_eq!(notes.await.unwrap()[0].id, "1");
    let request = server.last();
    assert_eq!((&*request.method, request.path()), ("QUERY", "/notes"));
    assert_eq!(request.json(), json!({"text": "x"}));
}

#[tokio::test]
async fn query_is_retried() {
    // The method is safe and idempotent.
    let answers = [Answer::empty(503), Answer::json(200, &json!([]))];
    let server = serve(answers.map(|answer| answer.header("retry-after-ms", "1")));
    let client = tests::methods::Client::builder().without_environment();
    let client = client.base_url(server.url()).build().unwrap();
    let notes = client.notes().search(SearchNotesRequest::new("x"));
    assert_eq!(notes.await.unwrap(), []);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn additional_methods_are_sent_as_they_are() {
    let server = serve([
        Answer::json(201, &json!({"id": "2"})),
        Answer::empty(204),
        Answer::empty(503),
    ]);
    let client = tests::methods::Client::builder().without_environment();
    let client = client.base_url(server.url()).build().unwrap();
    let copy = client
        .notes()
        .copy("1", CopyNoteParams::new("/notes/2"))
        .await
        .unwrap();
    assert_eq!(copy.id, "2");
    let request = server.last();
    assert_eq!((&*request.method, request.path()), ("COPY", "/notes/1"));
    assert_eq!(request.header("destination"), Some("/notes/2"));
    client.notes().m_search_by_id("1").await.unwrap();
    assert_eq!(server.last().method, "m-search");
    // Whether such a method can be repeated is unknown.
    client.notes().m_search_by_id("1").await.unwrap_err();
    assert_eq!(server.received().len(), 3);
}
