//! Reads schemas: one pass over the keywords, then the keywords that depend on each other.

use foldhash::HashSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::keywords::{is_annotation, is_constraint};
use super::{AdditionalProperties, Discriminator, Schema, Types};
use crate::base::http::Method;
use crate::openapi::fixed_fields::{self, UnknownField};
use crate::openapi::members::{flag, is_extension, reference};
use crate::openapi::{Reader, Version};

/// Keywords that depend on `type` or on each other, to be read after all others.
#[derive(Default)]
struct DeferredKeywords<'a> {
    types: Option<Node<'a>>,
    values: Option<Node<'a>>,
    constant: Option<Node<'a>>,
    default: Option<Node<'a>>,
    has_exclusive_bounds: bool,
}

impl<'a> Reader<'a> {
    /// Reads a schema, one level deep. A value that is not a schema is read as an empty schema, with a warning.
    pub fn schema(&self, node: Node<'a>) -> Schema<'a> {
        let mut schema = Schema::empty(node);
        match node.kind() {
            NodeKind::Object => {
                self.read_schema(&mut schema);
                self.spend(schema.size());
            }
            NodeKind::Boolean => schema.never = node.as_bool() == Some(false),
            other => {
                let message = format!("a schema must be an object, but is {other} here");
                self.push(
                    Diagnostic::warning(codes::MALFORMED_SCHEMA, node.key_location(), message)
                        .label("read as a schema that allows anything"),
                );
            }
        }
        schema
    }

    fn read_schema(&self, schema: &mut Schema<'a>) {
        let mut later = DeferredKeywords::default();
        for (keyword, member) in schema.node.entries() {
            match keyword {
                "type" => later.types = Some(member),
                "enum" => later.values = Some(member),
                "const" => later.constant = Some(member),
                "default" => later.default = Some(member),
                "exclusiveMinimum" | "exclusiveMaximum" => {
                    later.has_exclusive_bounds = true;
                    self.read_keyword(schema, keyword, member);
                }
                _ => self.read_keyword(schema, keyword, member),
            }
        }
        if let Some(member) = later.types {
            self.read_types(schema, member);
        }
        if let Some(member) = later.values {
            self.read_enum(schema, member);
        }
        if let Some(member) = later.constant {
            self.read_const(schema, member);
        }
        if schema.null_only {
            schema.types = Types::default();
            schema.values.clear();
        }
        if let Some(member) = later.default {
            self.read_default(schema, member);
        }
        if later.has_exclusive_bounds {
            self.read_exclusive_bounds(schema);
        }
        self.read_required_flags(schema);
    }

    /// Reads a keyword whose meaning does not depend on other keywords. Unknown keywords are ignored,
    /// possibly with a warning.
    fn read_keyword(&self, schema: &mut Schema<'a>, keyword: &'a str, member: Node<'a>) {
        match keyword {
            "$ref" => self.read_reference(schema, member),
            "$dynamicRef" | "$recursiveRef" => self.dynamic_reference(member, keyword),
            "title" => schema.title = self.as_filled_text(member),
            "description" => schema.description = self.prose(member),
            "format" => schema.format = self.as_filled_text(member),
            // `not: {}` allows nothing, like the schema `false`. Other forms are constraints.
            "not" if member.as_bool() == Some(true) || member.is_object() && member.is_empty() => {
                schema.never = true;
            }
            "nullable" | "x-nullable" => schema.nullable |= self.as_boolean(member) == Some(true),
            "example" => schema.examples.insert(0, member),
            "examples" => schema.examples.extend(self.examples_of_schema(member)),
            "properties" => schema.properties = self.properties(member),
            "required" => schema.required = self.required(member),
            "additionalProperties" => {
                schema.additional_properties = self.additional_properties(member);
            }
            "unevaluatedProperties" if schema.node.get("additionalProperties").is_none() => {
                schema.additional_properties = self.additional_properties(member);
            }
            "patternProperties" => schema.pattern_properties = self.as_entries(member),
            "propertyNames" => schema.property_names = Some(member),
            "items" => self.read_items(schema, member),
            "prefixItems" => schema.prefix_items = self.as_list(member),
            "allOf" => {
                schema.all_of = self.as_list_of_objects(member);
                self.read_nullable_element(schema);
            }
            "anyOf" => schema.any_of = self.as_list_of_objects(member),
            "oneOf" => schema.one_of = self.as_list_of_objects(member),
            "discriminator" => schema.discriminator = self.discriminator(member),
            "readOnly" => schema.read_only = self.as_boolean(member) == Some(true),
            "writeOnly" => schema.write_only = self.as_boolean(member) == Some(true),
            "deprecated" => schema.deprecated = self.as_boolean(member) == Some(true),
            "contentEncoding" => schema.content_encoding = self.as_filled_text(member),
            "contentMediaType" => schema.content_media_type = self.as_filled_text(member),
            "externalDocs" => schema.external_docs = self.external_docs(schema.node),
            "xml" => self.check_member(
                keyword,
                member,
                &fixed_fields::SCHEMA,
                UnknownField::ReportMisspelled,
            ),
            _ if is_constraint(keyword) => {
                if !member.is_null() && self.is_well_formed(keyword, member) {
                    schema.constraints.push((keyword, member));
                }
            }
            _ => self.check_keyword(member, keyword),
        }
    }

    /// Reports whether the value of a constraint has the kind that its keyword requires (JSON Schema validation,
    /// section 6). Warns about another kind.
    fn is_well_formed(&self, keyword: &str, member: Node<'a>) -> bool {
        let expected = match keyword {
            "exclusiveMinimum" | "exclusiveMaximum" if flag(member).is_some() => return true,
            "multipleOf" | "maximum" | "exclusiveMaximum" | "minimum" | "exclusiveMinimum"
            | "maxLength" | "minLength" | "maxItems" | "minItems" | "maxContains"
            | "minContains" | "maxProperties" | "minProperties" => (NodeKind::Number, "a number"),
            "uniqueItems" => return self.as_boolean(member).is_some(),
            "dependentRequired" | "dependentSchemas" | "dependencies" => {
                (NodeKind::Object, "an object")
            }
            _ => return true,
        };
        let (kind, name) = expected;
        if member.kind() != kind {
            return self.malformed::<()>(member, name).is_some();
        }
        if keyword == "dependentRequired" {
            for (_, names) in member.entries() {
                self.as_texts(names);
            }
        }
        true
    }

    /// Reads `properties`. A property may have a name like that of an extension. A value with such a name
    /// that is not a schema is a misplaced extension.
    fn properties(&self, member: Node<'a>) -> Vec<(&'a str, Node<'a>)> {
        let mut properties = self.as_entries(member);
        properties.retain(|(name, node)| {
            let is_property = !is_extension(name) || self.can_be_schema(*node);
            if !is_property {
                let message = format!("`{name}` is an extension among the properties");
                self.push(
                    Diagnostic::warning(codes::EXTENSION_PROPERTY, node.key_location(), message)
                        .label("left out: its value is not a schema")
                        .help("move it next to `properties`"),
                );
            }
            is_property
        });
        properties
    }

    /// Reports whether the kind of a value allows a schema: an object or, since 3.1, a boolean.
    pub(crate) fn can_be_schema(&self, node: Node<'a>) -> bool {
        match node.kind() {
            NodeKind::Object => true,
            NodeKind::Boolean => self.version() != Version::V30,
            _ => false,
        }
    }

    fn read_reference(&self, schema: &mut Schema<'a>, member: Node<'a>) {
        if member.as_str().is_none() {
            return self.malformed(member, "a string").unwrap_or_default();
        }
        schema.reference = Some(member);
        self.check_reference_kind(schema.node, member);
        if self.version() == Version::V30
            && let Some(nullable) = schema
                .node
                .get("nullable")
                .filter(|nullable| flag(*nullable) == Some(true))
        {
            self.push(
                Diagnostic::warning(
                    codes::NULLABLE_REFERENCE,
                    nullable.key_location(),
                    "`nullable` has no effect next to `$ref`",
                )
                .label("read as if it did")
                .help("move the reference into `allOf`, and keep `nullable` next to `allOf`"),
            );
        }
    }

    /// Reads an element of `allOf` with `nullable: true` and annotations alone as `nullable` of the whole schema. The
    /// standard gives it no effect (3.0.3, section 4.7.24.1: only with `type`), but it can have no other purpose.
    fn read_nullable_element(&self, schema: &mut Schema<'a>) {
        let is_nullable = |element: Node<'a>| {
            let nullable = element.get("nullable")?;
            let is_alone = element
                .entries()
                .all(|(keyword, _)| keyword == "nullable" || is_annotation(keyword));
            (is_alone && flag(nullable) == Some(true)).then_some(nullable)
        };
        if schema.all_of.len() < 2 {
            return;
        }
        for nullable in schema.all_of.iter().copied().filter_map(is_nullable) {
            schema.nullable = true;
            self.push(
                Diagnostic::warning(
                    codes::NULLABLE_REFERENCE,
                    nullable.key_location(),
                    "`nullable` alone has no effect within `allOf`",
                )
                .label("read as `nullable` next to `allOf`")
                .help("write `nullable: true` next to `allOf`"),
            );
        }
    }

