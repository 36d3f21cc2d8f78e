//! Parameters, and their agreement with the path.

use super::Case;
use crate::base::http::{ParameterLocation, Style};

/// Reads the parameters of one operation; returns name, location, style and explode of each, and the
/// diagnostics.
fn read(path: &str, parameters: &str) -> (Vec<String>, Vec<(&'static str, String)>) {
    let case = Case::new(&format!(
        "paths:\n  {path}:\n    get:\n      responses: {{}}\n      parameters: {parameters}\n"
    ));
    let operations = case.reader().operations();
    let described = operations[0].parameters.iter().map(|parameter| {
        let (style, explode) = (
            parameter.style,
            if parameter.explode { " explode" } else { "" },
        );
        format!(
            "{} {:?} {style:?}{explode}",
            parameter.name, parameter.location
        )
    });
    let described = described.collect();
    drop(operations);
    (described, case.problems())
}

#[test]
fn styles_have_their_defaults() {
    let (described, said) = read(
        "/{a}/{b}/{c}",
        "[{in: path, name: a, required: true, schema: {}}, {in: path, name: b, required: true, style: label, explode: true, schema: {}}, \
         {in: path, name: c, required: true, style: matrix, schema: {}}, {in: query, name: d, schema: {}}, \
         {in: query, name: e, explode: false, schema: {}}, {in: query, name: f, style: deepObject, explode: true, schema: {}}, \
         {in: query, name: g, style: pipeDelimited, schema: {}}, {in: query, name: h, style: spaceDelimited, schema: {}}, \
         {in: header, name: i, schema: {}}, {in: cookie, name: j, schema: {}}, \
         {in: query, name: k, content: {application/json: {schema: {}}}}, {in: query, name: l, content: {text/plain: {}}}]",
    );
    let expected = [
        "a Path Simple",
        "b Path Label explode",
        "c Path Matrix",
        "d Query Form explode",
        "e Query Form",
        "f Query DeepObject explode",
        "g Query PipeDelimited",
        "h Query SpaceDelimited",
        "i Header Simple",
        "j Cookie Form explode",
        "k Query Json",
        "l Query Form explode",
    ];
    assert_eq!(
        (described, said),
        (expected.map(str::to_owned).to_vec(), vec![])
    );
}

#[test]
fn unsupported_styles_are_replaced() {
    let (described, said) = read(
        "/",
        "[{in: query, name: a, style: simple, schema: {}}, {in: header, name: b, style: form, schema: {}}, {in: query, name: c, style: odd, schema: {}}]",
    );
    assert_eq!(
        described,
        [
            "a Query Form explode",
            "b Header Simple",
            "c Query Form explode"
        ]
    );
    let places: Vec<_> = said
        .into_iter()
        .map(|(code, text)| format!("{code} {text}"))
        .collect();
    assert_eq!(
        places,
        [
            "parameter-style simple",
            "parameter-style form",
            "parameter-style odd"
        ]
    );
}

#[test]
fn unknown_locations_are_reported() {
    let (described, said) = read(
        "/",
        "[{in: Query, name: a, schema: {}}, {in: body, name: b, schema: {}}, {in: qurey, name: c, schema: {}}, {name: d}, {in: query}, text]",
    );
    assert_eq!(described, ["a Query Form explode"]);
    let codes: Vec<_> = said.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        [
            "unknown-location",
            "unknown-location",
            "unknown-location",
            "missing-member",
            "missing-member",
            "malformed-member"
        ]
    );
}

#[test]
fn invalid_header_names_are_repaired_or_left_out() {
    let (described, said) = read(
        "/",
        "[{in: header, name: 'X-A:', schema: {}}, {in: header, name: X B, required: true, schema: {}}, \
         {in: header, name: ' X-C ', schema: {}}, {in: header, name: Ä, schema: {}}, {in: query, name: 'x y:', schema: {}}]",
    );
    assert_eq!(
        described,
        [
            "X-A Header Simple",
            "X-C Header Simple",
            "x y: Query Form explode"
        ]
    );
    let places: Vec<_> = said
        .iter()
        .map(|(code, place)| format!("{code} {place}"))
        .collect();
    assert_eq!(
        places,
        [
            "header-name 'X-A:'",
            "header-name X B",
            "header-name ' X-C '",
            "header-name Ä"
        ]
    );
}

