//! All stages in a row: from the bytes of a document to the files of its bindings.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::emit::{self, EmitError, Example, Header, Module};
use crate::ir::{Api, Info};
use crate::load::{Document, Loaded, Origin, Overlay, ReadFile, Root, Sources, load_with};
use crate::openapi::Reader;
use crate::{config, lower};

/// What is generated, and from what.
pub struct Input<'a> {
    /// The name of the API: the module that it becomes.
    pub name: &'a str,
    /// Its options.
    pub api: &'a config::Api,
    /// The path of the document as diagnostics show it.
    pub path: &'a str,
    /// The path of the document as generated files name it: the same wherever the generator is run.
    pub origin: &'a str,
    /// The command that writes the files, as their first line names it ([`CODEGEN`] or [`EXPORT`]).
    pub command: &'a str,
    /// The document.
    pub bytes: Vec<u8>,
    /// Overlays that change it before it is read.
    pub overlays: &'a [Overlay],
    /// Reads the files beside it.
    pub read: &'a ReadFile<'a>,
    /// The folder whose files it may refer to, where that is not its own.
    pub root: Option<Root<'a>>,
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
    /// The features of the runtime that the files need (`multipart`, `uuid`, `webhooks`).
    pub features: BTreeSet<&'static str>,
    /// The schemas that are any JSON value although the document says more of them, and why.
    pub generalised: Vec<(Origin, &'static str)>,
    /// What the API says of itself; empty when the document could not be read.
    pub info: Info,
    /// How a program that uses it begins; none if there are errors.
    pub example: Option<Example>,
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

/// Generates the bindings of an API: the files of its module. A pure function: the same input gives the same outcome.
///
/// # Errors
///
/// When what was built is not Rust, which only a Rust path of the configuration that is none can bring about.
pub fn generate(input: Input<'_>) -> Result<Outcome, EmitError> {
    let digest = digest(&input.bytes);
    let (origin, command) = (input.origin, input.command);
    let Described {
        sources,
        document,
        diagnostics,
        mut api,
    } = described(input, Purpose::Bindings);
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
        let package = with_room(&|| emit::api(api, &header))?;
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
        generalised: api
            .as_mut()
            .map(|api| std::mem::take(&mut api.generalised))
            .unwrap_or_default(),
        info: api.map(|api| api.info).unwrap_or_default(),
    })
}

/// What a document says, before anything is made of it.
#[derive(Debug)]
pub struct Described {
    /// The text of the files that were read.
    pub sources: Sources,
    /// The document, in which the places of the diagnostics and of the API are; none when it could not be parsed.
    pub document: Option<Document>,
    /// What is wrong with it. With an error among them, the API is not to be trusted.
    pub diagnostics: Vec<Diagnostic>,
    /// The API; none when the document is no description of one.
    pub api: Option<Api>,
}

/// Reads a document, and does all that is done before bindings are emitted. A pure function.
pub fn describe(input: Input<'_>) -> Described {
    described(input, Purpose::Comparison)
}

/// What a document is read for.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Bindings,
    /// With the limits of values, which bindings do without.
    Comparison,
}

fn described(input: Input<'_>, purpose: Purpose) -> Described {
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
    let (api, found) = with_room(&|| {
        let found = Diagnostics::default();
        for diagnostic in &diagnostics {
            found.push(diagnostic.clone());
        }
        let api = document.as_ref().and_then(|document| {
            let reader = Reader::new(document, &found)?;
            let mut api = lower::lower(&reader, name, options, &found);
            if purpose == Purpose::Comparison {
                // What is wrong with a schema was found when it was lowered.
                let again = Diagnostics::default();
                let reader = Reader::new(document, &again)?;
                api.limits = lower::limits(document, &reader, &api);
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

/// How much room lowering and printing have, in bytes; what is not used is not taken from the system. A schema is lowered while the
/// one that refers to it waits, and documents decide how many wait for each other.
const STACK: usize = 512 << 20;

/// Does work on a stack that has room for it; on the caller's where the system gives none.
fn with_room<T: Send>(work: &(dyn Fn() -> T + Sync)) -> T {
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

/// The command that writes the modules of several APIs, as the first line of their files names it.
pub const CODEGEN: &str = "cargo xtask codegen";

/// The command that writes a crate of its own.
pub const EXPORT: &str = "cargo xtask export";

/// The files of a crate that belong to no API: its root, and the runtime.
///
/// # Errors
///
/// When what was built is not Rust.
pub fn crate_files<'n>(
    apis: impl IntoIterator<Item = &'n str>,
) -> Result<BTreeMap<String, String>, EmitError> {
    let modules: Vec<Module<'_>> = apis.into_iter().map(|name| Module { name }).collect();
    Ok(with_runtime(emit::crate_root(&modules, CODEGEN)?, CODEGEN))
}

/// The files of a crate that has one API and nothing else, beside those of the API: its root, and the runtime, or what
/// the types of an API need of it.
///
/// # Errors
///
/// When what was built is not Rust.
pub fn standalone_files(
    api: &str,
    types_only: bool,
) -> Result<BTreeMap<String, String>, EmitError> {
    let root = emit::standalone_root(Module { name: api }, EXPORT)?;
    Ok(if types_only {
        with_files(root, EXPORT, emit::types_runtime_files())
    } else {
        with_runtime(root, EXPORT)
    })
}

/// The root of a crate and the runtime's files, which a command writes.
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

/// The SHA-256 digest of a document, in hexadecimal, as the module of its bindings has it.
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
