//! The interface between calls and the network: reqwest, or a replacement that the user provides.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderName, TE, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use super::BoxError;
use super::body::Body;
use super::client::connections::Proxy;
use super::error::ErrorKind;
use super::error::failure::Failure;
use super::platform::{BoxFuture, Deadline, MaybeSend};
use super::response::ByteStream;

/// The operation of a request, as an extension of the request that a [`Transport`] receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    id: Cow<'static, str>,
}

impl Operation {
    /// Returns the `operationId`, or method and path if the document does not describe the endpoint.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// A sender of requests: the network, or a replacement such as a stub in tests or a layer that records requests. It
/// returns one response for each request; the client handles retries, redirects and timeouts.
///
/// Any `Fn(http::Request<Body>) -> impl Future<Output = Result<http::Response<Body>, TransportError>>` is one; see
/// [`ClientBuilder::transport`](super::ClientBuilder::transport).
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends a request and returns its response. The request carries the [`Operation`] as an extension.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>>;
}

/// `Sync` on platforms that have threads.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub trait MaybeSync: Sync {}
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl<T: Sync + ?Sized> MaybeSync for T {}
/// `Sync` on platforms that have threads.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub trait MaybeSync {}
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl<T: ?Sized> MaybeSync for T {}

impl<F, O> Transport for F
where
    F: Fn(http::Request<Body>) -> O + MaybeSend + MaybeSync + 'static,
    O: Future<Output = Result<http::Response<Body>, TransportError>> + MaybeSend + 'static,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<Result<http::Response<Body>, TransportError>> {
        Box::pin(self(request))
    }
}

/// The error of a request without a response.
#[derive(Debug)]
pub struct TransportError {
    kind: ErrorKind,
    source: BoxError,
}

impl TransportError {
    /// Creates the error of a request that was not sent, because no connection was established. Any call can be
    /// retried.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self {
            kind: ErrorKind::Connect,
            source: source.into(),
        }
    }

    /// Creates the error of a request that failed after sending began, such as a broken connection. Only a call that
    /// is safe to retry is retried.
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self {
            kind: ErrorKind::Transport,
            source: source.into(),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(formatter)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}

#[derive(Clone)]
pub(crate) enum HttpBackend {
    Http {
        client: reqwest::Client,
        proxy: Proxy,
    },
    Custom(Arc<dyn Transport>),
}

/// A request as it is sent.
#[derive(Debug)]
pub(crate) struct RawRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) operation: Cow<'static, str>,
}

/// The part of a response body that has arrived.
#[derive(Default)]
pub(crate) struct ReceivedBody {
    /// The first chunk. Most bodies have only one, which is then not copied.
    first: Bytes,
    /// The whole body, if there was a second chunk.
    all: Vec<u8>,
}

impl ReceivedBody {
    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&piece);
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.into()
        }
    }
}

/// A response whose body has not been read.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: IncomingBody,
}

enum IncomingBody {
    Http(reqwest::Response),
    Stream(ByteStream),
}

impl HttpBackend {
    #[cfg_attr(
        not(all(target_arch = "wasm32", target_os = "unknown")),
        allow(unused_variables)
    )]
    pub(crate) async fn send(
        &self,
        outgoing: RawRequest,
        target: &Url,
        deadline: Deadline,
    ) -> Result<RawResponse, Box<Failure>> {
        let RawRequest {
            method,
            url,
            headers,
            body,
            operation,
        } = outgoing;
        match self {
            Self::Http { client, proxy } => {
                let mut request = reqwest::Request::new(method, url);
                *request.headers_mut() = headers;
                if body.is_empty() {
                    state_no_content(&mut request);
                } else {
                    let body = body.into_reqwest().await.map_err(unreadable_body)?;
                    *request.body_mut() = Some(body);
                }
                #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
                {
                    *request.timeout_mut() = deadline.0;
                }
                let mut response = client
                    .execute(request)
                    .await
                    .map_err(|error| no_response(error, target, proxy))?;
                Ok(RawResponse {
                    status: response.status(),
                    headers: std::mem::take(response.headers_mut()),
                    body: IncomingBody::Http(response),
                })
            }
            Self::Custom(transport) => {
                let mut request = http::Request::new(body);
                *request.method_mut() = method;
                *request.uri_mut() =
                    url.as_str()
                        .parse()
                        .map_err(|error: http::uri::InvalidUri| {
                            Failure::build("the address is none that can be sent")
                                .with_source(error)
                        })?;
                *request.headers_mut() = headers;
                request.extensions_mut().insert(Operation { id: operation });
                let response = transport.send(request).await.map_err(|error| {
                    Failure::new(error.kind, phrase(error.kind, target, &Proxy::Unknown))
                        .with_source(error.source)
                })?;
                let (parts, body) = response.into_parts();
                Ok(RawResponse {
                    status: parts.status,
                    headers: parts.headers,
                    body: IncomingBody::Stream(body.into_stream()),
                })
            }
        }
    }
}