#[test]
fn catch_all_path_parameters_are_read() {
    for path in ["/a/{rest+}", "/a/{+rest}", "/a/{*rest}", "/a/{rest:.*}"] {
        let (described, said) = read(path, "[{in: path, name: rest, required: true, schema: {}}]");
        assert_eq!(described, ["rest Path Segments"], "{path}");
        assert_eq!(said, [], "{path}");
    }
    let (described, said) = read("/a/{rest+}", "[]");
    assert_eq!(described, ["rest Path Segments"]);
    assert_eq!(said[0].0, "undeclared-path-parameter");
    let (described, said) = read(
        "'/:id/{n:int}'",
        "[{in: path, name: id, required: true, schema: {}}, {in: path, name: n, required: true, schema: {}}]",
    );
    assert_eq!(described, ["id Path Simple", "n Path Simple"]);
    assert_eq!(said, [("path-syntax", "'/:id/{n:int}'".to_owned())]);
    // Notations that are read differently, or sent as written, are reported.
    for path in ["/a{;id*}", "/a{/id}", "/a{.id}", "/:id.json"] {
        let (described, said) = read(
            &format!("'{path}'"),
            "[{in: path, name: id, required: true, schema: {}}]",
        );
        assert_eq!(described, ["id Path Simple"], "{path}");
        assert_eq!(said, [("path-syntax", format!("'{path}'"))]);
    }
    for path in ["/a/:other", "/a/{}"] {
        let (_, said) = read(&format!("'{path}'"), "[]");
        assert_eq!(said, [("path-syntax", format!("'{path}'"))]);
    }
}

#[test]
fn path_parameters_match_the_placeholders() {
    let (described, said) = read("/{a}/{b}", "[{in: path, name: a, schema: {}}]");
    assert_eq!(described, ["a Path Simple", "b Path Simple"]);
    let codes: Vec<_> = said.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        ["optional-path-parameter", "undeclared-path-parameter"]
    );

    let (described, said) = read("/{a}", "[{in: path, name: b, required: true, schema: {}}]");
    assert_eq!(described, ["a Path Simple"]);
    assert_eq!(said, [("unused-path-parameter", "b".to_owned())]);

    let (described, said) = read("/x", "[{in: path, name: b, required: true, schema: {}}]");
    assert_eq!(described, Vec::<String>::new());
    assert_eq!(said, [("unused-path-parameter", "b".to_owned())]);

    let (described, said) = read("/{a}/{b}", "[]");
    assert_eq!(described, ["a Path Simple", "b Path Simple"]);
    assert_eq!(said.len(), 2);
}

