//! Documents with one construct each.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// A document, an overlay that is applied to it, and the options of the API.
pub(crate) struct Case {
    pub(crate) document: Value,
    /// The document as YAML, where it is not JSON.
    pub(crate) yaml: Option<String>,
    pub(crate) overlay: Option<Value>,
    pub(crate) options: Value,
}

impl Case {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let json = || self.document.to_string();
        self.yaml.clone().unwrap_or_else(json).into_bytes()
    }
}

type Make = fn(usize) -> Case;

fn plain(document: Value) -> Case {
    Case {
        document,
        yaml: None,
        overlay: None,
        options: json!({}),
    }
}

fn document(paths: Value, components: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Scaling", "version": "1"},
        "paths": paths,
        "components": components,
    })
}

/// Builds a document with one operation, which sends and receives the schema `A`.
fn schemas(schemas: Value) -> Case {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
    let operation = json!({
        "operationId": "x",
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": content}},
    });
    plain(document(
        json!({"/x": {"post": operation}}),
        json!({"schemas": schemas}),
    ))
}

fn one_schema(schema: Value) -> Case {
    schemas(json!({"A": schema}))
}

fn operation(id: &str, further: Value) -> Value {
    let mut operation = json!({"operationId": id, "responses": {"200": {"description": ""}}});
    operation
        .as_object_mut()
        .unwrap()
        .extend(further.as_object().unwrap().clone());
    operation
}

fn one_operation(further: Value) -> Case {
    plain(document(
        json!({"/x": {"get": operation("x", further)}}),
        json!({}),
    ))
}

fn list(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

fn object(count: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..count).map(member).collect::<Map<_, _>>().into()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Returns a document with a base schema and many schemas that extend it.
fn extended(n: usize, base: Value) -> Case {
    let mut all = object(n, |index| {
        let extended = json!({"allOf": [reference("A"), with_property(index)]});
        (format!("C{index}"), extended)
    });
    all["A"] = base;
    schemas(all)
}

fn with_property(index: usize) -> Value {
    json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}})
}

fn tagged(index: usize) -> Value {
    json!({
        "type": "object",
        "required": ["t"],
        "properties": {"t": {"const": format!("v{index}")}, "q": {"type": "string"}},
    })
}

/// Builds a component `A` that is a union of components.
fn union_of_components(count: usize, mapping: impl Fn(usize) -> (String, Value)) -> Case {
    let mut all = object(count, |index| {
        let schema = json!({
            "type": "object",
            "required": ["t"],
            "properties": {"t": {"type": "string"}, format!("a{index}"): {"type": "string"}},
        });
        (format!("C{index}"), schema)
    });
    let branches = list(count, |index| reference(&format!("C{index}")));
    all["A"] = json!({
        "oneOf": branches,
        "discriminator": {"propertyName": "t", "mapping": object(count, mapping)},
    });
    schemas(all)
}

fn described(text: String) -> Case {
    one_operation(json!({"summary": "s", "description": text}))
}

fn parameters(count: usize, parameter: impl Fn(usize) -> Value) -> Case {
    one_operation(json!({"parameters": list(count, parameter)}))
}

/// Returns a name that differs from others only in separators.
fn alike(index: usize) -> String {
    let separator = |place: u32| ["-", "_", "."][index / 3_usize.pow(place) % 3];
    let mut name = "a".to_owned();
    for place in 0..9 {
        name.push_str(separator(place));
        name.push('b');
    }
    name
}

fn path(key: String, further: Value) -> Case {
    plain(document(
        json!({key: {"get": operation("x", further)}}),
        json!({}),
    ))
}

fn operations(count: usize, further: impl Fn(usize) -> Value) -> Case {
    let paths = object(count, |index| {
        let operation = operation(&format!("o{index}"), further(index));
        (format!("/p{index}"), json!({"get": operation}))
    });
    plain(document(paths, json!({})))
}

fn servers(servers: Value) -> Case {
    let mut case = one_operation(json!({}));
    case.document["servers"] = servers;
    case
}

fn overlay(extension: Value, actions: Value) -> Case {
    let mut case = one_operation(json!({}));
    case.document["x-e"] = extension;
    case.overlay = Some(json!({
        "overlay": "1.0.0",
        "info": {"title": "o", "version": "1"},
        "actions": actions,
    }));
    case
}

/// A document with webhooks; their payloads by number.
fn webhooks(count: usize, payload: impl Fn(usize) -> Value) -> Case {
    named_webhooks(count, |index| format!("event{index}"), payload)
}

fn named_webhooks(
    count: usize,
    name: impl Fn(usize) -> String,
    payload: impl Fn(usize) -> Value,
) -> Case {
    let webhooks = object(count, |index| {
        let content = json!({"application/json": {"schema": payload(index)}});
        let post = json!({
            "requestBody": {"content": content},
            "responses": {"200": {"description": ""}},
        });
        (name(index), json!({"post": post}))
    });
    plain(json!({
        "openapi": "3.1.0",
        "info": {"title": "Scaling", "version": "1"},
        "webhooks": webhooks,
    }))
}

/// An object that requires a property of its own.
fn requiring(name: &str, property: Value) -> Value {
    json!({"type": "object", "required": [name], "properties": {name: property}})
}

