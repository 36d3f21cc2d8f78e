//! Selects the operations that are generated.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::config::{Api as Config, Selection};
use crate::diagnostic::{Diagnostics, Location};
use crate::lower::without_effect;
use crate::openapi::Reader;
use crate::openapi::operation::{Candidate, Operation};

/// Returns the operations that the configuration includes and does not exclude.
///
/// An entry that matches no operation is an error: a misspelled name would otherwise leave out a wanted
/// operation, or keep an unwanted one.
pub(crate) fn operations<'a>(
    reader: &Reader<'a>,
    config: &Config,
    diagnostics: &Diagnostics,
) -> Vec<Operation<'a>> {
    let (include, exclude) = (Index::of(&config.include), Index::of(&config.exclude));
    let mut all = Vec::new();
    let operations = reader.selected_operations(&mut |candidate| {
        all.push(candidate.clone());
        (config.include.is_empty() || include.names(candidate)) && !exclude.names(candidate)
    });
    for (option, index) in [("include", include), ("exclude", exclude)] {
        report(option, &index, &all, diagnostics);
    }
    operations
}

/// Reports the entries of a selection that match no operation.
fn report(option: &str, index: &Index<'_>, all: &[Candidate<'_>], diagnostics: &Diagnostics) {
    let keys = all.iter().flat_map(|candidate| index.keys(candidate));
    let found: HashSet<Key<'_>> = keys.collect();
    for (list, entries, keys) in index.selection.lists() {
        for (position, entry) in entries.iter().enumerate() {
            if keys(entry).iter().any(|key| found.contains(key)) {
                continue;
            }
            let message = format!(
                "`{option}.{list}` of the configuration names `{entry}`, which matches no operation"
            );
            let place = Location::option(&[option, list, &position.to_string()]);
            let known: Vec<_> = all
                .iter()
                .flat_map(|candidate| known(list, entry, candidate))
                .collect();
            let known = known.iter().map(AsRef::as_ref);
            diagnostics.push(without_effect(diagnostics, place, message, entry, known));
        }
    }
}

/// What an entry and the operations that it matches have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key<'a> {
    Tag(&'a str),
    /// A path without its final slash. It matches everything below it.
    Folder(&'a str),
    Id(&'a str),
    /// The method in upper case, and the path.
    Call(String, &'a str),
}

/// A function that returns the keys of an entry.
type Keys = fn(&str) -> Vec<Key<'_>>;

/// The keys of a selection.
struct Index<'c> {
    selection: &'c Selection,
    keys: HashSet<Key<'c>>,
    /// The length of the longest folder.
    longest: usize,
}

impl<'c> Index<'c> {
    fn of(selection: &'c Selection) -> Self {
        let lists = selection.lists().into_iter();
        let keys =
            lists.flat_map(|(_, entries, keys)| entries.iter().flat_map(move |entry| keys(entry)));
        Self {
            selection,
            keys: keys.collect(),
            longest: selection.paths.iter().map(String::len).max().unwrap_or(0),
        }
    }

    /// Reports whether any entry matches an operation.
    fn names(&self, candidate: &Candidate<'_>) -> bool {
        !self.keys(candidate).is_empty()
    }

    /// Returns the keys of an operation that entries have.
    fn keys<'a>(&self, candidate: &Candidate<'a>) -> Vec<Key<'a>> {
        let tags = candidate.tags.iter().map(|tag| Key::Tag(tag.trim()));
        let path = candidate.path;
        let slashes = path.match_indices('/').map(|(index, _)| index);
        let ends = slashes.chain([path.len()]);
        let ends = ends.take_while(|end| *end <= self.longest);
        let folders = ends.filter_map(|end| path.get(..end)).map(Key::Folder);
        let keys = tags.chain(folders).chain(keys_of_operation(candidate));
        keys.filter(|key| self.keys.contains(key)).collect()
    }
}

