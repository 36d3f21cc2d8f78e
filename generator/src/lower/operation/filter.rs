//! Selects the operations that are generated.

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
    let (include, exclude) = (&config.include, &config.exclude);
    let mut all = Vec::new();
    let operations = reader.selected_operations(&mut |candidate| {
        all.push(candidate.clone());
        (include.is_empty() || include.names(candidate)) && !exclude.names(candidate)
    });
    for (option, selection) in [("include", include), ("exclude", exclude)] {
        report(option, selection, &all, diagnostics);
    }
    operations
}

/// Reports the entries of a selection that match no operation.
fn report(option: &str, selection: &Selection, all: &[Candidate<'_>], diagnostics: &Diagnostics) {
    for (list, entries, answers) in selection.lists() {
        for (position, entry) in entries.iter().enumerate() {
            if all.iter().any(|candidate| answers(candidate, entry)) {
                continue;
            }
            let message =
                format!("`{option}.{list}` of the configuration names `{entry}`, and no operation");
            let place = Location::option(&[option, list, &position.to_string()]);
            let known = all.iter().flat_map(|candidate| known(list, candidate));
            diagnostics.push(without_effect(diagnostics, place, message, entry, known));
        }
    }
}

/// A function that reports whether an operation matches an entry.
type Answers = fn(&Candidate<'_>, &str) -> bool;

impl Selection {
    /// Returns the lists with their names, and how an operation matches an entry of each.
    fn lists(&self) -> [(&'static str, &[String], Answers); 3] {
        [
            ("tags", &self.tags, has_tag),
            ("paths", &self.paths, is_below),
            ("operations", &self.operations, is_called),
        ]
    }

    /// Reports whether any entry matches an operation.
    fn names(&self, candidate: &Candidate<'_>) -> bool {
        self.lists()
            .iter()
            .any(|(_, entries, answers)| entries.iter().any(|entry| answers(candidate, entry)))
    }
}

fn has_tag(candidate: &Candidate<'_>, tag: &str) -> bool {
    candidate.tags.iter().any(|found| found.trim() == tag)
}

/// Reports whether an operation is at a path or below it.
fn is_below(candidate: &Candidate<'_>, path: &str) -> bool {
    let folder = path.trim_end_matches('/');
    candidate.path == path
        || candidate
            .path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reports whether a name identifies an operation: by its `operationId`, or by its method and path.
pub(crate) fn is_called(candidate: &Candidate<'_>, name: &str) -> bool {
    candidate.id.is_some_and(|id| id.trim() == name)
        || name.split_once(' ').is_some_and(|(method, path)| {
            candidate.method.eq_ignore_ascii_case(method) && candidate.path == path
        })
}

/// Returns the entries of a list that would match an operation, for suggestions.
fn known<'a>(list: &str, candidate: &Candidate<'a>) -> Vec<&'a str> {
    match list {
        "tags" => candidate.tags.clone(),
        "paths" => vec![candidate.path],
        _ => candidate.id.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, is_below, is_called};

    fn candidate<'a>(path: &'a str, id: Option<&'a str>) -> Candidate<'a> {
        Candidate {
            method: "GET",
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
