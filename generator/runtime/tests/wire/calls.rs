//! Tests of what a call sends and returns.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use runtime::runtime::{Body, Location, Method, Style};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{
    Call, Client, Error, ErrorBody, MEMBER, Member, Recorded, Reply, Server, member,
};

async fn recorded<T>(call: impl FnOnce(&Client) -> Call<T>) -> Recorded {
    let server = Server::start(|_, _| Reply::ok()).await;
    if let Err(error) = call(&Client::of(&server)).await {
        assert!(
            !matches!(error.kind(), runtime::runtime::ErrorKind::Build),
            "{error}"
        );
    }
    server.request()
}

#[tokio::test]
async fn parameters_stand_where_they_belong() {
    #[derive(Serialize)]
    struct Filters {
        status: Option<&'static str>,
        tags: Vec<&'static str>,
    }
    let request = recorded(|client| {
        client
            .request(Method::GET, "/a/{id}/b/{kinds}/{json}", "x")
            .path("id", &7)
            .path_with("kinds", Style::Matrix, true, &["x", "y"])
            .query("after", &None::<&str>)
            .query("first", &Some(20))
            .query("types", &["a b", "c"])
            .query_with("ids", Style::Brackets, true, false, &[1, 2])
            .query_with("joined", Style::Form, false, false, &["a,b", "c"])
            .query_with(
                "filters",
                Style::DeepObject,
                true,
                false,
                &Filters {
                    status: Some("on"),
                    tags: vec!["x"],
                },
            )
            .query_with("url", Style::Form, true, true, "https://x/?a=b&c#d")
            .header("X-List", &["a", "b"])
            .header("X-None", &None::<&str>)
            .header_with("X-Object", true, &BTreeMap::from([("a", 1), ("b", 2)]))
            .cookie("c", &["a", "b"])
            .cookie_with("d", false, &["a", "b"])
            .json_parameter(Location::Query, "json", &json!({"a": [1, "x"]}))
            .json_parameter(Location::Header, "X-Json", &json!([null]))
            .json_parameter(Location::Cookie, "j", &json!(["x"]))
            .json_parameter(Location::Path, "json", &json!({"a": "/"}))
            .json_parameter(Location::Query, "no_json", &None::<u8>)
            .returns_nothing::<ErrorBody>()
    })
    .await;
    assert_eq!(
        request.target,
        "/v1/a/7/b/;kinds=x;kinds=y/%7B%22a%22%3A%22%2F%22%7D?first=20&types=a%20b&types=c&ids%5B%5D=1&ids%5B%5D=2&joined=a%2Cb,c\
         &filters%5Bstatus%5D=on&filters%5Btags%5D%5B%5D=x&url=https://x/?a=b%26c%23d\
         &json=%7B%22a%22%3A%5B1%2C%22x%22%5D%7D"
    );
    assert_eq!(request.header("x-list"), Some("a,b"));
    assert_eq!(request.header("x-none"), None);
    assert_eq!(request.header("x-object"), Some("a=1,b=2"));
    assert_eq!(request.header("x-json"), Some("[null]"));
    assert_eq!(
        request.header("cookie"),
        Some("c=a; c=b; d=a,b; j=[%22x%22]")
    );
}

/// Nested lists, which the styles do not define, are written as JSON.
#[tokio::test]
async fn lists_in_lists_are_json() {
    let sent = recorded(|client| {
        client
            .request(Method::GET, "/x", "x")
            .query("deep", &[[1], [2]])
            .returns_nothing()
    });
    assert_eq!(sent.await.target, "/v1/x?deep=%5B1%5D&deep=%5B2%5D");
}

