//! `spec`: the documents that the bindings are made of.

mod pull;

use crate::Verdict;

/// Looks after the documents of the configuration
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Pull(pull::Options),
}

/// Runs the command.
pub(crate) fn run(options: &Options) -> anyhow::Result<Verdict> {
    match &options.command {
        Command::Pull(options) => pull::run(options),
    }
}
