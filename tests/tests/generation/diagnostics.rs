//! Errors of a document are reported at their locations, and no files are emitted.

use generator::Outcome;
use generator::diagnostic::{Diagnostic, Location, Severity};

use crate::{document, outcome, run};

/// Returns the errors of an outcome: code, line and column.
fn errors(outcome: &Outcome) -> Vec<(&'static str, usize, usize)> {
    let found = outcome.diagnostics.iter();
    found
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| {
            let (line, column) = position(outcome, diagnostic);
            (diagnostic.code.id, line, column)
        })
        .collect()
}

fn position(outcome: &Outcome, diagnostic: &Diagnostic) -> (usize, usize) {
    let (file, bytes) = match &diagnostic.location {
        Location::Bytes(file, bytes) => (*file, bytes.clone()),
        place => outcome.document.as_ref().unwrap().span(place).unwrap(),
    };
    outcome.sources.line_column(file, bytes.start)
}

/// Returns the text of the configuration at the location of a diagnostic. In the document, the location is
/// the beginning.
fn option<'t>(config: &'t str, api: &str, outcome: &Outcome, diagnostic: &Diagnostic) -> &'t str {
    assert_eq!(position(outcome, diagnostic), (1, 1));
    let text = generator::config::ConfigText::new("codegen.yml", config);
    &config[text.span(api, &diagnostic.location).unwrap()]
}

/// Returns the line and column of `needle` in a text.
fn find(text: &str, needle: &str) -> (usize, usize) {
    let offset = text.find(needle).unwrap();
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |index| index + 1);
    (
        before.matches('\n').count() + 1,
        text[start..offset].chars().count() + 1,
    )
}

/// Generates a document in which a text is replaced; returns the outcome and the new text of the document.
fn changed(name: &str, old: &str, new: &str) -> (Outcome, String) {
    let text = document(name);
    assert!(text.contains(old), "{name} has no {old:?}");
    let text = text.replacen(old, new, 1);
    (outcome(name, &text), text)
}

#[test]
fn unresolved_reference_is_an_error() {
    let wrong = "'#/components/schemas/Usr'";
    let (outcome, text) = changed("presence", "'#/components/schemas/User'", wrong);
    let (line, column) = find(&text, wrong);
    assert_eq!(errors(&outcome), [("unresolved-reference", line, column)]);
    let shown = format!("{:?}", outcome.diagnostics);
    assert!(shown.contains("Usr") && shown.contains("User"), "{shown}");
    assert_eq!(outcome.files, None);
}

#[test]
fn malformed_yaml_is_an_error() {
    for (old, new, place) in [
        // The next lines are read as items of the list, up to an unexpected colon.
        (
            "required: [name, nickname]",
            "required: [name, nickname",
            ":\n                name:",
        ),
        ("type: string", "type: 'string", "'string"),
    ] {
        let (outcome, text) = changed("presence", old, new);
        let (line, column) = find(&text, place);
        assert_eq!(errors(&outcome), [("syntax", line, column)], "{new}");
        assert!(outcome.document.is_none());
        assert_eq!(outcome.files, None);
    }
}

/// A missing required field is reported at its object. A missing title does not affect the rest, which is
/// generated.
#[test]
fn missing_required_fields_are_reported() {
    use Severity::{Error, Warning};
    for (old, new, place, severity) in [
        // The path determines the missing field.
        (
            "- name: id\n          in: path",
            "- in: path",
            "in: path",
            Warning,
        ),
        ("          in: path\n", "", "name: id", Warning),
        (
            "- name: id\n          in: path",
            "- name: other",
            "name: other",
            Error,
        ),
        (
            "  title: Required and optional, nullable and not\n",
            "",
            "info:",
            Warning,
        ),
    ] {
        let (outcome, text) = changed("presence", old, new);
        let found = outcome.diagnostics.iter();
        let found: Vec<_> = found
            .filter(|diagnostic| diagnostic.code.id == "missing-member")
            .map(|diagnostic| (diagnostic.severity, position(&outcome, diagnostic)))
            .collect();
        assert_eq!(found, [(severity, find(&text, place))], "{new}");
        assert_eq!(outcome.files.is_none(), severity == Error, "{new}");
    }
}

