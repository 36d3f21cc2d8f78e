//! Tests which configurations are read, and the errors for the others.

use super::{Error, OrNone, PageCursor, Pagination, QueryArrayFormat, parse};

const COMPLETE: &str = "\
apis:
  whop:
    document: openapi.yml
    upstream: https://example.com/openapi.yml
    credential:
      setter: api_key
      environment: WHOP_API_KEY
    headers:
      Api-Version-Date: 2026-07-20
    query-array-format: brackets
  pets:
    document: pets/openapi.json
    base-url-environment: PETS_URL
    headers: {version: 7}
    credentials:
      login:
        environment: [PETS_USER, PETS_PASSWORD]
      token: {}
";

fn error(text: &str) -> Error {
    parse(text).expect_err("should be refused")
}

/// Returns the error that a line under `whop:` causes, as `line:column: message (help)`.
fn error_of_option(line: &str) -> String {
    error(&format!(
        "apis:\n  whop:\n    document: a.yml\n    {line}\n"
    ))
    .to_string()
}

#[test]
fn reads_every_option() {
    let config = parse(COMPLETE).unwrap();
    assert_eq!(config.apis.keys().collect::<Vec<_>>(), ["whop", "pets"]);

    let whop = &config.apis["whop"];
    assert_eq!(whop.document, "openapi.yml");
    assert_eq!(
        whop.upstream.as_deref(),
        Some("https://example.com/openapi.yml")
    );
    assert_eq!(whop.base_url_environment("whop"), "WHOP_BASE_URL");
    assert_eq!(whop.headers["api-version-date"], "2026-07-20");
    assert_eq!(whop.query_array_format, QueryArrayFormat::Brackets);
    let credential = whop.only_credential("bearerAuth").unwrap();
    assert_eq!(credential.setter.as_deref(), Some("api_key"));
    assert_eq!(credential.environment, ["WHOP_API_KEY"]);
    assert!(whop.has_unnamed_credential());
    assert_eq!(whop.credential("bearerAuth"), None);

    let pets = &config.apis["pets"];
    assert_eq!(pets.upstream, None);
    assert_eq!(pets.headers["version"], "7");
    assert_eq!(pets.query_array_format, QueryArrayFormat::Document);
    assert_eq!(pets.base_url_environment("pets"), "PETS_URL");
    assert_eq!(
        pets.credential_schemes().collect::<Vec<_>>(),
        ["login", "token"]
    );
    assert_eq!(
        pets.credential("login").unwrap().environment,
        ["PETS_USER", "PETS_PASSWORD"]
    );
    assert_eq!(pets.only_credential("other"), None);
}

#[test]
fn the_bundled_configuration_is_valid() {
    let config = parse(include_str!("../../../spec/codegen.yml")).unwrap();
    let whop = &config.apis["whop"];
    assert_eq!(whop.document, "openapi.documented.yml");
    assert_eq!(
        whop.only_credential("bearerAuth").unwrap().environment,
        ["WHOP_API_KEY"]
    );
    assert_eq!(whop.headers["api-version-date"], "2026-07-20");
    assert_eq!(whop.query_array_format, QueryArrayFormat::Brackets);
}

#[test]
fn an_unknown_key_is_an_error_at_the_key() {
    let found = error("apis:\n  whop:\n    document: a.yml\n    upstraem: https://example.com\n");
    assert_eq!((found.line, found.column), (4, 5));
    assert_eq!(found.offset, 38);
    assert!(
        found
            .message
            .starts_with("apis.whop: unknown field `upstraem`, expected one of `document`")
    );
    assert_eq!(found.help.as_deref(), Some("did you mean `upstream`?"));

    let snake = error_of_option("query_array_format: brackets");
    assert!(
        snake.ends_with("(did you mean `query-array-format`?)"),
        "{snake}"
    );

    let far = error("apis:\n  whop:\n    document: a.yml\n    zebra: 1\n");
    assert_eq!(far.help, None);

    let root = error("api: {}\n");
    assert_eq!((root.line, root.column), (1, 1));
    assert_eq!(root.help.as_deref(), Some("did you mean `apis`?"));
}

