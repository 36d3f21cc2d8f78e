//! Server-sent events: reads a body of `text/event-stream` as it arrives (HTML standard, section 9.2).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::decode::{DecodeFailure, decode_json};
use super::{ByteStream, Decoded, LONGEST_ITEM, StreamError};
use crate::runtime::call::reconnection::Reconnection;

/// Data that ends a stream of JSON: a convention of several APIs. It is not JSON.
const END: &str = "[DONE]";

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The type of the event; `message` if the server sends none.
    pub name: String,
    /// The data; lines are separated by line feeds.
    pub data: String,
    /// The id of this event, or else of the last event that had one; empty if there was none.
    pub id: String,
    /// The delay after which to reconnect, if the server sends one with this event.
    pub retry: Option<Duration>,
}

impl Event {
    /// Decodes the data as JSON.
    ///
    /// # Errors
    ///
    /// Fails if the data is not JSON of this type; the error contains the path. Some APIs end a stream with an event
    /// whose data is not JSON, such as `[DONE]`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeFailure> {
        decode_json(self.data.as_bytes())
    }
}

/// The events of a response, read as they arrive: their data as `T`, or each [`Event`] as it is.
///
/// If the connection breaks or no data arrives within the timeout of the call, the stream reconnects with the id of the
/// last event (`Last-Event-ID`), after the delay that the server sent in `retry`, or else the delay of a retry. The
/// stream fails if the events have no ids, if the request is not safe to retry, if the retry limit of the call is
/// reached without a new event, or if the server asks for a delay of more than a minute. `retries(0)` disables
/// reconnection.
///
/// It is a [`Stream`]; [`EventStream::try_next`] needs no other crate. Dropping it cancels the call. An error that is
/// [`StreamError::Decode`] concerns one event, and the following events can still be read.
///
/// With a type other than [`Event`], events without data are skipped, and an event with the data `[DONE]` ends the stream.
#[must_use = "no event is read until the stream is polled"]
pub struct EventStream<T = Event> {
    stream: ByteStream,
    parser: Parser,
    decode: fn(Event) -> Decoded<T>,
    reconnection: Option<Reconnection>,
    ended: bool,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "other streams return the event itself"
)]
fn decode_data<T: DeserializeOwned>(event: Event) -> Decoded<T> {
    match event.data.trim_ascii() {
        "" => Decoded::Skipped,
        END => Decoded::End,
        data => Decoded::Item(decode_json(data.as_bytes())),
    }
}

impl ByteStream {
    /// Returns the body as a stream of server-sent events.
    ///
    /// ```no_run
    #[doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::ByteStream;")]
    /// # async fn example(body: ByteStream) -> Result<(), Box<dyn std::error::Error>> {
    /// // `body` is the result of `client.completions().create_stream(prompt).await?`.
    /// let mut events = body.events();
    /// while let Some(event) = events.try_next().await? {
    ///     let delta: serde_json::Value = event.json()?;
    ///     println!("{}: {delta}", event.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(self) -> EventStream {
        EventStream::new(self, |event| Decoded::Item(Ok(event)))
    }
}

impl<T: DeserializeOwned> EventStream<T> {
    /// Returns a stream of the data of events, which is JSON.
    pub(crate) fn of_json(stream: ByteStream) -> Self {
        Self::new(stream, decode_data)
    }
}

impl<T> EventStream<T> {
    fn new(mut stream: ByteStream, decode: fn(Event) -> Decoded<T>) -> Self {
        let reconnection = stream.reconnection.take();
        Self {
            stream,
            parser: Parser::default(),
            decode,
            reconnection,
            ended: false,
        }
    }

    /// Returns a stream of the events that have not been read, with their names and ids.
    pub fn into_events(self) -> EventStream {
        EventStream {
            stream: self.stream,
            parser: self.parser,
            decode: |event| Decoded::Item(Ok(event)),
            reconnection: self.reconnection,
            ended: self.ended,
        }
    }

    /// Begins to reconnect; returns false if that is impossible.
    fn reconnect(&mut self) -> bool {
        let (id, delay) = (&self.parser.last_id, self.parser.reconnection_delay);
        let begun = match &mut self.reconnection {
            Some(reconnection) => reconnection.begin(id, delay),
            None => false,
        };
        if begun {
            self.parser.restart();
        }
        begun
    }

