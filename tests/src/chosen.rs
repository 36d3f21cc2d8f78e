//! A Rust type that a configuration chooses: all that one needs to be chosen.

use serde::{Deserialize, Serialize};

/// A day, as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub String);
