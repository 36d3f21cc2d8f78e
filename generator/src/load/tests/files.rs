//! Tests of documents with several files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};

use super::super::{FileId, Loaded, NotLoaded, load};
use super::problems;

/// Loads a document from a table of files; also returns the paths that were requested.
fn load_files(path: &str, root: &str, files: &[(&str, &str)]) -> (Loaded, Vec<String>) {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let asked = RefCell::new(Vec::new());
    let read = |path: &str| {
        asked.borrow_mut().push(path.to_owned());
        files
            .get(path)
            .map(|text| text.as_bytes().to_vec())
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "no such file"))
    };
    let loaded = load(path, root.into(), &read);
    (loaded, asked.into_inner())
}

#[test]
fn paths_are_relative_to_the_referring_file() {
    let (loaded, asked) = load_files(
        "spec/api.yml",
        "a: {$ref: './schemas/user.yml#/User'}\nb: {$ref: schemas/user.yml}\n",
        &[
            (
                "schemas/user.yml",
                "User: {$ref: '../common/id.json#/Id'}\nBack: {$ref: '../api.yml#/a'}\n",
            ),
            (
                "common/id.json",
                "{\"Id\": {\"$ref\": \"../schemas/user.yml\"}}",
            ),
        ],
    );
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(asked, ["schemas/user.yml", "common/id.json"]);
    let document = loaded.document.unwrap();
    assert_eq!(loaded.sources.path(FileId(0)), "spec/api.yml");
    assert_eq!(loaded.sources.path(FileId(1)), "spec/schemas/user.yml");
    assert_eq!(
        document.linked_file(FileId(0), "./schemas/user.yml"),
        Some(Ok(FileId(1)))
    );
    assert_eq!(
        document.linked_file(FileId(0), "schemas/user.yml"),
        Some(Ok(FileId(1)))
    );
    assert_eq!(
        document.linked_file(FileId(1), "../common/id.json"),
        Some(Ok(FileId(2)))
    );
    assert_eq!(
        document.linked_file(FileId(1), "../api.yml"),
        Some(Ok(FileId(0)))
    );
    assert_eq!(
        document.linked_file(FileId(2), "../schemas/user.yml"),
        Some(Ok(FileId(1)))
    );
    let user = document.file(FileId(1)).unwrap().get("User").unwrap();
    assert_eq!(document.pointer(user.origin()), "schemas/user.yml#/User");
}

#[test]
fn nothing_outside_the_folder_is_read() {
    let (loaded, asked) = load_files(
        "spec/api.yml",
        "- {$ref: ../secret.yml}\n- {$ref: 'a/../../secret.yml'}\n- {$ref: /etc/passwd}\n- {$ref: 'C:\\secret.yml'}\n\
         - {$ref: 'file:///etc/passwd'}\n- {$ref: '..%2Fsecret.yml'}\n- {$ref: '..\\secret.yml'}\n",
        &[],
    );
    assert_eq!(asked, Vec::<String>::new());
    let document = loaded.document.unwrap();
    for item in document.root().items() {
        let path = item.get("$ref").unwrap().as_str().unwrap();
        assert_eq!(
            document.linked_file(FileId(0), path),
            Some(Err(&NotLoaded::Outside)),
            "{path}"
        );
    }
}

#[test]
fn nothing_remote_is_read() {
    let (loaded, asked) = load_files(
        "api.yml",
        "- {$ref: 'https://example.com/a.yml#/A'}\n- {$ref: '//example.com/a.yml'}\n- {$ref: 'urn:example:a'}\n\
         - {$ref: notes.md}\n- {$ref: missing.yml}\n",
        &[],
    );
    assert_eq!(asked, ["missing.yml"]);
    let document = loaded.document.unwrap();
    let link = |path| document.linked_file(FileId(0), path);
    assert_eq!(
        link("https://example.com/a.yml"),
        Some(Err(&NotLoaded::Remote))
    );
    assert_eq!(link("//example.com/a.yml"), Some(Err(&NotLoaded::Remote)));
    assert_eq!(link("urn:example:a"), Some(Err(&NotLoaded::Remote)));
    assert_eq!(link("notes.md"), Some(Err(&NotLoaded::Prose)));
    assert_eq!(
        link("missing.yml"),
        Some(Err(&NotLoaded::Unreadable("no such file".to_owned())))
    );
    assert_eq!(link("never-named.yml"), None);
}