#[test]
fn incomplete_parameters_are_repaired_or_reported() {
    let of = |path: &str, parameters: &str| {
        let case = Case::new(&format!(
            "paths:\n  {path}:\n    get: {{responses: {{}}, parameters: {parameters}}}\n"
        ));
        let operations = case.reader().operations();
        let names = operations[0].parameters.iter();
        let names: Vec<String> = names
            .map(|one| format!("{} {:?}", one.name, one.location))
            .collect();
        let is_invalid = operations[0].is_invalid;
        drop(operations);
        let said: Vec<_> = case
            .said()
            .into_iter()
            .map(|one| (one.code.id, one.label))
            .collect();
        (names, is_invalid, said)
    };
    // An optional parameter is left out.
    for (parameter, label) in [
        (
            "{in: header, name: '', schema: {}}",
            "left out: without a name it cannot be sent",
        ),
        (
            "{in: query, schema: {}}",
            "left out: without a name it cannot be sent",
        ),
        (
            "{name: b, schema: {}}",
            "left out: without a location it cannot be sent",
        ),
        (
            "{name: b, in: ~, schema: {}}",
            "left out: without a location it cannot be sent",
        ),
    ] {
        let parameters = format!("[{{in: query, name: q, schema: {{}}}}, {parameter}]");
        let (names, is_invalid, said) = of("/a", &parameters);
        assert_eq!(
            (names, is_invalid),
            (vec!["q Query".to_owned()], false),
            "{parameter}"
        );
        assert_eq!(said, [("missing-member", label.to_owned())], "{parameter}");
    }
    // Without a required parameter, the operation cannot be called.
    for parameter in [
        "{in: header, name: '', required: true, schema: {}}",
        "{name: b, required: true, schema: {}}",
    ] {
        let (names, is_invalid, said) = of("/a", &format!("[{parameter}]"));
        assert_eq!(
            (names, is_invalid, said.len()),
            (vec![], true, 1),
            "{parameter}"
        );
    }
    // The path determines the missing field.
    for (parameter, label) in [
        (
            "{name: id, required: true, schema: {}}",
            "read as `in: path`, since the path has its name",
        ),
        (
            "{in: path, required: true, schema: {}}",
            "read as `id`, which nothing else declares",
        ),
        (
            "{in: path, name: '', required: true, schema: {}}",
            "read as `id`, which nothing else declares",
        ),
    ] {
        let (names, is_invalid, said) = of("'/a/{id}'", &format!("[{parameter}]"));
        assert_eq!(
            (names, is_invalid),
            (vec!["id Path".to_owned()], false),
            "{parameter}"
        );
        assert_eq!(said, [("missing-member", label.to_owned())], "{parameter}");
    }
    let (names, is_invalid, said) = of(
        "'/a/{id}'",
        "[{in: path, name: id, required: true, schema: {}}, {in: path, required: true, schema: {}}]",
    );
    assert_eq!((names, is_invalid), (vec!["id Path".to_owned()], false));
    assert_eq!(
        said,
        [("missing-member", "the parameter is left out".to_owned())]
    );
}

#[test]
fn unresolved_parameter_references_are_inferred_from_the_path() {
    let of = |path: &str, parameters: &str| {
        let case = Case::new(&format!(
            "paths:\n  {path}:\n    get: {{responses: {{}}, parameters: {parameters}}}\n"
        ));
        let operations = case.reader().operations();
        let names: Vec<_> = operations[0]
            .parameters
            .iter()
            .map(|one| one.name)
            .collect();
        let found = (names.join(" "), operations[0].is_invalid);
        drop(operations);
        let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
        (found, codes)
    };
    let missing = "{$ref: 'common.yml#/Id'}";
    // The path determines name and location.
    let (found, codes) = of("'/a/{id}'", &format!("[{missing}]"));
    assert_eq!(found, ("id".to_owned(), false));
    assert_eq!(codes, ["unresolved-reference", "unresolved-path-parameter"]);
    let (found, _) = of("'/a/{id}/{of}'", &format!("[{missing}]"));
    assert_eq!(found, ("id of".to_owned(), false));
    // It may be a required parameter of any location. No diagnostic concerns the path.
    let (found, codes) = of("/a", &format!("[{missing}]"));
    assert_eq!(
        (found, codes),
        ((String::new(), true), vec!["unresolved-reference"])
    );
    let (found, codes) = of("'/a/{id}'", &format!("[{missing}, {{$ref: '#/nowhere'}}]"));
    assert_eq!(found, (String::new(), true));
    assert_eq!(codes, ["unresolved-reference", "unresolved-reference"]);
}

#[test]
fn undeclared_placeholder_uses_the_declaration_of_another_operation() {
    let case = Case::new(
        "paths:\n  '/a/{id}':\n    get: {parameters: [{$ref: '#/components/parameters/Id'}], responses: {}}\n    \
         put: {responses: {}}\ncomponents: {parameters: {Id: {in: path, name: id, required: true, schema: {type: integer}}}}\n",
    );
    let reader = case.reader();
    let operations = reader.operations();
    let schema = operations[1].parameters[0].schema.unwrap();
    assert!(reader.schema(schema).types.integer);
    drop(operations);
    let said = case.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].message, "`put` does not declare `{id}`");
    assert_eq!(said[0].label, "read as `get` declares it");
    let case = Case::new("paths:\n  '/a/{id}': {get: {responses: {}}, put: {responses: {}}}\n");
    case.reader().operations();
    assert_eq!(
        case.problems(),
        [("undeclared-path-parameter", "'/a/{id}'".to_owned())]
    );
}

