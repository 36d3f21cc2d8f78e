//! `spec`: manages the documents of the configuration.

mod pull;

use crate::CommandStatus;

/// Manages the documents of the configuration
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Pull(pull::Options),
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    match &options.command {
        Command::Pull(options) => pull::run(options),
    }
}
