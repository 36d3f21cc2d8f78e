//! Random documents: written in other ways they are the same, and one thing that is changed is the one change.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{drift, told};

/// An API, before it is written down.
#[derive(Debug, Clone)]
struct Model {
    operations: Vec<Operation>,
}

#[derive(Debug, Clone)]
struct Operation {
    name: &'static str,
    parameters: Vec<(usize, bool)>,
    request: Object,
    response: Object,
}

#[derive(Debug, Clone)]
struct Object {
    properties: Vec<Property>,
}

#[derive(Debug, Clone)]
struct Property {
    name: String,
    required: bool,
    nullable: bool,
    description: Option<&'static str>,
    deprecated: bool,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Text,
    Number,
    Boolean,
    Texts,
    Choice(Vec<&'static str>),
    Object(Object),
}

/// How a model is written down.
#[derive(Debug, Clone)]
struct Manner {
    /// For each type in turn whether it is a component.
    factored: Vec<bool>,
    /// How far lists whose order says nothing are turned.
    turned: usize,
}

const OPERATIONS: [&str; 4] = ["Alpha", "Bravo", "Charlie", "Delta"];
const PROPERTIES: [&str; 8] = [
    "apple", "birch", "cedar", "daisy", "elder", "fern", "grape", "hazel",
];
const PARAMETERS: [&str; 4] = ["limit", "query", "since", "until"];
const VALUES: [&str; 4] = ["red", "green", "blue", "grey"];

fn kinds() -> impl Strategy<Value = Kind> {
    let leaf = prop_oneof![
        Just(Kind::Text),
        Just(Kind::Number),
        Just(Kind::Boolean),
        Just(Kind::Texts),
        (2..4_usize).prop_map(|count| Kind::Choice(VALUES.into_iter().take(count).collect())),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| objects(inner).prop_map(Kind::Object))
}

fn objects(kinds: impl Strategy<Value = Kind>) -> impl Strategy<Value = Object> {
    let property = (kinds, any::<(bool, bool)>());
    prop::collection::vec(property, 2..6).prop_map(|found| {
        let properties = found.into_iter().zip(PROPERTIES);
        let properties = properties.map(|((kind, (required, nullable)), name)| Property {
            name: name.to_owned(),
            required,
            nullable,
            description: None,
            deprecated: false,
            kind,
        });
        Object {
            properties: properties.collect(),
        }
    })
}

fn models() -> impl Strategy<Value = Model> {
    let parameters = prop::collection::vec(any::<bool>(), 1..4)
        .prop_map(|required| required.into_iter().enumerate().collect());
    let operation = (parameters, objects(kinds()), objects(kinds()));
    prop::collection::vec(operation, 2..4).prop_map(|found| {
        let operations = found.into_iter().zip(OPERATIONS);
        let operations = operations.map(|((parameters, request, response), name)| Operation {
            name,
            parameters,
            request,
            response,
        });
        let mut operations: Vec<Operation> = operations.collect();
        let mut count = 0;
        for operation in &mut operations {
            tell_apart(&mut operation.request, &mut count);
            tell_apart(&mut operation.response, &mut count);
        }
        Model { operations }
    })
}

/// Gives all properties names of their own: types that are made alike and called alike are one type, and a change in
/// one of their places makes two of them.
fn tell_apart(object: &mut Object, count: &mut u8) {
    for property in &mut object.properties {
        let letter = |number: u8| char::from(b'a' + number % 26);
        property.name.extend([letter(*count / 26), letter(*count)]);
        *count += 1;
        if let Kind::Object(inner) = &mut property.kind {
            tell_apart(inner, count);
        }
    }
}

fn manners() -> impl Strategy<Value = Manner> {
    let factored = prop::collection::vec(any::<bool>(), 1..9);
    (factored, 0..7_usize).prop_map(|(factored, turned)| Manner { factored, turned })
}

/// Writes a model down.
struct Writer<'m> {
    manner: &'m Manner,
    schemas: Map<String, Value>,
    types: usize,
}

