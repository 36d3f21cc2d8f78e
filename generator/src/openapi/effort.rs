//! How much work reading the schemas of a document may take, so that it stays in proportion to the document's size.
//!
//! A document of a few kilobytes can describe a structure that takes exponential or quadratic work: each schema of a long
//! chain of `allOf` has the properties of all schemas below it, and a union may have branches that are unions. What is
//! read is therefore counted. When the budget is spent, the schemas that are still to be lowered become any JSON value.

use std::cell::Cell;

use super::Reader;

/// The steps that any document may take. A step is a keyword, property or branch that is read: about 0.1 µs.
const STEPS: usize = 5_000_000;

/// The further steps for each byte of a document. Documents take about 0.1 to 0.3.
const STEPS_PER_BYTE: usize = 3;

/// The steps that are left.
#[derive(Debug)]
pub(super) struct Effort {
    left: Cell<usize>,
    limit: usize,
    size: usize,
}

impl Effort {
    /// The budget of a document with this number of bytes.
    pub(super) fn of(size: usize) -> Self {
        let limit = STEPS.saturating_add(size.saturating_mul(STEPS_PER_BYTE));
        Self {
            left: Cell::new(limit),
            limit,
            size,
        }
    }
}

impl Reader<'_> {
    /// How many bytes the document has.
    pub(crate) fn size(&self) -> usize {
        self.effort.size
    }

    /// Takes steps from the budget.
    pub(crate) fn spend(&self, steps: usize) {
        let left = &self.effort.left;
        left.set(left.get().saturating_sub(steps));
    }

    /// Whether the budget is spent.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.effort.left.get() == 0
    }

    /// How many steps the document may take.
    pub(crate) fn step_limit(&self) -> usize {
        self.effort.limit
    }
}