#[test]
fn non_openapi_document_is_an_error() {
    let (outcome, _) = changed("presence", "openapi: 3.1.0\n", "");
    assert_eq!(errors(&outcome), [("not-openapi", 1, 1)]);
    assert_eq!(outcome.files, None);
}

/// A property that `required` names but that does not exist is a warning at the name. With `deny-warnings` it
/// is an error, and no files are emitted.
#[test]
fn missing_required_property_is_a_warning() {
    let (old, new) = (
        "        contact:\n          type: object",
        "        contakt:\n          type: object",
    );
    let (outcome, text) = changed("presence", old, new);
    let (line, column) = find(&text, "contact]");
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| (found.severity, found.code.id, position(&outcome, found)))
        .collect();
    let code = "required-without-property";
    assert_eq!(found, [(Severity::Warning, code, (line, column))]);
    let help = outcome.diagnostics[0].help.as_deref().unwrap();
    assert!(help.contains("`contakt`"), "{help}");
    assert!(outcome.files.is_some());

    let config = "apis:\n  presence:\n    document: presence.yml\n    deny-warnings: true\n";
    let config = generator::config::parse(config).unwrap();
    let denied = run(&config, "presence", "presence.yml", &text);
    assert_eq!(errors(&denied), [(code, line, column)]);
    assert_eq!(denied.files, None);
}

#[test]
fn multipart_response_is_read_as_bytes() {
    let (outcome, _) = changed("binary", "application/octet-stream:", "multipart/mixed:");
    let codes: Vec<&str> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.id)
        .collect();
    assert_eq!(codes, ["multipart-response"]);
    let files = outcome.files.unwrap();
    assert!(files["binary/resources/files.rs"].contains("-> Call<Bytes>"));
}

#[test]
fn stream_among_several_responses_is_read_as_bytes() {
    let lines = "content: {application/x-ndjson: {schema: {$ref: '#/components/schemas/Event'}}}";
    let other = "        '202':\n          description: Not yet.\n          content: {text/plain: {schema: {type: string}}}";
    let (outcome, _) = changed("media_types", lines, &format!("{lines}\n{other}"));
    let codes: Vec<&str> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.id)
        .collect();
    assert_eq!(codes, ["stream-among-responses"]);
    let files = outcome.files.unwrap();
    assert!(files["media_types/types/media.rs"].contains("Ok(Bytes)"));
}

/// Returns the codes of the warnings and errors of a document with one media type.
fn reported(version: &str, media_type: &str) -> Vec<&'static str> {
    let text = format!(
        "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get: {{responses: {{'200': \
         {{description: ok, content: {{{media_type}}}}}}}}}\n"
    );
    let found = outcome("streams", &text).diagnostics.into_iter();
    let found = found.filter(|found| found.severity > Severity::Note);
    found.map(|found| found.code.id).collect()
}

#[test]
fn item_schemas_without_effect_are_reported() {
    let item = "itemSchema: {type: object, properties: {n: {type: integer}}}";
    for (media_type, expected) in [
        ("application/jsonl", &[][..]),
        ("text/event-stream", &[]),
        ("application/json", &["unsupported-field"]),
        ("image/png", &["unsupported-field"]),
    ] {
        let found = reported("3.2.0", &format!("{media_type}: {{{item}}}"));
        assert_eq!(found, expected, "{media_type}");
    }
}

#[test]
fn schema_of_events_or_their_data_is_reported() {
    let data = |data: &str| {
        format!("{{type: object, properties: {{id: {{type: string}}, data: {data}}}}}")
    };
    let object = data("{type: object}");
    let json = data("{type: string, contentSchema: {type: object}}");
    for (media_type, expected) in [
        (format!("schema: {object}"), &["untyped-events"][..]),
        (format!("itemSchema: {object}"), &[]),
        (format!("schema: {json}"), &[]),
        (format!("schema: {}", data("{type: string}")), &[]),
    ] {
        let found = reported("3.1.0", &format!("text/event-stream: {{{media_type}}}"));
        assert_eq!(found, expected, "{media_type}");
    }
}