#[test]
fn an_unknown_value_is_an_error_at_the_value() {
    assert_eq!(
        error_of_option("query-array-format: bracket"),
        "4:25: apis.whop.query-array-format: unknown variant `bracket`, expected `document` or `brackets` \
         (did you mean `brackets`?)"
    );
}

#[test]
fn duplicate_key_is_an_error_at_the_second() {
    let found = error("apis:\n  whop:\n    document: a.yml\n    document: b.yml\n");
    assert_eq!((found.line, found.column), (4, 5));
    assert!(
        found.message.contains("duplicate field `document`"),
        "{}",
        found.message
    );

    let found = error("apis:\n  whop:\n    document: a.yml\n  whop:\n    document: b.yml\n");
    assert_eq!((found.line, found.column), (4, 3));
    assert!(
        found.message.contains("`whop` is repeated here"),
        "{}",
        found.message
    );

    let found =
        error("apis:\n  whop:\n    document: a.yml\n    headers:\n      X-A: a\n      x-a: b\n");
    assert_eq!((found.line, found.column), (6, 7));
}

#[test]
fn impossible_values_are_rejected() {
    for (line, expected) in [
        (
            "upstream: http://example.com",
            "4:15: apis.whop.upstream: `http://example.com` is not an https address",
        ),
        (
            "upstream: https:///x",
            "4:15: apis.whop.upstream: `https:///x` is not an https address",
        ),
        (
            "upstream: https://u:p@example.com",
            "4:15: apis.whop.upstream: an address here must not carry a user name or a password",
        ),
        (
            "base-url-environment: A-B",
            "4:27: apis.whop.base-url-environment: `A-B` cannot be the name of an environment variable",
        ),
        (
            "credential: {setter: apiKey}",
            "4:26: apis.whop.credential.setter: `apiKey` cannot be the name of a method: lower-case letters, digits and `_`, not a keyword of Rust",
        ),
        (
            "credential: {setter: type}",
            "4:26: apis.whop.credential.setter: `type` cannot be the name of a method: lower-case letters, digits and `_`, not a keyword of Rust",
        ),
        (
            "credential: {environment: [A, B, C]}",
            "4:31: apis.whop.credential.environment: expected one variable, or two: a user name and a password",
        ),
        (
            "credential: {environment: 7}",
            "4:31: apis.whop.credential.environment: invalid type: integer `7`, expected a string, or a list of strings",
        ),
        (
            "headers: {authorization: x}",
            "4:15: apis.whop.headers: `authorization` is a secret: it comes from a credential, never from this file",
        ),
        (
            "headers: {Host: x}",
            "4:15: apis.whop.headers: `host` is decided by each request",
        ),
        (
            "headers: {'a b': x}",
            "4:15: apis.whop.headers: `a b` cannot be the name of a header",
        ),
        (
            "headers: {a: \"x\\ny\"}",
            "4:18: apis.whop.headers.a: \"x\\ny\" cannot be the value of a header",
        ),
        (
            "include: {tag: [Users]}",
            "4:15: apis.whop.include: unknown field `tag`, expected one of `tags`, `paths`, `operations` (did you mean `tags`?)",
        ),
        (
            "include: {tags: [Users, ' ']}",
            "4:29: apis.whop.include.tags[1]: a name must not be empty",
        ),
        (
            "exclude: {paths: users}",
            "4:22: apis.whop.exclude.paths: `users` does not begin with `/`",
        ),
        (
            "exclude: {paths: [/a, '/users/*']}",
            "4:27: apis.whop.exclude.paths[1]: `/users/*` has a `*`, which means nothing here: a path names all that is below it",
        ),
        (
            "exclude: {}",
            "4:14: apis.whop.exclude: no operation is named: give `tags`, `paths` or `operations`",
        ),
        (
            "formats: {date: time..Date}",
            "4:21: apis.whop.formats.date: `time..Date` is not the path of a Rust type, like `time::OffsetDateTime`",
        ),
        (
            "formats: {date: '(u8, u8)'}",
            "4:21: apis.whop.formats.date: `(u8, u8)` is not the path of a Rust type, like `time::OffsetDateTime`",
        ),
        (
            "formats: {date: Date}",
            "4:21: apis.whop.formats.date: `Date` does not name its crate: begin with it, as in `time::OffsetDateTime`, or with `crate`",
        ),
        (
            "formats: {date: 'Option<Date>'}",
            "4:21: apis.whop.formats.date: `Date` does not name its crate: begin with it, as in `time::OffsetDateTime`, or with `crate`",
        ),
        (
            "formats: {date: 'super::Date'}",
            "4:21: apis.whop.formats.date: `super::Date` is another type in each file: begin with a crate, or with `crate`",
        ),
        (
            "types: {Money: Money}",
            "4:20: apis.whop.types.Money: `Money` does not name its crate: begin with it, as in `time::OffsetDateTime`, or with `crate`",
        ),
        (
            "derives: {Money: Arbitrary}",
            "4:22: apis.whop.derives.Money: `Arbitrary` does not name its crate: begin with it, as in `schemars::JsonSchema`",
        ),
        (
            "derives: {Money: [Eq, 'a b']}",
            "4:27: apis.whop.derives.Money[1]: `a b` is not the path of a derive macro, like `schemars::JsonSchema`",
        ),
        (
            "rename: {User: user}",
            "4:20: apis.whop.rename.User: `user` cannot be the name of a type or a variant: letters and digits, beginning with a capital",
        ),
        (
            "rename: {'Role::Owner': 'the owner'}",
            "4:29: apis.whop.rename.Role::Owner: `the owner` cannot be the name of a type or a variant: letters and digits, beginning with a capital",
        ),
        (
            "rename: {users.list: fn}",
            "4:26: apis.whop.rename.users.list: `fn` cannot be the name of a field, a resource or a method: lower-case letters, digits and single `_`, not a keyword of Rust",
        ),
        (
            "rename: {User.: id}",
            "4:14: apis.whop.rename: `User.` names nothing: write `Type`, `Type.field`, `Type::Variant`, `resource` or `resource.method`",
        ),
    ] {
        assert_eq!(error_of_option(line), expected);
    }
}