#[tokio::test]
async fn bodies_are_written_as_their_media_type() {
    #[derive(Serialize)]
    struct Order {
        name: &'static str,
        tags: Vec<&'static str>,
        none: Option<u8>,
        address: BTreeMap<&'static str, u8>,
    }
    let order = || Order {
        name: "a b&c",
        tags: vec!["x", "y"],
        none: None,
        address: BTreeMap::from([("no", 1)]),
    };
    let form = recorded(|client| {
        client
            .request(Method::POST, "/x", "x")
            .form(&order())
            .returns_nothing()
    })
    .await;
    assert_eq!(
        form.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        form.text(),
        "name=a%20b%26c&tags=x&tags=y&none=&address=%7B%22no%22%3A1%7D"
    );
    let form = recorded(|client| {
        client
            .request(Method::POST, "/x", "x")
            .form_with(
                &order(),
                &[
                    ("tags", Style::Brackets, true, false),
                    ("address", Style::DeepObject, true, false),
                ],
            )
            .returns_nothing()
    })
    .await;
    assert_eq!(
        form.text(),
        "name=a%20b%26c&tags%5B%5D=x&tags%5B%5D=y&none=&address%5Bno%5D=1"
    );
    let text = recorded(|client| {
        client
            .request(Method::POST, "/x", "x")
            .text("text/plain", "ü")
            .returns_nothing()
    })
    .await;
    assert_eq!(
        (text.header("content-type"), text.text()),
        (Some("text/plain"), "ü")
    );
    let bytes = recorded(|client| {
        client
            .request(Method::PUT, "/x", "x")
            .bytes("image/png", vec![0, 255])
            .returns_nothing()
    });
    assert_eq!(bytes.await.body, [0, 255]);
    let json = recorded(|client| {
        client
            .request(Method::PATCH, "/x", "x")
            .json_as("application/merge-patch+json", &json!({"a": null}))
            .returns_nothing()
    })
    .await;
    assert_eq!(
        json.header("content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(json.json(), json!({"a": null}));
    let nothing =
        recorded(|client| client.request(Method::DELETE, "/x", "x").returns_nothing()).await;
    assert_eq!(
        (nothing.header("content-type"), nothing.body.len()),
        (None, 0)
    );
}

#[tokio::test]
async fn files_and_streams_are_bodies() {
    let directory = std::env::temp_dir().join(format!("runtime-body-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("file");
    let content: Vec<u8> = (0..200_000_u32)
        .map(|index| u8::try_from(index % 251).unwrap())
        .collect();
    std::fs::write(&path, &content).unwrap();
    let file = recorded(|client| {
        client
            .request(Method::PUT, "/x", "x")
            .bytes("image/png", Body::file(&path))
            .returns_nothing()
    });
    let file = file.await;
    assert_eq!(file.header("content-length"), Some("200000"));
    assert!(file.body == content);

    let pieces = || {
        futures_util::stream::iter([
            Ok::<_, std::io::Error>(Bytes::from("ab")),
            Ok(Bytes::from("c")),
        ])
    };
    let stream = recorded(|client| {
        client
            .request(Method::PUT, "/x", "x")
            .bytes("text/plain", Body::stream(pieces()))
            .returns_nothing()
    })
    .await;
    assert_eq!(
        (stream.header("transfer-encoding"), stream.text()),
        (Some("chunked"), "abc")
    );
    let sized = recorded(|client| {
        client
            .request(Method::PUT, "/x", "x")
            .bytes("text/plain", Body::sized_stream(pieces(), 3))
            .returns_nothing()
    })
    .await;
    assert_eq!(
        (sized.header("content-length"), sized.text()),
        (Some("3"), "abc")
    );

    let server = Server::start(|_, _| Reply::ok()).await;
    let missing = Body::file(directory.join("missing"));
    let call = Client::of(&server)
        .request(Method::PUT, "/x", "x")
        .bytes("text/plain", missing)
        .returns_nothing();
    let error: Error = call.await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("x: cannot build the request: cannot read its body: cannot read "),
        "{error}"
    );
    assert!(server.requests().is_empty());
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn options_of_a_call_change_that_call() {
    let request = recorded(|client| {
        client
            .create_member(&member())
            .header("X-Own", "1")
            .query("expand", &["a", "b"])
            .query("gone", &1)
            .query("gone", &None::<u8>)
            .body_member("id", &2)
            .body_member("extra", &json!({"a": 1}))
            .idempotency_key("k-1")
    })
    .await;
    assert_eq!(request.target, "/v1/members?expand=a&expand=b");
    assert_eq!(request.header("x-own"), Some("1"));
    assert_eq!(request.header("idempotency-key"), Some("k-1"));
    assert_eq!(
        request.text(),
        r#"{"id":2,"user":{"id":"user_1","email":"a@example.com"},"extra":{"a":1}}"#
    );
    let request = recorded(|client| {
        client
            .member("x")
            .json(&json!({}))
            .body_member("a", &1)
            .header("Authorization", "Own")
    })
    .await;
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("authorization"), Some("Own"));
    assert_eq!(request.text(), r#"{"a":1}"#);
}

#[tokio::test]
async fn a_call_can_give_the_response_too() {
    let server = Server::start(|_, _| Reply::json(201, MEMBER).with("x-request-id", "req_1")).await;
    let response = Client::of(&server)
        .create_member(&member())
        .with_response()
        .await
        .unwrap();
    assert_eq!(response.body, member());
    assert_eq!(
        (
            response.status().as_u16(),
            response.request_id(),
            response.attempts()
        ),
        (201, Some("req_1"), 1)
    );
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.elapsed() > Duration::ZERO);
    assert_eq!(response.into_body(), member());
}

#[tokio::test]
async fn a_body_can_be_read_as_it_comes() {
    let server =
        Server::start(|_, _| Reply::Pieces(vec!["ab", "cd", "e"], Duration::from_millis(20))).await;
    let client = Client::of(&server);
    let mut response = client.member("x").send_raw().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.body.try_next().await.unwrap().unwrap(), "ab");
    assert_eq!(response.body.next().await.unwrap().unwrap(), "cd");
    assert_eq!(response.into_body().collect().await.unwrap(), "e");
    let stream = client
        .request(Method::GET, "/x", "x")
        .returns_stream::<ErrorBody>()
        .await
        .unwrap();
    assert_eq!(stream.collect().await.unwrap(), "abcde");

    let server = Server::always(404, r#"{"error":{"type":"not_found","message":"m"}}"#).await;
    let error = Client::of(&server)
        .member("x")
        .send_raw()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("not_found"));
    assert!(error.body().is_some());
}

#[tokio::test]
async fn responses_are_read_as_the_operation_says() {
    let server = Server::start(|request, _| match request.target.as_str() {
        "/v1/empty" => Reply::Response(204, vec![], vec![]),
        "/v1/blank" => Reply::json(200, " "),
        "/v1/text" => Reply::Response(200, vec![("content-type", "text/plain".into())], "ü".into()),
        "/v1/binary" => Reply::Response(200, vec![], vec![0, 255]),
        _ => Reply::ok(),
    })
    .await;
    let client = Client::of(&server);
    let get = |path| client.request(Method::GET, path, "x");
    get("/empty").returns_nothing::<ErrorBody>().await.unwrap();
    get("/member").returns_nothing::<ErrorBody>().await.unwrap();
    assert_eq!(
        get("/empty")
            .returns_optional_json::<Member, ErrorBody>()
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        get("/blank")
            .returns_optional_json::<Member, ErrorBody>()
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        get("/member")
            .returns_optional_json::<Member, ErrorBody>()
            .await
            .unwrap(),
        Some(member())
    );
    assert_eq!(get("/text").returns_text::<ErrorBody>().await.unwrap(), "ü");
    assert_eq!(
        get("/binary").returns_bytes::<ErrorBody>().await.unwrap(),
        &[0_u8, 255][..]
    );
    let error = get("/binary")
        .returns_text::<ErrorBody>()
        .await
        .unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("the text is not UTF-8"),
        "{error}"
    );
    assert_eq!(error.bytes(), [0, 255]);
    let chosen = get("/text").returns_with::<_, ErrorBody>(|parts| {
        match (parts.status(), parts.media_type().as_str()) {
            (200, "text/plain") => parts.text().map(|text| text.len()),
            _ => Err(runtime::runtime::DecodeFailure::new("undeclared")),
        }
    });
    assert_eq!(chosen.await.unwrap(), 2);
}

#[tokio::test]
async fn an_endpoint_that_the_document_does_not_have_can_be_called() {
    let server = Server::start(|request, _| match request.method.as_str() {
        "DELETE" => Reply::Response(204, vec![], vec![]),
        _ => Reply::json(200, r#"{"ok":true}"#),
    })
    .await;
    let client = Client::of(&server);
    let call: Call<Value> = client.core().request(Method::POST, "/new/{id}/x");
    let value = call
        .path("id", "a/b")
        .query("q", &[1, 2])
        .json(&json!({"a": 1}))
        .await
        .unwrap();
    assert_eq!(value, json!({"ok": true}));
    let request = &server.requests()[0];
    assert_eq!(request.target, "/v1/new/a%2Fb/x?q=1&q=2");
    assert_eq!(request.json(), json!({"a": 1}));
    assert!(request.header("authorization").is_some());
    let call: Call<()> = client.core().request(Method::DELETE, "without/slash");
    call.body("text/plain", "x").await.unwrap();
    assert_eq!(server.requests()[1].target, "/v1/without/slash");
    assert_eq!(server.requests()[1].text(), "x");

    for path in [
        "https://evil.example/x",
        "//../x",
        "/a/%2e%2E/b",
        "/a/../b",
        "/a/.",
    ] {
        let call: Call<Value> = client.core().request(Method::GET, path);
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), runtime::runtime::ErrorKind::Build, "{path}");
    }
    assert_eq!(server.requests().len(), 2);
    let call: Call<Value> = client.core().request(Method::GET, "/a\\..\\b#c d");
    call.await.unwrap();
    assert_eq!(server.requests()[2].target, "/v1/a%5C..%5Cb%23c%20d");
}

