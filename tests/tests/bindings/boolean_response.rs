//! Scalar responses, responses without a body, and operations without security.

use serde_json::json;
use tests::boolean_response::Client;
use tests::runtime::ErrorKind;
use tests::server::{Answer, Server};

use super::serve;

fn client(server: &Server) -> Client {
    let builder = Client::builder().without_environment();
    let builder = builder.base_url(server.url()).retries(0);
    builder.bearer_auth("key_1").build().unwrap()
}

#[tokio::test]
async fn boolean_body_is_decoded() {
    let server = serve([
        Answer::json(200, &json!(true)),
        Answer::json(200, &json!(false)),
    ]);
    let client = client(&server);
    assert!(client.products().delete("p_1").await.unwrap());
    assert!(!client.products().delete("p_1").await.unwrap());
    let request = server.last();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("DELETE", "/products/p_1")
    );
    assert_eq!(request.header("authorization"), Some("Bearer key_1"));
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn non_boolean_body_is_an_error() {
    for body in [r#""true""#, "1", "null", "", "{}"] {
        let server = serve([Answer::raw(200, "application/json", body)]);
        let error = client(&server).products().delete("p").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        assert_eq!(error.bytes(), body.as_bytes());
    }
}

#[tokio::test]
async fn no_content_is_unit_and_no_security_sends_no_key() {
    let server = serve([Answer::empty(204)]);
    client(&server)
        .products()
        .replace_notes("p_1")
        .await
        .unwrap();
    let request = server.last();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("PUT", "/products/p_1/notes")
    );
    assert_eq!(request.header("authorization"), None);
    assert!(!format!("{request:?}").contains("key_1"));
}
