//! Header and cookie parameters.

use tests::header_and_cookie_parameters::Client;
use tests::header_and_cookie_parameters::types::{
    Color, GetCookiesParams, GetEverywhereParams, GetHeadersParams, GetOpenParams,
};
use tests::server::{Answer, Server};

use super::serve;

fn client(server: &Server) -> Client {
    let builder = Client::builder().without_environment().key("k-1");
    builder.base_url(server.url()).retries(0).build().unwrap()
}

fn color() -> Color {
    Color::new().r(1).g(2)
}

#[tokio::test]
async fn header_parameters_are_sent() {
    let server = serve([Answer::empty(204)]);
    let client = client(&server);
    let id = "00000000-0000-4000-8000-000000000001";
    // The version is a constant and no argument. `Accept` and similar headers are not parameters.
    let parameters = || GetHeadersParams::new(id.parse().unwrap());
    client.places().get_headers(parameters()).await.unwrap();
    let request = server.last();
    assert_eq!(request.header("x-request-id"), Some(id));
    assert_eq!(request.header("x-version"), Some("2024-01-01"));
    for name in [
        "x-flag",
        "x-at",
        "x-list",
        "x-object",
        "x-exploded",
        "x-json",
        "content-type",
    ] {
        assert_eq!(request.header(name), None, "{name}");
    }
    let parameters = parameters()
        .x_flag(false)
        .x_at(
            "2026-01-31T01:02:03Z"
                .parse::<tests::runtime::DateTime>()
                .unwrap(),
        )
        .x_list(["a", "b c"])
        .x_object(color())
        .x_exploded(color())
        .x_json(color());
    client.places().get_headers(parameters).await.unwrap();
    let request = server.last();
    assert_eq!(request.header("x-flag"), Some("false"));
    assert_eq!(request.header("x-at"), Some("2026-01-31T01:02:03Z"));
    assert_eq!(request.header("x-list"), Some("a,b c"));
    assert_eq!(request.header("x-object"), Some("R,1,G,2"));
    assert_eq!(request.header("x-exploded"), Some("R=1,G=2"));
    assert_eq!(request.header("x-json"), Some(r#"{"R":1,"G":2}"#));
}

#[tokio::test]
async fn value_cannot_add_a_header() {
    let server = serve([Answer::empty(204)]);
    let parameters = GetEverywhereParams::new().key_header("a\r\nx-evil: 1");
    let call = client(&server).places().get_everywhere("k", parameters);
    assert!(call.await.is_err());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn cookie_parameters_are_sent() {
    let server = serve([Answer::empty(204)]);
    let client = client(&server);
    let parameters = GetCookiesParams::new("s-1");
    client.places().get_cookies(parameters).await.unwrap();
    assert_eq!(server.last().header("cookie"), Some("session=s-1"));
    // Cookies of a header are added to those of the parameters.
    let call = client.places().get_cookies(GetCookiesParams::new("s-1"));
    call.header("cookie", "own=1; more=2").await.unwrap();
    assert_eq!(
        server.last().header("cookie"),
        Some("session=s-1; own=1; more=2")
    );
    let parameters = GetCookiesParams::new("a;b")
        .dark(true)
        .ids(vec![1, 2])
        .color(color())
        .settings(color());
    client.places().get_cookies(parameters).await.unwrap();
    let cookies = server.last().header("cookie").unwrap().to_owned();
    let cookies: Vec<&str> = cookies.split("; ").collect();
    let [session, dark, ids, color, settings] = cookies.as_slice() else {
        panic!("{cookies:?}");
    };
    // An unescaped semicolon would end the cookie.
    assert_eq!((*session, *dark), ("session=a%3Bb", "dark=true"));
    assert_eq!((*ids, *color), ("ids=1,2", "color=R,1,G,2"));
    assert!(
        settings.starts_with("settings=") && !settings.contains(';'),
        "{settings}"
    );
}

#[tokio::test]
async fn same_name_in_four_locations_is_sent_to_each() {
    let server = serve([Answer::empty(204)]);
    let parameters = GetEverywhereParams::new()
        .key("query")
        .key_header("header")
        .key_cookie("cookie");
    let call = client(&server).places().get_everywhere("path", parameters);
    call.await.unwrap();
    let request = server.last();
    assert_eq!(request.target, "/everywhere/path?key=query");
    assert_eq!(request.header("key"), Some("header"));
    assert_eq!(request.header("cookie"), Some("key=cookie"));
}

#[tokio::test]
async fn authorization_is_a_parameter_without_security() {
    let server = serve([Answer::empty(204)]);
    let parameters = GetOpenParams::new("Custom abc");
    let call = client(&server).places().get_open(parameters);
    call.await.unwrap();
    assert_eq!(server.last().header("authorization"), Some("Custom abc"));
}
