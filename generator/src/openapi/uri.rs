//! Base URIs of references by `$id` (JSON Schema 2020-12 core, section 8.2).

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use crate::load::{Node, Origin};

/// The limit of bytes of an `$id`, and of a base URI. A longer `$id` is ignored.
const LONGEST: usize = 2_000;

/// The `$id`s that apply to a value.
#[derive(Debug, Clone, Default)]
pub(super) struct UriScope {
    /// The innermost schema with an `$id` that contains the value; none if only the root of the file, or nothing, has one.
    pub resource: Option<Origin>,
    /// The base URI of relative references within the value; empty if no `$id` applies.
    pub base: Rc<str>,
}

/// The scopes of values. Each is determined once, because a value can be nested in many schemas with an `$id`.
#[derive(Debug, Default)]
pub(super) struct UriScopes(RefCell<HashMap<Origin, UriScope>>);

impl UriScopes {
    /// Returns the scope of a value.
    pub(super) fn of(&self, node: Node<'_>) -> UriScope {
        let mut known = self.0.borrow_mut();
        let mut scope = UriScope::default();
        let mut unknown = Vec::new();
        for ancestor in std::iter::successors(Some(node), |node| node.parent()) {
            if let Some(found) = known.get(&ancestor.origin()) {
                scope = found.clone();
                break;
            }
            unknown.push(ancestor);
        }
        for inner in unknown.into_iter().rev() {
            if let Some(identifier) = identifier(inner) {
                let joined = join(&scope.base, identifier);
                if joined.len() <= LONGEST {
                    scope.base = joined.into();
                }
                if inner.parent().is_some() {
                    scope.resource = Some(inner.origin());
                }
            }
            known.insert(inner.origin(), scope.clone());
        }
        scope
    }
}

fn identifier(node: Node<'_>) -> Option<&str> {
    let identifier = node.get("$id").and_then(Node::as_str);
    identifier.filter(|identifier| identifier.len() <= LONGEST)
}

/// Resolves a reference against a base, both without their fragments (RFC 3986, section 5.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    let without_fragment = |uri| str::split(uri, '#').next().unwrap_or("");
    let (base, reference) = (without_fragment(base), without_fragment(reference));
    let has_scheme = reference
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains('/'));
    if has_scheme || base.is_empty() {
        return reference.to_owned();
    }
    if reference.is_empty() {
        return base.to_owned();
    }
    let path_starts = base.find("://").map_or(0, |scheme| {
        let authority = scheme + "://".len();
        let path = base.get(authority..).and_then(|rest| rest.find('/'));
        path.map_or(base.len(), |path| authority + path)
    });
    let (authority, path) = base.split_at_checked(path_starts).unwrap_or(("", base));
    let folder = if reference.starts_with('/') {
        ""
    } else {
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    };
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in reference.trim_start_matches('/').split('/') {
        match step {
            "." => {}
            ".." => {
                if steps.len() > 1 {
                    steps.pop();
                }
            }
            _ => steps.push(step),
        }
    }
    let joined = steps.join("/");
    if authority.is_empty() && !path.starts_with('/') && !reference.starts_with('/') {
        return joined.trim_start_matches('/').to_owned();
    }
    format!("{authority}{joined}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_against_their_base() {
        for (base, reference, joined) in [
            (
                "https://example.com/schemas/a.json",
                "b.json",
                "https://example.com/schemas/b.json",
            ),
            (
                "https://example.com/schemas/a.json",
                "../b",
                "https://example.com/b",
            ),
            (
                "https://example.com/schemas/a.json",
                "../../../b",
                "https://example.com/b",
            ),
            (
                "https://example.com/schemas/a.json",
                "./b#c",
                "https://example.com/schemas/b",
            ),
            (
                "https://example.com/schemas/a.json",
                "/b",
                "https://example.com/b",
            ),
            (
                "https://example.com/schemas/a.json",
                "#c",
                "https://example.com/schemas/a.json",
            ),
            (
                "https://example.com/schemas/a.json",
                "https://other.example/b",
                "https://other.example/b",
            ),
            ("https://example.com", "b", "https://example.com/b"),
            ("schemas/a", "b", "schemas/b"),
            ("a", "b", "b"),
            ("/schemas/a", "b", "/schemas/b"),
            ("", "b", "b"),
            ("urn:example:a", "urn:example:b", "urn:example:b"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }
}
