//! Bodies of requests, successful responses and error responses.

use super::{Docs, Field, Shape, Style, TypeId};
use crate::base::http::Status;

/// A media type that a request body can be sent as.
#[derive(Debug, Clone)]
pub struct BodyChoice {
    /// Pascal case, unique in the choice.
    pub name: String,
    /// The body.
    pub content: Content,
}

/// A status and media type that a successful response can have.
#[derive(Debug, Clone)]
pub struct ResponseChoice {
    /// Pascal case, unique in the choice.
    pub name: String,
    /// The status.
    pub status: Status,
    /// The body, or none.
    pub content: Option<Content>,
    /// The documentation.
    pub docs: Docs,
}

/// A body of a media type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Content {
    /// The media type as it is sent.
    pub media_type: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// The type of the body.
    pub shape: Shape,
    /// Properties of a form that are not serialized in the default style.
    pub styles: Vec<PropertyStyle>,
    /// For a response: a further media type in which the same content may be received. That is text for a string in
    /// JSON, and `application/octet-stream` for a file.
    pub other_media_type: Option<String>,
}

/// The style of a form's property, if the document declares one (`OpenAPI` 3.1.1, section 4.8.15).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PropertyStyle {
    /// The name of the property.
    pub name: String,
    /// The style.
    pub style: Style,
    /// Whether lists and objects are serialized item by item.
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
}

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// JSON (`application/json`, `+json`).
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` or another multipart type; the shape is a
    /// [`TypeKind::Multipart`](super::TypeKind::Multipart).
    Multipart,
    /// Text; the shape is a string or, for a response, a scalar that is written as text.
    Text,
    /// Text or JSON, depending on the media type of the response; the shape is that of [`Encoding::Text`], or null.
    TextOrJson,
    /// Raw bytes; the shape is [`Primitive::Binary`](super::Primitive::Binary).
    Binary,
    /// A stream whose items the document does not describe: bytes that are read as they arrive.
    Stream,
    /// Server-sent events; the shape is the JSON in their data. For responses.
    Events,
    /// JSON lines; the shape is that of a line. For responses.
    Lines,
    /// A sequence of JSON texts (RFC 7464); the shape is that of a text. For responses.
    Records,
}

impl Encoding {
    /// Returns whether a body is read as it arrives.
    #[must_use]
    pub fn is_stream(self) -> bool {
        matches!(
            self,
            Self::Stream | Self::Events | Self::Lines | Self::Records
        )
    }
}

/// A multipart body (RFC 7578).
#[derive(Debug, Clone)]
pub struct Multipart {
    /// The parts.
    pub parts: Vec<Part>,
    /// The field for parts that the document does not name; its shape is a map of
    /// [`Primitive::Binary`](super::Primitive::Binary).
    pub additional: Option<Field>,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field of the part: name, shape, presence and documentation. A
    /// [`Primitive::Binary`](super::Primitive::Binary) is a file.
    pub field: Field,
    /// Whether the part is repeated, once for each item of the field's list.
    pub repeated: bool,
    /// The media type of the part, if the document declares one. For a file, it may be a range or a comma-separated
    /// list, from which the caller chooses.
    pub media_type: Option<String>,
    /// The style of the part, and whether lists and objects are serialized item by item, if the document declares it.
    pub style: Option<(Style, bool)>,
    /// Headers with a fixed value: name, value.
    pub headers: Vec<(String, String)>,
    /// The names of the required headers whose value is not fixed.
    pub required_headers: Vec<String>,
}
/// The body of a request.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Whether the body is required.
    pub required: bool,
    /// The body. With several media types, the shape is a [`TypeKind::BodyChoice`](super::TypeKind::BodyChoice) and
    /// the encoding is that of the first one.
    pub content: Content,
    /// Whether the caller chooses between several media types.
    pub choice: bool,
    /// The documentation.
    pub docs: Docs,
}

/// The JSON around a request body. Without a body, it is the whole content of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEnvelope {
    /// The media type of the envelope with the body.
    pub media_type: String,
    /// The JSON text before the body.
    pub before: String,
    /// The JSON text after the body.
    pub after: String,
}

/// The JSON around the actual response body, which shows whether the call failed although the status is a success.
/// All fields are JSON pointers into the response, in which `*` is the only property of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResponseEnvelope {
    /// Where the value is that the operation returns.
    pub payload: String,
    /// Where a non-empty value means that the call failed. The error bodies are in
    /// [`Operation::errors`](super::Operation::errors).
    pub errors: Vec<String>,
    /// Where `false` means that the call failed.
    pub success: Vec<String>,
    /// Where the errors have their code and message.
    pub error_format: ErrorFormat,
}

/// What a successful call returns.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing.
    Nothing,
    /// A body.
    Content(Content),
    /// A body, or nothing (the document declares 204 and 200).
    Optional(Content),
    /// One of several bodies: a [`TypeKind::ResponseChoice`](super::TypeKind::ResponseChoice).
    Choice(TypeId),
}

/// A further method for an operation, which requests another media type.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// Snake case, unique in the resource.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// What the method returns.
    pub output: Output,
}

/// A declared error. If several are declared for one status, they are tried in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorResponse {
    /// The statuses.
    pub status: Status,
    /// Index into [`Api::error_bodies`](super::Api::error_bodies); none if the error has no body with a type.
    pub body: Option<usize>,
}

/// The body of an error response.
#[derive(Debug, Clone)]
pub struct ErrorBody {
    /// Pascal case, unique among the error bodies.
    pub name: String,
    /// Where the body is in the response: a JSON pointer in which `*` is the only property of an object; empty for
    /// the whole response.
    pub pointer: String,
    /// The body.
    pub content: Content,
}

/// Where a JSON error body has its code and message: JSON pointers that are tried in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ErrorFormat {
    /// The pointers of a short code.
    pub code: Vec<String>,
    /// The pointers of a message.
    pub message: Vec<String>,
}