/// An API whose operations send and receive the schema `A`, with the option `envelope`.
fn enveloped(count: usize, envelope: Value, components: Value) -> Case {
    let content = json!({"application/json": {"schema": reference("A")}});
    let mut case = operations(
        count,
        |_| json!({"responses": {"200": {"description": "", "content": content}}}),
    );
    let paths = case.document["paths"].as_object_mut().unwrap();
    for item in paths.values_mut() {
        let mut operation = item["get"].take();
        operation["requestBody"] = json!({"content": content});
        *item = json!({"post": operation});
    }
    case.document["components"] = json!({"schemas": components});
    case.options = json!({"envelope": envelope});
    case
}

/// An object with properties that have one value each, and with the property `data`.
fn constants_beside_data(count: usize) -> Value {
    let mut properties = object(count, |index| {
        (format!("c{index}"), json!({"const": index}))
    });
    properties["data"] = with_property(0);
    json!({"type": "object", "properties": properties})
}

/// Builds a document whose paths all refer to one path item with a `get`. `components` has the other components.
fn shared_item(paths: usize, further: Value, components: Value) -> Case {
    shared_path_item(paths, json!({"get": operation("p", further)}), components)
}

fn shared_path_item(paths: usize, item: Value, mut components: Value) -> Case {
    components["pathItems"] = json!({"P": item});
    let item = json!({"$ref": "#/components/pathItems/P"});
    let paths = object(paths, |index| (format!("/p{index}"), item.clone()));
    plain(document(paths, components))
}

