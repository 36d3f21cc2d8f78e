//! An API with every construct, and with names and prose that are as unfortunate as they can be.

use serde_json::{Value, json};

use super::build::{self, *};
use crate::ir::*;

/// Names of the standard library, of serde, and of the runtime that emitted code may use, and a few more.
const NAMES: &[&str] = &[
    "Option",
    "Vec",
    "String",
    "Box",
    "Result",
    "Error",
    "Client",
    "Call",
    "Request",
    "Nullable",
    "Serialize",
    "Deserialize",
    "Some",
    "None",
    "Ok",
    "Err",
    "Default",
    "Map",
    "Value",
    "JsonMap",
    "Into",
    "IntoIterator",
    "From",
    "Clone",
    "Debug",
    "PartialEq",
    "Self",
    "Base64",
    "Timestamp",
    "Date",
    "Bytes",
    "Body",
    "PageCall",
    "ErrorBody",
    "ClientCore",
    "ApiDescription",
    "ResponseParts",
    "DecodeFailure",
    "Paged",
    "PageLink",
    "Method",
    "Style",
    "Location",
    "Iterator",
    "Drop",
    "Send",
    "Sized",
    "Fn",
    "Uuid",
    "Object",
    "Copy",
    "ByteStream",
    "ClientBuilder",
    "ResponseBody",
    "Cow",
    "Eq",
    "Hash",
    "Display",
    "FromStr",
    "AsRef",
    "Formatter",
    "Deserializer",
    "Serializer",
    "Visitor",
    "Extend",
    "FromIterator",
    "ToOwned",
    "Str",
    "U8",
    "Types",
    "Runtime",
    "Std",
    "Serde",
    "Rest",
    "Slot",
];

/// Prose that must not get out of its comment.
pub(crate) const PROSE: &str = "First *line*\r with <b>HTML</b> and <T> */ and [x] [y](z) https://example.com/{a}/b_c.\n\n\
    \tlet code = 1;\n\n```rust\nfn main() { panic!() }\n```\n- a\nlazy\n  1. b\n> q\n\n| a | b |\n|---|---|\n| 1 | `x|y` |\n\n\
    ```\nopen \u{202e} fence";

pub(crate) fn api() -> Api {
    let mut api = build::api("nasty");
    api.info.description = Some(PROSE.to_owned());
    api.info.license = Some((
        "MIT".to_owned(),
        Some("https://example.com/licence".to_owned()),
    ));
    api.headers = vec![("x-version".to_owned(), "1".to_owned())];
    let first = api.types.len();
    for name in NAMES {
        api.add(name, BOTH, object(vec![]));
    }
    let named = |name: &str| {
        let index = NAMES.iter().position(|known| *known == name).unwrap();
        Shape::Named(TypeId(u32::try_from(first + index).unwrap()))
    };
    // Each of them has fields of many shapes, among them others of these types.
    for (index, ty) in api.types.iter_mut().enumerate() {
        ty.docs = docs(PROSE);
        ty.deprecated = index % 7 == 0;
        ty.home = if index % 3 == 0 {
            Home::Resource("option".to_owned())
        } else {
            Home::Shared
        };
        ty.kind = open_object(
            all_shapes(&named),
            "extra",
            if index % 2 == 0 { Shape::Any } else { string() },
        );
    }
    keywords(&mut api);
    let enums = enums(&mut api);
    let unions = unions(&mut api, &named);
    choices(&mut api, &named);
    let mut used = vec![named("Option"), named("String"), named("Result")];
    used.extend(enums);
    used.extend(unions);
    resources(&mut api, &named, used);
    clients(&mut api);
    api
}

