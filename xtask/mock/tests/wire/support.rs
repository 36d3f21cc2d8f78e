//! A client that sends requests unchanged, which HTTP libraries do not.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use mock::{Mock, Options, Running};
use serde_json::Value;

/// Returns the path of a document in the folder `documents`.
pub(crate) fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/documents")
        .join(name)
}

/// Starts a mock of a document in the folder `documents`.
pub(crate) fn start(name: &str) -> Running {
    start_with(name, Options::new())
}

/// Starts a mock with options.
pub(crate) fn start_with(name: &str, options: Options) -> Running {
    Mock::start(document(name), options).unwrap()
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    pub(crate) fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// Sends the request in a new connection.
    pub(crate) fn send(&self, mock: &Running) -> Reply {
        let mut stream = TcpStream::connect(mock.address()).unwrap();
        stream.write_all(&self.bytes("close")).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Reply::read(&bytes)
    }

    /// Returns the bytes of the request.
    pub(crate) fn bytes(&self, connection: &str) -> Vec<u8> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: mock\r\nconnection: {connection}\r\n",
            self.method, self.target
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Reads a response whose body extends to the end of the bytes.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        });
        Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn verdict(&self) -> &str {
        self.header("x-mock-verdict").unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns the reported problems as lines: `body /role: message`.
    pub(crate) fn errors(&self) -> Vec<String> {
        let report = self.json();
        let errors = report["mock"]["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| {
                let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
                let place = [text("in"), text("name"), text("pointer")];
                let place: Vec<String> =
                    place.into_iter().filter(|part| !part.is_empty()).collect();
                format!("{}: {}", place.join(" "), text("message"))
            })
            .collect()
    }

    /// Checks that the request was valid.
    pub(crate) fn valid(self) -> Self {
        assert_eq!(
            self.verdict(),
            "valid",
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    /// Checks that exactly these problems were reported, each by its beginning.
    pub(crate) fn invalid(&self, status: u16, expected: &[&str]) {
        assert_eq!(self.verdict(), "invalid", "{}", self.text());
        let errors = self.errors();
        assert_eq!(self.status, status, "{errors:#?}");
        assert_eq!(errors.len(), expected.len(), "{errors:#?}");
        for (error, expected) in errors.iter().zip(expected) {
            assert!(
                error.starts_with(expected),
                "{error:?} should begin with {expected:?}"
            );
        }
    }
}
