//! Values of the intermediate representation, in few words.

use serde_json::Value;

use crate::ir::*;
use crate::load::{FileId, Origin};

pub(crate) const ORIGIN: Origin = Origin {
    file: FileId(0),
    node: 0,
};

pub(crate) fn api(name: &str) -> Api {
    Api {
        types_only: false,
        name: name.to_owned(),
        info: Info {
            title: "Pets".to_owned(),
            version: "1.2".to_owned(),
            ..Info::default()
        },
        servers: vec![server("https://api.example.com/v1")],
        base_url_environment: format!("{}_BASE_URL", name.to_uppercase()),
        headers: Vec::new(),
        credentials: Vec::new(),
        types: Vec::new(),
        resources: Vec::new(),
        webhooks: None,
        error_bodies: Vec::new(),
        error_format: ErrorFormat::default(),
        common_errors: Vec::new(),
        common_security: Vec::new(),
        generalised: Vec::new(),
    }
}

pub(crate) fn server(url: &str) -> Server {
    Server {
        url: url.to_owned(),
        description: None,
        variables: Vec::new(),
    }
}

pub(crate) fn docs(description: &str) -> Docs {
    Docs {
        description: Some(description.to_owned()),
        ..Docs::default()
    }
}

pub(crate) const BOTH: Direction = Direction {
    request: true,
    response: true,
};
pub(crate) const REQUEST: Direction = Direction {
    request: true,
    response: false,
};
pub(crate) const RESPONSE: Direction = Direction {
    request: false,
    response: true,
};

impl Api {
    /// Adds a type; the name is its own.
    pub(crate) fn add(&mut self, name: &str, direction: Direction, kind: TypeKind) -> Shape {
        let id = TypeId(u32::try_from(self.types.len()).unwrap());
        self.types.push(Type {
            name: name.to_owned(),
            wire_name: None,
            origin: ORIGIN,
            docs: Docs::default(),
            deprecated: false,
            direction,
            home: Home::Shared,
            exact: false,
            derives: Vec::new(),
            kind,
        });
        Shape::Named(id)
    }

    /// The type that was added last.
    pub(crate) fn last(&mut self) -> &mut Type {
        self.types.last_mut().unwrap()
    }
}

pub(crate) fn string() -> Shape {
    Shape::Primitive(Primitive::String)
}

pub(crate) fn integer() -> Shape {
    Shape::Primitive(Primitive::Int64)
}

pub(crate) fn list(item: Shape) -> Shape {
    Shape::List(Box::new(item))
}

pub(crate) fn map(value: Shape) -> Shape {
    Shape::Map(Box::new(value))
}

pub(crate) fn boxed(inner: Shape) -> Shape {
    Shape::Boxed(Box::new(inner))
}

/// A required field that is not null.
pub(crate) fn field(name: &str, shape: Shape) -> Field {
    Field {
        name: name.to_owned(),
        wire_name: name.to_owned(),
        shape,
        required: true,
        nullable: false,
        preset: None,
        docs: Docs::default(),
        deprecated: false,
        origin: ORIGIN,
    }
}

impl Field {
    pub(crate) fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub(crate) fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    pub(crate) fn wire(mut self, name: &str) -> Self {
        self.wire_name = name.to_owned();
        self
    }

    pub(crate) fn preset(mut self, value: impl Into<Value>) -> Self {
        self.preset = Some(value.into());
        self
    }

    pub(crate) fn docs(mut self, text: &str) -> Self {
        self.docs = docs(text);
        self
    }

    pub(crate) fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }
}

pub(crate) fn object(fields: Vec<Field>) -> TypeKind {
    TypeKind::Struct(Struct {
        fields,
        additional: None,
    })
}

pub(crate) fn open_object(fields: Vec<Field>, name: &str, shape: Shape) -> TypeKind {
    TypeKind::Struct(Struct {
        fields,
        additional: Some(Additional {
            name: name.to_owned(),
            shape,
        }),
    })
}

pub(crate) fn values(base: EnumBase, unknown: &str, values: Vec<(&str, Value)>) -> TypeKind {
    let values = values.into_iter().map(|(name, value)| EnumValue {
        name: name.to_owned(),
        value,
        docs: Docs::default(),
        deprecated: false,
    });
    TypeKind::Enum(Enum {
        base,
        values: values.collect(),
        unknown: unknown.to_owned(),
    })
}

pub(crate) fn constant(name: &str, value: impl Into<Value>) -> TypeKind {
    TypeKind::Constant(Constant {
        name: name.to_owned(),
        value: value.into(),
    })
}

pub(crate) fn variant(name: &str, shape: Shape, tags: Vec<Value>) -> Variant {
    Variant {
        name: name.to_owned(),
        shape,
        tags,
        writes_tag: false,
        docs: Docs::default(),
    }
}

pub(crate) fn tagged(property: &str, variants: Vec<Variant>) -> TypeKind {
    TypeKind::Union(Union {
        tagging: Tagging::Property {
            wire_name: property.to_owned(),
        },
        variants,
        unknown: "Unknown".to_owned(),
    })
}

pub(crate) fn untagged(variants: Vec<Variant>) -> TypeKind {
    TypeKind::Union(Union {
        tagging: Tagging::Untagged,
        variants,
        unknown: "Unknown".to_owned(),
    })
}

pub(crate) fn content(media_type: &str, encoding: Encoding, shape: Shape) -> Content {
    Content {
        media_type: media_type.to_owned(),
        encoding,
        shape,
        styles: Vec::new(),
    }
}

pub(crate) fn json(shape: Shape) -> Content {
    content("application/json", Encoding::Json, shape)
}

pub(crate) fn resource(name: &str, type_name: &str, operations: Vec<Operation>) -> Resource {
    Resource {
        name: name.to_owned(),
        type_name: type_name.to_owned(),
        title: type_name.to_owned(),
        docs: Docs::default(),
        operations,
    }
}

pub(crate) fn operation(name: &str, method: Method, path: &str) -> Operation {
    Operation {
        id: format!("{name}Id"),
        name: name.to_owned(),
        method,
        path: path.to_owned(),
        origin: ORIGIN,
        docs: Docs::default(),
        deprecated: false,
        path_parameters: Vec::new(),
        parameters: None,
        body: None,
        output: Output::Nothing,
        success_statuses: Vec::new(),
        errors: Vec::new(),
        security: Vec::new(),
        servers: Vec::new(),
        pagination: None,
    }
}

pub(crate) fn parameter(
    location: Location,
    style: Style,
    explode: bool,
    field: Field,
) -> Parameter {
    Parameter {
        field,
        location,
        style,
        explode,
        allow_reserved: false,
    }
}

pub(crate) fn path(name: &str, shape: Shape) -> Parameter {
    parameter(Location::Path, Style::Simple, false, field(name, shape))
}

pub(crate) fn query(field: Field) -> Parameter {
    parameter(Location::Query, Style::Form, true, field)
}

pub(crate) fn body(content: Content) -> RequestBody {
    RequestBody {
        required: true,
        content,
        choice: false,
        docs: Docs::default(),
    }
}

pub(crate) fn part(field: Field, repeated: bool, media_type: Option<&str>) -> Part {
    Part {
        field,
        repeated,
        media_type: media_type.map(ToOwned::to_owned),
    }
}