/// With `skip-invalid`, an operation with an error is left out, and an unresolved schema becomes any JSON
/// value. Both are reported at their locations.
#[test]
fn invalid_operations_can_be_skipped() {
    let config = "apis:\n  presence:\n    document: presence.yml\n    skip-invalid: true\n";
    let config = generator::config::parse(config).unwrap();
    let text = document("presence");
    let skipped = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        let text = text.replacen(old, new, 1);
        let outcome = run(&config, "presence", "presence.yml", &text);
        let codes: Vec<_> = outcome
            .diagnostics
            .iter()
            .map(|found| (found.severity, found.code.id))
            .collect();
        (codes, outcome.counts.operations, outcome.files.unwrap())
    };
    let all = outcome("presence", &text).counts.operations;

    let (codes, operations, _) = skipped("- name: id\n          in: path\n", "- name: other\n");
    let codes_of = [
        "missing-member",
        "undeclared-path-parameter",
        "operation-left-out",
    ];
    assert_eq!(codes, codes_of.map(|code| (Severity::Warning, code)));
    assert_eq!(operations, all - 1);

    let (codes, operations, files) =
        skipped("'#/components/schemas/User'", "'#/components/schemas/Usr'");
    assert_eq!(codes, [(Severity::Warning, "unresolved-reference")]);
    assert_eq!(operations, all);
    assert!(files["presence/resources/users.rs"].contains("Value"));
}

/// An entry of `secrets` that names no text is reported at its location.
#[test]
fn secrets_without_effect_are_reported() {
    let config = "apis:\n  secrets:\n    document: secrets.yml\n    secrets: [Account.token, Account.tokens, \
                  Account.kind]\n";
    let parsed = generator::config::parse(config).unwrap();
    let text = document("secrets");
    let outcome = run(&parsed, "secrets", "secrets.yml", &text);
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| {
            assert_eq!(found.code.id, "option-without-effect");
            let place = option(config, "secrets", &outcome, found);
            (place, found.message.as_str(), found.help.as_deref())
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "Account.tokens",
                "`secrets` of the configuration names `Account.tokens`, and no generated field is called that",
                Some("did you mean `Account.token`?")
            ),
            (
                "Account.kind",
                "`secrets` of the configuration names `Account.kind`, which is not text",
                None
            ),
        ]
    );
}

/// An entry of `include` or `exclude` that matches no operation is reported, with a suggestion.
#[test]
fn filters_without_matches_are_reported() {
    let config = "apis:\n  include:\n    document: include.yml\n    include: {tags: [User, Teams]}\n    \
                  exclude: {paths: [/user], operations: [listOtherTeam, GET /health]}\n";
    let parsed = generator::config::parse(config).unwrap();
    let text = document("include");
    let outcome = run(&parsed, "include", "include.yml", &text);
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| {
            assert_eq!(found.code.id, "option-without-effect");
            let place = option(config, "include", &outcome, found);
            (place, found.message.as_str(), found.help.as_deref())
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "User",
                "`include.tags` of the configuration names `User`, which matches no operation",
                Some("did you mean `Users`?")
            ),
            (
                "/user",
                "`exclude.paths` of the configuration names `/user`, which matches no operation",
                Some("did you mean `/users`?")
            ),
            (
                "listOtherTeam",
                "`exclude.operations` of the configuration names `listOtherTeam`, which matches no operation",
                Some("did you mean `listOtherTeams`?")
            ),
        ]
    );
    // The valid entries still select operations.
    assert_eq!(outcome.counts.operations, 2);
}

