//! Characters that stand for white space until lines are wrapped. Prose never has them: they are removed from it.

/// The placeholder for an explicit line break.
pub(super) const BREAK: char = '\u{E000}';

/// The placeholder for a space at which a line must not be broken.
pub(super) const HARD_SPACE: char = '\u{E001}';
