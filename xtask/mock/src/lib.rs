//! A local server of any `OpenAPI` document, 3.0 or 3.1, which judges every request by the document alone.
//!
//! ```
//! use mock::{Mock, Options, Verdict};
//!
//! let document = "
//! openapi: 3.1.0
//! info: {title: Example, version: '1'}
//! paths:
//!   /users/{id}:
//!     get:
//!       operationId: getUser
//!       parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
//!       responses: {'200': {description: A user}}
//! ";
//! let mock = Mock::start_text(document, Options::new())?;
//! println!("listening on {}", mock.url());
//! // … requests …
//! assert!(mock.requests().iter().all(|request| request.verdict == Verdict::Valid));
//! # Ok::<(), mock::Error>(())
//! ```
//!
//! A valid request is answered with the first 2xx response of its operation: its example, or a value made from its
//! schema. One that is not is answered with a report of all that is wrong with it and a status that fits: 404 no such
//! path, 405 no such method, 401 no credential, 415 another media type, 400 anything else. Every reply has the header
//! `x-mock-verdict`. A request can ask for another answer:
//!
//! | header | the answer |
//! |---|---|
//! | `x-mock-status: 422` | has this status, which the operation must declare, by itself or by a range or by default |
//! | `x-mock-fill: all` | has every member; `required`: required members alone; `null`: null wherever it is allowed; `turn-1`, `turn-2`, …: every member, of each union that branch and of each enum that value |
//! | `x-mock-example: name` | is the example of this name |
//! | `x-mock-content-type: text/csv` | has this media type |
//! | `x-mock-body: <html>` | has this body, whatever the document says, and any status |
//! | `x-mock-delay: 1.5` | takes so many seconds |
//!
//! [`Running::sample_request`] makes requests in the same way, for tests that drive a client through every operation.
//!
//! A header says no line breaks, and neither does `x-mock-body`.
//!
//! The work for a request is limited. A sample of more than 1,000,000 values and characters, and a value that takes more
//! steps to check than its size justifies, are answered with 500 and a report that says so. Eight requests are answered
//! at a time, so that one that takes long does not keep others waiting.
//!
//! How the document is read is shared with no one: references are followed in the document as it was written, and
//! values are checked by the crate `jsonschema`. What the mock does not check: the content of files, XML, callbacks and
//! links; the values of credentials; and `$ref`s that lead to an `$anchor`.

mod body;
mod control;
mod convert;
mod counted;
mod document;
mod facts;
mod json;
mod judge;
mod media;
mod operation;
mod parameters;
mod problem;
mod received;
mod record;
mod reply;
mod request;
mod sample;
mod schemas;
mod security;
mod server;
mod service;
mod steps;
mod strict;
mod structure;
mod style;
mod value;
pub mod verify;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use serde_json::Value;
use thiserror::Error as ThisError;

use crate::document::Document;
use crate::operation::Operations;
pub use crate::problem::{Location, Problem, Verdict};
pub use crate::record::RecordedRequest;
pub use crate::request::SampleRequest;
pub use crate::sample::Fill;
use crate::server::{Limits, Observer, Server, Shared};
use crate::service::{Rules, Service};

/// Why a mock could not be started.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The document, or a file that it refers to, could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is neither YAML nor JSON.
    #[error("{path} is neither YAML nor JSON")]
    Parse {
        /// The file, from the document's folder.
        path: String,
        /// Where and why.
        source: serde_yaml::Error,
    },
    /// It is no `OpenAPI` document of version 3.
    #[error("this is no OpenAPI document of version 3: `openapi` is {}", version.as_deref().unwrap_or("missing"))]
    Version {
        /// What `openapi` says.
        version: Option<String>,
    },
    /// What is said of the types to be verified is not what it should be.
    #[error("the table of the types cannot be read")]
    Table {
        /// Why.
        source: serde_json::Error,
    },
    /// The port could not be bound.
    #[error("cannot listen on port {port} of 127.0.0.1")]
    Listen {
        /// The port.
        port: u16,
        /// Why.
        source: io::Error,
    },
}

/// How lists are written in the query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryArrays {
    /// As `style` and `explode` of the parameter say.
    #[default]
    Document,
    /// `name[]=a&name[]=b`, and in no other way.
    Brackets,
    /// In either way.
    Both,
}

/// How a mock is run.
#[derive(Clone)]
pub struct Options {
    port: u16,
    query_arrays: QueryArrays,
    strict: bool,
    keeps_requests: bool,
    observer: Option<Observer>,
    root: Option<PathBuf>,
    limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("port", &self.port)
            .field("query_arrays", &self.query_arrays)
            .field("strict", &self.strict)
            .field("keeps_requests", &self.keeps_requests)
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// Any free port, lists as the document says, strict, and all requests kept.
    pub fn new() -> Self {
        Self {
            port: 0,
            query_arrays: QueryArrays::Document,
            strict: true,
            keeps_requests: true,
            observer: None,
            root: None,
            limits: Limits {
                body: 64 << 20,
                time: Duration::from_secs(30),
            },
        }
    }

