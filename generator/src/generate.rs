//! Runs all stages: from the bytes of a document to the files of its bindings.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::digest;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::emit::{self, CrateModule, EmitError, Example, Header};
use crate::ir::{Api, Info};
use crate::load::{Document, Loaded, Origin, Overlay, ReadFile, Root, Sources, load_with};
use crate::openapi::Reader;
use crate::{config, lower};

/// The input of [`generate`] and [`describe`].
pub struct Input<'a> {
    /// The name of the API, which is the name of its module.
    pub name: &'a str,
    /// The options of the API.
    pub api: &'a config::Api,
    /// The path of the document for diagnostics.
    pub path: &'a str,
    /// The path of the document for the headers of generated files. It is the same wherever the generator runs.
    pub origin: &'a str,
    /// The command that writes the files, for their first line ([`CODEGEN`] or [`EXPORT`]).
    pub command: &'a str,
    /// The bytes of the document.
    pub bytes: Vec<u8>,
    /// Overlays that change the document before it is read.
    pub overlays: &'a [Overlay],
    /// Reads other files that the document refers to.
    pub read: &'a ReadFile<'a>,
    /// The folder whose files the document may refer to, if it is not the document's own folder.
    pub root: Option<Root<'a>>,
}

/// The result of [`generate`].
#[derive(Debug)]
pub struct Outcome {
    /// The text of all files that were read; kept after errors too, so that diagnostics can show it.
    pub sources: Sources,
    /// The document, which resolves the locations of the diagnostics; none if it could not be parsed.
    pub document: Option<Document>,
    /// The problems of the document.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of the bindings, by path; none if there are errors.
    pub files: Option<BTreeMap<String, String>>,
    /// The features of the runtime that the files need (`multipart`, `uuid`, `webhooks`).
    pub features: BTreeSet<&'static str>,
    /// The fallbacks: schemas that become a more general type than the document describes, such as any JSON value,
    /// and the reasons.
    pub fallbacks: Vec<(Origin, &'static str)>,
    /// Information about the API; empty if the document could not be read.
    pub info: Info,
    /// The beginning of a program that uses the bindings; none if there are errors.
    pub example: Option<Example>,
    /// The number of types and operations.
    pub counts: Counts,
}

/// How many types and operations were generated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of named types.
    pub types: usize,
    /// The number of operations.
    pub operations: usize,
}

/// Generates the bindings of an API: the files of its module. This is a pure function: the same input returns the
/// same outcome.
///
/// # Errors
///
/// Fails if the emitted code is not valid Rust. Only an invalid Rust path in the configuration can cause that.
pub fn generate(input: Input<'_>) -> Result<Outcome, EmitError> {
    let digest = digest(&input.bytes);
    let (origin, command) = (input.origin, input.command);
    let Described {
        sources,
        document,
        diagnostics,
        mut api,
    } = load_and_lower(input, Purpose::Bindings);
    let is_invalid = diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    let mut files = None;
    let mut features = BTreeSet::new();
    let mut example = None;
    if let Some(api) = api.as_ref().filter(|_| !is_invalid) {
        let header = Header {
            document: origin,
            digest: &digest,
            command,
            public_module: command == CODEGEN,
        };
        let package = with_large_stack(&|| emit::api(api, &header))?;
        files = Some(package.files);
        features = package.features;
        example = emit::example(api);
    }
    Ok(Outcome {
        sources,
        document,
        diagnostics,
        files,
        features,
        example,
        counts: api.as_ref().map(Counts::of).unwrap_or_default(),
        fallbacks: api
            .as_mut()
            .map(|api| std::mem::take(&mut api.fallbacks))
            .unwrap_or_default(),
        info: api.map(|api| api.info).unwrap_or_default(),
    })
}

/// The result of [`describe`]: a document as an API, before bindings are emitted.
#[derive(Debug)]
pub struct Described {
    /// The text of all files that were read.
    pub sources: Sources,
    /// The document, which resolves the locations of the diagnostics and of the API; none if it could not be parsed.
    pub document: Option<Document>,
    /// The problems of the document. If one of them is an error, the API may be wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The API; none if the document is not an API description.
    pub api: Option<Api>,
}

