#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use generator::diagnostic::Severity;
use generator::drift::Compatibility as Meaning;
use serde_json::Value;

use super::report::{AnnotatedLine, Change, Diagnosis, Document, Report, Reports, SourceRange};
use super::*;

const RULES: &[&generator::drift::Rule] = generator::drift::RULES;

fn change(rule: &str, what: &str) -> Change {
    let spot = |file: &str, line| SourceRange {
        file: file.to_owned(),
        line,
        column: 3,
        pointer: "#/paths/~1pets".to_owned(),
    };
    let rule = RULES
        .iter()
        .copied()
        .find(|known| known.id == rule)
        .unwrap();
    Change {
        rule,
        also: None,
        rust: rule.rust,
        wire: rule.wire,
        verdict: rule.verdict,
        mark: Some(AnnotatedLine {
            file: "spec/pets.yml".to_owned(),
            line: 12,
        }),
        what: what.to_owned(),
        old: Some(spot("spec/pets.yml", 12)),
        new: Some(spot("https://example.com/pets.yml", 34)),
        operations: ["GET /pets", "PUT /pets"].map(str::to_owned).into(),
        direction: Some("both"),
    }
}

fn reports(changes: Vec<Change>) -> Reports {
    let document = |path: &str, version: &str| Document {
        path: path.to_owned(),
        version: version.to_owned(),
        file: None,
    };
    let mut reports = Reports::new(Some("0.3.1".to_owned()));
    reports.apis.push(Report {
        api: "pets".to_owned(),
        old: document("spec/pets.yml", "1.0"),
        new: document("https://example.com/pets.yml", "1.1"),
        warnings: Vec::new(),
        diagnostics: Vec::new(),
        is_rejected: false,
        changes,
    });
    reports
}

fn some() -> Reports {
    reports(vec![
        change("response-property-removed", "`Pet.name` is removed"),
        change("server-changed", "the address of the API was `a`, is `b`"),
        change(
            "request-enum-value-added",
            "`Kind` gained `a|b`, 100%\n::error",
        ),
        change(
            "documentation-changed",
            "`Pet.<b>@all` has another description",
        ),
    ])
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn page_of_rules_matches_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/drift-rules.md");
    let page = fs::read_to_string(path).unwrap();
    assert!(
        page == rules::page(),
        "docs/drift-rules.md is not what `cargo xtask drift --rules` prints"
    );
}

#[test]
fn exit_status_depends_on_the_worst_change_and_fail_on() {
    use FailOn::{Any, Breaking, None as Never};
    use Meaning::{Breaking as Breaks, Compatible, Documentation};
    for (worst, fail_on, expected) in [
        (None, None, 0),
        (Some(Documentation), None, 0),
        (Some(Compatible), None, 1),
        (Some(Breaks), None, 2),
        (Some(Compatible), Some(Breaking), 0),
        (Some(Breaks), Some(Breaking), 2),
        (None, Some(Any), 0),
        (Some(Documentation), Some(Any), 1),
        (Some(Compatible), Some(Any), 1),
        (Some(Breaks), Some(Any), 2),
        (Some(Breaks), Some(Never), 0),
    ] {
        assert_eq!(status(worst, fail_on), expected, "{worst:?} {fail_on:?}");
    }
}

