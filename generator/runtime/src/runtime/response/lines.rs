//! Lines of text: reads a body of `application/x-ndjson` or a similar type as it arrives. The meaning of the lines
//! depends on the API.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::ByteStream;

/// The lines of a response without their line breaks, read as they arrive. A broken connection is not restored.
///
/// It is a [`Stream`] of text; [`LineStream::try_next`] needs no other crate.
#[must_use = "no line is read until the stream is polled"]
pub struct LineStream {
    stream: ByteStream,
    buffer: Vec<u8>,
    /// The number of bytes of the buffer that have been read.
    start: usize,
    /// The number of unread bytes that are known to contain no line feed.
    searched: usize,
    /// Whether a line has been read. A byte order mark may precede the first line.
    begun: bool,
    ended: bool,
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
        LineStream {
            stream: self,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            begun: false,
            ended: false,
        }
    }
}

impl LineStream {
    /// Returns the next line, or none at the end.
    ///
    /// # Errors
    ///
    /// As for [`ByteStream::try_next`], and [`io::ErrorKind::InvalidData`] if a line is not UTF-8. The following lines
    /// can still be read.
    pub async fn try_next(&mut self) -> Result<Option<String>, io::Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// Returns the next complete line. At the end of the body, it returns an incomplete one too.
    fn line(&mut self) -> Option<io::Result<String>> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let unsearched = rest.get(self.searched..).unwrap_or_default();
        let found = unsearched.iter().position(|byte| *byte == b'\n');
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
        let text = std::str::from_utf8(line).map(str::to_owned);
        let text = text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
        self.start += read;
        self.searched = 0;
        Some(text)
    }
}

impl Stream for LineStream {
    type Item = Result<String, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(line) = this.line() {
                return Poll::Ready(Some(line));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut this.stream).poll_next(context)) {
                Some(Ok(piece)) => this.buffer.extend_from_slice(&piece),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => this.ended = true,
            }
        }
    }
}

impl fmt::Debug for LineStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LineStream")
    }
}
