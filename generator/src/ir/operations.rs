//! Operations: their parameters, what they return, and how their lists are paginated.

use super::{
    Alternative, Docs, ErrorResponse, Field, Output, RequestBody, RequestEnvelope,
    ResponseEnvelope, SecurityRequirement, Server, Shape,
};
use crate::base::http::{Method, ParameterLocation, Style};
use crate::base::source::Origin;

/// A group of operations.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The name of the client's method, snake case.
    pub name: String,
    /// The name of its files without an extension: the name in ASCII, shortened if it is too long for a file name.
    pub file: String,
    /// The name of the resource's type, Pascal case.
    pub type_name: String,
    /// The tag as the document writes it, for documentation.
    pub title: String,
    /// The documentation.
    pub docs: Docs,
    /// The operations of the resource.
    pub operations: Vec<Operation>,
}

/// A method and a path of the document; a method of a resource.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`, or the method and path.
    pub id: String,
    /// Snake case, unique in the resource.
    pub name: String,
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{parameters}`. A query after `?` has the pairs that are always sent, which may have
    /// `{parameters}` too.
    pub path: String,
    /// The location in the document.
    pub origin: Origin,
    /// The documentation.
    pub docs: Docs,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// The path parameters, in the order of the path.
    pub path_parameters: Vec<Parameter>,
    /// The struct of all other parameters, if there are any.
    pub parameters: Option<Parameters>,
    /// Parameters that are lists or objects and have a single value, which is in [`Field::constant`].
    pub constants: Vec<Parameter>,
    /// The request body, if there is one.
    pub body: Option<RequestBody>,
    /// The JSON around the request body, if there is any.
    pub request_envelope: Option<RequestEnvelope>,
    /// What the operation returns.
    pub output: Output,
    /// Further variants of the operation, which return another media type.
    pub alternatives: Vec<Alternative>,
    /// The JSON around the actual response body, if there is any.
    pub response_envelope: Option<ResponseEnvelope>,
    /// Statuses outside `2XX` that are successes: redirects, if the document describes no other success.
    pub success_statuses: Vec<u16>,
    /// The errors that the operation declares.
    pub errors: Vec<ErrorResponse>,
    /// The media types of the error bodies, each once.
    pub error_media_types: Vec<String>,
    /// The required credentials: alternatives, each of which is a set. Empty if no credential is sent.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// The servers of this operation, if they differ from those of the API.
    pub servers: Vec<Server>,
    /// How its list is paginated, if it returns pages of one.
    pub pagination: Option<Pagination>,
    /// The callbacks: requests that the API sends because of a call.
    pub callbacks: Vec<Callback>,
}

/// A request that the API sends to its caller because of an operation (`OpenAPI` 3.1.1, section 4.8.18).
#[derive(Debug, Clone)]
pub struct Callback {
    /// The name in `callbacks`.
    pub name: String,
    /// The HTTP method.
    pub method: Method,
    /// The runtime expression of its URL.
    pub expression: String,
    /// The type of its body.
    pub shape: Shape,
    /// The location of the request in the document.
    pub origin: Origin,
}

/// The parameters of an operation that are not in its path, as one struct.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// The name of the struct, Pascal case, unique among the types of the API.
    pub name: String,
    /// The parameters.
    pub parameters: Vec<Parameter>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name, shape, presence and documentation. A parameter that may be null is left out instead.
    pub field: Field,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// How it is serialized.
    pub style: Style,
    /// Whether lists and objects are serialized item by item.
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
}
/// How the pages of a list are requested.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// The name of the response's property that has the items.
    pub items: String,
    /// How the next page is requested.
    pub kind: PaginationKind,
}

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq)]
pub enum PaginationKind {
    /// With `after` and `before` cursors from `page_info` (the Relay convention).
    Relay {
        /// The name of the response's property that has the cursors.
        page_info: String,
        /// Whether the previous page can be requested with `before`.
        backward: bool,
    },
    /// With a cursor from the response, which is sent as a parameter.
    Cursor {
        /// The name of the parameter.
        parameter: String,
        /// The JSON pointer of the cursor in the response.
        cursor: String,
    },
}
