//! What is told of several things in one sentence.

use super::{Comparison, Directions, Origin, RulePair, plain};

/// How many things a sentence names.
const NAMED: usize = 4;

/// A sentence about something, and about several of its kind: what stands before their names and behind them.
pub(super) struct GroupedChange {
    pub(super) one: (String, String),
    pub(super) many: (String, String),
}

/// Things of which the same is told.
pub(super) struct Group {
    sentence: GroupedChange,
    things: Vec<String>,
}

impl Group {
    /// The sentence about all of them.
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
    /// Notes a change that is told of several things together.
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
            things: Vec::new(),
        });
        if !each.things.contains(&thing) {
            each.things.push(thing);
        }
    }
}
