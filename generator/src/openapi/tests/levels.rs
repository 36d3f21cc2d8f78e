//! Bodies that omit `content`, the media type or `schema`.

use super::Case;

const COMPONENTS: &str = "components: {schemas: {X: {type: string}, Bare: {description: anything}}, \
     requestBodies: {B: {content: {text/plain: {schema: {type: string}}}}}}\n";

/// Reads a request body; returns its contents (media type, and the schema as JSON) and the diagnostics.
fn request(body: &str) -> (Vec<String>, Vec<(&'static str, String)>) {
    let case = Case::new(&format!(
        "{COMPONENTS}paths: {{/a: {{post: {{requestBody: {body}, responses: {{}}}}}}}}\n"
    ));
    let operations = case.reader().operations();
    let body = operations[0].request_body.as_ref().unwrap();
    let contents = described(&body.contents);
    drop(operations);
    (contents, case.problems())
}

/// Reads a response; returns the same as [`request`].
fn response(response: &str) -> (Vec<String>, Vec<(&'static str, String)>) {
    let case = Case::new(&format!(
        "{COMPONENTS}paths: {{/a: {{get: {{responses: {{200: {response}}}}}}}}}\n"
    ));
    let operations = case.reader().operations();
    let contents = described(&operations[0].responses[0].contents);
    drop(operations);
    (contents, case.problems())
}

fn described(contents: &[super::super::operation::MediaType<'_>]) -> Vec<String> {
    let describe = |media: &super::super::operation::MediaType<'_>| {
        let schema = media.schema.map(|schema| schema.to_json().to_string());
        format!("{} {}", media.name, schema.unwrap_or_default())
    };
    contents.iter().map(describe).collect()
}

#[test]
fn schema_in_place_of_media_type_is_accepted() {
    let (contents, said) =
        request("{content: {application/json: {type: object, required: [a], description: d}}}");
    assert_eq!(
        contents,
        [r#"application/json {"type":"object","required":["a"],"description":"d"}"#]
    );
    assert_eq!(said, [("missing-level", "application/json".to_owned())]);
    // The reference is kept, and so is the name of the component.
    let x = "application/json {\"$ref\":\"#/components/schemas/X\"}";
    let reference = "{content: {application/json: {$ref: '#/components/schemas/X'}}}";
    let (contents, said) = response(reference);
    assert_eq!((contents, said.len()), (vec![x.to_owned()], 1));
    let bare = "{content: {application/json: {$ref: '#/components/schemas/Bare'}}}";
    assert_eq!(response(bare).1.len(), 1);
    // A media type with a `schema` is correct.
    let (_, said) = response("{content: {text/plain: {schema: {type: string}, type: x}}}");
    assert_eq!(said, []);
}

#[test]
fn content_without_media_type_is_read_as_json() {
    let x = vec!["application/json {\"$ref\":\"#/components/schemas/X\"}".to_owned()];
    for content in [
        "{schema: {$ref: '#/components/schemas/X'}}",
        "{$ref: '#/components/schemas/X'}",
    ] {
        let (contents, said) = request(&format!("{{content: {content}}}"));
        assert_eq!(contents, x);
        assert_eq!(said, [("missing-level", "content".to_owned())]);
        let (contents, _) = response(&format!("{{content: {content}}}"));
        assert_eq!(contents, x);
    }
}

#[test]
fn schema_in_place_of_body_is_read_as_json() {
    let x = vec!["application/json {\"$ref\":\"#/components/schemas/X\"}".to_owned()];
    let (contents, said) = request("{$ref: '#/components/schemas/X'}");
    assert_eq!(contents, x);
    assert_eq!(said, [("missing-level", "requestBody".to_owned())]);
    // `required` belongs to the schema.
    let (contents, said) = request("{type: object, required: [a]}");
    assert_eq!(
        contents,
        [r#"application/json {"type":"object","required":["a"]}"#]
    );
    assert_eq!(said, [("missing-level", "requestBody".to_owned())]);
    let (contents, said) = response("{$ref: '#/components/schemas/X'}");
    assert_eq!(contents, x);
    assert_eq!(said, [("missing-level", "200".to_owned())]);
    // A reference to a request body is correct.
    let (contents, said) = request("{$ref: '#/components/requestBodies/B'}");
    assert_eq!(
        (contents[0].as_str(), said),
        ("text/plain {\"type\":\"string\"}", vec![])
    );
}

#[test]
fn schema_in_place_of_component_is_reported_once() {
    for component in ["{$ref: '#/components/schemas/X'}", "{type: string}"] {
        let case = Case::new(&format!(
            "components: {{schemas: {{X: {{type: string}}}}, responses: {{E: {component}}}}}\n\
             paths: {{/a: {{get: {{responses: {{422: {{content: {{text/plain: {{schema: \
             {{$ref: '#/components/responses/E'}}}}}}}}, 500: {{$ref: '#/components/responses/E'}}}}}}}}}}\n"
        ));
        let reader = case.reader();
        for response in &reader.operations()[0].responses {
            reader.schema(response.contents[0].schema.unwrap());
        }
        // Reported once for both uses, at the component.
        assert_eq!(
            case.problems(),
            [("missing-level", "E".to_owned())],
            "{component}"
        );
    }
}

#[test]
fn missing_content_is_inferred_or_reported() {
    let expected = vec!["application/json {\"type\":\"string\"}".to_owned()];
    for body in [
        "{description: d, schema: {type: string}}",
        "{description: d, application/json: {schema: {type: string}}}",
    ] {
        for (contents, said) in [request(body), response(body)] {
            assert_eq!(contents, expected, "{body}");
            assert_eq!(said.len(), 1, "{said:?}");
            assert_eq!(said[0].0, "missing-level");
        }
    }
    for body in ["{}", "{content: ~}", "{content: {}}", "{description: d}"] {
        let (contents, said) = request(body);
        assert_eq!((contents.len(), said.len()), (0, 1), "{body}: {said:?}");
        assert_eq!(said[0].0, "missing-content");
    }
    // A response may have no body. An explicit null is reported.
    assert_eq!(response("{description: d}"), (vec![], vec![]));
    assert_eq!(response("{content: {}}"), (vec![], vec![]));
    let (contents, said) = response("{content: ~}");
    assert_eq!(contents.len(), 0);
    assert_eq!(said, [("missing-content", "content".to_owned())]);
}

#[test]
fn malformed_media_types_are_repaired() {
    for (name, meant) in [
        ("''", "application/json"),
        ("json", "application/json"),
        ("JSON", "application/json"),
        ("'*'", "*/*"),
        ("xml", "application/xml"),
        ("text", "text/plain"),
        ("form-data", "multipart/form-data"),
        ("'text/csv, application/json'", "application/json"),
        ("'image/png,image/gif'", "image/png"),
        // Not allowed in a header.
        ("appliсation/json", "*/*"),
        ("\"text/\\nplain\"", "*/*"),
    ] {
        let (contents, said) = response(&format!("{{content: {{{name}: {{schema: {{}}}}}}}}"));
        assert_eq!(contents, [format!("{meant} {{}}")], "{name}");
        assert_eq!(said.len(), 1, "{name}: {said:?}");
        assert_eq!(said[0].0, "malformed-media-type");
    }
    // Sent as written, since its meaning is unknown.
    let (contents, said) = response("{content: {whatever: {schema: {}}}}");
    assert_eq!(contents, ["whatever {}"]);
    assert_eq!(said, [("malformed-media-type", "whatever".to_owned())]);
    // Left out, since there is another media type.
    let (contents, said) = response("{content: {text/csv: {schema: {}}, _embedded: {example: 1}}}");
    assert_eq!(contents, ["text/csv {}"]);
    assert_eq!(said, [("malformed-media-type", "_embedded".to_owned())]);
    for name in ["application/json;charset=utf-8", "' text/plain'", "image/*"] {
        assert_eq!(
            response(&format!("{{content: {{{name}: {{}}}}}}")).1,
            [],
            "{name}"
        );
    }
}

#[test]
fn null_responses_are_reported() {
    for case in [
        Case::new("paths: {/a: {get: {responses: ~}}}\n"),
        Case::v30("paths: {/a: {get: {responses: ~}}}\n"),
    ] {
        case.reader().operations();
        assert_eq!(
            case.problems(),
            [("missing-responses", "responses".to_owned())]
        );
    }
}

#[test]
fn malformed_response_is_read_as_empty() {
    for (response, place) in [("~", "200"), ("OK", "OK"), ("[]", "[]")] {
        let case = Case::new(&format!(
            "paths: {{/a: {{get: {{responses: {{200: {response}, default: {{description: d}}}}}}}}}}\n"
        ));
        let operations = case.reader().operations();
        let responses = &operations[0].responses;
        assert_eq!((responses.len(), responses[0].contents.len()), (2, 0));
        drop(operations);
        assert_eq!(case.problems(), [("malformed-member", place.to_owned())]);
    }
}