#[test]
fn terminal_report_starts_with_counts_and_breaking_changes() {
    let text = plain(&show::terminal(&some(), Listing::Shortened));
    assert!(
        text.starts_with(
            "pets: 2 breaking, 1 compatible, 1 documentation\n  spec/pets.yml → https://example.com/pets.yml\n  code: breaking · wire: breaking\nThe generated crate is 0.3.1; these changes require 0.4.0 (minor).\n\nBreaking (2)\n  `Pet.name` is removed [response-property-removed]\n    code: breaking · wire: breaking · minor · both\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("    code: compatible · wire: breaking · patch · both\n"),
        "{text}"
    );
    assert!(
        text.contains("    old spec/pets.yml:12:3 #/paths/~1pets\n"),
        "{text}"
    );
    assert!(text.contains("    GET /pets, PUT /pets\n"), "{text}");
    let order = ["Breaking (2)", "Compatible (1)", "Documentation (1)"];
    let places: Vec<usize> = order.iter().map(|part| text.find(part).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn documentation_changes_are_limited_unless_all_are_requested() {
    let many = (0..30).map(|index| change("documentation-changed", &format!("`{index}`")));
    let reports = reports(many.collect());
    let part = plain(&show::terminal(&reports, Listing::Shortened));
    assert!(part.contains("… and 20 more (--all shows them)"), "{part}");
    assert!(!plain(&show::terminal(&reports, Listing::Complete)).contains("more"));
}

#[test]
fn json_report_has_the_documented_properties() {
    let report: Value = serde_json::from_str(&json::report(&some()).unwrap()).unwrap();
    let at = |pointer: &str| report.pointer(pointer).unwrap().clone();
    assert_eq!(at("/form"), 1);
    assert_eq!(at("/verdict"), "breaking");
    assert_eq!(at("/release/to"), "0.4.0");
    assert_eq!(at("/apis/0/counts/breaking"), 2);
    assert_eq!(at("/apis/0/changes/1/rust"), "compatible");
    assert_eq!(at("/apis/0/changes/1/wire"), "breaking");
    assert_eq!(at("/apis/0/changes/1/bump"), "patch");
    assert_eq!(at("/apis/0/changes/0/old/line"), 12);
    assert_eq!(at("/apis/0/changes/0/direction"), "both");
    // The page documents exactly the properties of the report.
    let page = include_str!("../../../../docs/drift.md");
    let members = report
        .pointer("/apis/0/changes/0")
        .unwrap()
        .as_object()
        .unwrap();
    for name in members.keys() {
        assert!(page.contains(name.as_str()), "{name}");
    }
}

#[test]
fn markdown_escapes_text_of_a_document() {
    let text = markdown::report(&some());
    assert!(
        text.contains("## `pets`: 2 breaking, 1 compatible, 1 documentation\n"),
        "{text}"
    );
    assert!(
        text.contains("| `Kind` gained `a`&#124;`b`, 100% ::error (`request-enum-value-added`) |"),
        "{text}"
    );
    assert!(
        text.contains("- `Pet.<b>@all` has another description\n"),
        "{text}"
    );
    let outside = reports(vec![change("documentation-changed", "<b> @all")]);
    let text = markdown::report(&outside);
    assert!(text.contains("- \\<b\\> `@`all\n"), "{text}");
}

#[test]
fn markdown_has_no_links_mentions_or_html_of_a_document() {
    for (text, shown) in [
        ("`a` is `b`", "`a` is `b`"),
        (
            "x`` @octocat <img src=x> ![i](https://evil/t.png) `",
            "x&#96;&#96; `@`octocat \\<img src=x\\> \\!\\[i\\](https`:`//evil/t.png) &#96;",
        ),
        ("`a``b`", "`a` `b`"),
        ("`a`@b@`c`", "`a` `@`b`@` `c`"),
        ("```<b>```", "&#96;&#96;`<b>`&#96;&#96;"),
        ("`a\\|<b>|`", "`a\\`&#124;`<b>`&#124;"),
        ("`a\n<b>", "&#96;a \\<b\\>"),
        ("a\\`b`", "a\\\\`b`"),
        (
            "&lt;b&gt; *a* _b_ ~c~ | # d",
            "&amp;lt;b&amp;gt; \\*a\\* \\_b\\_ \\~c\\~ &#124; \\# d",
        ),
        ("WWW.a.b GH-1 #12 #/a", "WWW`.`a.b GH`-`1 `#`12 \\#/a"),
    ] {
        assert_eq!(markdown::safe(text), shown);
    }
    let hostile = "a` <img src=x> `` [l](https://evil)";
    let mut reports = reports(vec![change("documentation-changed", hostile)]);
    reports.apis[0].new.path = hostile.to_owned();
    reports.apis[0].new.version = "9 <b>`x`** [v](https://evil)\n# H".to_owned();
    let text = markdown::report(&reports);
    assert!(text.contains(&format!(" → ```{hostile}```\n")), "{text}");
    assert!(
        text.contains("- a` <img src=x> `&#96; \\[l\\](https`:`//evil)\n"),
        "{text}"
    );
    let text = changelog::entry(&reports);
    assert!(
        text.contains("→ 9 \\<b\\>`x`\\*\\* \\[v\\](https`:`//evil) \\# H)\n"),
        "{text}"
    );
}

#[test]
fn annotations_escape_commands_in_a_document() {
    let reports = reports(vec![change("documentation-changed", "##[error]x")]);
    assert!(!github::annotations(&reports).contains("##["));
    let change = change("response-property-removed", "##[error]x\n::error::x");
    let text = github::annotations(&self::reports(vec![change]));
    assert!(text.contains("\\u{23}#[error]x%0A::error::x"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn annotations_are_at_lines_of_the_repository_and_one_line_each() {
    let text = github::annotations(&some());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(
        lines.first().unwrap().starts_with(
            "::error file=spec/pets.yml,line=12,title=response-property-removed::`Pet.name` is removed. "
        ),
        "{text}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("::warning ") && line.contains("100%25%0A::error")),
        "{text}"
    );
}

#[test]
fn changelog_lists_what_callers_must_change() {
    let text = changelog::entry(&some());
    assert_eq!(
        text,
        "## 0.4.0

A minor release after 0.3.1.

### `pets` (1.0 → 1.1)

- **Breaking:** `Pet.name` is removed (GET /pets, PUT /pets).
- **The API changed:** the address of the API was `a`, is `b` (GET /pets, PUT /pets).
- `Kind` gained `a`&#124;`b`, 100% ::error (GET /pets, PUT /pets).
- The documentation of 1 item changed.
"
    );
    assert!(changelog::entry(&reports(Vec::new())).starts_with("Nothing differs"));
}

#[test]
fn options_that_no_longer_apply_are_in_every_format() {
    let mut reports = reports(Vec::new());
    let warning =
        "`secrets` of the configuration names `Pet.<code>`, and no generated field is called that";
    reports.apis[0].warnings.push(warning.to_owned());
    let terminal = plain(&show::terminal(&reports, Listing::Shortened));
    assert!(
        terminal.contains(&format!("\n  warning: {warning}\n")),
        "{terminal}"
    );
    let markdown = markdown::report(&reports);
    assert!(
        markdown.contains(&format!("\n**Warning:** {warning}.\n")),
        "{markdown}"
    );
    let github = github::annotations(&reports);
    assert_eq!(
        github,
        format!("::warning title=configuration::pets: {warning}\n")
    );
    let json: Value = serde_json::from_str(&json::report(&reports).unwrap()).unwrap();
    assert_eq!(json["apis"][0]["warnings"], serde_json::json!([warning]));
    assert_eq!(status(reports.worst(), None), 0);
}

#[test]
fn diagnostics_of_the_new_document_are_in_every_format() {
    let mut reports = reports(Vec::new());
    let spot = SourceRange {
        file: "spec/pets.yml".to_owned(),
        line: 7,
        column: 3,
        pointer: "#/info".to_owned(),
    };
    reports.apis[0].is_rejected = true;
    reports.apis[0].diagnostics.push(Diagnosis {
        severity: Severity::Warning,
        code: "no-such-property",
        message: "`required` names <code>".to_owned(),
        mark: Some(AnnotatedLine {
            file: spot.file.clone(),
            line: spot.line,
        }),
        spot: Some(spot),
    });
    let terminal = plain(&show::terminal(&reports, Listing::Shortened));
    assert!(
        terminal.contains(
            "\n  warning[no-such-property]: `required` names <code>  spec/pets.yml:7:3\n  error: `cargo xtask codegen` rejects"
        ),
        "{terminal}"
    );
    let markdown = markdown::report(&reports);
    assert!(
        markdown.contains("- `warning[no-such-property]`: `required` names \\<code\\>, line 7\n"),
        "{markdown}"
    );
    assert!(markdown.contains("\n**Error:** `cargo xtask codegen` rejects"));
    let github = github::annotations(&reports);
    assert!(
        github.starts_with("::warning file=spec/pets.yml,line=7,title=no-such-property::`required` names <code> (spec/pets.yml:7:3)\n::error title=deny-warnings::pets: "),
        "{github}"
    );
    let json: Value = serde_json::from_str(&json::report(&reports).unwrap()).unwrap();
    assert_eq!(json["apis"][0]["rejected"], true);
    assert_eq!(
        json["apis"][0]["diagnostics"],
        serde_json::json!([{
            "severity": "warning",
            "code": "no-such-property",
            "message": "`required` names <code>",
            "place": {"file": "spec/pets.yml", "line": 7, "column": 3, "pointer": "#/info"},
        }])
    );
}

#[test]
fn option_without_effect_in_the_new_document_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let old = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {operationId: getPet, responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}
components: {schemas: {Pet: {type: object, properties: {code: {type: string}}}}}
";
    write("pets.yml", old);
    write("new.yml", &old.replace("code:", "pass_code:"));
    let config = "apis: {pets: {document: pets.yml, secrets: [Pet.code, Pet.lock]}}\n";
    write("codegen.yml", config);
    let configuration = Configuration::read(&folder.path().join("codegen.yml")).unwrap();
    let api = &configuration.config.apis["pets"];
    let old = compare::Document::bundled(&configuration, "pets", api).unwrap();
    let new = folder.path().join("new.yml");
    let new = compare::Document::at(&configuration, "pets", api, new.to_str().unwrap()).unwrap();
    let report = compare("pets", &old, &new).unwrap();
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert!(
        report.warnings[0].contains("`Pet.code`"),
        "{:?}",
        report.warnings
    );
}

#[test]
fn names_of_operations_have_a_limit_in_reports() {
    let names: Vec<String> = (0..9)
        .map(|index| format!("GET /{index}{}", "a".repeat(1 << 20)))
        .collect();
    let mut many = change("response-property-removed", "`Pet.name` is removed");
    many.operations = names.into();
    let report = json::report(&reports(vec![many])).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let found = &report["apis"][0]["changes"][0];
    assert_eq!(found["operations"].as_array().map(Vec::len), Some(7));
    assert_eq!(found["moreOperations"], 2);
    let text = report::operations(&["GET /".to_owned() + &"a".repeat(1_000)], 3);
    assert_eq!(text.chars().count(), 201);
}
