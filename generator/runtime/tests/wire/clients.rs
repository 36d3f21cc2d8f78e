//! Tests of building a client: credentials, base URLs, headers and redaction.

use std::error::Error as _;
use std::fmt::Write as _;

use runtime::runtime::{Api as _, Body, ErrorKind, Method, Operation, TransportError, reqwest};

use crate::support::{
    Client, ClientBuilder, DESCRIPTION, ErrorBody, KEY, MEMBER, Reply, Server, member,
};

#[test]
fn a_missing_key_is_an_error_that_says_what_to_set() {
    let from_environment = runtime::runtime::ClientBuilder::<Client>::new();
    let error = from_environment.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    assert_eq!(
        error.to_string(),
        "cannot build the client: no credentials: set RUNTIME_TEST_API_KEY or call `api_key` on the builder; or set \
         RUNTIME_TEST_USER and RUNTIME_TEST_PASSWORD or call `basic` on the builder"
    );
    // Variables that are not read are not named.
    let error = Client::builder().without_environment().build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot build the client: no credentials: call `api_key` on the builder; or call `basic` on the builder"
    );
    assert!(Client::builder().without_credentials().build().is_ok());
    assert!(
        Client::builder()
            .basic_credential(1, "user", "password")
            .build()
            .is_ok()
    );
    // The header alone satisfies none of the alternatives.
    assert!(Client::builder().credential(2, KEY.into()).build().is_err());
}

#[test]
fn wrong_settings_are_errors_of_the_builder() {
    let with_key = || Client::builder().credential(0, KEY.into());
    for (builder, message) in [
        (
            Client::builder().credential(0, "  ".into()),
            "`api_key` is empty",
        ),
        (
            Client::builder().credential(0, "a\nb".into()),
            "`api_key` has a character that no header can carry",
        ),
        (
            Client::builder().basic_credential(1, "a:b", "c"),
            "the user name of `basic` has a colon",
        ),
        (
            with_key().base_url("x"),
            "`x` is not an address: relative URL without a base",
        ),
        (with_key().base_url(" "), "the address is empty"),
        (
            with_key().header("Authorization", "Token mine"),
            "the header `authorization` contradicts `api_key`: set one of them",
        ),
        (
            with_key().base_url("ftp://x"),
            "the address `ftp://x` is not http or https",
        ),
        (
            with_key().base_url("http://a:b@x"),
            "the address has a user name or a password: give them as credentials",
        ),
        (
            with_key().base_url("http://x?a"),
            "the address `http://x?a` has a query or a fragment, which a base cannot have",
        ),
        (with_key().server(9), "there is no server 9: the API has 5"),
        (
            with_key().server(3),
            "the document names no address but `/v1`, which is relative to where it is: call `base_url` on the builder or set RUNTIME_TEST_BASE_URL, with a host and that path",
        ),
        (
            with_key().server(1).server_variable("cluster", "x".into()),
            "`cluster` is `x`, but may only be us1, eu1",
        ),
        (
            with_key()
                .server(2)
                .server_variable("tenant", String::new()),
            "`tenant` is empty",
        ),
        (
            with_key()
                .server(2)
                .server_variable("tenant", "evil.example/".into()),
            "`tenant` has a character that would change the address",
        ),
        (
            with_key().header("a b", "x"),
            "`a b` is not a valid header name",
        ),
        (
            with_key().header("x", "a\nb"),
            "the header `x` has a value that cannot be sent",
        ),
        (
            with_key().user_agent("a\nb"),
            "the user agent cannot be sent",
        ),
        (with_key().proxy("::"), "the address of the proxy is none"),
        (
            with_key().server(1).base_url("http://x"),
            "`base_url` contradicts `server`: set one of them",
        ),
        (
            with_key()
                .server(1)
                .base_url("http://x")
                .server_variable("cluster", "us1".into()),
            "`base_url` contradicts `server`: set one of them",
        ),
        (
            with_key()
                .proxy("http://x")
                .http_client(reqwest::Client::new()),
            "`http_client` contradicts `proxy`, which is for connections that the client makes itself: set one of them",
        ),
        (
            with_key().without_credentials(),
            "`without_credentials` contradicts `api_key`: set one of them",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot build the client: {message}")
        );
    }
}