/// A new name that is already taken, or an old name that does not exist, is an error.
#[test]
fn invalid_renames_are_reported() {
    let text = document("rename");
    let renamed = |names: &str| {
        let config =
            format!("apis:\n  rename:\n    document: rename.yml\n    rename: {{{names}}}\n");
        let parsed = generator::config::parse(&config).unwrap();
        let outcome = run(&parsed, "rename", "rename.yml", &text);
        let first = outcome.diagnostics.first();
        let place = first.map(|first| option(&config, "rename", &outcome, first).to_owned());
        let first = first.map(|first| (first.severity, first.code.id, first.message.clone()));
        (
            outcome.diagnostics.len(),
            first,
            place,
            outcome.files.is_some(),
        )
    };
    let collision = |key: &str, name: &str, taken: &str| {
        let message = format!("`rename` of the configuration renames `{key}` to `{name}`, {taken}");
        Some((Severity::Error, "rename-collision", message))
    };
    let (_, first, place, emitted) = renamed("User: Account");
    assert_eq!(place.as_deref(), Some("Account"));
    assert_eq!(
        first,
        collision("User", "Account", "which is also the name of `Account`")
    );
    assert!(!emitted);
    let (_, first, _, _) = renamed("User.id: friend");
    assert_eq!(
        first,
        collision(
            "User.id",
            "friend",
            "which is also the name of `User.friend`"
        )
    );
    let (_, first, _, _) = renamed("users.list: new");
    assert_eq!(
        first,
        collision("users.list", "new", "a name that it cannot have")
    );
    let (_, first, _, _) = renamed("User: Option");
    assert_eq!(
        first,
        collision("User", "Option", "a name that it cannot have")
    );
    let (count, first, place, emitted) = renamed("Usr: Person");
    let message = "`rename` of the configuration names `Usr`, and nothing is called that";
    assert_eq!(
        first,
        Some((Severity::Error, "option-without-effect", message.to_owned()))
    );
    assert_eq!((count, place.as_deref()), (1, Some("Usr")));
    assert!(!emitted);
}

/// An entry of `types` or `derives` for an unknown type is reported. `*` means every type to which derives
/// apply.
#[test]
fn type_and_derive_overrides_without_effect_are_reported() {
    let config = "apis:\n  chosen:\n    document: rename.yml\n    types: {Acount: String}\n    \
                  derives: {'*': a::B, Usr: Eq, Role: [Hash, a::C]}\n";
    let parsed = generator::config::parse(config).unwrap();
    let outcome = run(&parsed, "chosen", "rename.yml", &document("rename"));
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| {
            assert_eq!(found.code.id, "option-without-effect");
            let place = option(config, "chosen", &outcome, found);
            (place, found.message.as_str(), found.help.as_deref())
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "Acount",
                "`types` of the configuration names `Acount`, which is not a schema of a generated type",
                Some("did you mean `Account`?")
            ),
            (
                "Usr",
                "`derives` of the configuration names `Usr`, and no struct or enum is called that",
                Some("did you mean `User`?")
            ),
        ]
    );
    assert!(outcome.files.is_none());
    let config = "apis:\n  chosen:\n    document: rename.yml\n    derives: {'*': a::B, Role: [Hash, a::C]}\n";
    let parsed = generator::config::parse(config).unwrap();
    let outcome = run(&parsed, "chosen", "rename.yml", &document("rename"));
    assert_eq!(outcome.diagnostics, []);
    let files = outcome.files.unwrap();
    let types: String = files
        .iter()
        .filter(|(path, _)| path.contains("/types/"))
        .map(|(_, text)| text.as_str())
        .collect();
    // User, Account, Problem; string enums implement `Hash` anyway.
    assert_eq!(types.matches("#[derive(::a::B)]").count(), 3, "{types}");
    assert_eq!(
        types.matches("#[derive(::a::B, ::a::C)]").count(),
        1,
        "{types}"
    );
}

