//! The program and its output.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

/// A document with control characters and terminal sequences in every text.
const DOCUMENT: &str = r#"{
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://a.example/base"}],
    "paths": {"/x": {"get": {
        "operationId": "\u001b]0;title\u0007\u202eback\u009b31m\n",
        "parameters": [{"name": "\u001b[2J\u2066", "in": "query", "required": true, "schema": {"const": "\u001b[31m"}}],
        "responses": {"204": {"description": "None."}}
    }}}
}"#;

#[test]
fn nothing_that_a_terminal_acts_on_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\u{1b}[31m\u{202e}.json");
    std::fs::write(&path, DOCUMENT).unwrap();
    let mut mock = Command::new(env!("CARGO_BIN_EXE_mock"))
        .arg("--document")
        .arg(&path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    let mut output = BufReader::new(mock.stdout.take().unwrap());
    output.read_line(&mut address).unwrap();
    let host = address
        .trim()
        .strip_prefix("http://")
        .and_then(|rest| rest.split('/').next())
        .unwrap()
        .to_owned();
    for target in ["/base/x", "/base/x?%1B%5B2J%E2%81%A6=%1B%5B0m&%C2%9B=1"] {
        let mut stream = TcpStream::connect(&host).unwrap();
        let request = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(!answer.is_empty());
    }
    mock.kill().unwrap();
    mock.wait().unwrap();
    let mut log = String::new();
    mock.stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(log.contains("GET /base/x"), "{log}");
    assert!(log.contains("\\u{1b}"), "{log}");
    let found = log.find(|c| untrusted::text::is_effect(c) && c != '\n');
    assert_eq!(found, None, "{log:?}");
}
