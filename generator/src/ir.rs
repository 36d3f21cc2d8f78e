//! The API as Rust callers see it: plain data, decided once by [`crate::lower`], read by [`crate::emit`] and by
//! comparisons of two documents.
//!
//! Nothing here knows how a document was factored, nor what Rust syntax looks like; but every name is final. An
//! identifier here is cased and unique where it stands, and may still be a keyword (`type`): emitting it as
//! `r#type` is syntax. Lists are in the order of the document.

use indexmap::IndexMap;
use serde_json::Value;

use crate::load::Origin;

/// An API.
#[derive(Debug, Clone)]
pub struct Api {
    /// Whether its types are emitted and nothing that calls it.
    pub types_only: bool,
    /// The module it is emitted as (`whop`).
    pub name: String,
    /// What it is.
    pub info: Info,
    /// Where it is; the first is the default. Empty when the document names none that is absolute.
    pub servers: Vec<Server>,
    /// The environment variable that replaces the server's address.
    pub base_url_environment: String,
    /// Headers that are sent with every request, unless the caller sets them otherwise: name in lower case, value.
    pub headers: Vec<(String, String)>,
    /// The ways to authenticate that an operation can ask for, by their name in the document.
    pub credentials: Vec<Credential>,
    /// Every type, in the order in which they are emitted; a [`TypeId`] is an index into this.
    pub types: Vec<Type>,
    /// The operations, grouped.
    pub resources: Vec<Resource>,
    /// What the API sends to its users on its own.
    pub webhooks: Option<Webhooks>,
    /// The bodies that operations declare for statuses that are not a success.
    pub error_bodies: Vec<ErrorBody>,
    /// Where in an error body a person finds what went wrong.
    pub error_format: ErrorFormat,
    /// The errors that most operations declare: an operation whose [`Operation::errors`] equal these needs no table
    /// of its own.
    pub common_errors: Vec<ErrorResponse>,
    /// The security that most operations require.
    pub common_security: Vec<Vec<SecurityRequirement>>,
    /// Where the document says what concerns the API as a whole.
    pub places: Places,
    /// The schemas that are any JSON value here although the document says more of them, and why.
    pub generalised: Vec<(Origin, &'static str)>,
}

/// Where a document says what concerns an API as a whole; the root for what it does not say.
#[derive(Debug, Clone)]
pub struct Places {
    /// `info`
    pub info: Origin,
    /// `servers`
    pub servers: Origin,
    /// The security schemes, as in [`Api::credentials`].
    pub credentials: Vec<Origin>,
}

/// What an API says of itself.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// Its title.
    pub title: String,
    /// Its version, which is not the version of the crate.
    pub version: String,
    /// What it is for, as Markdown.
    pub description: Option<String>,
    /// Terms of service.
    pub terms_of_service: Option<String>,
    /// The licence: name, and address or SPDX expression.
    pub license: Option<(String, Option<String>)>,
}

/// Where an API is.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The address, with `{variables}`.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// What can be put for the variables.
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's address that is chosen when the client is built.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// The name of the builder's method, snake case.
    pub name: String,
    /// Its name in the address.
    pub wire_name: String,
    /// What is put when nothing is chosen; none when something must be.
    pub default: Option<String>,
    /// What may be put; empty when anything may.
    pub values: Vec<String>,
    /// What it means.
    pub description: Option<String>,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The name of the builder's method, snake case (`api_key`, `management_id`).
    pub name: String,
    /// The scheme's name in the document.
    pub wire_name: String,
    /// How it is sent.
    pub kind: CredentialKind,
    /// The environment variables that `from_env` reads: one, or two for a user name and a password.
    pub environment: Vec<String>,
    /// What it is, as Markdown.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// `Authorization: Bearer …`; `OAuth2` and OpenID Connect tokens too.
    Bearer,
    /// `Authorization: Basic …` from a user name and a password.
    Basic,
    /// `Authorization: <scheme> …` with another scheme of the registry.
    Authorization {
        /// The scheme, as it is sent.
        scheme: String,
    },
    /// A header.
    Header {
        /// Its name.
        name: String,
        /// What stands before the key; mostly nothing.
        prefix: String,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: String,
    },
    /// A cookie.
    Cookie {
        /// Its name.
        name: String,
    },
    /// Decided by the connection (mutual TLS): nothing is sent.
    Connection,
}

/// A credential that an operation asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecurityRequirement {
    /// Index into [`Api::credentials`].
    pub credential: usize,
    /// Scopes it must have; documentation.
    pub scopes: Vec<String>,
}

