//! Named types and how they are used: what schemas become.

use serde_json::Value;

use super::{BodyChoice, Docs, Multipart, ResponseChoice, TypeId};
use crate::base::source::Origin;

/// The directions in which values of a type are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Directions {
    /// From the caller to the API.
    pub request: bool,
    /// From the API to the caller, webhooks included.
    pub response: bool,
}

/// The module that a type is emitted in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// The module of the only resource that uses the type; the name is that of the resource.
    Resource(String),
    /// The module of types that only webhooks use.
    Webhooks,
    /// The module of types that several resources use, or that no operation uses.
    Shared,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct Type {
    /// Pascal case, unique in the API.
    pub name: String,
    /// The name of the component, if the type has one.
    pub wire_name: Option<String>,
    /// The location in the document.
    pub origin: Origin,
    /// The documentation.
    pub docs: Docs,
    /// Whether the type is deprecated.
    pub deprecated: bool,
    /// The directions in which values of the type are sent.
    pub directions: Directions,
    /// Whether an operation that updates something sends the type, so that `null` can mean that a value is cleared.
    pub updates: bool,
    /// The module that the type is emitted in.
    pub module: Module,
    /// Whether all values can be compared and hashed exactly: there are no floats and no JSON values inside.
    pub is_eq_hash: bool,
    /// The paths of further derives, in addition to those that all types have.
    pub derives: Vec<String>,
    /// For an alias of a shared type: the type that the document describes at the alias's own location. Comparisons
    /// and documentation read it.
    pub unshared: Option<Box<Unshared>>,
    /// The kind of the type, with its content.
    pub kind: TypeKind,
}

/// The type that an alias would be without the shared type. The two differ only in documentation, locations and names
/// of types.
#[derive(Debug, Clone)]
pub struct Unshared {
    /// The documentation.
    pub docs: Docs,
    /// The kind of the type, with its content.
    pub kind: TypeKind,
}

/// The kind of a named type, with its content.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// An object with listed properties.
    Struct(Struct),
    /// An open enum: the listed values, and any other value.
    Enum(Enum),
    /// A single value, which is always sent and is checked when it is received.
    Constant(Constant),
    /// A value of one of several types.
    Union(Union),
    /// Another name of a type.
    Alias(Shape),
    /// A type that wraps another one. It is used where an alias would name itself (`type Tree = Vec<Tree>`).
    Newtype(Shape),
    /// A request body that has one of several media types.
    BodyChoice(Vec<BodyChoice>),
    /// A successful response that has one of several statuses or media types.
    ResponseChoice(Vec<ResponseChoice>),
    /// A multipart body.
    Multipart(Multipart),
}

impl TypeKind {
    /// Reports whether the type exists only for calls: it has no use without a client.
    pub(crate) fn is_of_calls(&self) -> bool {
        matches!(
            self,
            Self::BodyChoice(_) | Self::ResponseChoice(_) | Self::Multipart(_)
        )
    }
}

/// A type reference: how a type is used in one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A named type.
    Named(TypeId),
    /// The same type behind a `Box`, which ends a cycle or keeps a variant small.
    Boxed(Box<Shape>),
    /// A scalar.
    Primitive(Primitive),
    /// A number that may also be received as text, and is sent as a number.
    Numeric(Primitive),
    /// A list.
    List(Box<Shape>),
    /// A map from strings to values, which keeps the order of the keys.
    Map(Box<Shape>),
    /// A list of fixed length whose items each have their own type.
    Tuple(Vec<Shape>),
    /// The type, or null.
    Nullable(Box<Shape>),
    /// Any JSON value.
    Any,
    /// The Rust path of a type from the configuration, or [`SECRET`].
    External(String),
    /// Only null.
    Null,
}

/// The Rust path of the type for text that is redacted in debug output.
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
    /// Bytes, encoded as base64 text.
    Base64,
    /// Raw bytes; only as a body or a part of one.
    Binary,
}