fn all_shapes(named: &dyn Fn(&str) -> Shape) -> Vec<Field> {
    let shapes = vec![
        ("text", string()),
        ("flag", Shape::Primitive(Primitive::Boolean)),
        ("small", Shape::Primitive(Primitive::Int32)),
        ("large", Shape::Primitive(Primitive::Uint64)),
        ("natural", Shape::Primitive(Primitive::Uint32)),
        ("half", Shape::Primitive(Primitive::Float)),
        ("real", Shape::Primitive(Primitive::Double)),
        ("moment", Shape::Primitive(Primitive::DateTime)),
        ("day", Shape::Primitive(Primitive::Date)),
        ("uuid", Shape::Primitive(Primitive::Uuid)),
        ("encoded", Shape::Primitive(Primitive::Base64)),
        ("texts", list(string())),
        ("maybes", list(Shape::Nullable(Box::new(integer())))),
        ("by_name", map(string())),
        ("lists_by_name", map(list(named("Vec")))),
        ("pair", Shape::Tuple(vec![string(), integer()])),
        ("single", Shape::Tuple(vec![string()])),
        ("nothing", Shape::Tuple(vec![])),
        ("any", Shape::Any),
        ("object", map(Shape::Any)),
        (
            "external",
            Shape::External("::std::collections::BTreeMap<::std::string::String, u8>".to_owned()),
        ),
        ("null", Shape::Null),
        ("boxed_option", boxed(named("Option"))),
        ("boxes", list(named("Box"))),
    ];
    let mut fields = Vec::new();
    for (name, shape) in shapes {
        let recursive = matches!(shape, Shape::Boxed(_));
        if !recursive {
            fields.push(field(name, shape.clone()).docs(PROSE));
            fields.push(field(&format!("{name}_or_null"), shape.clone()).nullable());
        }
        fields.push(
            field(&format!("optional_{name}"), shape.clone())
                .optional()
                .deprecated(),
        );
        fields.push(
            field(&format!("optional_{name}_or_null"), shape)
                .optional()
                .nullable()
                .wire(&format!("{name}?")),
        );
    }
    fields
}

fn keywords(api: &mut Api) {
    let names = [
        "type",
        "self",
        "crate",
        "super",
        "_",
        "gen",
        "async",
        "try",
        "new",
        "new_",
        "name",
        "clear_name",
        "self_",
        "r",
        "default",
        "clone",
        "reader",
        "writer",
        "map",
        "names",
        "value",
        "into",
        "serializer",
        "error",
        "as_str",
        "key",
    ];
    let mut fields: Vec<Field> = names
        .into_iter()
        .map(|name| field(name, string()).optional().nullable())
        .collect();
    for (index, wire) in [
        "",
        " ",
        "a b",
        "\"quoted\\",
        "a\nb",
        "日本",
        "{}",
        "$ref",
        "r#type",
        "@type",
    ]
    .into_iter()
    .enumerate()
    {
        fields.push(
            field(&format!("odd_{index}"), integer())
                .optional()
                .wire(wire),
        );
    }
    api.add("Keywords", BOTH, object(fields.clone()));
    let required = fields.into_iter().map(|mut field| {
        field.required = true;
        field.nullable = field.name.len() % 2 == 0;
        field
    });
    api.add(
        "RequiredKeywords",
        BOTH,
        open_object(required.collect(), "match", Shape::Any),
    );
    api.add("Empty", BOTH, object(vec![]));
    let mut response = vec![
        field("data", string()),
        field("unit", Shape::Null).nullable(),
    ];
    response.extend(
        api.types
            .first()
            .map(|_| field("other", integer()).optional().nullable()),
    );
    api.add("OnlyResponse", RESPONSE, object(response));
}

