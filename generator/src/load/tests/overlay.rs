//! Tests of overlays: changes, locations and diagnostics.

use serde_json::{Value, json};

use crate::diagnostic::Severity;
use crate::load::{Loaded, Overlay, load_with};

const DOCUMENT: &str = "\
info: {title: Pets, version: 1.10}
tags: [a, b, c]
paths:
  /pets:
    get: {summary: old, deprecated: true}
  /internal:
    get: {}
";

fn overlaid(overlays: &[&str]) -> Loaded {
    overlaid_on(DOCUMENT, overlays)
}

fn overlaid_on(document: &str, overlays: &[&str]) -> Loaded {
    let overlays: Vec<Overlay> = overlays
        .iter()
        .map(|text| Overlay {
            path: "fix.yml".to_owned(),
            bytes: text.as_bytes().to_vec(),
        })
        .collect();
    let read = |path: &str| Err(std::io::Error::other(format!("asked for {path}")));
    load_with("pets.yml", document.into(), &overlays, &read, None)
}

/// Returns the document after an overlay with these actions; there must be no diagnostics.
fn value(actions: &str) -> Value {
    let loaded = overlaid(&[&format!("overlay: 1.0.0\nactions:\n{actions}")]);
    assert_eq!(loaded.diagnostics, []);
    loaded.document.unwrap().root().to_json()
}

#[test]
fn objects_are_merged_and_scalars_replaced() {
    let found = value(
        "- target: $.paths['/pets'].get\n  update: {summary: new, tags: [pets], x: {y: null}}\n",
    );
    assert_eq!(
        found["paths"]["/pets"]["get"],
        json!({"summary": "new", "deprecated": true, "tags": ["pets"], "x": {"y": null}})
    );
}

#[test]
fn items_are_appended_to_lists() {
    assert_eq!(
        value("- {target: $.tags, update: d}\n")["tags"],
        json!(["a", "b", "c", "d"])
    );
    assert_eq!(
        value("- {target: $, update: {tags: [d, e]}}\n")["tags"],
        json!(["a", "b", "c", "d", "e"])
    );
}

#[test]
fn removed_values_are_gone() {
    let found = value(
        "- {target: \"$.paths['/internal']\", remove: true}\n- {target: \"$.tags[?@ != 'b']\", remove: true}\n",
    );
    assert_eq!(found["tags"], json!(["b"]));
    assert_eq!(found["paths"].as_object().unwrap().len(), 1);
}

/// A value and what is inside it are changed independently, the value first.
#[test]
fn targets_can_be_inside_one_another() {
    let found = value("- {target: \"$.paths..*[?@]\", update: {x: 1}}\n");
    assert_eq!(
        found["paths"],
        json!({
            "/pets": {"get": {"summary": {"x": 1}, "deprecated": {"x": 1}, "x": 1}},
            "/internal": {"get": {"x": 1}},
        })
    );
    let found = value("- {target: \"$..[?@.get || @ == 'b' || @ == 'c']\", remove: true}\n");
    assert_eq!(found["tags"], json!(["a"]));
    assert_eq!(found["paths"], json!({}));
    let found = value("- {target: \"$['paths', 'tags', 'paths']['/pets', 2, 0]\", remove: true}\n");
    assert_eq!(found["tags"], json!(["b"]));
    assert_eq!(found["paths"], json!({"/internal": {"get": {}}}));
    // The document itself cannot be removed.
    assert_eq!(
        value("- {target: $, remove: true}\n")["tags"],
        json!(["a", "b", "c"])
    );
}

/// An update may replace what a later target selects.
#[test]
fn values_that_an_update_replaces_are_not_targets() {
    let found = value("- {target: \"$.paths['/pets'][?@, 'get'][?@]\", update: {get: {}}}\n");
    assert_eq!(
        found["paths"]["/pets"]["get"],
        json!({"summary": {"get": {}}, "deprecated": {"get": {}}})
    );
    let found = value("- {target: \"$..paths['/pets', '/pets'].get.*\", update: {y: {}}}\n");
    assert_eq!(
        found["paths"]["/pets"]["get"],
        json!({"summary": {"y": {}}, "deprecated": {"y": {}}})
    );
}

#[test]
fn a_list_that_is_selected_twice_is_updated_twice() {
    assert_eq!(
        value("- {target: \"$['tags', 'tags']\", update: d}\n")["tags"],
        json!(["a", "b", "c", "d", "d"])
    );
}

