//! Tests of the lines of a response, whose body arrives in chunks of any length.

use runtime::runtime::{Body, Bytes, LineStream, Method, StreamError, http};

use super::support::{Client, ErrorBody, KEY};

const BODY: &[u8] = b"\xef\xbb\xbf{\"n\":1}\r\n\n{\"n\":\"h\xc3\xa9\"}\n\xff\nlast";

/// Returns the lines of a response whose body arrives in chunks of this length.
async fn received(body: &'static [u8], length: usize) -> LineStream {
    received_in(body.chunks(length).map(Bytes::from).collect()).await
}

/// Returns the lines of a response whose body arrives in these chunks.
async fn received_in(pieces: Vec<Bytes>) -> LineStream {
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
    call.returns_stream::<ErrorBody>().await.unwrap().lines()
}

#[tokio::test]
async fn lines_end_with_a_line_feed_or_with_the_body() {
    for length in 1..=BODY.len() {
        let mut lines = received(BODY, length).await;
        let mut found = Vec::new();
        loop {
            match lines.try_next().await {
                Ok(Some(line)) => found.push(line),
                Ok(None) => break,
                Err(StreamError::Decode(_)) => found.push("no text".to_owned()),
                Err(error) => panic!("{error}"),
            }
        }
        let expected = ["{\"n\":1}", "", "{\"n\":\"hé\"}", "no text", "last"];
        assert_eq!(found, expected, "in pieces of {length}");
    }
    let mut ended = received(b"a\n", 1).await;
    assert_eq!(ended.try_next().await.unwrap().as_deref(), Some("a"));
    assert_eq!(ended.try_next().await.unwrap(), None);
    assert_eq!(ended.try_next().await.unwrap(), None);
}

#[test]
fn lines_are_an_iterator_for_threads() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let lines = runtime.block_on(received(b"a\nb", 2));
    let found: Vec<_> = lines.into_blocking_iter().map(Result::unwrap).collect();
    assert_eq!(found, ["a", "b"]);
}

#[tokio::test]
async fn limit_applies_to_one_line() {
    // Many lines in one chunk, which is longer than the limit.
    let mut lines = received_in(vec!["x\n".repeat(9 << 20).into()]).await;
    for _ in 0..1000 {
        assert_eq!(lines.try_next().await.unwrap().as_deref(), Some("x"));
    }
    let part = Bytes::from("x".repeat(1 << 20));
    let mut lines = received_in(vec![part; 18]).await;
    let error = lines.try_next().await.unwrap_err();
    assert!(error.to_string().contains("16 MiB"), "{error}");
    assert_eq!(lines.try_next().await.unwrap(), None);
}
