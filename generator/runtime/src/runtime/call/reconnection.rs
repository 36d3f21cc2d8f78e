//! Reconnects a broken stream of server-sent events (HTML standard, section 9.2.3).

use std::io;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::StatusCode;

use super::execute::{Success, execute};
use super::retry::LONGEST_WAIT;
use super::state::RequestState;
use crate::runtime::error::Error;
use crate::runtime::error::failure::Failure;
use crate::runtime::platform::{BoxFuture, sleep};
use crate::runtime::response::ByteStream;

/// The request of a stream, which can be sent again.
pub(crate) struct Reconnection {
    request: Box<RequestState>,
    /// The number of connections in a row that brought no event.
    failures: u32,
    attempt: Option<BoxFuture<Result<Success, Box<Failure>>>>,
}

impl Reconnection {
    /// Returns the request of a stream if it is safe to repeat.
    pub(crate) fn of(request: Box<RequestState>) -> Option<Self> {
        request.can_retry().then_some(Self {
            request,
            failures: 0,
            attempt: None,
        })
    }

    /// Records that the connection works.
    pub(crate) fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Begins to request the events after the last one that was received; returns false if that is impossible. Without
    /// an id, the API would send the same events again. `delay` is the one that the API asks for.
    pub(crate) fn begin(&mut self, last_event_id: &str, delay: Option<Duration>) -> bool {
        let is_exhausted = self.failures >= self.request.options.retries;
        let is_too_long = delay.is_some_and(|delay| delay > LONGEST_WAIT);
        if last_event_id.is_empty() || is_exhausted || is_too_long {
            return false;
        }
        let Some(mut request) = self.request.try_clone() else {
            return false;
        };
        self.failures += 1;
        request.put_header("last-event-id", last_event_id);
        let policy = request.core.shared().retries;
        let delay = delay.unwrap_or_else(|| policy.back_off(self.failures));
        self.attempt = Some(Box::pin(async move {
            sleep(delay).await;
            execute(request, true).await
        }));
        true
    }

    /// Returns the result of the attempt to reconnect, if there is one: the new stream, or none at its end.
    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Option<ByteStream>, io::Error>>> {
        let Some(attempt) = &mut self.attempt else {
            return Poll::Ready(None);
        };
        let result = ready!(attempt.as_mut().poll(context));
        self.attempt = None;
        Poll::Ready(Some(match result {
            // A server ends the stream with this status.
            Ok(success) if success.parts.status_code() == StatusCode::NO_CONTENT => Ok(None),
            Ok(success) => match success.parts.media_type().as_str() {
                "" | "text/event-stream" => Ok(success.stream),
                other => Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("the response is `{other}` after a reconnection"),
                )),
            },
            Err(failure) => Err(io::Error::other(Error::<()>::new(failure))),
        }))
    }
}
