//! The HTTP server, which runs in its own thread and only on 127.0.0.1. Several other threads process the requests, so
//! that a slow one does not delay others.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Semaphore, oneshot};

use crate::http::record::RecordedRequest;
use crate::http::reply::Reply;
use crate::http::service::{Answer, Service};
use crate::request::received::Received;

/// Stack size: schemas that refer to each other are compiled recursively.
const STACK: usize = 16 << 20;

/// Maximum number of requests that are processed at the same time. Further requests wait.
const THREADS: usize = 8;

/// Maximum number of open connections. Further connections wait to be accepted.
const CONNECTIONS: usize = 512;

/// Maximum time that the shutdown waits for requests in progress. The thread of a slower request ends with the request.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(1);

/// Function that is called with each request.
pub(crate) type Observer = Arc<dyn Fn(&RecordedRequest) + Send + Sync>;

/// State that the connections share.
pub(crate) struct Shared {
    pub(crate) service: Service,
    /// Requests in the order of their arrival, with the numbers that [`Shared::arrival`] assigned.
    pub(crate) requests: Mutex<Vec<(u64, RecordedRequest)>>,
    /// Number of requests that have arrived.
    pub(crate) arrived: AtomicU64,
    pub(crate) keeps_requests: bool,
    pub(crate) observer: Option<Observer>,
    pub(crate) limits: Limits,
}

/// Limits for the body of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Size in bytes.
    pub(crate) body: usize,
    /// Time for receiving the body.
    pub(crate) time: Duration,
}

impl Shared {
    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let requests = self.lock();
        requests
            .iter()
            .map(|(_, request)| request.clone())
            .collect()
    }

    /// Returns the requests so far and forgets them.
    pub(crate) fn take_requests(&self) -> Vec<RecordedRequest> {
        let requests = std::mem::take(&mut *self.lock());
        requests.into_iter().map(|(_, request)| request).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(u64, RecordedRequest)>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Assigns a number to a request that has arrived.
    fn arrival(&self) -> u64 {
        self.arrived.fetch_add(1, Ordering::Relaxed)
    }

    fn record(&self, arrival: u64, request: RecordedRequest) {
        if let Some(observer) = &self.observer {
            observer(&request);
        }
        if self.keeps_requests {
            let mut requests = self.lock();
            let at = requests.partition_point(|(earlier, _)| *earlier < arrival);
            requests.insert(at, (arrival, request));
        }
    }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Binds the port, or any free one if it is 0, and serves.
    pub(crate) fn start(shared: Arc<Shared>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(THREADS)
            .thread_stack_size(STACK)
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("mock".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                runtime.block_on(serve(listener, shared, stopped));
                runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
            })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has stopped already.
            let _ = thread.join();
        }
    }
}

async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<Infallible>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accept = async {
            let room = Arc::clone(&connections).acquire_owned().await;
            (room, listener.accept().await)
        };
        let (room, accepted) = tokio::select! {
            accepted = accept => accepted,
            _ = &mut stopped => return,
        };
        // The client closed the connection, or too many files are open: other connections may work.
        let Ok((stream, _)) = accepted else {
            tokio::task::yield_now().await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let _room = room;
            let handle = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move { handle(shared, request).await }
            });
            // An error of the client's connection needs no handling.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), handle)
                .await;
        });
    }
}

async fn handle(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let collected = Limited::new(body, shared.limits.body).collect();
    let body = match tokio::time::timeout(shared.limits.time, collected).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("the body is larger than {} bytes", shared.limits.body);
            return Ok(rejected(StatusCode::PAYLOAD_TOO_LARGE, &message));
        }
        // The client closed the connection and reads no response.
        Ok(Err(_)) => return Ok(rejected(StatusCode::BAD_REQUEST, "the body is incomplete")),
        Err(_) => {
            let message = format!(
                "the body takes more than {} s",
                shared.limits.time.as_secs_f32()
            );
            return Ok(rejected(StatusCode::REQUEST_TIMEOUT, &message));
        }
    };
    let arrival = shared.arrival();
    let answered = tokio::task::spawn_blocking(move || {
        let received = Received::of(Request::from_parts(head, body));
        let answer = shared.service.answer(&received);
        let delay = answer.delay;
        (record(&shared, arrival, received, answer), delay)
    });
    let Ok((reply, delay)) = answered.await else {
        let message = "the mock failed, which is a bug of the mock";
        return Ok(rejected(StatusCode::INTERNAL_SERVER_ERROR, message));
    };
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    Ok(response(reply))
}

/// Responds to a request without a connection, and without the requested delay.
pub(crate) fn answer(shared: &Shared, request: Request<Bytes>) -> Response<Full<Bytes>> {
    let arrival = shared.arrival();
    let received = Received::of(request);
    let answer = shared.service.answer(&received);
    response(record(shared, arrival, received, answer))
}

/// Returns the response to a request that is not read completely. The connection is closed afterwards.
fn rejected(status: StatusCode, message: &str) -> Response<Full<Bytes>> {
    let report = serde_json::json!({ "message": message, "mock": { "errors": [] } });
    let mut reply = Reply::json(status.as_u16(), &report);
    reply.header("connection", "close");
    response(reply)
}

fn record(shared: &Shared, arrival: u64, received: Received, answer: Answer) -> Reply {
    let status = answer.reply.status;
    let request = RecordedRequest {
        shown_query: shared.service.shown_query(&received.query),
        secret_headers: received
            .headers
            .iter()
            .filter(|(name, _)| shared.service.is_secret(name))
            .map(|(name, _)| name.clone())
            .collect(),
        method: received.method,
        path: received.path,
        query: received.query,
        headers: received.headers,
        body: received.body,
        operation: answer.operation,
        template: answer.template,
        parameters: serde_json::Value::Object(answer.parameters),
        verdict: answer.verdict,
        problems: answer.problems,
        status,
        reply: answer.reply.body.clone(),
    };
    shared.record(arrival, request);
    answer.reply
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        // A header that HTTP cannot represent is omitted.
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
