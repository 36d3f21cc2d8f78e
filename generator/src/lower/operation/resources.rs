//! Groups operations into resources, and names their methods.

use foldhash::HashMap;
use indexmap::IndexMap;

use crate::base::reserved::{CLIENT_METHODS, RESOURCE_METHODS};
use crate::lower::naming::scope::NameScope;
use crate::lower::naming::words;
use crate::openapi::operation::Operation;

/// A group of operations, which becomes a resource.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The name of the module and of the client's method.
    pub name: String,
    /// The name of the resource's type.
    pub type_name: String,
    /// The tag as the document writes it.
    pub title: String,
    /// The words of the tag.
    pub words: Vec<String>,
}

/// Verbs for which operations on one item and on several often coexist (`getUser`, `getUsers`). With these
/// verbs, the plural stays in the name.
const PAIRED: &[&str] = &[
    "get", "retrieve", "fetch", "read", "show", "find", "create", "add", "post", "insert",
    "update", "patch", "put", "replace", "set", "modify", "edit", "delete", "remove", "destroy",
    "upsert", "save", "archive", "restore",
];

/// Words that relate one word to another.
const PREPOSITIONS: &[&str] = &[
    "and", "at", "by", "for", "from", "in", "of", "on", "to", "with",
];

/// Words that qualify a verb and name nothing (`list_all`, `sign_up`).
const QUALIFIERS: &[&str] = &[
    "active", "all", "any", "async", "batch", "bulk", "current", "default", "first", "in", "last",
    "latest", "many", "me", "multiple", "my", "new", "next", "off", "on", "one", "out", "own",
    "previous", "single", "sync", "up",
];

/// The groups of a document, in the order in which operations claim their names.
#[derive(Debug)]
pub(crate) struct Groups {
    names: NameScope,
    /// The groups, by the words of their titles.
    found: IndexMap<Vec<String>, Group>,
}

impl Groups {
    pub(crate) fn new() -> Self {
        Self {
            names: NameScope::with_reserved(CLIENT_METHODS.iter().copied()),
            found: IndexMap::new(),
        }
    }

    /// Returns the index and the group of an operation: its first tag, otherwise the first meaningful segment
    /// of its path.
    pub(crate) fn of(&mut self, operation: &Operation<'_>) -> (usize, Group) {
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
        let name = if CLIENT_METHODS.contains(&stem.as_str()) {
            self.names.claim(&format!("{stem}_resource"))
        } else {
            self.names.claim(&stem)
        };
        let type_name = words::resource_type_name(&name);
        let group = Group {
            name,
            type_name,
            title,
            words: key.clone(),
        };
        let (index, _) = self.found.insert_full(key, group.clone());
        (index, group)
    }

    pub(crate) fn into_vec(self) -> Vec<Group> {
        self.found.into_values().collect()
    }
}

/// Returns the segment of a path that names its subject: neither a version nor a placeholder.
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

