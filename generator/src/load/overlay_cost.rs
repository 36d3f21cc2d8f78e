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

/// The number of bytes of located paths that count as one visit.
const LOCATED: usize = 4;

/// The limit of a path's length in bytes.
pub(super) const LONGEST: usize = 10_000;

/// The limit of nested brackets and parentheses: each level doubles the time for parsing a path.
pub(super) const NESTED: usize = 8;

/// The number of selections per value above which each selection costs the depth of its value.
const COPIES: u64 = 16;

/// The number of letters that a dot in a pattern counts as.
const DOT: u64 = 10;

/// The number of letters that a class of characters in a pattern counts as.
const CLASS: u64 = 100;

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
    /// The cost of the most expensive pattern among the texts of the document.
    pattern: u64,
}

impl Budget {
    pub(super) fn of(document: &Value) -> Self {
        let Size {
            values,
            depth,
            pattern,
        } = Size::of(document);
        Self {
            values,
            depth,
            visits: 0,
            visit_limit: VISITS.saturating_add(VISITS_PER_VALUE.saturating_mul(values)),
            added: 0,
            pattern,
            added_limit: ADDED.saturating_add(ADDED_PER_VALUE.saturating_mul(values)),
        }
    }

    /// Adds the cost of running a path; returns false if it exceeds the limit.
    pub(super) fn charge_path(&mut self, path: &str) -> bool {
        let cost = Scanner {
            rest: path.trim_start().strip_prefix('$').unwrap_or(path),
            values: self.values,
            depth: u64::try_from(self.depth).unwrap_or(u64::MAX),
            pattern: self.pattern,
        }
        .query(self.values);
        self.charge(cost)
    }

    /// Adds the cost of the located paths that a path has found; returns false if it exceeds the limit.
    pub(super) fn charge_locations(&mut self, bytes: usize) -> bool {
        self.charge(u64::try_from(bytes / LOCATED).unwrap_or(u64::MAX))
    }

    fn charge(&mut self, cost: u64) -> bool {
        self.visits = self.visits.saturating_add(cost);
        self.visits <= self.visit_limit
    }

    /// Adds the cost of adding a value at a number of locations, the deepest of which is at depth `deepest`. Returns
    /// false if the cost exceeds the limit.
    pub(super) fn charge_addition(&mut self, size: Size, places: usize, deepest: usize) -> bool {
        self.depth = self.depth.max(deepest + size.depth);
        self.pattern = self.pattern.max(size.pattern);
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
    /// The cost of the most expensive pattern among its texts: a path may take any of them as a pattern.
    pattern: u64,
}

impl Size {
    pub(super) fn of(value: &Value) -> Self {
        let text = |text: &str| u64::try_from(text.len() / TEXT).unwrap_or(u64::MAX);
        let mut size = Self {
            values: 1,
            depth: 1,
            pattern: 1,
        };
        let mut add = |inner: Self, key: u64| {
            size.values = size.values.saturating_add(inner.values).saturating_add(key);
            size.depth = size.depth.max(inner.depth + 1);
            size.pattern = size.pattern.max(inner.pattern);
        };
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    add(Self::of(member), text(key));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| add(Self::of(item), 0)),
            Value::String(content) => {
                size.values += text(content);
                size.pattern = pattern_cost(content);
            }
            _ => {}
        }
        size
    }
}

/// Reports whether a path is short and flat enough to be parsed.
pub(super) fn can_be_parsed(path: &str) -> bool {
    let (mut open, mut deepest) = (0_usize, 0);
    let mut quote = None;
    let mut characters = path.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(end), _) => quote = quote.filter(|_| character != end),
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[') => {
                open += 1;
                deepest = deepest.max(open);
            }
            (None, ')' | ']') => open = open.saturating_sub(1),
            (None, _) => {}
        }
    }
    path.len() <= LONGEST && deepest <= NESTED
}

/// Estimates the cost of a regular expression, which is compiled for each value: its length times its repetitions. A
/// repeated dot or class costs more than a letter.
fn pattern_cost(pattern: &str) -> u64 {
    let classes = pattern.matches('\\').count() + pattern.matches("[^").count();
    let length = u64::try_from(pattern.len()).unwrap_or(u64::MAX);
    let classes = u64::try_from(classes).unwrap_or(u64::MAX);
    let length = length.saturating_add(classes.saturating_mul(CLASS));
    let repetitions = pattern.split('{').skip(1).filter_map(|rest| {
        let counts = rest.split_once('}')?.0.split(',');
        counts.filter_map(|count| count.trim().parse().ok()).max()
    });
    let all = repetitions.fold(1, |all: u64, count: u64| all.saturating_mul(count.max(1)));
    let each = if all > 1 { DOT } else { 1 };
    length.saturating_mul(all).saturating_mul(each)
}

