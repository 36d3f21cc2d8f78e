//! Responses that are accepted and rejected.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use fetch::{Limits, fetch};

/// Starts a server on this machine whose responses depend on the path. Returns its address.
fn server(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let path = path(&stream);
            // The client may have closed the connection.
            let _ = stream.write_all(answer(&path).as_bytes());
        }
    });
    format!("http://{address}")
}

/// Reads a request and returns its path.
fn path(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let rest = lines.take_while(|line| !line.is_empty());
    assert!(rest.count() < 100);
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn redirect(to: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
}

fn limits() -> Limits {
    Limits {
        largest: 1000,
        total: Duration::from_secs(5),
    }
}

fn refusal(address: &str) -> String {
    fetch(address, limits()).unwrap_err()
}

#[test]
fn content_is_returned_unchanged() {
    let base = server(|_| ok("openapi: 3.1.0\n"));
    assert_eq!(fetch(&base, limits()).unwrap(), b"openapi: 3.1.0\n");
}

#[test]
fn a_redirect_on_the_same_host_is_followed() {
    let base = server(|path| match path {
        "/a/old" => redirect("new"),
        "/a/new" => redirect("/b"),
        // Addresses in a query are not the target.
        "/b" => redirect("/c?next=https://elsewhere.example/x"),
        "/c?next=https://elsewhere.example/x" => redirect("d?next=http://127.0.0.2:1/x"),
        "/d?next=http://127.0.0.2:1/x" => redirect("?e"),
        "/d?e" => ok("here"),
        other => panic!("{other}"),
    });
    assert_eq!(fetch(&format!("{base}/a/old"), limits()).unwrap(), b"here");
}

#[test]
fn redirect_to_another_host_is_rejected() {
    for to in [
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "http://127.0.0.2/x",
    ] {
        let base = server(move |_| redirect(to));
        let refusal = refusal(&base);
        assert!(refusal.contains("leads to another host"), "{refusal}");
    }
}

#[test]
fn endless_redirects_are_an_error() {
    let base = server(|_| redirect("/again"));
    let refusal = refusal(&base);
    assert!(
        refusal.contains("from one address to the next"),
        "{refusal}"
    );
}

#[test]
fn oversized_response_is_rejected_with_and_without_a_length() {
    let large = "x".repeat(2000);
    let told = ok(&large);
    let untold = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{large}");
    for answer in [told, untold] {
        let base = server(move |_| answer.clone());
        let refusal = refusal(&base);
        assert!(refusal.contains("is larger than 1000 bytes"), "{refusal}");
    }
}

#[test]
fn slow_response_is_an_error() {
    let base = server(|_| {
        thread::sleep(Duration::from_secs(30));
        String::new()
    });
    let limits = Limits {
        total: Duration::from_millis(300),
        ..limits()
    };
    let refusal = fetch(&base, limits).unwrap_err();
    assert!(refusal.contains("it took too long"), "{refusal}");
}

#[test]
fn other_responses_are_errors() {
    let base = server(|_| "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned());
    let refusal = refusal(&base);
    assert!(refusal.ends_with("answers 404 Not Found"), "{refusal}");
}

#[test]
fn only_https_is_allowed() {
    for (address, reason) in [
        ("http://example.com/x", "only https is"),
        ("http://127.0.0.1.example.com/x", "only https is"),
        ("http://localhost.example.com/x", "only https is"),
        ("ftp://example.com/x", "only https is"),
        ("https://user@example.com/x", "with a user name"),
        ("http://user@127.0.0.1/x", "with a user name"),
        ("example.com", "no https://"),
        ("https://", "is not an address"),
    ] {
        let refusal = refusal(address);
        assert!(refusal.contains(reason), "{address}: {refusal}");
    }
}

#[test]
fn unreachable_host_is_an_error() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let refusal = refusal(&format!("http://127.0.0.1:{port}/"));
    assert!(
        refusal.starts_with("cannot get http://127.0.0.1:"),
        "{refusal}"
    );
}