/// A type, by its place in [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Prose of the document about one thing, as the document wrote it: Markdown that nobody has made safe yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// A short line.
    pub summary: Option<String>,
    /// The long text.
    pub description: Option<String>,
    /// Facts that a type cannot say: constraints, default, example, format; one line each.
    pub notes: Vec<String>,
    /// Where to read on.
    pub external: Option<String>,
}

impl Docs {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none()
            && self.description.is_none()
            && self.notes.is_empty()
            && self.external.is_none()
    }
}

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Direction {
    /// From the caller to the API.
    pub request: bool,
    /// From the API to the caller, webhooks included.
    pub response: bool,
}

/// The file that a type is emitted in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// Used by one resource, whose module name this is.
    Resource(String),
    /// Used by webhooks alone.
    Webhooks,
    /// Used by several, or by nothing that is an operation.
    Shared,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Pascal case, unique in the API.
    pub name: String,
    /// The component's name when it has one and that differs from `name` by more than case.
    pub wire_name: Option<String>,
    /// Where it stands in the document.
    pub origin: Origin,
    /// What it is.
    pub docs: Docs,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Which way it travels.
    pub direction: Direction,
    /// The file it is emitted in.
    pub home: Home,
    /// Whether every value can be compared and hashed exactly (no floats, no JSON inside).
    pub exact: bool,
    /// What it derives beside what all types do, by paths.
    pub derives: Vec<String>,
    /// Of an alias that stands for a type which is made alike elsewhere: what the document says in its own place.
    /// Comparisons read it.
    pub own: Option<Box<Own>>,
    /// What it is made of.
    pub kind: TypeKind,
}

/// What a type that is an alias would be if it were not made alike another: different in documentation, places and the
/// names of types alone.
#[derive(Debug, Clone)]
pub struct Own {
    /// What it is.
    pub docs: Docs,
    /// What it is made of.
    pub kind: TypeKind,
}

/// What a named type is made of.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// Values that the document lists, and any that it does not.
    Enum(Enum),
    /// One value, which is always sent and checked when it comes.
    Constant(Constant),
    /// One of several types.
    Union(Union),
    /// Another name of a type.
    Alias(Shape),
    /// A type around another that may contain it: an alias cannot name itself (`type Tree = Vec<Tree>`).
    Newtype(Shape),
    /// A body that may be sent as one of several media types.
    BodyChoice(Vec<BodyChoice>),
    /// A success that may come as one of several statuses or media types.
    ResponseChoice(Vec<ResponseChoice>),
    /// A body of parts.
    Multipart(Multipart),
}

/// How a type is used somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A named type.
    Named(TypeId),
    /// The same behind a `Box`, which ends a cycle or keeps a variant small.
    Boxed(Box<Shape>),
    /// A scalar.
    Primitive(Primitive),
    /// A list.
    List(Box<Shape>),
    /// A map from strings, in the order in which the keys came.
    Map(Box<Shape>),
    /// A list of fixed length whose items have their own types.
    Tuple(Vec<Shape>),
    /// The shape, or null.
    Nullable(Box<Shape>),
    /// Any JSON value.
    Any,
    /// A type that the configuration names, or [`SECRET`], by its Rust path.
    External(String),
    /// Null and nothing else.
    Null,
}

/// The Rust path of text that is shown nowhere by itself.
pub const SECRET: &str = "crate::runtime::SecretString";

/// A scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// `String`
    String,
    /// `bool`
    Boolean,
    /// `i32`
    Int32,
    /// `i64`
    Int64,
    /// `u32`
    Uint32,
    /// `u64`
    Uint64,
    /// `f32`
    Float,
    /// `f64`
    Double,
    /// RFC 3339 `date-time`
    DateTime,
    /// RFC 3339 `full-date`
    Date,
    /// `uuid`
    Uuid,
    /// Bytes, as base64 text.
    Base64,
    /// Raw bytes; only as a body or a part.
    Binary,
}

/// An object with known properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// Its properties.
    pub fields: Vec<Field>,
    /// What further properties are: none that are kept, or a map of this shape.
    pub additional: Option<Additional>,
    /// Which properties must be there, beside those that are required; all of the rules hold.
    pub rules: Vec<Rule>,
}

/// Sets of properties, of which one must be there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The sets, by the names on the wire.
    pub sets: Vec<Vec<String>>,
    /// Whether only one of them may be.
    pub exclusive: bool,
}