/// A value that cannot be sent as documented, or is lost, is reported at its location. The rest is generated
/// without diagnostics.
#[test]
fn unsendable_values_are_reported() {
    for (name, expected) in [
        (
            "path_keys",
            vec![
                ("fixed-query-parameter", "name: sort"),
                ("misplaced-parameter", "name: sizes"),
            ],
        ),
        (
            "query_styles",
            vec![
                ("nested-parameter", "{name: items, in"),
                (
                    "parameter-media-type",
                    "{schema: {type: object, properties: {a:",
                ),
                (
                    "parameter-media-type",
                    "{schema: {type: object, properties: {R:",
                ),
                (
                    "nested-parameter",
                    "{name: joined, in: query, explode: false, schema: {type: array, items: {$ref",
                ),
                (
                    "nested-parameter",
                    "{name: object, in: query, schema: {$ref: '#/components/schemas/Filter",
                ),
                ("nested-parameter", "{name: X-Items"),
            ],
        ),
        (
            "form_bodies",
            vec![(
                "form-without-properties",
                "{type: array, items: {type: string}}\n      responses",
            )],
        ),
        (
            "multipart_bodies",
            vec![
                ("multipart-without-properties", "{type: array, items: {}}"),
                (
                    "multipart-without-properties",
                    "{type: string, format: binary}\n      responses",
                ),
                ("part-media-type", "{contentType: application/xml}"),
                (
                    "part-media-type",
                    "{contentType: text/csv}\n              cells",
                ),
                ("file-or-value", "{$ref: '#/components/schemas/Meta'}]}"),
                (
                    "file-in-json",
                    "{type: string, format: binary}}\n            encoding",
                ),
            ],
        ),
        (
            "server_addresses",
            vec![
                ("server-without-scheme", "api.example.com/v1"),
                ("server-without-scheme", "//cdn.example.com"),
                ("server-query", "https://api.example.com/v2?key=none#top"),
                ("server-variable-default", "eu, enum"),
                ("missing-member", "tenant: {desc"),
                ("undeclared-server-variable", "https://{tenant}"),
                ("missing-member", "size: {enum"),
            ],
        ),
    ] {
        let text = document(name);
        let outcome = outcome(name, &text);
        let mut found: Vec<_> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let (line, column) = position(&outcome, diagnostic);
                (line, column, diagnostic.code.id)
            })
            .collect();
        found.sort_unstable();
        let mut places: Vec<_> = expected
            .into_iter()
            .map(|(code, needle)| {
                // Where the needle contains the field name, the location is its value.
                let needle_at = needle.strip_prefix("name: ").map_or(0, |_| "name: ".len());
                let (line, column) = find(&text, needle);
                (line, column + needle_at, code)
            })
            .collect();
        places.sort_unstable();
        assert_eq!(found, places, "{name}");
        assert!(outcome.files.is_some(), "{name}");
    }
}

/// Returns the warnings of a small document: code, line and column, message.
fn warnings(name: &str) -> Vec<(&'static str, (usize, usize), String)> {
    let outcome = outcome(name, &document(name));
    let found = outcome.diagnostics.iter();
    found
        .map(|found| {
            assert_eq!(found.severity, Severity::Warning);
            (
                found.code.id,
                position(&outcome, found),
                found.message.clone(),
            )
        })
        .collect()
}

#[test]
fn indistinguishable_events_are_reported() {
    let text = document("webhooks_alike");
    let place = |name: &str| {
        let (line, _) = find(&text, &format!("  {name}:\n"));
        line + 2
    };
    let found: Vec<_> = warnings("webhooks_alike")
        .into_iter()
        .map(|(code, (line, _), message)| (code, line, message))
        .collect();
    let alike = |line: usize, names: &str| {
        let message = format!("nothing in their payloads distinguishes the webhooks {names}");
        ("webhooks-alike", line, message)
    };
    assert_eq!(
        found,
        [
            alike(
                place("thing.created"),
                "`thing.created`, `thing.deleted`, `thing.renamed`"
            ),
            alike(place("user.joined"), "`user.joined`, `user.left`"),
        ]
    );
}

