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
    id: String,
    path: String,
    method: &'static str,
    description: &'static str,
    deprecated: bool,
    scopes: Vec<&'static str>,
    status: &'static str,
    error: bool,
    body_required: bool,
    parameters: Vec<Parameter>,
    request: Object,
    response: Object,
}

#[derive(Debug, Clone)]
struct Parameter {
    name: &'static str,
    required: bool,
    location: &'static str,
    kind: &'static str,
    largest: Option<u32>,
    default: Option<u32>,
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
    longest: Option<u32>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Text,
    Number,
    Boolean,
    Texts,
    Moment,
    Constant(&'static str),
    Numbers,
    Choice(Vec<&'static str>),
    Object(Object),
    Objects(Object),
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
        Just(Kind::Moment),
        Just(Kind::Constant("red")),
        Just(Kind::Numbers),
        (2..4_usize).prop_map(|count| Kind::Choice(VALUES.into_iter().take(count).collect())),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            objects(inner.clone()).prop_map(Kind::Object),
            objects(inner).prop_map(Kind::Objects),
        ]
    })
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
            longest: None,
            kind,
        });
        Object {
            properties: properties.collect(),
        }
    })
}

fn parameter(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        required,
        location: "query",
        kind: "integer",
        largest: Some(100),
        default: None,
    }
}

