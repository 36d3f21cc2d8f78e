//! Blocking calls, for programs without an async executor. A thread of this crate drives the connections.
//!
//! Each method to await has a blocking counterpart: [`Call::send_blocking`], [`Page::next_page_blocking`],
//! [`Items::into_blocking_iter`] for all items of a list, and [`ByteStream::into_reader`].
//!
//! ```no_run
#![doc = concat!("# use ", env!("CARGO_CRATE_NAME"), "::runtime::{Call, Error, PageCall, Paged};")]
//! # use serde::de::DeserializeOwned;
//! # fn example<T, R, B>(call: Call<T, B>, list: PageCall<R, B>) -> Result<(), Error<B>>
//! # where R: Paged + DeserializeOwned, R::Item: std::fmt::Debug {
//! // `call` is `client.members().retrieve("member_1")`, `list` is `client.members().list(parameters)`.
//! let member = call.send_blocking()?;
//! for member in list.stream().into_blocking_iter() {
//!     println!("{:?}", member?);
//! }
//! # Ok(())
//! # }
//! ```

use std::future::Future;
use std::io::{self, Read};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use bytes::{Buf, Bytes};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Handle};

use super::call::{Call, CallWithResponse};
use super::error::failure::Failure;
use super::error::{Error, ErrorKind};
use super::pagination::page::{Direction, Page, PageCall, Paged};
use super::pagination::walk::{Items, Pages};
use super::response::events::EventStream;
use super::response::lines::LineStream;
use super::response::{ByteStream, Response, StreamError};

impl<T, B> Call<T, B> {
    /// Sends the call and blocks the thread until it ends. It needs no executor. In an async task, await the call
    /// instead: blocking would stop all tasks of the thread.
    ///
    /// # Errors
    ///
    /// The errors of the call, and one of [`ErrorKind::Transport`] if the thread that drives the connections cannot
    /// be started.
    pub fn send_blocking(self) -> Result<T, Error<B>> {
        wait(self.send())
    }
}

impl<T, B> CallWithResponse<T, B> {
    /// Sends the call and blocks the thread until it ends; see [`Call::send_blocking`].
    ///
    /// # Errors
    ///
    /// As for [`Call::send_blocking`].
    pub fn send_blocking(self) -> Result<Response<T>, Error<B>> {
        wait(self.call.respond())
    }
}

impl<R: Paged + DeserializeOwned, B> PageCall<R, B> {
    /// Sends the call and blocks the thread until it ends; see [`Call::send_blocking`].
    ///
    /// # Errors
    ///
    /// As for [`Call::send_blocking`].
    pub fn send_blocking(self) -> Result<Page<R, B>, Error<B>> {
        wait(self.send())
    }
}

impl<R: Paged + DeserializeOwned, B> Page<R, B> {
    /// Requests the next page and blocks the thread, as [`Page::next_page`] without an executor; see
    /// [`Call::send_blocking`].
    ///
    /// # Errors
    ///
    /// As for [`Page::next_page`].
    pub fn next_page_blocking(&self) -> Result<Option<Self>, Error<B>> {
        let call = self.adjacent_page_call(Direction::Forward)?;
        call.map(PageCall::send_blocking).transpose()
    }

    /// Requests the previous page and blocks the thread, as [`Page::previous_page`] without an executor; see
    /// [`Call::send_blocking`].
    ///
    /// # Errors
    ///
    /// As for [`Page::previous_page`].
    pub fn previous_page_blocking(&self) -> Result<Option<Self>, Error<B>> {
        let call = self.adjacent_page_call(Direction::Backward)?;
        call.map(PageCall::send_blocking).transpose()
    }
}

impl<R: Paged + DeserializeOwned, B> Pages<R, B> {
    /// Returns the pages as a blocking iterator; see [`Call::send_blocking`].
    pub fn into_blocking_iter(mut self) -> impl Iterator<Item = Result<Page<R, B>, Error<B>>> {
        std::iter::from_fn(move || wait(self.try_next()).transpose())
    }
}

impl<R: Paged + DeserializeOwned, B> Items<R, B> {
    /// Returns the items as a blocking iterator; see [`Call::send_blocking`].
    pub fn into_blocking_iter(mut self) -> impl Iterator<Item = Result<R::Item, Error<B>>> {
        std::iter::from_fn(move || wait(self.try_next()).transpose())
    }
}

impl<T> EventStream<T> {
    /// Returns the items as a blocking iterator; see [`Call::send_blocking`].
    pub fn into_blocking_iter(mut self) -> impl Iterator<Item = Result<T, StreamError>> {
        std::iter::from_fn(move || {
            let handle = match handle() {
                Ok(handle) => handle,
                Err(message) => return Some(Err(StreamError::Read(io::Error::other(message)))),
            };
            block_on(handle, self.try_next()).transpose()
        })
    }
}

impl<T> LineStream<T> {
    /// Returns the items as a blocking iterator; see [`Call::send_blocking`].
    pub fn into_blocking_iter(mut self) -> impl Iterator<Item = Result<T, StreamError>> {
        std::iter::from_fn(move || {
            let handle = match handle() {
                Ok(handle) => handle,
                Err(message) => return Some(Err(StreamError::Read(io::Error::other(message)))),
            };
            block_on(handle, self.try_next()).transpose()
        })
    }
}

/// Blocks the thread until a call ends.
fn wait<T, B>(call: impl Future<Output = Result<T, Error<B>>>) -> Result<T, Error<B>> {
    match handle() {
        Ok(handle) => block_on(handle, call),
        Err(message) => Err(Error::new(Failure::new(ErrorKind::Transport, message))),
    }
}

/// A waker that unparks the waiting thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks the thread until a future ends. Another thread drives its connections. `Handle::block_on` would panic in all
/// threads of an executor, including those for blocking work.
fn block_on<F: Future>(handle: &Handle, future: F) -> F::Output {
    let _entered = handle.enter();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Returns the handle of the runtime that drives the connections. It lives as long as the process, so that a
/// connection pool outlives the call that filled it.
fn handle() -> Result<&'static Handle, &'static str> {
    static HANDLE: OnceLock<Option<Handle>> = OnceLock::new();
    HANDLE
        .get_or_init(start)
        .as_ref()
        .ok_or("the thread that drives blocking calls cannot be started")
}

fn start() -> Option<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build().ok()?;
    let handle = runtime.handle().clone();
    let drive = move || runtime.block_on(std::future::pending::<()>());
    thread::Builder::new()
        .name("api-calls".to_owned())
        .spawn(drive)
        .ok()?;
    Some(handle)
}

/// A response body as a blocking [`std::io::Read`].
#[derive(Debug)]
pub struct Reader {
    stream: ByteStream,
    piece: Bytes,
}

impl ByteStream {
    /// Returns the body as a blocking [`std::io::Read`]; see [`Call::send_blocking`].
    #[must_use]
    pub fn into_reader(self) -> Reader {
        Reader {
            stream: self,
            piece: Bytes::new(),
        }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            let handle = handle().map_err(io::Error::other)?;
            match block_on(handle, self.stream.try_next())? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len());
        if let Some(start) = buffer.get_mut(..length) {
            self.piece.copy_to_slice(start);
        }
        Ok(length)
    }
}