/// The environment variable is `CARGO_PKG_NAME`, which every test has.
#[test]
fn what_is_not_said_is_read_from_the_environment() {
    use runtime::runtime::{
        ApiDescription, ClientCore, CredentialDescription, CredentialKind, ServerDescription,
        ServerVariable,
    };

    static FROM_ENVIRONMENT: ApiDescription = ApiDescription {
        credentials: &[CredentialDescription {
            name: "bearerAuth",
            setter: "api_key",
            kind: CredentialKind::Bearer,
            environment: &["CARGO_PKG_NAME"],
        }],
        base_url_environment: "CARGO_PKG_NAME",
        security: &[&[0]],
        servers: &[
            ServerDescription {
                url: "https://{tenant}.example.com",
                variables: &[ServerVariable {
                    name: "tenant",
                    default: Some("main"),
                    values: &[],
                }],
            },
            ServerDescription {
                url: "https://api.example.com",
                variables: &[],
            },
        ],
        ..DESCRIPTION
    };
    #[derive(Debug)]
    struct FromEnvironment;
    impl runtime::runtime::Api for FromEnvironment {
        type ErrorBody = ErrorBody;
        fn description() -> &'static ApiDescription {
            &FROM_ENVIRONMENT
        }
        fn from_core(_core: ClientCore) -> Self {
            Self
        }
        fn core(&self) -> &ClientCore {
            unimplemented!()
        }
    }
    let builder = runtime::runtime::ClientBuilder::<FromEnvironment>::new;
    assert!(builder().base_url("http://x").build().is_ok());
    assert!(
        builder()
            .base_url("http://x")
            .without_environment()
            .build()
            .is_err()
    );
    // The value is not an address; the error shows that it was read.
    let is_read = |builder: runtime::runtime::ClientBuilder<FromEnvironment>| {
        let read = "`runtime` is not an address";
        let built = builder.build();
        built.is_err_and(|error| error.to_string().contains(read))
    };
    assert!(is_read(builder()));
    // It is not read if the code selects the server, by its index or by a variable of its URL.
    assert!(!is_read(builder().server(1)));
    assert!(!is_read(builder().server_variable("tenant", "shop".into())));
    let contradicts = builder()
        .server_variable("tenant", "shop".into())
        .base_url("http://x");
    assert_eq!(
        contradicts.build().unwrap_err().to_string(),
        "cannot build the client: `base_url` contradicts `tenant`, a part of the server's address: set one of them"
    );
    // A variable that the URL does not have selects nothing.
    assert!(is_read(builder().server_variable("cluster", "us1".into())));
    // A credential that is set in code is not sent to an address from the environment.
    let keyed = || builder().credential(0, "key".into());
    assert_eq!(
        keyed().build().unwrap_err().to_string(),
        "cannot build the client: `api_key` is set in code, and the environment variable CARGO_PKG_NAME names another \
         address for it: call `base_url`, `server` or `without_environment` on the builder to say where it is sent"
    );
    assert!(keyed().base_url("http://x").build().is_ok());
    assert!(keyed().server(1).build().is_ok());
    assert!(keyed().without_environment().build().is_ok());
}