#[test]
fn events_with_the_same_tag_are_reported() {
    let text = document("webhooks_listed");
    let place = |name: &str| {
        let (line, _) = find(&text, &format!("  {name}:\n"));
        line + 2
    };
    let found = warnings("webhooks_listed").into_iter();
    let found: Vec<_> = found
        .map(|(code, (line, _), message)| (code, line, message))
        .collect();
    let alike = "nothing in their payloads distinguishes the webhooks `left`, `right`";
    let open = "the payload of the webhook `thing.lost` lists no value of `type`, and no required property distinguishes it from \
                events with an unknown value";
    assert_eq!(
        found,
        [
            ("webhooks-alike", place("left"), alike.to_owned()),
            ("webhooks-alike", place("thing.lost"), open.to_owned()),
        ]
    );
}

#[test]
fn nullable_object_next_to_a_reference_is_reported_once() {
    let text = document("null_branch");
    let place = find(&text, "{type: object, nullable: true}");
    let message = "`{type: object, nullable: true}` next to a `$ref` is read as null, here and in 1 other place";
    assert_eq!(
        warnings("null_branch"),
        [("null-as-object", place, message.to_owned())]
    );
}

#[test]
fn request_media_types_without_a_schema_are_reported_next_to_others() {
    let json = "          application/json: {schema: {type: integer}}\n";
    let others = "          application/xml: {}\n          application/octet-stream: {}\n";
    let (outcome, text) = changed("media_types", json, &format!("{json}{others}"));
    let [found] = outcome.diagnostics.as_slice() else {
        panic!("{:#?}", outcome.diagnostics);
    };
    assert_eq!(found.code.id, "request-without-schema");
    let (line, column) = find(&text, "application/xml: {}");
    let value = column + "application/xml: ".len();
    assert_eq!(position(&outcome, found), (line, value));
    // Bytes need no schema.
    let files = outcome.files.unwrap();
    assert!(files["media_types/types/media.rs"].contains("OctetStream(Body)"));
}

