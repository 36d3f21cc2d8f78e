//! Readers of streamed responses: what they return depends on the bytes and not on how they arrive.

use std::convert::Infallible;
use std::future::ready;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tests::media_types::Client;
use tests::runtime::{Body, ByteStream, Bytes};
use tokio::runtime::{Builder, Runtime};

/// What the next response has as its body: bytes, and the length of the pieces in which they arrive.
static BODY: Mutex<Option<(Arc<[u8]>, usize)>> = Mutex::new(None);

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_current_thread();
        builder.enable_time();
        builder.build().expect("a runtime")
    })
}

fn body() -> Body {
    let body = BODY.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (bytes, length) = body.expect("a body");
    let pieces: Vec<_> = bytes
        .chunks(length)
        .map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)))
        .collect();
    Body::stream(futures_util::stream::iter(pieces))
}

/// One client for all inputs: to build one takes longer than to read a response.
fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        Client::builder()
            .without_environment()
            .base_url("http://127.0.0.1")
            .transport(|_: http::Request<Body>| ready(Ok(http::Response::new(body()))))
            .build()
            .expect("a client")
    })
}

/// The body of a response that arrives in pieces of a length.
async fn received(bytes: &Arc<[u8]>, length: usize) -> ByteStream {
    *BODY.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(bytes), length));
    client().media().get_events().await.expect("a response")
}

/// The first byte is the length of the pieces.
fn cut(bytes: &[u8]) -> Option<(usize, Arc<[u8]>)> {
    let (&length, rest) = bytes.split_first()?;
    Some((usize::from(length.max(1)), Arc::from(rest)))
}

/// Server-sent events.
pub(crate) fn events(bytes: &[u8]) {
    let Some((length, bytes)) = cut(bytes) else {
        return;
    };
    let read = |length| {
        runtime().block_on(async {
            let mut events = received(&bytes, length).await.events();
            let mut found = Vec::new();
            while let Some(event) = events.try_next().await.transpose() {
                found.push(event.map_err(|error| error.kind()));
                assert!(found.len() <= bytes.len() + 1, "more events than bytes");
            }
            found
        })
    };
    assert_eq!(read(length), read(bytes.len().max(1)));
}

/// Lines.
pub(crate) fn lines(bytes: &[u8]) {
    let Some((length, bytes)) = cut(bytes) else {
        return;
    };
    let read = |length| {
        runtime().block_on(async {
            let mut lines = received(&bytes, length).await.lines();
            let mut found = Vec::new();
            while let Some(line) = lines.try_next().await.transpose() {
                found.push(line.map_err(|error| error.kind()));
                assert!(found.len() <= bytes.len() + 1, "more lines than bytes");
            }
            found
        })
    };
    assert_eq!(read(length), read(bytes.len().max(1)));
}
