//! Digests of documents and names.

use sha2::{Digest as _, Sha256};

/// Returns the SHA-256 digest of a document in hexadecimal, as the module of its bindings shows it.
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
