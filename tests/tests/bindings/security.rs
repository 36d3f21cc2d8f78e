//! Security schemes.

use tests::runtime::ErrorKind;
use tests::security::types::GetParameterParams;
use tests::security::{Client, ClientBuilder};
use tests::server::{Answer, Received, Server};

use super::serve;

fn server() -> Server {
    serve([Answer::empty(204)])
}

fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().without_environment();
    builder.base_url(server.url()).retries(0)
}

/// Returns a client with all credentials.
fn complete(server: &Server) -> Client {
    builder(server)
        .token("t-1")
        .login("jane", "p:w")
        .header_key("h-1")
        .query_key("q&1")
        .cookie_key("c-1")
        .oauth("o-1")
        .openid("i-1")
        .digest("d-1")
        .build()
        .unwrap()
}

/// Returns the credentials of a request: `Authorization`, the key header, the cookie, and the query.
fn proof(received: &Received) -> [Option<String>; 4] {
    let header = |name: &str| received.header(name).map(str::to_owned);
    let query = received.query();
    [
        header("authorization"),
        header("x-api-key"),
        header("cookie"),
        (!query.is_empty()).then(|| query.to_owned()),
    ]
}

#[tokio::test]
async fn operations_send_only_the_required_credentials() {
    macro_rules! check {
        ($($operation:ident: $expected:expr,)*) => {$(
            let api = server();
            complete(&api).access().$operation().await.unwrap();
            let expected: [Option<&str>; 4] = $expected;
            let expected = expected.map(|text| text.map(str::to_owned));
            assert_eq!(proof(&api.last()), expected, stringify!($operation));
        )*};
    }
    check! {
        get_token: [Some("Bearer t-1"), None, None, None],
        get_open: [None, None, None, None],
        get_basic: [Some("Basic amFuZTpwOnc="), None, None, None],
        get_header: [None, Some("h-1"), None, None],
        get_query: [None, None, None, Some("api_key=q%261")],
        get_cookie: [None, None, Some("SESSION=c-1"), None],
        get_oauth: [Some("Bearer o-1"), None, None, None],
        get_openid: [Some("Bearer i-1"), None, None, None],
        get_digest: [Some("digest d-1"), None, None, None],
        get_certificate: [None, None, None, None],
        get_both: [None, Some("h-1"), None, Some("api_key=q%261")],
        get_either: [None, Some("h-1"), None, Some("api_key=q%261")],
        get_optional: [Some("Bearer t-1"), None, None, None],
        get_optional_first: [Some("Bearer t-1"), None, None, None],
    }
}

#[tokio::test]
async fn key_that_is_also_a_parameter_is_sent_once() {
    let api = server();
    let own = GetParameterParams::new().api_key("mine");
    complete(&api).access().get_parameter(own).await.unwrap();
    assert_eq!(api.last().query(), "api_key=mine");
    let api = server();
    let none = GetParameterParams::new();
    complete(&api).access().get_parameter(none).await.unwrap();
    assert_eq!(api.last().query(), "api_key=q%261");
}

#[tokio::test]
async fn optional_security_allows_calls_without_credentials() {
    let server = server();
    let client = builder(&server).header_key("h").build();
    // Most operations need a token.
    assert!(client.is_err());
    let client = builder(&server).without_credentials().build().unwrap();
    client.access().get_optional_first().await.unwrap();
    assert_eq!(proof(&server.last()), [None, None, None, None]);
}

#[tokio::test]
async fn first_available_alternative_is_used() {
    let server = server();
    // The first alternative needs another credential as well.
    let client = builder(&server).header_key("h").token("t").build().unwrap();
    client.access().get_either().await.unwrap();
    assert_eq!(
        proof(&server.last()),
        [Some("Bearer t".to_owned()), None, None, None]
    );
    let client = builder(&server)
        .header_key("h")
        .login("u", "")
        .token("t")
        .build()
        .unwrap();
    client.access().get_either().await.unwrap();
    assert_eq!(proof(&server.last())[0].as_deref(), Some("Basic dTo="));
}

#[tokio::test]
async fn optional_credentials_may_be_missing() {
    let server = server();
    let client = builder(&server).without_credentials().build().unwrap();
    client.access().get_optional().await.unwrap();
    assert_eq!(proof(&server.last()), [None, None, None, None]);
    client.access().get_open().await.unwrap();
    assert_eq!(server.received().len(), 2);
    let client = builder(&server).token("t").build().unwrap();
    let error = client.access().get_header().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    assert_eq!(server.received().len(), 2);
}

#[test]
fn credentials_are_redacted() {
    let shown = format!("{:?}", complete(&server()));
    for secret in [
        "t-1", "p:w", "h-1", "q&1", "c-1", "o-1", "i-1", "d-1", "jane",
    ] {
        assert!(
            !shown.contains(&format!("\"{secret}\"")),
            "{secret} in {shown}"
        );
    }
}
