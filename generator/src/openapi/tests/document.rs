//! Versions, `info`, servers and tags.

use super::super::{Reader, Version};
use super::Case;
use crate::diagnostic::{Diagnostics, Severity};

fn version_of(text: &str) -> (Option<Version>, Vec<(&'static str, Severity)>) {
    let case = Case::of(text, &[]);
    let diagnostics = Diagnostics::default();
    let version = Reader::new(case.document(), &diagnostics).map(|reader| reader.version());
    (
        version,
        diagnostics
            .into_vec()
            .iter()
            .map(|found| (found.code.id, found.severity))
            .collect(),
    )
}

#[test]
fn supported_versions_are_recognized() {
    assert_eq!(version_of("openapi: 3.0.0"), (Some(Version::V30), vec![]));
    assert_eq!(version_of("openapi: 3.0"), (Some(Version::V30), vec![]));
    assert_eq!(
        version_of("{\"openapi\": \"3.1.1\"}"),
        (Some(Version::V31), vec![])
    );
    assert_eq!(
        version_of("openapi: '3.1.0-rc1'"),
        (Some(Version::V31), vec![])
    );
    let warned = vec![("openapi-version", Severity::Warning)];
    assert_eq!(version_of("openapi: 3.3.0"), (Some(Version::V32), warned));
    assert_eq!(version_of("openapi: 3.2.0"), (Some(Version::V32), vec![]));
    for text in [
        "openapi: 2.0",
        "openapi: 4.0.0",
        "openapi: 30.1",
        "openapi:",
        "openapi: [3]",
    ] {
        assert_eq!(
            version_of(text),
            (None, vec![("openapi-version", Severity::Error)]),
            "{text}"
        );
    }
    for text in ["info: {}", "just text", "[]", "asyncapi: 3.0.0"] {
        assert_eq!(
            version_of(text),
            (None, vec![("not-openapi", Severity::Error)]),
            "{text}"
        );
    }
}

#[test]
fn swagger_2_error_suggests_a_conversion() {
    let case = Case::of("swagger: '2.0'\npaths: {}", &[]);
    assert!(Reader::new(case.document(), &case.diagnostics).is_none());
    let said = case.said();
    assert_eq!(
        (said.len(), said[0].code.id, said[0].severity),
        (1, "swagger-2", Severity::Error)
    );
    assert!(said[0].help.as_deref().unwrap().contains("swagger2openapi"));
}

#[test]
fn info_is_read() {
    let case = Case::new(
        "info:\n  title: Pets\n  version: 1.0\n  description: About pets\n  termsOfService: https://a.example\n  \
         contact: {name: [], x: 1}\n  license: {name: MIT, identifier: MIT, url: https://b.example}\n",
    );
    let info = case.reader().info();
    assert_eq!(
        (info.title.as_str(), info.version.as_str()),
        ("Pets", "1.0")
    );
    assert_eq!(info.description.as_deref(), Some("About pets"));
    assert_eq!(info.terms_of_service.as_deref(), Some("https://a.example"));
    assert_eq!(
        info.license,
        Some(("MIT".to_owned(), Some("MIT".to_owned())))
    );
    assert_eq!(case.problems(), []);
}

#[test]
fn missing_info_fields_are_reported() {
    let case = Case::new("info: {license: {url: https://a.example}}\n");
    let info = case.reader().info();
    assert_eq!((info.title.as_str(), info.version.as_str()), ("", ""));
    assert_eq!(
        info.license,
        Some((String::new(), Some("https://a.example".to_owned())))
    );
    let codes: Vec<_> = case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["missing-member"; 3]);

    let case = Case::new("paths: {}\n");
    assert_eq!(case.reader().info().title, "");
    assert_eq!(case.problems()[0].0, "missing-info");
}

#[test]
fn servers_and_tags_are_read() {
    let case = Case::new(
        "servers:\n- url: https://{region}.example:{port}\n  variables:\n    region: {default: eu, enum: [eu, us]}\n    \
         port: {default: 8443, enum: [443, 8443], description: The port}\n- {url: [a]}\n- text\n\
         tags:\n- {name: Pets, description: About, externalDocs: {url: https://a.example}}\n- {description: x}\n",
    );
    let reader = case.reader();
    let servers = reader.servers();
    assert_eq!(servers.len(), 1);
    let [region, port] = &servers[0].variables[..] else {
        panic!("there are two variables");
    };
    assert_eq!((region.name, port.name), ("region", "port"));
    assert_eq!(port.default, Some("8443"));
    assert_eq!(port.values, ["443", "8443"]);
    let tags = reader.tags();
    assert_eq!(
        tags[0].external_docs.as_ref().unwrap().url,
        "https://a.example"
    );
    assert_eq!((tags.len(), tags[1].name.as_str()), (2, ""));
    let problems = case.problems();
    let codes: Vec<_> = problems.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        ["malformed-member", "malformed-member", "missing-member"]
    );
}

