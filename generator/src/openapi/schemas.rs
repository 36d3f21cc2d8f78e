//! Reads schemas.

use crate::diagnostic::Diagnostic;
use crate::load::{Kind, Node};

use super::Reader;
use super::schema::{AdditionalProperties, Discriminator, Schema, Types};

/// Keywords that a type cannot say.
const CONSTRAINTS: [&str; 24] = [
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "contains",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
];

impl<'a> Reader<'a> {
    /// Reads a schema, one level deep. What is no schema is one that allows anything, with a warning.
    pub fn schema(&self, node: Node<'a>) -> Schema<'a> {
        let mut schema = Schema::empty(node);
        match node.kind() {
            Kind::Object => self.read_schema(&mut schema),
            Kind::Boolean => schema.never = node.as_bool() == Some(false),
            other => self.warn(
                Diagnostic::warning(
                    "malformed-schema",
                    node.key_place(),
                    format!("a schema must be an object, and is {other}"),
                )
                .label("read as a schema that allows anything"),
            ),
        }
        schema
    }

    fn read_schema(&self, schema: &mut Schema<'a>) {
        let node = schema.node;
        schema.reference = node.get("$ref");
        self.read_types(schema);
        schema.title = self.filled_text(node, "title");
        schema.description = self.filled_text(node, "description");
        schema.format = schema.format.or(self.filled_text(node, "format"));
        schema.nullable |= self.flag(node, "nullable") || self.flag(node, "x-nullable");
        self.read_values(schema);
        schema.default = node.get("default");
        schema.examples = node
            .get("example")
            .into_iter()
            .chain(self.list(node, "examples"))
            .collect();
        schema.properties = self
            .object(node, "properties")
            .into_iter()
            .flat_map(Node::entries)
            .collect();
        schema.required = self.texts(node, "required");
        schema.additional_properties = self.additional_properties(node);
        schema.pattern_properties = self
            .object(node, "patternProperties")
            .into_iter()
            .flat_map(Node::entries)
            .collect();
        schema.property_names = node.get("propertyNames");
        self.read_items(schema);
        schema.all_of = self.list(node, "allOf");
        schema.any_of = self.list(node, "anyOf");
        schema.one_of = self.list(node, "oneOf");
        schema.discriminator = self.discriminator(node);
        schema.read_only = self.flag(node, "readOnly");
        schema.write_only = self.flag(node, "writeOnly");
        schema.deprecated = self.flag(node, "deprecated");
        schema.content_encoding = self.filled_text(node, "contentEncoding");
        schema.content_media_type = self.filled_text(node, "contentMediaType");
        schema.constraints = node
            .entries()
            .filter(|(key, _)| CONSTRAINTS.contains(key))
            .collect();
        schema.external_docs = self.external_docs(node);
    }

    pub(super) fn external_docs(&self, node: Node<'a>) -> Option<&'a str> {
        self.object(node, "externalDocs")
            .and_then(|docs| self.filled_text(docs, "url"))
    }

    fn read_types(&self, schema: &mut Schema<'a>) {
        let mut null = false;
        for name in self.texts(schema.node, "type") {
            match name {
                "string" => schema.types.string = true,
                "number" => schema.types.number = true,
                "integer" => schema.types.integer = true,
                "boolean" => schema.types.boolean = true,
                "array" => schema.types.array = true,
                "object" => schema.types.object = true,
                "null" => null = true,
                _ => {}
            }
        }
        schema.nullable |= null;
        schema.null_only = null && schema.types == Types::default();
    }

    fn read_values(&self, schema: &mut Schema<'a>) {
        let values = self.list(schema.node, "enum");
        let has_null = values.iter().any(|value| value.is_null());
        schema.nullable |= has_null;
        let mut seen = std::collections::HashSet::new();
        let written = values.len();
        schema.values = values
            .into_iter()
            .filter(|value| !value.is_null() && seen.insert(value.to_json().to_string()))
            .collect();
        schema.null_only |= written > 0 && schema.values.is_empty() && has_null;
        if let Some(constant) = schema.node.get("const") {
            if constant.is_null() {
                schema.nullable = true;
                schema.null_only = true;
                schema.types = Types::default();
            } else {
                schema.constant = Some(constant);
            }
        }
    }

    fn additional_properties(&self, node: Node<'a>) -> AdditionalProperties<'a> {
        let keys = ["additionalProperties", "unevaluatedProperties"];
        let Some(member) = keys.iter().find_map(|key| node.get(key)) else {
            return AdditionalProperties::Unspecified;
        };
        match (member.kind(), member.as_bool()) {
            (_, Some(true)) => AdditionalProperties::Any,
            (_, Some(false)) => AdditionalProperties::None,
            (Kind::Object, _) if member.is_empty() => AdditionalProperties::Any,
            (Kind::Object, _) => AdditionalProperties::Schema(member),
            _ => AdditionalProperties::Unspecified,
        }
    }

    fn read_items(&self, schema: &mut Schema<'a>) {
        let node = schema.node;
        schema.prefix_items = self.list(node, "prefixItems");
        let Some(items) = node.get("items") else {
            return;
        };
        if items.is_array() {
            schema.prefix_items = items.items().collect();
            schema.items = node.get("additionalItems");
        } else {
            schema.items = Some(items);
        }
    }

    fn discriminator(&self, node: Node<'a>) -> Option<Discriminator<'a>> {
        let node = self.object(node, "discriminator")?;
        let property = self.filled_text(node, "propertyName")?;
        let mapping = self
            .object(node, "mapping")
            .into_iter()
            .flat_map(Node::entries)
            .collect();
        Some(Discriminator {
            node,
            property,
            mapping,
        })
    }
}

impl<'a> Schema<'a> {
    /// A schema that says nothing.
    fn empty(node: Node<'a>) -> Self {
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
