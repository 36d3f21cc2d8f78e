//! A small API, and a server for it on 127.0.0.1 whose answers each test chooses.
#![allow(unreachable_pub, clippy::format_push_string)]

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use runtime::runtime::{
    Api, ApiDescription, ClientCore, CredentialDescription, CredentialKind, DecodeError,
    ErrorFormat, Method, Request, ResponseBody, ServerDescription, ServerVariable,
};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub type ClientBuilder = runtime::runtime::ClientBuilder<Client>;
pub type Error = runtime::runtime::Error<ErrorBody>;
pub type Call<T> = runtime::runtime::Call<T, ErrorBody>;
pub type PageCall<R> = runtime::runtime::PageCall<R, ErrorBody>;

pub const KEY: &str = "key-that-nobody-may-see";

pub static DESCRIPTION: ApiDescription = ApiDescription {
    name: "test",
    servers: &[
        ServerDescription {
            url: "https://api.example.com/v1",
            variables: &[],
        },
        ServerDescription {
            url: "https://{cluster}.example.com",
            variables: &[ServerVariable {
                name: "cluster",
                default: Some("us1"),
                values: &["us1", "eu1"],
            }],
        },
        ServerDescription {
            url: "https://{tenant}.example.com",
            variables: &[ServerVariable {
                name: "tenant",
                default: Some("main"),
                values: &[],
            }],
        },
        ServerDescription {
            url: "/v1",
            variables: &[],
        },
        ServerDescription {
            url: "{address}/v1",
            variables: &[ServerVariable {
                name: "address",
                default: Some("https://a.example.com"),
                values: &[],
            }],
        },
    ],
    base_url_environment: "RUNTIME_TEST_BASE_URL",
    credentials: &[
        CredentialDescription {
            name: "bearerAuth",
            setter: "api_key",
            kind: CredentialKind::Bearer,
            environment: &["RUNTIME_TEST_API_KEY"],
        },
        CredentialDescription {
            name: "basicAuth",
            setter: "basic",
            kind: CredentialKind::Basic,
            environment: &["RUNTIME_TEST_USER", "RUNTIME_TEST_PASSWORD"],
        },
        CredentialDescription {
            name: "headerKey",
            setter: "header_key",
            kind: CredentialKind::Header {
                name: "X-Api-Key",
                prefix: "",
            },
            environment: &[],
        },
        CredentialDescription {
            name: "queryKey",
            setter: "query_key",
            kind: CredentialKind::Query { name: "key" },
            environment: &[],
        },
        CredentialDescription {
            name: "cookieKey",
            setter: "cookie_key",
            kind: CredentialKind::Cookie { name: "session" },
            environment: &[],
        },
    ],
    security: &[&[0], &[1]],
    error_format: ErrorFormat {
        code: &["/error/code", "/error/type"],
        message: &["/error/message"],
    },
    headers: &[("api-version-date", "2026-07-20")],
    user_agent: "test/1.0",
};

#[derive(Clone, Debug)]
pub struct Client {
    core: ClientCore,
}

impl Api for Client {
    type ErrorBody = ErrorBody;

    fn description() -> &'static ApiDescription {
        &DESCRIPTION
    }

    fn from_core(core: ClientCore) -> Self {
        Self { core }
    }

    fn core(&self) -> &ClientCore {
        &self.core
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub id: String,
    pub email: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub id: u64,
    pub user: User,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ErrorResponse {
    pub error: ErrorDetail,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ErrorDetail {
    pub r#type: String,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ErrorBody {
    ErrorResponse(ErrorResponse),
}

impl DecodeError for ErrorBody {
    fn decode(status: u16, body: &ResponseBody<'_>) -> Option<Self> {
        match status {
            400..=500 => body.json().map(Self::ErrorResponse),
            _ => None,
        }
    }
}

impl Client {
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new().without_environment()
    }

    /// Builds a client of a server, with a key.
    pub fn of(server: &Server) -> Self {
        Self::builder()
            .base_url(server.url("/v1"))
            .credential(0, KEY.into())
            .build()
            .unwrap()
    }

    pub fn request(&self, method: Method, path: &'static str, operation: &'static str) -> Request {
        Request::new(&self.core, method, path, operation)
    }

    pub fn create_member(&self, member: &Member) -> Call<Member> {
        self.request(Method::POST, "/members", "createMember")
            .json(member)
            .returns_json()
    }

    pub fn member(&self, id: &str) -> Call<Member> {
        self.request(Method::GET, "/members/{id}", "retrieveMember")
            .path("id", id)
            .returns_json()
    }

    pub fn core(&self) -> &ClientCore {
        &self.core
    }
}

pub fn member() -> Member {
    Member {
        id: 1,
        user: User {
            id: "user_1".into(),
            email: "a@example.com".into(),
        },
    }
}

pub const MEMBER: &str = r#"{"id":1,"user":{"id":"user_1","email":"a@example.com"}}"#;

/// A request as the server received it.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// The reaction of the server to a request.
pub enum Reply {
    /// A response: status, headers, body.
    Response(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Raw bytes, after which the connection is closed.
    Raw(Vec<u8>),
    /// Raw bytes, after which nothing follows; the connection stays open.
    RawThenSilence(Vec<u8>),
    /// The head at once, and then pieces of the body, each after a delay.
    Pieces(Vec<&'static str>, Duration),
    /// No answer; the connection stays open.
    Hang,
    /// No answer; the connection is closed.
    Close,
}

impl Reply {
    pub fn json(status: u16, body: &str) -> Self {
        Self::Response(
            status,
            vec![("content-type", "application/json".into())],
            body.into(),
        )
    }

    pub fn ok() -> Self {
        Self::json(200, MEMBER)
    }

    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Response(status, mut headers, body) => {
                headers.push((name, value.into()));
                Self::Response(status, headers, body)
            }
            other => other,
        }
    }
}

pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
    connections: Arc<AtomicUsize>,
}

