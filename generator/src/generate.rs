//! All stages in a row: from the bytes of a document to the files of its bindings.

use std::collections::BTreeMap;

use crate::config;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::{Document, Loaded, ReadFile, Sources, load};
use crate::openapi::Reader;

/// What is generated, and from what.
pub struct Input<'a> {
    /// The name of the API: the module that it becomes.
    pub name: &'a str,
    /// Its options.
    pub api: &'a config::Api,
    /// The path of the document, as people know it.
    pub path: &'a str,
    /// The document.
    pub bytes: Vec<u8>,
    /// Reads the files beside it.
    pub read: &'a ReadFile<'a>,
}

/// What came out.
#[derive(Debug)]
pub struct Outcome {
    /// The text of the files that were read; kept whatever went wrong, so that it can be shown.
    pub sources: Sources,
    /// The document, in which the places of the diagnostics are; none when it could not be parsed.
    pub document: Option<Document>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of the bindings, by path; none when there are errors.
    pub files: Option<BTreeMap<String, String>>,
    /// How much it is.
    pub counts: Counts,
}

/// How much was generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Named types.
    pub types: usize,
    /// Operations.
    pub operations: usize,
}

/// Generates bindings. A pure function: the same input gives the same outcome.
pub fn generate(input: Input<'_>) -> Outcome {
    let Loaded {
        sources,
        document,
        diagnostics,
    } = load(input.path, input.bytes, input.read);
    let found = Diagnostics::default();
    for diagnostic in diagnostics {
        found.push(diagnostic);
    }
    let mut counts = Counts::default();
    if let Some(reader) = document
        .as_ref()
        .and_then(|document| Reader::new(document, &found))
    {
        counts.operations = reader.operations().len();
    }
    Outcome {
        sources,
        document,
        diagnostics: found.into_vec(),
        files: None,
        counts,
    }
}
