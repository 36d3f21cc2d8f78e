//! Locations of problems that the configuration causes.

use generator::diagnostic::Severity;
use tempfile::TempDir;

use std::fs;

use super::*;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'https://example.com'}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: Authorization}
  schemas:
    Pet: {type: object, properties: {name: {type: string}, born: {type: string, format: date}}}
    Toy: {type: object, properties: {name: {type: string}}}
";

/// A problem: severity, code, and the file, line and column of its locations.
type Shown = (Severity, &'static str, Vec<String>);

fn folder(options: &str, document: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = format!("# One API.\napis:\n  pets:\n    document: pets.yml\n{options}");
    fs::write(folder.path().join("codegen.yml"), config).unwrap();
    fs::write(folder.path().join("pets.yml"), document).unwrap();
    folder
}

/// Returns the problems of these options, whose first line is line 5 of the configuration.
fn shown(options: &str) -> (Vec<Shown>, Vec<Problem>) {
    shown_of(options, DOCUMENT)
}

fn shown_of(options: &str, document: &str) -> (Vec<Shown>, Vec<Problem>) {
    let folder = folder(options, document);
    let configuration = Configuration::read(&folder.path().join("codegen.yml")).unwrap();
    let api = &configuration.config.apis["pets"];
    let job = Job::new("pets", api, configuration.beside("pets.yml"));
    let generated = generate(&job.configured(&configuration)).unwrap();
    let position = |spot: &SourceRange| {
        let source = &generated.sources[spot.source];
        let before = &source.text[..spot.start];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let file = source.path.rsplit('/').next().unwrap();
        format!("{file}:{line}:{column}")
    };
    let of = |problem: &Problem| {
        let related = problem.related.iter().map(|(spot, _)| spot);
        let spots = problem.spot.iter().chain(related);
        (
            problem.severity,
            problem.code,
            spots.map(position).collect(),
        )
    };
    let found = generated.problems.iter().map(of).collect();
    (found, generated.problems)
}

#[test]
fn option_that_names_nothing_is_reported_in_the_configuration() {
    for (options, place) in [
        (
            "    rename: {Pet: Animal, Pat: Person}\n",
            "codegen.yml:5:27",
        ),
        (
            "    rename:\n      Pet: Animal\n      Pet.r#type: kind\n",
            "codegen.yml:7:7",
        ),
        (
            "    include:\n      tags: [Pets, Pet]\n",
            "codegen.yml:6:20",
        ),
        (
            "    include:\n      tags:\n        - Pets\n        - Pet\n",
            "codegen.yml:8:11",
        ),
        (
            "    include: {tags: Pets, paths: /pats}\n",
            "codegen.yml:5:34",
        ),
        (
            "    exclude: {operations: [GET /pats]}\n",
            "codegen.yml:5:28",
        ),
        (
            "    formats:\n      date: String\n      'date-tme': String\n",
            "codegen.yml:7:7",
        ),
        ("    types: {Pat: 'crate::Pat'}\n", "codegen.yml:5:13"),
        ("    derives: {Pet: Eq, Pat: Eq}\n", "codegen.yml:5:24"),
        (
            "    operations:\n      listPats: {envelope: none}\n",
            "codegen.yml:6:7",
        ),
    ] {
        let (found, problems) = shown(options);
        let expected = (
            Severity::Error,
            "option-without-effect",
            vec![place.to_owned()],
        );
        assert_eq!(found, [expected], "{options}");
        assert_eq!(problems[0].pointer, None);
    }
}

#[test]
fn wrong_option_is_reported_in_the_configuration() {
    for (options, code, places) in [
        (
            "    credentials:\n      apikey:\n        prefix: 'Basic '\n",
            "credential-without-scheme",
            &["codegen.yml:6:7"][..],
        ),
        (
            "    rename: {Pet: Toy}\n",
            "rename-collision",
            &["codegen.yml:5:19", "pets.yml:19:10"],
        ),
        (
            "    pagination: {parameter: after, cursor: /next}\n",
            "pagination-not-so",
            &["codegen.yml:5:5"],
        ),
        (
            "    operations:\n      listPets:\n        pagination: {page-info: paging}\n",
            "pagination-not-so",
            &["pets.yml:7:7", "codegen.yml:7:9"],
        ),
        (
            "    envelope: {payload: /nme}\n",
            "envelope-pointer",
            &["pets.yml:19:10", "codegen.yml:5:25"],
        ),
        (
            "    operations: {listPets: {envelope: {payload: '', errors: [/born, /error]}}}\n",
            "envelope-pointer",
            &["pets.yml:14:23", "codegen.yml:5:69"],
        ),
    ] {
        let (found, _) = shown(options);
        let places = places.iter().map(|place| (*place).to_owned()).collect();
        assert_eq!(found, [(Severity::Error, code, places)], "{options}");
    }
    let (_, problems) = shown("    credentials: {apikey: {prefix: 'Basic '}}\n");
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `apiKey`?"));
}

#[test]
fn credential_without_security_scheme_is_reported() {
    let scheme = "    apiKey: {type: apiKey, in: header, name: Authorization}\n";
    let several = DOCUMENT.replace(
        scheme,
        &format!("{scheme}    other: {{type: http, scheme: bearer}}\n"),
    );
    let none = DOCUMENT.replace(&format!("  securitySchemes:\n{scheme}"), "");
    let (lone, named) = (
        "    credential: {setter: key}\n",
        "    credentials: {apiKey: {setter: key}}\n",
    );
    // A scheme that no operation requires is accepted.
    for (options, document) in [(lone, DOCUMENT), (named, DOCUMENT), (named, &several)] {
        assert_eq!(shown_of(options, document).0, [], "{options}");
    }
    let foreign = "    credentials: {bearer: {setter: key}}\n";
    for (options, document, place, message, help) in [
        (
            lone,
            &several,
            "codegen.yml:5:5",
            "the document has 2",
            "name them under `credentials`: apiKey, other",
        ),
        (
            lone,
            &none,
            "codegen.yml:5:5",
            "the document has none",
            "remove the option",
        ),
        (
            named,
            &none,
            "codegen.yml:5:19",
            "has no such security scheme",
            "remove the option",
        ),
        (
            foreign,
            &several,
            "codegen.yml:5:19",
            "has no such security scheme",
            "its security schemes are: apiKey, other",
        ),
    ] {
        let (found, problems) = shown_of(options, document);
        let code = "credential-without-scheme";
        assert_eq!(found, [(Severity::Error, code, vec![place.to_owned()])]);
        assert!(
            problems[0].message.ends_with(message),
            "{}",
            problems[0].message
        );
        assert_eq!(problems[0].help.as_deref(), Some(help));
    }
}

/// A credential prefix without a header is reported at the security scheme and at the option.
#[test]
fn impossible_prefix_is_reported_at_both_locations() {
    let document = DOCUMENT.replace("in: header", "in: query");
    for (options, option) in [
        ("    credential: {prefix: Key}\n", "codegen.yml:5:18"),
        (
            "    credentials: {apiKey: {prefix: Key}}\n",
            "codegen.yml:5:28",
        ),
    ] {
        let (found, _) = shown_of(options, &document);
        let places = ["pets.yml:17:13", option].map(str::to_owned).to_vec();
        assert_eq!(found, [(Severity::Error, "unusable-prefix", places)]);
    }
}

/// Without a configuration, problems of options are reported at the document.
#[test]
fn options_without_a_configuration_are_reported_at_the_document() {
    let options = "    rename: {Pat: Person}\n    envelope: {payload: /nme}\n";
    let folder = folder(options, DOCUMENT);
    let configuration = Configuration::read(&folder.path().join("codegen.yml")).unwrap();
    let api = &configuration.config.apis["pets"];
    let job = Job::new("pets", api, configuration.beside("pets.yml"));
    let problems = generate(&job).unwrap().problems;
    let starts: Vec<(&str, Option<usize>, usize)> = problems
        .iter()
        .map(|problem| {
            let start = problem.spot.as_ref().map(|spot| spot.start);
            (problem.code, start, problem.related.len())
        })
        .collect();
    assert_eq!(
        starts,
        [
            ("envelope-pointer", DOCUMENT.find("{type: object"), 0),
            ("option-without-effect", Some(0), 0),
        ]
    );
}
