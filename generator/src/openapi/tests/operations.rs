//! Operations, webhooks, bodies and responses.

use super::Case;
use crate::base::http::{Status, Style};

#[test]
fn operations_keep_document_order() {
    let case = Case::new(
        "paths:\n  x-note: 1\n  /b:\n    summary: Item\n    description: Of the item\n    servers: [{url: https://item.example}]\n    \
         post: {operationId: createB, tags: [B, 'C'], summary: Short, description: Long, deprecated: true, \
         externalDocs: {url: https://a.example}, servers: [{url: https://own.example}]}\n    get: {operationId: ''}\n    \
         x-other: {}\n  /a:\n    trace: {tags: Alone}\n    Delete: {}\n    query: {}\n  no-slash:\n    head: {}\n",
    );
    let reader = case.reader();
    let operations = reader.operations();
    let found: Vec<_> = operations
        .iter()
        .map(|operation| (&*operation.method, operation.path, operation.id))
        .collect();
    assert_eq!(
        found,
        [
            ("POST", "/b", Some("createB")),
            ("GET", "/b", None),
            ("TRACE", "/a", None),
            ("DELETE", "/a", None),
            ("QUERY", "/a", None),
            ("HEAD", "no-slash", None),
        ]
    );
    let create = &operations[0];
    assert_eq!(
        (create.summary, create.description),
        (Some("Short"), Some("Long"))
    );
    assert_eq!(
        (create.deprecated, create.external_docs),
        (true, Some("https://a.example"))
    );
    assert_eq!(create.tags, ["B", "C"]);
    assert_eq!(
        reader.server(create.servers[0]).unwrap().url,
        "https://own.example"
    );
    let get = &operations[1];
    assert_eq!(
        (get.summary, get.description),
        (Some("Item"), Some("Of the item"))
    );
    assert_eq!(
        reader.server(get.servers[0]).unwrap().url,
        "https://item.example"
    );
    assert_eq!(operations[2].tags, ["Alone"]);
    let codes: Vec<_> = case
        .problems()
        .into_iter()
        .map(|(code, text)| format!("{code} {text}"))
        .collect();
    assert_eq!(
        codes,
        [
            "method-case Delete",
            "malformed-member Alone",
            "path-without-slash no-slash"
        ]
    );
}

#[test]
fn path_item_references_are_followed() {
    let case = Case::of(
        "openapi: 3.1.0\npaths:\n  /a: {$ref: '#/components/pathItems/Shared', get: {operationId: own}}\n  \
         /b: {$ref: 'paths/b.yml'}\n  /c: {$ref: '#/paths/~1a'}\n  /d:\n  /e: text\n\
         components: {pathItems: {Shared: {get: {operationId: shared}, put: {operationId: put}}}}\n",
        &[(
            "paths/b.yml",
            "get: {operationId: b, responses: {200: {$ref: 'b.yml#/x'}}}\nx: {description: ok}\n",
        )],
    );
    let operations = case.reader().operations();
    let found: Vec<_> = operations
        .iter()
        .map(|operation| (operation.path, &*operation.method, operation.id.unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            ("/a", "GET", "own"),
            ("/a", "PUT", "put"),
            ("/b", "GET", "b"),
            ("/c", "GET", "own"),
            ("/c", "PUT", "put"),
        ]
    );
    assert_eq!(operations[2].responses[0].description, Some("ok"));
    assert_eq!(case.problems(), [("malformed-member", "text".to_owned())]);
}

#[test]
fn sections_in_other_files_are_read() {
    let case = Case::of(
        "openapi: 3.1.0\npaths: {$ref: paths.yml}\ntags: {$ref: tags.yml}\n\
         components: {schemas: {$ref: schemas.yml}, securitySchemes: {$ref: 'schemes.yml#/all'}}\n",
        &[
            ("paths.yml", "/a: {get: {responses: {}}}\n"),
            (
                "tags.yml",
                "- {name: A, description: {$ref: 'texts.yml#/a'}}\n",
            ),
            ("texts.yml", "a: Text\n"),
            ("schemas.yml", "User: {type: string}\n"),
            ("schemes.yml", "all: {key: {type: http, scheme: bearer}}\n"),
        ],
    );
    let reader = case.reader();
    assert_eq!(reader.operations().len(), 1);
    assert_eq!(reader.tags()[0].description.as_deref(), Some("Text"));
    assert_eq!(reader.component_schemas()[0].0, "User");
    assert_eq!(reader.security_schemes()[0].name, "key");
    assert_eq!(case.problems(), []);
}

