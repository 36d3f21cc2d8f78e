//! Placeholder characters for white space until lines are wrapped. They are removed from prose first.

/// The placeholder for an explicit line break.
pub(super) const BREAK: char = '\u{E000}';

/// The placeholder for a space at which a line must not be broken.
pub(super) const HARD_SPACE: char = '\u{E001}';