type Handler = dyn Fn(&Recorded, usize) -> Reply + Send + Sync;

impl Server {
    /// Starts a server. The handler receives each request with its index, from 0.
    pub async fn start(
        handler: impl Fn(&Recorded, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            requests: Arc::default(),
            connections: Arc::default(),
        };
        let (requests, connections) = (server.requests.clone(), server.connections.clone());
        let handler: Arc<Handler> = Arc::new(handler);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, requests.clone(), handler.clone()));
            }
        });
        server
    }

    /// Starts a server whose answer is always the same.
    pub async fn always(status: u16, body: &'static str) -> Self {
        Self::start(move |_, _| Reply::json(status, body)).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns the only request.
    pub fn request(&self) -> Recorded {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, requests: Arc<Mutex<Vec<Recorded>>>, handler: Arc<Handler>) {
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await {
        let index = {
            let mut requests = requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        match handler(&request, index) {
            Reply::Response(status, headers, body) => {
                let mut response = format!("HTTP/1.1 {status} X\r\n");
                for (name, value) in headers {
                    response.push_str(&format!("{name}: {value}\r\n"));
                }
                if status != 204 {
                    response.push_str(&format!("content-length: {}\r\n", body.len()));
                }
                response.push_str("\r\n");
                let body = if request.method == "HEAD" {
                    Vec::new()
                } else {
                    body
                };
                stream
                    .write_all(&[response.as_bytes(), &body].concat())
                    .await
                    .unwrap();
            }
            Reply::Raw(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                return;
            }
            Reply::RawThenSilence(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                std::future::pending::<()>().await;
            }
            Reply::Pieces(pieces, delay) => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                    .await
                    .unwrap();
                for piece in pieces {
                    tokio::time::sleep(delay).await;
                    let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
                    if stream.write_all(chunk.as_bytes()).await.is_err() {
                        return;
                    }
                }
                let _ = stream.write_all(b"0\r\n\r\n").await;
            }
            Reply::Hang => std::future::pending().await,
            Reply::Close => return,
        }
    }
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> bool {
    match stream.read_buf(buffer).await {
        Ok(length) => length > 0,
        Err(error) if error.kind() == ErrorKind::Interrupted => true,
        Err(_) => false,
    }
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Recorded> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if !fill(stream, buffer).await {
            return None;
        }
    };
    let head = String::from_utf8(buffer.drain(..end + 4).take(end).collect()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let mut request = Recorded {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    if let Some(length) = request.header("content-length") {
        let length: usize = length.parse().unwrap();
        while buffer.len() < length {
            if !fill(stream, buffer).await {
                return None;
            }
        }
        request.body = buffer.drain(..length).collect();
    } else if request.header("transfer-encoding") == Some("chunked") {
        loop {
            let line = loop {
                if let Some(line) = buffer.windows(2).position(|window| window == b"\r\n") {
                    break line;
                }
                if !fill(stream, buffer).await {
                    return None;
                }
            };
            let size =
                usize::from_str_radix(std::str::from_utf8(&buffer[..line]).unwrap(), 16).unwrap();
            while buffer.len() < line + 2 + size + 2 {
                if !fill(stream, buffer).await {
                    return None;
                }
            }
            request
                .body
                .extend_from_slice(&buffer[line + 2..line + 2 + size]);
            buffer.drain(..line + 2 + size + 2);
            if size == 0 {
                break;
            }
        }
    }
    Some(request)
}