#[tokio::test]
async fn nothing_shows_the_key() {
    let server = Server::start(|_, _| Reply::Close).await;
    let client = Client::builder()
        .base_url(server.url(""))
        .credential(0, KEY.into())
        .credential(3, KEY.into())
        .retries(0)
        .build()
        .unwrap();
    let call = client
        .request(Method::GET, "/x", "x")
        .security(&[&[0, 3]])
        .returns_nothing::<ErrorBody>();
    let shown = format!("{client:?} {:#?} {call:?}", client.core());
    assert!(!shown.contains(KEY), "{shown}");
    let builder = Client::builder().credential(0, KEY.into());
    assert!(!format!("{builder:?}").contains(KEY));
    let error = call.await.unwrap_err();
    let mut shown = format!("{error:?} {error} {error:#}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(shown, "{error:?} {error}");
        cause = error.source();
    }
    assert!(!shown.contains(KEY), "{shown}");
    assert!(
        server.request().target.contains(KEY),
        "the key was sent as a query parameter"
    );
}

#[tokio::test]
async fn a_token_with_its_scheme_in_front_is_not_given_another() {
    let server = Server::start(|_, _| Reply::ok()).await;
    for (token, sent) in [
        ("Bearer key", "Bearer key"),
        (" bearer key ", "bearer key"),
        ("Bearerkey", "Bearer Bearerkey"),
        ("bear key", "Bearer bear key"),
    ] {
        let builder = Client::builder().base_url(server.url("/"));
        let client = builder.credential(0, token.into()).build().unwrap();
        let request = client.request(Method::GET, "/x", "x");
        request.returns_nothing::<ErrorBody>().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("authorization"), Some(sent));
    }
}

#[tokio::test]
async fn credentials_are_sent_as_the_operation_asks() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::builder()
        .base_url(server.url("/v1/"))
        .credential(0, format!(" {KEY}\n"))
        .credential(2, "header".into())
        .credential(3, "a&b".into())
        .credential(4, "c d".into())
        .basic_credential(1, "Aladdin", "open sesame")
        .build()
        .unwrap();
    let send = async |security: Option<&'static [&'static [usize]]>| {
        let mut request = client
            .request(Method::GET, "/x", "x")
            .query("q", "1")
            .cookie("own", "2");
        if let Some(security) = security {
            request = request.security(security);
        }
        request.returns_nothing::<ErrorBody>().await.unwrap();
        server.requests().pop().unwrap()
    };
    assert_eq!(
        send(None).await.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    let none = send(Some(&[])).await;
    assert_eq!(
        (none.header("authorization"), none.header("cookie")),
        (None, Some("own=2"))
    );
    let basic = send(Some(&[&[1]])).await;
    assert_eq!(
        basic.header("authorization"),
        Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
    let combined = send(Some(&[&[2, 3, 4]])).await;
    assert_eq!(combined.header("x-api-key"), Some("header"));
    assert_eq!(combined.header("cookie"), Some("own=2; session=c%20d"));
    assert_eq!(combined.target, "/v1/x?q=1&key=a%26b");
    assert_eq!(combined.header("authorization"), None);
    // An alternative that sends nothing is the last choice, wherever it is.
    for security in [&[&[] as &[usize], &[0]], &[&[0], &[] as &[usize]]] {
        let optional = send(Some(security)).await;
        let expected = format!("Bearer {KEY}");
        assert_eq!(optional.header("authorization"), Some(&*expected));
    }
}

/// A parameter of the operation takes precedence over a credential of the same name.
#[tokio::test]
async fn a_credential_gives_way_to_a_parameter_of_its_name() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::builder()
        .base_url(server.url(""))
        .credential(2, "header".into())
        .credential(3, "query".into())
        .credential(4, "cookie".into())
        .without_environment()
        .credential(0, KEY.into())
        .build()
        .unwrap();
    let request = || {
        let request = client.request(Method::GET, "/x", "x");
        request.security(&[&[2, 3, 4]])
    };
    let own = request()
        .query("key", "mine")
        .cookie("session", "mine")
        .header("x-api-key", "mine");
    own.returns_nothing::<ErrorBody>().await.unwrap();
    let fixed = client
        .request(Method::GET, "/x?key=fixed", "x")
        .security(&[&[3, 4]]);
    let fixed = fixed.returns_nothing::<ErrorBody>();
    fixed.header("cookie", "a=b;session=own").await.unwrap();
    // A name that only has the same ending is another name.
    let other = request().query("mykey", "1").cookie("my_session", "1");
    other.returns_nothing::<ErrorBody>().await.unwrap();
    let [own, fixed, other] = <[_; 3]>::try_from(server.requests()).unwrap();
    assert_eq!(own.target, "/x?key=mine");
    assert_eq!(own.header("cookie"), Some("session=mine"));
    assert_eq!(own.header("x-api-key"), Some("mine"));
    assert_eq!(fixed.target, "/x?key=fixed");
    assert_eq!(fixed.header("cookie"), Some("a=b;session=own"));
    assert_eq!(other.target, "/x?mykey=1&key=query");
    assert_eq!(other.header("cookie"), Some("my_session=1; session=cookie"));
}