fn enums(api: &mut Api) -> Vec<Shape> {
    let mut shapes = vec![
        api.add(
            "Texts",
            BOTH,
            values(
                EnumBase::String,
                "Other",
                vec![
                    ("Unknown", json!("unknown")),
                    ("Empty", json!("")),
                    ("Self", json!("self")),
                    ("Quote", json!("\"\\\n{}")),
                    ("Some", json!("some")),
                    ("Option", json!("日本")),
                ],
            ),
        ),
        api.add("NoTexts", BOTH, values(EnumBase::String, "Unknown", vec![])),
        api.add(
            "Integers",
            BOTH,
            values(
                EnumBase::Integer,
                "Unknown",
                vec![
                    ("Least", json!(i64::MIN)),
                    ("Zero", json!(0)),
                    ("One", json!(1)),
                ],
            ),
        ),
        api.add(
            "Anything",
            BOTH,
            values(
                EnumBase::Json,
                "Unknown",
                vec![
                    ("Text", json!("a")),
                    ("Negative", json!(-1)),
                    ("Real", json!(-1.5)),
                    ("Huge", json!(1e300)),
                    ("True", json!(true)),
                    ("Null", Value::Null),
                    ("Object", json!({"a": 1})),
                ],
            ),
        ),
        api.add("Word", BOTH, constant("Word", "word")),
        api.add("Number", BOTH, constant("Minus", -7)),
        api.add("Fraction", BOTH, constant("Half", 0.5)),
        api.add("Yes", BOTH, constant("True", true)),
    ];
    for ty in api.types.iter_mut().rev().take(8) {
        ty.docs = docs(PROSE);
        ty.deprecated = true;
        if let TypeKind::Enum(listed) = &mut ty.kind {
            for value in &mut listed.values {
                value.docs = docs(PROSE);
                value.deprecated = true;
            }
        }
    }
    let presets = shapes.clone();
    let mut fields = vec![
        field("texts", presets[0].clone()).preset("self"),
        field("unlisted", presets[0].clone())
            .preset("to come")
            .optional(),
        field("integers", presets[2].clone())
            .preset(0)
            .optional()
            .nullable(),
        field("word", presets[4].clone()).preset("word"),
        field("number", presets[5].clone()).preset(-7).nullable(),
        field("fraction", boxed(presets[6].clone())).preset(0.5),
        field("plain", string()).preset("a\"b"),
        field("whole", integer()).preset(-3),
        field("real", Shape::Primitive(Primitive::Double)).preset(2),
        field("flag", Shape::Primitive(Primitive::Boolean)).preset(true),
        field("any", Shape::Any).preset(1),
        field("free", integer()).optional(),
    ];
    shapes.push(api.add("Presets", REQUEST, object(fields.clone())));
    fields.push(field("asked", string()));
    shapes.push(api.add("PresetsAndMore", REQUEST, object(fields)));
    shapes.push(api.add(
        "OnlyConstants",
        REQUEST,
        object(vec![field("word", presets[4].clone()).preset("word")]),
    ));
    shapes
}

fn unions(api: &mut Api, named: &dyn Fn(&str) -> Shape) -> Vec<Shape> {
    let tagged_id = Shape::Named(TypeId(u32::try_from(api.types.len()).unwrap()));
    let mut inner = variant("Self", boxed(named("Result")), vec![json!("a"), json!("A")]);
    inner.writes_tag = true;
    inner.docs = docs(PROSE);
    let shapes = vec![
        api.add(
            "Tagged",
            BOTH,
            tagged(
                "@type",
                vec![
                    variant("Option", named("Option"), vec![json!("option")]),
                    inner,
                    variant("Number", named("Vec"), vec![json!(1)]),
                    variant("Flag", named("Box"), vec![json!(true)]),
                    variant("Again", boxed(tagged_id), vec![json!("again")]),
                ],
            ),
        ),
        api.add(
            "Untagged",
            BOTH,
            untagged(vec![
                variant("Option", named("Option"), vec![]),
                variant("Boxed", boxed(named("Some")), vec![]),
                variant("Text", string(), vec![]),
                variant("Whole", integer(), vec![]),
                variant("Real", Shape::Primitive(Primitive::Double), vec![]),
                variant("Yes", Shape::Primitive(Primitive::Boolean), vec![]),
                variant("Texts", list(string()), vec![]),
                variant(
                    "Pairs",
                    list(Shape::Tuple(vec![string(), integer()])),
                    vec![],
                ),
                variant("Others", list(named("Map")), vec![]),
                variant("Any", Shape::Any, vec![]),
                variant("Nothing", Shape::Null, vec![]),
            ]),
        ),
        api.add("Alias", BOTH, TypeKind::Alias(list(named("String")))),
        api.add("TextAlias", BOTH, TypeKind::Alias(string())),
        api.add(
            "MaybeAlias",
            BOTH,
            TypeKind::Alias(Shape::Nullable(Box::new(named("None")))),
        ),
    ];
    let tree = Shape::Named(TypeId(u32::try_from(api.types.len()).unwrap()));
    api.add("Tree", BOTH, TypeKind::Newtype(list(tree)));
    api.add(
        "WithAliases",
        BOTH,
        object(vec![
            field("alias", shapes[2].clone()),
            field("text", shapes[3].clone()),
            field("maybe", shapes[4].clone()),
            field("maybe_not", shapes[4].clone()).optional(),
        ]),
    );
    shapes
}

