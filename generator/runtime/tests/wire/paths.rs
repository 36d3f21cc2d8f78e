//! Tests of path parameters: a value cannot add a segment, climb the path, or end it.

use runtime::runtime::{ErrorKind, Method, Style};

use crate::support::{Client, Error, ErrorBody, Reply, Server};

async fn sent(id: &str) -> Result<String, Error> {
    let server = Server::start(|_, _| Reply::ok()).await;
    Client::of(&server).member(id).await?;
    Ok(server.request().target)
}

#[tokio::test]
async fn values_stay_one_segment() {
    for (value, target) in [
        ("user_1", "/v1/members/user_1"),
        ("../payments/x", "/v1/members/..%2Fpayments%2Fx"),
        ("a/b", "/v1/members/a%2Fb"),
        ("a?b", "/v1/members/a%3Fb"),
        ("a#b", "/v1/members/a%23b"),
        ("a\\b", "/v1/members/a%5Cb"),
        ("%2e%2e", "/v1/members/%252e%252e"),
        ("%2E%2E/x", "/v1/members/%252E%252E%2Fx"),
        ("...", "/v1/members/..."),
        (".a", "/v1/members/.a"),
        ("a b+c", "/v1/members/a%20b%2Bc"),
        ("ü", "/v1/members/%C3%BC"),
        ("a\r\nb\t", "/v1/members/a%0D%0Ab%09"),
        ("a;b,c=d&e", "/v1/members/a%3Bb%2Cc%3Dd%26e"),
        (
            "http://evil.example",
            "/v1/members/http%3A%2F%2Fevil.example",
        ),
        ("@evil.example", "/v1/members/%40evil.example"),
    ] {
        assert_eq!(sent(value).await.unwrap(), target, "{value:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_value_that_would_change_the_path() {
    let server = Server::start(|_, _| Reply::ok()).await;
    for value in ["", ".", ".."] {
        let error = Client::of(&server).member(value).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{value:?}");
        assert_eq!(error.attempts(), 0);
    }
    let error = Client::of(&server).member("").await.unwrap_err();
    let message = "retrieveMember: cannot build the request: the path parameter `id`: the value is empty, which would \
                   address another resource";
    assert_eq!(error.to_string(), message);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn several_segments_can_neither_climb_nor_end_the_path() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    let call = |rest: &str| {
        client
            .request(Method::GET, "/files/{rest}/x", "readFile")
            .path_with("rest", Style::Segments, false, rest)
            .returns_nothing::<ErrorBody>()
    };
    call("a/b?c#d/%2e%2e/e").await.unwrap();
    assert_eq!(
        server.request().target,
        "/v1/files/a/b%3Fc%23d/%252e%252e/e/x"
    );
    for value in ["", ".", "..", "../a", "a/../b", "a/."] {
        let error = call(value).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{value:?}");
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_segment_made_of_several_values_is_checked_as_a_whole() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    let call = |a: &str, b: &str| {
        client
            .request(Method::GET, "/files/{a}.{b}:read", "readFile")
            .path("a", a)
            .path("b", b)
            .returns_nothing::<ErrorBody>()
    };
    call("x", "y").await.unwrap();
    assert_eq!(server.request().target, "/v1/files/x.y:read");
    let dots = client
        .request(Method::GET, "/files/{a}{b}", "readFile")
        .path("a", ".")
        .path("b", ".");
    let error = dots.returns_nothing::<ErrorBody>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    // An empty label is a single dot.
    let label = client
        .request(Method::GET, "/files/{a}", "readFile")
        .path_with("a", Style::Label, false, "");
    assert_eq!(
        label
            .returns_nothing::<ErrorBody>()
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Build
    );
    let label = client
        .request(Method::GET, "/files/{a}", "readFile")
        .path_with("a", Style::Label, false, ".");
    assert_eq!(
        label
            .returns_nothing::<ErrorBody>()
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Build
    );
    let missing = client.request(Method::GET, "/files/{a}", "readFile");
    let error = missing.returns_nothing::<ErrorBody>().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the path parameter `a` has no value"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_template_may_have_a_query_of_its_own() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let request = Client::of(&server)
        .request(Method::GET, "/files?action=list", "listFiles")
        .query("limit", &2);
    request.returns_nothing::<ErrorBody>().await.unwrap();
    assert_eq!(server.request().target, "/v1/files?action=list&limit=2");
}