impl RawResponse {
    /// Returns the next chunk of the body, or none at the end.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    async fn piece(&mut self) -> io::Result<Option<Bytes>> {
        match &mut self.body {
            IncomingBody::Http(response) => response.chunk().await.map_err(broken),
            IncomingBody::Stream(stream) => stream.try_next().await,
        }
    }

    /// Reads the body to its end. Chunks that have arrived remain in `body` if the connection breaks, or if the
    /// future is dropped because the timeout expired.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) async fn read(&mut self, body: &mut ReceivedBody) -> io::Result<()> {
        while let Some(piece) = self.piece().await? {
            body.push(piece);
        }
        Ok(())
    }

    /// Returns the body as a stream.
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn into_stream(self, idle: Option<std::time::Duration>) -> ByteStream {
        match self.body {
            IncomingBody::Http(response) => {
                let body = http::Response::<reqwest::Body>::from(response).into_body();
                ByteStream::new(Box::pin(incoming::Frames(body)), idle)
            }
            IncomingBody::Stream(stream) => ByteStream::new(Box::pin(stream), idle),
        }
    }

    /// Reads the body, which a browser returns as a whole.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) async fn read(&mut self, body: &mut ReceivedBody) -> io::Result<()> {
        let empty = ByteStream::new(Box::pin(incoming::Once(None)), None);
        body.push(
            match std::mem::replace(&mut self.body, IncomingBody::Stream(empty)) {
                IncomingBody::Http(response) => response.bytes().await.map_err(broken)?,
                IncomingBody::Stream(stream) => stream.collect().await?,
            },
        );
        Ok(())
    }

    /// Returns the body as a stream of one chunk, because a browser returns it as a whole.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn into_stream(self, idle: Option<std::time::Duration>) -> ByteStream {
        match self.body {
            IncomingBody::Http(response) => {
                let whole = Box::pin(async move { response.bytes().await.map_err(broken) });
                ByteStream::new(Box::pin(incoming::Once(Some(whole))), idle)
            }
            IncomingBody::Stream(stream) => ByteStream::new(Box::pin(stream), idle),
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod incoming {
    //! The chunks of a body as hyper returns them.

    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use futures_core::Stream;
    use http_body::Body as _;

    pub(super) struct Frames(pub(super) reqwest::Body);

    impl Stream for Frames {
        type Item = io::Result<Bytes>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            loop {
                let frame = match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                    None => return Poll::Ready(None),
                    Some(Err(error)) => return Poll::Ready(Some(Err(super::broken(error)))),
                    Some(Ok(frame)) => frame,
                };
                // Trailers are not part of the body.
                if let Ok(piece) = frame.into_data() {
                    return Poll::Ready(Some(Ok(piece)));
                }
            }
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod incoming {
    //! A body that arrives as a whole.

    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use futures_core::Stream;

    use crate::runtime::platform::BoxFuture;

    pub(super) struct Once(pub(super) Option<BoxFuture<io::Result<Bytes>>>);

    impl Stream for Once {
        type Item = io::Result<Bytes>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            let Some(whole) = &mut self.0 else {
                return Poll::Ready(None);
            };
            let body = ready!(whole.as_mut().poll(context));
            self.0 = None;
            Poll::Ready(Some(body))
        }
    }
}

/// Returns why callers cannot set a header; none if they can. These headers describe the connection and the framing
/// of the message (RFC 9112, section 6, and RFC 9113, section 8.2.2). A second value breaks the message or lets two
/// servers read it differently.
pub(super) fn reserved(name: &HeaderName) -> Option<&'static str> {
    match *name {
        CONTENT_LENGTH | TRANSFER_ENCODING => {
            Some("the client sets it, from the body of the request")
        }
        HOST => Some("the client sets it, from the address: use `base_url` for another host"),
        CONNECTION | TE | UPGRADE => Some("it belongs to the connection, which the client manages"),
        _ if ["keep-alive", "proxy-connection"].contains(&name.as_str()) => {
            Some("it belongs to the connection, which the client manages")
        }
        _ => None,
    }
}

