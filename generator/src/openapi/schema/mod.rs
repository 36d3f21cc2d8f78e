//! The view of a schema object (`OpenAPI` 3.0.4 section 4.7.24, JSON Schema 2020-12), one level deep.

pub(crate) mod keywords;
pub(crate) mod read;
pub(crate) mod types;
pub(crate) mod values;

use crate::load::Node;

/// The types that a schema names, except null.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a type that may be named"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Types {
    /// `string`
    pub string: bool,
    /// `number`
    pub number: bool,
    /// `integer`
    pub integer: bool,
    /// `boolean`
    pub boolean: bool,
    /// `array`
    pub array: bool,
    /// `object`
    pub object: bool,
}

/// A schema.
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword")]
#[derive(Debug, Clone)]
pub struct Schema<'a> {
    /// The schema's node.
    pub node: Node<'a>,
    /// The value of `$ref`. Adjacent keywords are in the other fields. The standard ignores them in 3.0, but
    /// real documents rely on them.
    pub reference: Option<Node<'a>>,
    /// `type`; empty if there is none.
    pub types: Types,
    /// Whether null is allowed: by `nullable`, by `'null'` in `type`, or by null in `enum` or `const`.
    pub nullable: bool,
    /// Whether this is the schema `false`, which no value satisfies. The schema `true` is an empty schema.
    pub never: bool,
    /// `title`
    pub title: Option<&'a str>,
    /// `description`
    pub description: Option<&'a str>,
    /// `format`
    pub format: Option<&'a str>,
    /// The values of `enum`, without null and without duplicates; empty if there is none. [`Schema::json`]
    /// converts them to the schema's type.
    pub values: Vec<Node<'a>>,
    /// `const`, if it is not null (see `null_only`). [`Schema::json`] converts it to the schema's type.
    pub constant: Option<Node<'a>>,
    /// Whether null is the only value that is allowed.
    pub null_only: bool,
    /// `default`, if it is a value of the schema.
    pub default: Option<Node<'a>>,
    /// `example`, then `examples`
    pub examples: Vec<Node<'a>>,
    /// `properties`
    pub properties: Vec<(&'a str, Node<'a>)>,
    /// The names in `required`, including those that `properties` does not declare.
    pub required: Vec<&'a str>,
    /// `additionalProperties`, otherwise `unevaluatedProperties`.
    pub additional_properties: AdditionalProperties<'a>,
    /// `patternProperties`
    pub pattern_properties: Vec<(&'a str, Node<'a>)>,
    /// `propertyNames`
    pub property_names: Option<Node<'a>>,
    /// The schema of the items, or of those after `prefix_items`: `items`, or `additionalItems` if `items` is
    /// a list.
    pub items: Option<Node<'a>>,
    /// `prefixItems`, otherwise the list in `items`.
    pub prefix_items: Vec<Node<'a>>,
    /// `allOf`
    pub all_of: Vec<Node<'a>>,
    /// `anyOf`
    pub any_of: Vec<Node<'a>>,
    /// `oneOf`
    pub one_of: Vec<Node<'a>>,
    /// `discriminator`
    pub discriminator: Option<Discriminator<'a>>,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// `contentEncoding`
    pub content_encoding: Option<&'a str>,
    /// `contentMediaType`
    pub content_media_type: Option<&'a str>,
    /// The keywords that constrain values in a way that types do not express, with their values, in document
    /// order: `minLength`, `pattern`, `multipleOf`, `minItems`, `uniqueItems`, `not`, `if`,
    /// `dependentRequired`, …
    pub constraints: Vec<(&'a str, Node<'a>)>,
    /// `externalDocs.url`
    pub external_docs: Option<&'a str>,
}

/// The steps that it takes to read any schema.
const READ: usize = 8;

/// The steps that a listed value takes: it is compared with the others.
const VALUE: usize = 4;

/// The properties that an object may have in addition to `properties`.
#[derive(Debug, Clone, Copy, Default)]
pub enum AdditionalProperties<'a> {
    /// No keyword: allowed, without a meaning.
    #[default]
    Unspecified,
    /// `true`, or an empty schema.
    Any,
    /// `false`
    None,
    /// A schema.
    Schema(Node<'a>),
}

/// A discriminator.
#[derive(Debug, Clone)]
pub struct Discriminator<'a> {
    /// The discriminator object.
    pub node: Node<'a>,
    /// `propertyName`
    pub property: &'a str,
    /// `mapping`: tag values, each with the node of a reference or name of a schema.
    pub mapping: Vec<(&'a str, Node<'a>)>,
}

impl<'a> Schema<'a> {
    /// Returns the steps that it takes to read the schema: one for each keyword and for each item of its
    /// lists, and more for a listed value.
    pub(crate) fn size(&self) -> usize {
        let mapping = self.discriminator.as_ref();
        READ + self.node.len()
            + self.properties.len()
            + self.required.len()
            + VALUE * self.values.len()
            + self.all_of.len()
            + self.any_of.len()
            + self.one_of.len()
            + self.prefix_items.len()
            + mapping.map_or(0, |discriminator| discriminator.mapping.len())
    }

    /// Returns the view of an empty schema.
    pub(crate) fn empty(node: Node<'a>) -> Self {
        Self {
            node,
            reference: None,
            types: Types::default(),
            nullable: false,
            never: false,
            title: None,
            description: None,
            format: None,
            values: Vec::new(),
            constant: None,
            null_only: false,
            default: None,
            examples: Vec::new(),
            properties: Vec::new(),
            required: Vec::new(),
            additional_properties: AdditionalProperties::Unspecified,
            pattern_properties: Vec::new(),
            property_names: None,
            items: None,
            prefix_items: Vec::new(),
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            discriminator: None,
            read_only: false,
            write_only: false,
            deprecated: false,
            content_encoding: None,
            content_media_type: None,
            constraints: Vec::new(),
            external_docs: None,
        }
    }
}