/// Reads the parts of a path that determine its cost. The path has been parsed already, so syntax errors are ignored.
struct Scanner<'p> {
    rest: &'p str,
    /// The number of values in the document.
    values: u64,
    /// The depth of the document.
    depth: u64,
    /// The cost of the most expensive pattern among the texts of the document.
    pattern: u64,
}

/// The values that a query has selected so far.
#[derive(Clone, Copy)]
struct Selection {
    /// An upper bound of the number of selected values.
    values: u64,
    /// The number of times that each value may be selected, by several selectors in the same brackets.
    copies: u64,
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
        let mut selected = Selection {
            values: 1,
            copies: 1,
        };
        let mut cost = 1_u64;
        loop {
            let is_end = !self.rest.trim_start().starts_with(['.', '[']);
            if is_end {
                return cost;
            }
            match self.next() {
                Some('.') if self.rest.starts_with('.') => {
                    self.next();
                    selected.values = if selected.values < below {
                        below
                    } else {
                        selected.values.saturating_mul(self.depth)
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
                    selected.values = selected.values.max(below);
                }
                self.next();
            }
            // A value that is selected several times has a path for each selection, which is as long as the value is
            // deep.
            let all = selected.values.saturating_mul(selected.copies);
            let length = if selected.values > below || all > below.saturating_mul(COPIES) {
                self.depth
            } else {
                1
            };
            cost = cost.saturating_add(all.saturating_mul(length.max(1)));
        }
    }

    /// Returns the cost of the selectors in brackets, up to the closing bracket.
    fn selectors(&mut self, selected: &mut Selection, below: u64) -> u64 {
        let (mut cost, mut count) = (0_u64, 1_u64);
        while let Some(character) = self.next() {
            match character {
                ']' => break,
                '"' | '\'' => self.skip_text(character),
                ',' => count += 1,
                '*' | ':' => selected.values = selected.values.max(below),
                '?' => {
                    selected.values = selected.values.max(below);
                    let filter = self.filter();
                    let all = selected.values.saturating_mul(selected.copies);
                    cost = cost.saturating_add(all.saturating_mul(filter));
                }
                _ => {}
            }
        }
        selected.copies = selected.copies.saturating_mul(count);
        cost
    }

    /// Reports whether a call of `match` or `search` starts here whose pattern is not in quotes.
    fn begins_match(&self) -> bool {
        let mut calls = ["atch(", "earch("].into_iter();
        let arguments = calls.find_map(|name| self.rest.strip_prefix(name));
        arguments.is_some_and(|rest| {
            let mut arguments = Scanner { rest, ..*self };
            arguments.skip_argument();
            !arguments.rest.trim_start().starts_with(['"', '\''])
        })
    }

    /// Skips an argument and the comma after it.
    fn skip_argument(&mut self) {
        let mut open = 0_usize;
        while let Some(character) = self.next() {
            match character {
                '"' | '\'' => self.skip_text(character),
                '(' | '[' => open += 1,
                ')' | ']' => open = open.saturating_sub(1),
                ',' if open == 0 => return,
                _ => {}
            }
        }
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
                '"' | '\'' => {
                    let text = self.rest;
                    self.skip_text(character);
                    let length = text.len() - self.rest.len();
                    let text = text.get(..length).unwrap_or_default();
                    cost = cost.saturating_add(pattern_cost(text));
                }
                'm' | 's' if self.begins_match() => cost = cost.saturating_add(self.pattern),
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
            pattern: 1_000_000,
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
    fn deep_paths_are_not_parsed() {
        assert!(can_be_parsed("$.paths[?match(@.a['(((((((((((('], '[(]')]"));
        for path in [
            format!("$[?{}", "(".repeat(NESTED)),
            "$[?@".repeat(NESTED + 1),
            format!("$.{}", "a".repeat(LONGEST)),
        ] {
            assert!(!can_be_parsed(&path), "{path}");
        }
    }

    #[test]
    fn paths_that_visit_values_again_and_again_cost_more() {
        for path in [
            "$..*..*",
            "$..[?@..x]",
            "$.a[?count($.a.*) > 1]",
            "$['a'][?@.x == $['a'][?@.y].z]",
            "$.a[?search(@, '(a{100}){100}')]",
            "$.a[?search(@, $.pattern)]",
            "$.a[0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0][0,0]",
        ] {
            assert!(cost(path) >= 200_000, "{path}: {}", cost(path));
        }
        assert!(cost("$.a[?count($.a[?count($.a.*) > 1]) > 1]") >= 500_000_000);
    }
}