impl Writer<'_> {
    fn document(model: &Model, manner: &Manner) -> String {
        let mut writer = Writer {
            manner,
            schemas: Map::new(),
            types: 0,
        };
        let mut paths = Map::new();
        for operation in &model.operations {
            let path = format!("/{}", operation.name.to_lowercase());
            paths.insert(path, json!({ "post": writer.operation(operation) }));
        }
        let paths = writer.turned(paths);
        let schemas = std::mem::take(&mut writer.schemas);
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Random", "version": "1" },
            "servers": [{ "url": "https://api.example.com" }],
            "paths": paths,
            "components": { "schemas": writer.turned(schemas) },
        });
        document.to_string()
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let name = operation.name;
        let mut parameters: Vec<Value> = Vec::new();
        for (index, required) in &operation.parameters {
            parameters.push(json!({
                "name": PARAMETERS[*index], "in": "query", "required": required,
                "schema": { "type": "string" },
            }));
        }
        let request = self.object(&operation.request, &format!("Create{name}Request"), true);
        let response = self.object(&operation.response, &format!("Create{name}Response"), false);
        json!({
            "tags": [name],
            "operationId": format!("create{name}"),
            "parameters": parameters,
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": request } },
            },
            "responses": {
                "200": { "description": "", "content": { "application/json": { "schema": response } } },
            },
        })
    }

    /// A schema, as a component by the name of its place or where it stands.
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

    fn object(&mut self, object: &Object, name: &str, sent: bool) -> Value {
        let mut properties = Map::new();
        let mut required: Vec<&str> = Vec::new();
        for property in &object.properties {
            if property.required {
                required.push(&property.name);
            }
            let schema = self.property(property, name, sent);
            properties.insert(property.name.clone(), schema);
        }
        // The order of what is required is that of arguments.
        if !sent {
            properties = self.turned(properties);
        }
        let required = self.rotated(required);
        let object = json!({ "type": "object", "required": required, "properties": properties });
        self.schema(object, name)
    }

    fn property(&mut self, property: &Property, owner: &str, sent: bool) -> Value {
        let initial = property.name[..1].to_uppercase();
        let name = format!("{owner}{initial}{}", &property.name[1..]);
        let schema = match &property.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Number => json!({ "type": "integer" }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Kind::Choice(values) => {
                let values = self.rotated(values.clone());
                self.schema(json!({ "type": "string", "enum": values }), &name)
            }
            Kind::Object(object) => self.object(object, &name, sent),
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

/// Does something to a property, which is sent or comes. Gives the rule that tells it, if it can be done there.
type Mutation = fn(&mut Object, usize, bool) -> Option<&'static str>;

const MUTATIONS: [Mutation; 8] = [
    remove, add, require, allow_null, retype, list_value, describe, deprecate,
];

fn remove(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    if object.properties.len() < 2 {
        return None;
    }
    let property = object.properties.remove(at);
    Some(match (sent, property.required) {
        (true, _) => "request-property-removed",
        (false, true) => "response-property-removed",
        (false, false) => "response-optional-property-removed",
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
fn add(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let required = at.is_multiple_of(2);
    let property = Property {
        name: "xenon".to_owned(),
        required,
        nullable: false,
        description: None,
        deprecated: false,
        kind: Kind::Number,
    };
    object.properties.insert(at, property);
    Some(match (sent, required) {
        (true, true) => "request-property-added-required",
        (true, false) => "request-property-added-optional",
        (false, _) => "response-property-added",
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
fn require(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.required = !property.required;
    Some(match (sent, property.required, property.nullable) {
        (true, true, _) => "request-property-became-required",
        (true, false, _) => "request-property-became-optional",
        (false, true, true) => "response-option-redefined",
        (false, true, false) => "response-property-became-required",
        (false, false, true) => "response-nullable-property-became-optional",
        (false, false, false) => "response-property-became-optional",
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
fn allow_null(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.nullable = !property.nullable;
    Some(match (sent, property.nullable, property.required) {
        (true, true, _) => "request-property-became-nullable",
        (true, false, _) => "request-property-no-longer-nullable",
        (false, _, false) => "response-option-redefined",
        (false, true, true) => "response-property-became-nullable",
        (false, false, true) => "response-property-no-longer-nullable",
    })
}

fn retype(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.kind = match property.kind {
        Kind::Text => Kind::Boolean,
        Kind::Number => Kind::Text,
        Kind::Boolean => Kind::Texts,
        _ => return None,
    };
    Some(if sent {
        "request-type-changed"
    } else {
        "response-type-changed"
    })
}

fn list_value(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let Kind::Choice(values) = &mut object.properties[at].kind else {
        return None;
    };
    if values.len() > 2 {
        values.pop();
        return Some(if sent {
            "request-enum-value-removed"
        } else {
            "response-enum-value-removed"
        });
    }
    values.push("grey");
    Some(if sent {
        "request-enum-value-added"
    } else {
        "response-enum-value-added"
    })
}

fn is_plain(property: &Property) -> bool {
    !matches!(property.kind, Kind::Choice(_) | Kind::Object(_))
}

fn describe(object: &mut Object, at: usize, _: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.description = Some("What it is.");
    is_plain(property).then_some("documentation-changed")
}

fn deprecate(object: &mut Object, at: usize, _: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    property.deprecated = true;
    is_plain(property).then_some("deprecated")
}

/// Does something to the property of that number, counted through all objects.
fn change(object: &mut Object, left: &mut usize, edit: &mut dyn FnMut(&mut Object, usize)) {
    for at in 0..object.properties.len() {
        if *left == 0 {
            edit(object, at);
            *left = usize::MAX;
            return;
        }
        *left -= 1;
        if let Kind::Object(inner) = &mut object.properties[at].kind {
            change(inner, left, edit);
            if *left == usize::MAX {
                return;
            }
        }
    }
}

fn count(object: &Object) -> usize {
    let of = |property: &Property| match &property.kind {
        Kind::Object(inner) => 1 + count(inner),
        _ => 1,
    };
    object.properties.iter().map(of).sum()
}

/// Does one thing to a model, and gives the rule that tells it.
fn mutate(model: &mut Model, which: usize, at: usize) -> Option<&'static str> {
    if which == MUTATIONS.len() {
        model.operations.pop();
        return Some("operation-removed");
    }
    if which > MUTATIONS.len() {
        let parameters = &mut model.operations.first_mut()?.parameters;
        parameters.push((parameters.len(), at.is_multiple_of(2)));
        return Some(if at.is_multiple_of(2) {
            "required-parameter-added"
        } else {
            "optional-parameter-added"
        });
    }
    let operations = model.operations.iter();
    let all = operations.map(|operation| count(&operation.request) + count(&operation.response));
    let mut left = at % all.sum::<usize>();
    let mut rule = None;
    for operation in &mut model.operations {
        for (object, sent) in [
            (&mut operation.request, true),
            (&mut operation.response, false),
        ] {
            change(object, &mut left, &mut |object, at| {
                rule = MUTATIONS[which](object, at, sent);
            });
            if left == usize::MAX {
                return rule;
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_written_in_another_way_is_the_same(
        model in models(),
        one in manners(),
        other in manners(),
    ) {
        let (old, new) = (Writer::document(&model, &one), Writer::document(&model, &other));
        prop_assert_eq!(told(&drift(&old, &new)), Vec::<String>::new(), "{}\n{}", old, new);
    }

    #[test]
    fn one_change_is_told_as_that_and_nothing_else(
        model in models(),
        one in manners(),
        other in manners(),
        which in 0..MUTATIONS.len() + 2,
        at in 0..1000_usize,
    ) {
        let mut mutated = model.clone();
        let rule = mutate(&mut mutated, which, at);
        prop_assume!(rule.is_some());
        let (old, new) = (Writer::document(&model, &one), Writer::document(&mutated, &other));
        let changes = drift(&old, &new);
        let found: Vec<&str> = changes.iter().map(|change| change.rule.id).collect();
        prop_assert_eq!(found, rule.into_iter().collect::<Vec<_>>(), "{:?}\n{}\n{}", told(&changes), old, new);
    }
}