/// Reads a document and runs all stages before emission, including those that only comparisons need. This is a pure
/// function.
pub fn describe(input: Input<'_>) -> Described {
    load_and_lower(input, Purpose::Comparison)
}

/// The purpose that a document is read for.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Bindings,
    /// Also collects the constraints on values, which bindings do without.
    Comparison,
}

fn load_and_lower(input: Input<'_>, purpose: Purpose) -> Described {
    let Loaded {
        sources,
        document,
        diagnostics,
    } = load_with(
        input.path,
        input.bytes,
        input.overlays,
        input.read,
        input.root,
    );
    let (name, options) = (input.name, input.api);
    let (api, found) = with_large_stack(&|| {
        let found = Diagnostics::default();
        for diagnostic in &diagnostics {
            found.push(diagnostic.clone());
        }
        let api = document.as_ref().and_then(|document| {
            let reader = Reader::new(document, &found)?;
            let mut api = lower::lower(&reader, name, options, &found);
            if purpose == Purpose::Comparison {
                // The diagnostics of a schema were reported when it was lowered.
                let again = Diagnostics::default();
                let reader = Reader::new(document, &again)?;
                api.constraints = lower::constraints(document, &reader, &api);
            }
            Some(api)
        });
        (api, found)
    });
    if options.skip_invalid {
        found.skip_invalid();
    }
    if options.deny_warnings {
        found.deny_warnings();
    }
    Described {
        sources,
        document,
        diagnostics: found.into_vec(),
        api,
    }
}

/// The stack size for lowering and emission, in bytes; the system only provides the pages that are used. A schema is
/// lowered inside the call for the schema that refers to it, so the document decides how deep the calls are nested.
const STACK: usize = 512 << 20;

/// Runs `work` on a thread with a large stack; on the caller's thread if the system cannot start one.
fn with_large_stack<T: Send>(work: &(dyn Fn() -> T + Sync)) -> T {
    std::thread::scope(|threads| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        match builder.spawn_scoped(threads, work) {
            Ok(thread) => match thread.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            },
            Err(_) => work(),
        }
    })
}

/// The command that writes the modules of several APIs, for the first line of their files.
pub const CODEGEN: &str = "cargo xtask codegen";

/// The command that writes a crate with a single API, for the first line of its files.
pub const EXPORT: &str = "cargo xtask export";

/// Returns the files of a crate that belong to no API: its root and the runtime.
///
/// # Errors
///
/// Fails if the emitted code is not valid Rust.
pub fn crate_files<'n>(
    apis: impl IntoIterator<Item = &'n str>,
) -> Result<BTreeMap<String, String>, EmitError> {
    let modules: Vec<CrateModule<'_>> = apis.into_iter().map(|name| CrateModule { name }).collect();
    Ok(with_runtime(emit::crate_root(&modules, CODEGEN)?, CODEGEN))
}

/// Returns the files of a crate with a single API, without those of the API: its root, and the runtime. With
/// `types_only`, it returns only the part of the runtime that types need.
///
/// # Errors
///
/// Fails if the emitted code is not valid Rust.
pub fn standalone_files(
    api: &str,
    types_only: bool,
) -> Result<BTreeMap<String, String>, EmitError> {
    let root = emit::standalone_root(CrateModule { name: api }, EXPORT)?;
    Ok(if types_only {
        with_files(root, EXPORT, emit::types_runtime_files())
    } else {
        with_runtime(root, EXPORT)
    })
}

/// Returns the root of a crate and all files of the runtime, with the command in their first line.
fn with_runtime(root: String, command: &str) -> BTreeMap<String, String> {
    with_files(root, command, emit::runtime_files().iter().copied())
}

fn with_files(
    root: String,
    command: &str,
    runtime: impl Iterator<Item = (&'static str, &'static str)>,
) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert("lib.rs".to_owned(), root);
    for (path, text) in runtime {
        let text =
            format!("// @generated by `{command}` from generator/runtime. Do not edit.\n{text}");
        files.insert(path.to_owned(), text);
    }
    files
}

impl Counts {
    fn of(api: &Api) -> Self {
        Self {
            types: api.types.len(),
            operations: api
                .resources
                .iter()
                .map(|resource| resource.operations.len())
                .sum(),
        }
    }
}