#[test]
fn a_value_can_be_copied() {
    let found = value("- {target: \"$.paths['/internal'].get\", copy: \"$.paths['/pets'].get\"}\n");
    assert_eq!(found["paths"]["/internal"]["get"]["summary"], "old");
}

#[test]
fn later_actions_use_the_result_of_earlier_ones() {
    let found = value(
        "- {target: $.info, update: {contact: {}}}\n- {target: $.info.contact, update: {name: Jo}}\n",
    );
    assert_eq!(found["info"]["contact"]["name"], "Jo");
    let two = overlaid(&[
        "overlay: 1.1.0\nactions: [{target: $.info, update: {contact: {}}}]\n",
        "overlay: 1.0.0\nactions: [{target: $.info.contact, update: {name: Jo}}]\n",
    ]);
    assert_eq!(two.diagnostics, []);
}

/// Unchanged values keep their text and location; added values have the location of the value that they were added
/// to.
#[test]
fn locations_stay_in_the_document() {
    let loaded = overlaid(&[
        "overlay: 1.0.0\nactions:\n- {target: \"$.tags[0]\", remove: true}\n- {target: \"$.paths['/pets'].get\", update: {x: 1}}\n",
    ]);
    assert_eq!(loaded.diagnostics, []);
    let document = loaded.document.unwrap();
    let root = document.root();
    let version = root.get("info").unwrap().get("version").unwrap();
    assert_eq!(version.scalar_text(), Some("1.10"));
    let text_of = |node: crate::load::Node<'_>| {
        let (file, span) = document.span(&node.location()).unwrap();
        &loaded.sources.text(file)[span]
    };
    assert_eq!(text_of(version), "1.10");
    let tags = root.get("tags").unwrap();
    assert_eq!(text_of(tags.at(0).unwrap()), "b");
    assert_eq!(text_of(tags.at(1).unwrap()), "c");
    let get = root.get("paths").unwrap().get("/pets").unwrap().get("get");
    let added = get.unwrap().get("x").unwrap();
    assert_eq!(document.pointer(added.origin()), "#/paths/~1pets/get/x");
    let (_, span) = document.span(&added.location()).unwrap();
    assert_eq!(span.start, DOCUMENT.find("{summary").unwrap());
}

#[test]
fn added_references_are_followed() {
    let overlay = Overlay {
        path: "fix.yml".to_owned(),
        bytes: b"overlay: 1.0.0\nactions: [{target: $.paths, update: {/more: {$ref: more.yml}}}]\n"
            .to_vec(),
    };
    let read = |path: &str| {
        assert_eq!(path, "more.yml");
        Ok(b"get: {}\n".to_vec())
    };
    let loaded = load_with("pets.yml", DOCUMENT.into(), &[overlay], &read, None);
    assert_eq!(loaded.diagnostics, []);
    let document = loaded.document.unwrap();
    let root = document.root();
    let linked = document.linked_file(root.file(), "more.yml").unwrap();
    let file = document.file(*linked.as_ref().unwrap()).unwrap();
    assert!(file.get("get").is_some());
}

#[test]
fn errors_of_an_overlay_are_reported_at_their_location() {
    for (overlay, severity, needle) in [
        ("actions: []\n", Severity::Error, "actions: []"),
        ("overlay: 1.0.0\n", Severity::Error, "overlay: 1.0.0"),
        (
            "overlay: 1.0.0\nactions: [{update: {}}]\n",
            Severity::Error,
            "{update: {}}",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $.info}]\n",
            Severity::Error,
            "{target: $.info}",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: info, remove: true}]\n",
            Severity::Error,
            "info",
        ),
        (
            "overlay: 1.1.0\nactions: [{target: $.info, copy: $.*}]\n",
            Severity::Error,
            "$.info",
        ),
        (
            "overlay: 1.1.0\nactions: [{target: $.info, copy: $.nothing}]\n",
            Severity::Error,
            "$.info",
        ),
        (
            "overlay: 1.1.0\nactions: [{target: $.info, copy: $..a..}]\n",
            Severity::Error,
            "$..a..",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $.info, update: 1}]\n",
            Severity::Error,
            "$.info",
        ),
        (
            "overlay: 1.0.0\nactions: [{target: $.nothing, remove: true}]\n",
            Severity::Warning,
            "$.nothing",
        ),
    ] {
        let loaded = overlaid(&[overlay]);
        let [found] = loaded.diagnostics.as_slice() else {
            panic!("{overlay}: {:?}", loaded.diagnostics);
        };
        assert_eq!(found.severity, severity, "{overlay}");
        let (file, span) = loaded.document.unwrap().span(&found.location).unwrap();
        assert_eq!(loaded.sources.path(file), "fix.yml");
        assert_eq!(loaded.sources.text(file)[span].trim_end(), needle);
    }
    let broken = overlaid(&["overlay: ["]);
    assert!(broken.document.is_some());
    assert_eq!(broken.diagnostics[0].severity, Severity::Error);
}

