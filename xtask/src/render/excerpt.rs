//! Cuts the part of a file that is shown around a location.

use std::ops::Range;

use untrusted::text::lines;

/// Maximum number of characters shown before and after the marked part of a line.
const AROUND: usize = 120;
/// Maximum number of marked characters.
const MARKED: usize = 160;

/// A text with an index of its lines.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// A line, or a part of it that is short enough to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Line, from 1.
    pub(super) line: usize,
    /// Column of the marked part in characters, from 1.
    pub(super) column: usize,
    /// Text to show.
    pub(super) text: String,
    /// Marked bytes of the text.
    pub(super) span: Range<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(breaks.map(|at| at + 1)).collect();
        Self { text, starts }
    }

    /// Returns line and column of a byte, both from 1; columns count characters. A byte beyond the end counts as the
    /// end.
    pub(super) fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.boundary(offset);
        let (line, start) = self.line_of(offset);
        let before = self.text.get(start..offset).unwrap_or_default();
        // A byte-order mark does not count as a character of the first line.
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        (line, column)
    }

    /// Returns the first line of a span, cut to the maximum length, with the part of the span in that line.
    pub(super) fn excerpt(&self, span: Range<usize>) -> Excerpt {
        let start = self.boundary(span.start);
        let end = self.boundary(span.end.max(start));
        let (line, line_start) = self.line_of(start);
        let rest = self.text.get(start..).unwrap_or_default();
        let line_end = start + rest.find('\n').unwrap_or(rest.len());
        let line_end = if self
            .text
            .get(start..line_end)
            .is_some_and(|text| text.ends_with('\r'))
        {
            line_end - 1
        } else {
            line_end
        };
        let before = self
            .text
            .get(line_start..start)
            .unwrap_or_default()
            .trim_start_matches('\u{feff}');
        let marked = self.text.get(start..end.min(line_end)).unwrap_or_default();
        let after = self
            .text
            .get(start + marked.len()..line_end)
            .unwrap_or_default();

        let kept_before = last(before, AROUND);
        let kept_marked = first(marked, MARKED);
        let mut text = String::new();
        if kept_before.len() < before.len() {
            text.push('…');
        }
        text.push_str(&lines(kept_before));
        let marked_start = text.len();
        text.push_str(&lines(kept_marked));
        let marked_end = text.len();
        if kept_marked.len() < marked.len() {
            text.push('…');
        } else {
            let kept_after = first(after, AROUND);
            text.push_str(&lines(kept_after));
            if kept_after.len() < after.len() {
                text.push('…');
            }
        }
        Excerpt {
            line,
            column: before.chars().count() + 1,
            text,
            span: marked_start..marked_end,
        }
    }

    /// Returns the last character boundary at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset)
            .rev()
            .find(|&at| self.text.is_char_boundary(at))
            .unwrap_or(0)
    }

    /// Returns the index of the line that contains a byte, and its start.
    fn line_of(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
            .unwrap_or(0);
        (line.max(1), start)
    }
}

/// Returns the first characters of a text.
fn first(text: &str, count: usize) -> &str {
    let end = text
        .char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// Returns the last characters of a text.
fn last(text: &str, count: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(count.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or(text)
}