    /// Warns about a reference to an object of another kind than a schema.
    fn check_reference_kind(&self, schema: Node<'a>, reference: Node<'a>) {
        let pointer = reference
            .as_str()
            .and_then(|text| text.split_once("#/"))
            .map_or("", |(_, pointer)| pointer);
        let steps: Vec<&str> = pointer.split('/').collect();
        let (kind, help) = match *steps.as_slice() {
            ["components", "parameters", _] => ("a parameter", "its `schema`"),
            ["components", "headers", _] => ("a header", "its `schema`"),
            ["components", "responses", _] => ("a response", "the `schema` of its media type"),
            ["components", "requestBodies", _] => {
                ("a request body", "the `schema` of its media type")
            }
            ["components", "examples", _] => ("an example", "a schema"),
            ["components", "pathItems", _] | ["paths" | "webhooks", _] => {
                ("a path item", "a schema")
            }
            ["paths" | "webhooks", _, key] if Method::of_field(key).is_some() => {
                ("an operation", "a schema")
            }
            _ => return,
        };
        if matches!(
            *steps.as_slice(),
            ["components", "responses" | "requestBodies", _]
        ) && self.is_misplaced_schema(schema)
        {
            return;
        }
        let message = format!("expected a schema, found {kind}");
        self.push(
            Diagnostic::warning(codes::REFERENCE_KIND, reference.location(), message)
                .label("read as a schema that allows anything")
                .help(format!("refer to {help}")),
        );
    }