impl Selection {
    /// Returns the lists with their names, and the keys of an entry of each.
    fn lists(&self) -> [(&'static str, &[String], Keys); 3] {
        [
            ("tags", &self.tags, |tag| vec![Key::Tag(tag)]),
            ("paths", &self.paths, |path| {
                vec![Key::Folder(path.trim_end_matches('/'))]
            }),
            ("operations", &self.operations, keys_of_name),
        ]
    }
}

/// Returns the keys of a name of an operation: its `operationId`, or its method and path.
pub(crate) fn keys_of_name(name: &str) -> Vec<Key<'_>> {
    let call = name.split_once(' ');
    let call = call.map(|(method, path)| Key::Call(method.to_ascii_uppercase(), path));
    std::iter::once(Key::Id(name)).chain(call).collect()
}

/// Returns the keys of the names of an operation.
pub(crate) fn keys_of_operation<'a>(candidate: &Candidate<'a>) -> impl Iterator<Item = Key<'a>> {
    let id = candidate.id.map(|id| Key::Id(id.trim()));
    let call = Key::Call(candidate.method.to_ascii_uppercase(), candidate.path);
    id.into_iter().chain([call])
}

/// Returns the entries of a list that would match an operation, for suggestions in place of an entry.
fn known<'a>(list: &str, entry: &str, candidate: &Candidate<'a>) -> Vec<Cow<'a, str>> {
    match list {
        "tags" => candidate.tags.iter().copied().map(Cow::Borrowed).collect(),
        "paths" => vec![Cow::Borrowed(candidate.path)],
        _ => names_like(entry, candidate).into_iter().collect(),
    }
}

/// Returns the name of an operation in the form of another name: method and path, or its `operationId`.
pub(crate) fn names_like<'a>(name: &str, candidate: &Candidate<'a>) -> Option<Cow<'a, str>> {
    if name.contains('/') {
        let method = candidate.method.to_ascii_uppercase();
        Some(Cow::Owned(format!("{method} {}", candidate.path)))
    } else {
        candidate.id.map(Cow::Borrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Index};
    use crate::base::http::Method;
    use crate::config::Selection;

    fn is_below(candidate: &Candidate<'_>, path: &str) -> bool {
        let paths = vec![path.to_owned()];
        Index::of(&Selection {
            paths,
            ..Selection::default()
        })
        .names(candidate)
    }

    fn is_called(candidate: &Candidate<'_>, name: &str) -> bool {
        let operations = vec![name.to_owned()];
        Index::of(&Selection {
            operations,
            ..Selection::default()
        })
        .names(candidate)
    }

    fn candidate<'a>(path: &'a str, id: Option<&'a str>) -> Candidate<'a> {
        Candidate {
            method: Method::named("GET"),
            path,
            id,
            tags: Vec::new(),
        }
    }

    #[test]
    fn path_selects_everything_below_it() {
        for (entry, path, expected) in [
            ("/users", "/users", true),
            ("/users", "/users/{id}", true),
            ("/users/", "/users/{id}", true),
            ("/users/", "/users", true),
            ("/users", "/users-of-teams", false),
            ("/users/{id}", "/users", false),
            ("/", "/users", true),
            ("/", "/", true),
        ] {
            let found = is_below(&candidate(path, None), entry);
            assert_eq!(found, expected, "{entry} {path}");
        }
    }

    #[test]
    fn operation_without_id_is_selected_by_method_and_path() {
        let operation = candidate("/users", None);
        assert!(is_called(&operation, "GET /users"));
        assert!(is_called(&operation, "get /users"));
        assert!(!is_called(&operation, "POST /users"));
        assert!(!is_called(&operation, "GET /user"));
        assert!(is_called(
            &candidate("/users", Some("listUsers")),
            "listUsers"
        ));
        assert!(is_called(
            &candidate("/users", Some("GET /users")),
            "GET /users"
        ));
    }
}
