//! Tests of retries and their delays, with a paused clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use runtime::runtime::{Body, ErrorKind, Method, TransportError};
use tokio::time::Instant;

use crate::support::{Call, Client, ClientBuilder, ErrorBody, KEY, MEMBER, Member, member};

type Answer = Result<http::Response<Body>, TransportError>;

/// An API that sends its answers in order, the last one repeatedly, and the times at which it was called.
struct Script {
    asked: Arc<Mutex<Vec<Instant>>>,
    client: Client,
}

impl Script {
    fn new(answers: Vec<fn() -> Answer>) -> Self {
        Self::with(answers, |builder| builder)
    }

    fn with(
        answers: Vec<fn() -> Answer>,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let asked: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let log = asked.clone();
        let transport = move |request: http::Request<Body>| {
            let index = {
                let mut log = log.lock().unwrap();
                log.push(Instant::now());
                log.len() - 1
            };
            let answer = answers.get(index).or(answers.last()).copied().unwrap();
            async move {
                request.into_body().collect().await.unwrap();
                answer()
            }
        };
        let builder = Client::builder()
            .credential(0, KEY.into())
            .transport(transport);
        Self {
            asked,
            client: configure(builder).build().unwrap(),
        }
    }

    fn attempts(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Returns the delays between the attempts, in milliseconds.
    fn delays(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap();
        asked
            .windows(2)
            .map(|pair| u64::try_from((pair[1] - pair[0]).as_millis()).unwrap())
            .collect()
    }

    fn get(&self) -> Call<Member> {
        self.client.member("x")
    }

    fn post(&self) -> Call<Member> {
        self.client.create_member(&member())
    }
}

#[allow(clippy::unnecessary_wraps, reason = "one of the answers")]
fn answer(status: u16, header: Option<(&str, &str)>) -> Answer {
    let mut response = http::Response::builder().status(status);
    if let Some((name, value)) = header {
        response = response.header(name, value);
    }
    Ok(response.body(Body::from(MEMBER)).unwrap())
}

fn ok() -> Answer {
    answer(200, None)
}

fn unavailable() -> Answer {
    answer(503, None)
}

fn no_connection() -> Answer {
    Err(TransportError::connect("refused"))
}

fn broken() -> Answer {
    Err(TransportError::broken("reset"))
}

#[tokio::test(start_paused = true)]
async fn safe_calls_are_repeated_twice_with_growing_delays() {
    let script = Script::new(vec![unavailable]);
    let error = script.get().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), script.attempts()),
        (ErrorKind::Api, 3, 3)
    );
    let delays = script.delays();
    assert!(
        (250..=501).contains(&delays[0]) && (500..=1001).contains(&delays[1]),
        "{delays:?}"
    );

    let script = Script::new(vec![unavailable, broken, ok]);
    let response = script.get().with_response().await.unwrap();
    assert_eq!((response.attempts(), script.attempts()), (3, 3));
    assert!(response.elapsed() >= Duration::from_millis(750));
}

#[tokio::test(start_paused = true)]
async fn delays_are_jittered_and_capped() {
    let delays = Duration::from_millis(100);
    let configure = move |builder: ClientBuilder| {
        builder
            .retries(6)
            .retry_delays(delays, Duration::from_millis(400))
    };
    let mut all = Vec::new();
    for _ in 0..8 {
        let script = Script::with(vec![unavailable], configure);
        script.get().await.unwrap_err();
        let delays = script.delays();
        for (delay, most) in delays.iter().zip([100, 200, 400, 400, 400, 400]) {
            assert!((most / 2..=most + 1).contains(delay), "{delays:?}");
        }
        assert_eq!(delays.len(), 6);
        all.push(delays);
    }
    assert!(
        all.iter().any(|delays| *delays != all[0]),
        "all delays are the same"
    );
}

