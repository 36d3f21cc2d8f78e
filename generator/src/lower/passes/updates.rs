//! Finds the types that are sent to update something. In them, null may clear a value, while a missing
//! property does not (RFC 7396).

use super::visit;
use crate::ir::{Operation, Type, TypeId};

/// Marks each type that an updating operation sends as its body or within it.
pub(crate) fn mark_updates<'o>(
    types: &mut [Type],
    operations: impl Iterator<Item = &'o Operation>,
) {
    let mut unvisited: Vec<TypeId> = Vec::new();
    for operation in operations.filter(|operation| is_update(&operation.method, &operation.path)) {
        if let Some(body) = &operation.body {
            visit::ids(&body.content.shape, &mut |id| unvisited.push(id));
        }
    }
    while let Some(id) = unvisited.pop() {
        let Some(ty) = types.get_mut(id.index()) else {
            continue;
        };
        if ty.updates {
            continue;
        }
        ty.updates = true;
        visit::shapes_of_kind(&mut ty.kind, &mut |shape| {
            visit::ids(shape, &mut |inner| unvisited.push(inner));
        });
    }
}

/// Reports whether an operation updates something: `PUT`, `PATCH`, or `POST` to a path that ends with a
/// parameter. Only the operation itself decides, so that other operations of the document have no effect.
fn is_update(method: &str, path: &str) -> bool {
    match method {
        "PUT" | "PATCH" => true,
        "POST" => {
            let path = path.split('?').next().unwrap_or_default();
            let last = path.trim_end_matches('/').rsplit('/').next();
            let (_, after) = last
                .and_then(|last| last.rsplit_once('}'))
                .unwrap_or(("", "-"));
            // `{id}` and `{id}.json`, but not `{id}:cancel`.
            after.is_empty() || after.starts_with('.')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_update;

    #[test]
    fn updates_are_recognized_by_method_and_path() {
        for (method, path) in [
            ("PATCH", "/plans"),
            ("PUT", "/plans/{id}/image"),
            ("POST", "/v1/customers/{customer}"),
            ("POST", "/1/cards/{id}.json?key={key}"),
            ("POST", "/users/{id}/"),
        ] {
            assert!(is_update(method, path), "{method} {path}");
        }
        for (method, path) in [
            ("POST", "/plans"),
            ("POST", "/payments/{id}/refund"),
            ("POST", "/payments/{id}:refund"),
            ("POST", "/plans?of={id}"),
            ("POST", "/"),
            ("DELETE", "/plans/{id}"),
        ] {
            assert!(!is_update(method, path), "{method} {path}");
        }
    }
}
