//! Starts the mock server. It is a separate package, because it needs an HTTP server and a JSON Schema validator, which
//! generation does not need.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use anyhow::Context as _;

use crate::{CommandStatus, workspace};

/// Serves an API's document on 127.0.0.1: validates each request, and responds with the document's examples
///
/// `cargo xtask mock --help` lists the options.
#[derive(Debug, Clone, clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// Arguments of the server
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "OPTIONS"
    )]
    arguments: Vec<OsString>,
}

/// Builds the server if necessary, and runs it until it ends.
pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = workspace::root().join("xtask/mock/Cargo.toml");
    let mut command = Command::new(cargo);
    command
        .args(["run", "--locked", "--manifest-path"])
        .arg(&manifest)
        .arg("--")
        .args(&options.arguments);
    exec(&mut command)
        .with_context(|| format!("cannot start cargo for {}", workspace::shown(&manifest)))
}

/// Replaces this process by a program, so that it ends with the parent of this process.
#[cfg(unix)]
pub(crate) fn exec(command: &mut Command) -> std::io::Result<CommandStatus> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
pub(crate) fn exec(command: &mut Command) -> std::io::Result<CommandStatus> {
    let status = command.status()?;
    Ok(if status.success() {
        CommandStatus::Success
    } else {
        CommandStatus::Failure
    })
}