fn choices(api: &mut Api, named: &dyn Fn(&str) -> Shape) {
    let binary = Shape::Primitive(Primitive::Binary);
    let parts = vec![
        part(field("file", binary.clone()).docs(PROSE), false, None),
        part(
            field("thumb", binary.clone()).optional().deprecated(),
            false,
            Some("image/png"),
        ),
        part(field("photos", list(binary.clone())), true, None),
        part(
            field("more_photos", list(binary.clone()))
                .optional()
                .nullable(),
            true,
            None,
        ),
        part(field("purpose", string()), false, None),
        part(
            field("type", named("String")).optional(),
            false,
            Some("application/json"),
        ),
        part(field("tags", list(string())), true, None),
        part(field("one_list", list(integer())).optional(), false, None),
    ];
    api.add("Upload", REQUEST, TypeKind::Multipart(Multipart { parts }));
    api.last().docs = docs(PROSE);
    let upload = Shape::Named(TypeId(u32::try_from(api.types.len() - 1).unwrap()));
    let optional = vec![part(field("file", binary.clone()).optional(), false, None)];
    let optional = api.add(
        "OptionalUpload",
        REQUEST,
        TypeKind::Multipart(Multipart { parts: optional }),
    );
    let ways = [
        ("Json", json(named("Option"))),
        (
            "Vendor",
            content("application/vnd.x+json", Encoding::Json, named("Option")),
        ),
        (
            "Form",
            content(
                "application/x-www-form-urlencoded",
                Encoding::Form,
                named("String"),
            ),
        ),
        (
            "Multipart",
            content("multipart/form-data", Encoding::Multipart, upload),
        ),
        (
            "Parts",
            content("multipart/mixed", Encoding::Multipart, optional),
        ),
        ("Text", content("text/plain", Encoding::Text, string())),
        (
            "Binary",
            content("application/octet-stream", Encoding::Binary, binary.clone()),
        ),
    ];
    let ways = ways.into_iter().map(|(name, content)| BodyChoice {
        name: name.to_owned(),
        content,
    });
    api.add("Ways", REQUEST, TypeKind::BodyChoice(ways.collect()));
    let come = |name: &str, status: Status, content: Option<Content>| ResponseChoice {
        name: name.to_owned(),
        status,
        content,
        docs: docs(PROSE),
    };
    api.add(
        "Outcome",
        RESPONSE,
        TypeKind::ResponseChoice(vec![
            come("Ok", Status::Code(200), Some(json(named("Result")))),
            come(
                "Csv",
                Status::Code(200),
                Some(content("text/csv; charset=utf-8", Encoding::Text, string())),
            ),
            come(
                "Image",
                Status::Code(200),
                Some(content("image/*", Encoding::Binary, binary.clone())),
            ),
            come("None", Status::Code(204), None),
            come("Redirect", Status::Code(302), None),
            come("Self", Status::Range(2), Some(json(list(named("Option"))))),
        ]),
    );
    api.add(
        "SimpleOutcome",
        RESPONSE,
        TypeKind::ResponseChoice(vec![
            come("Ok", Status::Code(200), Some(json(named("Result")))),
            come(
                "Accepted",
                Status::Default,
                Some(content(
                    "application/octet-stream",
                    Encoding::Binary,
                    binary,
                )),
            ),
        ]),
    );
}

