//! Tests of the views.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod corpus;
mod document;
mod fixed_fields;
mod levels;
mod operations;
mod parameters;
mod references;
mod schemas;
mod security;
mod values;

use super::Reader;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::load::{Document, Loaded, load};

/// A document and the diagnostics of reading it.
struct Case {
    loaded: Loaded,
    diagnostics: Diagnostics,
}

impl Case {
    /// Creates a 3.1 document with the given contents.
    fn new(body: &str) -> Self {
        Self::of(&format!("openapi: 3.1.0\n{body}"), &[])
    }

    /// Creates a 3.0 document with the given contents.
    fn v30(body: &str) -> Self {
        Self::of(&format!("openapi: 3.0.3\n{body}"), &[])
    }

    /// Creates a document from its complete text, with other files.
    fn of(text: &str, files: &[(&str, &str)]) -> Self {
        let read = |path: &str| {
            let found = files.iter().find(|(name, _)| *name == path);
            found
                .map(|(_, text)| text.as_bytes().to_vec())
                .ok_or_else(|| std::io::ErrorKind::NotFound.into())
        };
        let loaded = load("api.yml", text.into(), &read);
        assert_eq!(loaded.diagnostics, []);
        Self {
            loaded,
            diagnostics: Diagnostics::default(),
        }
    }

    fn document(&self) -> &Document {
        self.loaded.document.as_ref().unwrap()
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(self.document(), &self.diagnostics).unwrap()
    }

    /// Returns the node at a path of keys and indices.
    fn at(&self, path: &str) -> crate::load::Node<'_> {
        path.split('/').fold(self.document().root(), |node, step| {
            step.parse()
                .ok()
                .and_then(|index| node.at(index))
                .or_else(|| node.get(step))
                .expect(path)
        })
    }

    /// Returns the code and the text at the location of each warning and error.
    fn problems(self) -> Vec<(&'static str, String)> {
        let Self {
            loaded,
            diagnostics,
        } = self;
        let place = |found: &Diagnostic| {
            let (file, range) = loaded
                .document
                .as_ref()
                .unwrap()
                .span(&found.location)
                .unwrap();
            loaded.sources.text(file)[range].to_owned()
        };
        let found = diagnostics.into_vec();
        let problems = found.iter().filter(|found| found.severity > Severity::Note);
        problems
            .map(|found| (found.code.id, place(found)))
            .collect()
    }

    /// Returns the warnings and errors.
    fn said(self) -> Vec<Diagnostic> {
        let mut said = self.diagnostics.into_vec();
        said.retain(|found| found.severity > Severity::Note);
        said
    }
}
