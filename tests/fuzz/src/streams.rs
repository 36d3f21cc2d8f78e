//! Fuzz targets for streamed responses: the result depends only on the bytes, not on the chunks in which they
//! arrive.

use std::convert::Infallible;
use std::future::ready;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tests::media_types::Client;
use tests::runtime::{Body, ByteStream, Bytes};
use tokio::runtime::{Builder, Runtime};

/// The body of the next response: bytes, and the length of its chunks.
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

/// Returns a client that all inputs share: building one takes longer than reading a response.
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

/// Returns the body of a response that arrives in chunks of `length` bytes.
async fn received(bytes: &Arc<[u8]>, length: usize) -> ByteStream {
    *BODY.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(bytes), length));
    client().media().get_events().await.expect("a response")
}

/// Splits the input: the first byte is the length of the chunks.
fn cut(bytes: &[u8]) -> Option<(usize, Arc<[u8]>)> {
    let (&length, rest) = bytes.split_first()?;
    Some((usize::from(length.max(1)), Arc::from(rest)))
}

/// Reads server-sent events.
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

/// Reads lines.
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