/// RFC 9110, section 8.6: `Content-Length: 0` is sent if the method gives content a meaning.
#[tokio::test]
async fn a_request_without_content_says_so() {
    for (method, expected) in [
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::PATCH, Some("0")),
        (Method::GET, None),
        (Method::DELETE, None),
        (Method::OPTIONS, None),
    ] {
        let sent = method.clone();
        let request = recorded(|client| {
            let request = client.request(sent, "/x", "x");
            request.returns_nothing()
        })
        .await;
        assert_eq!(request.header("content-length"), expected, "{method}");
        assert_eq!(request.header("transfer-encoding"), None, "{method}");
    }
    let empty = recorded(|client| {
        let request = client.request(Method::POST, "/x", "x");
        request.text("text/plain", "").returns_nothing()
    })
    .await;
    assert_eq!(empty.header("content-length"), Some("0"));
}

#[tokio::test]
async fn headers_of_the_connection_are_not_for_callers() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    for (name, reason) in [
        (
            "Content-Length",
            "the client sets it, from the body of the request",
        ),
        (
            "transfer-encoding",
            "the client sets it, from the body of the request",
        ),
        (
            "Host",
            "the client sets it, from the address: use `base_url` for another host",
        ),
        (
            "connection",
            "it belongs to the connection, which the client manages",
        ),
        (
            "Keep-Alive",
            "it belongs to the connection, which the client manages",
        ),
    ] {
        let lower = name.to_ascii_lowercase();
        let error = client.member("x").header(name, "1").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("retrieveMember: cannot build the request: the header `{lower}`: {reason}")
        );
        let built = Client::builder()
            .credential(0, "k".into())
            .header(name, "1")
            .build();
        assert_eq!(
            built.unwrap_err().to_string(),
            format!("cannot build the client: the header `{lower}`: {reason}")
        );
    }
    assert_eq!(server.requests().len(), 0);
}
