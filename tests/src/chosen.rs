//! Rust types that a configuration uses instead of generated ones, with only the traits that this requires.

use serde::{Deserialize, Serialize};

/// A date, as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub String);

/// An amount of money, an object in the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// The amount.
    pub amount: i64,
    /// The currency.
    pub currency: String,
}
