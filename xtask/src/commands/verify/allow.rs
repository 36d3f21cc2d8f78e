//! The failures that are known, each with a reason. The list can only become shorter: an entry that nothing needs any
//! more is a failure itself.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use untrusted::files;

use super::report::Failure;
use crate::workspace;
use crate::workspace::shown;

/// The list, from the workspace's root.
const LIST: &str = "xtask/verify-allow.toml";

/// The failures that are known.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    #[serde(default)]
    pub(super) allow: Vec<Entry>,
}

/// A failure that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// What the document is called in reports.
    pub(super) document: String,
    /// The class of the failure.
    pub(super) class: String,
    /// The schema. A `*` at the end stands for whatever follows.
    pub(super) pointer: String,
    /// Why it is as it is.
    pub(super) reason: String,
}

impl List {
    /// Reads it.
    pub(super) fn read() -> anyhow::Result<Self> {
        let path = workspace::root().join(LIST);
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = files::read_to_string(&path)
            .with_context(|| format!("cannot read {}", shown(&path)))?;
        toml::from_str(&text).with_context(|| format!("{} is not what it should be", shown(&path)))
    }
}

impl Entry {
    /// Whether it speaks of a failure.
    pub(super) fn covers(&self, document: &str, failure: &Failure) -> bool {
        let covers_pointer = match self.pointer.strip_suffix('*') {
            Some(start) => failure.pointer.starts_with(start),
            None => failure.pointer == self.pointer,
        };
        self.document == document && self.class == failure.class && covers_pointer
    }
}
