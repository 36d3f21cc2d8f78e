//! Operations and what they are made of: parameters, bodies, responses. References are followed, so what a view
//! holds is the object itself.

pub(crate) mod bodies;
pub(crate) mod header_names;
pub(crate) mod parameters;
pub(crate) mod path_keys;
pub(crate) mod path_queries;
pub(crate) mod read;
pub(crate) mod shorthand_bodies;

use crate::ir::{Method, ParameterLocation, Status, Style};
use crate::load::Node;

/// An operation, or a webhook.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// The operation object.
    pub node: Node<'a>,
    /// The method.
    pub method: Method,
    /// The path as the document has it; the name, for a webhook.
    pub path: &'a str,
    /// The path as it is sent, with the pairs of a query that its key has: without a fragment, without the pairs that
    /// are parameters of the query.
    pub template: String,
    /// `operationId`
    pub id: Option<&'a str>,
    /// `tags`
    pub tags: Vec<&'a str>,
    /// `summary`, or that of the path item where the operation has none.
    pub summary: Option<&'a str>,
    /// `description`, or that of the path item where the operation has none.
    pub description: Option<&'a str>,
    /// `deprecated`
    pub deprecated: bool,
    /// `externalDocs.url`
    pub external_docs: Option<&'a str>,
    /// Parameters of the path item and of the operation, which override those of the same name and place. A
    /// placeholder of the path that no parameter declares is there too, as a string, with a warning; a path
    /// parameter that the path does not have is left out with a warning, or takes the name of the only placeholder
    /// that is not declared. Headers that follow from body, responses and security (`Accept`, `Content-Type`,
    /// `Authorization`) are not there.
    pub parameters: Vec<Parameter<'a>>,
    /// `requestBody`
    pub request_body: Option<RequestBody<'a>>,
    /// `responses`
    pub responses: Vec<Response<'a>>,
    /// `security`, or the document's. Each alternative is a set of schemes with scopes; none at all when neither
    /// says anything or it is `[]`.
    pub security: Vec<Vec<Requirement<'a>>>,
    /// `servers` of the operation or of its path item; empty when neither has any.
    pub servers: Vec<Node<'a>>,
    /// Whether one of its own objects (not: a schema) has an error.
    pub is_invalid: bool,
}

/// What an operation is chosen by, before it is read.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The method.
    pub method: Method,
    /// The path as the document has it.
    pub path: &'a str,
    /// `operationId`
    pub id: Option<&'a str>,
    /// `tags`
    pub tags: Vec<&'a str>,
}

/// A scheme that an operation requires.
#[derive(Debug, Clone)]
pub struct Requirement<'a> {
    /// The scheme's name in `components.securitySchemes`.
    pub scheme: &'a str,
    /// Scopes.
    pub scopes: Vec<&'a str>,
    /// Where it stands.
    pub node: Node<'a>,
}

/// A parameter.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of the object"
)]
#[derive(Debug, Clone)]
pub struct Parameter<'a> {
    /// The parameter object; the path's key for one that is not declared.
    pub node: Node<'a>,
    /// Its name.
    pub name: &'a str,
    /// Where it is sent.
    pub location: ParameterLocation,
    /// `description`
    pub description: Option<&'a str>,
    /// Whether it must be sent; path parameters always.
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `style`, or the default of the place; [`Style::Json`] with JSON `content`.
    pub style: Style,
    /// `explode`, or the default of the style.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `schema`, or that of its `content`.
    pub schema: Option<Node<'a>>,
    /// `example`, then `examples`
    pub examples: Vec<Node<'a>>,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct RequestBody<'a> {
    /// The request body object.
    pub node: Node<'a>,
    /// `description`
    pub description: Option<&'a str>,
    /// `required`
    pub required: bool,
    /// `content`
    pub contents: Vec<MediaType<'a>>,
}

/// A media type of a body.
#[derive(Debug, Clone)]
pub struct MediaType<'a> {
    /// The media type object.
    pub node: Node<'a>,
    /// The media type or range, as the document has it.
    pub name: &'a str,
    /// `schema`
    pub schema: Option<Node<'a>>,
    /// The `format` of a schema that allows nothing but strings (and null); empty where it has none.
    pub string_format: Option<&'a str>,
    /// `encoding`: how each property is sent in a form or as a part.
    pub encoding: Vec<(&'a str, PropertyEncoding<'a>)>,
    /// `example`, then the values of `examples`
    pub examples: Vec<Node<'a>>,
}

/// How a property is sent in a form or as a part.
#[derive(Debug, Clone)]
pub struct PropertyEncoding<'a> {
    /// The encoding object.
    pub node: Node<'a>,
    /// `contentType`
    pub content_type: Option<&'a str>,
    /// `style`
    pub style: Option<Style>,
    /// `explode`
    pub explode: Option<bool>,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `headers`, without `Content-Type`
    pub headers: Vec<PartHeader<'a>>,
}

/// A header of a part.
#[derive(Debug, Clone)]
pub struct PartHeader<'a> {
    /// The header object.
    pub node: Node<'a>,
    /// Its name.
    pub name: &'a str,
    /// Whether it must be sent.
    pub required: bool,
    /// `schema`, or that of its `content`.
    pub schema: Option<Node<'a>>,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response<'a> {
    /// The response object.
    pub node: Node<'a>,
    /// For which statuses.
    pub status: Status,
    /// `description`
    pub description: Option<&'a str>,
    /// `content`
    pub contents: Vec<MediaType<'a>>,
    /// `headers`: names and schemas.
    pub headers: Vec<(&'a str, Option<Node<'a>>)>,
}