#[test]
fn renamed_parameter_keeps_its_schema() {
    let case = Case::new(
        "paths: {'/{a}': {get: {parameters: [{in: path, name: b, required: true, schema: {type: integer}}], responses: {}}}}\n",
    );
    let reader = case.reader();
    let operations = reader.operations();
    let parameter = &operations[0].parameters[0];
    assert_eq!(parameter.name, "a");
    assert!(reader.schema(parameter.schema.unwrap()).types.integer);
}

#[test]
fn operation_parameters_override_those_of_the_path_item() {
    let case = Case::new(
        "paths:\n  /{id}:\n    parameters:\n    - {in: path, name: id, required: true, description: outer, schema: {}}\n    \
         - {in: query, name: id, schema: {}}\n    - {in: header, name: X-A, description: outer, schema: {}}\n    get:\n      \
         responses: {}\n      parameters:\n      - {in: path, name: id, required: true, description: inner, schema: {}}\n      \
         - {in: header, name: x-a, description: inner, schema: {}}\n",
    );
    let operations = case.reader().operations();
    let found: Vec<_> = operations[0]
        .parameters
        .iter()
        .map(|parameter| (parameter.name, parameter.location, parameter.description))
        .collect();
    assert_eq!(
        found,
        [
            ("id", ParameterLocation::Path, Some("inner")),
            ("id", ParameterLocation::Query, None),
            ("x-a", ParameterLocation::Header, Some("inner")),
        ]
    );
    assert_eq!(case.problems(), []);
}

#[test]
fn duplicate_parameters_are_left_out() {
    let (described, said) = read(
        "/",
        "[{in: query, name: a, schema: {}}, {in: query, name: a, explode: false, schema: {}}]",
    );
    assert_eq!(described, ["a Query Form explode"]);
    assert_eq!(said[0].0, "duplicate-parameter");
}

#[test]
fn missing_parameter_schemas_are_reported() {
    let case = Case::new(
        "paths: {/: {get: {parameters: [{in: query, name: a, type: integer}, {in: query, name: b}], responses: {}}}}\n",
    );
    let reader = case.reader();
    let operations = reader.operations();
    let parameters = &operations[0].parameters;
    assert!(reader.schema(parameters[0].schema.unwrap()).types.integer);
    assert_eq!(parameters[1].schema, None);
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["parameter-without-schema"; 2]);
}

#[test]
fn reserved_header_parameters_are_left_out() {
    let headers = "[{in: header, name: Accept, schema: {}}, {in: header, name: content-type, schema: {}}, \
                   {in: header, name: Authorization, schema: {}}, {in: header, name: X-Other, schema: {}}]";
    let (described, _) = read("/", headers);
    assert_eq!(
        described,
        ["Authorization Header Simple", "X-Other Header Simple"]
    );
    let case = Case::new(&format!(
        "security: [{{key: []}}]\ncomponents: {{securitySchemes: {{key: {{type: http, scheme: bearer}}}}}}\n\
         paths: {{/: {{get: {{responses: {{}}, parameters: {headers}}}}}}}\n"
    ));
    assert_eq!(case.reader().operations()[0].parameters.len(), 1);
}

#[test]
fn referenced_parameters_keep_their_examples() {
    let case = Case::new(
        "paths: {/: {get: {responses: {}, parameters: [{$ref: '#/components/parameters/Page'}]}}}\n\
         components:\n  parameters:\n    Page: {in: query, name: page, required: true, deprecated: true, allowReserved: true, \
         description: The page, schema: {}, example: 1, examples: {two: {value: 2}, three: {$ref: '#/components/examples/Three'}}}\n  \
         examples: {Three: {value: 3}}\n",
    );
    let operations = case.reader().operations();
    let page = &operations[0].parameters[0];
    assert_eq!(
        (page.name, page.style, page.description),
        ("page", Style::Form, Some("The page"))
    );
    assert!(page.required && page.deprecated && page.allow_reserved && page.explode);
    let examples: Vec<_> = page
        .examples
        .iter()
        .map(|example| example.as_i64().unwrap())
        .collect();
    assert_eq!(examples, [1, 2, 3]);
}
