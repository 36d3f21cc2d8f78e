//! The commands of the project: `cargo xtask codegen` and others.
//!
//! Each subcommand has its own file in `commands`. This crate handles files, terminals and exit statuses; `generator`
//! decides what is generated.

mod commands;
mod documents;
mod failure;
mod measure;
mod output;
mod render;
mod terminal;
mod workspace;
mod wrap;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::commands::{
    bench, codegen, corpus, drift, drift_proof, explain, export, fuzz, ir, mock, spec, verify,
};
use self::documents::pipeline;

/// The commands of the project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Codegen(codegen::Options),
    Export(export::Options),
    Explain(explain::Options),
    Ir(ir::Options),
    Corpus(corpus::Options),
    #[command(hide = true)]
    CorpusDocument(corpus::DocumentOptions),
    Verify(verify::Options),
    #[command(hide = true)]
    VerifyPrepare(verify::PrepareOptions),
    #[command(hide = true)]
    VerifyLimited(verify::LimitOptions),
    Bench(bench::Options),
    Drift(drift::Options),
    #[command(hide = true)]
    DriftProof(drift_proof::Options),
    Spec(spec::Options),
    Mock(mock::Options),
    Fuzz(fuzz::Options),
}

/// Result of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CommandStatus {
    /// Success.
    Success,
    /// The output is out of date, or a document has errors.
    Failure,
    /// A status of the command's own.
    Code(u8),
}

/// Exits with 0 on success, 1 if the output is out of date or a document has errors, 2 for wrong usage or trouble with
/// files. `drift` has its own statuses.
fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage_error(&error),
    };
    let outcome = match &arguments.command {
        Command::Codegen(options) => codegen::run(options, &pipeline::generate, &pipeline::common),
        Command::Export(options) => export::run(options, &pipeline::generate),
        Command::Explain(options) => explain::run(options),
        Command::Ir(options) => ir::run(options),
        Command::Corpus(options) => corpus::run(options),
        Command::CorpusDocument(options) => corpus::run_document(options, &pipeline::generate),
        Command::Verify(options) => verify::run(options),
        Command::VerifyPrepare(options) => verify::run_prepare(options),
        Command::VerifyLimited(options) => verify::run_limited(options),
        Command::Bench(options) => bench::run(options, &pipeline::generate),
        Command::Drift(options) => Ok(drift::run(options)),
        Command::DriftProof(options) => drift_proof::run(options),
        Command::Spec(options) => spec::run(options),
        Command::Mock(options) => mock::run(options),
        Command::Fuzz(options) => fuzz::run(options),
    };
    match outcome {
        Ok(CommandStatus::Success) => ExitCode::SUCCESS,
        Ok(CommandStatus::Failure) => ExitCode::from(1),
        Ok(CommandStatus::Code(status)) => ExitCode::from(status),
        Err(error) if failure::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::error(&failure::describe(&error));
            ExitCode::from(2)
        }
    }
}

/// Prints an error about the arguments, or the help. For `drift`, wrong usage must not exit with 2, which means a
/// breaking change.
fn usage_error(error: &clap::Error) -> ExitCode {
    // An error of standard error cannot be reported.
    let _ = error.print();
    let is_drift = std::env::args().nth(1).is_some_and(|name| name == "drift");
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        _ if is_drift => ExitCode::from(drift::NOT_COMPARED),
        _ => ExitCode::from(2),
    }
}
