//! Tests of text: charsets, byte order marks, and scalars as text.

use runtime::runtime::{Error, ErrorKind, Method};
use serde::Deserialize;

use crate::support::{Client, ErrorBody, MEMBER, Member, Reply, Server};

fn reply(content_type: &'static str, body: &[u8]) -> Reply {
    Reply::Response(200, Vec::new(), body.to_vec()).with("content-type", content_type)
}

async fn text(content_type: &'static str, body: &'static [u8]) -> Result<String, Error<ErrorBody>> {
    let server = Server::start(move |_, _| reply(content_type, body)).await;
    let client = Client::of(&server);
    client
        .request(Method::GET, "/x", "getText")
        .returns_text()
        .await
}

#[tokio::test]
async fn text_is_read_in_its_charset() {
    for (content_type, body, expected) in [
        ("text/plain", b"a\xc3\xa9".as_slice(), "aé"),
        ("text/plain; charset=\"UTF-8\"", b"a\xc3\xa9", "aé"),
        // The first is also UTF-8, with another meaning.
        ("text/csv; charset=iso-8859-1", b"a\xc3\xa9", "aÃ©"),
        ("text/csv; Charset=ISO-8859-1", b"a\xe9\x80", "aé€"),
        (
            "text/csv; header=present; charset=windows-1252",
            b"\x93\xff",
            "“ÿ",
        ),
        ("text/plain; charset=us-ascii", b"plain", "plain"),
        ("text/plain; charset=utf-16be", b"\0a\xd8\x3d\xde\0", "a😀"),
        ("text/plain; charset=utf-16", b"\xfe\xff\0a", "a"),
        ("text/plain; charset=utf-16le", b"a\0", "a"),
        // A byte order mark takes precedence over the media type.
        ("text/plain", b"\xff\xfea\0", "a"),
        ("text/csv", b"\xef\xbb\xbfa", "a"),
    ] {
        let found = text(content_type, body).await.unwrap();
        assert_eq!(found, expected, "{content_type}");
    }
}

#[tokio::test]
async fn text_that_cannot_be_read_says_why() {
    for (content_type, body, message) in [
        ("text/csv", b"a\xe9".as_slice(), "the text is not UTF-8"),
        (
            "text/plain; charset=utf-16le",
            b"abc",
            "the text is not UTF-16",
        ),
        (
            "text/plain; charset=koi8-r",
            b"a",
            "the text is in the charset `koi8-r`",
        ),
    ] {
        let error = text(content_type, body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let shown = error.to_string();
        let expected = format!("getText: cannot decode the 200 response: {message}");
        assert!(shown.starts_with(&expected), "{shown}");
        assert!(!shown.contains("JSON"), "{shown}");
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    Up,
    Down,
}

#[tokio::test]
async fn a_value_is_text_or_json_as_the_response_says() {
    let call = async |content_type, body: &'static str| {
        let server = Server::start(move |_, _| reply(content_type, body.as_bytes())).await;
        let request = Client::of(&server).request(Method::GET, "/x", "getHealth");
        let result = request
            .returns_text_or_json::<Option<Health>, ErrorBody>()
            .await;
        result.map_err(|error| error.to_string())
    };
    assert_eq!(call("text/plain", "up").await, Ok(Some(Health::Up)));
    assert_eq!(
        call("application/json", "\"down\"").await,
        Ok(Some(Health::Down))
    );
    assert_eq!(call("application/vnd.x+json; a=b", "null").await, Ok(None));
    let quoted = call("text/plain", "\"up\"").await.unwrap_err();
    assert!(quoted.contains("unknown variant `\"up\"`"), "{quoted}");
    let server = Server::start(|_, _| reply("text/plain", b"down")).await;
    let request = Client::of(&server).request(Method::GET, "/x", "getHealth");
    let health = request.returns_scalar::<Health, ErrorBody>().await;
    assert_eq!(health.unwrap(), Health::Down);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_no_part_of_it() {
    const REFUSAL: &str =
        "\u{feff}{\"error\":{\"type\":\"forbidden\",\"message\":\"You may not.\"}}";
    let server = Server::start(|_, index| match index {
        0 => Reply::json(403, REFUSAL),
        _ => Reply::json(200, &format!("\u{feff}{MEMBER}")),
    })
    .await;
    let client = Client::of(&server);
    let error = client.member("x").await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("forbidden"), Some("You may not."))
    );
    let Some(ErrorBody::ErrorResponse(body)) = error.into_body() else {
        panic!("no body")
    };
    assert_eq!(body.error.message, "You may not.");
    let member: Member = client.member("x").await.unwrap();
    assert_eq!(member.id, 1);
}