#[tokio::test]
async fn an_operation_can_need_a_credential_that_the_client_has_not() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    let call = client
        .request(Method::GET, "/x", "x")
        .security(&[&[2, 3]])
        .returns_nothing::<ErrorBody>();
    assert_eq!(
        call.await.unwrap_err().to_string(),
        "x: cannot build the request: no credentials: call `header_key` on the builder, and call `query_key` on the builder"
    );
    // If a part of a combination is given, only the rest of it is missing.
    let half = Client::builder()
        .base_url(server.url(""))
        .credential(0, KEY.into())
        .credential(2, "header".into())
        .build()
        .unwrap();
    let call = half
        .request(Method::GET, "/x", "x")
        .security(&[&[1], &[2, 3]])
        .returns_nothing::<ErrorBody>();
    assert_eq!(
        call.await.unwrap_err().to_string(),
        "x: cannot build the request: a credential is missing: call `query_key` on the builder"
    );
    // One of the alternatives requires nothing.
    let call = client
        .request(Method::GET, "/x", "x")
        .security(&[&[2], &[]])
        .returns_nothing::<ErrorBody>();
    call.await.unwrap();
    assert_eq!(server.request().header("authorization"), None);
    let anonymous = Client::builder()
        .base_url(server.url(""))
        .without_credentials()
        .build()
        .unwrap();
    anonymous
        .request(Method::GET, "/x", "x")
        .returns_nothing::<ErrorBody>()
        .await
        .unwrap();
    assert_eq!(server.requests()[1].header("authorization"), None);
}

#[tokio::test]
async fn every_request_has_the_default_headers() {
    let server = Server::start(|_, _| Reply::ok()).await;
    Client::of(&server).create_member(&member()).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.header("user-agent"), Some("test/1.0"));
    assert_eq!(request.header("api-version-date"), Some("2026-07-20"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.text(), MEMBER);
    let client = Client::builder()
        .base_url(server.url("/v1"))
        .credential(0, KEY.into())
        .header("Api-Version-Date", "2027-01-01")
        .user_agent("shop/2")
        .build()
        .unwrap();
    client
        .create_member(&member())
        .header("accept", "application/vnd+json")
        .await
        .unwrap();
    let request = &server.requests()[1];
    assert_eq!(request.header("user-agent"), Some("shop/2 test/1.0"));
    assert_eq!(request.header("api-version-date"), Some("2027-01-01"));
    assert_eq!(request.header("accept"), Some("application/vnd+json"));
}

#[tokio::test]
async fn all_clones_share_one_pool() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    for _ in 0..3 {
        client.create_member(&member()).await.unwrap();
        client.clone().member("x").await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (6, 1));
}

#[tokio::test]
async fn an_own_http_client_is_used() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let http = reqwest::Client::builder()
        .user_agent("own")
        .build()
        .unwrap();
    let client = Client::builder()
        .base_url(server.url(""))
        .credential(0, KEY.into())
        .http_client(http)
        .build()
        .unwrap();
    client.member("x").await.unwrap();
    assert_eq!(server.request().header("user-agent"), Some("test/1.0"));
}