fn resources(api: &mut Api, named: &dyn Fn(&str) -> Shape, used: Vec<Shape>) {
    let find = |api: &Api, name: &str| {
        let index = api.types.iter().position(|ty| ty.name == name).unwrap();
        Shape::Named(TypeId(u32::try_from(index).unwrap()))
    };
    let mut operations = Vec::new();
    // Every type as a body, a response, a parameter.
    for (index, shape) in used.into_iter().enumerate() {
        let mut every = operation(&format!("every_{index}"), "POST", "/every/{id}");
        every.path_parameters = vec![path("id", string())];
        every.body = Some(body(json(shape.clone())));
        every.output = Output::Content(json(shape.clone()));
        every.parameters = Some(Parameters {
            name: format!("Every{index}Params"),
            parameters: vec![
                query(field("value", shape)),
                query(field("texts", list(string())).optional()),
            ],
        });
        operations.push(every);
    }
    let mut odd = operation(
        "new",
        "GET",
        "/{self}/{type}/{body}/{parameters}/{when}/{kind}/{half}",
    );
    odd.docs = docs(PROSE);
    odd.deprecated = true;
    odd.path_parameters = vec![
        path("self", string()),
        path("type", integer()),
        path("body", find(api, "Texts")),
        path("parameters", list(string())),
        path("when", Shape::Primitive(Primitive::DateTime)),
        path("kind", find(api, "Word")),
        path("half", find(api, "TextAlias")),
    ];
    for parameter in &mut odd.path_parameters {
        parameter.field.docs = docs(PROSE);
    }
    odd.parameters = Some(Parameters {
        name: "OddParams".to_owned(),
        parameters: styles(named),
    });
    odd.body = Some(RequestBody {
        required: false,
        ..body(json(named("Option")))
    });
    odd.output = Output::Optional(json(named("Vec")));
    odd.security = vec![
        vec![],
        vec![
            SecurityRequirement {
                credential: 0,
                scopes: vec!["read:`all`".to_owned()],
            },
            SecurityRequirement {
                credential: 1,
                scopes: vec![],
            },
        ],
    ];
    odd.servers = vec![server("https://other.example.com")];
    operations.push(odd);
    let text = || content("text/plain", Encoding::Text, string());
    let bytes = || {
        content(
            "application/pdf",
            Encoding::Binary,
            Shape::Primitive(Primitive::Binary),
        )
    };
    let events = || content("text/event-stream", Encoding::EventStream, Shape::Any);
    let vendor = || content("application/vnd.x+json", Encoding::Json, named("String"));
    let form = || {
        content(
            "application/x-www-form-urlencoded",
            Encoding::Form,
            named("String"),
        )
    };
    let upload = content(
        "multipart/form-data",
        Encoding::Multipart,
        find(api, "Upload"),
    );
    for (index, content) in [text(), bytes(), events(), vendor(), form(), upload]
        .into_iter()
        .enumerate()
    {
        let mut send = operation(&format!("send_{index}"), "PUT", "/send");
        send.body = Some(body(content.clone()));
        operations.push(send);
        let mut maybe = operation(&format!("maybe_send_{index}"), "PATCH", "/send");
        maybe.body = Some(RequestBody {
            required: false,
            docs: docs(PROSE),
            ..body(content.clone())
        });
        operations.push(maybe);
        if content.encoding != Encoding::Multipart {
            let mut get = operation(&format!("get_{index}"), "GET", "/get");
            get.output = Output::Content(content.clone());
            operations.push(get);
            let mut optional = operation(&format!("maybe_get_{index}"), "OPTIONS", "/get");
            optional.output = Output::Optional(content);
            operations.push(optional);
        }
    }
    let ways = RequestBody {
        choice: true,
        ..body(json(find(api, "Ways")))
    };
    let mut choice = operation("choice", "TRACE", "/choice");
    choice.body = Some(ways.clone());
    let Shape::Named(outcome) = find(api, "Outcome") else {
        unreachable!()
    };
    choice.output = Output::Choice(outcome);
    let mut maybe_choice = operation("maybe_choice", "DELETE", "/choice");
    maybe_choice.body = Some(RequestBody {
        required: false,
        ..ways
    });
    let Shape::Named(outcome) = find(api, "SimpleOutcome") else {
        unreachable!()
    };
    maybe_choice.output = Output::Choice(outcome);
    operations.extend([
        choice,
        maybe_choice,
        operation("core", "HEAD", "/"),
        operation("clone", "GET", "/clone"),
    ]);
    for ((index, operation), table) in operations
        .iter_mut()
        .enumerate()
        .zip(error_tables().into_iter().cycle())
    {
        if index % 3 != 0 {
            operation.errors = table;
        }
    }
    let paged = paged(api, named);
    api.resources = vec![
        resource("option", "Option", operations),
        resource("request", "Request", paged),
        resource("mod", "Mod", vec![operation("type", "GET", "/mod")]),
        resource("self", "Self", vec![operation("self", "GET", "/self")]),
        resource("aux", "ClientCore", vec![operation("aux", "GET", "/aux")]),
        resource("shared", "Call", vec![operation("get", "GET", "/shared")]),
        resource(
            "builder",
            "Result",
            vec![operation("get", "GET", "/builder")],
        ),
        resource("type", "Type", vec![]),
    ];
    api.resources[0].docs = docs(PROSE);
    api.error_bodies = vec![
        ErrorBody {
            pointer: String::new(),
            name: "Option".to_owned(),
            content: json(named("Option")),
        },
        ErrorBody {
            pointer: String::new(),
            name: "Self".to_owned(),
            content: json(list(named("Error"))),
        },
        ErrorBody {
            pointer: String::new(),
            name: "Text".to_owned(),
            content: text(),
        },
        ErrorBody {
            pointer: String::new(),
            name: "Bytes".to_owned(),
            content: bytes(),
        },
    ];
    api.error_format = ErrorFormat {
        code: vec!["/code".to_owned()],
        message: vec!["/a~1b".to_owned()],
    };
}

