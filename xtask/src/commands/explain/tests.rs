//! Each code has a small document in `tests/diagnostics` that causes it: `CODE.yml` or `CODE.json`, `CODE.codegen.yml`
//! if it needs options, further files in the folder `CODE`. `CODE.txt` is the expected output.
//!
//! With `INSTA_UPDATE=always`, the test writes `CODE.txt`.
#![allow(clippy::unwrap_used)]

mod large;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::{Code, Severity, codes};

use super::{explanation, find, page};
use crate::commands::export::without_options;
use crate::documents::pipeline::{Generated, Job, generate};
use crate::render::{Listing, RenderOptions, problems};
use crate::workspace::Configuration;

/// Codes without a document, with reasons.
const WITHOUT_DOCUMENT: &[(&Code, &str)] = &[(
    codes::FILE_TOO_LARGE,
    "it needs a file of 1 GiB, and the command line already stops at 64 MiB",
)];

/// Codes whose document also causes another code.
const WITH_CAUSES: &[(&Code, &Code)] = &[
    (codes::NOT_AN_OBJECT, codes::UNRESOLVED_REFERENCE),
    (codes::OPERATION_LEFT_OUT, codes::MISSING_MEMBER),
    (codes::TOO_MANY_PROBLEMS, codes::UNRESOLVED_REFERENCE),
    (codes::TOO_MUCH_PROSE, codes::TOO_MANY_PARTS),
    (codes::UNKNOWN_ERROR_BODY, codes::UNRESOLVED_REFERENCE),
    (
        codes::UNRESOLVED_PATH_PARAMETER,
        codes::UNRESOLVED_REFERENCE,
    ),
];

/// Returns true if expected files are written instead of compared.
fn is_updated() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always")
}

/// Compares a text with a file of the repository, or writes it. Returns a message if they differ.
fn compare(path: &Path, text: &str) -> Option<String> {
    if is_updated() {
        fs::write(path, text).unwrap();
        return None;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    (expected != text).then(|| format!("{} differs from:\n{text}", path.display()))
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/diagnostics");
    fs::canonicalize(folder).unwrap()
}

/// The output about a document, with paths from its folder, and severity and code of each diagnostic.
struct Shown {
    text: String,
    found: BTreeSet<(Severity, &'static str)>,
}

/// Returns the document of a code. None if the code has only options.
fn document(folder: &Path, id: &str) -> Option<PathBuf> {
    let paths = ["yml", "json"].map(|extension| folder.join(format!("{id}.{extension}")));
    paths.into_iter().find(|path| path.exists())
}

fn show(folder: &Path, id: &str) -> Shown {
    let options = folder.join(format!("{id}.codegen.yml"));
    let configuration = options.exists().then(|| Configuration::read(&options));
    let shown = match (configuration.transpose(), document(folder, id)) {
        (Ok(Some(configuration)), Some(document)) => {
            let api = configuration.config.apis.get("pets").unwrap();
            let job = Job::new("pets", api, document).configured(&configuration);
            printed(&generate(&job).unwrap())
        }
        (Ok(None), Some(document)) => {
            let (_, api) = without_options("pets").unwrap();
            printed(&generate(&Job::new("pets", &api, document)).unwrap())
        }
        (Ok(_), None) => panic!("{id} has no document"),
        (Err(error), _) => Shown {
            text: format!("{}\n", anstream::adapter::strip_str(&error.to_string())),
            found: BTreeSet::from([(Severity::Error, codes::CONFIGURATION.id)]),
        },
    };
    let folder = format!("{}/", folder.display());
    Shown {
        text: shown.text.replace(&folder, ""),
        ..shown
    }
}

fn printed(generated: &Generated) -> Shown {
    let mut found = generated.problems.iter();
    let has_only_notes = found.all(|found| found.severity == Severity::Note);
    let look = RenderOptions {
        styled: false,
        width: 120,
        // A shortened list has no notes.
        listing: Listing::complete_if(has_only_notes),
    };
    let found = generated.problems.iter();
    Shown {
        text: problems(&generated.sources, &generated.problems, &look),
        found: found.map(|found| (found.severity, found.code)).collect(),
    }
}

/// Generates from the document of a code. Returns what differs from the expectation.
fn check(code: &Code) -> Option<String> {
    if WITHOUT_DOCUMENT.iter().any(|(without, _)| *without == code) {
        return None;
    }
    let shown = match large::document(code) {
        Some(document) => {
            let folder = tempfile::tempdir().unwrap();
            let folder = fs::canonicalize(folder.path()).unwrap();
            fs::write(folder.join(format!("{}.yml", code.id)), document).unwrap();
            show(&folder, code.id)
        }
        None => show(&folder(), code.id),
    };
    let causes = WITH_CAUSES.iter().filter(|(of, _)| *of == code);
    let causes: Vec<&str> = causes.map(|(_, cause)| cause.id).collect();
    let is_expected =
        |found: &(Severity, &str)| *found == (code.severity, code.id) || causes.contains(&found.1);
    let expected = 1 + causes.len();
    if shown.found.len() != expected || !shown.found.iter().all(is_expected) {
        return Some(format!("{}: {:?}\n{}", code.id, shown.found, shown.text));
    }
    compare(&folder().join(format!("{}.txt", code.id)), &shown.text)
}

#[test]
fn every_code_has_a_document_that_causes_only_it() {
    let wrong: Vec<String> = codes::all().filter_map(check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_a_code() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let id = name.split('.').next().unwrap();
        assert!(codes::find(id).is_some(), "{name}");
    }
}

#[test]
fn page_of_codes_matches_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    let page = page::page();
    let too_long = page.lines().find(|line| line.chars().count() > 120);
    assert_eq!(too_long, None);
    assert_eq!(compare(&path, &page), None);
}

#[test]
fn explanation_has_meaning_and_help() {
    let text = explanation(codes::NOT_UTF8, 40);
    assert_eq!(
        anstream::adapter::strip_str(&text).to_string(),
        "error[not-utf8]: A file is not UTF-8 text.\n\nJSON and YAML are read as UTF-8 only.\n\
         The file is not read.\n\nHow to fix it: Save the file as UTF-8.\n"
    );
}

#[test]
fn codes_are_found_as_they_are_printed() {
    for id in ["syntax", "error[syntax]", "[syntax]"] {
        assert_eq!(find(id).unwrap(), codes::SYNTAX, "{id}");
    }
    let unknown = |id| find(id).unwrap_err().to_string();
    assert_eq!(
        unknown("unresolved-refrence"),
        "there is no code `unresolved-refrence`; did you mean `unresolved-reference`?"
    );
    assert_eq!(
        unknown("unresolved-ref"),
        "there is no code `unresolved-ref`; did you mean `unresolved-reference`?"
    );
    assert_eq!(
        unknown("E0308"),
        "there is no code `E0308`; docs/diagnostics.md lists all codes"
    );
}