#[test]
fn webhooks_and_x_webhooks_are_read() {
    let case = Case::new(
        "webhooks: {payment.made: {post: {requestBody: {content: {application/json: {schema: {}}}}, responses: {}}}}\n\
         x-webhooks: {'{odd}': {$ref: '#/webhooks/payment.made'}}\n",
    );
    let webhooks = case.reader().webhooks();
    let found: Vec<_> = webhooks
        .iter()
        .map(|webhook| (webhook.path, &*webhook.method, webhook.parameters.len()))
        .collect();
    assert_eq!(found, [("payment.made", "POST", 0), ("{odd}", "POST", 0)]);
    assert!(webhooks[1].request_body.is_some());
    assert_eq!(case.problems(), []);
}

#[test]
fn request_bodies_are_read() {
    let case = Case::new(
        "paths:\n  /a:\n    post:\n      responses: {}\n      requestBody: {$ref: '#/components/requestBodies/Form', description: Own}\n\
         components:\n  requestBodies:\n    Form:\n      description: Shared\n      required: true\n      content:\n        \
         multipart/form-data:\n          schema: {type: object}\n          encoding:\n            \
         file: {contentType: image/png, style: form, explode: false, allowReserved: true}\n            odd: {style: odd}\n          \
         example: 1\n          examples: {a: {value: 2}}\n        application/json:\n        text/plain: text\n        x-note: {}\n",
    );
    let operations = case.reader().operations();
    let body = operations[0].request_body.as_ref().unwrap();
    assert_eq!((body.description, body.required), (Some("Own"), true));
    let names: Vec<_> = body
        .contents
        .iter()
        .map(|content| (content.name, content.schema.is_some()))
        .collect();
    assert_eq!(
        names,
        [("multipart/form-data", true), ("application/json", false)]
    );
    let (name, file) = &body.contents[0].encoding[0];
    assert_eq!(
        (
            *name,
            file.content_type,
            file.style,
            file.explode,
            file.allow_reserved
        ),
        (
            "file",
            Some("image/png"),
            Some(Style::Form),
            Some(false),
            true
        )
    );
    assert_eq!(body.contents[0].examples.len(), 2);
    let codes: Vec<_> = case
        .problems()
        .into_iter()
        .map(|(code, text)| format!("{code} {text}"))
        .collect();
    assert_eq!(codes, ["parameter-style odd", "malformed-member text"]);
}

#[test]
fn responses_are_read_by_status() {
    let case = Case::v30(
        "paths:\n  /a:\n    get:\n      responses:\n        200: {content: {application/json: {schema: {}}}, \
         headers: {X-Rate: {schema: {type: integer}}, X-Ref: {$ref: '#/components/headers/H'}, Content-Type: {}, X-None: {}}}\n        \
         '4XX': {$ref: '#/components/responses/Bad'}\n        4xx: {description: again}\n        5xx: {}\n        default: {description: other}\n        \
         ok: {}\n        999: {}\n        x-note: 1\n        201: text\n\
         components:\n  responses: {Bad: {description: bad}}\n  headers: {H: {content: {application/json: {schema: {}}}}}\n",
    );
    let operations = case.reader().operations();
    let responses = &operations[0].responses;
    let statuses: Vec<_> = responses.iter().map(|response| response.status).collect();
    assert_eq!(
        statuses,
        [
            Status::Code(200),
            Status::Code(201),
            Status::Range(4),
            Status::Range(5),
            Status::Default
        ]
    );
    assert_eq!(responses[2].description, Some("bad"));
    let headers: Vec<_> = responses[0]
        .headers
        .iter()
        .map(|(name, schema)| (*name, schema.is_some()))
        .collect();
    assert_eq!(
        headers,
        [("X-Rate", true), ("X-Ref", true), ("X-None", false)]
    );
    let codes: Vec<_> = case
        .problems()
        .into_iter()
        .map(|(code, text)| format!("{code} {text}"))
        .collect();
    assert_eq!(
        codes,
        [
            "duplicate-status 4xx",
            "malformed-status ok",
            "malformed-status 999",
            "malformed-member text"
        ]
    );
}

#[test]
fn missing_responses_are_reported_in_3_0_only() {
    let case = Case::v30("paths: {/a: {get: {}}}\n");
    assert!(case.reader().operations()[0].responses.is_empty());
    assert_eq!(case.problems(), [("missing-responses", "get".to_owned())]);
    let case = Case::new("paths: {/a: {get: {}}}\n");
    assert!(case.reader().operations()[0].responses.is_empty());
    assert_eq!(case.problems(), []);
}