/// The help names a limit that depends on the document, and gives the number of a fixed one.
#[test]
fn paths_that_exceed_a_limit_are_reported() {
    let parentheses = format!("$[?{}@{}]", "(".repeat(100), ")".repeat(100));
    let nested = "$..[?match(@, '((((a{99}){99}){99}){99}){99}')]";
    for (path, message, limit) in [
        (
            parentheses.as_str(),
            "the path of the overlay is nested too deep",
            "at most 64 ",
        ),
        (
            nested,
            "a regular expression of the overlay is too large",
            "at most 1 MiB ",
        ),
        (
            "$..*..*..*..*..*",
            "the paths of the overlay take too many steps",
            "(limit `overlay-steps`)",
        ),
    ] {
        for action in ["remove: true", "update: {}"] {
            let text = format!("overlay: 1.0.0\nactions: [{{target: \"{path}\", {action}}}]\n");
            let document = format!("tags: {}text{}", "[[text], ".repeat(60), "]".repeat(60));
            let loaded = overlaid_on(&document, &[&text]);
            let [found] = loaded.diagnostics.as_slice() else {
                panic!("{path}: {:?}", loaded.diagnostics);
            };
            assert_eq!(found.code.id, "overlay-too-large");
            assert_eq!(found.message, message);
            let help = found.help.as_ref().unwrap();
            assert!(help.contains(limit), "{help}");
            assert_eq!(
                help.contains("(limit "),
                limit.contains("(limit "),
                "{help}"
            );
        }
    }
}

/// Such an expression matches nothing, and behind `!` everything: the action would remove too much. The place is that of
/// the path.
#[test]
fn patterns_that_are_no_i_regexps_are_errors() {
    let reported = |path: &str, change: &str| {
        let overlay = format!("overlay: 1.1.0\nactions:\n- target: $.tags\n  {change}\n");
        let overlay = overlay.replace("PATH", path);
        let loaded = overlaid(&[&overlay]);
        let document = loaded.document.unwrap();
        let found: Vec<(&str, String)> = loaded
            .diagnostics
            .iter()
            .map(|found| {
                assert_eq!(found.severity, Severity::Error);
                let (file, span) = document.span(&found.location).unwrap();
                assert_eq!(loaded.sources.path(file), "fix.yml");
                let text = loaded.sources.text(file)[span].trim_end();
                (found.code.id, text.to_owned())
            })
            .collect();
        (found, document.root().to_json())
    };
    let removal = "update: d\n- target: PATH\n  remove: true\n- target: $.tags\n  update: e";
    for path in [
        r"$.tags[?match(@, '\\d')]",
        r"$.tags[?search(@, '(?i)A') || @ == 'b']",
        r"$.tags[?!match(@, '\\w')]",
        "$.tags[?match(@, 1) || @ == 'b']",
        // A path with several such expressions has one error.
        r"$.tags[?match(@, '(?=a)') || count($[?search(@, '\\b')]) == 0 && @ == 'a']",
    ] {
        let (found, document) = reported(path, removal);
        assert_eq!(found, [("invalid-overlay-pattern", path.to_owned())]);
        assert_eq!(document["tags"], json!(["a", "b", "c", "d", "e"]), "{path}");
    }
    let copied = r"$.tags[?search(@, '\\s') || @ == 'b']";
    let (found, document) = reported(copied, "copy: PATH");
    assert_eq!(found, [("invalid-overlay-pattern", copied.to_owned())]);
    assert_eq!(document["tags"], json!(["a", "b", "c"]));
    for path in [
        "$.tags[?match(@, '[0-9a]')]",
        // The expression comes from the document and is unknown when the path is parsed.
        r"$.tags[?match('\\d', @) || @ == 'a']",
    ] {
        let (found, document) = reported(path, removal);
        assert!(found.is_empty(), "{path}");
        assert_eq!(document["tags"], json!(["b", "c", "d", "e"]), "{path}");
    }
}