/// Returns the words of an operation's name: those of its `operationId`, otherwise those of its method and
/// path.
pub(crate) fn operation_words(operation: &Operation<'_>) -> Vec<String> {
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
            // A parameter within the path is implied by the segment after it.
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

/// Returns the words of the function that an id was made of; none for other ids. By default, `FastAPI` joins
/// the name of a function, its path and its method with underscores (`read_item_items__item_id__get`).
fn function_words(id: &str, method: &str, path: &str) -> Option<Vec<String>> {
    let method = method.to_ascii_lowercase();
    let id_in_lower_case = id.to_ascii_lowercase();
    if !id_in_lower_case.ends_with(&method) {
        return None;
    }
    let path_in_words = underscored(path);
    let of_path = path_in_words.trim_matches('_');
    let is_made = if of_path.is_empty() {
        // For the path `/`, only the separator is left.
        id_in_lower_case.ends_with(&format!("__{method}"))
    } else {
        underscored(id).ends_with(&format!("_{of_path}_{method}"))
    };
    if !is_made {
        return None;
    }
    let words = words::words(id);
    let added = words::words(path).len() + 1;
    let name = words.get(..words.len().checked_sub(added)?)?;
    (!name.is_empty()).then(|| name.to_vec())
}

/// Returns text in lower case, with one underscore for each run of characters that are neither letters nor
/// digits.
fn underscored(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            out.extend(character.to_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}

/// The words that name an operation.
#[derive(Debug, Clone)]
pub(crate) struct OperationWords {
    /// The words of the whole id.
    pub full: Vec<String>,
    /// The words without the path and method that a framework added to the id, unless another operation has
    /// the same words.
    pub short: Vec<String>,
}

/// Returns the words of all operations.
pub(crate) fn all_words(operations: &[Operation<'_>]) -> Vec<OperationWords> {
    let mut all: Vec<OperationWords> = operations
        .iter()
        .map(|operation| {
            let full = operation_words(operation);
            let short = operation
                .id
                .and_then(|id| function_words(id, &operation.method, operation.path))
                .unwrap_or_else(|| full.clone());
            OperationWords { full, short }
        })
        .collect();
    let mut counts: HashMap<Vec<String>, usize> = HashMap::default();
    for words in &all {
        *counts.entry(words.short.clone()).or_default() += 1;
    }
    for words in &mut all {
        if words.short != words.full && counts.get(&words.short).is_some_and(|&count| count > 1) {
            words.short.clone_from(&words.full);
        }
    }
    all
}

/// Returns a sort key for the order in which operations claim their names. It does not depend on the order of
/// the document. A name from an `operationId` precedes one that is made of the method and the path.
pub(crate) fn claim(operation: &Operation<'_>, words: &OperationWords) -> impl Ord + use<> {
    let is_made = operation.id.is_none_or(|id| words::words(id).is_empty());
    let words = words.short.clone();
    let length: usize = words.iter().map(String::len).sum();
    let is_exact = operation.id.is_some_and(|id| words::snake(&words) == id);
    let path = operation.path.to_owned();
    (
        is_made,
        words.len(),
        length,
        words,
        !is_exact,
        path,
        operation.method.clone(),
    )
}

/// The candidates for the name of a method.
#[derive(Debug)]
pub(crate) struct MethodNames {
    /// The words without those of the resource.
    pub method: Vec<String>,
    /// All words.
    pub full: Vec<String>,
    /// The words of the resource in the singular, for a method that cannot have its name alone (`new_order`).
    pub item: Vec<String>,
    /// Whether the method returns the items of the resource (`GET /users`), and its name adds nothing to
    /// `get`.
    pub is_list: bool,
}

/// Returns the names of the operations of a group. Earlier operations take precedence.
pub(crate) fn method_names(operations: &[MethodNames]) -> Vec<String> {
    let mut scope = NameScope::with_reserved(RESOURCE_METHODS.iter().copied());
    let mut names: Vec<String> = operations
        .iter()
        .map(|operation| {
            let method = words::identifier(&words::snake(&operation.method), "operation_");
            if scope.try_claim(&method) {
                return method;
            }
            let full = words::identifier(&words::snake(&operation.full), "operation_");
            if RESOURCE_METHODS.contains(&full.as_str()) {
                return scope.claim(&format!("{full}_{}", words::snake(&operation.item)));
            }
            scope.claim(&full)
        })
        .collect();
    let mut lists = operations
        .iter()
        .zip(&mut names)
        .filter(|(operation, _)| operation.is_list);
    // The name is not from the document: it is used only if nothing else could have it.
    if let (Some((_, name)), None) = (lists.next(), lists.next())
        && scope.try_claim("list")
    {
        "list".clone_into(name);
    }
    names
}

/// Reports whether an operation gets the items of its resource and does nothing else, judging by its words
/// and path.
pub(crate) fn gets_collection(words: &[String], group: &Group, method: &str, path: &str) -> bool {
    let words = match words {
        [first, rest @ ..] if first == "get" => rest,
        words => words,
    };
    let last = path.trim_end_matches('/').rsplit('/').next();
    method.eq_ignore_ascii_case("get")
        && words == group.words.as_slice()
        && words::singular_words(&group.words) != group.words
        && last.is_some_and(|segment| !segment.contains('{'))
}

/// Returns the words of a method's name: those of the operation without those of its resource, unless the
/// rest would name something else.
pub(crate) fn method_words(
    operation: &[String],
    group: &Group,
    method: &str,
    path: &str,
) -> Vec<String> {
    let (plural, singular) = (&group.words, words::singular_words(&group.words));
    let forms = [plural.as_slice(), &singular];
    // A resource in front is the scope of the operation: `repos/get-branch`.
    let scoped = forms.iter().find_map(|form| {
        let rest = operation.strip_prefix(*form)?;
        is_beginning(rest).then_some(rest)
    });
    let mut rest = scoped.unwrap_or(operation).to_vec();
    let verb = rest.first().map(String::as_str).unwrap_or_default();
    let keeps_plural = PAIRED.contains(&verb) && &singular != plural;
    let removable = forms.iter().skip(usize::from(keeps_plural));
    'forms: for form in removable {
        for at in positions(&rest, form) {
            let end = at + form.len();
            let is_last = end == rest.len();
            if !is_last && scoped.is_some() {
                continue;
            }
            let (before, after) = (rest.get(..at), rest.get(end..));
            let mut without = [before.unwrap_or_default(), after.unwrap_or_default()].concat();
            if is_last {
                let is_object = |word: &String| PREPOSITIONS.contains(&word.as_str());
                if without.last().is_some_and(is_object) {
                    continue;
                }
                // `GetAccountsAccount` has the resource twice.
                if let Some(verb) = forms
                    .iter()
                    .filter_map(|form| without.strip_suffix(*form))
                    .find(|rest| rest.len() == 1)
                {
                    without = verb.to_vec();
                }
                if !without.is_empty() && !is_action(&without, group, path) {
                    continue;
                }
            }
            rest = without;
            break 'forms;
        }
    }
    if rest.len() > 1 && rest.first().is_some_and(|first| first == "controller") {
        rest.remove(0);
    }
    if rest.is_empty() {
        // `POST` names no action, while `search` or `transfer` does.
        let is_post = method.eq_ignore_ascii_case("post");
        return if is_post {
            operation.to_vec()
        } else {
            vec![method.to_ascii_lowercase()]
        };
    }
    if is_beginning(&rest) {
        rest
    } else {
        operation.to_vec()
    }
}

/// Reports whether a name can begin with these words: `by_id` alone names no action.
fn is_beginning(words: &[String]) -> bool {
    words.first().is_some_and(|word| {
        word.starts_with(char::is_alphabetic) && !PREPOSITIONS.contains(&word.as_str())
    })
}

/// Reports whether the words before the resource at the end of a name are an action on it.
///
/// `submit_evidence` is one if the path ends with it. `create_booking`, the rest of `create-booking-payment`,
/// is none, because it concerns bookings and not payments.
fn is_action(words: &[String], group: &Group, path: &str) -> bool {
    let singular =
        |words: &[String]| -> String { words.iter().map(|word| words::singular(word)).collect() };
    let (Some(first), further) = (words.first(), words.get(1..).unwrap_or_default()) else {
        return false;
    };
    let segments = || path.split(['/', '?', '#']).filter(|part| !part.is_empty());
    if further.is_empty() {
        // A single word is a noun and no verb if the path has a collection of that name.
        let mut pairs = segments().zip(segments().skip(1));
        return !pairs.any(|(segment, next)| {
            next.starts_with('{')
                && !segment.starts_with('{')
                && words::words(segment)
                    .last()
                    .is_some_and(|last| words::singular(last) == words::singular(first))
        });
    }
    let qualifies = |word: &String| QUALIFIERS.contains(&word.as_str());
    let joins = |word: &String| ["and", "or", "then"].contains(&word.as_str());
    if further.iter().all(qualifies)
        || (further.len() % 2 == 0 && further.iter().step_by(2).all(joins))
    {
        return true;
    }
    let last = segments().rfind(|segment| !segment.contains('{'));
    let last = singular(&words::words(last.unwrap_or_default()));
    !last.is_empty()
        && last != singular(&group.words)
        && (0..words.len()).any(|at| words.get(at..).is_some_and(|tail| singular(tail) == last))
}

/// Returns the positions at which a run of words begins in others, the last one first.
fn positions(words: &[String], run: &[String]) -> Vec<usize> {
    if run.is_empty() {
        return Vec::new();
    }
    let windows = words.windows(run.len()).enumerate();
    let found = windows.filter(|(_, window)| *window == run);
    let mut found: Vec<usize> = found.map(|(at, _)| at).collect();
    found.reverse();
    found
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
    fn method_names_omit_the_resource() {
        for (tag, id, path, expected) in [
            (
                "Authorized users",
                "createAuthorizedUser",
                "/authorized_users",
                "create",
            ),
            ("Products", "listProduct", "/products", "list"),
            ("Users", "checkAccess", "/users/{id}/access", "check_access"),
            ("Users", "getUsers", "/users", "get_users"),
            ("Users", "getUser", "/users/{id}", "get"),
            ("Users", "listUsers", "/users", "list"),
            (
                "repos",
                "repos/get-branch",
                "/repos/{repo}/branches/{branch}",
                "get_branch",
            ),
            ("Stats", "describeStats", "/stats", "describe"),
            ("pets", "pets", "/pets", "get"),
            ("members", "members:list_members", "/members", "list"),
            (
                "apps",
                "apps_validate_appSpec",
                "/apps/propose",
                "validate_app_spec",
            ),
            (
                "Users",
                "getUserFollowers",
                "/users/{id}/followers",
                "get_followers",
            ),
            (
                "accounts",
                "GetAccountsAccount",
                "/accounts/{account}",
                "get",
            ),
            (
                "accounts",
                "DeleteAccountsAccount",
                "/accounts/{account}",
                "delete",
            ),
        ] {
            let found = method_words(&words::words(id), &group(tag), "get", path);
            assert_eq!(words::snake(&found), expected, "{tag} {id}");
        }
    }

    /// Checks that the words before a resource at the end are kept unless they name an action.
    #[test]
    fn last_noun_is_kept_after_another_noun() {
        for (tag, id, path, expected) in [
            (
                "Payments",
                "create-booking-payment",
                "/bookings/{id}/payment",
                "create_booking_payment",
            ),
            (
                "Payments",
                "bookingPayment",
                "/bookings/{id}/payments",
                "booking_payment",
            ),
            (
                "Payments",
                "createPayment",
                "/bookings/{id}/payments",
                "create",
            ),
            (
                "Roles",
                "list-project-roles",
                "/projects/{id}/roles",
                "list_project_roles",
            ),
            ("Roles", "listAllRoles", "/roles", "list_all"),
            ("Transfers", "transfer", "/transfers", "transfer"),
            (
                "Invoices",
                "createAndSendInvoice",
                "/invoices",
                "create_and_send",
            ),
            (
                "Guilds",
                "ban_user_from_guild",
                "/guilds/{id}/bans/{user}",
                "ban_user_from_guild",
            ),
            (
                "Anything",
                "get_anything_by_anything",
                "/anything/{anything}",
                "get_by_anything",
            ),
            // The path ends with the action.
            (
                "Disputes",
                "submitEvidenceDispute",
                "/disputes/{id}/submit_evidence",
                "submit_evidence",
            ),
            (
                "Affiliates",
                "createOverrideAffiliate",
                "/affiliates/{id}/overrides",
                "create_override",
            ),
            (
                "Batches",
                "addBankTransferBatch",
                "/batches/{id}/banktransfers",
                "add_bank_transfer",
            ),
        ] {
            let found = method_words(&words::words(id), &group(tag), "post", path);
            assert_eq!(words::snake(&found), expected, "{tag} {id}");
        }
    }

    #[test]
    fn method_names_omit_path_and_http_method() {
        for (id, method, path, expected) in [
            ("read_items_items_get", "GET", "/items", Some("read items")),
            (
                "read_items_items__get",
                "GET",
                "/items/",
                Some("read items"),
            ),
            (
                "create_item_items__post",
                "POST",
                "/items/",
                Some("create item"),
            ),
            (
                "read_item_items__item_id__get",
                "GET",
                "/items/{item_id}",
                Some("read item"),
            ),
            (
                "Edit_voice_v1_voices__voice_id__edit_post",
                "POST",
                "/v1/voices/{voice_id}/edit",
                Some("edit voice"),
            ),
            ("root__get", "GET", "/", Some("root")),
            ("root_get", "GET", "/", None),
            ("items_get", "GET", "/items", None),
            ("responseBodyJsonGet", "GET", "/json", None),
            ("read_items_items_get", "GET", "/things", None),
            ("read_items_items_get", "POST", "/items", None),
        ] {
            let found = function_words(id, method, path).map(|words| words.join(" "));
            assert_eq!(found.as_deref(), expected, "{id} {method} {path}");
        }
    }

    #[test]
    fn list_is_named_list_if_the_name_is_free() {
        let names = |operations: &[(&str, bool)]| {
            let operations: Vec<MethodNames> = operations
                .iter()
                .map(|&(words, is_list)| MethodNames {
                    method: words::words(words),
                    full: words::words(words),
                    item: words::words("user"),
                    is_list,
                })
                .collect();
            method_names(&operations)
        };
        assert_eq!(
            names(&[("get_users", true), ("create", false)]),
            ["list", "create"]
        );
        assert_eq!(
            names(&[("list", false), ("get_users", true)]),
            ["list", "get_users"]
        );
        assert_eq!(
            names(&[("new", false), ("into", false)]),
            ["new_user", "into_user"]
        );
        assert_eq!(
            names(&[("get", true), ("get_users", true)]),
            ["get", "get_users"]
        );
        let users = group("Users");
        let is_collection =
            |words: &str, method, path| gets_collection(&words::words(words), &users, method, path);
        assert!(is_collection("get users", "GET", "/v1/users"));
        assert!(is_collection("users", "GET", "/users/"));
        assert!(!is_collection("get user", "GET", "/users"));
        assert!(!is_collection("get users", "POST", "/users"));
        assert!(!is_collection("get users", "GET", "/users/{ids}"));
        assert!(!is_collection("read users", "GET", "/users"));
    }
}