    fn dynamic_reference(&self, member: Node<'a>, keyword: &str) {
        self.push(
            Diagnostic::warning(
                codes::DYNAMIC_REFERENCE,
                member.key_location(),
                format!("`{keyword}` is not followed"),
            )
            .label("read as a schema that allows anything")
            .help("write a `$ref` to a schema"),
        );
    }

    /// `externalDocs.url`
    pub(crate) fn external_docs(&self, node: Node<'a>) -> Option<&'a str> {
        let docs = self.object(node, "externalDocs")?;
        self.check_members(docs, &fixed_fields::EXTERNAL_DOCS);
        self.filled_text(docs, "url")
    }

    /// Returns a list of examples, or the values of named examples as in a media type.
    fn examples_of_schema(&self, member: Node<'a>) -> Vec<Node<'a>> {
        if member.kind() == NodeKind::Object {
            return member
                .entries()
                .map(|(_, example)| example.get("value").unwrap_or(example))
                .collect();
        }
        self.as_list(member)
    }

    fn required(&self, member: Node<'a>) -> Vec<&'a str> {
        // `required: true` is read together with the properties of the object that contains this schema.
        if flag(member).is_some() {
            Vec::new()
        } else {
            self.as_texts(member)
        }
    }

    /// Reads `required: true` in a property, as in JSON Schema draft 3: it makes the property required.
    fn read_required_flags(&self, schema: &mut Schema<'a>) {
        let mut flagged: Vec<&'a str> = Vec::new();
        for (name, property) in &schema.properties {
            let Some(member) = property.get("required") else {
                continue;
            };
            let Some(is_required) = flag(member) else {
                continue;
            };
            let label = if is_required {
                "the property is required"
            } else {
                "has no effect"
            };
            self.push(
                Diagnostic::warning(
                    codes::REQUIRED_FLAG,
                    member.key_location(),
                    "`required` is a list of an object's properties",
                )
                .label(label)
                .help(format!("add `{name}` to `required` of the object")),
            );
            if is_required {
                flagged.push(*name);
            }
        }
        if !flagged.is_empty() {
            let listed: HashSet<&str> = schema.required.iter().copied().collect();
            flagged.retain(|name| !listed.contains(name));
            schema.required.append(&mut flagged);
        }
    }

    fn additional_properties(&self, member: Node<'a>) -> AdditionalProperties<'a> {
        match member.kind() {
            NodeKind::Null => AdditionalProperties::Unspecified,
            NodeKind::Object if is_empty(member) => AdditionalProperties::Any,
            NodeKind::Object => AdditionalProperties::Schema(member),
            _ => match self.as_boolean(member) {
                Some(true) => AdditionalProperties::Any,
                Some(false) => AdditionalProperties::None,
                None => AdditionalProperties::Unspecified,
            },
        }
    }

    /// Reads `items`: a schema or, before 2020-12, a list of schemas for the first items.
    fn read_items(&self, schema: &mut Schema<'a>, member: Node<'a>) {
        if !member.is_array() {
            schema.items = Some(member);
            return;
        }
        let mut items = member.items();
        if let (Some(only), None) = (items.next(), items.next()) {
            self.push(
                Diagnostic::warning(
                    codes::LIST_OF_ITEMS,
                    member.key_location(),
                    "`items` is a list of one schema",
                )
                .label("read as the schema of all items"),
            );
            schema.items = Some(only);
        } else if schema.prefix_items.is_empty() {
            schema.prefix_items = member.items().collect();
            schema.items = schema.node.get("additionalItems");
        }
    }

    fn discriminator(&self, member: Node<'a>) -> Option<Discriminator<'a>> {
        if let Some(property) = member.as_str() {
            self.push(
                Diagnostic::warning(
                    codes::MALFORMED_MEMBER,
                    member.location(),
                    "`discriminator` must be an object",
                )
                .label("read as its `propertyName`"),
            );
            return Some(Discriminator {
                node: member,
                property,
                mapping: Vec::new(),
            });
        }
        let node = self.as_object(member)?;
        self.check_members(node, &fixed_fields::DISCRIMINATOR);
        let Some(property) = self.text(node, "propertyName") else {
            self.push(
                Diagnostic::warning(
                    codes::MISSING_MEMBER,
                    node.key_location(),
                    "`propertyName` is missing",
                )
                .label("left out"),
            );
            return None;
        };
        let mapping = self.entries(node, "mapping");
        let mapping = mapping
            .into_iter()
            .filter(|(_, value)| self.as_text(*value).is_some())
            .collect();
        Some(Discriminator {
            node,
            property,
            mapping,
        })
    }

    /// Normalizes `exclusiveMinimum` and `exclusiveMaximum` to their 3.1 form, in which they are bounds.
    fn read_exclusive_bounds(&self, schema: &mut Schema<'a>) {
        for (exclusive, inclusive) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            let Some(member) = schema
                .node
                .get(exclusive)
                .filter(|member| !member.is_null())
            else {
                continue;
            };
            let flag = flag(member);
            let is_flag = flag.is_some();
            if !is_flag && member.kind() != NodeKind::Number {
                continue;
            }
            if is_flag == (self.version() != Version::V30) {
                let (message, label) = if is_flag {
                    (
                        "since OpenAPI 3.1 this is a number",
                        format!("read as a flag of `{inclusive}`"),
                    )
                } else {
                    (
                        "in OpenAPI 3.0 this is true or false",
                        "read as a bound".to_owned(),
                    )
                };
                self.push(
                    Diagnostic::warning(codes::EXCLUSIVE_BOUND, member.location(), message)
                        .label(label),
                );
            }
            if !is_flag {
                continue;
            }
            schema
                .constraints
                .retain(|(keyword, _)| *keyword != exclusive);
            if flag == Some(true) {
                for (keyword, _) in schema
                    .constraints
                    .iter_mut()
                    .filter(|(keyword, _)| *keyword == inclusive)
                {
                    *keyword = exclusive;
                }
            }
        }
    }
}

/// Reports whether a schema allows anything, with only descriptive keywords.
fn is_empty(node: Node<'_>) -> bool {
    reference(node).is_none()
        && node.entries().all(|(keyword, _)| {
            keyword == "nullable" || is_annotation(keyword) && keyword != "default"
        })
}
