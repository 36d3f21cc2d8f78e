//! Differences between a browser's WebAssembly and other platforms: threads, clocks and timers.

use std::future::Future;
use std::pin::Pin;

use futures_core::Stream;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use self::browser::{Deadline, Idle, Started, sleep};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use self::native::{Deadline, Idle, Started, sleep};

/// `Send` on platforms that have threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub trait MaybeSend: Send {}
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send` on platforms that have threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub trait MaybeSend {}
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl<T: ?Sized> MaybeSend for T {}

/// A boxed future, which is `Send` on platforms that have threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A boxed future, which is `Send` on platforms that have threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A boxed stream, which is `Send` on platforms that have threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A boxed stream, which is `Send` on platforms that have threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod native {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::Context;
    use std::time::Duration;

    use tokio::time::{Instant, Sleep};

    /// The time at which a call began.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Started(Instant);

    impl Started {
        pub(crate) fn now() -> Self {
            Self(Instant::now())
        }

        pub(crate) fn elapsed(self) -> Duration {
            self.0.elapsed()
        }

        pub(crate) fn deadline(self, timeout: Option<Duration>) -> Deadline {
            Deadline(timeout.and_then(|timeout| self.0.checked_add(timeout)))
        }
    }

    /// The time at which a call times out, if it does.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Deadline(Option<Instant>);

    impl Deadline {
        /// Returns the output of the future; none if the deadline passes first.
        pub(crate) async fn bound<F: Future>(self, future: F) -> Option<F::Output> {
            match self.0 {
                Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
                None => Some(future.await),
            }
        }

        /// Returns whether a wait would end before the deadline.
        pub(crate) fn allows(self, wait: Duration) -> bool {
            self.0
                .is_none_or(|deadline| deadline.saturating_duration_since(Instant::now()) > wait)
        }
    }

    pub(crate) async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// A limit on the time without data.
    #[derive(Debug)]
    pub(crate) struct Idle {
        limit: Option<Duration>,
        timer: Option<Pin<Box<Sleep>>>,
    }

    impl Idle {
        pub(crate) fn new(limit: Option<Duration>) -> Self {
            Self { limit, timer: None }
        }

        /// Restarts the limit when data arrives.
        pub(crate) fn reset(&mut self) {
            self.timer = None;
        }

        /// Returns whether the limit has expired. If not, the task is woken when it does.
        pub(crate) fn is_over(&mut self, context: &mut Context<'_>) -> bool {
            let Some(limit) = self.limit else {
                return false;
            };
            let timer = self
                .timer
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
            timer.as_mut().poll(context).is_ready()
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod browser {
    use std::future::Future;
    use std::task::Context;
    use std::time::Duration;

    /// The time at which a call began. There is no clock here, so no time passes.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Started;

    impl Started {
        pub(crate) fn now() -> Self {
            Self
        }

        pub(crate) fn elapsed(self) -> Duration {
            Duration::ZERO
        }

        pub(crate) fn deadline(self, timeout: Option<Duration>) -> Deadline {
            Deadline(timeout)
        }
    }

    /// The timeout of a call, if it has one. The browser's fetch applies it.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Deadline(pub(crate) Option<Duration>);

    impl Deadline {
        pub(crate) async fn bound<F: Future>(self, future: F) -> Option<F::Output> {
            Some(future.await)
        }

        /// Returns false, because there is no timer to wait with.
        pub(crate) fn allows(self, _wait: Duration) -> bool {
            false
        }
    }

    pub(crate) async fn sleep(_duration: Duration) {}

    /// No limit: the browser has its own.
    #[derive(Debug)]
    pub(crate) struct Idle;

    impl Idle {
        pub(crate) fn new(_limit: Option<Duration>) -> Self {
            Self
        }

        pub(crate) fn reset(&mut self) {}

        pub(crate) fn is_over(&mut self, _context: &mut Context<'_>) -> bool {
            false
        }
    }
}
