//! Decides whether a call is retried, and after which delay.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use http::{HeaderMap, Method};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::runtime::error::ErrorKind;
use crate::runtime::error::failure::Failure;
use crate::runtime::response::ResponseParts;

/// The longest wait that an API can ask for. A call that would have to wait longer fails at once; its error contains
/// the wait.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The retry policy of calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryPolicy {
    /// The maximum number of retries.
    pub(crate) limit: u32,
    /// The delay before the first retry; it doubles with each retry.
    pub(crate) first_delay: Duration,
    /// The longest delay.
    pub(crate) longest_delay: Duration,
}

/// The condition for retrying a request that may have reached the API.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RetryCondition {
    /// The method is idempotent, or the request has an idempotency key.
    Idempotent,
    /// Any request: the caller has declared that retrying is safe.
    Always,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            limit: 2,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(8),
        }
    }
}

impl RetryPolicy {
    /// Returns the delay before the next retry of a call that has failed `attempts` times; none if it is not retried.
    /// `may_repeat`: a retry is safe although the request may have reached the API.
    pub(crate) fn delay(
        &self,
        failure: &Failure,
        attempts: u32,
        may_repeat: bool,
    ) -> Option<Duration> {
        if attempts > self.limit || !failure.is_retryable() || failure.kind == ErrorKind::Timeout {
            return None;
        }
        // Without a connection nothing was sent, so any request can be retried.
        if !may_repeat && failure.kind != ErrorKind::Connect {
            return None;
        }
        match failure.headers().and_then(retry_after) {
            Some(wait) if wait > LONGEST_WAIT => None,
            Some(wait) => Some(wait),
            None => Some(self.back_off(attempts)),
        }
    }

    /// Returns the delay of an exponential back-off with jitter.
    pub(super) fn back_off(&self, attempts: u32) -> Duration {
        self.back_off_with(attempts, random())
    }

    /// Returns the delay for a random number from 0 to 1: between half of the delay and all of it.
    fn back_off_with(&self, attempts: u32, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let delay = self
            .first_delay
            .saturating_mul(doubled)
            .min(self.longest_delay);
        delay.mul_f64(random.mul_add(0.5, 0.5))
    }
}

/// Returns a number from 0 to 1, from the random keys of the standard library's hash maps.
#[allow(clippy::cast_precision_loss, reason = "32 bits fit an f64")]
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    bits as f64 / f64::from(u32::MAX)
}

/// Returns whether the method is idempotent (RFC 9110, section 9.2.2).
pub(crate) fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent()
}

/// Returns whether the status indicates that the same request may succeed later. The header `x-should-retry` overrides
/// the status.
pub(crate) fn is_retryable_response(response: &ResponseParts) -> bool {
    match text(response.headers(), "x-should-retry") {
        Some("true") => true,
        Some("false") => false,
        _ => matches!(response.status(), 408 | 409 | 429 | 500..=599),
    }
}

/// Returns how long the API asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110,
/// section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    if let Some(milliseconds) = text(headers, "retry-after-ms").and_then(number) {
        return Some(seconds(milliseconds / 1000.0));
    }
    let value = text(headers, "retry-after")?;
    if let Some(found) = number(value) {
        return Some(seconds(found));
    }
    let at = date(value)?;
    // Relative to the server's clock if it is sent, because it may differ from ours.
    let now = text(headers, "date").and_then(date).or_else(now)?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(text: &str) -> Option<f64> {
    // Rejects `inf`, `nan` and `-1`.
    let digits = text.starts_with(|first: char| first.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Converts seconds. A number that is too large becomes the longest duration.
fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX)
}

/// Parses a date in one of the formats of HTTP (RFC 9110, section 5.6.7): that of mail, that of RFC 850, and that of
/// `asctime`. Years with two digits (RFC 850) are those from 1969 to 2068.
fn date(text: &str) -> Option<Timestamp> {
    let mail = jiff::fmt::rfc2822::DateTimeParser::new();
    if let Ok(found) = mail.parse_timestamp(text) {
        return Some(found);
    }
    let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let found = forms.iter().find_map(|form| {
        let parts = jiff::fmt::strtime::parse(form, text).ok()?;
        parts.to_datetime().ok()
    })?;
    TimeZone::UTC.to_timestamp(found).ok()
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "there is no clock in a browser's WebAssembly"
)]
fn now() -> Option<Timestamp> {
    Some(Timestamp::now())
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn now() -> Option<Timestamp> {
    None
}