    /// Returns the next item, or none at the end. An incomplete event at the end is discarded.
    ///
    /// # Errors
    ///
    /// Fails if the connection breaks or no data arrives within the timeout of the call, and a reconnection is not
    /// possible or fails too. Fails if an event is longer than 16 MiB, or if its data cannot be decoded as the type.
    pub async fn try_next(&mut self) -> Result<Option<T>, StreamError> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.ended {
            if let Some(reconnection) = &mut this.reconnection
                && let Some(result) = ready!(reconnection.poll(context))
            {
                match result {
                    Ok(Some(stream)) => this.stream = stream,
                    Ok(None) => break,
                    Err(error) => {
                        this.ended = true;
                        return Poll::Ready(Some(Err(StreamError::Read(error))));
                    }
                }
            }
            if let Some(event) = this.parser.next() {
                if let Some(reconnection) = &mut this.reconnection {
                    reconnection.succeed();
                }
                match (this.decode)(event) {
                    Decoded::Item(item) => {
                        return Poll::Ready(Some(item.map_err(StreamError::Decode)));
                    }
                    Decoded::Skipped => continue,
                    Decoded::End => break,
                }
            }
            let error = if this.parser.len() > LONGEST_ITEM {
                StreamError::too_long()
            } else {
                match ready!(Pin::new(&mut this.stream).poll_next(context)) {
                    Some(Ok(piece)) => {
                        this.parser.buffer.extend_from_slice(&piece);
                        continue;
                    }
                    Some(Err(error)) => {
                        if this.reconnect() {
                            continue;
                        }
                        StreamError::Read(error)
                    }
                    None => break,
                }
            };
            this.ended = true;
            return Poll::Ready(Some(Err(error)));
        }
        this.ended = true;
        Poll::Ready(None)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EventStream")
    }
}

/// The data that has arrived and is not yet a complete event.
#[derive(Default)]
struct Parser {
    buffer: Vec<u8>,
    /// The number of bytes of the buffer that have been read.
    start: usize,
    /// The number of unread bytes that are known to contain no line end.
    searched: usize,
    /// Whether the last line ended with a carriage return. A line feed after it belongs to the same line end.
    after_return: bool,
    /// Whether a line has been read. A byte order mark may precede the first line.
    begun: bool,
    name: String,
    data: Option<String>,
    id: String,
    retry: Option<Duration>,
    /// The id when the last event was complete.
    last_id: String,
    /// The last delay that the server has sent.
    reconnection_delay: Option<Duration>,
}

impl Parser {
    /// Begins a new body, whose events follow the last complete one.
    fn restart(&mut self) {
        let last_id = std::mem::take(&mut self.last_id);
        *self = Self {
            id: last_id.clone(),
            last_id,
            reconnection_delay: self.reconnection_delay,
            ..Self::default()
        };
    }

    /// Returns the number of bytes that belong to no complete event.
    fn len(&self) -> usize {
        self.buffer.len() - self.start + self.data.as_ref().map_or(0, String::len)
    }

    /// Returns the next complete event.
    fn next(&mut self) -> Option<Event> {
        while let Some(line) = self.line() {
            if !line.is_empty() {
                self.field(&line);
                continue;
            }
            let name = std::mem::take(&mut self.name);
            let retry = self.retry.take();
            if self.last_id != self.id {
                self.id.clone_into(&mut self.last_id);
            }
            if let Some(data) = self.data.take() {
                let name = if name.is_empty() {
                    "message".to_owned()
                } else {
                    name
                };
                let id = self.id.clone();
                return Some(Event {
                    name,
                    data,
                    id,
                    retry,
                });
            }
        }
        None
    }

    /// Returns the next complete line. It ends with a line feed, a carriage return, or both.
    fn line(&mut self) -> Option<String> {
        let mut rest = self.buffer.get(self.start..).unwrap_or_default();
        if self.after_return
            && let Some((first, tail)) = rest.split_first()
        {
            self.after_return = false;
            if *first == b'\n' {
                self.start += 1;
                rest = tail;
            }
        }
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let Some(found) = unsearched
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
        else {
            self.searched = rest.len();
            // Bytes that have been read are not needed any more.
            self.buffer.drain(..self.start);
            self.start = 0;
            return None;
        };
        let end = self.searched + found;
        let mut line = rest.get(..end).unwrap_or_default();
        self.after_return = rest.get(end) == Some(&b'\r');
        if !self.begun {
            self.begun = true;
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        let line = String::from_utf8_lossy(line).into_owned();
        self.start += end + 1;
        self.searched = 0;
        Some(line)
    }

    /// Processes a line that is not empty. A line that begins with a colon is a comment.
    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
                self.reconnection_delay = self.retry.or(self.reconnection_delay);
            }
            _ => {}
        }
    }
}
