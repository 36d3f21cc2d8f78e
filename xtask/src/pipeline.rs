//! From an API of the configuration to its generated files, in memory.
//!
//! Reads the document and hands it to the generator, then turns what the generator says of it into what
//! [`crate::render`] prints.

use std::path::PathBuf;

use generator::config::Api;

use crate::plan::FileSet;
use crate::render::{Problem, Source};

/// What is to be generated.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// The API's name.
    pub(crate) name: &'a str,
    /// Its options.
    pub(crate) api: &'a Api,
    /// The path of its document.
    pub(crate) document: PathBuf,
}

impl<'a> Job<'a> {
    /// An API, from a document.
    pub(crate) fn new(name: &'a str, api: &'a Api, document: PathBuf) -> Self {
        Self { name, api, document }
    }
}

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// The files of the output; none if the document has errors.
    pub(crate) files: Option<FileSet>,
    /// The files that problems are in; empty if there is no problem.
    pub(crate) sources: Vec<Source>,
    /// What is wrong with the document.
    pub(crate) problems: Vec<Problem>,
    /// How much it is.
    pub(crate) counts: Counts,
}

/// How much was generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Named types.
    pub(crate) types: usize,
    /// Operations.
    pub(crate) operations: usize,
}

/// A function that does the job. An error is trouble with files; what is wrong with the document is in the result.
pub(crate) type Generate = dyn Fn(&Job<'_>) -> anyhow::Result<Generated>;
