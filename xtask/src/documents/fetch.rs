//! Runs the package that fetches published documents. It is separate, because it needs HTTP and TLS, which generation
//! does not need.

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::workspace;

/// Returns true for an address, false for a path.
pub(crate) fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// Builds the fetching program if necessary, and returns the content at an address.
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
