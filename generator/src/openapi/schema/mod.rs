//! A schema object (`OpenAPI` 3.0.4 section 4.7.24, JSON Schema 2020-12), one level deep.

pub(crate) mod keywords;
pub(crate) mod read;
pub(crate) mod types;
pub(crate) mod values;

use crate::load::Node;

/// The types that a schema allows, null apart.
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
    /// Where it stands.
    pub node: Node<'a>,
    /// The value of `$ref`. What stands beside it is in the other fields (in 3.0 it says nothing but is read all
    /// the same: real documents mean it).
    pub reference: Option<Node<'a>>,
    /// The types it names; none when it names none.
    pub types: Types,
    /// Whether null is allowed: `nullable`, `'null'` among the types, null among the values of `enum`.
    pub nullable: bool,
    /// `false` for the schema `false`, which nothing satisfies; `true` schemas are empty schemas.
    pub never: bool,
    /// `title`
    pub title: Option<&'a str>,
    /// `description`
    pub description: Option<&'a str>,
    /// `format`
    pub format: Option<&'a str>,
    /// The values of `enum`, without null and without repetition; [`Schema::json`] gives them the schema's type.
    /// Empty when there is none.
    pub values: Vec<Node<'a>>,
    /// `const`, if it is not null (a `const` of null makes the schema nullable with no types: see `null_only`);
    /// [`Schema::json`] gives it the schema's type.
    pub constant: Option<Node<'a>>,
    /// Whether null is the only value it allows.
    pub null_only: bool,
    /// `default`, if it is a value of the schema.
    pub default: Option<Node<'a>>,
    /// `example`, then `examples`
    pub examples: Vec<Node<'a>>,
    /// `properties`
    pub properties: Vec<(&'a str, Node<'a>)>,
    /// `required`; names, also those that `properties` does not have.
    pub required: Vec<&'a str>,
    /// `additionalProperties`, or `unevaluatedProperties` where that is all there is.
    pub additional_properties: AdditionalProperties<'a>,
    /// `patternProperties`
    pub pattern_properties: Vec<(&'a str, Node<'a>)>,
    /// `propertyNames`
    pub property_names: Option<Node<'a>>,
    /// `items`; where a 3.0 document has a list there, or a 3.1 document has both, the items behind `prefix_items`.
    pub items: Option<Node<'a>>,
    /// `prefixItems`
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
    /// What a type cannot say and rustdoc shall: name of the keyword and its value (`minLength`, `pattern`,
    /// `multipleOf`, `minItems`, `uniqueItems`, `not`, `if`, `dependentRequired`, …), in the document's order.
    pub constraints: Vec<(&'a str, Node<'a>)>,
    /// `externalDocs.url`
    pub external_docs: Option<&'a str>,
}

/// The steps that reading any schema takes.
const READ: usize = 8;

/// What an object may have beside its properties.
#[derive(Debug, Clone, Copy)]
pub enum AdditionalProperties<'a> {
    /// Nothing is said: they are allowed, and mean nothing.
    Unspecified,
    /// `true`, or a schema that says nothing.
    Any,
    /// `false`
    None,
    /// A schema.
    Schema(Node<'a>),
}

/// A discriminator.
#[derive(Debug, Clone)]
pub struct Discriminator<'a> {
    /// Where it stands.
    pub node: Node<'a>,
    /// `propertyName`
    pub property: &'a str,
    /// `mapping`: the tag's value, and the node of the reference or name it stands for.
    pub mapping: Vec<(&'a str, Node<'a>)>,
}

impl<'a> Schema<'a> {
    /// How many steps it takes to read it: one for each keyword and for what the lists among them hold.
    pub(crate) fn size(&self) -> usize {
        let mapping = self.discriminator.as_ref();
        READ + self.node.len()
            + self.properties.len()
            + self.required.len()
            + self.values.len()
            + self.all_of.len()
            + self.any_of.len()
            + self.one_of.len()
            + self.prefix_items.len()
            + mapping.map_or(0, |discriminator| discriminator.mapping.len())
    }

    /// A schema that says nothing.
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
