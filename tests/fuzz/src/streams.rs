//! Fuzz targets for streamed responses: the result depends only on the bytes, not on the chunks in which they
//! arrive.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::{IntoFuture, ready};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_util::{Stream, StreamExt};
use tests::runtime::{Body, ByteStream, Bytes, Error, StreamError};
use tests::streams::Client;
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

/// Splits the input: the first byte is the length of the chunks.
fn cut(bytes: &[u8]) -> Option<(usize, Arc<[u8]>)> {
    let (&length, rest) = bytes.split_first()?;
    Some((usize::from(length.max(1)), Arc::from(rest)))
}

/// Reads the items of a response that arrives in chunks of `length` bytes. Each is its `Debug` output, or the path of the
/// value that is wrong.
fn items<S, T, E>(
    bytes: &Arc<[u8]>,
    length: usize,
    call: impl IntoFuture<Output = Result<S, Error<E>>>,
    open: impl Fn(S) -> T,
) -> Vec<Result<String, String>>
where
    T: Stream<Item: IntoResult> + Unpin,
    Error<E>: Debug,
{
    *BODY.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(bytes), length));
    runtime().block_on(async {
        let mut stream = open(call.await.expect("a response"));
        let mut found = Vec::new();
        while let Some(item) = stream.next().await {
            found.push(item.into_result());
            assert!(found.len() <= bytes.len() + 1, "more items than bytes");
        }
        found
    })
}

/// The items of streams, so that those of all types can be compared.
trait IntoResult {
    fn into_result(self) -> Result<String, String>;
}

impl<T: Debug> IntoResult for Result<T, StreamError> {
    fn into_result(self) -> Result<String, String> {
        match self {
            Ok(item) => Ok(format!("{item:?}")),
            Err(StreamError::Decode(failure)) => Err(failure.path().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Reads server-sent events, as they are and as JSON.
pub(crate) fn events(bytes: &[u8]) {
    let Some((length, bytes)) = cut(bytes) else {
        return;
    };
    let streams = client().streams();
    let read = |length| {
        let events = items(&bytes, length, streams.notices(), ByteStream::events);
        let tokens = items(&bytes, length, streams.tokens(), |stream| stream);
        (events, tokens)
    };
    assert_eq!(read(length), read(bytes.len().max(1)));
}

/// Reads lines, as they are and as JSON, and records.
pub(crate) fn lines(bytes: &[u8]) {
    let Some((length, bytes)) = cut(bytes) else {
        return;
    };
    let streams = client().streams();
    let read = |length| {
        let lines = items(&bytes, length, streams.notices(), ByteStream::lines);
        let entries = items(&bytes, length, streams.entries(), |stream| stream);
        let records = items(&bytes, length, streams.records(), |stream| stream);
        (lines, entries, records)
    };
    assert_eq!(read(length), read(bytes.len().max(1)));
}
