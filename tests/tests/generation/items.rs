//! Extracts items from generated files, for comparisons.

use std::collections::BTreeSet;

use crate::{Files, without_header};

/// Returns the items of a file as a set of texts. Items are separated by empty lines; in a block of aliases,
/// each alias with its docs is an item.
pub(crate) fn of_file(text: &str) -> BTreeSet<&str> {
    let parts = without_header(text).split("\n\n").map(str::trim);
    let items = parts.flat_map(|part| {
        let is_alias = |line: &str| line.starts_with("pub type ");
        let is_row = part
            .lines()
            .all(|line| is_alias(line) || line.starts_with("///"));
        // An alias ends at the end of its line.
        let ends = part
            .match_indices(";\npub type ")
            .chain(part.match_indices(";\n///"));
        let mut ends: Vec<usize> = ends.map(|(at, _)| at + 1).filter(|_| is_row).collect();
        ends.sort_unstable();
        ends.push(part.len());
        let begins = std::iter::once(0).chain(ends.clone());
        begins.zip(ends).map(|(begin, end)| part[begin..end].trim())
    });
    items.filter(|item| !item.is_empty()).collect()
}

/// Returns the items of all files of types, without imports.
pub(crate) fn of_types(files: &Files) -> BTreeSet<&str> {
    let types = files.iter().filter(|(path, _)| is_types(path));
    let items = types.flat_map(|(_, text)| of_file(text));
    items
        .filter(|item| !item.starts_with("use ") && !item.starts_with("//!"))
        .collect()
}

/// Returns the names of all public items. Functions include their file; types do not, since their file does
/// not matter to callers.
pub(crate) fn names(files: &Files) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, text) in files {
        for line in text.lines() {
            let Some((keyword, name)) = declared(line) else {
                continue;
            };
            names.insert(if is_types(path) {
                format!("{keyword} {name}")
            } else {
                format!("{path}: {keyword} {name}")
            });
        }
    }
    names
}

fn is_types(path: &str) -> bool {
    path.starts_with("types/") && path != "types/mod.rs"
}

/// Returns the keyword and the name if a line begins a public item.
fn declared(line: &str) -> Option<(&str, &str)> {
    let (keyword, rest) = line.trim_start().strip_prefix("pub ")?.split_once(' ')?;
    if !matches!(keyword, "struct" | "enum" | "type" | "fn" | "mod") {
        return None;
    }
    let end = rest.find(|character: char| {
        !(character.is_alphanumeric() || character == '_' || character == '#')
    });
    Some((keyword, &rest[..end.unwrap_or(rest.len())]))
}
