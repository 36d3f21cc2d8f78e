//! A local server for any `OpenAPI` document, 3.0, 3.1 or 3.2, that validates every request by the document alone.
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
//! A valid request gets the first 2xx response of its operation: its example, or a sample of its schema. An invalid
//! request gets a report of all its problems with a matching status: 404 unknown path, 405 unknown method, 401 missing
//! credential, 415 unsupported media type, 400 anything else. Every response has the header `x-mock-verdict`. Headers
//! of a request select another response:
//!
//! | header | the response |
//! |---|---|
//! | `x-mock-status: 422` | has this status, which the operation must declare: exactly, by a range or by `default` |
//! | `x-mock-fill: all` | has all properties; `required`: required ones only; `null`: null wherever it is allowed; `turn-1`, `turn-2`, …: all properties, with this branch of each union and this value of each enum |
//! | `x-mock-example: name` | is the example with this name |
//! | `x-mock-content-type: text/csv` | has this media type |
//! | `x-mock-body: <html>` | has this body, independent of the document, and any status |
//! | `x-mock-delay: 1.5` | is delayed by this number of seconds |
//!
//! [`Running::sample_request`] generates requests in the same way, for tests that call every operation of a client.
//!
//! A header value cannot contain line breaks, and neither can `x-mock-body`.
//!
//! The work for a request is limited. The response has the status 500 and reports the limit if a sample would have more
//! than 1,000,000 values and characters, or if validation takes more steps than the size of the request justifies. The
//! server processes up to eight requests at the same time, so that a slow one does not delay others.
//!
//! The mock shares no code with the generator for reading documents. It resolves references in the unchanged document,
//! and validates values with the crate `jsonschema`. It does not validate the content of files, XML, callbacks, links,
//! the values of credentials, and `$ref`s to an `$anchor`.

mod document;
mod http;
mod request;
mod sample;
mod schemas;
mod validation;
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
pub use crate::http::record::RecordedRequest;
use crate::http::server::{Limits, Observer, Server, Shared};
use crate::http::service::{Rules, Service};
use crate::request::operation::Operations;
pub use crate::sample::Fill;
pub use crate::sample::request::SampleRequest;
pub use crate::validation::problem::{Location, Problem, Verdict};

/// Reason why a mock could not start.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The document, or a file that it refers to, cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Path of the file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is neither YAML nor JSON.
    #[error("{path} is neither YAML nor JSON")]
    Parse {
        /// Path of the file from the document's folder.
        path: String,
        /// Location and cause.
        source: serde_yaml::Error,
    },
    /// The document is not `OpenAPI` version 3.
    #[error("this is not an OpenAPI document of version 3: `openapi` is {}", version.as_deref().unwrap_or("missing"))]
    Version {
        /// Value of `openapi`.
        version: Option<String>,
    },
    /// The table of the types to verify is malformed.
    #[error("the table of the types cannot be read")]
    Table {
        /// Cause.
        source: serde_json::Error,
    },
    /// The port could not be bound.
    #[error("cannot listen on port {port} of 127.0.0.1")]
    Listen {
        /// Requested port.
        port: u16,
        /// Cause.
        source: io::Error,
    },
}

/// Serialization of lists in the query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryArrays {
    /// As `style` and `explode` of the parameter declare.
    #[default]
    Document,
    /// `name[]=a&name[]=b` only.
    Brackets,
    /// Both forms.
    Both,
}

/// Options of a mock.
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
    /// Returns the default options: any free port, lists as the document declares, strict, and all requests kept.
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

    /// Sets the port. 0 selects any free port.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Sets the serialization of lists in the query.
    #[must_use]
    pub fn query_arrays(self, query_arrays: QueryArrays) -> Self {
        Self {
            query_arrays,
            ..self
        }
    }

    /// Accepts what servers usually ignore: undeclared query parameters and body properties, a body or credential that
    /// the operation does not use, and read-only properties.
    #[must_use]
    pub fn lenient(self, lenient: bool) -> Self {
        Self {
            strict: !lenient,
            ..self
        }
    }

    /// Sets the folder whose files the document may refer to. The default is the document's own folder.
    #[must_use]
    pub fn root(self, root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
            ..self
        }
    }

    /// Sets the maximum size of a request body in bytes. The default is 64 MiB. A larger body gets the status 413.
    #[must_use]
    pub fn largest_body(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Sets the time limit for receiving a request body. The default is 30 s. A slower body gets the status 408.
    #[must_use]
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }

    /// Keeps requests for [`Running::requests`].
    #[must_use]
    pub fn keep_requests(self, keep: bool) -> Self {
        Self {
            keeps_requests: keep,
            ..self
        }
    }

    /// Sets a function that is called with each request before the response is sent.
    #[must_use]
    pub fn on_request(self, observer: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        Self {
            observer: Some(Arc::new(observer)),
            ..self
        }
    }
}

/// Starts mocks.
#[derive(Debug)]
#[non_exhaustive]
pub enum Mock {}

impl Mock {
    /// Serves the document in a file. Relative references lead to files in its folder or below, or in the root of the
    /// options.
    pub fn start(document: impl AsRef<Path>, options: Options) -> Result<Running, Error> {
        let document = Document::read(document.as_ref(), options.root.as_deref())?;
        run(document, options)
    }

    /// Serves a YAML or JSON document without references to files.
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

/// An operation of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`.
    pub id: Option<String>,
    /// The method in upper case.
    pub method: String,
    /// The path in the document.
    pub path: String,
    /// The declared responses: statuses, ranges such as `4XX`, `default`.
    pub statuses: Vec<String>,
}

/// A mock that runs in its own thread until it is dropped, so that tests can be synchronous or asynchronous.
pub struct Running {
    server: Server,
    shared: Arc<Shared>,
    base: String,
}

impl Running {
    /// Returns the URL without a trailing slash: `http://127.0.0.1:8080`. The path of the document's server may follow,
    /// or may be omitted.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Returns the URL with the path of the document's first server: `http://127.0.0.1:8080/api/v1`.
    pub fn base_url(&self) -> String {
        format!("{}{}", self.url(), self.base)
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Responds to a request without a connection. The response is immediate, whatever `x-mock-delay` requests.
    pub fn answer(&self, request: hyper::Request<Bytes>) -> hyper::Response<Full<Bytes>> {
        http::server::answer(&self.shared, request)
    }

    /// Returns all requests so far that have a response, in the order of their arrival.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests()
    }

    /// Returns all requests so far and forgets them.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        self.shared.take_requests()
    }

    /// Returns the operations in the order of the document.
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

    /// Generates a valid request for an operation from the document. None if the `operationId` is unknown.
    pub fn sample_request(&self, operation: &str, fill: Fill) -> Option<SampleRequest> {
        let service = &self.shared.service;
        let mut operations = service.operations.all.iter();
        let operation = operations.find(|known| known.id.as_deref() == Some(operation))?;
        Some(SampleRequest::of(service, operation, fill))
    }

    /// Returns the webhooks by name, each with a JSON body that the API could send. Null if it sends none.
    pub fn sample_webhooks(&self, fill: Fill) -> Vec<(String, Value)> {
        sample::request::webhooks(&self.shared.service, fill)
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
