//! Limits and defaults, which types do not say: the notes of the documentation, one by one.

use super::{Comparison, Site, rules};

/// Notes with a value: its beginning, and what a larger value does.
const ORDERED: &[(&str, Larger)] = &[
    ("Minimum", Larger::Tightens),
    ("Maximum", Larger::Loosens),
    ("Greater than", Larger::Tightens),
    ("Less than", Larger::Loosens),
    ("Minimum length", Larger::Tightens),
    ("Maximum length", Larger::Loosens),
    ("Minimum items", Larger::Tightens),
    ("Maximum items", Larger::Loosens),
    ("Minimum properties", Larger::Tightens),
    ("Maximum properties", Larger::Loosens),
];

/// What a larger value of a limit does.
#[derive(Clone, Copy, PartialEq)]
enum Larger {
    Tightens,
    Loosens,
}

/// Notes that limit or complete values, apart from examples of them.
pub(super) fn split(notes: &[String]) -> (Vec<&str>, Vec<&str>) {
    notes
        .iter()
        .map(String::as_str)
        .partition(|note| !note.starts_with("Example: "))
}

impl Comparison<'_> {
    /// Compares the notes of something.
    pub(super) fn limits(&mut self, site: &Site, old: &[String], new: &[String]) {
        if old == new {
            return;
        }
        let ((old, _), (new, _)) = (split(old), split(new));
        let mut keys: Vec<&str> = Vec::new();
        for note in old.iter().chain(&new) {
            let key = key(note);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for name in keys {
            let find = |notes: &[&str]| {
                let note = notes.iter().find(|note| key(note) == name);
                note.map(|note| value(note).to_owned())
            };
            let (old, new) = (find(&old), find(&new));
            if old == new {
                continue;
            }
            let rule = if name == "Default" && site.way.request {
                &rules::DEFAULT_CHANGED
            } else if name != "Default"
                && site.way.request
                && tightens(name, old.as_deref(), new.as_deref())
            {
                &rules::REQUEST_LIMIT_TIGHTENED
            } else {
                &rules::LIMIT_CHANGED
            };
            let shown = |value: &Option<String>| match value.as_deref() {
                None => "none".to_owned(),
                Some("") => "set".to_owned(),
                Some(value) => value.to_owned(),
            };
            let what = format!(
                "{}: {} was {}, is {}",
                site.name,
                name.to_lowercase(),
                shown(&old),
                shown(&new)
            );
            self.differs(rule, site, what);
        }
    }
}

fn key(note: &str) -> &str {
    note.split_once(": ").map_or(note, |(key, _)| key)
}

fn value(note: &str) -> &str {
    note.split_once(": ").map_or("", |(_, value)| value)
}

/// Whether a value that kept to the old limit may be beyond the new one.
fn tightens(key: &str, old: Option<&str>, new: Option<&str>) -> bool {
    let Some(new) = new else {
        return false;
    };
    let Some(old) = old else {
        return true;
    };
    let number = |text: &str| text.trim_matches('`').parse::<f64>().ok();
    let larger = ORDERED.iter().find(|(name, _)| *name == key);
    match (larger, number(old), number(new)) {
        (Some((_, Larger::Tightens)), Some(old), Some(new)) => new > old,
        (Some((_, Larger::Loosens)), Some(old), Some(new)) => new < old,
        // A pattern, a multiple: nothing tells whether all that kept to the old one keeps to the new one.
        _ => true,
    }
}
