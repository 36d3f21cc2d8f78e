//! Tests of timeouts: of the whole call, of connecting, and between the chunks of a stream.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt as _;
use runtime::runtime::{Body, ErrorKind, Method, TransportError};

use crate::support::{Client, ErrorBody, KEY, Reply, Server};

#[tokio::test]
async fn a_call_can_have_a_time_out_of_its_own() {
    let server = Server::start(|_, _| Reply::Hang).await;
    let started = Instant::now();
    let error = Client::of(&server)
        .member("x")
        .timeout(Duration::from_millis(50))
        .await
        .unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.to_string(), "retrieveMember: timed out after 50ms");
    assert!(error.is_timeout() && error.is_retryable() && !error.is_connect());
    assert_eq!(server.requests().len(), 1);
}

/// Builds a client whose responses arrive in pieces, each after a second.
fn in_pieces(pieces: &'static [&'static str]) -> Client {
    let transport = move |_: http::Request<Body>| async move {
        let stream = futures_util::stream::iter(pieces).then(|piece| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok::<_, std::io::Error>(Bytes::from_static(piece.as_bytes()))
        });
        Ok(http::Response::new(Body::stream(stream)))
    };
    Client::builder()
        .credential(0, KEY.into())
        .transport(transport)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_time_out_holds_until_the_last_byte() {
    let client = in_pieces(&["{\"id\":", "1", "}"]);
    let error = client
        .member("x")
        .timeout(Duration::from_millis(2500))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    // The part that arrived is kept.
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(error.bytes(), b"{\"id\":1");
}

#[tokio::test(start_paused = true)]
async fn a_stream_has_the_time_out_between_two_pieces() {
    let client = in_pieces(&["a"; 6]);
    let call = |milliseconds| {
        let call = client
            .request(Method::GET, "/x", "x")
            .returns_stream::<ErrorBody>();
        call.timeout(Duration::from_millis(milliseconds))
    };
    // Longer overall than the timeout, but without a pause of that length.
    assert_eq!(call(1100).await.unwrap().collect().await.unwrap(), "aaaaaa");
    let error = call(900).await.unwrap().collect().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn the_default_is_a_minute() {
    let silent = |_: http::Request<Body>| async {
        std::future::pending::<Result<_, TransportError>>().await
    };
    let client = Client::builder()
        .credential(0, KEY.into())
        .transport(silent)
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let error = client.member("x").await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(started.elapsed().as_secs(), 60);
    let endless = tokio::time::timeout(
        Duration::from_secs(3600),
        client.member("x").timeout(None).send(),
    );
    assert!(
        endless.await.is_err(),
        "without a time-out it waits for ever"
    );
}

#[tokio::test]
async fn connecting_has_a_time_out_of_its_own() {
    // An address for documentation (RFC 5737), behind a proxy that never answers: the tunnel is never established.
    let proxy = Server::start(|_, _| Reply::Hang).await;
    let client = Client::builder()
        .base_url("http://192.0.2.1")
        .credential(0, KEY.into())
        .proxy(proxy.url(""))
        .connect_timeout(Duration::from_millis(50))
        .timeout(Duration::from_millis(200))
        .retries(0)
        .build()
        .unwrap();
    let error = client.member("x").await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
