//! Connections, delays, limits and shutdown.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mock::{Mock, Options, Verdict};

use crate::support::{Reply, Request, document, start, start_with};

/// Reads a response from a connection that stays open.
fn read(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let reply = Reply::read(&bytes);
    let length = reply.header("content-length").unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Reply { body, ..reply }
}

#[test]
fn connections_stay_open() {
    let mock = start("responses.yml");
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    for _ in 0..3 {
        let request = Request::get("/example").bytes("keep-alive");
        stream.write_all(&request).unwrap();
        assert_eq!(read(&mut stream).valid().status, 200);
    }
    assert_eq!(mock.requests().len(), 3);
}

#[test]
fn many_connections_at_once() {
    let mock = start("responses.yml");
    let connections: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(mock.address()).unwrap())
        .collect();
    thread::scope(|scope| {
        for mut stream in connections {
            scope.spawn(move || {
                let request = Request::get("/schema").bytes("keep-alive");
                stream.write_all(&request).unwrap();
                read(&mut stream).valid();
            });
        }
    });
    assert_eq!(mock.take_requests().len(), 200);
    assert!(mock.requests().is_empty());
}

#[test]
fn answers_can_take_their_time() {
    let mock = start("responses.yml");
    let started = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let request = Request::get("/example").header("x-mock-delay", "0.3");
                request.send(&mock).valid();
            });
        }
    });
    let taken = started.elapsed();
    assert!(taken >= Duration::from_millis(300), "{taken:?}");
    // The requests do not wait for each other.
    assert!(taken < Duration::from_millis(1100), "{taken:?}");
}

#[test]
fn a_mock_that_is_dropped_is_gone() {
    let mock = start("responses.yml");
    let address = mock.address();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = Request::get("/example").header("x-mock-delay", "60");
    stream.write_all(&request.bytes("keep-alive")).unwrap();
    thread::sleep(Duration::from_millis(50));
    drop(mock);
    let mut rest = Vec::new();
    // The connection ends without a response.
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn addresses() {
    let mock = start("parameters.yml");
    assert_eq!(
        mock.url(),
        format!("http://127.0.0.1:{}", mock.address().port())
    );
    assert_eq!(mock.base_url(), format!("{}/v1", mock.url()));
    let text = "{openapi: 3.1.0, servers: [{url: 'https://{host}/{version}/'}], paths: {}}";
    let mock = Mock::start_text(text, Options::new()).unwrap();
    assert_eq!(mock.base_url(), mock.url());
}

#[test]
fn a_mock_tells_what_it_serves() {
    let mock = start("responses.yml");
    let operations = mock.operations();
    let schema = operations
        .iter()
        .find(|operation| operation.path == "/schema")
        .unwrap();
    assert_eq!((&*schema.method, &schema.id), ("GET", &None));
    assert_eq!(schema.statuses, ["200", "422", "5XX", "default"]);
    assert_eq!(operations.len(), 12);
}

#[test]
fn requests_are_told_as_they_come() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let options = Options::new().keep_requests(false).on_request({
        let told = Arc::clone(&told);
        move |request| told.lock().unwrap().push(request.to_string())
    });
    let mock = start_with("bodies.yml", options);
    Request::new("POST", "/json").send(&mock);
    Request::new("POST", "/optional").send(&mock);
    assert!(mock.requests().is_empty());
    assert_eq!(
        *told.lock().unwrap(),
        [
            "POST /json 400 invalid createUser",
            "POST /optional 204 valid"
        ]
    );
}

#[test]
fn requests_are_remembered() {
    let mock = start("bodies.yml");
    let request = Request::new("POST", "/json?a=b+c&a=%26");
    request.json(&serde_json::json!({"x": 1})).send(&mock);
    let request = mock.requests().pop().unwrap();
    assert_eq!(request.method, "POST");
    assert_eq!(request.path, "/json");
    assert_eq!(request.json(), Some(serde_json::json!({"x": 1})));
    assert_eq!(
        request.header("Content-Type").as_deref(),
        Some("application/json")
    );
    let pair = |value: &str| ("a".to_owned(), value.to_owned());
    assert_eq!(request.query_pairs(), [pair("b c"), pair("&")]);
    assert_eq!(request.operation.as_deref(), Some("createUser"));
    assert_eq!(request.template.as_deref(), Some("/json"));
    assert_eq!((request.status, request.verdict), (400, Verdict::Invalid));
    assert!(format!("{request:?}").contains("7 bytes"), "{request:?}");
}

#[test]
fn a_document_can_be_served_more_than_once() {
    let mocks = [0; 3]
        .map(|port| Mock::start(document("responses.yml"), Options::new().port(port)).unwrap());
    for mock in &mocks {
        Request::get("/example").send(mock).valid();
    }
}

/// A document with one operation, whose body is an object without limits.
const OBJECTS: &str = "openapi: 3.1.0\npaths:\n  /x:\n    post:\n      requestBody:\n        content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}\n      responses: {'204': {description: None.}}\n";

#[test]
fn bodies_are_limited_in_size() {
    let mock = Mock::start_text(OBJECTS, Options::new().largest_body(1000)).unwrap();
    let body = |length: usize| format!("{{\"a\": \"{}\"}}", "x".repeat(length));
    let request = |length| Request::new("POST", "/x").body("application/json", body(length));
    assert_eq!(request(900).send(&mock).status, 204);
    let reply = request(1000).send(&mock);
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("larger than 1000 bytes"));
    // A request without a declared length.
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let head = "POST /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("3e8\r\n{}\r\n", " ".repeat(1000));
    for _ in 0..2 {
        stream.write_all(chunk.as_bytes()).unwrap();
    }
    assert_eq!(read(&mut stream).status, 413);
}

#[test]
fn bodies_are_limited_in_time() {
    let time = Duration::from_millis(200);
    let mock = Mock::start_text(OBJECTS, Options::new().body_timeout(time)).unwrap();
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    let head = "POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    let started = Instant::now();
    let reply = read(&mut stream);
    assert_eq!(reply.status, 408);
    assert!(started.elapsed() >= time);
    // Other requests get a response in the meantime and afterwards.
    let request = Request::new("POST", "/x").body("application/json", "{}");
    assert_eq!(request.send(&mock).status, 204);
}

/// The report of a request has a limited length.
#[test]
fn a_body_of_unknown_members_has_a_short_report() {
    let mock = Mock::start_text(OBJECTS, Options::new()).unwrap();
    let members: Vec<String> = (0..200_000).map(|n| format!("\"m{n}\":1")).collect();
    let body = format!("{{{}}}", members.join(","));
    let reply = Request::new("POST", "/x")
        .body("application/json", body)
        .send(&mock);
    assert_eq!(reply.status, 400);
    assert!(reply.body.len() < 50_000, "{}", reply.body.len());
    let text = reply.text();
    assert!(text.contains("declares no member `m99` here"), "{text}");
    assert!(
        text.contains("199900 other members are not part of it"),
        "{text}"
    );
}
