//! Documents with one construct each.

use serde_json::{Map, Value, json};

/// A document, and an overlay that is applied to it.
pub(crate) struct Case {
    pub(crate) document: Value,
    pub(crate) overlay: Option<Value>,
}

type Make = fn(usize) -> Case;

fn plain(document: Value) -> Case {
    Case {
        document,
        overlay: None,
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

/// Constructs whose cost is proportional to the size of the document: name, size and document.
pub(crate) const LINEAR: &[(&str, usize, Make)] = &[
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
    ("a mapping that leads nowhere", 400, |n| {
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
    ("heirs", 300, |n| {
        let mut all = object(n, |index| {
            let heir = json!({"allOf": [reference("A"), with_property(index)]});
            (format!("C{index}"), heir)
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
    ("unknown keywords", 1_000, |n| {
        one_schema(object(n, |index| (format!("unknown{index:06}"), json!(1))))
    }),
    ("references that lead nowhere", 500, |n| {
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
    ("members that an overlay removes", 2_000, |n| {
        overlay(
            object(n, |index| (format!("k{index}"), json!(index))),
            json!([{"target": "$['x-e'].*", "remove": true}]),
        )
    }),
];

/// Documents that describe more than their size: name, size, code of the diagnostic that names the limit, and
/// document.
pub(crate) const LIMITED: &[(&str, usize, &str, Make)] = &[
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
            let mut all = object(n, |index| {
                let extended = json!({"allOf": [reference("A"), with_property(index)]});
                (format!("C{index}"), extended)
            });
            all["A"] = json!({
                "type": "object",
                "properties": object(n, |index| (format!("a{index}"), json!({"type": "string"}))),
            });
            schemas(all)
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
