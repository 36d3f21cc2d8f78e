//! Limits the cost of applying overlays.
//!
//! A short overlay can visit and add far more values than a document has. The steps of its paths are counted while they
//! run, and the values that an action adds are counted before they are added.

use serde_json::Value;

use super::json_path::StepBudget;

/// The number of steps that the paths of an overlay may take.
const STEPS: u64 = 30_000_000;

/// The number of further steps for each value of the document.
const STEPS_PER_VALUE: u64 = 200;

/// The number of values that the actions may add; text counts in units of [`TEXT`] bytes.
const ADDED: u64 = 500_000;

/// The number of further values that they may add for each value of the document.
const ADDED_PER_VALUE: u64 = 4;

/// The number of bytes of text that count as one value.
const TEXT: usize = 32;

/// The maximum depth of an added value, including the value that it is added to.
pub(super) const DEPTH: usize = 256;

/// The limits for a document, and how much of them is used.
#[derive(Debug)]
pub(super) struct Budget {
    /// The steps that are left.
    pub(super) steps: StepBudget,
    pub(super) step_limit: u64,
    added: u64,
    pub(super) added_limit: u64,
}

impl Budget {
    pub(super) fn of(document: &Value) -> Self {
        let values = Size::of(document).values;
        let step_limit = STEPS.saturating_add(STEPS_PER_VALUE.saturating_mul(values));
        Self {
            steps: StepBudget::new(step_limit),
            step_limit,
            added: 0,
            added_limit: ADDED.saturating_add(ADDED_PER_VALUE.saturating_mul(values)),
        }
    }

    /// Adds the cost of adding a value at a number of locations; returns false if it exceeds the limit.
    pub(super) fn charge_addition(&mut self, size: Size, places: usize) -> bool {
        let places = u64::try_from(places).unwrap_or(u64::MAX);
        self.added = self
            .added
            .saturating_add(size.values.saturating_mul(places));
        self.added <= self.added_limit
    }
}

/// The size of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// The number of values inside, including itself; long text counts as several values.
    values: u64,
    pub(super) depth: usize,
}

impl Size {
    pub(super) fn of(value: &Value) -> Self {
        let text = |text: &str| u64::try_from(text.len() / TEXT).unwrap_or(u64::MAX);
        let mut size = Self {
            values: 1,
            depth: 1,
        };
        let mut add = |inner: Self, key: u64| {
            size.values = size.values.saturating_add(inner.values).saturating_add(key);
            size.depth = size.depth.max(inner.depth + 1);
        };
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    add(Self::of(member), text(key));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| add(Self::of(item), 0)),
            Value::String(content) => size.values += text(content),
            _ => {}
        }
        size
    }
}
