//! Reads the list of known failures, each with a reason. The list can only shrink: an entry that is no longer needed is
//! a failure, too.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use untrusted::files;

use super::report::Failure;
use crate::workspace;
use crate::workspace::shown;

/// Path of the list from the root of the workspace.
const LIST: &str = "xtask/verify-allow.toml";

/// The list of known failures.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    #[serde(default)]
    pub(super) allow: Vec<Entry>,
}

/// A known failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Name of the document in reports.
    pub(super) document: String,
    /// Class of the failure.
    pub(super) class: String,
    /// Pointer to the schema. A trailing `*` matches any suffix.
    pub(super) pointer: String,
    /// Reason.
    pub(super) reason: String,
}

impl List {
    pub(super) fn read() -> anyhow::Result<Self> {
        let path = workspace::root().join(LIST);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = files::read_to_string(&path)
            .with_context(|| format!("cannot read {}", shown(&path)))?;
        toml::from_str(&text).with_context(|| format!("cannot parse {}", shown(&path)))
    }
}

impl Entry {
    /// Returns true if the entry matches a failure.
    pub(super) fn covers(&self, document: &str, failure: &Failure) -> bool {
        let covers_pointer = match self.pointer.strip_suffix('*') {
            Some(start) => failure.pointer.starts_with(start),
            None => failure.pointer == self.pointer,
        };
        self.document == document && self.class == failure.class && covers_pointer
    }
}
