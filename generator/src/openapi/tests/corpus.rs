//! Reads real documents, which are not part of the repository, completely and without a panic.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::Reader;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::load::{Loaded, Node, load};

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !folder.is_dir() {
        eprintln!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(folder)
}

fn load_path(path: &Path) -> Loaded {
    let folder = path.parent().unwrap();
    load(
        &path.to_string_lossy(),
        std::fs::read(path).unwrap(),
        &|other| std::fs::read(folder.join(other)),
    )
}

/// The numbers of objects that were read, and the diagnostics.
#[derive(Debug, Default)]
struct Census {
    operations: usize,
    webhooks: usize,
    schemas: usize,
    diagnostics: Vec<Diagnostic>,
}

/// Reads every object of a document, each schema once.
fn read(loaded: &Loaded) -> Census {
    let diagnostics = Diagnostics::default();
    let mut census = Census::default();
    if let Some(reader) = loaded
        .document
        .as_ref()
        .and_then(|document| Reader::new(document, &diagnostics))
    {
        let mut schemas: Vec<Node<'_>> = reader
            .component_schemas()
            .into_iter()
            .map(|(_, node)| node)
            .collect();
        let operations = reader.operations();
        let webhooks = reader.webhooks();
        (census.operations, census.webhooks) = (operations.len(), webhooks.len());
        for operation in operations.iter().chain(&webhooks) {
            schemas.extend(
                operation
                    .parameters
                    .iter()
                    .filter_map(|parameter| parameter.schema),
            );
            let bodies = operation
                .request_body
                .iter()
                .flat_map(|body| &body.contents);
            let contents = operation
                .responses
                .iter()
                .flat_map(|response| &response.contents)
                .chain(bodies);
            schemas.extend(contents.filter_map(|content| content.schema));
            schemas.extend(
                operation
                    .responses
                    .iter()
                    .flat_map(|response| &response.headers)
                    .filter_map(|header| header.1),
            );
        }
        census.schemas = read_schemas(&reader, schemas);
        reader.info();
        reader.servers();
        reader.tags();
        reader.security_schemes();
    }
    census.diagnostics = diagnostics.into_vec();
    census
}

fn read_schemas<'a>(reader: &Reader<'a>, mut work: Vec<Node<'a>>) -> usize {
    let mut seen = HashSet::new();
    while let Some(node) = work.pop() {
        if !seen.insert(node.origin()) {
            continue;
        }
        let schema = reader.schema(node);
        work.extend(
            schema
                .reference
                .and_then(|reference| reader.resolve(reference)),
        );
        work.extend(
            schema
                .properties
                .iter()
                .chain(&schema.pattern_properties)
                .map(|(_, node)| *node),
        );
        work.extend(schema.items.into_iter().chain(schema.prefix_items));
        work.extend(
            schema
                .all_of
                .into_iter()
                .chain(schema.any_of)
                .chain(schema.one_of),
        );
        for (_, value) in schema
            .discriminator
            .iter()
            .flat_map(|discriminator| &discriminator.mapping)
        {
            work.extend(reader.resolve_mapping(*value));
        }
    }
    seen.len()
}

#[test]
fn corpus_documents_are_read_completely() {
    let Some(corpus) = corpus() else { return };
    let index = std::fs::read_to_string(corpus.join("index.tsv")).unwrap();
    let column = |name: &str| {
        index
            .lines()
            .next()
            .unwrap()
            .split('\t')
            .position(|title| title == name)
            .unwrap()
    };
    let (slug, operations) = (column("slug"), column("operations"));
    let mut codes: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for row in index.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let loaded = load_path(&corpus.join("dev").join(cells[slug]));
        assert_eq!(loaded.diagnostics, [], "{}", cells[slug]);
        let census = read(&loaded);
        println!(
            "{:6} operations {:4} webhooks {:6} schemas  {}",
            census.operations, census.webhooks, census.schemas, cells[slug]
        );
        assert_eq!(
            census.operations,
            cells[operations].parse::<usize>().unwrap(),
            "{}",
            cells[slug]
        );
        for found in &census.diagnostics {
            *codes.entry((found.severity, found.code.id)).or_default() += 1;
        }
    }
    println!("{codes:#?}");
}

#[test]
fn multi_file_documents_are_read_without_errors() {
    let Some(corpus) = corpus() else { return };
    for (path, operations) in [
        ("ethereum-beacon-apis/beacon-node-oapi.yaml", 89),
        ("vrchat/openapi/openapi.yaml", 304),
    ] {
        let loaded = load_path(&corpus.join("dev/multi").join(path));
        assert_eq!(loaded.diagnostics, [], "{path}");
        assert!(loaded.sources.files().count() > 100, "{path}");
        let census = read(&loaded);
        assert_eq!(census.operations, operations, "{path}");
        assert!(census.schemas > 500, "{path}: {}", census.schemas);
        let errors: Vec<_> = census
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn bundled_document_is_read_without_diagnostics() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let loaded = load_path(&path);
    assert_eq!(loaded.diagnostics, []);
    let census = read(&loaded);
    let mut reported = census.diagnostics.iter();
    assert_eq!(reported.find(|found| found.severity > Severity::Note), None);
    assert!(census.operations > 0 && census.webhooks > 0 && census.schemas > census.operations);
}
