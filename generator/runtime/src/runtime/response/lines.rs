//! Lines of text: reads a body of `application/x-ndjson` or a similar type as it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use serde::de::DeserializeOwned;

use super::decode::{DecodeFailure, decode_json};
use super::{ByteStream, Decoded, LONGEST_ITEM, StreamError};

/// The lines of a response, read as they arrive: the JSON in them as `T`, or their text without line breaks. It does
/// not reconnect if the connection breaks.
///
/// It is a [`Stream`]; [`LineStream::try_next`] needs no other crate. Dropping it cancels the call. An error that is
/// [`StreamError::Decode`] concerns one line, and the following lines can still be read. With a type other than
/// [`String`], empty lines are skipped.
#[must_use = "no line is read until the stream is polled"]
pub struct LineStream<T = String> {
    stream: ByteStream,
    buffer: Vec<u8>,
    /// The number of bytes of the buffer that have been read.
    start: usize,
    /// The number of unread bytes that are known to contain no line feed.
    searched: usize,
    /// Whether a line has been read. A byte order mark may precede the first line.
    begun: bool,
    ended: bool,
    /// The byte between two items.
    separator: u8,
    decode: fn(&[u8]) -> Decoded<T>,
}

/// The byte before each record of `application/json-seq` (RFC 7464, section 2.2).
const RECORD: u8 = 0x1e;

fn text(line: &[u8]) -> Decoded<String> {
    let text = std::str::from_utf8(line).map(str::to_owned);
    Decoded::Item(text.map_err(|error| DecodeFailure::new(error.to_string())))
}

fn json<T: DeserializeOwned>(line: &[u8]) -> Decoded<T> {
    match line.trim_ascii() {
        b"" => Decoded::Skipped,
        line => Decoded::Item(decode_json(line)),
    }
}

impl ByteStream {
    /// Returns the body as a stream of lines. A line ends with a line feed, or a carriage return and a line feed; the
    /// last one needs neither.
    ///
    /// Each line of `application/x-ndjson` or `application/jsonl` is JSON. In `application/json-seq` a record begins
    /// with the character `\u{1e}` (RFC 7464).
    ///
    /// ```no_run
    #[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::ByteStream;")]
    /// # async fn example(body: ByteStream) -> Result<(), Box<dyn std::error::Error>> {
    /// // `body` is the result of `client.events().list_ndjson().await?`.
    /// let mut lines = body.lines();
    /// while let Some(line) = lines.try_next().await? {
    ///     let event: serde_json::Value = serde_json::from_str(&line)?;
    ///     println!("{event}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn lines(self) -> LineStream {
        LineStream::new(self, b'\n', text)
    }
}

impl<T: DeserializeOwned> LineStream<T> {
    /// Returns a stream of the JSON in lines.
    pub(crate) fn of_json(stream: ByteStream) -> Self {
        Self::new(stream, b'\n', json)
    }

    /// Returns a stream of the JSON in records (RFC 7464), which may contain line feeds.
    pub(crate) fn of_records(stream: ByteStream) -> Self {
        Self::new(stream, RECORD, json)
    }
}

impl<T> LineStream<T> {
    fn new(stream: ByteStream, separator: u8, decode: fn(&[u8]) -> Decoded<T>) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            begun: false,
            ended: false,
            separator,
            decode,
        }
    }

    /// Returns the next item, or none at the end.
    ///
    /// # Errors
    ///
    /// Fails if the connection breaks, if no data arrives within the timeout of the call, if a line is longer than 16 MiB
    /// or is not UTF-8, or if its JSON is not of the type.
    pub async fn try_next(&mut self) -> Result<Option<T>, StreamError> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// Decodes the next complete line. At the end of the body, an incomplete one counts too.
    fn line(&mut self) -> Option<Decoded<T>> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let separator = self.separator;
        let found = unsearched.iter().position(|byte| *byte == separator);
        let (mut line, read) = match found {
            Some(found) => {
                let end = self.searched + found;
                (rest.get(..end).unwrap_or_default(), end + 1)
            }
            None if self.ended && !rest.is_empty() => (rest, rest.len()),
            None => {
                self.searched = rest.len();
                // Lines that have been returned are not needed any more.
                self.buffer.drain(..self.start);
                self.start = 0;
                return None;
            }
        };
        if !self.begun {
            self.begun = true;
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let item = (self.decode)(line);
        self.start += read;
        self.searched = 0;
        Some(item)
    }
}

impl<T> Stream for LineStream<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(line) = this.line() {
                match line {
                    Decoded::Item(item) => {
                        return Poll::Ready(Some(item.map_err(StreamError::Decode)));
                    }
                    Decoded::Skipped => continue,
                    Decoded::End => return Poll::Ready(None),
                }
            }
            if this.ended {
                return Poll::Ready(None);
            }
            let error = if this.buffer.len() > LONGEST_ITEM {
                StreamError::too_long()
            } else {
                match ready!(Pin::new(&mut this.stream).poll_next(context)) {
                    Some(Ok(piece)) => {
                        this.buffer.extend_from_slice(&piece);
                        continue;
                    }
                    Some(Err(error)) => StreamError::Read(error),
                    None => {
                        this.ended = true;
                        continue;
                    }
                }
            };
            this.ended = true;
            this.buffer.clear();
            this.start = 0;
            return Poll::Ready(Some(Err(error)));
        }
    }
}

impl<T> fmt::Debug for LineStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LineStream")
    }
}