fn models() -> impl Strategy<Value = Model> {
    let parameters = prop::collection::vec(any::<bool>(), 1..4).prop_map(|required| {
        let names = required.into_iter().zip(PARAMETERS);
        names
            .map(|(required, name)| parameter(name, required))
            .collect()
    });
    let operation = (parameters, objects(kinds()), objects(kinds()));
    prop::collection::vec(operation, 2..4).prop_map(|found| {
        let operations = found.into_iter().zip(OPERATIONS);
        let operations = operations.map(|((parameters, request, response), name)| Operation {
            name,
            id: format!("create{name}"),
            path: format!("/{}", name.to_lowercase()),
            method: "post",
            description: "What it does.",
            deprecated: false,
            scopes: vec!["write"],
            status: "200",
            error: false,
            body_required: true,
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
fn tell_apart(object: &mut Object, count: &mut u16) {
    for property in &mut object.properties {
        // Without an `s`, which makes plurals.
        let letter = |number: u16| char::from_digit(u32::from(number) % 18 + 10, 36).unwrap();
        property.name.extend([letter(*count / 18), letter(*count)]);
        *count += 1;
        if let Kind::Object(inner) | Kind::Objects(inner) = &mut property.kind {
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
        let request = self.object(&operation.request, &format!("Create{name}Request"), true);
        let response = self.object(&operation.response, &format!("Create{name}Response"), false);
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
            Kind::Moment => json!({ "type": "string", "format": "date-time" }),
            Kind::Constant(value) => json!({ "type": "string", "const": value }),
            Kind::Numbers => {
                json!({ "type": "object", "additionalProperties": { "type": "number" } })
            }
            Kind::Objects(object) => {
                // The name of an item is that of its list in the singular.
                let item = self.object(
                    object,
                    &format!("{owner}{initial}{}Item", &property.name[1..]),
                    sent,
                );
                json!({ "type": "array", "items": item })
            }
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

/// Does something to a property, which is sent or comes. Gives the rule that tells it, if it can be done there.
type Mutation = fn(&mut Object, usize, bool) -> Option<&'static str>;

const MUTATIONS: [Mutation; 14] = [
    remove,
    add,
    require,
    allow_null,
    retype,
    list_value,
    replace_value,
    describe,
    deprecate,
    shorten,
    add_constant,
    generalise,
    rename,
    change_constant,
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
        longest: None,
        kind: Kind::Number,
    };
    object.properties.insert(at, property);
    Some(match (sent, required) {
        (true, true) => "request-property-added-required",
        (true, false) => "request-property-added-optional",
        (false, _) => "response-property-added",
    })
}

fn require(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // What has one value is set where it must be sent, and asked for otherwise: that is told, too.
    if sent && matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
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

fn allow_null(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // What has one value is set where it must be sent, and asked for otherwise: that is told, too.
    if sent && matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
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

/// Another value at the end of all: one that comes, as the rules for one that goes stand above.
fn replace_value(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let Kind::Choice(values) = &mut object.properties[at].kind else {
        return None;
    };
    values.insert(0, "grey");
    Some(if sent {
        "request-enum-value-added"
    } else {
        "response-enum-value-added"
    })
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "one of several that are called alike"
)]
fn add_constant(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = Property {
        name: "xenon".to_owned(),
        required: true,
        nullable: false,
        description: None,
        deprecated: false,
        longest: None,
        kind: Kind::Constant("red"),
    };
    object.properties.insert(at, property);
    Some(if sent {
        "request-constant-added"
    } else {
        "response-property-added"
    })
}

fn shorten(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    if !matches!(property.kind, Kind::Text) || property.nullable {
        return None;
    }
    property.longest = Some(40);
    Some(if sent {
        "request-limit-tightened"
    } else {
        "limit-changed"
    })
}

/// A number instead of a text that was a moment, say, is another type; a text is a more general one.
fn generalise(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    if !matches!(property.kind, Kind::Moment) {
        return None;
    }
    property.kind = Kind::Text;
    Some(if sent {
        "request-type-widened"
    } else {
        "response-type-changed"
    })
}

fn rename(object: &mut Object, at: usize, sent: bool) -> Option<&'static str> {
    let property = &mut object.properties[at];
    // What has a type of its own gives it another name, too.
    if !is_plain(property) || matches!(property.kind, Kind::Constant(_)) {
        return None;
    }
    property.name.push_str("_now");
    Some(if sent {
        "request-property-renamed"
    } else {
        "response-property-renamed"
    })
}

fn change_constant(object: &mut Object, at: usize, _: bool) -> Option<&'static str> {
    let Kind::Constant(value) = &mut object.properties[at].kind else {
        return None;
    };
    *value = "blue";
    Some("constant-changed")
}

fn is_plain(property: &Property) -> bool {
    !matches!(
        property.kind,
        Kind::Choice(_) | Kind::Object(_) | Kind::Objects(_) | Kind::Constant(_)
    )
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
        if let Kind::Object(inner) | Kind::Objects(inner) = &mut object.properties[at].kind {
            change(inner, left, edit);
            if *left == usize::MAX {
                return;
            }
        }
    }
}

fn count(object: &Object) -> usize {
    let of = |property: &Property| match &property.kind {
        Kind::Object(inner) | Kind::Objects(inner) => 1 + count(inner),
        _ => 1,
    };
    object.properties.iter().map(of).sum()
}

/// How many things can be done to operations.
const OF_OPERATIONS: usize = 17;

/// Does one thing to the first operation, or to the list of all; `way` chooses between two ways to do it.
fn mutate_operation(model: &mut Model, which: usize, way: bool) -> Option<&'static str> {
    if which == 0 {
        model.operations.pop();
        return Some("operation-removed");
    }
    let operation = model.operations.first_mut()?;
    let count = operation.parameters.len();
    let parameter = operation.parameters.first_mut()?;
    Some(match which {
        1 => {
            let mut further = operation.clone();
            further.name = "Echo";
            further.id = "createEcho".to_owned();
            further.path = "/echo".to_owned();
            // Whatever it sends and gives is of its own.
            let mut letters = 18 * 10;
            tell_apart(&mut further.request, &mut letters);
            tell_apart(&mut further.response, &mut letters);
            model.operations.push(further);
            "operation-added"
        }
        2 => {
            operation
                .parameters
                .push(self::parameter(PARAMETERS[count], way));
            either(way, "required-parameter-added", "optional-parameter-added")
        }
        3 if count > 1 => {
            operation.parameters.remove(0);
            "parameter-removed"
        }
        4 => {
            parameter.required = !parameter.required;
            either(
                parameter.required,
                "parameter-became-required",
                "parameter-became-optional",
            )
        }
        5 => {
            parameter.location = "header";
            "parameter-location-changed"
        }
        6 => {
            parameter.kind = if way { "number" } else { "boolean" };
            parameter.largest = parameter.largest.filter(|_| way);
            if !way {
                return None;
            }
            "request-type-widened"
        }
        7 => {
            parameter.largest = Some(if way { 50 } else { 200 });
            either(way, "request-limit-tightened", "limit-changed")
        }
        8 => {
            parameter.default = Some(7);
            "default-changed"
        }
        9 => {
            operation.description = "Something else.";
            "documentation-changed"
        }
        10 => {
            operation.deprecated = true;
            "deprecated"
        }
        11 if way => {
            operation.scopes.push("read");
            "scopes-added"
        }
        11 => {
            operation.scopes.clear();
            "scopes-removed"
        }
        12 => {
            operation.path.push_str("/now");
            "operation-moved"
        }
        13 => {
            operation.method = "put";
            "operation-moved"
        }
        14 => {
            operation.error = true;
            "error-added"
        }
        15 => {
            operation.body_required = false;
            "body-became-optional"
        }
        16 => {
            parameter.name = "limit_of_all";
            "parameter-renamed"
        }
        _ => return None,
    })
}

fn either(first: bool, one: &'static str, other: &'static str) -> &'static str {
    if first { one } else { other }
}

/// Does one thing to a model, and gives the rule that tells it.
fn mutate(model: &mut Model, which: usize, at: usize) -> Option<&'static str> {
    if let Some(which) = which.checked_sub(MUTATIONS.len()) {
        return mutate_operation(model, which, at.is_multiple_of(2));
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
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

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
        which in 0..MUTATIONS.len() + OF_OPERATIONS,
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