#[test]
fn operations_are_selected_by_lists() {
    let text = "apis:\n  a:\n    document: a.yml\n    include: {tags: Users, paths: [/a, /b], operations: [get]}\n";
    let api = &parse(text).unwrap().apis["a"];
    assert_eq!(api.include.tags, ["Users"]);
    assert_eq!(api.include.paths, ["/a", "/b"]);
    assert_eq!(api.include.operations, ["get"]);
    assert!(api.exclude.is_empty() && !api.include.is_empty());
}

#[test]
fn rust_types_are_written_as_absolute_paths() {
    for (written, expected) in [
        ("String", "String"),
        ("i64", "i64"),
        ("time::OffsetDateTime", "::time::OffsetDateTime"),
        ("::time::OffsetDateTime", "::time::OffsetDateTime"),
        ("crate::Date", "crate::Date"),
        (
            "chrono::DateTime<chrono::Utc>",
            "::chrono::DateTime<::chrono::Utc>",
        ),
        (
            "std::collections::BTreeMap<String,Vec<u8>>",
            "::std::collections::BTreeMap<::std::string::String, ::std::vec::Vec<u8>>",
        ),
    ] {
        let text = format!("apis:\n  a:\n    document: a.yml\n    formats: {{x: '{written}'}}\n");
        assert_eq!(parse(&text).unwrap().apis["a"].formats["x"], expected);
    }
}

#[test]
fn any_number_of_overlays_can_be_given() {
    let text = "apis:\n  a:\n    document: a.yml\n    overlays: [a.yml, b.yml, c.yml]\n";
    assert_eq!(parse(text).unwrap().apis["a"].overlays.len(), 3);
}