/// Sets `Content-Length: 0` if the method gives content a meaning (RFC 9110, section 8.6). hyper sends no
/// `Content-Length` for an empty body, and some servers respond with 411.
fn state_no_content(request: &mut reqwest::Request) {
    if matches!(
        *request.method(),
        Method::POST | Method::PUT | Method::PATCH | Method::QUERY
    ) {
        let none = HeaderValue::from_static("0");
        request.headers_mut().insert(CONTENT_LENGTH, none);
    }
}

/// Returns the host, with its port if that is not the default. User name and password are secret and left out.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn phrase(kind: ErrorKind, target: &Url, proxy: &Proxy) -> String {
    let host = host(target);
    match kind {
        ErrorKind::Connect => format!("cannot connect to {host}{}", through(proxy, target)),
        _ => format!("the connection to {host} broke before a response came"),
    }
}

fn through(proxy: &Proxy, target: &Url) -> String {
    proxy.phrase(target.scheme(), |name| std::env::var(name).ok())
}

fn unreadable_body(error: io::Error) -> Box<Failure> {
    Failure::build(format!("cannot read its body: {error}")).with_source(error)
}

/// Converts an error of reqwest. Its URL is removed, because the query may contain a credential.
fn no_response(error: reqwest::Error, target: &Url, proxy: &Proxy) -> Box<Failure> {
    let error = error.without_url();
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    let connect = error.is_connect();
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    let connect = false;
    let timed_out = error.is_timeout();
    let kind = match (connect, timed_out) {
        (true, _) => ErrorKind::Connect,
        (false, true) => ErrorKind::Timeout,
        (false, false) if error.is_builder() => ErrorKind::Build,
        (false, false) => ErrorKind::Transport,
    };
    let certificate = untrusted_certificate(&error).filter(|_| kind == ErrorKind::Connect);
    let message = match kind {
        ErrorKind::Timeout => "timed out".to_owned(),
        ErrorKind::Build => error.to_string(),
        ErrorKind::Connect if timed_out => {
            format!(
                "timed out while connecting to {}{}",
                host(target),
                through(proxy, target)
            )
        }
        _ => phrase(kind, target, proxy),
    };
    let message = match &certificate {
        Some(reason) => format!("{message}: its certificate is not trusted: {reason}"),
        None => message,
    };
    let mut failure = Failure::new(kind, message).with_source(error);
    failure.timed_out = timed_out;
    // The same server presents the same certificate again.
    failure.permanent = certificate.is_some();
    failure
}

/// Returns why the TLS library does not trust the server's certificate, if that is why connecting failed. The libraries
/// have different error types, which the client does not depend on. All of their messages contain the word
/// "certificate".
fn untrusted_certificate(error: &reqwest::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error);
    let mut found = None;
    while let Some(error) = cause {
        let text = error.to_string();
        if text.to_ascii_lowercase().contains("certificate") {
            // The innermost error contains the reason without the words of the outer layers.
            found = Some(text);
        }
        cause = error.source();
    }
    found
}

fn broken(error: reqwest::Error) -> io::Error {
    let error = error.without_url();
    let kind = if error.is_timeout() {
        io::ErrorKind::TimedOut
    } else {
        io::ErrorKind::UnexpectedEof
    };
    io::Error::new(kind, error)
}
