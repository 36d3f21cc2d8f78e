//! Published documents, which a package of its own fetches: it needs HTTP and TLS, which those who only generate need
//! not build.

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::workspace;

/// Whether what was named is an address rather than a file.
pub(crate) fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// Builds the program that fetches if need be, and gives what stands at an address.
pub(crate) fn fetch(address: &str) -> anyhow::Result<Vec<u8>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = workspace::root().join("xtask/fetch/Cargo.toml");
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(&manifest)
        .args(["--", address])
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start cargo for {}", workspace::shown(&manifest)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{}", said.trim().trim_start_matches("error: "));
    }
    Ok(output.stdout)
}