#[test]
fn names_and_documents_are_checked() {
    // Names of crate roots, of files that Windows cannot have, and of a feature that every crate has.
    for name in [
        "Whop", "a-b", "type", "runtime", "9a", "self", "crate", "lib", "main", "bin", "con",
        "com1", "default",
    ] {
        let found = error(&format!("apis:\n  {name}:\n    document: a.yml\n"));
        assert_eq!((found.line, found.column), (2, 3), "{name}: {found}");
    }
    for name in ["come", "com0", "webhooks", "console"] {
        parse(&format!("apis:\n  {name}:\n    document: a.yml\n")).unwrap();
    }
    for document in ["/etc/a.yml", "'C:\\a.yml'", "a\\b.yml", "''"] {
        let found = error(&format!("apis:\n  whop:\n    document: {document}\n"));
        assert_eq!((found.line, found.column), (3, 15), "{document}: {found}");
    }
}

#[test]
fn missing_and_contradictory_options_are_errors() {
    let found = error("apis:\n  whop:\n    upstream: https://example.com\n");
    assert_eq!(found.line, 3);
    assert!(
        found.message.contains("missing field `document`"),
        "{found}"
    );
    assert!(error("apis: {}\n").message.contains("there is no API"));
    assert!(error("{}\n").message.contains("missing field `apis`"));
    assert!(error("").line >= 1);
    let both = error_of_option("credential: {}\n    credentials: {a: {}}");
    assert!(both.contains("give one of them"), "{both}");
}

#[test]
fn malformed_yaml_has_a_location() {
    let found = error("apis:\n  whop:\n   document: [a\n");
    assert!(found.line >= 3, "{found}");
    let found = error("apis:\n\twhop: 1\n");
    assert_eq!(found.line, 2, "{found}");
    // Every prefix of the file is read or rejected without a panic.
    for end in 0..COMPLETE.len() {
        let text = COMPLETE.get(..end).unwrap();
        if let Err(found) = parse(text) {
            assert!(found.offset <= text.len());
        }
    }
}

#[test]
fn columns_count_characters() {
    let found = error("apis:\n  whop: {document: \"äöü.yml\", nope: 1}\n");
    assert_eq!((found.line, found.column), (2, 31));
}

#[test]
fn reads_envelopes() {
    let text = "\
apis:
  graph:
    document: graph.yml
    credentials: {key: {prefix: 'Basic '}}
    envelope:
      request: /variables
      payload: /data/*
      errors: [/errors, /data/*/error]
      success: /data/*/ok
    operations:
      add: {envelope: {payload: '', code: /a~1b}}
      health: {envelope: none}
      usual: {}
";
    let config = parse(text).unwrap();
    let graph = &config.apis["graph"];
    let key = graph.credential("key").unwrap();
    assert_eq!(key.prefix.as_deref(), Some("Basic "));
    let usual = graph.envelope("anything").unwrap();
    assert_eq!(usual.request.as_deref(), Some("/variables"));
    assert_eq!(usual.errors, ["/errors", "/data/*/error"]);
    assert_eq!(usual.success, ["/data/*/ok"]);
    assert!(usual.code.is_empty() && usual.describes_responses());
    assert_eq!(graph.envelope("usual"), Some(usual));
    assert_eq!(graph.envelope("health"), None);
    let own = graph.envelope("add").unwrap();
    assert_eq!(
        (own.request.as_deref(), own.payload.as_deref()),
        (None, Some(""))
    );
    assert_eq!(own.code, ["/a~1b"]);
    assert_eq!(
        graph.operations().collect::<Vec<_>>(),
        ["add", "health", "usual"]
    );
}

