//! Where a browser's WebAssembly differs from everything else: threads, clocks, timers.

use std::future::Future;
use std::pin::Pin;

use futures_core::Stream;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use self::browser::{Deadline, Idle, Started, sleep};
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use self::native::{Deadline, Idle, Started, sleep};

/// `Send`, where there are threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub trait MaybeSend: Send {}
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl<T: Send + ?Sized> MaybeSend for T {}
/// `Send`, where there are threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub trait MaybeSend {}
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl<T: ?Sized> MaybeSend for T {}

/// A future on the heap, which can be sent to another thread where there are threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// A future on the heap, which can be sent to another thread where there are threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A stream on the heap, which can be sent to another thread where there are threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;
/// A stream on the heap, which can be sent to another thread where there are threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) type BoxStream<T> = Pin<Box<dyn Stream<Item = T>>>;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod native {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::Context;
    use std::time::Duration;

    use tokio::time::{Instant, Sleep};

    /// When a call began.
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

    /// When a call must be over, if ever.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Deadline(Option<Instant>);

    impl Deadline {
        /// The future's output, unless the deadline comes first.
        pub(crate) async fn bound<F: Future>(self, future: F) -> Option<F::Output> {
            match self.0 {
                Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
                None => Some(future.await),
            }
        }

        /// Whether it leaves room for a wait.
        pub(crate) fn allows(self, wait: Duration) -> bool {
            self.0
                .is_none_or(|deadline| deadline.saturating_duration_since(Instant::now()) > wait)
        }
    }

    pub(crate) async fn sleep(duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// A limit to how long nothing may come.
    #[derive(Debug)]
    pub(crate) struct Idle {
        limit: Option<Duration>,
        timer: Option<Pin<Box<Sleep>>>,
    }

    impl Idle {
        pub(crate) fn new(limit: Option<Duration>) -> Self {
            Self { limit, timer: None }
        }

        /// Something came.
        pub(crate) fn reset(&mut self) {
            self.timer = None;
        }

        /// Whether nothing came for too long; if not, the task is woken when that is so.
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

    /// When a call began. There is no clock here: no time passes.
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

    /// When a call must be over, if ever. The browser's fetch keeps it.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Deadline(pub(crate) Option<Duration>);

    impl Deadline {
        pub(crate) async fn bound<F: Future>(self, future: F) -> Option<F::Output> {
            Some(future.await)
        }

        /// There is no timer to wait with.
        pub(crate) fn allows(self, _wait: Duration) -> bool {
            false
        }
    }

    pub(crate) async fn sleep(_duration: Duration) {}

    /// The browser's own limits hold.
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
