//! Verifies the types of a document. `cargo xtask verify` builds the program that contains them, and runs this one.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use std::{fs, io};

use anyhow::Context as _;
use clap::Parser;
use mock::verify::{Limits, verify};
use untrusted::text;

/// Verifies the types of a document, and prints a report as JSON
#[derive(Debug, Parser)]
struct Arguments {
    /// Document
    document: PathBuf,
    /// Table that maps the program's entries to parts of the document
    table: PathBuf,
    /// Program that contains the types
    program: PathBuf,
    /// Folder whose files the document may refer to [default: the document's own]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Time limit in seconds; the rest is counted as skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    time: u64,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", text::lines(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let table = fs::read_to_string(&arguments.table)
        .with_context(|| format!("cannot read {}", arguments.table.display()))?;
    let limits = Limits {
        answer: Duration::from_secs(10),
        time: Duration::from_secs(arguments.time),
    };
    let report = verify(
        (&arguments.document, arguments.root.as_deref()),
        &table,
        &arguments.program,
        &limits,
    )?;
    serde_json::to_writer(io::stdout().lock(), &report)?;
    Ok(())
}
