//! Limits the cost of applying overlays.
//!
//! A short JSONPath can visit far more values than a document has. Each further `..` visits the values below every
//! value that is already selected, and a query in a filter runs once for each value that is tested. Therefore the
//! visits of a path are estimated before it runs, and the values that an action adds are counted before they are
//! added.

use serde_json::Value;

/// The number of visits that the paths of all overlays may make.
const VISITS: u64 = 30_000_000;

/// The number of further visits for each value of the document.
const VISITS_PER_VALUE: u64 = 200;

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
    /// An upper bound of the number of values in the document so far, and of their depth.
    values: u64,
    depth: usize,
    visits: u64,
    pub(super) visit_limit: u64,
    added: u64,
    pub(super) added_limit: u64,
}

impl Budget {
    pub(super) fn of(document: &Value) -> Self {
        let Size { values, depth } = Size::of(document);
        Self {
            values,
            depth,
            visits: 0,
            visit_limit: VISITS.saturating_add(VISITS_PER_VALUE.saturating_mul(values)),
            added: 0,
            added_limit: ADDED.saturating_add(ADDED_PER_VALUE.saturating_mul(values)),
        }
    }

    /// Adds the cost of running a path; returns false if it exceeds the limit.
    pub(super) fn charge_path(&mut self, path: &str) -> bool {
        let cost = Scanner {
            rest: path.trim_start().strip_prefix('$').unwrap_or(path),
            values: self.values,
            depth: u64::try_from(self.depth).unwrap_or(u64::MAX),
        }
        .query(self.values);
        self.visits = self.visits.saturating_add(cost);
        self.visits <= self.visit_limit
    }

    /// Adds the cost of adding a value at a number of locations, the deepest of which is at depth `deepest`. Returns
    /// false if the cost exceeds the limit.
    pub(super) fn charge_addition(&mut self, size: Size, places: usize, deepest: usize) -> bool {
        self.depth = self.depth.max(deepest + size.depth);
        let places = u64::try_from(places).unwrap_or(u64::MAX);
        self.added = self
            .added
            .saturating_add(size.values.saturating_mul(places));
        self.values = self
            .values
            .saturating_add(size.values.saturating_mul(places));
        self.added <= self.added_limit
    }
}

/// The size of a value.
#[derive(Debug, Clone, Copy, Default)]
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

/// Reads the parts of a path that determine its cost. The path has been parsed already, so syntax errors are ignored.
struct Scanner<'p> {
    rest: &'p str,
    /// The number of values in the document.
    values: u64,
    /// The depth of the document.
    depth: u64,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = self.rest.get(character.len_utf8()..).unwrap_or_default();
        Some(character)
    }

    /// Skips the rest of a quoted string.
    fn skip_text(&mut self, quote: char) {
        while let Some(character) = self.next() {
            match character {
                '\\' => {
                    self.next();
                }
                other if other == quote => return,
                _ => {}
            }
        }
    }

    /// Returns the cost of the segments of a query after `$` or `@`. `below` is the number of values below its start;
    /// for `$`, it is the number of values in the document. For `@` it is 1: the values below all tested values are
    /// together not much more than the document has.
    fn query(&mut self, below: u64) -> u64 {
        let (mut selected, mut cost) = (1_u64, 1_u64);
        loop {
            let is_end = !self.rest.trim_start().starts_with(['.', '[']);
            if is_end {
                return cost;
            }
            match self.next() {
                Some('.') if self.rest.starts_with('.') => {
                    self.next();
                    selected = if selected < below {
                        below
                    } else {
                        selected.saturating_mul(self.depth)
                    };
                }
                Some('.') => {}
                Some('[') => cost = cost.saturating_add(self.selectors(&mut selected, below)),
                _ => {
                    // White space.
                    continue;
                }
            }
            while let Some(character) = self.rest.chars().next() {
                if !(character.is_alphanumeric() || matches!(character, '*' | '_')) {
                    break;
                }
                if character == '*' {
                    selected = selected.max(below);
                }
                self.next();
            }
            // A value that is selected several times has a path for each selection, which is as long as the value is
            // deep.
            let length = if selected > below { self.depth / 2 } else { 1 };
            cost = cost.saturating_add(selected.saturating_mul(length.max(1)));
        }
    }

    /// Returns the cost of the selectors in brackets, up to the closing bracket.
    fn selectors(&mut self, selected: &mut u64, below: u64) -> u64 {
        let mut cost = 0_u64;
        while let Some(character) = self.next() {
            match character {
                ']' => return cost,
                '"' | '\'' => self.skip_text(character),
                '*' | ',' | ':' => *selected = (*selected).max(below),
                '?' => {
                    *selected = (*selected).max(below);
                    let filter = self.filter();
                    cost = cost.saturating_add(selected.saturating_mul(filter));
                }
                _ => {}
            }
        }
        cost
    }

    /// Returns the cost of a filter, up to the comma or bracket after it.
    fn filter(&mut self) -> u64 {
        let (mut cost, mut open) = (1_u64, 0_usize);
        while let Some(character) = self.rest.chars().next() {
            if open == 0 && matches!(character, ']' | ',') {
                return cost;
            }
            self.next();
            match character {
                '"' | '\'' => self.skip_text(character),
                '(' => open += 1,
                ')' => open = open.saturating_sub(1),
                '$' => cost = cost.saturating_add(self.query(self.values)),
                '@' => cost = cost.saturating_add(self.query(1)),
                _ => {}
            }
        }
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(path: &str) -> u64 {
        Scanner {
            rest: path.strip_prefix('$').unwrap_or(path),
            values: 1_000,
            depth: 100,
        }
        .query(1_000)
    }

    #[test]
    fn paths_that_documents_need_visit_each_value_a_few_times() {
        for path in [
            "$",
            "$.info.version",
            "$.paths['/users/{id}'].get",
            "$.paths.*.*",
            "$..description",
            "$.paths[?@.get.tags[?@ == 'x']]",
            "$.paths[?@.get.operationId == $.info.title]",
            "$..[?length(@.name) > 3 && match(@.name, '[..]$..*')]",
            "$.paths.*[?@.tags[*] == 'a', ?@.x].parameters[0:2]",
        ] {
            assert!(cost(path) <= 20_000, "{path}: {}", cost(path));
        }
    }

    #[test]
    fn paths_that_visit_values_again_and_again_cost_more() {
        for path in [
            "$..*..*",
            "$..[?@..x]",
            "$.a[?count($.a.*) > 1]",
            "$['a'][?@.x == $['a'][?@.y].z]",
        ] {
            assert!(cost(path) >= 200_000, "{path}: {}", cost(path));
        }
        assert!(cost("$.a[?count($.a[?count($.a.*) > 1]) > 1]") >= 500_000_000);
    }
}