#[test]
fn errors_of_another_file_name_it() {
    let (loaded, _) = load_files(
        "api.yml",
        "a: {$ref: b.yml}\nc: {$ref: d.yml}\n",
        &[("b.yml", "x: y: z\n"), ("d.yml", "{}")],
    );
    let document = loaded.document.as_ref().unwrap();
    assert_eq!(problems(&loaded), [("syntax", 1, 5, "")]);
    assert_eq!(loaded.sources.path(FileId(1)), "b.yml");
    assert_eq!(
        document.linked_file(FileId(0), "b.yml"),
        Some(Err(&NotLoaded::Invalid))
    );
    assert_eq!(
        document.linked_file(FileId(0), "d.yml"),
        Some(Ok(FileId(2)))
    );
    assert_eq!(document.files().count(), 2);
}

/// A reference may name any file of the folder.
#[test]
fn files_that_are_not_part_of_a_document_are_not_quoted() {
    for (file, code, place) in [
        ("TOKEN=hunter2\nUSER=hunter2\n", "not-an-object", (1, 1)),
        ("hunter2", "not-an-object", (1, 1)),
        ("\"hunter2\"", "not-an-object", (1, 1)),
        ("42", "not-an-object", (1, 1)),
        (
            "[remote]\n\turl = https://user:hunter2@host\n",
            "syntax",
            (2, 2),
        ),
        ("a: *hunter2\n", "syntax", (1, 4)),
        ("ä: hunter2: x\n", "syntax", (1, 11)),
        ("{\"a\": hunter2", "syntax", (1, 7)),
        ("hunter2: 1\nhunter2: 2\nb: [\n", "syntax", (3, 4)),
        ("--- hunter2\n--- hunter2\n", "several-documents", (2, 1)),
        ("hunter2: &a [*a]\n", "recursive-alias", (1, 14)),
    ] {
        let text = "a: {$ref: 'secrets#/hunter'}\n";
        let (loaded, _) = load_files("api.yml", text, &[("secrets", file)]);
        let found = problems(&loaded);
        let [(found_code, line, column, "")] = found.as_slice() else {
            panic!("{file}: {found:?}");
        };
        assert_eq!((*found_code, (*line, *column)), (code, place), "{file}");
        assert!(!format!("{loaded:?}").contains("hunter2"), "{file}");
        let document = loaded.document.as_ref().unwrap();
        let linked = document.linked_file(FileId(0), "secrets");
        assert_eq!(linked, Some(Err(&NotLoaded::Invalid)), "{file}");
    }
    // The document itself, and what is part of it.
    for file in ["true", "{}", "[{}]", "a: 1\na: 2\n"] {
        let (loaded, _) = load_files("api.yml", "a: {$ref: other}\n", &[("other", file)]);
        assert_eq!(loaded.sources.text(FileId(1)), file);
    }
    let (loaded, _) = load_files("api.yml", "a: [\n", &[]);
    assert_eq!(loaded.sources.text(FileId(0)), "a: [\n");
}

#[test]
fn files_of_a_discriminator_mapping_and_escaped_names() {
    let (loaded, asked) = load_files(
        "api.yml",
        "discriminator: {propertyName: t, mapping: {a: './my%20file.yml#/A', b: '#/B'}}\n",
        &[("my file.yml", "A: {}\n")],
    );
    assert_eq!(asked, ["my file.yml"]);
    assert_eq!(
        loaded
            .document
            .unwrap()
            .linked_file(FileId(0), "./my%20file.yml"),
        Some(Ok(FileId(1)))
    );
}

#[test]
fn other_keys_are_not_references() {
    let (loaded, asked) = load_files(
        "api.yml",
        "properties: {$ref: {type: string}}\nlist: [$ref, a.yml]\nref: b.yml\n",
        &[],
    );
    assert_eq!((loaded.diagnostics.len(), asked.len()), (0, 0));
}

#[test]
fn recursive_folders_are_loaded_up_to_a_limit() {
    let count = std::cell::Cell::new(0);
    let read = |_: &str| {
        count.set(count.get() + 1);
        Ok(b"a: {$ref: a/b.yml}\n".to_vec())
    };
    let loaded = load("b.yml", b"a: {$ref: a/b.yml}\n".to_vec(), &read);
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(count.get(), 4095);
}
