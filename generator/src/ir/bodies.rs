//! Bodies: of requests, of successes, of errors.

use super::{Docs, Field, Shape, Style, TypeId};

/// A way to send a body.
#[derive(Debug, Clone)]
pub struct BodyChoice {
    /// Pascal case, unique in the choice.
    pub name: String,
    /// What is sent.
    pub content: Content,
}

/// A way in which a success comes.
#[derive(Debug, Clone)]
pub struct ResponseChoice {
    /// Pascal case, unique in the choice.
    pub name: String,
    /// The status it comes with.
    pub status: Status,
    /// The body, or none.
    pub content: Option<Content>,
    /// What it means.
    pub docs: Docs,
}

/// A body of a media type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Content {
    /// The media type as it is sent.
    pub media_type: String,
    /// How it is written.
    pub encoding: Encoding,
    /// What it is.
    pub shape: Shape,
    /// Properties of a form that are not written as they usually are.
    pub styles: Vec<PropertyStyle>,
    /// Of a response in JSON: the media type in which the same value may come as text instead.
    pub text_media_type: Option<String>,
}

/// How a property of a form is written where that is said (`OpenAPI` 3.1.1, section 4.8.15).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PropertyStyle {
    /// The property's name.
    pub name: String,
    /// The style.
    pub style: Style,
    /// Whether lists and objects are written item by item.
    pub explode: bool,
    /// Whether reserved characters stand as they are.
    pub allow_reserved: bool,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// JSON (`application/json`, `+json`).
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` and its kin; the shape is a [`TypeKind::Multipart`](super::TypeKind::Multipart).
    Multipart,
    /// Text; the shape is a string or, of a response, a scalar that is written as one.
    Text,
    /// Text or JSON, as the media type of the response says; the shape is that of [`Encoding::Text`], or null.
    TextOrJson,
    /// Bytes as they are; the shape is [`Primitive::Binary`](super::Primitive::Binary).
    Binary,
    /// Server-sent events, or lines of JSON: bytes that are read as they come.
    Stream,
}

/// A body of parts (RFC 7578).
#[derive(Debug, Clone)]
pub struct Multipart {
    /// The parts.
    pub parts: Vec<Part>,
    /// The field of further parts, which the document does not name; its shape is a map of [`Primitive::Binary`](super::Primitive::Binary).
    pub additional: Option<Field>,
}

/// A part.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field: name, shape (a [`Primitive::Binary`](super::Primitive::Binary) is a file), presence, docs.
    pub field: Field,
    /// Whether the part may come several times, one for each item of the field's list.
    pub repeated: bool,
    /// The media type of the part, when the document says one. For a file it may be a range or a list with commas, of
    /// which the caller chooses.
    pub media_type: Option<String>,
    /// The style, and whether lists and objects are written item by item, where that is said.
    pub style: Option<(Style, bool)>,
    /// Headers that are always the same: name, value.
    pub headers: Vec<(String, String)>,
}
/// What an operation sends.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// What is sent. With several media types, the shape is a [`TypeKind::BodyChoice`](super::TypeKind::BodyChoice) and the encoding that of
    /// the first.
    pub content: Content,
    /// Whether it is a choice of media types.
    pub choice: bool,
    /// What it is.
    pub docs: Docs,
}

/// What stands around a JSON body that is sent. Without a body it is all that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEnvelope {
    /// The media type of the whole.
    pub media_type: String,
    /// The JSON text before the body.
    pub before: String,
    /// The JSON text after it.
    pub after: String,
}

/// What stands around what an operation gives back, and says whether the API refused although the status is a success.
/// JSON pointers from the top of the body, in which `*` is the one member of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResponseEnvelope {
    /// What the operation gives back.
    pub payload: String,
    /// What is there, and not empty, when the API refused; the bodies are in [`Operation::errors`](super::Operation::errors).
    pub errors: Vec<String>,
    /// What is false when the API refused.
    pub success: Vec<String>,
    /// Where errors say what went wrong.
    pub error_format: ErrorFormat,
}

/// What an operation gives back when all went well.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing.
    Nothing,
    /// A body.
    Content(Content),
    /// A body, or nothing (204 beside 200).
    Optional(Content),
    /// One of several: a [`TypeKind::ResponseChoice`](super::TypeKind::ResponseChoice).
    Choice(TypeId),
}

/// A further endpoint function of an operation, which asks for another media type.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// Snake case, unique in the resource.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// What comes back.
    pub output: Output,
}

/// Which statuses a response is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One.
    Code(u16),
    /// A hundred: `4` for `4XX`.
    Range(u8),
    /// All that are not declared.
    Default,
}

/// A declared error. Several may be declared for one status, which are then tried in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorResponse {
    /// The statuses.
    pub status: Status,
    /// Index into [`Api::error_bodies`](super::Api::error_bodies); none when it has no body that can be typed.
    pub body: Option<usize>,
}

/// A body of errors.
#[derive(Debug, Clone)]
pub struct ErrorBody {
    /// Pascal case, unique among the error bodies.
    pub name: String,
    /// Where in the response it stands: a JSON pointer, in which `*` is the one member of an object; empty when it is
    /// all of it.
    pub pointer: String,
    /// What it is.
    pub content: Content,
}

/// Where in a JSON error body a person finds what went wrong: pointers that are tried in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ErrorFormat {
    /// A short code.
    pub code: Vec<String>,
    /// A sentence.
    pub message: Vec<String>,
}
