//! Writes the document of a model, in one of many equivalent notations.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::model::*;

/// The notation of a document.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    /// Whether each type in turn is a component.
    pub(super) factored: Vec<bool>,
    /// The number of positions by which lists with an insignificant order are rotated.
    pub(super) turned: usize,
}

pub(super) fn manners() -> impl Strategy<Value = Manner> {
    let factored = prop::collection::vec(any::<bool>(), 1..9);
    (factored, 0..7_usize).prop_map(|(factored, turned)| Manner { factored, turned })
}

/// A writer of documents.
pub(super) struct Writer<'m> {
    pub(super) manner: &'m Manner,
    pub(super) schemas: Map<String, Value>,
    pub(super) types: usize,
}

impl Writer<'_> {
    pub(super) fn document(model: &Model, manner: &Manner) -> String {
        let mut writer = Writer {
            manner,
            schemas: Map::new(),
            types: 0,
        };
        let mut paths = Map::new();
        for operation in &model.operations {
            let path = operation.path.clone();
            let method = operation.method;
            paths.insert(path, json!({ method: writer.operation(operation) }));
        }
        let paths = writer.turned(paths);
        let schemas = std::mem::take(&mut writer.schemas);
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Random", "version": "1" },
            "servers": [{ "url": "https://api.example.com" }],
            "paths": paths,
            "components": {
                "schemas": writer.turned(schemas),
                "securitySchemes": { "key": { "type": "oauth2", "flows": {} } },
            },
        });
        document.to_string()
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let name = operation.name;
        let mut parameters: Vec<Value> = Vec::new();
        for parameter in &operation.parameters {
            let mut schema = json!({ "type": parameter.kind });
            for (key, value) in [
                ("maximum", parameter.largest),
                ("default", parameter.default),
            ] {
                if let (Some(value), Some(members)) = (value, schema.as_object_mut()) {
                    members.insert(key.to_owned(), value.into());
                }
            }
            parameters.push(json!({
                "name": parameter.name, "in": parameter.location,
                "required": parameter.required, "schema": schema,
            }));
        }
        let request = self.object(
            &operation.request,
            &format!("Create{name}Request"),
            MessageKind::Request,
        );
        let response = self.object(
            &operation.response,
            &format!("Create{name}Response"),
            MessageKind::Response,
        );
        let mut responses = json!({
            operation.status: {
                "description": "", "content": { "application/json": { "schema": response } },
            },
        });
        if let (true, Some(members)) = (operation.error, responses.as_object_mut()) {
            let schema = json!({ "type": "object", "properties": { "why": { "type": "string" } } });
            let content = json!({ "application/json": { "schema": schema } });
            let body = json!({ "description": "", "content": content });
            members.insert("404".to_owned(), body);
        }
        json!({
            "tags": [name],
            "operationId": operation.id,
            "description": operation.description,
            "deprecated": operation.deprecated,
            "security": [{ "key": self.rotated(operation.scopes.clone()) }],
            "parameters": parameters,
            "requestBody": {
                "required": operation.body_required,
                "content": { "application/json": { "schema": request } },
            },
            "responses": responses,
        })
    }

    /// Returns a schema, as a component or inline.
    fn schema(&mut self, schema: Value, name: &str) -> Value {
        let factored = &self.manner.factored;
        let is_component = factored[self.types % factored.len()];
        self.types += 1;
        if !is_component {
            return schema;
        }
        self.schemas.insert(name.to_owned(), schema);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn object(&mut self, object: &Object, name: &str, message: MessageKind) -> Value {
        let mut properties = Map::new();
        let mut required: Vec<&str> = Vec::new();
        for property in &object.properties {
            if property.required {
                required.push(&property.name);
            }
            let schema = self.property(property, name, message);
            properties.insert(property.name.clone(), schema);
        }
        // The properties of requests keep their order.
        if message == MessageKind::Response {
            properties = self.turned(properties);
        }
        let required = self.rotated(required);
        let object = json!({ "type": "object", "required": required, "properties": properties });
        self.schema(object, name)
    }

    fn property(&mut self, property: &Property, owner: &str, message: MessageKind) -> Value {
        let initial = property.name[..1].to_uppercase();
        let name = format!("{owner}{initial}{}", &property.name[1..]);
        let schema = match &property.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Number => json!({ "type": "integer" }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Kind::Moment => json!({ "type": "string", "format": "date-time" }),
            Kind::Constant(value) => json!({ "type": "string", "const": value }),
            Kind::Numbers => {
                json!({ "type": "object", "additionalProperties": { "type": "number" } })
            }
            Kind::Objects(object) => {
                // The component has the name that the generator gives to the type of an inline item.
                let item = self.object(
                    object,
                    &format!("{owner}{initial}{}Item", &property.name[1..]),
                    message,
                );
                json!({ "type": "array", "items": item })
            }
            Kind::Choice(values) => {
                let values = self.rotated(values.clone());
                self.schema(json!({ "type": "string", "enum": values }), &name)
            }
            Kind::Object(object) => self.object(object, &name, message),
        };
        let mut schema = if property.nullable {
            json!({ "oneOf": [schema, { "type": "null" }] })
        } else {
            schema
        };
        if let Some(members) = schema.as_object_mut() {
            if let Some(description) = property.description {
                members.insert("description".to_owned(), description.into());
            }
            if let Some(longest) = property.longest {
                members.insert("maxLength".to_owned(), longest.into());
            }
            if property.deprecated {
                members.insert("deprecated".to_owned(), true.into());
            }
        }
        schema
    }

    fn rotated<T>(&self, mut list: Vec<T>) -> Vec<T> {
        let turned = self.manner.turned.checked_rem(list.len()).unwrap_or(0);
        list.rotate_left(turned);
        list
    }

    fn turned(&self, members: Map<String, Value>) -> Map<String, Value> {
        self.rotated(members.into_iter().collect())
            .into_iter()
            .collect()
    }
}
