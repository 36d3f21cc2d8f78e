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

/// Prints the intermediate representation of a document
///
/// It contains resources, operations and types with their final names, as `lower` passes them to `emit` and `drift`
/// (see ARCHITECTURE.md). Documentation and some details are left out.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// OpenAPI document
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// Folder whose files the document may refer to [default: the document's own]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Show all errors, warnings and notes, not just the first few errors and warnings of a kind
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let (name, mut api) = export::without_options("api")?;
    api.skip_invalid = true;
    let job = Job::new(&name, &api, options.document.clone()).rooted(options.root.as_deref());
    let described = pipeline::describe(&job)?;
    let (sources, problems) = pipeline::problems(
        &described.sources,
        described.document.as_ref(),
        None,
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
