//! Limits the work of a thread for one request.
//!
//! Schemas that combine others can take exponential time, whatever the size of the value: a recursive `anyOf` tries two
//! branches at every level. The validator has no limit of its own and cannot be stopped. It reads values through
//! [`Counted`](crate::schemas::counted::Counted), which takes a step for each access. When all steps are spent, the stack
//! unwinds to [`run`], without a call of the panic hook.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The steps of [`run`] in a thread without a budget.
const DEFAULT: u64 = 20_000_000;

thread_local! {
    /// The remaining steps; none without a budget.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Limits the steps of this thread until it is dropped. The steps also count towards the previous budget of the thread,
/// and cannot exceed it.
#[derive(Debug)]
pub(crate) struct Budget {
    outer: Option<u64>,
    steps: u64,
}

impl Budget {
    pub(crate) fn new(steps: u64) -> Self {
        let outer = LEFT.get();
        let steps = outer.map_or(steps, |outer| outer.min(steps));
        LEFT.set(Some(steps));
        Self { outer, steps }
    }

    /// Creates a budget if the thread has none.
    pub(crate) fn if_none(steps: u64) -> Option<Self> {
        LEFT.get().is_none().then(|| Self::new(steps))
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        let taken = self.steps - LEFT.get().unwrap_or_default().min(self.steps);
        LEFT.set(self.outer.map(|outer| outer.saturating_sub(taken)));
    }
}

/// The error of work that needs more steps than its budget has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spent;

/// Returns true if the budget of this thread has no steps left.
pub(crate) fn are_spent() -> bool {
    LEFT.get() == Some(0)
}

/// Takes steps. Unwinds to [`run`] if none are left afterwards.
pub(crate) fn take(steps: u64) {
    let Some(left) = LEFT.get() else {
        return;
    };
    let rest = left.saturating_sub(steps);
    LEFT.set(Some(rest));
    if rest == 0 {
        resume_unwind(Box::new(Spent));
    }
}

/// Runs work within the budget of this thread, or within [`DEFAULT`] steps if it has none. Work that unwinds must leave
/// shared state consistent.
pub(crate) fn run<T>(work: impl FnOnce() -> T) -> Result<T, Spent> {
    if are_spent() {
        return Err(Spent);
    }
    let _own = Budget::if_none(DEFAULT);
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ok(done),
        Err(cause) if cause.is::<Spent>() => Err(Spent),
        Err(cause) => resume_unwind(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_when_its_steps_are_spent() {
        let count = |steps: u64| {
            let mut done = 0;
            let result = run(|| {
                for _ in 0..steps {
                    take(1);
                    done += 1;
                }
            });
            (result, done)
        };
        let budget = Budget::new(100);
        assert_eq!(count(60), (Ok(()), 60));
        assert_eq!(count(60), (Err(Spent), 39));
        assert!(are_spent());
        assert_eq!(count(1), (Err(Spent), 0));
        drop(budget);
        assert!(!are_spent());
        assert_eq!(count(60), (Ok(()), 60));
        // The steps of an inner budget also count towards the outer one.
        let outer = Budget::new(100);
        let inner = Budget::new(30);
        assert_eq!(count(60), (Err(Spent), 29));
        drop(inner);
        assert_eq!(count(60), (Ok(()), 60));
        assert_eq!(count(60), (Err(Spent), 9));
        drop(outer);
        assert_eq!(count(DEFAULT), (Err(Spent), DEFAULT - 1));
    }

    #[test]
    fn other_panics_are_not_caught() {
        let caught = catch_unwind(|| run(|| resume_unwind(Box::new("other"))));
        assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"other"));
    }
}