/// An object with listed properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// The fields, one for each listed property.
    pub fields: Vec<Field>,
    /// The field for properties that are not listed; none if they are not kept.
    pub additional: Option<Additional>,
    /// Whether the document forbids other properties, and the type is a variant of an untagged union. Such a union prefers
    /// another variant for a value with other properties.
    pub closed: bool,
    /// Rules about which properties must be present, in addition to the required ones; all rules apply.
    pub rules: Vec<PresenceRule>,
}

/// Sets of properties, one of which must be present.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PresenceRule {
    /// The sets, by the names of the properties in the document.
    pub sets: Vec<Vec<String>>,
    /// Whether exactly one of the sets must be present.
    pub exclusive: bool,
}

/// The field for properties that the document does not list.
#[derive(Debug, Clone)]
pub struct Additional {
    /// The name of the field, snake case.
    pub name: String,
    /// The type of each value.
    pub shape: Shape,
}

/// A field for a property or parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// Snake case, unique in the struct.
    pub name: String,
    /// The name of the property in the document.
    pub wire_name: String,
    /// The type of the value if it is present and not null.
    pub shape: Shape,
    /// Whether the value must be present.
    pub required: bool,
    /// Whether the value may be null.
    pub nullable: bool,
    /// The minimum number of items if the value is a list; 0 if there is no minimum.
    pub min_items: u64,
    /// The value that `new` sets without an argument: a constant, or the tag value by which the only union of the
    /// struct selects it.
    pub constant: Option<Value>,
    /// The documentation.
    pub docs: Docs,
    /// Whether the property is deprecated.
    pub deprecated: bool,
    /// The location in the document.
    pub origin: Origin,
}

/// An open enum: values that the document lists, and any other value.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The JSON type of the values.
    pub base: EnumBase,
    /// The values, each once. Null is not among them: it makes the type reference nullable.
    pub values: Vec<EnumValue>,
    /// The name of the variant for any other value: `Unknown`.
    pub unknown: String,
}

/// The JSON type of an enum's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumBase {
    /// Strings.
    String,
    /// Integers in the range of `i64`.
    Integer,
    /// Any other values, or values of several types; compared as JSON.
    Json,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// Pascal case, unique in the enum.
    pub name: String,
    /// The value, as JSON.
    pub value: Value,
    /// The documentation.
    pub docs: Docs,
    /// Whether the value is deprecated.
    pub deprecated: bool,
}

/// A type with a single value.
#[derive(Debug, Clone)]
pub struct Constant {
    /// The name of the only variant, Pascal case.
    pub name: String,
    /// The value: a string, a number or a boolean.
    pub value: Value,
}

/// A value of one of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// How the variant of a value is selected.
    pub tagging: Tagging,
    /// The variants. In an untagged union, in the order in which they are tried.
    pub variants: Vec<Variant>,
    /// The name of the variant for any other tag value: `Unknown`; only for tagged unions.
    pub unknown: String,
}

/// How the variant of a union's value is selected.
#[derive(Debug, Clone, PartialEq)]
pub enum Tagging {
    /// By the value of a property of the object.
    Property {
        /// The name of the property in the document.
        wire_name: String,
    },
    /// By the value of a property that is nested deeper.
    Pointer {
        /// The JSON pointer of the property.
        pointer: String,
    },
    /// By the name of the only property, whose value is what the variant holds. A value that is not an object selects
    /// a variant without tag values.
    Key,
    /// By the content: the variant that fits best, and the first one of several that fit equally well.
    Untagged,
}

/// A variant of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Pascal case, unique in the union.
    pub name: String,
    /// The type that the variant holds.
    pub shape: Shape,
    /// The tag values that select the variant; the first one is sent. Empty in an untagged union, and for variants
    /// without a key.
    pub tags: Vec<Value>,
    /// Further tag values that select the variant in received values and are never written: the names of components,
    /// which remain valid next to a mapping.
    pub implicit_tags: Vec<Value>,
    /// What writes the tag.
    pub tag_writer: TagWriter,
    /// The documentation.
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
