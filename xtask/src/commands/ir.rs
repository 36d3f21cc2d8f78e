//! `ir`: prints what the generator understands of a document, before it is emitted as Rust.

use std::io::Write as _;
use std::path::PathBuf;

use generator::diagnostic::Severity;
use generator::ir;

use crate::CommandStatus;
use crate::commands::export;
use crate::documents::pipeline::{self, Job};
use crate::render;
use crate::render::{Listing, RenderOptions};
use crate::terminal;
use crate::workspace::Configuration;

/// Prints the intermediate representation of a document
///
/// It contains resources, operations and types with their final names, as `lower` passes them to `emit` and `drift`
/// (see ARCHITECTURE.md). Documentation and some details are left out.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// OpenAPI document
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// Name of the API [default: the only one of the configuration, or `api`]
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Use the options of the API in this configuration (see spec/codegen.yml); its document is not read
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder whose files the document may refer to [default: the document's own]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Show all errors, warnings and notes, not just the first few errors and warnings of a kind
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let configuration = options.config.as_deref().map(Configuration::read);
    let configuration = configuration.transpose()?;
    let (name, mut api) = export::api(options.api.as_deref(), "api", configuration.as_ref())?;
    api.skip_invalid = true;
    let mut job = Job::new(&name, &api, options.document.clone());
    if let Some(configuration) = &configuration {
        job = job.configured(configuration);
    }
    job = job.rooted(options.root.as_deref());
    let described = pipeline::describe(&job, &job.read_overlays()?)?;
    let (sources, problems) = pipeline::problems(
        &described.sources,
        described.document.as_ref(),
        configuration
            .as_ref()
            .map(|configuration| (configuration, name.as_str())),
        &described.diagnostics,
    );
    terminal::note(&render::problems(
        &sources,
        &problems,
        &RenderOptions::for_standard_error(Listing::complete_if(options.all)),
    ));
    terminal::note(&render::hint(render::worst(&problems)));
    let (Some(api), Some(document)) = (described.api, described.document) else {
        return Ok(CommandStatus::Failure);
    };
    // With errors, the representation may be wrong.
    if matches!(render::worst(&problems), Some((Severity::Error, _))) {
        return Ok(CommandStatus::Failure);
    }
    let text = ir::text(&api, &|origin| document.pointer(origin));
    terminal::output().write_all(text.as_bytes())?;
    Ok(CommandStatus::Success)
}
