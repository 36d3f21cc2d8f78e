//! A Rust type that a configuration chooses: all that one needs to be chosen.

use serde::{Deserialize, Serialize};

/// A day, as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub String);

/// An amount of money: what the document calls an object, kept as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// How much.
    pub amount: i64,
    /// Of what.
    pub currency: String,
}
