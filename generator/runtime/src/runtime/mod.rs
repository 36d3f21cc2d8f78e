//! The runtime that the clients of all APIs share: building a client, sending calls, errors, retries, pages, and types
//! that generated types use.
//!
//! - [`ClientBuilder`]: credentials, base URL, timeouts, retries, proxies, a custom HTTP client, or a replacement for
//!   the network ([`Transport`]).
//! - [`Call`]: a request that is configured and not yet sent. Awaiting it sends it. [`PageCall`] is the call of a
//!   list; it can stream the items of all pages.
//! - [`Error`]: the kind of the failure, the API's code, message and typed body, and whether a retry may succeed.
//! - [`Response`], [`ByteStream`]: status and headers together with the typed body, and bodies that are read as they
//!   arrive.
//! - [`Nullable`], [`Map`], [`DateTime`], [`Base64`]: types that generated types use.
//!
//! Calls run on Tokio. With the feature `blocking` they also run without an async executor. In a browser's WebAssembly
//! (`wasm32-unknown-unknown`) they use the browser's fetch, which follows redirects itself. There they are not retried,
//! because there are no timers.
//!
//! Features: `rustls` (the default) or `native-tls`, `http2` (a default), `webhooks`, `multipart`, `blocking`,
//! `tracing`, `uuid`. Compressed responses need `gzip` or a similar feature of `reqwest`: enable it in your program.
//!
//! Items that only generated code needs are hidden.

// Platforms without threads, clocks and timers have the same signatures with simpler implementations.
#![cfg_attr(
    all(target_arch = "wasm32", target_os = "unknown"),
    allow(
        clippy::arc_with_non_send_sync,
        clippy::unnecessary_wraps,
        clippy::unused_async,
        clippy::unused_self
    )
)]

mod body;
mod call;
mod client;
pub(crate) mod envelope;
mod error;
pub(crate) mod pagination;
pub(crate) mod parameter;
mod platform;
mod response;
mod transport;
mod types;

#[cfg(all(
    feature = "blocking",
    not(all(target_arch = "wasm32", target_os = "unknown"))
))]
pub mod blocking;
#[cfg(feature = "multipart")]
pub mod multipart;
#[cfg(feature = "webhooks")]
pub mod webhook;

pub use ::bytes::Bytes;
pub use ::http;
pub use ::reqwest;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

pub use self::body::Body;
pub use self::call::{Call, CallFuture, CallWithResponse, ResponseFuture};
#[doc(hidden)]
pub use self::client::{Api, ClientCore};
pub use self::client::{DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT};
pub use self::error::{Error, ErrorKind};
pub use self::platform::{BoxFuture, MaybeSend};
pub use self::response::{ByteStream, Response, ResponseParts, StreamError};
pub use self::transport::{MaybeSync, Operation, Transport, TransportError};
pub use self::types::{
    Base64, Date, DateTime, IntoBoxed, IntoConvertedEntries, IntoConvertedItems, IntoEntries,
    IntoField, IntoItems, JsonMap, Map, Nullable, Numeric, SecretString, Timestamp,
};
#[doc(hidden)]
pub use self::types::{
    BestMatch, FromValue, IntegerEnum, Items as ListItems, Keyed, Literal, Null, Object,
    ObjectReader, ObjectWriter, Optional, Rest, Rule, Shape, Slot, StringEnum, Tagged,
    UnionContext, Unsigned, ValueError, deserialize_by_value, deserialize_constant,
    deserialize_integer_enum, deserialize_json_enum, deserialize_object, deserialize_string_enum,
    form, format_constant, null, presence, required_nullable, serialize_constant, serialize_keyed,
    serialize_tagged, unsigned,
};
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use self::types::{
    Numbers, constant, integer_enum, json_enum, keyed_union, object, open_enum, parameters,
    request_object, setters, string_enum, tagged_union, untagged_union,
};
#[doc(hidden)]
pub use crate::runtime::call::request::Request;
pub use crate::runtime::client::builder::ClientBuilder;
#[doc(hidden)]
pub use crate::runtime::client::description::{
    ApiDescription, CredentialDescription, CredentialKind, Envelope, ErrorFormat, Location,
    ServerDescription, ServerVariable, Style,
};
#[allow(unused_imports, reason = "not every API needs it")]
pub(crate) use crate::runtime::pagination::page::page;
pub use crate::runtime::pagination::page::{Page, PageCall, PageFuture};
#[doc(hidden)]
pub use crate::runtime::pagination::page::{PageItems, PageLink, Paged};
pub use crate::runtime::pagination::walk::{Items, Pages};
#[doc(hidden)]
pub use crate::runtime::response::decode::{DecodeError, decode_json};
pub use crate::runtime::response::decode::{DecodeFailure, ResponseBody, from_json};
pub use crate::runtime::response::events::{Event, EventStream};
pub use crate::runtime::response::lines::LineStream;

#[cfg(feature = "uuid")]
pub use uuid::Uuid;

/// Any error.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
