//! Request bodies: bytes, files and streams, in sequence.

pub(crate) mod json;

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::BoxError;
use super::body::json::to_json;
use super::platform::{BoxStream, MaybeSend};
use super::response::ByteStream;

/// The body of a request.
///
/// Strings, byte vectors and [`Bytes`] convert into it. A call with bytes or a file can be retried; a call with a
/// stream cannot.
#[derive(Default)]
pub struct Body {
    pieces: Vec<Piece>,
    media_type: Option<String>,
}

enum Piece {
    Bytes(Bytes),
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    File(std::path::PathBuf),
    Stream {
        // The mutex makes it `Sync`, as HTTP bodies must be. It is never contended.
        stream: Mutex<BoxStream<io::Result<Bytes>>>,
        #[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), allow(dead_code))]
        length: Option<u64>,
    },
}

impl Body {
    /// Returns an empty body.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Creates a body from the JSON of a value.
    ///
    /// # Errors
    ///
    /// Fails if the value cannot be written as JSON, for example because a number is not finite.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        to_json(value).map(Self::from)
    }

    /// Creates a body from a stream of chunks. It can be sent only once, so the call is not retried.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        Self::boxed_stream(Box::pin(Errors(Box::pin(stream))), None)
    }

    /// Creates a body from a stream of chunks whose total length in bytes is known. It can be sent only once, so the
    /// call is not retried.
    pub fn sized_stream<S, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        Self::boxed_stream(Box::pin(Errors(Box::pin(stream))), Some(length))
    }

    fn boxed_stream(stream: BoxStream<io::Result<Bytes>>, length: Option<u64>) -> Self {
        Self {
            pieces: vec![Piece::Stream {
                stream: Mutex::new(stream),
                length,
            }],
            media_type: None,
        }
    }

    /// Creates a body from a file, which is opened when the call is sent.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub fn file(path: impl Into<std::path::PathBuf>) -> Self {
        Self {
            pieces: vec![Piece::File(path.into())],
            media_type: None,
        }
    }

    /// Sets the media type, instead of the one in the document. It is required if the document has a range
    /// (`image/*`).
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    pub(crate) fn take_media_type(&mut self) -> Option<String> {
        self.media_type.take()
    }

    /// Returns the bytes, if the whole body is one piece in memory. For other bodies, see [`Body::collect`].
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self.pieces.as_slice() {
            [] => Some(&[]),
            [Piece::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    ///
    /// Fails if a file or a stream of the body cannot be read.
    pub async fn collect(self) -> io::Result<Bytes> {
        self.into_stream().collect().await
    }

    /// Returns whether the body is known to be empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.as_bytes().is_some_and(<[u8]>::is_empty)
    }

    /// Returns a copy of the body; none if it contains a stream.
    pub(crate) fn try_clone(&self) -> Option<Self> {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Bytes(bytes) => Some(Piece::Bytes(bytes.clone())),
            #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
            Piece::File(path) => Some(Piece::File(path.clone())),
            Piece::Stream { .. } => None,
        });
        Some(Self {
            pieces: pieces.collect::<Option<_>>()?,
            media_type: self.media_type.clone(),
        })
    }

    /// Appends another body.
    #[cfg(feature = "multipart")]
    pub(crate) fn append(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
    }

    /// Returns the length in bytes; none if it is not known before the body is sent.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    async fn length(&self) -> io::Result<Option<u64>> {
        let mut sum = 0_u64;
        for piece in &self.pieces {
            let length = match piece {
                Piece::Bytes(bytes) => bytes.len() as u64,
                Piece::File(path) => tokio::fs::metadata(path)
                    .await
                    .map_err(|error| unreadable(path, &error))?
                    .len(),
                Piece::Stream {
                    length: Some(length),
                    ..
                } => *length,
                Piece::Stream { length: None, .. } => return Ok(None),
            };
            sum = sum.saturating_add(length);
        }
        Ok(Some(sum))
    }

    pub(crate) fn into_stream(self) -> ByteStream {
        ByteStream::new(
            Box::pin(Pieces {
                rest: self.pieces.into(),
                current: None,
            }),
            None,
        )
    }

    /// Converts the body for reqwest.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) async fn into_reqwest(mut self) -> io::Result<reqwest::Body> {
        if let [Piece::Bytes(bytes)] = self.pieces.as_mut_slice() {
            return Ok(std::mem::take(bytes).into());
        }
        let length = self.length().await?;
        Ok(reqwest::Body::wrap(Outgoing {
            stream: Mutex::new(self.into_stream()),
            left: length,
        }))
    }

    /// Converts the body for the browser's fetch, which only takes whole bodies.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) async fn into_reqwest(self) -> io::Result<reqwest::Body> {
        Ok(self.collect().await?.into())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.pieces).finish()
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
            Self::File(path) => write!(formatter, "file {}", path.display()),
            Self::Stream { .. } => formatter.write_str("stream"),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            pieces: vec![Piece::Bytes(bytes)],
            media_type: None,
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        Self::boxed_stream(Box::pin(stream), None)
    }
}

