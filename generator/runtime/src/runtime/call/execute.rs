//! Sends a call: attempts, redirects and timeouts. The code is the same for every operation.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderMap, LOCATION, USER_AGENT};
use http::{Method, StatusCode};
use url::Url;

use super::state::RequestState;
use crate::runtime::body::Body;
use crate::runtime::error::ErrorKind;
use crate::runtime::error::failure::Failure;
use crate::runtime::platform::{Deadline, Started, sleep};
use crate::runtime::response::{ByteStream, ResponseParts};
use crate::runtime::transport::{RawResponse, ReceivedBody, host};

/// The maximum number of redirects, as in browsers.
const MOST_REDIRECTS: usize = 20;

/// A successful response.
pub(crate) struct Success {
    /// The response, without its body if that is a stream.
    pub(crate) parts: ResponseParts,
    pub(crate) stream: Option<ByteStream>,
    pub(crate) state: Box<RequestState>,
    pub(crate) elapsed: Duration,
    pub(crate) attempts: u32,
}

/// Sends a call, and retries it if that is safe.
#[cfg(not(feature = "tracing"))]
pub(crate) use send_with_retries as execute;

/// Sends a call, and retries it if that is safe, in a tracing span.
#[cfg(feature = "tracing")]
pub(crate) async fn execute(
    state: Box<RequestState>,
    streaming: bool,
) -> Result<Success, Box<Failure>> {
    use tracing::Instrument as _;
    use tracing::field::Empty;

    let span = tracing::info_span!(
        "call",
        operation = %state.operation.id,
        method = %state.operation.method,
        path = state.template(),
        status = Empty,
        attempts = Empty,
        elapsed_ms = Empty,
        error = Empty,
    );
    let started = Started::now();
    let result = send_with_retries(state, streaming)
        .instrument(span.clone())
        .await;
    let (status, attempts) = match &result {
        Ok(answer) => (Some(answer.parts.status()), answer.attempts),
        Err(failure) => (failure.status(), failure.attempts),
    };
    if let Some(status) = status {
        span.record("status", status);
    }
    if let Err(failure) = &result {
        span.record("error", tracing::field::debug(failure.kind));
    }
    span.record("attempts", attempts);
    span.record(
        "elapsed_ms",
        u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    result
}

pub(crate) async fn send_with_retries(
    mut state: Box<RequestState>,
    streaming: bool,
) -> Result<Success, Box<Failure>> {
    let started = Started::now();
    let core = state.core.clone();
    let shared = core.shared();
    let timeout = state.options.timeout;
    let deadline = started.deadline(timeout);
    let mut retries = shared.retries;
    retries.limit = state.options.retries;
    let mut attempts = 0;
    loop {
        attempts += 1;
        let result = attempt(&mut state, streaming, timeout, deadline).await;
        let mut failure = match result {
            Ok((parts, stream)) => {
                return Ok(Success {
                    parts,
                    stream,
                    state,
                    elapsed: started.elapsed(),
                    attempts,
                });
            }
            Err(failure) => failure,
        };
        let delay = retries
            .delay(&failure, attempts, state.can_retry())
            .filter(|delay| deadline.allows(*delay) && !state.is_body_consumed());
        let Some(delay) = delay else {
            failure.redact(state.secrets());
            failure.operation = std::mem::take(&mut state.operation.id);
            failure.attempts = if failure.kind == ErrorKind::Build {
                attempts - 1
            } else {
                attempts
            };
            return Err(failure);
        };
        #[cfg(feature = "tracing")]
        tracing::debug!(kind = ?failure.kind, status = failure.status(), ?delay, "retrying the call");
        sleep(delay).await;
    }
}

/// Makes one attempt, up to the end of the body.
async fn attempt(
    state: &mut RequestState,
    streaming: bool,
    timeout: Option<Duration>,
    deadline: Deadline,
) -> Result<(ResponseParts, Option<ByteStream>), Box<Failure>> {
    // Pinned here, so that the timeout around it moves a reference and not the whole future.
    let sent = {
        let sending = pin!(send_following_redirects(state, deadline));
        deadline.bound(sending).await
    };
    let (mut incoming, unfollowed) = sent.unwrap_or_else(|| Err(timed_out(timeout)))?;
    let (status, headers) = (incoming.status, std::mem::take(&mut incoming.headers));
    let success =
        status.is_success() || state.operation.success_statuses.contains(&status.as_u16());
    if success && streaming {
        let parts = ResponseParts::new(status, headers, Bytes::new());
        return Ok((parts, Some(incoming.into_stream(timeout))));
    }
    let mut body = ReceivedBody::default();
    let read = {
        let reading = pin!(incoming.read(&mut body));
        deadline.bound(reading).await
    };
    let parts =
        ResponseParts::new(status, headers, body.into_bytes()).enveloped(state.operation.envelope);
    // An error response is reported as one, even if its body is incomplete.
    if !success {
        let format = &state.core.shared().description.error_format;
        let mut failure = Failure::api_error(parts, format);
        failure.redirect_note = unfollowed;
        return Err(failure);
    }
    let mut failure = match read {
        Some(Ok(())) if parts.is_refusal() => {
            return Err(Failure::api_error(
                parts,
                &state.core.shared().description.error_format,
            ));
        }
        Some(Ok(())) => return Ok((parts, None)),
        Some(Err(error)) if error.kind() != std::io::ErrorKind::TimedOut => Failure::new(
            ErrorKind::Transport,
            "the connection broke before the response was complete",
        )
        .with_source(error),
        _ => timed_out(timeout),
    };
    failure.response = Some(parts);
    Err(failure)
}

fn timed_out(timeout: Option<Duration>) -> Box<Failure> {
    let message = timeout.map_or_else(
        || "timed out".to_owned(),
        |timeout| format!("timed out after {timeout:?}"),
    );
    Failure::new(ErrorKind::Timeout, message)
}

/// Sends the request and follows redirects: of `GET` and `HEAD` anywhere, of other methods within the same origin if
/// the status keeps the method (307 and 308). Another origin receives only `Accept` and `User-Agent`, and no body.
/// Redirects from https to http are not followed.
///
/// Also returns a note for errors about a redirect that was not followed.
async fn send_following_redirects(
    state: &mut RequestState,
    deadline: Deadline,
) -> Result<(RawResponse, Option<String>), Box<Failure>> {
    let core = state.core.clone();
    let carrier = &core.shared().carrier;
    let mut outgoing = state.outgoing()?;
    let mut trusted = true;
    let mut redirects = 0;
    loop {
        let (method, url) = (outgoing.method.clone(), outgoing.url.clone());
        let incoming = carrier.send(outgoing, &url, deadline).await?;
        if state
            .operation
            .success_statuses
            .contains(&incoming.status.as_u16())
        {
            return Ok((incoming, None));
        }
        let target = match redirection(&incoming, &method, &url) {
            None => return Ok((incoming, None)),
            Some(Ok(_)) if state.is_body_consumed() => {
                Err("its body was a stream, which is sent once")
            }
            Some(Ok(_)) if redirects == MOST_REDIRECTS => Err("it is one of too many"),
            Some(target) => target,
        };
        let target = match target {
            Ok(target) => target,
            Err(reason) => {
                let note = redirect_note(&incoming, &url, reason);
                return Ok((incoming, Some(note)));
            }
        };
        redirects += 1;
        trusted = trusted && target.origin() == url.origin();
        outgoing = state.outgoing()?;
        outgoing.url = target;
        if !trusted {
            outgoing.headers = headers_for_other_origin(&outgoing.headers);
            outgoing.body = Body::empty();
        }
    }
}

/// Returns the target of a redirect, or why it is not followed; none if the response does not redirect.
fn redirection(
    incoming: &RawResponse,
    method: &Method,
    url: &Url,
) -> Option<Result<Url, &'static str>> {
    let stays = match incoming.status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        // Clients change the method of a POST only (RFC 9110, sections 15.4.2 and 15.4.3).
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method == Method::QUERY,
        StatusCode::SEE_OTHER => false,
        _ => return None,
    };
    let location = incoming.headers.get(LOCATION)?.to_str().ok();
    let Some(target) = location.and_then(|location| url.join(location).ok()) else {
        return Some(Err("that is not an address"));
    };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    Some(match target.scheme() {
        "http" if url.scheme() == "https" => Err("it leads from https to http"),
        "http" | "https" if reads => Ok(target),
        "http" | "https" if !stays => Err("its status may make a GET of the call"),
        "http" | "https" if target.origin() != url.origin() => {
            Err("it leads to another host, which may get neither the key nor the body")
        }
        "http" | "https" => Ok(target),
        _ => Err("that is neither http nor https"),
    })
}

/// Describes a redirect that is not followed. Query and user name are left out, because they may be secret.
fn redirect_note(incoming: &RawResponse, url: &Url, reason: &str) -> String {
    let location = incoming.headers.get(LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let target = location.and_then(|location| url.join(location).ok());
    let target = target.map(|target| {
        let scheme = target.scheme();
        format!(" to {scheme}://{}{}", host(&target), target.path())
    });
    format!(
        "the redirect{} is not followed: {reason}",
        target.unwrap_or_default()
    )
}

fn headers_for_other_origin(headers: &HeaderMap) -> HeaderMap {
    [ACCEPT, USER_AGENT]
        .into_iter()
        .filter_map(|name| Some((name.clone(), headers.get(name)?.clone())))
        .collect()
}
