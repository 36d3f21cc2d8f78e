//! Operations: their parameters, what they give, and how their lists are walked.

use super::{
    Alternative, Docs, ErrorResponse, Field, Output, RequestBody, RequestEnvelope,
    ResponseEnvelope, SecurityRequirement, Server, Shape,
};
use crate::load::Origin;

/// A group of operations.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Snake case: the method of the client.
    pub name: String,
    /// The name of its files without an extension: the name in ASCII, shortened where it is too long for a file.
    pub file: String,
    /// Pascal case: the handle's type.
    pub type_name: String,
    /// The tag, as a person reads it.
    pub title: String,
    /// What it is.
    pub docs: Docs,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// A method of HTTP, in capitals as it is sent.
pub type Method = &'static str;

/// An endpoint function.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`, or method and path.
    pub id: String,
    /// Snake case, unique in the resource.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The path, with `{parameters}`, and behind `?` the pairs that are always sent, with `{parameters}`, too.
    pub path: String,
    /// Where it stands.
    pub origin: Origin,
    /// What it does.
    pub docs: Docs,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Parameters in the path, in the order in which they stand there.
    pub path_parameters: Vec<Parameter>,
    /// The struct of all other parameters, if there are any.
    pub parameters: Option<Parameters>,
    /// Parameters that are lists or objects and have one value: it is their [`Field::preset`].
    pub constants: Vec<Parameter>,
    /// What is sent.
    pub body: Option<RequestBody>,
    /// What stands around the body.
    pub request_envelope: Option<RequestEnvelope>,
    /// What comes back.
    pub output: Output,
    /// What else can be asked for.
    pub alternatives: Vec<Alternative>,
    /// What stands around what comes back.
    pub response_envelope: Option<ResponseEnvelope>,
    /// Statuses that are successes although they are not `2XX`: redirects, where no other success is described.
    pub success_statuses: Vec<u16>,
    /// What is declared for other statuses.
    pub errors: Vec<ErrorResponse>,
    /// The media types in which their bodies come, each once.
    pub error_media_types: Vec<String>,
    /// What must be authenticated: alternatives, each of which is a set. Empty: nothing is sent.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// Servers of its own.
    pub servers: Vec<Server>,
    /// How its pages are walked.
    pub pagination: Option<Pagination>,
    /// What the API sends on its own because the operation was called.
    pub callbacks: Vec<Callback>,
}

/// A request that the API sends to its caller because of an operation (`OpenAPI` 3.1.1, section 4.8.18).
#[derive(Debug, Clone)]
pub struct Callback {
    /// Its name in `callbacks`.
    pub name: String,
    /// The method.
    pub method: Method,
    /// The runtime expression for its URL.
    pub expression: String,
    /// What it sends.
    pub shape: Shape,
    /// The request in the document.
    pub origin: Origin,
}

/// The parameters of an operation that do not stand in its path, as one struct.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// Pascal case, unique among the API's types.
    pub name: String,
    /// They.
    pub parameters: Vec<Parameter>,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a parameter is written (`OpenAPI` 3.1.1, section 4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`; path and header.
    Simple,
    /// `a/b`; path. Not of the standard: a value that may be several segments (`{proxy+}`).
    Segments,
    /// `.a.b`; path.
    Label,
    /// `;name=a`; path.
    Matrix,
    /// `name=a&name=b`; query and cookie.
    Form,
    /// `name=a%20b`; query.
    SpaceDelimited,
    /// `name=a|b`; query.
    PipeDelimited,
    /// `name[key]=a`; query.
    DeepObject,
    /// `name[]=a&name[]=b`; query. Not of the standard: what many servers read, chosen in the configuration.
    Brackets,
    /// As JSON text: a parameter with `content`.
    Json,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Name, shape, presence, docs. A null that the document allows is not sent: the parameter is left out.
    pub field: Field,
    /// Where it is sent.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether lists and objects are written item by item.
    pub explode: bool,
    /// Whether reserved characters stand as they are.
    pub allow_reserved: bool,
}
/// How the pages of a list are walked.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// The wire name of the response's property that has the items.
    pub items: String,
    /// How the next page is asked for.
    pub kind: PaginationKind,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum PaginationKind {
    /// `after`/`before` cursors and `page_info` (the Relay convention).
    Relay {
        /// The wire name of the response's property with the page's cursors.
        page_info: String,
        /// Whether `before` is there too.
        backward: bool,
    },
    /// One cursor of the response that is sent as a parameter.
    Cursor {
        /// The parameter's wire name.
        parameter: String,
        /// JSON pointer of the cursor in the response.
        cursor: String,
    },
}
