//! Path parameters: styles, escaping, names and overrides. A value must not add a segment.

use tests::path_parameters::types::{GetSharedParams, Kind, Point, PutSharedParams};
use tests::runtime::Date;
use tests::server::{Answer, Server};

use super::{pairs, serve};

fn server() -> Server {
    serve([Answer::empty(204)])
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// Returns a point with the values of the standard's table (OpenAPI 3.1.1, section 4.8.12.6).
fn point() -> Point {
    Point::new(100, -200)
}

#[tokio::test]
async fn simple_style_is_sent() {
    let server = server();
    let id = "00000000-0000-4000-8000-00000000000A".parse().unwrap();
    let day: Date = "2026-01-31".parse().unwrap();
    let call = client!(path_parameters, server).paths().get_simple(
        id,
        day,
        &Kind::AB,
        true,
        &[1, -2],
        &point(),
        &point(),
    );
    call.await.unwrap();
    assert_eq!(
        server.last().target,
        "/simple/00000000-0000-4000-8000-00000000000a/2026-01-31/a%2Fb/true/1,-2/x,100,y,-200/x=100,y=-200"
    );
}

#[tokio::test]
async fn label_style_is_sent() {
    let server = server();
    let list = texts(&["blue", "b/c"]);
    let client = client!(path_parameters, server);
    let call = client
        .paths()
        .get_label(5, &list, &list, &point(), &point());
    call.await.unwrap();
    assert_eq!(
        server.last().target,
        "/label/.5/.blue,b%2Fc/.blue.b%2Fc/.x,100,y,-200/.x=100.y=-200"
    );
}

#[tokio::test]
async fn matrix_style_is_sent() {
    let server = server();
    let list = texts(&["blue", "b;c"]);
    let client = client!(path_parameters, server);
    let call = client
        .paths()
        .get_matrix(1.5, &list, &list, &point(), &point());
    call.await.unwrap();
    assert_eq!(
        server.last().target,
        "/matrix;one=1.5/;list=blue,b%3Bc/;listExploded=blue;listExploded=b%3Bc/;object=x,100,y,-200/;x=100;y=-200"
    );
}

#[tokio::test]
async fn content_parameters_are_json() {
    let server = server();
    let client = client!(path_parameters, server);
    client.paths().get_content(&point()).await.unwrap();
    let target = server.last().target;
    assert_eq!(target, "/content/%7B%22x%22%3A100%2C%22y%22%3A-200%7D");
}

#[tokio::test]
async fn value_stays_within_its_segment() {
    let client = || client!(path_parameters, server());
    for (name, sent) in [
        ("a/b", "/files/a%2Fb.txt/v1"),
        ("a?b#c", "/files/a%3Fb%23c.txt/v1"),
        ("100%", "/files/100%25.txt/v1"),
        ("%2F", "/files/%252F.txt/v1"),
        ("é ", "/files/%C3%A9%20.txt/v1"),
        ("..", "/files/...txt/v1"),
    ] {
        let server = server();
        let client = client!(path_parameters, server);
        client.paths().get_file(name, "txt", 1).await.unwrap();
        assert_eq!(server.last().target, sent);
    }
    // An empty value would address another resource.
    assert!(
        client()
            .paths()
            .get_shared("", GetSharedParams::new())
            .await
            .is_err()
    );
    assert!(
        client()
            .paths()
            .get_shared("..", GetSharedParams::new())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn invalid_identifiers_and_constants_are_sent() {
    let server = server();
    let client = client!(path_parameters, server);
    // `version` is a constant and no argument.
    client.paths().get_names("u", "s", "2").await.unwrap();
    assert_eq!(server.last().target, "/names/u/s/2/v2");
}

#[tokio::test]
async fn path_item_parameters_are_shared_and_overridden() {
    let server = server();
    let client = client!(path_parameters, server);
    let parameters = GetSharedParams::new().limit(5).id("q").x_trace("t");
    client.paths().get_shared("p", parameters).await.unwrap();
    let request = server.last();
    assert_eq!(request.path(), "/shared/p");
    let mut query = pairs(request.query());
    query.sort();
    assert_eq!(query, super::expected(&[("id", "q"), ("limit", "5")]));
    assert_eq!(request.header("x-trace"), Some("t"));
    // This operation overrides parameters: the id is a number; the limit is a required text, and so is the
    // header.
    let parameters = PutSharedParams::new("all", true);
    client.paths().put_shared(7, parameters).await.unwrap();
    let request = server.last();
    assert_eq!(request.target, "/shared/7?limit=all");
    assert_eq!(request.header("x-trace"), Some("true"));
}
