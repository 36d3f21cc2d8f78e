//! Random models of APIs.

use proptest::prelude::*;

/// A model of an API, from which a document is written.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) operations: Vec<Operation>,
}

#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) id: String,
    pub(super) path: String,
    pub(super) method: &'static str,
    pub(super) description: &'static str,
    pub(super) deprecated: bool,
    pub(super) scopes: Vec<&'static str>,
    pub(super) status: &'static str,
    pub(super) error: bool,
    pub(super) body_required: bool,
    pub(super) parameters: Vec<Parameter>,
    pub(super) request: Object,
    pub(super) response: Object,
}

#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) location: &'static str,
    pub(super) kind: &'static str,
    pub(super) largest: Option<u32>,
    pub(super) default: Option<u32>,
}

/// The message that an object is the body of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    Request,
    Response,
}

#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) properties: Vec<Property>,
}

#[derive(Debug, Clone)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) description: Option<&'static str>,
    pub(super) deprecated: bool,
    pub(super) longest: Option<u32>,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
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

pub(super) const OPERATIONS: [&str; 4] = ["Alpha", "Bravo", "Charlie", "Delta"];
pub(super) const PROPERTIES: [&str; 8] = [
    "apple", "birch", "cedar", "daisy", "elder", "fern", "grape", "hazel",
];
pub(super) const PARAMETERS: [&str; 4] = ["limit", "query", "since", "until"];
pub(super) const VALUES: [&str; 4] = ["red", "green", "blue", "grey"];

pub(super) fn kinds() -> impl Strategy<Value = Kind> {
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

pub(super) fn objects(kinds: impl Strategy<Value = Kind>) -> impl Strategy<Value = Object> {
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

pub(super) fn parameter(name: &'static str, required: bool) -> Parameter {
    Parameter {
        name,
        required,
        location: "query",
        kind: "integer",
        largest: Some(100),
        default: None,
    }
}

pub(super) fn models() -> impl Strategy<Value = Model> {
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

/// Gives all properties distinct names. Structurally equal types of the same name would be one type, and a change of
/// one of them would separate it.
pub(super) fn tell_apart(object: &mut Object, count: &mut u16) {
    for property in &mut object.properties {
        // The suffix has no `s`, because that would make a plural.
        let letter = |number: u16| char::from_digit(u32::from(number) % 18 + 10, 36).unwrap();
        property.name.extend([letter(*count / 18), letter(*count)]);
        *count += 1;
        if let Kind::Object(inner) | Kind::Objects(inner) = &mut property.kind {
            tell_apart(inner, count);
        }
    }
}
