//! Writes the program with the types of one document, in its own process.

use std::path::PathBuf;

use generator::diagnostic::Severity;
use generator::emit;

use crate::CommandStatus;
use crate::commands::corpus::{limit_memory, put_all};
use crate::commands::export;
use crate::documents::pipeline::{self, Job};
use crate::output::package::{LICENSE, Package, WorkspaceRole};
use crate::output::plan::FileSet;
use crate::terminal;
use crate::workspace;
use crate::workspace::Configuration;

/// File of a crate that maps its entries to parts of the document.
pub(super) const TABLE: &str = "table.json";
/// Files that every program contains.
const PROGRAM: [(&str, &str); 2] = [
    ("main.rs", include_str!("program/main.rs")),
    ("entry.rs", include_str!("program/entry.rs")),
];

/// Writes the program that verifies the types of a document
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Document
    document: PathBuf,
    /// Name of the crate
    crate_name: String,
    /// Folder of the crate
    out: PathBuf,
    /// Memory limit in megabytes
    memory: u64,
    /// Configuration with the options of the API
    #[arg(long, requires = "api")]
    config: Option<PathBuf>,
    /// Folder whose files the document may refer to
    #[arg(long)]
    root: Option<PathBuf>,
    /// API of the configuration
    #[arg(long)]
    api: Option<String>,
}

/// Runs the hidden command. Writes no crate if the document has errors.
pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    limit_memory(options.memory);
    let configuration = options.config.as_deref().map(Configuration::read);
    let configuration = configuration.transpose()?;
    let api = if let (Some(configuration), Some(name)) = (&configuration, &options.api) {
        workspace::api(&configuration.config, name)?.clone()
    } else {
        let (_, mut api) = export::without_options("api")?;
        api.skip_invalid = true;
        api
    };
    let mut job = Job::new("api", &api, options.document.clone());
    if let Some(configuration) = &configuration {
        job = job.configured(configuration);
    }
    let job = job.rooted(options.root.as_deref());
    match files(&job, &options.crate_name)? {
        Ok(files) => put_all(&options.out, &files)?,
        Err(errors) => {
            terminal::note(&errors);
            return Ok(CommandStatus::Failure);
        }
    }
    Ok(CommandStatus::Success)
}

/// Returns the files of the crate, or the errors of the document.
pub(super) fn files(job: &Job<'_>, crate_name: &str) -> anyhow::Result<Result<FileSet, String>> {
    // The reference is the document as it is, without overlays.
    let described = pipeline::describe(job, &[])?;
    let problems = described.diagnostics.iter();
    let errors: Vec<String> = problems
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| format!("error[{}]: {}", problem.code.id, problem.message))
        .collect();
    let (Some(mut api), Some(read), true) = (
        described.api,
        described.document.as_ref(),
        errors.is_empty(),
    ) else {
        return Ok(Err(errors.join("\n")));
    };
    let verification = emit::verification(&api, &|origin| read.pointer(origin));
    api.types_only = true;
    "api".clone_into(&mut api.name);
    let header = emit::Header {
        document: crate_name,
        digest: "",
        command: "cargo xtask verify",
        public_module: false,
    };
    let emitted = emit::api(&api, &header)?;
    let mut features = emitted.features;
    // The entries also use the types of parameters, which `emitted` does not contain.
    features.insert("uuid");
    let package = Package {
        name: crate_name,
        license: LICENSE,
        info: &api.info,
        example: None,
        features: &features,
        types_only: true,
    };
    let mut files = FileSet::from([
        (
            "Cargo.toml".to_owned(),
            package.manifest(WorkspaceRole::Member)?,
        ),
        ("src/entries.rs".to_owned(), verification.entries),
        (
            TABLE.to_owned(),
            serde_json::to_string(&verification.table)?,
        ),
    ]);
    let source = |(path, text): (String, String)| (format!("src/{path}"), text);
    files.extend(emitted.files.into_iter().map(source));
    let fixed = PROGRAM.into_iter().chain(emit::types_runtime_files());
    files.extend(fixed.map(|(path, text)| source((path.to_owned(), text.to_owned()))));
    Ok(Ok(files))
}