/// Two operations, one of which returns pages, and three security schemes.
const LIBRARY: &str = "openapi: 3.1.0
info: {title: Library, version: '1'}
servers: [{url: https://library.example}]
security: [{card: []}]
paths:
  /books:
    get:
      tags: [Books]
      operationId: listBooks
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses: {'200': {description: Some., content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}}
  /books/{id}:
    get:
      tags: [Books]
      operationId: getBook
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
components:
  securitySchemes:
    card: {type: http, scheme: bearer}
    desk: {type: apiKey, in: header, name: X-Desk}
    door: {type: http, scheme: basic}
  schemas:
    Book: {type: object, required: [title], properties: {title: {type: string}, printed: {type: string, format: date-time}}}
    Shelf: {type: object, properties: {next: {type: string}, items: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
";

/// Returns the errors of [`LIBRARY`] with options: code, text of the option, message and help.
fn of_options(options: &str) -> Vec<[String; 4]> {
    let config = format!("apis:\n  library:\n    document: library.yml\n    {options}\n");
    let parsed = generator::config::parse(&config).unwrap();
    let outcome = run(&parsed, "library", "library.yml", LIBRARY);
    let found = outcome.diagnostics.iter();
    let found = found.filter(|found| found.severity == Severity::Error);
    found
        .map(|found| {
            let option = option(&config, "library", &outcome, found).to_owned();
            let help = found.help.clone().unwrap_or_default();
            [
                found.code.id.to_owned(),
                option,
                found.message.clone(),
                help,
            ]
        })
        .collect()
}

/// A credential that could not be set as the options say is an error.
#[test]
fn unusable_credentials_are_errors() {
    for (options, expected) in [
        (
            "credentials: {card: {setter: build}}",
            [
                "rename-collision",
                "build",
                "the option `setter` of the security scheme `card` is `build`, which is a method of every builder",
                "choose another name",
            ],
        ),
        (
            "credentials: {card: {setter: desk}}",
            [
                "rename-collision",
                "desk",
                "the option `setter` of the security scheme `card` is `desk`, which is also the setter of `desk`",
                "choose another name",
            ],
        ),
        (
            "credentials: {card: {setter: key}, desk: {setter: key}}",
            [
                "rename-collision",
                "key",
                "the option `setter` of the security scheme `desk` is `key`, which is also the setter of `card`",
                "choose another name",
            ],
        ),
        (
            "credentials: {card: {environment: [A, B]}}",
            [
                "credential-variables",
                "environment",
                "`environment` of the security scheme `card` names too many variables (2): the credential has one value",
                "name one variable",
            ],
        ),
        (
            "credentials: {desk: {environment: [A, B]}}",
            [
                "credential-variables",
                "environment",
                "`environment` of the security scheme `desk` names too many variables (2): the credential has one value",
                "name one variable",
            ],
        ),
    ] {
        assert_eq!(
            of_options(options),
            [expected.map(str::to_owned)],
            "{options}"
        );
    }
}

/// An option that changes nothing is an error.
#[test]
fn options_without_effect_are_errors() {
    const WITHOUT: &str = "option-without-effect";
    for (options, expected) in [
        (
            "operations: {getBook: {pagination: none}}",
            [
                WITHOUT,
                "pagination",
                "`operations` of the configuration sets `pagination: none` for `getBook`, which has no pages",
                "remove the option",
            ],
        ),
        (
            "operations: {getBook: {}}",
            [
                WITHOUT,
                "getBook",
                "`operations` of the configuration sets nothing for `getBook`",
                "set `envelope` or `pagination`, or remove the entry",
            ],
        ),
        (
            "formats: {date-tim: String}",
            [
                WITHOUT,
                "date-tim",
                "`formats` of the configuration names `date-tim`, which is not the format of a generated type",
                "did you mean `date-time`?",
            ],
        ),
        (
            "include: {operations: ['GET /book']}",
            [
                WITHOUT,
                "'GET /book'",
                "`include.operations` of the configuration names `GET /book`, which matches no operation",
                "did you mean `GET /books`?",
            ],
        ),
        (
            "operations: {'get /book': {pagination: none}}",
            [
                WITHOUT,
                "'get /book'",
                "`operations` of the configuration names `get /book`, which matches no operation",
                "did you mean `GET /books`?",
            ],
        ),
    ] {
        assert_eq!(
            of_options(options),
            [expected.map(str::to_owned)],
            "{options}"
        );
    }
}

#[test]
fn usable_options_are_accepted() {
    for options in [
        "credentials: {card: {setter: key, environment: A}, door: {environment: [A, B]}}",
        "operations: {listBooks: {pagination: none}}",
        "operations: {'GET /books': {pagination: none}}",
    ] {
        assert!(of_options(options).is_empty(), "{options}");
    }
}

/// With `types-only`, each entry that only concerns calls is an error.
#[test]
fn options_of_calls_are_errors_with_types_only() {
    for (options, places) in [
        (
            "credentials: {card: {setter: key}, desk: {prefix: 'Desk '}}",
            &["card", "desk"][..],
        ),
        ("headers: {x-hall: north}", &["x-hall"]),
        ("query-array-format: brackets", &["query-array-format"]),
        ("base-url-environment: LIBRARY", &["base-url-environment"]),
        ("pagination: none", &["pagination"]),
        (
            "operations: {listBooks: {pagination: none}}",
            &["pagination"],
        ),
        ("rename: {books.list: all}", &["books.list"]),
        ("rename: {ListBooksParams: Query}", &["ListBooksParams"]),
        (
            "secrets: [ListBooksParams.cursor]",
            &["ListBooksParams.cursor"],
        ),
        ("rename: {Book: Volume}", &[]),
        ("secrets: [Book.title]", &[]),
        ("include: {tags: [Books]}", &[]),
    ] {
        let found = of_options(&format!("types-only: true\n    {options}"));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|[code, option, ..]| (code.as_str(), option.as_str()))
            .collect();
        let expected: Vec<_> = places
            .iter()
            .map(|place| ("option-without-effect", *place))
            .collect();
        assert_eq!(found, expected, "{options}");
        // Without `types-only`, each of them has an effect.
        assert!(of_options(options).is_empty(), "{options}");
    }
}