/// A client that is built from another shares its connections, and inherits what is not set.
#[tokio::test]
async fn a_client_can_be_made_from_another() {
    let server = Server::start(|_, index| match index {
        2 => Reply::json(503, "{}"),
        _ => Reply::ok(),
    })
    .await;
    let client = Client::builder()
        .base_url(server.url("/v1"))
        .credential(0, KEY.into())
        .header("x-shop", "1")
        .user_agent("shop/2")
        .retries(0)
        .build()
        .unwrap();
    client.member("x").await.unwrap();
    let other = ClientBuilder::from_client(&client)
        .credential(0, "another-key-nobody-may-see".into())
        .header("x-company", "biz_1")
        .build()
        .unwrap();
    other.member("x").await.unwrap();
    let [first, second] = &server.requests()[..] else {
        panic!()
    };
    assert_eq!(
        second.header("authorization"),
        Some("Bearer another-key-nobody-may-see")
    );
    assert_eq!(second.header("x-company"), Some("biz_1"));
    for header in ["x-shop", "user-agent", "api-version-date", "host"] {
        assert_eq!(first.header(header), second.header(header), "{header}");
    }
    assert_eq!(first.target, second.target);
    assert_eq!(server.connections(), 1, "they have one pool");
    // There is no retry: the setting is inherited.
    let error = other.member("x").await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(!format!("{other:?} {error:?}").contains("another-key"));
    // The first client is unchanged.
    client.member("x").await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
    assert_eq!(request.header("x-company"), None);
}

#[tokio::test]
async fn what_a_client_is_made_from_does_not_mix_accounts() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::of(&server);
    // The first alternative is the key of the first client, which the second does not inherit.
    let other = ClientBuilder::from_client(&client)
        .basic_credential(1, "Aladdin", "open sesame")
        .build()
        .unwrap();
    other.member("x").await.unwrap();
    assert_eq!(
        server.request().header("authorization"),
        Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
    let anonymous = ClientBuilder::from_client(&client).without_credentials();
    let anonymous = anonymous.build().unwrap();
    anonymous.member("x").await.unwrap();
    assert_eq!(
        server.requests().pop().unwrap().header("authorization"),
        None
    );
    let known = ClientBuilder::from_client(&anonymous).credential(0, KEY.into());
    known.build().unwrap().member("x").await.unwrap();
    let request = server.requests().pop().unwrap();
    assert!(request.header("authorization").is_some());
}

#[tokio::test]
async fn a_client_that_is_made_from_another_can_call_another_server() {
    let server = Server::start(|_, _| Reply::ok()).await;
    let client = Client::builder()
        .server(1)
        .server_variable("cluster", "eu1".into())
        .credential(0, KEY.into())
        .build()
        .unwrap();
    let like = || ClientBuilder::from_client(&client);
    let url = |builder: ClientBuilder| format!("{:?}", builder.build().unwrap().core());
    assert!(url(like()).contains("https://eu1.example.com"));
    assert!(
        url(like().server_variable("cluster", "us1".into())).contains("https://us1.example.com")
    );
    assert!(url(like().server(0)).contains("https://api.example.com/v1"));
    like()
        .base_url(server.url(""))
        .build()
        .unwrap()
        .member("x")
        .await
        .unwrap();
    assert_eq!(server.connections(), 1);
    let error = like().proxy("http://x").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot build the client: `proxy` cannot be changed: the connections are those of the client that this one is \
         made from"
    );
}

#[tokio::test]
async fn a_proxy_is_used() {
    let proxy = Server::start(|_, _| Reply::ok()).await;
    let client = Client::builder()
        .base_url("http://api.invalid/v1")
        .credential(0, KEY.into())
        .proxy(proxy.url(""))
        .build()
        .unwrap();
    client.member("x").await.unwrap();
    assert_eq!(proxy.request().target, "http://api.invalid/v1/members/x");
}

