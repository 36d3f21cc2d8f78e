//! An API key in a header, with a prefix that the configuration sets.

use tests::credential_prefix::Client;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn key_is_sent_unchanged_after_the_prefix() {
    let server = serve([Answer::empty(204)]);
    let builder = || {
        Client::builder()
            .without_environment()
            .base_url(server.url())
    };
    let things = builder().api_key("k-1:2").build().unwrap();
    things.things().list().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Basic k-1:2"));
    let copied = builder().api_key("Basic k-2").build().unwrap();
    copied.things().list().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Basic k-2"));
    assert!(!format!("{things:?}").contains("k-1"));

    let things = builder().token("t-1").build().unwrap();
    things.things().list().await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Bearer t-1"));

    let error = builder().build().unwrap_err();
    let shown = error.to_string();
    assert!(shown.contains("`api_key`"), "{shown}");
}