/// A stream whose errors are converted to `io::Error`.
struct Errors<S>(Pin<Box<S>>);

impl<S, E> Stream for Errors<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(context)
            .map(|item| item.map(|item| item.map_err(io::Error::other)))
    }
}

/// The stream of a body's pieces, one after the other.
struct Pieces {
    rest: VecDeque<Piece>,
    current: Option<BoxStream<io::Result<Bytes>>>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(current) = &mut self.current {
                match current.as_mut().poll_next(context) {
                    Poll::Ready(None) => self.current = None,
                    other => return other,
                }
            }
            match self.rest.pop_front() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
                Some(Piece::File(path)) => {
                    self.current = Some(Box::pin(file::FileStream::new(path)));
                }
                Some(Piece::Stream { stream, .. }) => {
                    self.current = Some(
                        stream
                            .into_inner()
                            .unwrap_or_else(std::sync::PoisonError::into_inner),
                    );
                }
            }
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn unreadable(path: &std::path::Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot read {}: {error}", path.display()),
    )
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use self::outgoing::Outgoing;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod outgoing {
    //! A request body as hyper takes it.

    use std::io;
    use std::pin::Pin;
    use std::sync::{Mutex, PoisonError};
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use futures_core::Stream;
    use http_body::{Frame, SizeHint};

    use crate::runtime::response::ByteStream;

    pub(crate) struct Outgoing {
        pub(crate) stream: Mutex<ByteStream>,
        /// The number of bytes that remain, if it is known.
        pub(crate) left: Option<u64>,
    }

    impl http_body::Body for Outgoing {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            let this = &mut *self;
            let stream = this
                .stream
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner);
            Pin::new(stream).poll_next(context).map_ok(|piece| {
                this.left = this
                    .left
                    .map(|left| left.saturating_sub(piece.len() as u64));
                Frame::data(piece)
            })
        }

        fn size_hint(&self) -> SizeHint {
            self.left
                .map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod file {
    //! The stream of a file's chunks.

    use std::io;
    use std::path::PathBuf;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use futures_core::Stream;
    use tokio::fs::File;
    use tokio::io::{AsyncRead, ReadBuf};

    use super::unreadable;
    use crate::runtime::platform::BoxFuture;

    const PIECE: usize = 64 * 1024;

    pub(crate) struct FileStream {
        path: PathBuf,
        state: State,
    }

    enum State {
        Opening(BoxFuture<io::Result<File>>),
        Reading { file: File, buffer: Vec<u8> },
        Over,
    }

    impl FileStream {
        pub(crate) fn new(path: PathBuf) -> Self {
            let opening = File::open(path.clone());
            Self {
                path,
                state: State::Opening(Box::pin(opening)),
            }
        }
    }

    impl Stream for FileStream {
        type Item = io::Result<Bytes>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            let this = &mut *self;
            loop {
                let result = match &mut this.state {
                    State::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                        Ok(file) => {
                            this.state = State::Reading {
                                file,
                                buffer: vec![0; PIECE],
                            };
                            continue;
                        }
                        Err(error) => Err(error),
                    },
                    State::Reading { file, buffer } => {
                        let mut buffer = ReadBuf::new(buffer);
                        ready!(Pin::new(file).poll_read(context, &mut buffer))
                            .map(|()| Bytes::copy_from_slice(buffer.filled()))
                    }
                    State::Over => return Poll::Ready(None),
                };
                return Poll::Ready(match result {
                    Ok(piece) if piece.is_empty() => {
                        this.state = State::Over;
                        None
                    }
                    Ok(piece) => Some(Ok(piece)),
                    Err(error) => {
                        this.state = State::Over;
                        Some(Err(unreadable(&this.path, &error)))
                    }
                });
            }
        }
    }
}