/// Properties that have no name in the document.
#[derive(Debug, Clone)]
pub struct Additional {
    /// The field that holds them, snake case.
    pub name: String,
    /// What each of them is.
    pub shape: Shape,
}

/// A property.
#[derive(Debug, Clone)]
pub struct Field {
    /// Snake case, unique in the struct.
    pub name: String,
    /// The property's name.
    pub wire_name: String,
    /// What it is when it is there and not null.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// How many items it must have, where it is a list; 0 when nothing is said.
    pub min_items: u64,
    /// Set by `new` and not asked of the caller: the constant, or the tag that the only union of this struct
    /// selects it by.
    pub preset: Option<Value>,
    /// What it is.
    pub docs: Docs,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Where it stands.
    pub origin: Origin,
}

/// Values that the document lists, and any that it does not.
#[derive(Debug, Clone)]
pub struct Enum {
    /// What the values are.
    pub base: EnumBase,
    /// The values, without repetition. Null is not among them: it makes the use nullable.
    pub values: Vec<EnumValue>,
    /// The name of the variant for any other value (`Unknown`, or another where a value is called that).
    pub unknown: String,
}

/// What the values of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumBase {
    /// Strings.
    String,
    /// Whole numbers within `i64`.
    Integer,
    /// Anything else, or a mixture: compared as JSON.
    Json,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// Pascal case, unique in the enum.
    pub name: String,
    /// The value.
    pub value: Value,
    /// What it means.
    pub docs: Docs,
    /// Whether it should no longer be used.
    pub deprecated: bool,
}

/// One value.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The name of its only variant, Pascal case.
    pub name: String,
    /// The value: a string, a number or a boolean.
    pub value: Value,
}

/// One of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// How a value says which it is.
    pub tagging: Tagging,
    /// The types. When untagged, in the order in which they are tried.
    pub variants: Vec<Variant>,
    /// The name of the variant for any other tag; tagged unions only.
    pub unknown: String,
}

/// How a value of a union says which type it has.
#[derive(Debug, Clone, PartialEq)]
pub enum Tagging {
    /// By the value of a property.
    Property {
        /// The property's name.
        wire_name: String,
    },
    /// Not at all: the first that fits best is taken.
    Untagged,
}

/// A type of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Pascal case, unique in the union.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
    /// The tag's values that select it; the first is sent. Empty when untagged.
    pub tags: Vec<Value>,
    /// Whether the held type does not have the tag as a property, so that the union must write it.
    pub writes_tag: bool,
    /// What it is.
    pub docs: Docs,
}

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
    /// `multipart/form-data` and its kin; the shape is a [`TypeKind::Multipart`].
    Multipart,
    /// Text; the shape is a string.
    Text,
    /// Bytes as they are; the shape is [`Primitive::Binary`].
    Binary,
    /// Server-sent events: bytes that are read as they come.
    EventStream,
}

/// A body of parts (RFC 7578).
#[derive(Debug, Clone)]
pub struct Multipart {
    /// The parts.
    pub parts: Vec<Part>,
    /// The field of further parts, which the document does not name; its shape is a map of [`Primitive::Binary`].
    pub additional: Option<Field>,
}

/// A part.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field: name, shape (a [`Primitive::Binary`] is a file), presence, docs.
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

/// A group of operations.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Snake case: the module, and the method of the client.
    pub name: String,
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
    /// What must be authenticated: alternatives, each of which is a set. Empty: nothing is sent.
    pub security: Vec<Vec<SecurityRequirement>>,
    /// Servers of its own.
    pub servers: Vec<Server>,
    /// How its pages are walked.
    pub pagination: Option<Pagination>,
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

/// What an operation sends.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// What is sent. With several media types, the shape is a [`TypeKind::BodyChoice`] and the encoding that of
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
    /// What is there, and not empty, when the API refused; the bodies are in [`Operation::errors`].
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
    /// One of several: a [`TypeKind::ResponseChoice`].
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
    /// Index into [`Api::error_bodies`]; none when it has no body that can be typed.
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

/// What the API sends on its own.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// The event type: a [`TypeKind::Union`] over all of them.
    pub event: TypeId,
    /// The events.
    pub events: Vec<Webhook>,
}

/// An event.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its name in the document (`payment.succeeded`).
    pub name: String,
    /// What is sent.
    pub shape: Shape,
    /// What it means.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// Values by name, in order.
pub type Map<T> = IndexMap<String, T>;

impl Api {
    /// The type of an id; none for an id of another API.
    pub fn get(&self, id: TypeId) -> Option<&Type> {
        self.types.get(usize::try_from(id.0).ok()?)
    }
}