fn error_tables() -> Vec<Vec<ErrorResponse>> {
    let error = |status: Status, body: Option<usize>| ErrorResponse { status, body };
    vec![
        vec![
            error(Status::Code(404), Some(0)),
            error(Status::Code(400), Some(0)),
            error(Status::Code(500), Some(1)),
        ],
        vec![error(Status::Default, Some(2))],
        vec![
            error(Status::Code(404), None),
            error(Status::Range(4), Some(0)),
            error(Status::Range(5), Some(3)),
            error(Status::Default, Some(1)),
        ],
        vec![
            error(Status::Range(4), Some(0)),
            error(Status::Code(409), None),
        ],
    ]
}

fn styles(named: &dyn Fn(&str) -> Shape) -> Vec<Parameter> {
    let at = |location: Location, style: Style, explode: bool, name: &str| {
        parameter(
            location,
            style,
            explode,
            field(name, list(string()))
                .optional()
                .nullable()
                .docs(PROSE),
        )
    };
    let mut parameters = vec![
        at(Location::Query, Style::Form, true, "form"),
        at(Location::Query, Style::Form, false, "form_joined"),
        at(Location::Query, Style::SpaceDelimited, false, "spaces"),
        at(Location::Query, Style::PipeDelimited, false, "pipes"),
        at(Location::Query, Style::DeepObject, true, "type"),
        at(Location::Query, Style::Brackets, true, "brackets"),
        at(Location::Query, Style::Json, false, "query_json"),
        at(Location::Header, Style::Simple, false, "header"),
        at(Location::Header, Style::Simple, true, "header_exploded"),
        at(Location::Header, Style::Json, true, "header_json"),
        at(Location::Cookie, Style::Form, true, "cookie"),
        at(Location::Cookie, Style::Form, false, "cookie_joined"),
        query(field("required", named("Option"))),
        query(field("required_or_null", integer()).nullable().deprecated()),
        query(field("new", string()).optional().deprecated()),
    ];
    parameters[1].allow_reserved = true;
    parameters
}

