//! Named types and how they are used: what a schema becomes.

use serde_json::Value;

use super::{BodyChoice, Docs, Multipart, ResponseChoice, TypeId};
use crate::load::Origin;

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
    /// The component's name when it has one.
    pub wire_name: Option<String>,
    /// Where it stands in the document.
    pub origin: Origin,
    /// What it is.
    pub docs: Docs,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Which way it travels.
    pub direction: Direction,
    /// Whether an operation that changes what is there sends it, so that null may say to clear something.
    pub updates: bool,
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
    /// A number that may also arrive as its text, and is sent as a number.
    Numeric(Primitive),
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
    /// `i128`
    Int128,
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
    /// The name of the variant for any other value: `Unknown`.
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
    /// The name of the variant for any other tag, `Unknown`; tagged unions only.
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
    /// By the value of a property further inside.
    Pointer {
        /// The JSON pointer of the property.
        pointer: String,
    },
    /// By the name of the only property, whose value is what the variant holds. What is no object is one of the
    /// variants without a tag.
    Key,
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
    /// The tag's values that select it; the first is sent. Empty when untagged, and for what has no key.
    pub tags: Vec<Value>,
    /// What writes the tag.
    pub tag_writer: TagWriter,
    /// What it is.
    pub docs: Docs,
}

/// What writes the tag of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagWriter {
    /// The held type, of which the tag is a constant property; or nothing, where there is no tag.
    Payload,
    /// The union: the held type has no such property.
    Union,
    /// The held type, if its property has a value that selects the variant; otherwise the union.
    Either,
}