/// An address with only one possible meaning is read with that meaning. A missing value is left to the
/// caller.
#[test]
fn malformed_server_addresses_are_repaired() {
    for (server, url, codes) in [
        (
            "{url: api.example.com/v1}",
            "https://api.example.com/v1",
            &["server-without-scheme"][..],
        ),
        (
            "{url: //api.example.com}",
            "https://api.example.com",
            &["server-without-scheme"],
        ),
        (
            "{url: 'localhost:8080'}",
            "http://localhost:8080",
            &["server-without-scheme"],
        ),
        ("{url: /v1}", "/v1", &[]),
        ("{url: v1/api}", "v1/api", &[]),
        ("{url: ../v1.2}", "../v1.2", &[]),
        ("{url: .}", ".", &[]),
        (
            "{url: https://api.example.com/v1?a=b#c}",
            "https://api.example.com/v1",
            &["server-query"],
        ),
        (
            "{url: 'https://{host}/v1', variables: {host: {default: a.example, enum: [b.example]}}}",
            "https://{host}/v1",
            &["server-variable-default"],
        ),
        (
            "{url: '{host}/v1', variables: {host: {default: a.example}}}",
            "https://{host}/v1",
            &["server-without-scheme"],
        ),
        (
            "{url: '{address}/v1', variables: {address: {default: 'https://a.example'}}}",
            "{address}/v1",
            &[],
        ),
        (
            "{url: 'https://{host}', variables: {host: {}}}",
            "https://{host}",
            &["missing-member"],
        ),
        (
            "{url: 'https://{host}'}",
            "https://{host}",
            &["undeclared-server-variable"],
        ),
    ] {
        let case = Case::new(&format!("paths: {{}}\nservers: [{server}]\n"));
        let reader = case.reader();
        let servers = reader.servers();
        assert_eq!(servers[0].url, url);
        let problems = case.problems();
        let found: Vec<_> = problems.iter().map(|(code, _)| *code).collect();
        assert_eq!(found, codes, "{server}");
    }
}

#[test]
fn fields_of_the_wrong_kind_are_left_out() {
    let case = Case::new(
        "paths: []\ncomponents: text\ntags: {a: b}\nservers: 1\nwebhooks: [x]\ninfo: []\n",
    );
    let reader = case.reader();
    assert!(reader.operations().is_empty());
    assert!(reader.webhooks().is_empty());
    assert!(reader.component_schemas().is_empty());
    assert!(reader.tags().is_empty());
    assert!(reader.servers().is_empty());
    assert_eq!(reader.info().title, "");
    let codes: std::collections::BTreeSet<_> =
        case.problems().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        ["malformed-member", "missing-info"]
    );
}

#[test]
fn unknown_root_fields_are_reported() {
    let problems = |text: &str| {
        let loaded = crate::load::load("a.yml", text.as_bytes().to_vec(), &|_| {
            Err(std::io::ErrorKind::NotFound.into())
        });
        let document = loaded.document.unwrap();
        let diagnostics = Diagnostics::default();
        Reader::new(&document, &diagnostics).unwrap().check();
        let found = diagnostics.into_vec().into_iter();
        found
            .map(|found| {
                (
                    found.code.id,
                    found.severity,
                    found.help.unwrap_or_default(),
                )
            })
            .collect::<Vec<_>>()
    };
    use crate::diagnostic::Severity::{Error, Warning};
    assert_eq!(problems("openapi: 3.1.0\npaths: {}\nx-any: 1\n"), []);
    assert_eq!(
        problems("openapi: 3.1.0\ncomponents: {}\npathz: {}\n"),
        [(
            "unknown-member",
            Warning,
            "did you mean `paths`?".to_owned()
        )]
    );
    let help = "give it `paths`, `webhooks` or `components`".to_owned();
    assert_eq!(
        problems("openapi: 3.1.0\ninfo: {}\n"),
        [("missing-member", Error, help)]
    );
}