#[test]
fn malformed_fields_do_not_affect_the_others() {
    let case = Case::new(
        "paths:\n  /a:\n    get: {tags: {}, parameters: text, requestBody: [], responses: 1, security: 1, servers: x, deprecated: {}, summary: []}\n    \
         put: text\n    post: {responses: {200: {content: []}}}\n",
    );
    let operations = case.reader().operations();
    assert_eq!(operations.len(), 2);
    assert_eq!(operations[1].responses.len(), 1);
    let problems = case.problems();
    assert_eq!(problems.len(), 10);
    assert!(problems.iter().all(|(code, _)| *code == "malformed-member"));
}

#[test]
fn misspelt_fields_are_reported() {
    let case = Case::new(
        "paths:\n  /a:\n    gett: {responses: {}}\n    link: {responses: {}}\n    own: {}\n    \
         post:\n      operationID: x\n      paramters: []\n      requestbody: {}\n      respones: {}\n      own: 1\n      \
         requestBody: {contents: {}, content: {application/json: {shema: {}}}}\n      \
         parameters: [{in: query, name: a, schemas: {}, schema: {}}]\n      responses: {200: {contnet: {}}}\n\
         components:\n  schema: {}\n",
    );
    let reader = case.reader();
    reader.check();
    reader.operations();
    let found: Vec<String> = case
        .problems()
        .into_iter()
        .filter(|(code, _)| *code == "unknown-member")
        .map(|(_, text)| text)
        .collect();
    let mut expected = [
        "schema",
        "gett",
        "link",
        "operationID",
        "paramters",
        "requestbody",
        "respones",
        "contents",
        "shema",
        "schemas",
        "contnet",
    ];
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn duplicate_operation_ids_are_reported() {
    let case = Case::new(
        "paths:\n  /a: {get: {operationId: x, responses: {}}}\n  \
         /b: {$ref: '#/paths/~1a'}\n  /c: {get: {operationId: x, responses: {}}}\n",
    );
    assert_eq!(case.reader().operations().len(), 3);
    assert_eq!(
        case.problems(),
        [("duplicate-operation-id", "x".to_owned())]
    );
}

#[test]
fn malformed_error_response_keeps_its_operation() {
    let of = |responses: &str| {
        let case = Case::new(&format!(
            "paths: {{/a: {{get: {{responses: {responses}}}}}}}\ncomponents: {{responses: {{Chain: {{$ref: '#/nowhere'}}}}}}\n"
        ));
        let operations = case.reader().operations();
        let found = (operations[0].responses.len(), operations[0].is_invalid);
        drop(operations);
        let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
        (found, codes)
    };
    let missing = "{$ref: '#/components/responses/Missing'}";
    let ok = "200: {description: ok}";
    for status in ["404", "4XX", "500", "default"] {
        let (found, codes) = of(&format!("{{{ok}, '{status}': {missing}}}"));
        assert_eq!(found, (1, false), "{status}");
        assert_eq!(
            codes,
            ["unresolved-reference", "unknown-error-body"],
            "{status}"
        );
    }
    let (found, _) = of(&format!(
        "{{{ok}, 500: {{$ref: '#/components/responses/Chain'}}}}"
    ));
    assert_eq!(found, (1, false));
    let (found, _) = of(&format!(
        "{{{ok}, 500: {{description: e, content: {{application/json: {missing}}}}}}}"
    ));
    assert_eq!(found, (2, false));
    // Without the success response, the result of a call is unknown.
    for responses in [
        format!("{{200: {missing}}}"),
        format!("{{default: {missing}}}"),
    ] {
        let (found, codes) = of(&responses);
        assert_eq!(
            (found, codes),
            ((0, true), vec!["unresolved-reference"]),
            "{responses}"
        );
    }
}

#[test]
fn unresolved_references_of_links_are_warnings() {
    let case = Case::new(
        "paths:\n  /a: {get: {operationId: a, responses: {200: {description: A, links: {b: {$ref: '#/components/links/none'}, c: {operationId: d}}}}}}\n",
    );
    assert!(!case.reader().operations()[0].is_invalid);
    assert_eq!(
        case.problems(),
        [(
            "unresolved-reference",
            "'#/components/links/none'".to_owned()
        )]
    );
}