    /// The port; 0 for any that is free.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// How lists are written in the query.
    #[must_use]
    pub fn query_arrays(self, query_arrays: QueryArrays) -> Self {
        Self {
            query_arrays,
            ..self
        }
    }

    /// Whether to let pass what servers mostly ignore: query parameters and members of a body that the document does
    /// not know, a body or a credential that nobody asked for, read-only members.
    #[must_use]
    pub fn lenient(self, lenient: bool) -> Self {
        Self {
            strict: !lenient,
            ..self
        }
    }

    /// The folder whose files the document may refer to; without one, its own.
    #[must_use]
    pub fn root(self, root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
            ..self
        }
    }

    /// How large the body of a request may be, in bytes; 64 MiB without. A larger one is answered with 413.
    #[must_use]
    pub fn largest_body(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// How long the body of a request may take until it is there; 30 s without. A slower one is answered with 408.
    #[must_use]
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }

    /// Whether requests are kept for [`Running::requests`].
    #[must_use]
    pub fn keep_requests(self, keep: bool) -> Self {
        Self {
            keeps_requests: keep,
            ..self
        }
    }

    /// A function that is called with each request before it is answered.
    #[must_use]
    pub fn on_request(self, observer: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        Self {
            observer: Some(Arc::new(observer)),
            ..self
        }
    }
}

/// Where mocks come from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Mock {}

impl Mock {
    /// Serves the document of a file. Relative references in it lead to files in its folder or below, or in the root
    /// that the options name.
    pub fn start(document: impl AsRef<Path>, options: Options) -> Result<Running, Error> {
        let document = Document::read(document.as_ref(), options.root.as_deref())?;
        run(document, options)
    }

    /// Serves a document, YAML or JSON, that refers to no files.
    pub fn start_text(document: &str, options: Options) -> Result<Running, Error> {
        run(Document::parse(document)?, options)
    }
}

fn run(document: Document, options: Options) -> Result<Running, Error> {
    let rules = Rules {
        strict: options.strict,
        query_arrays: options.query_arrays,
    };
    let base = Operations::base(&document);
    let shared = Arc::new(Shared {
        service: Service::new(document, rules),
        requests: Mutex::default(),
        arrived: AtomicU64::default(),
        keeps_requests: options.keeps_requests,
        observer: options.observer,
        limits: options.limits,
    });
    let port = options.port;
    let server = Server::start(Arc::clone(&shared), port)
        .map_err(|source| Error::Listen { port, source })?;
    Ok(Running {
        server,
        shared,
        base,
    })
}

/// An operation that a mock serves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`.
    pub id: Option<String>,
    /// The method, in capitals.
    pub method: String,
    /// The path as the document has it.
    pub path: String,
    /// The responses that it declares: statuses, ranges such as `4XX`, `default`.
    pub statuses: Vec<String>,
}

/// A mock that runs until it is dropped, on a thread of its own: tests can be synchronous or not.
pub struct Running {
    server: Server,
    shared: Arc<Shared>,
    base: String,
}

impl Running {
    /// Its address without a slash at the end: `http://127.0.0.1:8080`. The path of the document's server may follow,
    /// or may be left out.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Its address with the path of the document's first server: `http://127.0.0.1:8080/api/v1`.
    pub fn base_url(&self) -> String {
        format!("{}{}", self.url(), self.base)
    }

    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Answers a request as if it had arrived over a connection, at once whatever `x-mock-delay` says.
    pub fn answer(&self, request: hyper::Request<Bytes>) -> hyper::Response<Full<Bytes>> {
        server::answer(&self.shared, request)
    }

    /// The requests that were answered so far, in the order in which they arrived.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests()
    }

    /// The same; they are forgotten afterwards.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        self.shared.take_requests()
    }

    /// The operations that it serves, in the order of the document.
    pub fn operations(&self) -> Vec<Operation> {
        let service = &self.shared.service;
        let operations = service.operations.all.iter();
        operations
            .map(|operation| {
                let place = operation.place(&service.document);
                let responses = place.and_then(|place| place.member("responses"));
                let members = responses.iter().flat_map(document::Place::members);
                Operation {
                    id: operation.id.clone(),
                    method: operation.method.clone(),
                    path: operation.template.clone(),
                    statuses: members.map(|(status, _)| status.to_owned()).collect(),
                }
            })
            .collect()
    }

    /// A valid request for an operation, made from the document; none if there is no operation of that `operationId`.
    pub fn sample_request(&self, operation: &str, fill: Fill) -> Option<SampleRequest> {
        let service = &self.shared.service;
        let mut operations = service.operations.all.iter();
        let operation = operations.find(|known| known.id.as_deref() == Some(operation))?;
        Some(SampleRequest::of(service, operation, fill))
    }

    /// The webhooks of the document by name, each with a JSON body that the API could send; null where it sends none.
    pub fn sample_webhooks(&self, fill: Fill) -> Vec<(String, Value)> {
        request::webhooks(&self.shared.service, fill)
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
