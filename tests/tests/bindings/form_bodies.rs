//! Bodies of type `application/x-www-form-urlencoded`, and the encoding of their properties (OpenAPI 3.0.4,
//! section 4.8.15.1).

use tests::form_bodies::types::{
    Color, SendClearedRequest, SendClearedRequestFilter, SendEncodedRequest, SendPlainRequest,
};
use tests::server::Answer;

use super::{expected, pairs, serve};

/// Calls an operation and returns the form that it sends.
macro_rules! form {
    ($operation:ident, $body:expr) => {{
        let server = serve([Answer::empty(204)]);
        let call = client!(form_bodies, server).forms().$operation($body);
        call.await.unwrap();
        let received = server.last();
        assert_eq!(
            received.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        received.text()
    }};
}

fn color() -> Color {
    Color::new().r(1).g(2)
}

#[tokio::test]
async fn properties_use_the_default_encoding() {
    let body = SendPlainRequest::new("a&b=c d")
        .count(0)
        .flag(true)
        .at("2026-01-31T01:02:03Z"
            .parse::<tests::runtime::DateTime>()
            .unwrap())
        .tags(["x", "y,z"])
        .meta(color());
    assert_eq!(
        pairs(&form!(send_plain, body)),
        expected(&[
            ("name", "a&b=c d"),
            ("mode", "fast"),
            ("count", "0"),
            ("flag", "true"),
            ("at", "2026-01-31T01:02:03Z"),
            ("tags", "x"),
            ("tags", "y,z"),
            ("meta", r#"{"R":1,"G":2}"#),
        ])
    );
    // Fields that are not set are not sent.
    assert_eq!(
        form!(send_plain, SendPlainRequest::new("")),
        "name=&mode=fast"
    );
}

#[tokio::test]
async fn properties_use_their_declared_encoding() {
    let new = SendEncodedRequest::new;
    for (body, sent) in [
        (new().joined(["a", "b,c"]), "joined=a,b%2Cc"),
        (new().piped(["a", "b"]), "piped=a%7Cb"),
        (new().deep(color()), "deep%5BR%5D=1&deep%5BG%5D=2"),
        (new().exploded(color()), "R=1&G=2"),
        (new().path("/a/b?c&d"), "path=/a/b?c%26d"),
        (new().json(vec![1, 2]), "json=%5B1%2C2%5D"),
        (new(), ""),
    ] {
        assert_eq!(form!(send_encoded, body), sent);
    }
}

#[tokio::test]
async fn map_is_sent_as_pairs() {
    let body = [("a b", "1"), ("c", "&")];
    let body = body.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let sent = form!(send_map, body.into_iter().collect());
    assert_eq!(sent, "a%20b=1&c=%26");
}

#[tokio::test]
async fn cleared_field_is_sent_empty() {
    let new = || SendClearedRequest::new("o".to_owned());
    assert_eq!(form!(send_cleared, new()), "owner=o");
    assert_eq!(form!(send_cleared, new().note("n")), "owner=o&note=n");
    assert_eq!(
        form!(send_cleared, new().note(tests::runtime::Nullable::Null)),
        "owner=o&note="
    );
    assert_eq!(form!(send_cleared, SendClearedRequest::new(None)), "owner=");
    let filter = SendClearedRequestFilter::new().by(tests::runtime::Nullable::Null);
    assert_eq!(
        form!(send_cleared, new().filter(filter)),
        "owner=o&filter%5Bby%5D="
    );
}

#[tokio::test]
async fn nested_values_are_sent_as_json() {
    let new = || SendClearedRequest::new("o".to_owned());
    for (body, sent) in [
        (new().colors(vec![color()]), ("colors", r#"{"R":1,"G":2}"#)),
        // One of several media types is JSON.
        (new().either(vec![1, 2]), ("either", "[1,2]")),
        (
            new().lists(vec![vec![1], vec![2, 3]]),
            ("lists", "[1] [2,3]"),
        ),
    ] {
        assert_eq!(
            pairs(&form!(send_cleared, body)),
            expected(&[("owner", "o"), sent])
        );
    }
}

#[tokio::test]
async fn non_object_form_is_sent_unchanged() {
    assert_eq!(form!(send_shapeless, "a=1&a=2"), "a=1&a=2");
}
