//! How operations are grouped, and what an endpoint function is called in its group.

use indexmap::IndexMap;

use super::names::Scope;
use super::words;
use crate::openapi::operation::Operation;

/// A group of operations that is being filled.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The module and the method of the client.
    pub name: String,
    /// The handle's type.
    pub type_name: String,
    /// The tag as the document writes it.
    pub title: String,
    /// The words of the tag.
    pub words: Vec<String>,
}

/// Names that a client's own methods have.
pub(super) const CLIENT: &[&str] = &[
    "new",
    "builder",
    "from_env",
    "request",
    "core",
    "from_core",
    "clone",
    "description",
];

/// Verbs of which an operation on one thing and an operation on several often stand side by side (`getUser`,
/// `getUsers`): with these the plural stays in the name.
const PAIRED: &[&str] = &[
    "get", "retrieve", "fetch", "read", "show", "find", "create", "add", "post", "insert",
    "update", "patch", "put", "replace", "set", "modify", "edit", "delete", "remove", "destroy",
    "upsert", "save", "archive", "restore",
];

/// The groups of a document, in the order in which operations claim their names.
#[derive(Debug)]
pub(super) struct Groups {
    names: Scope,
    /// By the words of their tags.
    found: IndexMap<Vec<String>, Group>,
}

impl Groups {
    pub(super) fn new() -> Self {
        Self {
            names: Scope::reserving(CLIENT.iter().copied()),
            found: IndexMap::new(),
        }
    }

    /// The group of an operation: its first tag, otherwise the first part of its path that says something.
    pub(super) fn of(&mut self, operation: &Operation<'_>) -> (usize, Group) {
        let title = match operation
            .tags
            .first()
            .map(|tag| tag.trim())
            .filter(|tag| !words::words(tag).is_empty())
        {
            Some(tag) => tag.to_owned(),
            None => path_title(operation.path),
        };
        let key = words::words(&title);
        if let Some((index, _, group)) = self.found.get_full(&key) {
            return (index, group.clone());
        }
        let stem = words::identifier(&words::snake(&key), "resource_");
        let name = if CLIENT.contains(&stem.as_str()) {
            self.names.claim(&format!("{stem}_resource"))
        } else {
            self.names.claim(&stem)
        };
        let type_name = words::type_name(&name);
        let group = Group {
            name,
            type_name,
            title,
            words: key.clone(),
        };
        let (index, _) = self.found.insert_full(key, group.clone());
        (index, group)
    }

    pub(super) fn into_vec(self) -> Vec<Group> {
        self.found.into_values().collect()
    }
}

/// The part of a path that names what it is about: not a version, not a placeholder.
fn path_title(path: &str) -> String {
    let says_something = |part: &&str| {
        let version = part.strip_prefix('v').is_some_and(|rest| {
            rest.chars()
                .all(|character| character.is_ascii_digit() || character == '.')
        });
        !part.is_empty()
            && !part.contains('{')
            && !version
            && *part != "api"
            && part.chars().any(char::is_alphanumeric)
    };
    path.split(['/', '?', '#'])
        .find(says_something)
        .unwrap_or("operations")
        .to_owned()
}

/// The words of an operation's name: of its `operationId`, otherwise of method and path.
pub(super) fn operation_words(operation: &Operation<'_>) -> Vec<String> {
    if let Some(id) = operation.id {
        let found = words::words(id);
        if !found.is_empty() {
            return found;
        }
    }
    let mut found = vec![operation.method.to_ascii_lowercase()];
    let mut parameters = Vec::new();
    for part in operation.path.split('/') {
        let placeholder = part
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = placeholder {
            parameters = words::words(name);
        } else {
            // A parameter in the middle is told by what follows it.
            parameters.clear();
            found.extend(words::words(part));
        }
    }
    if !parameters.is_empty() {
        found.push("by".to_owned());
        found.append(&mut parameters);
    }
    found
}

/// What claim an operation has to names that others want, too: the least has the best. The name counts, and not where
/// in the document the operation stands.
pub(super) fn claim(operation: &Operation<'_>) -> impl Ord + use<> {
    let words = operation_words(operation);
    let length: usize = words.iter().map(String::len).sum();
    let path = operation.path.to_owned();
    (words.len(), length, words, path, operation.method)
}

/// The words of an endpoint function's name: those of the operation without those of its resource.
pub(super) fn method_name(
    operation: &[String],
    group: &Group,
    view: &Operation<'_>,
) -> Vec<String> {
    let singular = words::singular_words(&group.words);
    let verb = operation.first().map(String::as_str).unwrap_or_default();
    let keeps_plural = PAIRED.contains(&verb) && singular != group.words;
    let mut rest = operation.to_vec();
    let forms: &[&[String]] = if keeps_plural {
        &[&singular]
    } else {
        &[&group.words, &singular]
    };
    for form in forms {
        if let Some(without) = remove(&rest, form) {
            rest = without;
            break;
        }
    }
    if let [first, ..] = rest.as_slice()
        && first == "controller"
        && rest.len() > 1
    {
        rest.remove(0);
    }
    if rest.is_empty() {
        return vec![view.method.to_ascii_lowercase()];
    }
    let starts_with_letter = rest
        .first()
        .is_some_and(|word| word.starts_with(char::is_alphabetic));
    // What is left must still say what is done: `by_id` alone does not.
    if starts_with_letter
        && rest.first().is_some_and(|word| {
            !["by", "of", "for", "from", "to", "in", "and"].contains(&word.as_str())
        })
    {
        rest
    } else {
        operation.to_vec()
    }
}

/// The words without the last run of some others.
fn remove(words: &[String], run: &[String]) -> Option<Vec<String>> {
    if run.is_empty() || run.len() > words.len() {
        return None;
    }
    let at = words.windows(run.len()).rposition(|window| window == run)?;
    let mut rest = words.get(..at)?.to_vec();
    rest.extend_from_slice(words.get(at + run.len()..)?);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(title: &str) -> Group {
        Group {
            name: String::new(),
            type_name: String::new(),
            title: title.to_owned(),
            words: words::words(title),
        }
    }

    #[test]
    fn functions_leave_the_resource_out() {
        for (tag, id, expected) in [
            ("Authorized users", "createAuthorizedUser", "create"),
            ("Products", "listProduct", "list"),
            ("Disputes", "submitEvidenceDispute", "submit_evidence"),
            ("Users", "checkAccess", "check_access"),
            ("Users", "getUsers", "get_users"),
            ("Users", "getUser", "get"),
            ("Users", "listUsers", "list"),
            ("repos", "repos/get-branch", "get_branch"),
            ("Stats", "describeStats", "describe"),
            ("pets", "pets", "get"),
        ] {
            let node_free = words::words(id);
            let found = {
                let group = group(tag);
                let singular = words::singular_words(&group.words);
                let verb = node_free.first().cloned().unwrap_or_default();
                let keeps = PAIRED.contains(&verb.as_str()) && singular != group.words;
                let forms: Vec<Vec<String>> = if keeps {
                    vec![singular]
                } else {
                    vec![group.words.clone(), singular]
                };
                forms
                    .iter()
                    .find_map(|form| remove(&node_free, form))
                    .unwrap_or_else(|| node_free.clone())
            };
            let found = if found.is_empty() {
                vec!["get".to_owned()]
            } else {
                found
            };
            assert_eq!(words::snake(&found), expected, "{tag} {id}");
        }
    }
}