#[test]
fn impossible_envelopes_are_rejected() {
    for (line, message) in [
        (
            "envelope: {payload: data}",
            "4:25: apis.whop.envelope.payload: `data` is not a JSON pointer, which begins with `/` and writes `~` as `~0`",
        ),
        (
            "envelope: {errors: [/a~2]}",
            "4:25: apis.whop.envelope.errors[0]: `/a~2` is not a JSON pointer, which begins with `/` and writes `~` as `~0`",
        ),
        (
            "envelope: {errors: []}",
            "4:24: apis.whop.envelope.errors: expected at least one JSON pointer",
        ),
        (
            "operations: {a: {envelope: non}}",
            "4:32: apis.whop.operations.a.envelope: invalid value: string \"non\", expected an envelope, or `none`",
        ),
        (
            "operations: {a: {envelope: {payloads: /a}}}",
            "4:33: apis.whop.operations.a.envelope: unknown field `payloads`, expected one of `request`, `payload`, `errors`, `success`, `code`, `message` (did you mean `payload`?)",
        ),
        (
            "credential: {prefix: \"a\\nb\"}",
            "4:26: apis.whop.credential.prefix: \"a\\nb\" cannot be the beginning of a header's value",
        ),
    ] {
        assert_eq!(error_of_option(line), message);
    }
}

#[test]
fn reads_pagination() {
    let text = "
apis:
  shop:
    document: shop.yml
    pagination: {items: data, parameter: from, cursor: /meta/next}
    operations:
      listUsers: {pagination: {page-info: paging}}
      listNotes: {pagination: none}
";
    let config = parse(text).unwrap();
    let shop = config.apis.get("shop").unwrap();
    assert_eq!(
        shop.pagination(),
        Some(&OrNone::Some(Pagination {
            items: Some("data".to_owned()),
            cursor: PageCursor::Pointer {
                parameter: "from".to_owned(),
                pointer: "/meta/next".to_owned(),
            },
        }))
    );
    assert_eq!(
        shop.own_pagination("listUsers"),
        Some(&OrNone::Some(Pagination {
            items: None,
            cursor: PageCursor::PageInfo("paging".to_owned()),
        }))
    );
    assert_eq!(shop.own_pagination("listNotes"), Some(&OrNone::None));
    assert_eq!(shop.own_pagination("another"), None);

    for (line, message) in [
        (
            "pagination: {parameter: a}",
            "4:17: apis.whop.pagination: expected `parameter` and `cursor`, or `page-info` alone",
        ),
        (
            "pagination: {parameter: a, cursor: /b, page-info: c}",
            "4:17: apis.whop.pagination: expected `parameter` and `cursor`, or `page-info` alone",
        ),
        (
            "pagination: {parameter: a, cursor: b}",
            "4:40: apis.whop.pagination.cursor: `b` is not a JSON pointer, which begins with `/` and writes `~` as `~0`",
        ),
        (
            "operations: {a: {pagination: non}}",
            "4:34: apis.whop.operations.a.pagination: invalid value: string \"non\", expected the pagination of a list, or `none`",
        ),
    ] {
        assert_eq!(error_of_option(line), message);
    }
}

#[test]
fn malformed_yaml_has_the_same_message_as_in_a_document() {
    for (text, place, message, help) in [
        (
            "apis:\n  one:\n\t document: one.yml\n",
            (3, 1),
            "this is not YAML: ",
            "indent with spaces",
        ),
        (
            "\u{feff}apis:\n\tone:\n\t\tdocument: one.yml\n",
            (2, 1),
            "this file is indented with tabs; YAML requires spaces",
            "replace the tabs by spaces",
        ),
        (
            "apis:\n  one:\n    document: 'one.yml\n",
            (3, 15),
            "this is not YAML: ",
            "close the quotes, or indent the lines within",
        ),
    ] {
        let found = parse(text).unwrap_err();
        assert_eq!((found.line, found.column), place, "{found}");
        assert!(found.message.starts_with(message), "{found}");
        assert_eq!(found.help.as_deref(), Some(help));
        let lines = text.split_inclusive('\n').take(place.0 - 1);
        let start: usize = lines.map(str::len).sum();
        assert_eq!(found.offset, start + place.1 - 1);
    }
}

#[test]
fn deeply_nested_text_is_rejected() {
    let flow = format!("apis: {}", "[".repeat(40_000));
    for text in [flow, "[".repeat(40_000), "- ".repeat(40_000)] {
        let found = parse(&text).unwrap_err();
        assert!(found.message.contains("nested more than"), "{found}");
    }
}