#[tokio::test(start_paused = true)]
async fn statuses_that_may_pass_are_repeated() {
    for (answers, attempts) in [
        (vec![(|| answer(408, None)) as fn() -> Answer, ok], 2),
        (vec![|| answer(409, None), ok], 2),
        (vec![|| answer(429, None), ok], 2),
        (vec![|| answer(500, None), ok], 2),
        (vec![|| answer(599, None), ok], 2),
        (vec![|| answer(400, None), ok], 1),
        (vec![|| answer(404, None), ok], 1),
        (vec![|| answer(422, None), ok], 1),
        (
            vec![|| answer(422, Some(("x-should-retry", "true"))), ok],
            2,
        ),
        (
            vec![|| answer(503, Some(("x-should-retry", "false"))), ok],
            1,
        ),
    ] {
        let script = Script::new(answers);
        assert_eq!(
            (script.get().await.is_ok(), script.attempts()),
            (attempts == 2, attempts)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_unsafe_to_retry_are_not() {
    for answers in [
        vec![unavailable as fn() -> Answer, ok],
        vec![broken, ok],
        vec![|| answer(429, None), ok],
    ] {
        let script = Script::new(answers.clone());
        script.post().await.unwrap_err();
        assert_eq!(script.attempts(), 1);
        let script = Script::new(answers.clone());
        script.post().idempotency_key("k-1").await.unwrap();
        assert_eq!(script.attempts(), 2);
        let script = Script::new(answers.clone());
        script
            .post()
            .header("Idempotency-Key", "k-1")
            .await
            .unwrap();
        assert_eq!(script.attempts(), 2);
        let script = Script::new(answers);
        script.post().safe_to_retry().await.unwrap();
        assert_eq!(script.attempts(), 2);
    }
    for (method, attempts) in [
        (Method::GET, 2),
        (Method::HEAD, 2),
        (Method::OPTIONS, 2),
        (Method::PUT, 2),
        (Method::DELETE, 2),
        (Method::POST, 1),
        (Method::PATCH, 1),
    ] {
        let script = Script::new(vec![unavailable, ok]);
        let call = script
            .client
            .request(method, "/x", "x")
            .returns_nothing::<ErrorBody>();
        let _ = call.await;
        assert_eq!(script.attempts(), attempts);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_connection_nothing_was_sent_so_that_all_are_repeated() {
    let script = Script::new(vec![no_connection, no_connection, ok]);
    script.post().await.unwrap();
    assert_eq!(script.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_sent_twice() {
    let script = Script::new(vec![unavailable, ok]);
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from("x"))]);
    let put = |body: Body| {
        script
            .client
            .request(Method::PUT, "/x", "x")
            .bytes("text/plain", body)
    };
    let error = put(Body::stream(stream))
        .returns_nothing::<ErrorBody>()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), script.attempts()),
        (503, 1)
    );
    put("x".into())
        .returns_nothing::<ErrorBody>()
        .await
        .unwrap();
}

/// Returns an answer with the headers `Retry-After` and `Date`.
fn dated(retry_after: &'static str, date: &'static str) -> Answer {
    let mut response = answer(503, Some(("retry-after", retry_after)))?;
    let headers = response.headers_mut();
    headers.insert("date", http::HeaderValue::from_static(date));
    Ok(response)
}

#[tokio::test(start_paused = true)]
async fn the_api_can_say_how_long_to_wait() {
    for (wait, milliseconds) in [
        (
            (|| answer(429, Some(("retry-after", "7")))) as fn() -> Answer,
            7000,
        ),
        (|| answer(503, Some(("retry-after", "0"))), 0),
        (|| answer(503, Some(("retry-after", "1.5"))), 1500),
        (|| answer(503, Some(("retry-after-ms", "1234"))), 1234),
        (
            || {
                dated(
                    "Sun, 06 Nov 1994 08:49:37 GMT",
                    "Sun, 06 Nov 1994 08:49:34 GMT",
                )
            },
            3000,
        ),
        // The obsolete formats of dates, which recipients must accept (RFC 9110, section 5.6.7).
        (
            || dated("Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:34 1994"),
            3000,
        ),
        (
            || dated("Sun Nov  6 08:49:37 1994", "Sunday, 06-Nov-94 08:49:34 GMT"),
            3000,
        ),
        (
            || dated("Wed Nov 16 08:49:37 1994", "Wed, 16 Nov 1994 08:49:36 GMT"),
            1000,
        ),
        // A date in the past means no wait.
        (
            || answer(503, Some(("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"))),
            0,
        ),
    ] {
        let script = Script::new(vec![wait, ok]);
        script.get().await.unwrap();
        let delay = script.delays()[0];
        assert!(
            (milliseconds..=milliseconds + 1).contains(&delay),
            "{delay} for {milliseconds}"
        );
    }
    // A value that cannot be parsed is ignored.
    for answers in [
        vec![
            (|| answer(503, Some(("retry-after", "soon")))) as fn() -> Answer,
            ok,
        ],
        vec![|| answer(503, Some(("retry-after", "-1"))), ok],
        vec![|| answer(503, Some(("retry-after", "inf"))), ok],
    ] {
        let script = Script::new(answers);
        script.get().await.unwrap();
        assert!((250..=501).contains(&script.delays()[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let script = Script::new(vec![|| answer(429, Some(("retry-after", "61"))), ok]);
    let error = script.get().timeout(None).await.unwrap_err();
    assert_eq!(
        (script.attempts(), error.retry_after()),
        (1, Some(Duration::from_secs(61)))
    );
}

#[tokio::test(start_paused = true)]
async fn the_time_out_holds_for_all_attempts_together() {
    let script = Script::new(vec![|| answer(429, Some(("retry-after", "4"))), ok]);
    let started = Instant::now();
    let error = script
        .get()
        .timeout(Duration::from_secs(3))
        .await
        .unwrap_err();
    // The wait would end after the timeout, so the error is returned at once.
    assert_eq!((error.kind(), script.attempts()), (ErrorKind::Api, 1));
    assert!(started.elapsed() < Duration::from_secs(1));
    let script = Script::new(vec![|| answer(429, Some(("retry-after", "2")))]);
    let error = script
        .get()
        .timeout(Duration::from_secs(3))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), script.attempts()), (ErrorKind::Api, 2));
}

#[tokio::test(start_paused = true)]
async fn how_often_is_decided_by_client_and_call() {
    let script = Script::with(vec![unavailable], |builder| builder.retries(1));
    script.get().await.unwrap_err();
    assert_eq!(script.attempts(), 2);
    script.get().retries(0).await.unwrap_err();
    assert_eq!(script.attempts(), 3);
    script.get().retries(4).await.unwrap_err();
    assert_eq!(script.attempts(), 8);
}