fn paged(api: &mut Api, named: &dyn Fn(&str) -> Shape) -> Vec<Operation> {
    let mut operations = Vec::new();
    let relay = |backward: bool| Pagination {
        items: "data".to_owned(),
        kind: PaginationKind::Relay {
            page_info: "page_info".to_owned(),
            backward,
        },
    };
    for (index, (optional, nullable, direction)) in [
        (false, false, RESPONSE),
        (true, false, RESPONSE),
        (false, true, BOTH),
        (true, true, BOTH),
    ]
    .into_iter()
    .enumerate()
    {
        let shaped = |name: &str, shape: Shape| Field {
            required: !optional,
            nullable,
            ..field(name, shape)
        };
        let info = object(vec![
            shaped("has_next_page", Shape::Primitive(Primitive::Boolean)),
            shaped("has_previous_page", Shape::Primitive(Primitive::Boolean)),
            shaped("end_cursor", string()).wire("endCursor"),
            shaped("start_cursor", integer()),
        ]);
        let info = api.add(&format!("PageInfo{index}"), direction, info);
        let page = object(vec![
            shaped("data", list(named("Option"))),
            shaped("page_info", info),
            shaped("next", string()),
            shaped("meta", map(Shape::Any)),
        ]);
        let page = api.add(&format!("Page{index}"), direction, page);
        let mut list = operation(&format!("list_{index}"), "GET", "/list");
        list.output = Output::Content(json(page.clone()));
        list.pagination = Some(relay(index % 2 == 0));
        // The same page walked in another way is an ordinary call.
        let mut other = operation(&format!("other_{index}"), "GET", "/list");
        other.output = Output::Content(json(page));
        other.pagination = Some(Pagination {
            items: "data".to_owned(),
            kind: PaginationKind::Cursor {
                parameter: "cursor".to_owned(),
                cursor: "/next".to_owned(),
            },
        });
        operations.extend([list, other]);
        let meta = api.add(
            &format!("Meta{index}"),
            direction,
            object(vec![shaped("next", integer()), shaped("type", string())]),
        );
        let page = object(vec![
            shaped("items", list_of_texts()),
            shaped("meta", boxed(meta)),
        ]);
        let page = api.add(&format!("CursorPage{index}"), direction, page);
        for (name, pointer) in [("by_number", "/meta/next"), ("by_text", "/meta/type")] {
            let mut walk = operation(&format!("{name}_{index}"), "GET", "/walk");
            walk.output = Output::Content(json(page.clone()));
            walk.pagination = Some(Pagination {
                items: "items".to_owned(),
                kind: PaginationKind::Cursor {
                    parameter: "cursor".to_owned(),
                    cursor: pointer.to_owned(),
                },
            });
            operations.push(walk);
        }
    }
    operations
}

fn list_of_texts() -> Shape {
    list(string())
}

fn clients(api: &mut Api) {
    let kinds = vec![
        CredentialKind::Bearer,
        CredentialKind::Basic,
        CredentialKind::Authorization {
            scheme: "Digest\"".to_owned(),
        },
        CredentialKind::Header {
            prefix: String::new(),
            name: "X-Key".to_owned(),
        },
        CredentialKind::Query {
            name: "key".to_owned(),
        },
        CredentialKind::Cookie {
            name: "session".to_owned(),
        },
        CredentialKind::Connection,
    ];
    let names = [
        "build",
        "type",
        "timeout",
        "self",
        "key",
        "user",
        "certificate",
    ];
    api.credentials = kinds
        .into_iter()
        .zip(names)
        .map(|(kind, name)| Credential {
            name: name.to_owned(),
            wire_name: format!("{name}\"Auth"),
            environment: match kind {
                CredentialKind::Basic => vec!["USER".to_owned(), "PASSWORD".to_owned()],
                CredentialKind::Connection => vec![],
                _ => vec![format!("NASTY_{}", name.to_uppercase())],
            },
            kind,
            description: Some(PROSE.to_owned()),
        })
        .collect();
    api.common_security = vec![vec![SecurityRequirement {
        credential: 0,
        scopes: vec![],
    }]];
    let variable = |name: &str| ServerVariable {
        name: name.to_owned(),
        wire_name: format!("{name} of server"),
        default: "a`b".to_owned(),
        values: vec!["a`b".to_owned(), String::new()],
        description: Some(PROSE.to_owned()),
    };
    api.servers = vec![
        Server {
            url: "https://{build of server}.example.com".to_owned(),
            description: Some(PROSE.to_owned()),
            variables: vec![variable("build"), variable("self"), variable("type")],
        },
        Server {
            variables: vec![variable("self")],
            ..server("https://b.example.com")
        },
    ];
    let event = api.add(
        "Event",
        RESPONSE,
        tagged(
            "type",
            vec![variant("Happened", api_first(), vec![json!("it.happened")])],
        ),
    );
    api.last().home = Home::Webhooks;
    let Shape::Named(event) = event else { return };
    api.webhooks = Some(Webhooks {
        event,
        events: vec![],
    });
}

fn api_first() -> Shape {
    Shape::Named(TypeId(0))
}