/// Builds operations that all return the same paginated response. The response and its `page_info` have four fields for
/// each operation.
fn pages(count: usize) -> Case {
    let fields = |further: Value| {
        let mut fields = object(4 * count, |index| (format!("f{index}"), json!({})));
        fields
            .as_object_mut()
            .unwrap()
            .extend(further.as_object().unwrap().clone());
        json!({"type": "object", "properties": fields})
    };
    let text = json!({"type": "string"});
    let info = fields(json!({"has_next_page": {"type": "boolean"}, "end_cursor": text}));
    let list = fields(json!({
        "page_info": reference("Info"),
        "data": {"type": "array", "items": text},
    }));
    let mut case = operations(count, |_| {
        json!({
            "parameters": [{"name": "after", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": reference("List")}}}},
        })
    });
    case.document["components"] = json!({"schemas": {"Info": info, "List": list}});
    case
}

/// Members that no object of `OpenAPI` defines.
fn unknown_members(count: usize) -> Value {
    object(count, |index| (format!("k{index}"), json!(1)))
}

/// An operation whose request is a form.
fn form(media_type: Value) -> Value {
    json!({"requestBody": {"content": {"application/x-www-form-urlencoded": media_type}}})
}

/// Constructs whose cost is proportional to the size of the document: name, size and document.
pub(crate) const LINEAR: &[(&str, usize, Make)] = &[
    ("a long key that is set again and again", 1_000, |n| {
        let mut yaml = format!(
            "openapi: 3.1.0
info: {{title: Scaling, version: '1'}}
x-k: &k {}
paths: {{}}
x-d:
",
            "k".repeat(30 * n)
        );
        for _ in 0..n {
            yaml.push_str("  *k : 1\n");
        }
        Case {
            yaml: Some(yaml),
            ..plain(json!({}))
        }
    }),
    ("strings of an enum", 2_000, |n| {
        one_schema(json!({"enum": list(n, |index| format!("v{index}").into())}))
    }),
    ("integers of an enum", 2_000, |n| {
        one_schema(json!({"enum": list(n, Value::from)}))
    }),
    ("enums that both apply", 1_000, |n| {
        let values = |from: usize| list(n, |index| format!("v{}", from + index).into());
        one_schema(json!({"allOf": [{"enum": values(0)}, {"enum": values(n / 2)}]}))
    }),
    ("enums of which one applies", 1_000, |n| {
        let values = |from: usize| list(n, |index| format!("v{}", from + index).into());
        one_schema(json!({"anyOf": [{"enum": values(0)}, {"enum": values(n / 2)}]}))
    }),
    ("constants", 1_000, |n| {
        one_schema(json!({"oneOf": list(n, |index| json!({"const": format!("v{index}")}))}))
    }),
    ("branches without names", 700, |n| {
        one_schema(json!({"oneOf": list(n, with_property)}))
    }),
    ("branches with a tag", 500, |n| {
        one_schema(json!({"oneOf": list(n, tagged)}))
    }),
    ("branches with several tags", 500, |n| {
        let branch = |index: usize| {
            let tags = json!([format!("v{index}"), format!("w{index}")]);
            json!({"type": "object", "required": ["t"], "properties": {"t": {"enum": tags}}})
        };
        one_schema(json!({"oneOf": list(n, branch)}))
    }),
    ("a branch with very many tags", 2_500, |n| {
        let branch = |letter: &str| {
            let tags = list(n, |index| format!("{letter}{index}").into());
            json!({"type": "object", "required": ["t"], "properties": {"t": {"enum": tags}}})
        };
        one_schema(json!({"oneOf": [branch("a"), branch("b")]}))
    }),
    ("components with a mapping", 400, |n| {
        union_of_components(n, |index| {
            (
                format!("m{index}"),
                format!("#/components/schemas/C{index}").into(),
            )
        })
    }),
    ("unions of an object and of nested unions", 150, |n| {
        let mut all = json!({"U": {"oneOf": list(8, |outer| reference(&format!("U{outer}")))}});
        for outer in 0..8 {
            let list_of = |inner: usize| {
                let item = json!({"const": format!("v{outer}x{inner}")});
                json!({"type": "array", "items": item})
            };
            all[format!("U{outer}")] = json!({"oneOf": list(8, list_of)});
        }
        all["A"] = json!({"type": "object", "properties": object(n, |index| {
            let own = object(1, |_| (format!("a{index}"), json!({})));
            let own = json!({"type": "object", "properties": own});
            (format!("p{index}"), json!({"anyOf": [own, reference("U")]}))
        })});
        schemas(all)
    }),
    ("a mapping that does not resolve", 400, |n| {
        union_of_components(n, |index| {
            (
                format!("m{index}"),
                format!("#/components/schemas/D{index}").into(),
            )
        })
    }),
    ("the same branch many times", 60, |n| {
        schemas(json!({
            "A": {"oneOf": list(n, |_| reference("B"))},
            "B": with_property(0),
        }))
    }),
    ("objects that are several at once", 700, |n| {
        let branch = |letter: &str| {
            let member = |index: usize| (format!("{letter}{index}"), json!({"type": "string"}));
            json!({"type": "object", "properties": object(n, member)})
        };
        one_schema(json!({"anyOf": [branch("a"), branch("b"), branch("c")]}))
    }),
    ("subtypes", 300, |n| {
        let mut all = object(n, |index| {
            let subtype = json!({"allOf": [reference("A"), with_property(index)]});
            (format!("C{index}"), subtype)
        });
        all["A"] = json!({
            "type": "object",
            "required": ["t"],
            "properties": {"t": {"type": "string"}},
            "discriminator": {"propertyName": "t"},
        });
        schemas(all)
    }),
    ("parts of a conjunction", 700, |n| {
        one_schema(json!({"allOf": list(n, with_property)}))
    }),
    ("required names without property", 1_000, |n| {
        one_schema(json!({
            "type": "object",
            "required": list(n, |index| format!("kx{index}").into()),
            "properties": object(n, |index| (format!("ky{index}"), json!({"type": "string"}))),
        }))
    }),
    ("required properties", 1_000, |n| {
        one_schema(json!({
            "type": "object",
            "required": list(n, |index| format!("k{index}").into()),
            "properties": object(n, |index| (format!("k{index}"), json!({"type": "string"}))),
        }))
    }),
    ("references within nested identifiers", 500, |n| {
        let mut schema = json!({"oneOf": list(n, |_| json!({"$ref": "q"}))});
        for _ in 0..60 {
            schema = json!({"$id": "a/".repeat(100), "properties": {"a": schema}});
        }
        one_schema(schema)
    }),
    ("a long value in the payloads of webhooks", 300, |n| {
        let listed = json!({"type": "string", "enum": ["Ab".repeat(10 * n), "e0"]});
        let properties = object(20, |index| (format!("p{index}"), reference("E")));
        let mut case = webhooks(n, |_| reference("P"));
        case.document["components"]["schemas"] =
            json!({"P": {"type": "object", "properties": properties}, "E": listed});
        case
    }),
    ("unknown keywords", 1_000, |n| {
        one_schema(object(n, |index| (format!("unknown{index:06}"), json!(1))))
    }),
    ("references that do not resolve", 500, |n| {
        one_schema(json!({
            "type": "object",
            "properties": object(n, |index| {
                (format!("p{index}"), reference(&format!("M{index}")))
            }),
        }))
    }),
    ("long names of nested objects", 12, |n| {
        let mut schema = json!({"type": "string"});
        for index in 0..n {
            schema = json!({
                "type": "object",
                "properties": {format!("{}{index}", "long".repeat(100)): schema, "q": {"type": "integer"}},
            });
        }
        one_schema(schema)
    }),
    ("a component with a long name", 2_000, |n| {
        let name = "Ab".repeat(n);
        let mut case = schemas(json!({"A": reference(&name)}));
        case.document["components"]["schemas"][name] = json!({
            "type": "object",
            "properties": object(n / 20, |index| (format!("p{index}"), with_property(index))),
        });
        case
    }),
    ("brackets of an address", 20_000, |n| {
        described(format!("http://x{}", ")".repeat(n)))
    }),
    ("brackets of links", 4_000, |n| described("[a](".repeat(n))),
    ("images in images", 1_000, |n| {
        described(format!("{}{}", "![a ".repeat(n), "](b)".repeat(n)))
    }),
    ("emphasis", 6_000, |n| described("*a**b_c".repeat(n))),
    ("tags of HTML", 4_000, |n| {
        described("<div><a href='".repeat(n))
    }),
    ("similar parameters", 400, |n| {
        parameters(
            n,
            |index| json!({"name": alike(index), "in": "query", "schema": {"type": "string"}}),
        )
    }),
    ("parameters of a path", 500, |n| {
        let key = (0..n).map(|index| format!("/{{q{index}}}")).collect();
        let list = list(
            n,
            |index| json!({"name": format!("q{index}"), "in": "path", "required": true, "schema": {"type": "string"}}),
        );
        path(key, json!({"parameters": list}))
    }),
    ("parameters that a path does not declare", 700, |n| {
        path(
            (0..n).map(|index| format!("/{{q{index}}}")).collect(),
            json!({}),
        )
    }),
    ("an expression of a query", 700, |n| {
        let names: Vec<String> = (0..n).map(|index| format!("q{index}")).collect();
        path(format!("/x{{?{}}}", names.join(",")), json!({}))
    }),
    ("a tag for each operation", 150, |n| {
        operations(n, |index| json!({"tags": [format!("t{index}")]}))
    }),
    ("operations without tags", 200, |n| {
        operations(n, |_| json!({}))
    }),
    ("variables of a server", 600, |n| {
        let url: String = (0..n).map(|index| format!("{{v{index}}}.")).collect();
        servers(json!([{"url": format!("https://{url}example")}]))
    }),
    ("defaults that look like variables", 5, |n| {
        let url: String = (0..n).map(|index| format!("{{v{index}}}")).collect();
        let variables = object(n, |index| {
            let next = format!("{{v{}}}", index + 1);
            (format!("v{index}"), json!({"default": next.repeat(4)}))
        });
        servers(json!([{"url": format!("x.{url}"), "variables": variables}]))
    }),
    ("items that an overlay updates", 1_500, |n| {
        overlay(
            json!({"list": list(n, |index| json!({"a": index}))}),
            json!([{"target": "$['x-e'].list[*]", "update": {"z": 1}}]),
        )
    }),
    ("webhooks that require other properties", 500, |n| {
        webhooks(n, |index| {
            requiring(&format!("p{index}"), json!({"type": "string"}))
        })
    }),
    (
        "webhooks that require other properties below one",
        500,
        |n| {
            webhooks(n, |index| {
                let inner = requiring(&format!("p{index}"), json!({"type": "string"}));
                requiring("data", inner)
            })
        },
    ),
    ("webhooks that are alike", 500, |n| {
        webhooks(n, |index| {
            let mut payload = requiring("id", json!({"type": "string"}));
            payload["properties"][format!("p{index}")] = json!({"type": "string"});
            payload
        })
    }),
    ("webhooks that require nothing", 500, |n| {
        webhooks(n, with_property)
    }),
    ("webhooks with the same payload", 500, |n| {
        webhooks(n, |index| with_property(index / 2))
    }),
    ("webhooks with a tag and without", 250, |n| {
        webhooks(2 * n, |index| match index % 2 {
            0 => requiring("type", json!({"const": format!("t{index}")})),
            _ => requiring(&format!("p{index}"), json!({"type": "string"})),
        })
    }),
    ("a webhook with a long name", 100, |n| {
        let name = |index| match index {
            0 => "long".repeat(50 * n),
            _ => format!("event{index}"),
        };
        named_webhooks(n, name, with_property)
    }),
    ("descriptions of webhooks", 50, |n| {
        let mut case = webhooks(n, with_property);
        for item in case.document["webhooks"]
            .as_object_mut()
            .unwrap()
            .values_mut()
        {
            item["post"]["description"] = "text *a* [b](c) ".repeat(100).into();
        }
        case
    }),
    ("operations in an envelope", 150, |n| {
        let envelope = json!({"request": "/data", "payload": "/data", "errors": ["/errors"]});
        let errors = json!({"type": "array", "items": with_property(1)});
        let mut schema = constants_beside_data(5);
        schema["properties"]["errors"] = errors;
        schema["properties"]["errors"]["const"] = json!([]);
        enveloped(n, envelope, json!({"A": schema}))
    }),
    ("members of an envelope", 1_000, |n| {
        enveloped(
            1,
            json!({"request": "/data", "payload": "/data"}),
            json!({"A": constants_beside_data(n)}),
        )
    }),
    (
        "members of an envelope without the one that is looked for",
        500,
        |n| {
            let schema = json!({
                "type": "object",
                "properties": object(n, |index| (format!("e{index}"), with_property(index))),
            });
            enveloped(5, json!({"payload": "/data"}), json!({"A": schema}))
        },
    ),
    ("media types of a response without a schema", 2_000, |n| {
        let content = object(n, |index| (format!("text/x{index}"), json!({})));
        one_operation(json!({"responses": {"200": {"description": "", "content": content}}}))
    }),
    (
        "media types of a request body without a schema",
        1_000,
        |n| {
            let content = object(n, |index| (format!("text/x{index}"), json!({})));
            one_operation(json!({"requestBody": {"content": content}}))
        },
    ),
    ("anchors in a description", 5_000, |n| {
        described("<a> ".repeat(n))
    }),
    ("defaults of one enum of many values", 400, |n| {
        let property = |index: usize| {
            let schema = json!({"allOf": [reference("E")], "default": format!("v{index}")});
            (format!("a{index}"), schema)
        };
        let values = list(n, |index| format!("v{index}").into());
        schemas(json!({
            "A": {"type": "object", "properties": object(40, property)},
            "E": {"type": "string", "enum": values},
        }))
    }),
    (
        "operations that return pages with one `page_info` of many fields",
        300,
        pages,
    ),
    ("credentials of alternatives", 60, |n| {
        let scheme =
            |index| json!({"type": "apiKey", "in": "header", "name": format!("X-{index}")});
        let schemes = object(n, |index| (format!("s{index}"), scheme(index)));
        let item = json!({"get": operation("p", json!({}))});
        let mut case = plain(document(
            object(n, |index| (format!("/p{index}"), item.clone())),
            json!({"securitySchemes": schemes}),
        ));
        // Each alternative requires three credentials.
        let three = |index: usize| {
            object(3, |further| {
                (format!("s{}", (index + further) % n), json!([]))
            })
        };
        case.document["security"] = list(n / 4, |index| three(4 * index));
        case
    }),
    (
        "error responses of one operation with different bodies",
        25,
        |n| {
            let body = |index| json!({"application/json": {"schema": with_property(index)}});
            let responses = object(4 * n, |index| {
                let content = body(index / 2);
                (
                    format!("{}", 400 + index),
                    json!({"description": "", "content": content}),
                )
            });
            one_operation(json!({"responses": responses}))
        },
    ),
    (
        "error responses of many operations with different bodies",
        150,
        |n| {
            operations(n, |index| {
                let body = |index| json!({"description": "", "content": {"application/json": {"schema": with_property(index)}}});
                json!({"responses": {
                    "200": {"description": ""},
                    "404": body(index),
                    "4XX": body(index / 2),
                    "default": body(index % 5),
                }})
            })
        },
    ),
    ("one property in many conditions", 300, |n| {
        let condition = |index: usize| json!({"if": {}, "then": {"properties": {"a": with_property(index), format!("b{index}"): {}}}});
        one_schema(json!({"type": "object", "allOf": list(n, condition)}))
    }),
    ("one property in many dependent schemas", 300, |n| {
        let dependent = |index: usize| {
            (
                format!("k{index}"),
                json!({"properties": {"a": with_property(index)}}),
            )
        };
        one_schema(json!({"type": "object", "dependentSchemas": object(n, dependent)}))
    }),
    ("alternatives that require many properties", 1_000, |n| {
        let name = |index: usize| format!("p{index}");
        let required = list(n, |index| name(index).into());
        one_schema(json!({
            "type": "object",
            "properties": object(n, |index| (name(index), json!({"type": "string"}))),
            "anyOf": [{"required": required}, {"required": ["p0"]}],
        }))
    }),
    ("branches of a multipart body", 400, |n| {
        let branch = |index: usize| json!({"properties": {"p": with_property(index)}});
        let content = json!({"multipart/form-data": {"schema": {"oneOf": list(n, branch)}}});
        one_operation(json!({"requestBody": {"content": content}}))
    }),
    ("properties of a wide conjunction", 300, |n| {
        let mut all = object(n, |index| (format!("B{index}"), json!({})));
        all["W"] = json!({"allOf": list(n, |index| reference(&format!("B{index}")))});
        let mut properties = object(n, |index| (format!("p{index}"), reference("W")));
        properties["r"] = json!({"type": "string", "readOnly": true});
        all["A"] = json!({"type": "object", "properties": properties});
        schemas(all)
    }),
    (
        "identifiers in a schema with a long identifier",
        1_000,
        |n| {
            let inner = |index: usize| (format!("p{index}"), json!({"$id": format!("i{index}")}));
            one_schema(json!({
                "$id": format!("https://example.com/{}/", "k".repeat(30 * n)),
                "type": "object",
                "properties": object(n, inner),
            }))
        },
    ),
    ("values at long paths that an overlay updates", 1_000, |n| {
        overlay(
            json!({"k".repeat(50 * n): list(n, |_| json!(0))}),
            json!([{"target": "$['x-e']..*", "update": {}}]),
        )
    }),
    ("filters of an overlay", 1_000, |n| {
        let tests = "@.b || @.c == 'x' || match(@.a, '[a-y]+') || ".repeat(10);
        overlay(
            list(n, |index| json!({"a": format!("z{index}"), "c": "y"})),
            json!([{"target": format!("$..[?{tests}search(@.a, '9$')]"), "update": {"z": 1}}]),
        )
    }),
    ("steps of a path of an overlay", 2_000, |n| {
        overlay(
            json!({"list": list(n, |index| json!(index))}),
            json!([{
                "target": format!("$['x-e'].list[{}]", list(n, |index| json!(index)).to_string().trim_matches(['[', ']'])),
                "update": {},
            }]),
        )
    }),
    ("members that an overlay removes", 2_000, |n| {
        overlay(
            object(n, |index| (format!("k{index}"), json!(index))),
            json!([{"target": "$['x-e'].*", "remove": true}]),
        )
    }),
    (
        "a condition that repeats the recursive schema of a property",
        60,
        |n| {
            let member = |index: usize| (format!("a{index}"), reference("A"));
            let properties = json!({"p": reference("A")});
            schemas(json!({
                "A": {"type": "object", "properties": object(n, member)},
                "B": {"type": "object", "properties": properties, "then": {"properties": properties}},
            }))
        },
    ),
];

/// Constructs that a limit stops: name, size, code of the diagnostic that tells the limit, and document.
pub(crate) const LIMITED: &[(&str, usize, &str, Make)] = &[
    (
        "rules next to a union of many branches",
        4_000,
        "too-many-steps",
        |n| {
            let rule = |_| json!({"anyOf": [{"required": ["z"]}, {"required": ["p0"]}]});
            one_schema(json!({
                "type": "object",
                "properties": {"z": {"type": "string"}},
                "allOf": list(n, rule),
                "oneOf": list(n, with_property),
            }))
        },
    ),
    (
        "patterns of a base with many subtypes",
        2_000,
        "too-many-steps",
        |n| {
            let base = json!({
                "type": "object",
                "required": ["t"],
                "properties": {"t": {"type": "string"}},
                "patternProperties": object(n, |index| (format!("^a{index}"), json!({}))),
                "discriminator": {"propertyName": "t"},
            });
            extended(n, base)
        },
    ),
    (
        "schemas of items that apply to many first items",
        12_000,
        "too-many-steps",
        |n| {
            let mut parts = list(n, |_| json!({"items": {"type": "string"}}));
            let first = json!({"prefixItems": list(n, |_| json!({"maxLength": 9}))});
            parts[0] = first;
            one_schema(json!({"type": "array", "allOf": parts}))
        },
    ),
    (
        "required keys that maps inherit",
        600,
        "too-many-fields",
        |n| {
            let map = |index: usize| {
                let inherits =
                    json!({"allOf": [reference("R")], "required": [format!("own{index}")]});
                (format!("A{index}"), inherits)
            };
            let names = list(n, |index| format!("k{index}").into());
            let mut all = object(n, map);
            all["R"] = json!({
                "type": "object",
                "required": names,
                "additionalProperties": {"type": "string"},
            });
            schemas(all)
        },
    ),
    (
        "properties that refer to one enum of many values",
        4_000,
        "too-many-steps",
        |n| {
            let property = |index: usize| {
                (
                    format!("a{index}"),
                    json!({"allOf": [reference("E")], "description": "x"}),
                )
            };
            let values = list(n, |index| format!("v{index}").into());
            schemas(json!({
                "A": {"type": "object", "properties": object(n, property)},
                "E": {"type": "string", "enum": values},
            }))
        },
    ),
    (
        "cycles of different lengths",
        13,
        "too-many-combinations",
        |n| {
            let primes: Vec<usize> = (2..=n)
                .filter(|number| (2..*number).all(|divisor| number % divisor != 0))
                .collect();
            let mut all = Map::new();
            for &prime in &primes {
                for index in 0..prime {
                    let next = format!("P{prime}x{}", (index + 1) % prime);
                    all.insert(
                    format!("P{prime}x{index}"),
                    json!({
                        "type": "object",
                        "properties": {"next": reference(&next), format!("v{prime}"): {"type": "string"}},
                    }),
                );
                }
            }
            let parts: Vec<Value> = primes
                .iter()
                .map(|prime| reference(&format!("P{prime}x0")))
                .collect();
            all.insert("A".to_owned(), json!({"allOf": parts}));
            schemas(all.into())
        },
    ),
    (
        "schemas that extend a large one",
        600,
        "too-many-fields",
        |n| {
            let base = json!({
                "type": "object",
                "properties": object(n, |index| (format!("a{index}"), json!({"type": "string"}))),
            });
            extended(n, base)
        },
    ),
    (
        "a chain of schemas that add constraints",
        2_000,
        "too-many-steps",
        |n| {
            let mut all = object(n, |index| {
                let next = reference(&format!("C{}", index + 1));
                (
                    format!("C{index}"),
                    json!({"allOf": [next, {"minProperties": index}]}),
                )
            });
            all[format!("C{n}")] = with_property(n);
            all["A"] = reference("C0");
            schemas(all)
        },
    ),
    (
        "paths that refer to one large path item",
        450,
        "too-many-parts",
        |n| {
            let paths = object(n, |index| {
                (
                    format!("/p{index}"),
                    json!({"$ref": "#/components/pathItems/P"}),
                )
            });
            let list = list(
                n,
                |index| json!({"name": format!("q{index}"), "in": "query", "schema": {"type": "string"}}),
            );
            let item = json!({"get": operation("p", json!({"parameters": list}))});
            plain(document(paths, json!({"pathItems": {"P": item}})))
        },
    ),
    (
        "paths that share a path item with unknown members",
        1_500,
        "too-many-parts",
        |n| {
            let mut item = unknown_members(3 * n);
            item["get"] = operation("p", json!({}));
            shared_path_item(n, item, json!({}))
        },
    ),
    (
        "paths that share an operation with unknown members",
        1_500,
        "too-many-parts",
        |n| shared_item(n, unknown_members(3 * n), json!({})),
    ),
    (
        "paths that share many scopes",
        1_000,
        "too-many-parts",
        |n| {
            let scopes = list(5 * n, |index| json!(format!("s{index}")));
            let scheme = json!({"type": "oauth2", "flows": {}});
            shared_item(
                n,
                json!({"security": [{"a": scopes}]}),
                json!({"securitySchemes": {"a": scheme}}),
            )
        },
    ),
    (
        "paths that share a variable of very many values",
        1_000,
        "too-many-parts",
        |n| {
            let values = list(5 * n, |index| json!(index.to_string()));
            let variable = json!({"default": "0", "enum": values});
            let server = json!({"url": "https://{v}/", "variables": {"v": variable}});
            shared_item(n, json!({"servers": [server]}), json!({}))
        },
    ),
    ("paths that share a long id", 1_000, "too-many-parts", |n| {
        let mut item = json!({"get": operation("p", json!({}))});
        item["get"]["operationId"] = json!("aB".repeat(20 * n));
        shared_path_item(n, item, json!({}))
    }),
    (
        "paths that share a long tag",
        1_000,
        "too-many-parts",
        |n| shared_item(n, json!({"tags": ["aB".repeat(20 * n)]}), json!({})),
    ),
    (
        "paths that share a path item with a long summary",
        1_000,
        "too-many-parts",
        |n| {
            let get = operation("p", json!({}));
            let item = json!({"summary": "*a* `b` ".repeat(5 * n), "get": get});
            shared_path_item(n, item, json!({}))
        },
    ),
    (
        "paths that share the encodings of a form",
        1_000,
        "too-many-parts",
        |n| {
            let encoding = object(2 * n, |index| {
                (format!("e{index}"), json!({"style": "form"}))
            });
            let schema = json!({"type": "object", "properties": {"a": {}}});
            shared_item(
                n,
                form(json!({"encoding": encoding, "schema": schema})),
                json!({}),
            )
        },
    ),
    (
        "paths that share a long constant",
        1_000,
        "too-many-parts",
        |n| {
            let schemas = json!({"C": {"const": list(5 * n, |index| json!(index))}});
            let parameter =
                json!({"name": "a", "in": "query", "required": true, "schema": reference("C")});
            shared_item(
                n,
                json!({"parameters": [parameter]}),
                json!({"schemas": schemas}),
            )
        },
    ),
    (
        "one branch of very many properties again and again",
        3_000,
        "too-many-fields",
        |n| {
            schemas(json!({
                "A": {"oneOf": list(n, |_| reference("B"))},
                "B": {"properties": object(n, |index| (format!("p{index}"), json!({})))},
            }))
        },
    ),
    (
        "unions of large objects that overlap",
        25,
        "too-many-fields",
        |n| {
            let name = |index: usize| format!("B{index}");
            let branches = list(24, |index| reference(&name(index)));
            let mut all = object(24, |of| {
                let member = |index: usize| (format!("a{of}x{index}"), json!({}));
                let properties = object(16 * n, member);
                (
                    name(of),
                    json!({"type": "object", "properties": properties}),
                )
            });
            all["A"] = json!({"type": "object", "properties": object(4 * n, |index| {
                (format!("p{index}"), json!({"anyOf": branches}))
            })});
            schemas(all)
        },
    ),
    ("enums with one more value", 800, "too-many-fields", |n| {
        let mut all = json!({});
        all["E"] = json!({"enum": list(8 * n, |index| json!(format!("v{index}")))});
        all["A"] = json!({"type": "object", "properties": object(n, |index| {
            let more = json!({"const": format!("w{index}")});
            (format!("p{index}"), json!({"anyOf": [more, reference("E")]}))
        })});
        schemas(all)
    }),
    ("aliases of aliases", 5, "too-many-types", |n| {
        let mut yaml = "openapi: 3.1.0
info: {title: Scaling, version: '1'}
paths: {}
components:
  schemas:
    L0: &l0 {type: object, properties: {a: {type: string}}}
"
        .to_owned();
        for level in 1..=n {
            let before = level - 1;
            let member = |index| format!("p{index}: *l{before}");
            let members: Vec<String> = (0..8).map(member).collect();
            let _ = writeln!(
                yaml,
                "    L{level}: &l{level} {{type: object, properties: {{{}}}}}",
                members.join(", ")
            );
        }
        Case {
            yaml: Some(yaml),
            ..plain(json!({}))
        }
    }),
    (
        "paths that refer to a long description",
        500,
        "too-much-prose",
        |n| {
            let paths = object(n, |index| {
                let item = json!({"$ref": "#/components/pathItems/P"});
                (format!("/p{index}"), item)
            });
            let further = json!({"description": "a word ".repeat(12 * n)});
            let item = json!({"get": operation("p", further)});
            plain(document(paths, json!({"pathItems": {"P": item}})))
        },
    ),
    (
        "very many references that do not resolve",
        55_000,
        "too-many-problems",
        |n| {
            one_schema(json!({
                "type": "object",
                "properties": object(n, |index| (format!("p{index}"), reference("M"))),
            }))
        },
    ),
    (
        "webhooks that require the same property",
        1_500,
        "too-many-comparisons",
        |n| {
            webhooks(n, |index| {
                requiring(
                    "kind",
                    json!({"enum": [format!("a{index}"), format!("b{index}")]}),
                )
            })
        },
    ),
    (
        "operations in an envelope of very many members",
        2_500,
        "too-many-steps",
        |n| {
            enveloped(
                n,
                json!({"request": "/data", "payload": "/data"}),
                json!({"A": constants_beside_data(n)}),
            )
        },
    ),
    (
        "an object that is copied into itself",
        40,
        "overlay-too-large",
        |n| {
            let actions: Vec<Value> = (0..n)
                .flat_map(|index| {
                    let name = format!("k{index}");
                    [
                        json!({"target": "$['x-e']", "update": {name.clone(): {}}}),
                        json!({"target": format!("$['x-e'].{name}"), "copy": "$['x-e']"}),
                    ]
                })
                .collect();
            overlay(json!({}), actions.into())
        },
    ),
    (
        "server variables with the same long text",
        1_600,
        "too-many-parts",
        |n| {
            let names: String = (0..n).map(|index| format!("{{a{index}}}")).collect();
            let variables = object(n, |index| (format!("a{index}"), json!({"$ref": "#/x-v"})));
            let mut case = servers(json!([
                {"url": format!("https://a.example/{names}"), "variables": variables},
            ]));
            case.document["x-v"] = json!({"default": "Ab".repeat(10 * n)});
            case
        },
    ),
    (
        "security schemes with the same long text",
        1_600,
        "too-many-parts",
        |n| {
            let schemes = object(n, |index| (format!("a{index}"), json!({"$ref": "#/x-s"})));
            let mut case = plain(document(json!({}), json!({"securitySchemes": schemes})));
            case.document["x-s"] =
                json!({"type": "apiKey", "in": "query", "name": "Ab".repeat(10 * n)});
            case
        },
    ),
    (
        "a long scope of all operations",
        1_600,
        "too-many-parts",
        |n| {
            let mut case = operations(n, |_| json!({}));
            case.document["components"]["securitySchemes"] =
                json!({"a": {"type": "oauth2", "flows": {}}});
            case.document["security"] = json!([{"a": ["ab ".repeat(10 * n)]}]);
            case
        },
    ),
    (
        "a long tag value of many unions",
        1_600,
        "too-many-fields",
        |n| {
            let tagged = |value: String| json!({"type": "object", "required": ["t"], "properties": {"t": {"const": value}}});
            let union = json!({"oneOf": [reference("B"), reference("C")]});
            schemas(json!({
                "A": {"type": "object", "properties": object(n, |index| (format!("p{index}"), union.clone()))},
                "B": tagged("ab ".repeat(20 * n)),
                "C": tagged("c".to_owned()),
            }))
        },
    ),
    (
        "a path with descendants of descendants",
        200,
        "overlay-too-large",
        |n| {
            let mut value = json!({});
            for _ in 0..n {
                value = json!({"a": value, "b": {}});
            }
            overlay(
                value,
                json!([{"target": "$..*..*..*..*", "update": {"z": 1}}]),
            )
        },
    ),
    (
        "an item that is selected twice",
        24,
        "overlay-too-large",
        |n| {
            let value = (0..60).fold(json!(1), |value, _| json!([value]));
            let target = format!("$['x-e']{}", "[0,0]".repeat(n));
            overlay(value, json!([{"target": target, "update": {"z": 1}}]))
        },
    ),
    ("brackets in a path", 30_000, "overlay-too-large", |n| {
        let target = format!("${}.a{}", "[?@".repeat(n), "]".repeat(n));
        overlay(json!({}), json!([{"target": target, "update": {"z": 1}}]))
    }),
    ("parentheses in a path", 30_000, "overlay-too-large", |n| {
        let target = format!("$[?{}", "(".repeat(n));
        overlay(json!({}), json!([{"target": target, "update": {"z": 1}}]))
    }),
    (
        "a regular expression with repetitions",
        20,
        "overlay-too-large",
        |n| {
            let pattern = format!("{}a{}", "(".repeat(n), "){100}".repeat(n));
            overlay(
                json!(["a"]),
                json!([{"target": format!("$['x-e'][?search(@, '{pattern}')]"), "update": {"z": 1}}]),
            )
        },
    ),
    (
        "regular expressions in the document",
        5_000,
        "overlay-too-large",
        |n| {
            overlay(
                list(n, |index| json!(format!("(a{{20}}){{20}}{index}"))),
                json!([{"target": "$['x-e'][?match('a', @)]", "update": {"z": 1}}]),
            )
        },
    ),
    (
        "a text with very many states of a regular expression",
        100_000,
        "overlay-too-large",
        |n| {
            let letter = |index: usize| {
                let hashed = index.wrapping_mul(index).wrapping_mul(2_654_435_761);
                if hashed >> 20 & 1 == 0 { 'a' } else { 'b' }
            };
            overlay(
                json!([(0..n).map(letter).collect::<String>()]),
                json!([{"target": "$['x-e'][?search(@, '(a|b)*a(a|b){2000}c')]", "update": {"z": 1}}]),
            )
        },
    ),
    (
        "long texts that are compared",
        1_000,
        "overlay-too-large",
        |n| {
            overlay(
                list(n, |_| json!("k".repeat(n))),
                json!([{
                    "target": "$['x-e'][?count($['x-e'][?@ == $['x-e'][0]]) > 1]",
                    "update": {"z": 1},
                }]),
            )
        },
    ),
    (
        "wildcards in the same brackets",
        10_000,
        "overlay-too-large",
        |n| {
            let selectors = vec!["*"; n].join(",");
            overlay(
                list(n, |index| json!(index)),
                json!([{"target": format!("$['x-e'][{selectors}]"), "remove": true}]),
            )
        },
    ),
    ("filters in filters", 1_000, "overlay-too-large", |n| {
        overlay(
            object(n, |index| (format!("k{index}"), json!({"v": index}))),
            json!([{
                "target": "$['x-e'][?count($['x-e'][?count($['x-e'].*)>1])>1]",
                "update": {"z": 1},
            }]),
        )
    }),
];
