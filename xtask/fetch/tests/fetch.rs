//! What is taken from a server, and what is not.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use fetch::{Limits, fetch};

/// A server on this machine that answers each request with what a function makes of its path. Gives its address.
fn server(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let path = path(&stream);
            // Whoever asked may have gone away.
            let _ = stream.write_all(answer(&path).as_bytes());
        }
    });
    format!("http://{address}")
}

/// The path of a request, which is read to its end.
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
fn what_stands_there_is_taken_byte_by_byte() {
    let base = server(|_| ok("openapi: 3.1.0\n"));
    assert_eq!(fetch(&base, limits()).unwrap(), b"openapi: 3.1.0\n");
}

#[test]
fn a_redirect_on_the_same_host_is_followed() {
    let base = server(|path| match path {
        "/a/old" => redirect("new"),
        "/a/new" => redirect("/b"),
        // Addresses in a query are not where it leads.
        "/b" => redirect("/c?next=https://elsewhere.example/x"),
        "/c?next=https://elsewhere.example/x" => redirect("d?next=http://127.0.0.2:1/x"),
        "/d?next=http://127.0.0.2:1/x" => redirect("?e"),
        "/d?e" => ok("here"),
        other => panic!("{other}"),
    });
    assert_eq!(fetch(&format!("{base}/a/old"), limits()).unwrap(), b"here");
}

#[test]
fn a_redirect_to_another_host_is_refused() {
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
fn a_redirect_without_end_is_left() {
    let base = server(|_| redirect("/again"));
    let refusal = refusal(&base);
    assert!(
        refusal.contains("from one address to the next"),
        "{refusal}"
    );
}

#[test]
fn what_is_too_large_is_refused_whether_or_not_it_says_so() {
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
fn what_takes_too_long_is_left() {
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
fn other_answers_are_told() {
    let base = server(|_| "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned());
    let refusal = refusal(&base);
    assert!(refusal.ends_with("answers 404 Not Found"), "{refusal}");
}

#[test]
fn only_https_is_asked() {
    for (address, reason) in [
        ("http://example.com/x", "only https is"),
        ("http://127.0.0.1.example.com/x", "only https is"),
        ("http://localhost.example.com/x", "only https is"),
        ("ftp://example.com/x", "only https is"),
        ("https://user@example.com/x", "with a user name"),
        ("http://user@127.0.0.1/x", "with a user name"),
        ("example.com", "no https://"),
        ("https://", "is no address"),
    ] {
        let refusal = refusal(address);
        assert!(refusal.contains(reason), "{address}: {refusal}");
    }
}

#[test]
fn a_host_that_does_not_answer_is_told() {
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