#[tokio::test]
async fn a_transport_can_stand_in_for_the_network() {
    let client = Client::builder()
        .credential(0, KEY.into())
        .server(1)
        .server_variable("cluster", "eu1".into())
        .transport(|request: http::Request<Body>| async move {
            assert_eq!(request.uri(), "https://eu1.example.com/members");
            assert_eq!(request.body().as_bytes(), Some(MEMBER.as_bytes()));
            let body = request.into_body().collect().await.unwrap();
            Ok(http::Response::builder()
                .status(201)
                .body(Body::from(body))
                .unwrap())
        })
        .build()
        .unwrap();
    assert_eq!(client.create_member(&member()).await.unwrap(), member());
}

#[tokio::test]
async fn a_transport_can_answer_operations_with_typed_values() {
    let transport = |request: http::Request<Body>| async move {
        match request.extensions().get::<Operation>().map(Operation::id) {
            Some("retrieveMember") => Ok(http::Response::new(
                Body::json(&member()).map_err(TransportError::broken)?,
            )),
            Some("GET /x") => Ok(http::Response::builder()
                .status(404)
                .body(Body::empty())
                .unwrap()),
            _ => Err(TransportError::connect("no stub")),
        }
    };
    let client = Client::builder()
        .credential(0, KEY.into())
        .transport(transport)
        .retries(0)
        .build()
        .unwrap();
    assert_eq!(client.member("x").await.unwrap(), member());
    assert!(
        client
            .create_member(&member())
            .await
            .unwrap_err()
            .is_connect()
    );
    let undescribed: crate::support::Call<()> = client.core().request(Method::GET, "/x");
    assert_eq!(
        undescribed.await.unwrap_err().status().unwrap().as_u16(),
        404
    );
}

#[tokio::test]
async fn an_operation_can_have_a_server_of_its_own() {
    use runtime::runtime::ServerDescription;

    static OWN: &[ServerDescription] = &[ServerDescription {
        url: "https://files.example.com/up",
        variables: &[],
    }];
    let transport = |request: http::Request<Body>| async move {
        Ok(http::Response::new(Body::from(request.uri().to_string())))
    };
    let build = |builder: ClientBuilder| {
        builder
            .credential(0, KEY.into())
            .transport(transport)
            .build()
            .unwrap()
    };
    let send = async |client: Client| {
        client
            .request(Method::GET, "/x", "x")
            .server(OWN)
            .returns_text::<ErrorBody>()
            .await
            .unwrap()
    };
    assert_eq!(
        send(build(Client::builder())).await,
        "https://files.example.com/up/x"
    );
    // A base URL that is set applies to all operations.
    assert_eq!(
        send(build(Client::builder().base_url("http://127.0.0.1:1"))).await,
        "http://127.0.0.1:1/x"
    );
}

#[test]
fn the_address_is_that_of_the_chosen_server() {
    let with_key = || Client::builder().credential(0, KEY.into());
    for (builder, address) in [
        (with_key(), "https://api.example.com/v1"),
        (with_key().server(1), "https://us1.example.com"),
        (
            with_key()
                .server(1)
                .server_variable("cluster", "eu1".into()),
            "https://eu1.example.com",
        ),
        (
            with_key().server(2).server_variable("tenant", "a.b".into()),
            "https://a.b.example.com",
        ),
        (with_key().server(4), "https://a.example.com/v1"),
        (
            with_key()
                .server(4)
                .server_variable("address", "http://127.0.0.1:1".into()),
            "http://127.0.0.1:1/v1",
        ),
        (
            with_key().base_url("http://127.0.0.1:1/x//"),
            "http://127.0.0.1:1/x",
        ),
    ] {
        let shown = format!("{:?}", builder.build().unwrap());
        assert!(
            shown.contains(&format!("base_url: \"{address}\"")),
            "{shown}"
        );
    }
}

#[test]
fn a_client_gives_back_what_it_is_made_of() {
    let client = Client::builder().credential(0, KEY.into()).build().unwrap();
    let again = Client::from_core(client.core().clone());
    assert!(format!("{again:?}").contains("https://api.example.com/v1"));
}
