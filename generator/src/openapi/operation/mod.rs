//! Views of operations, parameters, bodies and responses. References are resolved: a view holds the object
//! itself.

pub(crate) mod bodies;
pub(crate) mod header_names;
pub(crate) mod parameters;
pub(crate) mod path_keys;
pub(crate) mod path_queries;
pub(crate) mod read;
pub(crate) mod shorthand_bodies;

use crate::base::http::{Method, ParameterLocation, Status, Style};
use crate::load::Node;

/// An operation, or a webhook.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// The operation object.
    pub node: Node<'a>,
    /// The method.
    pub method: Method,
    /// The path as written in the document; for a webhook, its name.
    pub path: &'a str,
    /// The path as it is sent, with the fixed query of its key. It has no fragment and none of the pairs that
    /// are query parameters.
    pub template: String,
    /// `operationId`
    pub id: Option<&'a str>,
    /// `tags`
    pub tags: Vec<&'a str>,
    /// `summary`, or that of the path item.
    pub summary: Option<&'a str>,
    /// `description`, or that of the path item.
    pub description: Option<&'a str>,
    /// `deprecated`
    pub deprecated: bool,
    /// `externalDocs.url`
    pub external_docs: Option<&'a str>,
    /// The parameters of the path item and of the operation. The latter override those with the same name and
    /// location.
    ///
    /// These match the placeholders of the path:
    /// - A placeholder without a parameter takes the declaration of another operation of the path, or becomes
    ///   a string; both with a warning.
    /// - A path parameter without a placeholder takes the name of the only undeclared placeholder, or is left
    ///   out; both with a warning.
    ///
    /// Headers that body, responses and security determine (`Accept`, `Content-Type`, `Authorization`) are
    /// left out.
    pub parameters: Vec<Parameter<'a>>,
    /// `requestBody`
    pub request_body: Option<RequestBody<'a>>,
    /// `responses`
    pub responses: Vec<Response<'a>>,
    /// `security`, or the document's. Each alternative is a set of schemes with scopes. Empty if neither
    /// exists or if it is `[]`.
    pub security: Vec<Vec<Requirement<'a>>>,
    /// `servers` of the operation, or of its path item; may be empty.
    pub servers: Vec<Node<'a>>,
    /// Whether one of its own objects, other than a schema, has an error.
    pub is_invalid: bool,
}

/// The properties by which operations are selected before they are read.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The method.
    pub method: Method,
    /// The path as written in the document.
    pub path: &'a str,
    /// `operationId`
    pub id: Option<&'a str>,
    /// `tags`
    pub tags: Vec<&'a str>,
}

/// A security scheme that an operation requires.
#[derive(Debug, Clone)]
pub struct Requirement<'a> {
    /// The name in `components.securitySchemes`.
    pub scheme: &'a str,
    /// The scopes.
    pub scopes: Vec<&'a str>,
    /// The requirement object.
    pub node: Node<'a>,
}

/// A parameter.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of the object"
)]
#[derive(Debug, Clone)]
pub struct Parameter<'a> {
    /// The parameter object; for an undeclared parameter, the path item.
    pub node: Node<'a>,
    /// The name.
    pub name: &'a str,
    /// The location: path, query, header or cookie.
    pub location: ParameterLocation,
    /// `description`
    pub description: Option<&'a str>,
    /// `required`; always true for path parameters.
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `style`, or the default of the location; [`Style::Json`] for JSON `content`.
    pub style: Style,
    /// `explode`, or the default of the style.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `schema`, or that of `content`.
    pub schema: Option<Node<'a>>,
    /// The member of `content`, if its media type is not JSON.
    pub content: Option<Node<'a>>,
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
    /// The media type or range, as written in the document.
    pub name: &'a str,
    /// `schema`
    pub schema: Option<Node<'a>>,
    /// `itemSchema`, since 3.2
    pub item_schema: Option<Node<'a>>,
    /// The `format` of a schema that allows only strings (and null); empty if it has none. `None` for other
    /// schemas.
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
    /// The name.
    pub name: &'a str,
    /// `required`
    pub required: bool,
    /// `schema`, or that of `content`.
    pub schema: Option<Node<'a>>,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response<'a> {
    /// The response object.
    pub node: Node<'a>,
    /// The statuses that it describes.
    pub status: Status,
    /// `description`
    pub description: Option<&'a str>,
    /// `content`
    pub contents: Vec<MediaType<'a>>,
    /// The names and schemas of `headers`.
    pub headers: Vec<(&'a str, Option<Node<'a>>)>,
}
