//! Tests of redirects: they are followed, but never with a credential to another host.

use runtime::runtime::{ErrorKind, Method};

use crate::support::{Client, ErrorBody, KEY, Reply, Server, member};

fn redirect(status: u16, location: impl Into<String>) -> Reply {
    Reply::Response(status, vec![("location", location.into())], vec![])
}

#[tokio::test]
async fn the_same_host_gets_the_same_request() {
    let server = Server::start(|_, index| {
        if index == 0 {
            redirect(302, "/v1/moved")
        } else {
            Reply::ok()
        }
    })
    .await;
    Client::of(&server).member("x").await.unwrap();
    let request = &server.requests()[1];
    assert_eq!(request.target, "/v1/moved");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {KEY}"))
    );
}

#[tokio::test]
async fn another_host_gets_no_credential() {
    let other = Server::start(|_, _| Reply::ok()).await;
    let target = other.url("/elsewhere");
    let server = Server::start(move |_, _| redirect(307, target.clone())).await;
    let client = Client::builder()
        .base_url(server.url(""))
        .credential(0, KEY.into())
        .credential(2, KEY.into())
        .credential(3, KEY.into())
        .credential(4, KEY.into())
        .build()
        .unwrap();
    let call = client
        .request(Method::GET, "/x", "x")
        .security(&[&[0, 2, 3, 4]])
        .header("X-Own", "1");
    call.returns_nothing::<ErrorBody>().await.unwrap();
    let request = other.request();
    assert_eq!(request.target, "/elsewhere");
    let shown = format!("{request:?}");
    assert!(!shown.contains(KEY) && !shown.contains("x-own"), "{shown}");
    assert_eq!(
        (request.header("accept"), request.header("user-agent")),
        (Some("*/*"), Some("test/1.0"))
    );
}

#[tokio::test]
async fn another_host_gets_no_body() {
    let other = Server::start(|_, _| Reply::ok()).await;
    let target = other.url("/elsewhere");
    let server = Server::start(move |_, _| redirect(307, target.clone())).await;
    Client::of(&server)
        .member("x")
        .json(&serde_json::json!({"secret": 1}))
        .await
        .unwrap();
    assert_eq!(server.request().text(), r#"{"secret":1}"#);
    assert!(other.request().body.is_empty());
}

#[tokio::test]
async fn a_host_that_was_left_does_not_get_them_back() {
    let other = Server::start(|request, _| {
        redirect(302, request.header("x-back").unwrap_or("/again").to_owned())
    })
    .await;
    let target = other.url("/elsewhere");
    let server = Server::start(move |_, _| redirect(302, target.clone())).await;
    let error = Client::of(&server).member("x").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Api, 302)
    );
    assert!(
        error
            .to_string()
            .ends_with("is not followed: it is one of too many")
    );
    assert_eq!((server.requests().len(), other.requests().len()), (1, 20));
    assert!(
        other
            .requests()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[tokio::test]
async fn bodies_go_to_the_same_host_alone() {
    let server = Server::start(|_, index| {
        if index == 0 {
            redirect(308, "/v1/moved")
        } else {
            Reply::ok()
        }
    })
    .await;
    Client::of(&server).create_member(&member()).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        (requests[1].method.as_str(), requests[1].text()),
        ("POST", crate::support::MEMBER)
    );

    let other = Server::start(|_, _| Reply::ok()).await;
    let target = other.url("/elsewhere");
    let server = Server::start(move |_, _| redirect(307, target.clone())).await;
    let error = Client::of(&server)
        .create_member(&member())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Api, 307)
    );
    assert_eq!(
        error.to_string(),
        format!(
            "createMember: 307 Temporary Redirect: the redirect to {} is not followed: it leads to another host, which may \
             get neither the key nor the body",
            other.url("/elsewhere")
        )
    );
    assert!(error.headers().unwrap().contains_key("location"));
    assert!(other.requests().is_empty());

    // A 302 may change the method, so it is not followed with a body.
    let server = Server::start(|_, _| redirect(302, "/v1/moved?token=secret")).await;
    let error = Client::of(&server)
        .create_member(&member())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 302);
    let shown = format!("{error} {error:?} {error:#}");
    assert!(
        shown.contains(&format!(
            "createMember: 302 Found: the redirect to {} is not followed: its status may make a GET of the call",
            server.url("/v1/moved")
        )),
        "{shown}"
    );
    assert!(!shown.contains("secret"), "{shown}");
    assert_eq!(error.message(), None, "the API said nothing");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_that_is_a_declared_success_is_not_followed() {
    let server = Server::start(|_, _| redirect(302, "/v1/moved")).await;
    let call = Client::of(&server)
        .request(Method::GET, "/x", "x")
        .success_statuses(&[302])
        .returns_with::<_, ErrorBody>(|parts| {
            Ok((parts.status(), parts.headers()["location"].clone()))
        });
    let (status, location) = call.await.unwrap();
    assert_eq!((status, location.to_str().unwrap()), (302, "/v1/moved"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn other_schemes_are_not_followed() {
    for (location, said) in [
        (
            "ftp://x/y",
            "the redirect to ftp://x/y is not followed: that is neither http nor https",
        ),
        (
            "file:///etc/passwd",
            "the redirect to file:///etc/passwd is not followed: that is neither http nor https",
        ),
        (
            "http://",
            "the redirect is not followed: that is not an address",
        ),
        ("", ""),
    ] {
        let server = Server::start(move |_, index| {
            if index == 0 {
                redirect(302, location)
            } else {
                Reply::ok()
            }
        })
        .await;
        let result = Client::of(&server).member("x").await;
        if location.is_empty() {
            // An empty location is the same address.
            assert!(result.is_ok());
        } else {
            assert_eq!(
                result.unwrap_err().to_string(),
                format!("retrieveMember: 302 Found: {said}")
            );
        }
    }
}
