//! Tests of all kinds of errors, and of what a caller sees of them.

use std::error::Error as _;
use std::time::Duration;

use runtime::runtime::{Body, Bytes, ErrorKind, StatusCode, TransportError, http};

use crate::support::{Client, Error, ErrorBody, KEY, Reply, Server, member};

const REFUSAL: &str =
    r#"{"error":{"type":"verification_required","message":"Verify the company first"}}"#;

async fn fail(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Error {
    let server = Server::start(move |_, _| reply()).await;
    Client::of(&server)
        .create_member(&member())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_refusal_shows_what_the_api_said() {
    let error = fail(|| {
        Reply::json(422, REFUSAL)
            .with("x-request-id", "req_1")
            .with("retry-after", "7")
    })
    .await;
    assert_eq!(
        error.to_string(),
        "createMember: 422 verification_required: Verify the company first (request req_1)"
    );
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status(), Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(error.code(), Some("verification_required"));
    assert_eq!(error.message(), Some("Verify the company first"));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.bytes(), REFUSAL.as_bytes());
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert_eq!(error.attempts(), 1);
    assert!(error.is_api() && !error.is_retryable() && !error.is_timeout() && !error.is_connect());
    assert!(error.source().is_none());
    let Some(ErrorBody::ErrorResponse(body)) = error.into_body() else {
        panic!("no body")
    };
    assert_eq!(body.error.r#type, "verification_required");
}

#[tokio::test]
async fn a_key_that_the_api_sends_back_is_not_shown() {
    let echoed = format!(r#"{{"error":{{"type":"{KEY}","message":"the key {KEY} is wrong"}}}}"#);
    let unknown = format!(r#"{{"given":"{KEY}"}}"#);
    let (first, rest) = KEY.split_at(1);
    let code = u32::from(first.chars().next().unwrap());
    let escaped = format!(r#"{{"given":"\u{code:04x}{rest}"}}"#);
    let encoded = format!(r#"{{"given":"%{code:02X}{rest}"}}"#);
    for (body, shown) in [
        (
            escaped,
            r#"createMember: 401 Unauthorized: {"given":"[redacted]"}"#,
        ),
        (
            encoded,
            r#"createMember: 401 Unauthorized: {"given":"[redacted]"}"#,
        ),
        (
            echoed,
            "createMember: 401 [redacted]: the key [redacted] is wrong",
        ),
        (
            unknown,
            r#"createMember: 401 Unauthorized: {"given":"[redacted]"}"#,
        ),
    ] {
        let answer = body.clone();
        let error = fail(move || Reply::json(401, &answer)).await;
        assert_eq!(error.to_string(), shown);
        for text in [format!("{error:#}"), format!("{error:?}")] {
            assert!(text.contains("[redacted]") && !text.contains(KEY), "{text}");
        }
        assert_eq!(error.bytes(), body.as_bytes());
    }
}

#[tokio::test]
async fn a_key_is_not_shown_however_it_is_escaped() {
    const ODD: &str = r"AbC/d%F\9_x";
    for echoed in [
        r"AbC/d%F\9_x",
        r"AbC\/d%F\\9_x",
        r"\u0041bC/d%F\u005c9\u005Fx",
        "AbC%2Fd%25F%5C9_x",
        "%41bC/d%25F%5c9_x and AbC%2fd%25F%5C9_x",
    ] {
        let reply = move || {
            Reply::json(404, &format!(r#"{{"given":"{echoed}"}}"#)).with("x-request-id", ODD)
        };
        let server = Server::start(move |_, _| reply()).await;
        let client = Client::builder().base_url(server.url(""));
        let client = client.credential(0, ODD.into()).build().unwrap();
        let error = client.create_member(&member()).await.unwrap_err();
        for text in [
            format!("{error}"),
            format!("{error:#}"),
            format!("{error:?}"),
        ] {
            assert!(!text.contains("_x") && !text.contains(r"\9"), "{text}");
            assert!(text.contains("[redacted]"), "{text}");
        }
        // Text that only begins like the key is not redacted.
        let server = Server::start(|_, _| Reply::json(404, r#"{"given":"AbC/d%"}"#)).await;
        let client = Client::builder().base_url(server.url(""));
        let client = client.credential(0, ODD.into()).build().unwrap();
        let error = client.create_member(&member()).await.unwrap_err();
        assert!(
            error.to_string().contains(r#"{"given":"AbC/d%"}"#),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_code_is_there_even_where_it_says_what_is_said_anyway() {
    for (body, code, shown) in [
        (
            r#"{"error":{"type":"forbidden","message":"forbidden"}}"#,
            Some("forbidden"),
            "403 Forbidden: forbidden",
        ),
        (
            r#"{"code":403,"message":"No."}"#,
            Some("403"),
            "403 Forbidden: No.",
        ),
        (
            r#"{"error":"denied"}"#,
            Some("denied"),
            "403 Forbidden: denied",
        ),
        (
            r#"{"error":"Not for you"}"#,
            None,
            "403 Forbidden: Not for you",
        ),
    ] {
        let error = fail(move || Reply::json(403, body)).await;
        assert_eq!(error.code(), code, "{body}");
        assert_eq!(error.to_string(), format!("createMember: {shown}"));
    }
}

#[tokio::test]
async fn a_key_of_one_call_is_not_shown() {
    const OWN: &str = "own-key-123";
    for (status, body) in [
        (400, format!(r#"{{"message":"bad key {OWN}"}}"#)),
        (200, format!(r#"{{"id":"{OWN}"}}"#)),
    ] {
        let server = Server::start(move |_, _| Reply::json(status, &body)).await;
        let call = Client::of(&server).create_member(&member());
        let call = call.header("authorization", format!("Bearer {OWN}"));
        let error = call.await.unwrap_err();
        let sent = &server.requests()[0];
        assert_eq!(
            sent.header("authorization"),
            Some(&*format!("Bearer {OWN}"))
        );
        for text in [
            format!("{error}"),
            format!("{error:#}"),
            format!("{error:?}"),
        ] {
            assert!(!text.contains(OWN), "{text}");
        }
    }
}

#[tokio::test]
async fn a_key_in_what_a_transport_says_is_not_shown() {
    let transport = |_: http::Request<Body>| async {
        let error = std::io::Error::other(format!("refused {KEY}"));
        Err(TransportError::broken(error))
    };
    let builder = Client::builder().credential(0, KEY.into()).retries(0);
    let client = builder.transport(transport).build().unwrap();
    let error = client.member("x").await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "refused [redacted]");
    assert!(!format!("{error:?}").contains(KEY));
}

#[tokio::test]
async fn a_key_in_what_cannot_be_decoded_is_not_shown() {
    for body in [
        format!(r#"{{"id":"{KEY}"}}"#),
        format!(r"<p>{KEY}</p>"),
        format!(r#"{{"id":1,"name":"{KEY}"#),
    ] {
        let answer = body.clone();
        let error = fail(move || Reply::json(200, &answer)).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
        let mut shown = vec![
            format!("{error}"),
            format!("{error:#}"),
            format!("{error:?}"),
        ];
        let mut cause = error.source();
        while let Some(error) = cause {
            shown.push(format!("{error} {error:?}"));
            cause = error.source();
        }
        for text in shown {
            assert!(!text.contains(KEY), "{text}");
        }
        assert_eq!(error.bytes(), body.as_bytes());
    }
}

#[tokio::test]
async fn the_first_pointer_that_leads_somewhere_gives_code_and_message() {
    for (body, shown) in [
        (
            r#"{"error":{"type":"t","code":"c","message":"m"}}"#,
            "422 c: m",
        ),
        (
            r#"{"error":{"type":"t","code":null,"message":"m"}}"#,
            "422 t: m",
        ),
        // A code that repeats the status is left out.
        (
            r#"{"code":422,"message":"m"}"#,
            "422 Unprocessable Entity: m",
        ),
        (r#"{"message":"m"}"#, "422 Unprocessable Entity: m"),
        (
            r#"{"error":"invalid_grant","error_description":"m"}"#,
            "422 invalid_grant: m",
        ),
        (r#"{"error":"m"}"#, "422 Unprocessable Entity: m"),
        (r#"{"code":7,"detail":"m"}"#, "422 7: m"),
        (
            r#"{"errors":[{"message":"m"}]}"#,
            "422 Unprocessable Entity: m",
        ),
        (
            r#"{"error":null}"#,
            r#"422 Unprocessable Entity: {"error":null}"#,
        ),
        (r#"["x"]"#, r#"422 Unprocessable Entity: ["x"]"#),
        ("  ", "422 Unprocessable Entity"),
        ("", "422 Unprocessable Entity"),
    ] {
        let error = fail(move || Reply::json(422, body)).await;
        assert_eq!(
            error.to_string(),
            format!("createMember: {shown}"),
            "{body}"
        );
        assert_eq!(error.bytes(), body.as_bytes());
    }
}

#[tokio::test]
async fn bodies_that_are_not_as_described_are_kept() {
    let html = "<html>\n  <head><title>502 Bad Gateway</title></head>\n</html>";
    let error =
        fail(move || Reply::Response(502, vec![("content-type", "text/html".into())], html.into()))
            .await;
    assert_eq!(
        error.to_string(),
        "createMember: 502 Bad Gateway: <html> <head><title>502 Bad Gateway</title></head> </html>"
    );
    assert!(error.is_retryable());
    assert!(error.body().is_none());
    assert_eq!(error.into_bytes(), html);

    let error = fail(|| Reply::json(422, r#"{"error":null}"#)).await;
    assert!(error.body().is_none());
    assert_eq!(error.bytes(), br#"{"error":null}"#);

    // Bytes that are not text are kept, and cause no other failure.
    let error = fail(|| Reply::Response(500, vec![], vec![0xff, 0xfe, b'x'])).await;
    assert_eq!(error.bytes(), [0xff, 0xfe, b'x']);
    assert_eq!(
        error.to_string(),
        "createMember: 500 Internal Server Error: x"
    );
}

#[tokio::test]
async fn a_refusal_that_breaks_off_is_still_a_refusal() {
    let error = fail(|| {
        Reply::Raw(
            b"HTTP/1.1 422 X\r\nx-request-id: req_1\r\ncontent-length: 100\r\n\r\n{\"err".to_vec(),
        )
    })
    .await;
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.bytes(), b"{\"err");
    assert_eq!(error.request_id(), Some("req_1"));
}

#[tokio::test]
async fn a_missing_field_is_named_by_its_path() {
    let body = r#"{"id":1,"user":{"id":"user_1"}}"#;
    let error = fail(move || Reply::json(200, body).with("x-request-id", "req_1")).await;
    assert_eq!(
        error.to_string(),
        "createMember: cannot decode the 200 response at `user.email`: missing field `email` (request req_1)"
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.operation(), "createMember");
    assert_eq!(error.path(), Some("user.email"));
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert_eq!(error.bytes(), body.as_bytes());
    assert!(error.headers().is_some());
    assert!(error.is_decode() && !error.is_retryable());
    assert!(
        error
            .source()
            .unwrap()
            .to_string()
            .contains("missing field `email`")
    );
    // The body may have data that should not be logged, so only the alternate form shows it.
    assert!(!error.to_string().contains("user_1") && !format!("{error:?}").contains("user_1"));
    assert_eq!(format!("{error:#}"), format!("{error}\nbody: {body}"));
}

#[tokio::test]
async fn bodies_of_successes_that_are_not_as_described_are_errors() {
    for (body, message) in [
        ("", ": the body is empty"),
        (" \n", ": the body is empty"),
        (
            r#"{"id":1,"user":{"id":"x","#,
            " at `user`: EOF while parsing a value",
        ),
        (
            r#"{"id":1,"user":{"id":"x","email":nul"#,
            " at `user.email`: EOF while parsing a value",
        ),
        (
            r#"{"id":"1","user":null}"#,
            " at `id`: invalid type: string \"1\", expected u64",
        ),
        (
            r#"{"id":1,"user":null}"#,
            " at `user`: invalid type: null, expected struct User",
        ),
        (
            r#"{"id":1,"user":[]}"#,
            " at `user`: invalid length 0, expected struct User with 2 elements",
        ),
        (r#"{"id":1,"id":2}"#, " at `id`: duplicate field `id`"),
        ("\u{feff}{}", " at `id`: missing field `id`"),
        ("null", ": invalid type: null, expected struct Member"),
    ] {
        let error = fail(move || Reply::json(200, body)).await;
        assert_eq!(
            error.to_string(),
            format!("createMember: cannot decode the 200 response{message}"),
            "{body}"
        );
        assert_eq!(error.bytes(), body.as_bytes());
    }
}

#[tokio::test]
async fn a_success_of_another_media_type_says_so() {
    let html = || {
        Reply::Response(
            200,
            vec![("content-type", "Text/HTML; charset=utf-8".into())],
            "<html>".into(),
        )
    };
    let error = fail(html).await;
    assert_eq!(
        error.to_string(),
        "createMember: the 200 response is not JSON but text/html: <html>"
    );
    assert_eq!(
        format!("{error:#}"),
        "createMember: the 200 response is not JSON but text/html\nbody: <html>"
    );
    // An HTML page with the media type of JSON.
    let page = || {
        Reply::Response(
            200,
            vec![("content-type", "application/json".into())],
            " <!doctype html>".into(),
        )
    };
    assert_eq!(
        fail(page).await.to_string(),
        "createMember: the 200 response is not JSON, though it says so: <!doctype html>"
    );
}

#[tokio::test]
async fn what_the_api_says_stays_on_one_line() {
    let error = fail(|| {
        Reply::json(
            422,
            r#"{"error":{"code":"c\u001b[31m","message":"a\r\n\tb\u0000"}}"#,
        )
    })
    .await;
    assert_eq!(error.to_string(), "createMember: 422 c [31m: a b");
}

#[tokio::test]
async fn an_undeclared_success_status_is_decoded_all_the_same() {
    let server = Server::start(|_, _| Reply::json(202, crate::support::MEMBER)).await;
    assert_eq!(
        Client::of(&server).create_member(&member()).await.unwrap(),
        member()
    );
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for target in ["http://api.invalid", "https://api.invalid"] {
        let client = Client::builder()
            .base_url(target)
            .credential(0, KEY.into())
            .proxy(format!("http://user:{KEY}@{address}/"))
            .retries(0)
            .build()
            .unwrap();
        let error = client.member("x").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("retrieveMember: cannot connect to api.invalid through the proxy {address}")
        );
        assert!(!format!("{error:?}").contains(KEY));
    }
}

#[tokio::test]
async fn no_connection_is_told_from_the_rest() {
    // A port without a listener.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .credential(0, KEY.into())
        .retries(0)
        .build()
        .unwrap();
    let error = client.create_member(&member()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(
        error.to_string(),
        format!("createMember: cannot connect to {address}")
    );
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    assert_eq!((error.status(), error.bytes()), (None, &b""[..]));
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    assert!(
        causes.iter().any(|cause| cause.contains("refused")),
        "{causes:?}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_from_the_rest() {
    let error = fail(|| Reply::Close).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    let text = error.to_string();
    assert!(
        text.starts_with("createMember: the connection to 127.0.0.1:")
            && text.ends_with(" broke before a response came"),
        "{text}"
    );
    assert!(error.is_retryable() && error.source().is_some());

    let error =
        fail(|| Reply::Raw(b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"id\":1,".to_vec()))
            .await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(
        error.to_string(),
        "createMember: the connection broke before the response was complete"
    );
    assert_eq!(
        (error.status(), error.bytes()),
        (Some(StatusCode::OK), &b"{\"id\":1,"[..])
    );
}

#[tokio::test]
async fn what_cannot_be_built_is_not_sent() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    let call = || client.create_member(&member());
    for (call, message) in [
        (
            call().header("a b", "x"),
            "the header `a b`: no header can have this name",
        ),
        (
            call().header("x", "a\nb"),
            "the header `x`: its value has a character that cannot be sent",
        ),
        (
            call().query("x", &f64::NAN),
            "the query parameter `x`: a number that is not finite cannot be sent",
        ),
        (
            call()
                .json(&serde_json::Map::from_iter([("a".to_owned(), 1.into())]))
                .body_member("x", &f64::NAN),
            "the body's property `x`: a number that is not finite, which JSON cannot represent",
        ),
        (
            call().json(&[("a", [1.0, f64::INFINITY])]),
            "the body: `[0][1][1]` is a number that is not finite, which JSON cannot represent",
        ),
        (
            call().json(&[1]).body_member("x", &1),
            "the body's property `x`: the body is not a JSON object",
        ),
        (
            call().header("c d", "").header("a b", ""),
            "the header `c d`: no header can have this name",
        ),
    ] {
        let error = call.await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("createMember: cannot build the request: {message}")
        );
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Build, 0));
    }
    let error = client.member("x").body_member("x", &1).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "retrieveMember: cannot build the request: the body's property `x`: a GET has no body: use a query parameter"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_operation_can_have_error_bodies_of_its_own() {
    let server = Server::always(404, REFUSAL).await;
    let call = Client::of(&server)
        .create_member(&member())
        .errors(|_, _| None);
    assert!(call.await.unwrap_err().body().is_none());
}

#[test]
fn results_stay_small() {
    assert!(size_of::<Error>() <= 16);
    assert!(size_of::<Result<(), Error>>() <= 16);
}

#[test]
fn errors_and_calls_cross_threads() {
    fn crosses<T: Send + 'static>() {}
    fn is_shared<T: Send + Sync + Clone + 'static>() {}
    crosses::<Error>();
    crosses::<crate::support::Call<()>>();
    crosses::<runtime::runtime::CallFuture<(), ErrorBody>>();
    crosses::<runtime::runtime::ByteStream>();
    is_shared::<Client>();
}

/// Formatting an error does not depend on the length of its body.
#[tokio::test]
async fn an_error_with_a_large_body_is_shown_at_once() {
    const LENGTH: usize = 8 << 20;
    let show = async |status: u16, before: &str, filling: u8, after: &str| {
        let mut body = before.as_bytes().to_vec();
        body.resize(LENGTH, filling);
        body.extend_from_slice(after.as_bytes());
        let body = Bytes::from(body);
        let transport = move |_: http::Request<Body>| {
            let mut response = http::Response::new(Body::from(body.clone()));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            async { Ok(response) }
        };
        let builder = Client::builder().credential(0, KEY.into()).retries(0);
        let client = builder.transport(transport).build().unwrap();
        let error = client.member("x").await.unwrap_err();
        let shown = [
            format!("{error}"),
            format!("{error:#}"),
            format!("{error:?}"),
        ];
        // Reading the whole body would exceed the limit in an unoptimised build. The shortest of several times
        // ignores the load of the machine.
        let took = (0..8).map(|_| {
            let started = std::time::Instant::now();
            let _ = (error.to_string(), format!("{error:?}"));
            started.elapsed()
        });
        let took = took.min().unwrap();
        assert!(took < Duration::from_millis(20), "{took:?}");
        for text in &shown {
            assert!(text.len() < 2_000, "{}", text.len());
        }
        shown
    };
    let [line, ..] = show(500, "oops ", b'x', "").await;
    assert!(
        line.starts_with("retrieveMember: 500 Internal Server Error: oops xxx"),
        "{line}"
    );
    let [line, ..] = show(200, "<p>", b' ', "</p>").await;
    assert!(
        line.starts_with("retrieveMember: the 200 response is not JSON: <p>"),
        "{line}"
    );
    let [line, ..] = show(200, "{\"id\":\"", b'x', "\"}").await;
    assert!(
        line.contains("at `id`: invalid type: string \"xxx"),
        "{line}"
    );
    let [line, ..] = show(
        400,
        "{\"error\":{\"type\":\"t\",\"message\":\"",
        b'x',
        "\"}}",
    )
    .await;
    assert!(line.starts_with("retrieveMember: 400 t: xxx"), "{line}");
}

/// A key that is cut off at the beginning or end of an excerpt is redacted.
#[tokio::test]
async fn a_key_at_the_edge_of_an_excerpt_is_not_shown() {
    for before in 0..200 {
        let padding = "-".repeat(before);
        let body = format!("{padding}{KEY}{}", "-".repeat(300));
        let error = fail(move || Reply::Response(500, Vec::new(), body.clone().into())).await;
        let shown = error.excerpt();
        for length in 6..=KEY.len() {
            let (start, end) = (&KEY[..length], &KEY[KEY.len() - length..]);
            assert!(
                !shown.contains(start) && !shown.contains(end),
                "{before}: {shown}"
            );
        }
        assert_eq!(
            shown.contains("[redacted]"),
            before < 160,
            "{before}: {shown}"
        );
    }
}
