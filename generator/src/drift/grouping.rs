//! Combines equal changes of several things into one sentence.

use indexmap::IndexSet;

use super::{Comparison, Directions, Origin, RulePair, plain};

/// The number of things that a sentence names.
const NAMED: usize = 4;

/// A sentence about one thing, and about several of its kind. Each is the text before and after the names.
#[derive(Clone)]
pub(super) struct GroupedChange {
    pub(super) one: (String, String),
    pub(super) many: (String, String),
}

/// The things that share a change.
pub(super) struct Group {
    sentence: GroupedChange,
    things: IndexSet<String>,
}

impl Group {
    /// Returns the sentence about all of them.
    pub(super) fn text(&self) -> String {
        let GroupedChange { one, many } = &self.sentence;
        let (before, after) = if self.things.len() > 1 { many } else { one };
        let named: Vec<&str> = self.things.iter().take(NAMED).map(String::as_str).collect();
        let more = match self.things.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        plain(format!("{before}{}{more}{after}", named.join(", ")))
    }
}

impl Comparison<'_> {
    /// Records a change that is reported once for several things.
    pub(super) fn report_grouped(
        &mut self,
        ruling: impl Into<RulePair>,
        thing: String,
        sentence: GroupedChange,
        place: (Option<Origin>, Option<Origin>),
        direction: Directions,
    ) {
        let GroupedChange { one, many } = &sentence;
        let key = format!("{}…{} {}…{}", one.0, one.1, many.0, many.1);
        let found = self.note(ruling.into(), key, place, direction);
        let each = found.each.get_or_insert_with(|| Group {
            sentence,
            things: IndexSet::new(),
        });
        each.things.insert(thing);
    }
}
