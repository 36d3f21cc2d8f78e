//! The fixed fields of all objects of `OpenAPI` 3.2.0: each is used or reported.

use std::collections::BTreeSet;

use super::Case;
use crate::diagnostic::{Diagnostic, Severity};

/// A document with every fixed field of every object of section 4, except those of the objects of which no field is read:
/// Contact, Link, XML, OAuth Flows and OAuth Flow.
const DOCUMENT: &str = "
openapi: 3.2.0
$self: https://example.invalid/api.yml
jsonSchemaDialect: https://spec.openapis.org/oas/3.2/dialect/2025-09-17
info:
  {title: All, summary: S, description: D, termsOfService: https://example.invalid, version: '1', contact: {},
   license: {name: MIT, identifier: MIT, url: https://example.invalid}}
servers:
  - {url: 'https://{a}.invalid', description: D, name: main, variables: {a: {enum: [a], default: a, description: D}}}
tags: [{name: t, summary: S, description: D, externalDocs: {url: https://example.invalid}, parent: u, kind: nav}]
externalDocs: {url: https://example.invalid, description: D}
security: [{key: []}]
webhooks: {}
paths:
  /a:
    $ref: '#/components/pathItems/p'
    summary: S
    description: D
    servers: []
    parameters: []
    put: {responses: {}}
    post: {responses: {}}
    delete: {responses: {}}
    options: {responses: {}}
    head: {responses: {}}
    patch: {responses: {}}
    trace: {responses: {}}
    query: {responses: {}}
    additionalOperations: {COPY: {responses: {}}}
    get:
      tags: [t]
      summary: S
      description: D
      externalDocs: {url: https://example.invalid, description: D}
      operationId: get
      deprecated: true
      security: []
      servers: []
      callbacks: {}
      parameters:
        - {name: p, in: query, description: D, required: true, deprecated: true, allowEmptyValue: true, style: form,
           explode: true, allowReserved: true, schema: {}, example: 1}
        - {name: q, in: query, content: {application/json: {schema: {}}}, examples: {}}
      requestBody:
        description: D
        required: true
        content:
          multipart/form-data:
            schema: {}
            itemSchema: {}
            example: 1
            prefixEncoding: []
            itemEncoding: {}
            encoding:
              a: {contentType: a/b, headers: {}, encoding: {}, prefixEncoding: [], itemEncoding: {}, style: form,
                  explode: true, allowReserved: true}
      responses:
        '200':
          summary: S
          description: D
          links: {}
          headers:
            x: {description: D, required: true, deprecated: true, example: 1, examples: {}, style: simple,
                explode: true, schema: {}, content: {}}
          content:
            application/json:
              examples:
                a: {summary: S, description: D, value: 1, externalValue: https://example.invalid}
                b: {dataValue: 1, serializedValue: '1'}
components:
  schemas:
    s: {discriminator: {propertyName: p, mapping: {}, defaultMapping: s}, xml: {}, externalDocs: {}, example: 1}
  responses: {}
  parameters: {}
  examples: {}
  requestBodies: {}
  headers: {}
  links: {}
  callbacks: {}
  pathItems: {p: {}}
  mediaTypes: {}
  securitySchemes:
    key: {type: http, scheme: bearer, bearerFormat: JWT, description: D, deprecated: true}
    named: {type: apiKey, in: header, name: X-Key}
    token: {type: oauth2, flows: {}, oauth2MetadataUrl: https://example.invalid}
    connect: {type: openIdConnect, openIdConnectUrl: https://example.invalid}
";

/// The fields that have no effect on the output.
const REPORTED: &[&str] = &[
    "note: `$self` of an OpenAPI document",
    "note: `allowEmptyValue` of a parameter",
    "note: `bearerFormat` of a security scheme",
    "note: `contact` of the information about an API",
    "note: `deprecated` of a header",
    "note: `deprecated` of a security scheme",
    "note: `description` of a header",
    "note: `description` of an example",
    "note: `description` of an external documentation",
    "note: `example` of a header",
    "note: `examples` of a header",
    "note: `explode` of a header",
    "note: `externalDocs` of an OpenAPI document",
    "note: `externalValue` of an example",
    "note: `flows` of a security scheme",
    "note: `jsonSchemaDialect` of an OpenAPI document",
    "note: `kind` of a tag",
    "note: `links` of a response",
    "note: `links` of the components",
    "note: `name` of a server",
    "note: `oauth2MetadataUrl` of a security scheme",
    "note: `openIdConnectUrl` of a security scheme",
    "note: `parent` of a tag",
    "note: `serializedValue` of an example",
    "note: `style` of a header",
    "note: `summary` of an example",
    "note: `xml` of a schema",
    "warning: `defaultMapping` of a discriminator",
    "warning: `encoding` of an encoding",
    "warning: `itemEncoding` of a media type",
    "warning: `itemEncoding` of an encoding",
    "warning: `prefixEncoding` of a media type",
    "warning: `prefixEncoding` of an encoding",
];

/// Reads every object of the document.
fn read(document: &str) -> Vec<Diagnostic> {
    let case = Case::of(document, &[]);
    let reader = case.reader();
    reader.check();
    reader.info();
    reader.tags();
    reader.servers();
    reader.security_schemes();
    reader.operations();
    for (_, schema) in reader.component_schemas() {
        reader.schema(schema);
    }
    case.diagnostics.into_vec()
}

#[test]
fn every_fixed_field_is_used_or_reported() {
    let found = read(DOCUMENT);
    let reported: BTreeSet<String> = found
        .iter()
        .filter(|found| ["unused-field", "unsupported-field"].contains(&found.code.id))
        .map(|found| {
            let severity = match found.severity {
                Severity::Note => "note",
                _ => "warning",
            };
            let (field, _) = found.message.rsplit_once(" is not ").unwrap();
            format!("{severity}: {field}")
        })
        .collect();
    let reported: Vec<&str> = reported.iter().map(String::as_str).collect();
    assert_eq!(reported, REPORTED);
    let others = found
        .iter()
        .filter(|found| !["unused-field", "unsupported-field"].contains(&found.code.id));
    let others: Vec<&str> = others.map(|found| found.message.as_str()).collect();
    assert_eq!(others, [""; 0]);
}

#[test]
fn fields_of_later_versions_are_read_with_a_note() {
    let of_3_0 = DOCUMENT.replace("openapi: 3.2.0", "openapi: 3.0.3");
    let found = read(&of_3_0);
    let later: BTreeSet<&str> = found
        .iter()
        .filter(|found| found.code.id == "later-version")
        .map(|found| found.message.as_str())
        .collect();
    for expected in [
        "`query` is a field of a path item since OpenAPI 3.2",
        "`additionalOperations` is a field of a path item since OpenAPI 3.2",
        "`itemSchema` is a field of a media type since OpenAPI 3.2",
        "`webhooks` is a field of an OpenAPI document since OpenAPI 3.1",
        "`pathItems` is a field of the components since OpenAPI 3.1",
    ] {
        assert!(later.contains(expected), "{expected}: {later:#?}");
    }
}

#[test]
fn fields_of_3_2_have_an_effect() {
    let document = "
openapi: 3.2.0
info: {title: T, version: '1', summary: Of the API}
tags: [{name: t, summary: Of the tag}]
paths:
  /a:
    query:
      responses:
        '200':
          summary: Of the response
          content:
            application/jsonl: {itemSchema: {type: string}, examples: {a: {dataValue: 7, value: 8}}}
";
    let case = Case::of(document, &[]);
    let reader = case.reader();
    assert_eq!(reader.info().description.as_deref(), Some("Of the API"));
    assert_eq!(reader.tags()[0].description.as_deref(), Some("Of the tag"));
    let operations = reader.operations();
    let response = &operations[0].responses[0];
    assert_eq!(response.description, Some("Of the response"));
    let content = &response.contents[0];
    assert!(content.item_schema.is_some());
    let values: Vec<_> = content.examples.iter().map(|node| node.to_json()).collect();
    assert_eq!(values, [7]);
    assert_eq!(case.problems(), []);
}

#[test]
fn additional_operations_do_not_replace_fields() {
    let case = Case::new(
        "paths:\n  /a:\n    additionalOperations: {POST: {operationId: b}, PUT: {operationId: c}}\n    \
         post: {operationId: a}\n",
    );
    let operations = case.reader().operations();
    let ids: Vec<_> = operations.iter().map(|found| found.id.unwrap()).collect();
    assert_eq!(ids, ["a", "c"]);
    let said = case.said().into_iter().map(|found| found.label);
    let labels: Vec<String> = said
        .filter(|label| label.starts_with("left") || label.contains("there"))
        .collect();
    assert_eq!(
        labels,
        [
            "left out: the field has an operation",
            "read as if it were there"
        ]
    );
}
